"""Papers and frozen editions on the command line: the same numbers and the same rules as on the pages."""

import json
import stat
from datetime import date
from pathlib import Path
from typing import Any

import openpyxl
import pypdf
import pytest

from tests.builders import a_meeting, checked, closed
from tests.database.record import EMBEDDED_ONLY, Record
from tests.exporters.test_written import MEGABYTE, asked, in_a_child, person
from tracker.cli_exports import KINDS, Export
from tracker.commands import meetings
from tracker.errors import InputError
from tracker.exporters import placing
from tracker.words import Edition, MeetingKind, Role

pytestmark = EMBEDDED_ONLY
PAST = "2026-10-20"
AUDIT = checked("=Audit of twenty cases", received_on=date(2026, 10, 5), evidence_class=3)


@pytest.fixture
def plan(record: Record, an_action: Any) -> Any:
    """Give a plan with a recommendation that was closed and an action that is overdue."""
    done = an_action("+Train every team.", evidence=[AUDIT])
    closed(record, done.recommendation_ids[0], on=date(2026, 10, 20))
    an_action("Not done.", due=date(2026, 11, 2))
    return done


@pytest.fixture
def member(record: Record, a_person: Any, plan: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    return person(record, a_person, Role.MEMBER, monkeypatch)


@pytest.mark.parametrize("day", [(), ("--as-at", PAST)], ids=["today", "a past day"])
@pytest.mark.parametrize("what", list(Export))
def test_a_workbook_and_a_pdf_hold_the_numbers_that_the_figures_tell(
    what: Export, day: tuple[str, ...], record: Record, member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {}
    for ending in ("xlsx", "PDF"):
        file = tmp_path / f"paper.{ending}"
        ran = asked(record, monkeypatch, "export", what, str(file), *day, "--as", member, "--json")
        assert ran.exit_code == 0, ran.output
        told[ending] = json.loads(ran.output)
        assert told[ending]["bytes"] == file.stat().st_size and stat.S_IMODE(file.stat().st_mode) == 0o600
    figures = json.loads(asked(record, monkeypatch, "figures", *day, "--as", member, "--json").output)
    said = told["xlsx"]["figures"]
    assert said == told["PDF"]["figures"] and said.items() <= figures.items()
    book = openpyxl.load_workbook(tmp_path / "paper.xlsx")
    cells = [cell for sheet in book for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert "f" not in {cell.data_type for cell in cells}
    cited = told["xlsx"]["cited"]
    assert cited.startswith(f"board-{PAST if day else '2026-11-22'}-") and cited in book["Summary"]["A2"].value
    text = "".join(page.extract_text() for page in pypdf.PdfReader(tmp_path / "paper.PDF").pages)
    assert cited in text.replace("\n", "") and KINDS[what].value.capitalize() in text


def test_the_index_names_gaps_chains_and_hostile_titles_as_text(
    record: Record, member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "index.xlsx"
    assert asked(record, monkeypatch, "export", "index", str(file), "--as", member).exit_code == 0
    rows = list(openpyxl.load_workbook(file)["From recommendation to impact"].iter_rows(min_row=4, values_only=True))
    (first, *_) = [row for row in rows if row[1] == "Closed"]
    assert first[4] == "=Audit of twenty cases (class 3)" and first[7].startswith("Adequate, 5 Oct 2026, The checker")
    assert first[8] == "No impact test was set; waived: Too small to measure."
    assert [row[4] for row in rows if row[1] == "Open"] == ["Nothing was received"]


@pytest.mark.parametrize(
    ("role", "what", "edition"),
    [
        (Role.INSPECTOR, "index", Edition.INSPECTOR),
        (Role.CHAIR, "plan", Edition.BOARD),
        (Role.COUNCILLOR, "scrutiny", Edition.MEMBERS),
    ],
)
def test_each_gets_the_edition_for_readers_like_them_and_it_is_noted(
    role: Role, what: str, edition: Edition, record: Record, plan: Any, a_person: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    email = person(record, a_person, role, monkeypatch)
    ran = asked(record, monkeypatch, "export", what, str(tmp_path / "a.xlsx"), "--as", email)
    assert ran.exit_code == 0 and f"Snapshot {edition.value}-2026-11-22-" in ran.output
    ((noted,),) = record.read("SELECT what FROM access_log WHERE what LIKE 'tracker export %'")
    assert noted.startswith(f"tracker export {what}: {edition.value}-")


@pytest.mark.parametrize(
    ("role", "words"),
    [
        (Role.COUNCILLOR, ("index",)),
        (Role.COUNCILLOR, ("plan", "--edition", "board")),
        (Role.MEMBER, ("index", "--edition", "inspector")),
        (Role.CHAIR, ("index", "--edition", "members")),
        (Role.CHAIR, ("plan", "--edition", "public")),
        (Role.ADMIN, ("plan",)),
    ],
)
def test_what_is_not_for_somebody_is_not_written(
    role: Role, words: tuple[str, ...], record: Record, plan: Any, a_person: Any, tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    email = person(record, a_person, role, monkeypatch)
    what, *more = words
    ran = asked(record, monkeypatch, "export", what, str(tmp_path / "a.xlsx"), *more, "--as", email)
    assert ran.exit_code != 0 and list(tmp_path.glob("a*")) == []
    assert record.read("SELECT count(*) FROM access_log") == [(0,)]


def test_a_stranger_is_refused(record: Record, member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", "nonsense")
    for words in (("export", "plan", str(tmp_path / "a.xlsx")), ("snapshot", "create", "board")):
        ran = asked(record, monkeypatch, *words, "--as", member)
        assert ran.exit_code != 0 and "tracker user token" in str(ran.exception)
    assert list(tmp_path.glob("a*")) == [] and record.read("SELECT count(*) FROM snapshot") == [(0,)]


@pytest.mark.parametrize(
    "name", ["-plan.xlsx", "a\nb.xlsx", "\x1b[31mred.xlsx", "a\u202exslx.xlsx", "'\"$(x).xlsx", ".xlsx.pdf"]
)
def test_a_name_may_look_like_anything_and_is_told_without_what_nobody_sees(
    name: str, record: Record, member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ran = asked(record, monkeypatch, "export", "--as", member, "--", "scrutiny", str(tmp_path / name))
    assert ran.exit_code == 0, ran.output
    assert [path.name for path in tmp_path.glob("*") if path.is_file()] == [name]
    assert ran.output.count("\n") == 1 and "\x1b" not in ran.output and "\u202e" not in ran.output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("plan.docx", "ends in .xlsx or in .pdf"),
        ("plan", "ends in .xlsx or in .pdf"),
        ("mine.xlsx", "nothing is written over it"),
        ("nowhere.xlsx", "nothing is written over it"),
        ("none/plan.xlsx", "cannot be written: No such file or directory"),
        ("x" * 300 + ".xlsx", "cannot be written: File name too long"),
        ("mine.xlsx/plan.xlsx", "cannot be written: Not a directory"),
    ],
)
def test_a_name_that_cannot_be_is_told_and_nothing_is_lost(
    name: str, said: str, record: Record, member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "mine.xlsx").write_text("mine")
    (tmp_path / "nowhere.xlsx").symlink_to(tmp_path / "gone")
    ran = asked(record, monkeypatch, "export", "plan", str(tmp_path / name), "--as", member)
    assert ran.exit_code != 0 and said in str(ran.exception)
    assert sorted(path.name for path in tmp_path.glob("*.xlsx*")) == ["mine.xlsx", "nowhere.xlsx"]
    assert (tmp_path / "mine.xlsx").read_text() == "mine" and not (tmp_path / "gone").exists()


def test_a_disk_that_fills_leaves_nothing_of_a_paper_and_the_retry_succeeds(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"
    said = in_a_child(MEGABYTE, lambda: placing.put(file, [bytes(2 * MEGABYTE)], what="paper"))
    assert said.startswith(f"{file} cannot be written: ") and "Nothing of the paper was kept" in said
    assert list(tmp_path.glob("plan*")) == []
    assert placing.put(file, [b"whole"], what="paper") == 5 and file.read_bytes() == b"whole"


def test_what_comes_in_the_way_while_a_paper_is_written_stays(record: Record, tmp_path: Path) -> None:
    file = tmp_path / "plan.xlsx"

    def portions() -> Any:
        yield b"half"
        file.write_text("theirs")
        yield b"half"

    with pytest.raises(InputError, match="nothing is written over it"):
        placing.put(file, portions(), what="paper")
    assert [path.name for path in tmp_path.glob("plan*")] == ["plan.xlsx"] and file.read_text() == "theirs"


def test_a_day_before_the_record_began_gives_an_empty_paper_and_one_to_come_none(
    record: Record, member: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = ("export", "plan", str(tmp_path / "a.xlsx"), "--as", member, "--json", "--as-at")
    early = json.loads(asked(record, monkeypatch, *words, "2001-01-01").output)
    assert set(early["figures"].values()) == {0} and early["cited"].startswith("board-2001-01-01-")
    (tmp_path / "a.xlsx").unlink()
    for day, said in (("2100-01-01", "has not come yet"), ("1999-12-31", "does not go back that far")):
        ran = asked(record, monkeypatch, *words, day)
        assert ran.exit_code != 0 and said in str(ran.exception)
    assert list(tmp_path.glob("a*")) == []


@pytest.fixture
def chair(record: Record, a_person: Any, plan: Any, monkeypatch: pytest.MonkeyPatch) -> str:
    return person(record, a_person, Role.CHAIR, monkeypatch)


def created(record: Record, monkeypatch: pytest.MonkeyPatch, *words: str) -> dict[str, Any]:
    ran = asked(record, monkeypatch, "snapshot", "create", *words, "--json")
    assert ran.exit_code == 0, ran.exception
    told: dict[str, Any] = json.loads(ran.output)
    return told


def test_an_edition_is_frozen_on_its_own_or_for_a_meeting_and_checks(
    record: Record, chair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    meeting = a_meeting(record, date(2026, 12, 16))
    told = [
        created(record, monkeypatch, "public", "--as", chair),
        created(record, monkeypatch, "2026-12-16", "--as", chair),
        created(record, monkeypatch, str(meeting.id), "--edition", "members", "--as", chair),
    ]
    assert [each["edition"] for each in told] == ["public", "board", "members"]
    kept = record.read("SELECT cited, meeting_id FROM snapshot ORDER BY id")
    assert kept == [(each["cited"], key) for each, key in zip(told, (None, meeting.id, meeting.id), strict=True)]
    for each in told:
        assert asked(record, monkeypatch, "snapshot", "check", each["cited"]).exit_code == 0
    assert record.faults() == []


@pytest.mark.parametrize(
    ("what", "said"),
    [
        ("nothing", "neither an edition (board, members, inspector, public) nor the day of a meeting"),
        ("2026-12-17", "neither an edition"),
        ("99999", "neither an edition"),
        ("-1", "neither an edition"),
        ("2026-12-16", "Several meetings are held on 2026-12-16. Name one by its number"),
        ("2027-01-11", "This meeting was called off on 22 November 2026."),
    ],
)
def test_what_cannot_be_frozen_is_told(
    what: str, said: str, record: Record, chair: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in (MeetingKind.BOARD, MeetingKind.SCRUTINY):
        a_meeting(record, date(2026, 12, 16), kind=kind)
    gone = a_meeting(record, date(2027, 1, 11))
    with record.changing() as visit:
        meetings.call_off(visit, gone.id or 0, reason="Snow.", version=1)
    ran = asked(record, monkeypatch, "snapshot", "create", "--as", chair, "--", what)
    assert ran.exit_code != 0 and said in str(ran.exception)
    assert record.read("SELECT count(*) FROM snapshot") == [(0,)]


@pytest.mark.parametrize("role", [Role.MEMBER, Role.INSPECTOR, Role.SCRUTINEER, Role.ADMIN])
def test_only_who_may_freeze_on_the_pages_does_so_by_command(
    role: Role, record: Record, plan: Any, a_person: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    email = person(record, a_person, role, monkeypatch)
    assert asked(record, monkeypatch, "snapshot", "create", "members", "--as", email).exit_code != 0
    assert record.read("SELECT count(*) FROM snapshot") == [(0,)]
