"""Files of evidence: taken in, kept, given out, checked, and never lost."""
