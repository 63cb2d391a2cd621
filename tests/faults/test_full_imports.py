"""A plan is brought in while the disk takes nothing more: a sentence, a file that waits as before, and nothing half."""

import errno
import os
import resource
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from tests.dashboards.test_import_page import (
    app,
    coordinator,
    counted,
    enters,
    plain_plan,
    review,
    uploaded,
    waiting,
)
from tests.database.record import EMBEDDED_ONLY

__all__ = ["app", "coordinator", "enters", "review"]
pytestmark = EMBEDDED_ONLY


@contextmanager
def full() -> Iterator[None]:
    """Let no file of this process take another byte, as on a disk that is full."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_the_disk_that_is_full_here_is_one(record: Any) -> None:
    with full(), pytest.raises(OSError, match="too large"):
        (record.settings.data_dir / "one").write_bytes(b"x")


def test_an_import_that_waits_goes_on_waiting(record: Any, coordinator: Any) -> None:
    token = coordinator.token(plain_plan())
    before, files = counted(record), [(path.name, path.read_bytes()) for path in waiting(record)]
    with full():
        answer = coordinator.apply(token)
    assert answer.status_code == 503, answer.text
    assert "cannot be written at the moment" in answer.text and token in answer.text
    assert counted(record) == before
    assert [(path.name, path.read_bytes()) for path in waiting(record)] == files
    assert coordinator.apply(token).status_code == 302
    assert record.faults() == []


def test_a_plan_that_moved_on_waits_as_it_did(record: Any, coordinator: Any) -> None:
    token = coordinator.token(plain_plan())
    second = coordinator.token(plain_plan())
    assert coordinator.apply(second).status_code == 302
    files = [(path.name, path.read_bytes()) for path in waiting(record)]
    with full():
        answer = coordinator.apply(token)
    assert answer.status_code == 503, answer.text
    assert [(path.name, path.read_bytes()) for path in waiting(record)] == files


def test_a_file_that_cannot_be_kept_is_refused_in_a_sentence(record: Any, coordinator: Any) -> None:
    before = counted(record)
    content = plain_plan()
    with full():
        answer = coordinator.preview(content)
    assert answer.status_code == 503, answer.text
    assert "disk may be full" in answer.text and '<option value="R1" selected>' in answer.text
    assert waiting(record) == []
    assert counted(record) == before
    assert coordinator.preview(content).status_code == 200


def test_where_no_process_can_be_started_one_is_asked_to_try_again(
    record: Any, coordinator: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    before, content = counted(record), plain_plan()

    def none_left(*_asked: Any, **_more: Any) -> Any:
        raise OSError(errno.EAGAIN, os.strerror(errno.EAGAIN))

    with monkeypatch.context() as patched:
        patched.setattr(subprocess, "Popen", none_left)
        answer = coordinator.preview(content)
    assert answer.status_code == 503, answer.text
    assert "Try again in a minute" in answer.text and '<option value="R1" selected>' in answer.text
    assert waiting(record) == []
    assert counted(record) == before
    assert coordinator.preview(content).status_code == 200


# The library that reads the request leaves its own file to be closed by itself.
@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")
def test_a_large_file_that_cannot_even_be_received_is_refused_in_a_sentence(record: Any, coordinator: Any) -> None:
    with full():
        answer = coordinator.post("/import/preview", review="R1", file=uploaded(b"x" * 2_000_000))
    assert answer.status_code == 503, answer.text
    assert "disk may be full" in answer.text
    assert waiting(record) == []
