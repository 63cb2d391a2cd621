"""How much memory a process holds for itself while it does something."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def watching() -> Iterator[list[float]]:
    """Note the process's own memory twenty times a second; pages of the database file are the system's."""
    seen, over = [held()], threading.Event()

    def watch() -> None:
        while not over.wait(0.05):
            seen.append(held())

    watcher = threading.Thread(target=watch)
    watcher.start()
    yield seen
    over.set()
    watcher.join()


def held() -> float:
    """Give the memory that the process holds for itself now, in MB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(each.split()[1]) for each in lines if each.startswith("RssAnon:")) / 1024
