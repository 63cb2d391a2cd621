"""Who may see what, and what hostile requests get."""
