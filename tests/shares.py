"""How `make test` shares the tests between processes: file by file, but some folders whole, and these first.

`pytest -p tests.shares -n 2` does the same for any part of the tests; without `-n` one process runs them in turn.
"""

from pathlib import PurePosixPath
from typing import Any

import pytest
from xdist.scheduler import LoadFileScheduling

# Their tests share something that takes long to make; what takes longest begins, so that nobody waits at the end.
WHOLE = ("browser", "trail", "seed")


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
    """Put the folders first that are shared out whole."""
    items.sort(key=lambda item: [*WHOLE, item.path.parent.name].index(item.path.parent.name))
