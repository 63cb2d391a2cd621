"""One module per page; each registers itself."""
