"""A kill at any step of an upload: what was acknowledged is there, nothing half is, and sending it again succeeds."""

import hashlib
import multiprocessing
import os
import re
import signal
from pathlib import Path

from tests.database.record import EMBEDDED_ONLY
from tests.evidence.files import a_pdf
from tests.evidence.sending import TYPED, address, body, lying
from tracker import faults, fsck
from tracker.settings import Settings
from tracker.store import Store

ROOT = Path(__file__).parents[2]
POINTS = (
    "tmp opened",
    "half written",
    "written",
    "received",
    "linked",
    "folder synced",
    "tmp unlinked",
    "before commit",
    "committed",
)
NAMES_IT = {"committed"}


def in_a_process_of_its_own(plan, send, point):
    """Send in a child that kills itself at a point; give its exit code and its answer, if it came to one."""
    context = multiprocessing.get_context("fork")
    answered = context.Queue()

    def act():
        plan.server.extensions["tracker"].engine.dispose(close=False)
        os.environ.update({faults.ENABLED: faults.WORD, faults.POINT: point})
        answer = send()
        answered.put((answer.status_code, answer.location))
        answered.close()
        answered.join_thread()
        os._exit(0)

    child = context.Process(target=act)
    child.start()
    child.join(60)
    return child.exitcode, answered.get(timeout=5) if child.exitcode == 0 else None


def pieces(plan, sha256):
    return plan.record.read(f"SELECT evidence_id FROM evidence_version WHERE sha256 = '{sha256}'")


def looked_at(plan):
    with plan.record.reading() as visit:
        return fsck.check(visit.session, plan.record.settings)


def test_a_kill_at_every_step_of_an_upload_loses_nothing_and_the_retry_succeeds(plan):
    owner = plan.signed_in("owner_a")
    for number, point in enumerate(POINTS):
        content = a_pdf(str(number).encode(), size=200_000)
        sha256 = hashlib.sha256(content).hexdigest()
        kind, written = body(owner, address(plan), content=content, **TYPED)

        def send(written=written, kind=kind):
            return owner.client.post(address(plan), data=written, content_type=kind)

        exitcode, _ = in_a_process_of_its_own(plan, send, point)
        assert exitcode == -signal.SIGKILL, point
        assert len(pieces(plan, sha256)) == (1 if point in NAMES_IT else 0), point
        assert looked_at(plan).damage == [], point
        answer = send()
        assert answer.status_code == 302, (point, answer.get_data(as_text=True))
        assert len(pieces(plan, sha256)) == 1, point
        assert owner.get(f"/evidence/versions/{newest(plan)}").get_data() == content, point
        assert looked_at(plan).damage == [], point
    tmp = [name for name in lying(plan) if name.startswith("tmp/")]
    assert len(tmp) == 6, "killed before the name of its own was taken away, and nowhere else"
    assert looked_at(plan).files == len(POINTS)


def newest(plan):
    return plan.record.read("SELECT max(id) FROM evidence_version")[0][0]


@EMBEDDED_ONLY
def test_without_a_kill_the_child_answers_and_the_answer_is_true(plan):
    """Else the test above would say nothing of the points that it never reached."""
    owner = plan.signed_in("owner_a")
    kind, written = body(owner, address(plan), content=a_pdf(), **TYPED)
    exitcode, answer = in_a_process_of_its_own(
        plan, lambda: owner.client.post(address(plan), data=written, content_type=kind), "nowhere"
    )
    assert exitcode == 0
    assert re.fullmatch(r"/evidence/\d+", answer[1])
    assert len(pieces(plan, hashlib.sha256(a_pdf()).hexdigest())) == 1


def test_every_point_of_the_upload_is_killed():
    every = {
        point
        for name in ("tracker/store.py", "dashboards/uploads.py")
        for point in re.findall(r'hit\("([^"]+)"\)', (ROOT / name).read_text())
    }
    assert every == set(POINTS)


def test_points_do_nothing_unless_a_test_asks(monkeypatch):
    for value in ("", "1", "true"):
        monkeypatch.setenv(faults.ENABLED, value)
        monkeypatch.setenv(faults.POINT, "linked")
        faults.hit("linked")
    assert any("TRACKER_FAULTS is on" in fault for fault in Settings().faults())
    monkeypatch.setenv(faults.ENABLED, "")
    assert not any("TRACKER_FAULTS" in fault for fault in Settings().faults())


def test_the_order_of_the_steps_is_file_name_folders_commit_answer(plan, monkeypatch):
    owner, done = plan.signed_in("owner_a"), []
    for name in ("fsync", "link"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, n=name, r=real: (done.append(n), r(*a)))
    real_put = Store.put
    monkeypatch.setattr(Store, "put", lambda *a: (real_put(*a), done.append("put")))
    monkeypatch.setattr("dashboards.uploads.hit", done.append)
    kind, written = body(owner, address(plan), content=a_pdf(), **TYPED)
    assert owner.client.post(address(plan), data=written, content_type=kind).status_code == 302
    assert done == ["fsync", "link", "fsync", "fsync", "fsync", "put", "before commit", "committed"]
