"""A sample that nobody chose: from a seed and what each thing is called, the same on every machine."""

import hashlib
from collections.abc import Callable, Iterable
from typing import TypeVar

Thing = TypeVar("Thing")


def place(seed: str, identity: str) -> str:
    """Give the place of a thing in the order of a seed: SHA-256 of the seed, a line end and its identity."""
    return hashlib.sha256(f"{seed}\n{identity}".encode()).hexdigest()


def sampled(things: Iterable[Thing], seed: str, size: int, identity: Callable[[Thing], str]) -> list[Thing]:
    """Take the first things in the order of a seed.

    The place of a thing hangs on the seed and on itself alone: one that comes in later may push out the last of a
    sample, and moves none of the others.
    """
    return sorted(things, key=lambda each: (place(seed, identity(each)), identity(each)))[:size]
