"""Packs on the command line: whole or not there, in little memory however much is in them, and signed by a kept key."""

import json
import multiprocessing
import os
import random
import re
import resource
import stat
import subprocess
import sys
import time
import tracemalloc
import zipfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import bagit
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from typer.testing import CliRunner

from tests.builders import an_action
from tests.database.record import EMBEDDED_ONLY, Record, environment, visitor
from tests.evidence.files import a_pdf
from tests.exporters.test_pack import checked_by_ours
from tracker.cli import app as command_line
from tracker.commands import accounts
from tracker.commands import evidence as proofs
from tracker.commands.accounts import RoleDraft
from tracker.errors import InputError
from tracker.exporters import pack
from tracker.exporters.placing import UnwrittenError, put
from tracker.exporters.signing import signing_key
from tracker.exporters.zipping import zipped
from tracker.intake import take_in
from tracker.settings import LONDON, Settings
from tracker.store import Store
from tracker.words import EvidenceKind, EvidenceType, Role

MEGABYTE = 1024 * 1024
TOLD = pack.Told("Somebody", datetime(2026, 11, 22, 10, tzinfo=LONDON), "The board")
# What one portion, its compression, the register and the lists of a few hundred files may take.
LITTLE = 16 * MEGABYTE


def with_files(record: Record, number: int, size: int) -> int:
    """Record an action with so many files of this size; give its review."""
    built = an_action(record)
    assert built.post
    chance = random.Random(7)
    for place in range(number):
        # By chance two letters may look like the end of a zip, which no PDF is allowed to hold.
        content = a_pdf(str(place).encode() + chance.randbytes(size).replace(b"PK", b"KP"))
        file = take_in(record.settings, [content], f"Audit {place}.pdf")
        held = proofs.Content(EvidenceKind.FILE, "", file=file)
        draft = proofs.EvidenceDraft(f"Audit {place}", EvidenceType.AUDIT, 2, held)
        with record.changing() as visit:
            proofs.attach(visit.by(built.post.owner), [built.id], draft)
    return built.review_id


def made(record: Record, review: int) -> pack.Pack:
    with record.reading(visitor(Role.CHAIR)) as visit:
        gathered = pack.gather(visit, review, record.settings)
    return pack.made(gathered, record.settings, signing_key(record.settings))


def unpacked(file: Path, folder: Path) -> Path:
    with zipfile.ZipFile(file) as archive:
        archive.extractall(folder)
    (found,) = folder.iterdir()
    return found


def test_a_zip_is_written_a_portion_at_a_time() -> None:
    taken: list[str] = []

    def portions(name: str) -> Iterator[bytes]:
        for place in range(3):
            taken.append(f"{name} {place}")
            yield os.urandom(MEGABYTE)

    stream = zipped((name, portions(name)) for name in ("a", "b"))
    next(stream)
    assert taken == ["a 0"]
    assert sum(len(each) for each in stream) > 4 * MEGABYTE
    assert len(taken) == 6


def test_a_pack_from_either_database_holds(record: Record, tmp_path: Path) -> None:
    found = made(record, with_files(record, 2, 100))
    pack.write(found, TOLD, tmp_path / "pack.zip")
    bag = unpacked(tmp_path / "pack.zip", tmp_path / "bag")
    assert bagit.Bag(str(bag)).validate(fast=False)
    assert checked_by_ours(bag, "--fingerprint", found.key.fingerprint)[0] == 0


