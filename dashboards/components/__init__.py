"""Parts of pages, drawn from frozen rows."""
