"""`tracker fsck` names what is damaged, lists what nobody names, and changes nothing unless told to."""

import hashlib
import json
import os
import sys

import pytest

from tests.database.record import EMBEDDED_ONLY
from tests.evidence.files import EICAR, a_pdf
from tests.evidence.sending import attached, lying, version_of
from tracker import cli, fsck
from tracker.store import Store, receive

pytestmark = EMBEDDED_ONLY
DAY = 24 * 60 * 60
SHA256 = hashlib.sha256(a_pdf()).hexdigest()


@pytest.fixture
def store(plan):
    attached(plan.signed_in("owner_a"), plan, a_pdf())
    return Store(plan.record.settings.evidence_folder)


@pytest.fixture
def run(plan, monkeypatch, capsys):
    """Run `tracker ...` on the plan; gives the status and what was printed."""
    monkeypatch.setenv("TRACKER_DATA_DIR", str(plan.record.settings.data_dir))

    def ran(*words, **env):
        for name, value in env.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["tracker", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out + said.err

    return ran


def looked(plan, *, quick=False):
    with plan.record.reading() as visit:
        return fsck.check(visit.session, plan.record.settings, quick=quick)


def aged(plan, path):
    """Let a file have been written two days ago."""
    then = plan.record.settings.now().timestamp() - 2 * DAY
    os.utime(path, (then, then))
    return path


def put(store, content):
    received = receive(store.folder, [content], largest=10**6)
    store.put(received)
    return store.path(received.sha256)


def test_a_sound_store_is_sound(plan, store, run):
    assert (looked(plan).status, looked(plan).files) == (0, 1)
    assert run("fsck") == (0, "All is well: 1 file of evidence.\n")
    status, told = run("fsck", "--quick", "--json")
    assert (status, json.loads(told)) == (0, {"status": 0, "files": 1, "damage": [], "warnings": [], "moved": []})


def _change(path, content):
    path.chmod(0o600)
    path.write_bytes(content)
    path.chmod(0o440)


def _to_link(path):
    path.rename(path.parent / "moved")
    path.symlink_to(path.parent / "moved")


def _to_folder(path):
    path.unlink()
    path.mkdir()


DAMAGE = {
    "missing": (lambda path: path.unlink(), "is missing", True),
    "flipped": (lambda path: _change(path, path.read_bytes().replace(b"%%EOF", b"%%EOG")), "another hash", False),
    "short": (lambda path: _change(path, b"x"), "has 1 bytes and not the", True),
    "link": (_to_link, "no regular file", True),
    "folder": (_to_folder, "no regular file", True),
    "mode": (lambda path: path.chmod(0o666), "has the mode 666", True),
    "quarantined by hand": (lambda path: Store(path.parents[2]).quarantine(path.name), "lies in quarantine", True),
}


def test_damage_is_named_and_not_mended(plan, store, run):
    owner, sound = plan.signed_in("owner_a"), looked(plan)
    assert sound.status == 0
    for number, (what, (damage, sentence, seen_quickly)) in enumerate(DAMAGE.items(), start=1):
        content = a_pdf(what.encode())
        attached(owner, plan, content)
        sha256 = hashlib.sha256(content).hexdigest()
        assert not [each for each in looked(plan).damage if sha256 in each], what
        damage(store.path(sha256))
        before = lying(plan)
        found, quick = looked(plan), looked(plan, quick=True)
        assert [each for each in found.damage if sha256 in each and sentence in each], (what, found.damage)
        assert bool([each for each in quick.damage if sha256 in each]) is seen_quickly, what
        assert (found.status, len(found.damage)) == (2, number), found.damage
        assert lying(plan) == before
    status, told = run("fsck")
    assert (status, told.count("DAMAGE: ")) == (2, len(DAMAGE))


def test_what_nobody_names_is_listed_and_moved_only_when_asked_and_old(plan, store, run):
    old, young = aged(plan, put(store, b"old")), put(store, b"young")
    stray = store.folder / "blobs" / "stray"
    stray.write_text("x")
    status, told = run("fsck")
    assert status == 1
    assert all(f"The file {path.name} is named by nothing" in told for path in (old, young))
    assert f"{stray} is nothing that the store put there" in told
    assert old.exists() and young.exists()
    status, told = run("fsck", "--move-orphans")
    assert f"Moved to lost+found: {old.name}" in told and young.name not in told.split("Moved")[1]
    assert (store.folder / "lost+found" / old.name).read_bytes() == b"old"
    assert young.exists() and store.path(SHA256).exists() and stray.exists()


def test_uploads_that_never_ended_are_named_once_they_are_old(plan, store):
    fresh = store.folder / "tmp" / "fresh"
    fresh.write_bytes(b"x")
    assert looked(plan).warnings == []
    aged(plan, fresh)
    assert "never ended" in looked(plan).warnings[0]
    assert fresh.exists()


def test_a_check_of_other_bytes_is_damage(plan, store):
    plan.record.tamper(
        "INSERT INTO evidence_check (effective_on, recorded_at, seq, version_id, action_id, sha256, verdict, reason, "
        "checker_id) SELECT effective_on, recorded_at, seq, id, 1, 'x', 'adequate', '', 1 FROM evidence_version"
    )
    assert any("bound to another hash" in each for each in looked(plan).damage)


def test_a_folder_that_others_can_write_is_named(plan, store):
    store.folder.chmod(0o777)
    assert "can be written by others" in looked(plan).warnings[0]


def test_a_broken_trail_and_a_lost_anchor_file_are_damage(plan, store):
    plan.record.settings.anchor_file.unlink()
    assert any("anchor file is missing" in each for each in looked(plan).damage)


def test_a_foreign_key_that_leads_nowhere_is_damage(plan, store):
    plan.record.tamper("PRAGMA foreign_keys=OFF", "UPDATE evidence_link SET action_id = 99999")
    assert any("names a row of action that is not there" in each for each in looked(plan).damage)


def test_another_revision_and_a_broken_database_are_damage(plan, store, run):
    plan.record.tamper("UPDATE alembic_version SET version_num = '9999'")
    status, told = run("fsck")
    assert (status, "revision 9999" in told) == (2, True), told
    plan.record.engine.dispose()
    database = plan.record.settings.data_dir / "tracker.db"
    database.write_bytes(b"This is no database. " * 100)
    status, told = run("fsck")
    assert (status, ".db is damaged" in told) == (2, True), told


@pytest.fixture
def held(plan, scanner):
    """Give `held(content)`: a version that came in while the scanner was down."""

    def hold(content):
        plan.record.settings.scan_socket = plan.record.settings.data_dir / "no-scanner"
        key = attached(plan.signed_in("owner_a"), plan, content)
        plan.record.settings.scan_socket = None
        return version_of(plan, key)

    return hold


def test_what_was_held_is_scanned_again(plan, held, run, scanner):
    clean, bad = held(a_pdf(b"clean")), held(EICAR)
    assert run("scan")[0] == 1, "no scanner is named"
    socket = str(scanner.server_address)
    scanner.manner = "garbage"
    assert run("scan", TRACKER_SCAN_SOCKET=socket) == (1, "2 held, 2 still held.\n")
    scanner.manner = "clamd"
    status, told = run("scan", TRACKER_SCAN_SOCKET=socket)
    assert status == 0
    assert told.splitlines() == [
        f"Version {clean}: clean",
        f"Version {bad}: infected, Eicar-Test-Signature",
        "2 held, 0 still held.",
    ]
    owner = plan.signed_in("owner_a")
    assert owner.get(f"/evidence/versions/{clean}").get_data() == a_pdf(b"clean")
    refused = owner.get(f"/evidence/versions/{bad}")
    assert (refused.status_code, EICAR in refused.get_data()) == (409, False)
    assert lying(plan)[-1] == f"quarantine/{hashlib.sha256(EICAR).hexdigest()}"
    found = looked(plan)
    assert (found.status, found.files) == (0, 2)
    assert run("scan", TRACKER_SCAN_SOCKET=socket) == (0, "0 held, 0 still held.\n")
    again = [plan.events(kind) for kind in ("evidence scanned", "evidence quarantined")]
    assert again == [1, 1]
