"""One change each, with its trail event in the same transaction; a command never commits."""
