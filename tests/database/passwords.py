"""Passwords of the tests are hashed at argon2's cheapest settings; `slow_hashing` gives the real ones back."""

from functools import partial

import pytest
from argon2 import PasswordHasher

from tracker import entry
from tracker.commands import accounts

_CHEAPEST = partial(PasswordHasher, time_cost=1, memory_cost=8, parallelism=1)
_PLACES = (entry, accounts)


def cheap() -> None:
    """Hash at the cheapest settings from now on, in this process."""
    for module in _PLACES:
        module.PasswordHasher = _CHEAPEST


@pytest.fixture
def slow_hashing(monkeypatch: pytest.MonkeyPatch) -> None:
    """Hash as the service does."""
    for module in _PLACES:
        monkeypatch.setattr(module, "PasswordHasher", PasswordHasher)
