"""Files that boards keep, read into rows: one module per format."""
