"""A full disk, a folder that cannot be written, too many open files: told in a sentence, nothing half, retry works."""

import html
import multiprocessing
import os
import resource
import subprocess
from pathlib import Path

import pytest

from tests.database.record import EMBEDDED_ONLY
from tests.evidence.files import a_pdf
from tests.evidence.sending import TYPED, address, attached, body, counted, lying, version_of
from tracker import store as stores

pytestmark = EMBEDDED_ONLY
LARGE = a_pdf(size=8_000_000)


@pytest.fixture(autouse=True)
def _healthy_again():
    yield
    stores._failed.clear()


@pytest.fixture
def press(plan):
    """Give `press(content)`, which sends a form that was filled in before; the same form each time."""
    owner = plan.signed_in("owner_a")
    kind, written = body(owner, address(plan), content=LARGE, **{**TYPED, "title": "What I typed"})

    def sent():
        answer = owner.client.post(address(plan), data=written, content_type=kind)
        return answer.status_code, html.unescape(answer.get_data(as_text=True))

    return sent


def in_a_child(plan, limit, act):
    """Act in a process with a limit of its own; gives what it answered."""
    context = multiprocessing.get_context("fork")
    answered = context.Queue()

    def run():
        plan.server.extensions["tracker"].engine.dispose(close=False)
        resource.setrlimit(*limit)
        answered.put(act())
        answered.close()
        answered.join_thread()
        os._exit(0)

    child = context.Process(target=run)
    child.start()
    told = answered.get(timeout=60)
    child.join()
    return told


def test_a_full_disk_is_told_and_the_retry_succeeds(plan, press):
    before = counted(plan)
    status, told = in_a_child(plan, (resource.RLIMIT_FSIZE, (4_000_000, 4_000_000)), press)
    assert (status, "There is no room on the disk for this file." in told) == (507, True)
    assert 'value="What I typed"' in told
    assert (counted(plan), lying(plan)) == (before, [])
    assert press()[0] == 302
    assert plan.record.faults() == []


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may mount a small disk")
def test_a_small_disk_that_is_full_refuses_what_does_not_fit_and_gives_out_what_is_there(plan, press):
    folder = plan.record.settings.evidence_folder
    folder.mkdir()
    mounted = subprocess.run(["mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", str(folder)], check=False)
    if mounted.returncode:
        pytest.skip("no disk can be mounted here")
    try:
        owner = plan.signed_in("owner_a")
        version = version_of(plan, attached(owner, plan, a_pdf(size=1_000_000)))
        status, told = press()
        assert (status, "There is no room on the disk for this file." in told) == (507, True)
        assert [name.split("/")[0] for name in lying(plan)] == ["blobs"]
        subprocess.run(["mount", "-o", "remount,ro", str(folder)], check=True)
        status, told = press()
        assert (status, "cannot be written" in told) == (507, True)
        assert owner.get(f"/evidence/versions/{version}").get_data() == a_pdf(size=1_000_000)
        subprocess.run(["mount", "-o", "remount,rw,size=32m", str(folder)], check=True)
        assert press()[0] == 302
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_too_many_open_files_are_told_and_the_retry_succeeds(plan, press, monkeypatch):
    real = os.open

    def full(path, flags, *more, **named):
        if "/evidence/" in str(path):
            raise OSError(24, "Too many open files")
        return real(path, flags, *more, **named)

    monkeypatch.setattr(os, "open", full)
    status, told = press()
    assert (status, "too many files open" in told) == (507, True)
    monkeypatch.undo()
    assert press()[0] == 302


def test_after_a_failed_sync_uploads_stop_and_reads_go_on(plan, press, monkeypatch):
    owner = plan.signed_in("owner_a")
    version = version_of(plan, attached(owner, plan, a_pdf()))
    real = os.fsync

    def failing(handle):
        if "/evidence/" in str(Path(f"/proc/self/fd/{handle}").readlink()):
            raise OSError(5, "Input/output error")
        real(handle)

    before = counted(plan)
    monkeypatch.setattr(os, "fsync", failing)
    status, told = press()
    assert (status, "The disk of the evidence store has a fault." in told) == (507, True)
    monkeypatch.undo()
    status, told = press()
    assert (status, "until `tracker fsck` was run" in told) == (507, True)
    assert counted(plan) == before
    assert owner.get(f"/evidence/versions/{version}").get_data() == a_pdf()


def test_a_database_that_cannot_be_written_leaves_no_file_that_is_named(plan, press):
    plan.record.tamper(
        "CREATE TRIGGER full BEFORE INSERT ON evidence_version BEGIN SELECT RAISE(ABORT, 'disk I/O'); END"
    )
    before = counted(plan)
    status, told = press()
    assert (status, "The record cannot be written at the moment, and nothing was saved." in told) == (503, True)
    assert counted(plan) == before
    assert [name.split("/")[0] for name in lying(plan)] == ["blobs"], "bytes that nobody names, which fsck lists"
    plan.record.tamper("DROP TRIGGER full")
    assert press()[0] == 302
    assert len(lying(plan)) == 1
    assert plan.record.faults() == []
