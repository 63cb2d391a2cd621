"""Addresses of pages: every link keeps the day that the reader looks at."""

from datetime import date
from enum import Enum
from functools import lru_cache
from urllib.parse import urlencode

from tracker.visit import Visit

MOST = 4096
Value = str | int | date | Enum | bool | None


def to(visit: Visit, path: str, **asked: Value) -> str:
    """Give the address of a page with what is asked of it, as at the day of the visit."""
    day = visit.as_at if visit.as_at != visit.today else None
    return address(path, **asked, as_at=day)


def address(path: str, **asked: Value) -> str:
    """Give an address; what is empty is left out."""
    return _written(path, tuple(asked.items()))


# A page holds a hundred addresses, and the next page the same; `typed` tells 1 from True.
@lru_cache(maxsize=MOST, typed=True)
def _written(path: str, asked: tuple[tuple[str, Value], ...]) -> str:
    given = {name: _words(value) for name, value in asked if value not in (None, "", False)}
    return f"{path}?{urlencode(given)}" if given else path


def _words(value: Value) -> str:
    if isinstance(value, bool):
        return "yes"
    if isinstance(value, Enum):
        return str(value.value)
    return value.isoformat() if isinstance(value, date) else str(value)


def action(visit: Visit, key: int) -> str:
    """Give the address of an action."""
    return to(visit, f"/actions/{key}")


def recommendation(visit: Visit, key: int) -> str:
    """Give the address of a recommendation."""
    return to(visit, f"/recommendations/{key}")


def review(visit: Visit, key: int) -> str:
    """Give the address of a review."""
    return to(visit, f"/reviews/{key}")
