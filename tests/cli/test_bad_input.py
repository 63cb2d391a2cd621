"""Bad input on the command line gets a sentence and a status, never a traceback."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Run

FUTURE = "That day has not come yet. Choose today or an earlier day."


def complained(told: tuple[int, str, str], *words: str) -> None:
    status, out, complaint = told
    assert status in {1, 2}, told
    assert "Traceback" not in complaint + out
    for each in words:
        assert each in complaint, complaint


@pytest.fixture
def cora(set_up: Run, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("TRACKER_TOKEN", set_up("user", "token", "cora@example.org")[1].strip())
    return set_up


def database(tmp_path: Path) -> Path:
    return tmp_path / "data" / "tracker.db"


def test_figures_of_a_day_to_come_are_refused_as_on_the_pages(cora: Run) -> None:
    complained(cora("figures", "--as-at", "2100-10-01", "--as", "cora@example.org"), FUTURE)
    complained(cora("figures", "--as-at", "1999-12-31", "--as", "cora@example.org"), "does not go back that far")


def test_migrating_a_database_of_a_newer_version_is_refused(set_up: Run, tmp_path: Path) -> None:
    with sqlite3.connect(database(tmp_path)) as connection:
        connection.execute("UPDATE alembic_version SET version_num = '9999'")
    connection.close()
    for words in (("migrate",), ("verify",), ("serve",)):
        complained(set_up(*words), "schema revision 9999, which this version does not know")


@pytest.mark.parametrize("words", [("migrate",), ("verify",), ("figures", "--as", "x@y.example"), ("serve",)])
@pytest.mark.parametrize(
    ("spoil", "sentence"),
    [
        (lambda path: path.write_bytes(b"This is no database. " * 100), "is not a database"),
        (lambda path: path.mkdir(), "cannot be opened"),
    ],
)
def test_a_file_that_is_no_database_is_named(
    run: Run,
    tmp_path: Path,
    words: tuple[str, ...],
    spoil: Callable[[Path], None],
    sentence: str,
) -> None:
    database(tmp_path).parent.mkdir()
    spoil(database(tmp_path))
    complained(run(*words), sentence, str(database(tmp_path)))


@pytest.mark.parametrize("words", [("migrate",), ("verify",)])
def test_a_data_folder_that_cannot_be_made_is_named(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    words: tuple[str, ...],
) -> None:
    (tmp_path / "file").write_text("x")
    monkeypatch.setenv("TRACKER_DATA_DIR", str(tmp_path / "file" / "data"))
    complained(run(*words), str(tmp_path / "file"), "cannot be opened or written")


def test_an_anchor_file_that_cannot_be_written_is_named(
    run: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("TRACKER_ANCHORS", str(tmp_path))
    complained(run("migrate"), str(tmp_path), "cannot be opened or written")


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TRACKER_TODAY", "tomorrow", "TRACKER_TODAY"),
        ("TRACKER_BUSY_SECONDS", "long", "TRACKER_BUSY_SECONDS"),
        ("TRACKER_DATABASE_URL", "nonsense", "TRACKER_DATABASE_URL"),
        ("TRACKER_DATABASE_URL", "oracle9://x", "TRACKER_DATABASE_URL"),
        ("TRACKER_DATABASE_URL", "postgresql+psycopg://x@127.0.0.1:1/x", "cannot be reached"),
    ],
)
def test_a_setting_that_cannot_be_used_is_named(
    run: Run,
    monkeypatch: pytest.MonkeyPatch,
    name: str,
    value: str,
    sentence: str,
) -> None:
    monkeypatch.setenv(name, value)
    complained(run("verify"), sentence)
    complained(run("migrate"), sentence)


def test_imports_that_cannot_be_done_are_refused(cora: Run, tmp_path: Path) -> None:
    broken = tmp_path / "plan.xlsx"
    broken.write_bytes(b"no workbook")
    person = ("--as", "cora@example.org")
    for path in (broken, tmp_path / "none.xlsx", tmp_path):
        complained(cora("import", str(path), "--preview"))
        complained(cora("import", str(path), "--review", "R9", *person))
    complained(cora("import", str(broken)), "--review REF")
    complained(cora("import", str(broken), "--review", "R9", "--as", "nobody@example.org"), "Nobody is recorded")
    complained(cora("import", str(broken), "--review", "R9"), "--as E-MAIL")


def test_accounts_that_do_not_exist_are_refused(set_up: Run) -> None:
    complained(set_up("user", "token", "nobody@example.org"))
    complained(set_up("user", "grant", "nobody@example.org", "chair"))
    complained(set_up("user", "grant", "kit@example.org", "owner", "--agency", "none"))
    complained(set_up("user", "add", "Ned", "ned@example.org", "inspector", "--days", "99999999"))
    complained(set_up("user", "add", "Ned", "ned@example.org", "inspector", "--days", "-1"))
    complained(set_up("user", "add", "Kit", "kit@example.org", "chair"))


def test_a_tampered_record_is_told_and_fails(set_up: Run, tmp_path: Path) -> None:
    with sqlite3.connect(database(tmp_path)) as connection:
        connection.execute("UPDATE rating_key SET bank_holidays = 'x', effective_on = 'soon'")
    connection.close()
    status, told, complaint = set_up("verify", "--deep")
    assert (status, complaint) == (1, "")
    assert "The row rating_key 1 cannot be read: effective_on." in told
