"""How `make test` shares the tests between processes: file by file, but some folders whole, and the longest first.

`pytest -p tests.shares -n 2` does the same for any part of the tests; without `-n` one process runs them in turn.
"""

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

# Their tests share something that takes long to make; what takes longest begins, so that nobody waits at the end.
WHOLE = ("browser", "trail", "seed")
LONG = (
    "commands/test_concurrent_writers.py",
    "security/test_permissions.py",
    "faults/test_killed_forms.py",
    "migrations/test_killed.py",
    "security/test_who_sees_what.py",
)


class Shares(LoadFileScheduling):
    """Give a process a file at a time, or a folder."""

    def _split_scope(self, nodeid: str) -> str:
        file = PurePosixPath(super()._split_scope(nodeid))
        return file.parent.name if file.parent.name in WHOLE else str(file)


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Shares:
    """Share in the order in which the tests were collected."""
    config.option.loadscopereorder = False
    return Shares(config, log)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the folders first that are shared out whole, and then the files that take longest."""
    order = {name: place for place, name in enumerate((*WHOLE, *LONG))}

    def place(item: pytest.Item) -> int:
        folder = item.path.parent.name
        return order.get(folder, order.get(f"{folder}/{item.path.name}", len(order)))

    items.sort(key=place)
