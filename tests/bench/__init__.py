"""The board pack: a made-up plan in three sizes, and how long questions to it take (`python -m tests.bench`)."""
