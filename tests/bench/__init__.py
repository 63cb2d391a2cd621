"""The board pack: one made-up plan in three sizes, and how long it takes to ask it questions (`python -m tests.bench`)."""
