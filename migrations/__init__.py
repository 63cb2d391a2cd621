"""Schema history: each revision says why it was needed."""