@EMBEDDED_ONLY
def test_two_hundred_files_take_no_more_memory_than_a_portion(record: Record, tmp_path: Path) -> None:
    found = made(record, with_files(record, 200, MEGABYTE // 4))
    tracemalloc.start()
    size = pack.write(found, TOLD, tmp_path / "pack.zip")
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert size > 45 * MEGABYTE
    assert peak < LITTLE, peak
    bag = unpacked(tmp_path / "pack.zip", tmp_path / "bag")
    assert bagit.Bag(str(bag)).validate(fast=False)


# The most that a process took since it began its program; what the kernel tells of a child counts its parent, too.
MEASURED = """import sys
from pathlib import Path
from tracker.cli import app
try:
    app(sys.argv[2:])
finally:
    Path(sys.argv[1]).write_text(Path("/proc/self/status").read_text())
"""


def spent(record: Record, status: Path, *words: str) -> tuple[int, float]:
    """Run the command line in a process of its own; give the memory that it took at most, and its time."""
    began = time.monotonic()
    command = [sys.executable, "-c", MEASURED, str(status), *words]
    subprocess.run(command, env={**os.environ, **environment(record.settings)}, stdout=subprocess.DEVNULL, check=True)
    (peak,) = re.findall(r"VmHWM:\s+(\d+) kB", status.read_text())
    return int(peak) * 1024, time.monotonic() - began


@pytest.mark.soak
@EMBEDDED_ONLY
def test_a_thousand_files_of_two_gigabytes(
    record: Record, a_person: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    record.settings.evidence_quota_bytes = 8_000 * MEGABYTE
    reviews = [with_files(record, 1, 10), with_files(record, 1_000, 2 * MEGABYTE)]
    email = person(record, a_person, Role.CHAIR, monkeypatch)
    told = []
    for place, review in enumerate(reviews):
        reference = record.read(f"SELECT reference FROM review WHERE id = {review}")[0][0]
        words = ("pack", reference, str(tmp_path / f"{place}.zip"), "--as", email)
        told.append(spent(record, tmp_path / "status", *words))
    size, grown = (tmp_path / "1.zip").stat().st_size, told[1][0] - told[0][0]
    print(
        f"\n{size / MEGABYTE:.0f} MB in {told[1][1]:.0f} s; {told[0][0] / MEGABYTE:.1f} MB {grown / MEGABYTE:+.1f} MB"
    )
    assert size > 1_900 * MEGABYTE
    assert grown < 64 * MEGABYTE, grown
    with zipfile.ZipFile(tmp_path / "1.zip") as archive:
        assert sum("/data/evidence/" in name for name in archive.namelist()) == 1_000


def in_a_child(limit: int, act: Any) -> Any:
    """Act in a process that may write no file beyond a size, as on a disk that is full."""
    context = multiprocessing.get_context("fork")
    answered = context.Queue()

    def run() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit))
        try:
            act()
            answered.put("written")
        except UnwrittenError as error:
            answered.put(error.sentence)
        answered.close()
        answered.join_thread()
        os._exit(0)

    child = context.Process(target=run)
    child.start()
    told = answered.get(timeout=60)
    child.join()
    return told


@EMBEDDED_ONLY
def test_a_disk_that_fills_leaves_nothing_and_says_so_and_the_retry_succeeds(record: Record, tmp_path: Path) -> None:
    review, file = with_files(record, 4, MEGABYTE), tmp_path / "pack.zip"
    said = in_a_child(2 * MEGABYTE, lambda: pack.write(made(record, review), TOLD, file))
    assert said.startswith(f"{file} cannot be written: ") and "Nothing of the pack was kept" in said
    assert list(tmp_path.glob("pack*")) == []
    assert pack.write(made(record, review), TOLD, file) > 4 * MEGABYTE
    assert [path.name for path in tmp_path.glob("pack*")] == ["pack.zip"]


@EMBEDDED_ONLY
def test_nothing_is_written_over_another_file_or_a_pack_in_the_making(record: Record, tmp_path: Path) -> None:
    review, file = with_files(record, 1, 10), tmp_path / "pack.zip"
    file.write_text("mine")
    with pytest.raises(InputError, match="nothing is written over it"):
        pack.write(made(record, review), TOLD, file)
    file.unlink()
    part = tmp_path / "pack.zip.part"
    part.write_text("theirs")
    with pytest.raises(InputError, match="Remove it if none is"):
        pack.write(made(record, review), TOLD, file)
    assert part.read_text() == "theirs" and not file.exists()


@EMBEDDED_ONLY
def test_a_file_that_changes_while_the_pack_is_written_ends_it(record: Record, tmp_path: Path) -> None:
    found, file = made(record, with_files(record, 1, 10)), tmp_path / "pack.zip"
    path = Store(record.settings.evidence_folder).path(found.files[0].held.sha256)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes() + b"more")
    with pytest.raises(pack.PackBrokenError, match="changed while the pack was written"):
        pack.write(found, TOLD, file)
    assert list(tmp_path.glob("pack*")) == []


