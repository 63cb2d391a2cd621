"""Only the very word of the scanner says that a file is clean; everything else holds it."""

from pathlib import Path

import pytest

from tests.evidence.files import EICAR, a_pdf
from tracker.scan import Scanned, scan, understood
from tracker.settings import Settings
from tracker.words import ScanResult


@pytest.fixture
def asked(scanner, tmp_path):
    """Give `asked(content, manner)`: what the scanner said."""

    def ask(content, manner="clamd"):
        scanner.manner = manner
        (tmp_path / "file").write_bytes(content)
        settings = Settings(scan_socket=Path(scanner.server_address), scan_seconds=0.3)
        return scan(settings, tmp_path / "file")

    return ask


def test_a_clean_file_is_clean(asked, scanner):
    assert asked(a_pdf(size=300_000)) == Scanned(ScanResult.CLEAN)
    assert scanner.scanned == 1


def test_a_virus_is_named(asked):
    assert asked(b"a" * 100_000 + EICAR) == Scanned(ScanResult.INFECTED, "Eicar-Test-Signature")


@pytest.mark.parametrize("manner", ["garbage", "no end", "limit", "nothing", "hangs"])
def test_a_scanner_that_is_not_understood_never_says_clean(asked, manner):
    said = asked(a_pdf(), manner)
    assert said.result == ScanResult.ERROR
    assert said.said


def test_a_scanner_that_is_down_holds_the_file(tmp_path):
    (tmp_path / "file").write_bytes(a_pdf())
    for socket in (tmp_path / "none", tmp_path / "file"):
        assert scan(Settings(scan_socket=socket), tmp_path / "file").result == ScanResult.ERROR


def test_without_a_scanner_nothing_is_claimed(tmp_path):
    (tmp_path / "file").write_bytes(a_pdf())
    assert scan(Settings(), tmp_path / "file") == Scanned(ScanResult.NOT_CONFIGURED)


@pytest.mark.parametrize(
    "answer", [b"stream: OK", b"OK\0", b"stream: OK ERROR\0", b"x stream: OK\0", b"\0stream: OK\0"]
)
def test_what_only_looks_like_clean_is_not(answer):
    assert understood(answer).result == ScanResult.ERROR
