"""The worked example: the public record, and an illustrative plan on top of it."""