def asked(record: Record, monkeypatch: pytest.MonkeyPatch, *words: str) -> Any:
    for name, value in environment(record.settings).items():
        monkeypatch.setenv(name, value)
    return CliRunner().invoke(command_line, list(words))


def person(record: Record, a_person: Any, role: Role, monkeypatch: pytest.MonkeyPatch) -> str:
    """Let somebody with a role use the command line; give their address."""
    known = a_person(str(role))
    with record.changing() as visit:
        accounts.open_account(visit, known.id, password="fifteen letters at least")
        accounts.grant_role(visit, known.id, RoleDraft(role))
        monkeypatch.setenv("TRACKER_TOKEN", accounts.issue_token(visit, known.id))
    return str(known.email)


@EMBEDDED_ONLY
def test_the_command_writes_a_pack_that_checks_and_the_same_twice(
    record: Record, a_person: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = with_files(record, 3, 1000)
    reference = record.read(f"SELECT reference FROM review WHERE id = {review}")[0][0]
    email = person(record, a_person, Role.INSPECTOR, monkeypatch)
    manifests = []
    for place in range(2):
        file = tmp_path / f"{place}.zip"
        ran = asked(record, monkeypatch, "pack", reference, str(file), "--as", email, "--json")
        assert ran.exit_code == 0, ran.output
        told = json.loads(ran.output)
        assert (told["files"], told["left_out"], told["bytes"]) == (3, 0, file.stat().st_size)
        bag = unpacked(file, tmp_path / f"bag{place}")
        assert bagit.Bag(str(bag)).validate(fast=False)
        assert checked_by_ours(bag, "--fingerprint", told["fingerprint"])[0] == 0
        manifests.append((bag / "manifest-sha256.txt").read_bytes())
    assert manifests[0] == manifests[1]
    assert record.read("SELECT count(*) FROM access_log WHERE what LIKE 'evidence pack of %'") == [(2,)]
    assert stat.S_IMODE((tmp_path / "0.zip").stat().st_mode) == 0o600


@EMBEDDED_ONLY
@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.MEMBER, Role.ADMIN])
def test_the_command_is_for_whom_may_take_a_pack_along(
    role: Role, record: Record, a_person: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    review = with_files(record, 1, 10)
    reference = record.read(f"SELECT reference FROM review WHERE id = {review}")[0][0]
    email = person(record, a_person, role, monkeypatch)
    ran = asked(record, monkeypatch, "pack", reference, str(tmp_path / "pack.zip"), "--as", email)
    assert ran.exit_code != 0 and list(tmp_path.glob("pack*")) == []


@EMBEDDED_ONLY
def test_the_key_is_made_once_for_the_service_alone_and_shown_with_its_fingerprint(
    record: Record, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(record, monkeypatch, "signing-key").output
    assert first.startswith("-----BEGIN PUBLIC KEY-----") and "Fingerprint: " in first
    assert asked(record, monkeypatch, "signing-key").output == first
    path = record.settings.data_dir / "signing-key.pem"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [each.name for each in record.settings.data_dir.glob("*signing-key*")] == ["signing-key.pem"]


def test_a_key_that_is_not_there_or_not_safe_or_of_another_kind_is_told(settings: Settings, tmp_path: Path) -> None:
    own = tmp_path / "own.pem"
    settings.signing_key = own
    with pytest.raises(InputError, match="which is not there"):
        signing_key(settings)
    own.write_bytes(b"nonsense")
    own.chmod(0o644)
    with pytest.raises(InputError, match="Others can read"):
        signing_key(settings)
    own.chmod(0o600)
    with pytest.raises(InputError, match="no private key in PEM"):
        signing_key(settings)
    other = generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    own.write_bytes(other)
    with pytest.raises(InputError, match="another kind of key"):
        signing_key(settings)


def test_a_paper_is_on_disk_before_it_has_its_name_and_its_folder_after(tmp_path: Path, monkeypatch: Any) -> None:
    done: list[str] = []
    for name in ("fsync", "link"):
        real = getattr(os, name)
        monkeypatch.setattr(os, name, lambda *a, n=name, r=real: (done.append(n), r(*a)))
    assert put(tmp_path / "paper.pdf", [b"ab", b"c"], what="paper") == 3
    assert done == ["fsync", "link", "fsync"]
