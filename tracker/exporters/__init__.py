"""What leaves the tracker as a file: one module for each kind of file."""
