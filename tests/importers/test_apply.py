"""What an import changes, and what it never does: complete anything, erase anything, or record anything twice."""

import itertools
import json
import multiprocessing
import os
import signal
import tomllib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, event

from tests.builders import a_post, a_recommendation, a_review, an_agency
from tests.database.record import EMBEDDED_ONLY, Record, counting_selects, visitor
from tests.importers.workbooks import (
    FIRST_ASK,
    HEADINGS,
    SECOND_ASK,
    book_with,
    bytes_of,
    plain_plan,
    saved,
    tracker_book,
)
from tracker import trail
from tracker.commands.actions import edit_wording
from tracker.commands.recommendations import respond
from tracker.errors import InputError, NotFoundError, RefusedError, SignedOutError
from tracker.importers import plan
from tracker.importers.plan import Applied, Counts, Preview
from tracker.importers.reading import read_workbook
from tracker.importers.rows import Reading
from tracker.models import Review
from tracker.queries import plan as lists
from tracker.queries import reviews
from tracker.queries.filters import Filters
from tracker.visit import STRANGER
from tracker.words import Delivery, Precision, Rating, ResponseKind, Role, Standing, Thing

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "messy"
SEED = Path(__file__).resolve().parents[2] / "seed" / "public" / "reviews"
NEEDS_SHARED = pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside this repository")
COORDINATOR = visitor(Role.COORDINATOR)
TABLES = ("recommendation", "recommendation_wording", "action", "action_wording", "action_link", "action_owner")
WORDINGS = ("recommendation", "recommendation_wording")
TABLES += ("baseline", "contributing_agency", "progress_update", "response", "position", "event", "submission")


def counted(record: Record) -> dict[str, int]:
    return {table: record.read(f'SELECT count(*) FROM "{table}"')[0][0] for table in TABLES}


def head(record: Record) -> trail.Head:
    with record.reading() as visit:
        return trail.head(visit.session)


def read(folder: Path, content: bytes) -> Reading:
    return read_workbook(saved(folder, content))


def previewed(record: Record, review: int, reading: Reading) -> Preview:
    with record.reading(COORDINATOR) as visit:
        return plan.preview(visit, review, reading, name="plan.xlsx")


def applied(record: Record, review: int, reading: Reading) -> Applied:
    with record.changing(COORDINATOR) as visit:
        return plan.apply(visit, review, reading, name="plan.xlsx")


def actions(record: Record, review: int, **more: object) -> dict[str, lists.Row]:
    with record.reading(COORDINATOR) as visit:
        found = lists.listing(visit, Filters(thing=Thing.ACTION, review_id=review, **more)).rows
    return {row.reference: row for row in found}


def written(record: Record, column: str) -> dict[str, str]:
    return dict(record.read(f"SELECT reference, {column} FROM action"))


@pytest.fixture
def review(record: Record) -> int:
    return int(a_review(record, "R1").id or 0)


@pytest.fixture(scope="module")
def reading(tmp_path_factory: pytest.TempPathFactory) -> Reading:
    """Read the plan once: a reading is only values, and no import changes it."""
    return read(tmp_path_factory.mktemp("plan"), bytes_of(tracker_book()))


def test_the_preview_counts_and_changes_nothing(record, review, reading):
    before, at = counted(record), head(record)
    told = previewed(record, review, reading).counts
    assert told == Counts(recommendations_new=3, actions_new=5, without_owner=5, without_date=1, claims_completion=1)
    assert (counted(record), head(record)) == (before, at)


def test_the_preview_tells_what_the_import_then_does(record, review, reading):
    told = previewed(record, review, reading)
    done = applied(record, review, reading)
    assert done.counts == told.counts
    assert (len(done.recommendations), len(done.actions)) == (3, 5)
    assert set(actions(record, review)) == {"R1/1.1", "R1/1.2", "R1/1.3", "R1/2.1", "R1/2.2"}
    assert record.faults() == []


def test_new_recommendations_wait_for_an_answer(record, review, reading):
    applied(record, review, reading)
    with record.reading(COORDINATOR) as visit:
        assert reviews.whole(visit, review).by_standing == [(Standing.AWAITING_RESPONSE, 3)]
        assert reviews.whole(visit, review).recommendations == 3


def test_the_same_file_again_changes_nothing(record, review, reading):
    applied(record, review, reading)
    before, at = counted(record), head(record)
    again = applied(record, review, reading)
    assert again.counts == Counts(recommendations_known=3, actions_known=5)
    assert previewed(record, review, reading).counts == again.counts
    assert (counted(record), head(record)) == (before, at)
    assert "Nothing was changed" in again.in_words()


def test_the_same_file_changes_nothing_after_a_wording_was_edited(record, review, reading):
    done = applied(record, review, reading)
    with record.changing(COORDINATOR) as visit:
        edit_wording(visit, done.actions[0], wording="Something said quite otherwise", version=1)
    assert applied(record, review, reading).counts == Counts(recommendations_known=3, actions_known=5)


def test_nobody_inherits_a_completion(record, review, reading):
    applied(record, review, reading)
    found = actions(record, review)
    assert found["R1/1.1"].state == Delivery.IN_PROGRESS.value
    assert Delivery.COMPLETED.value not in {row.state for row in found.values()}
    told = record.read("SELECT wording, declared, declared_done FROM progress_update WHERE declared_done")
    assert [(wording, declared, bool(done)) for wording, declared, done in told] == [
        ("COMPLETED the list is kept weekly.", None, True)
    ]


def test_written_statuses_become_updates_or_none(record, review, reading):
    applied(record, review, reading)
    told = dict(record.read("SELECT reference, declared FROM progress_update JOIN action ON action.id = action_id"))
    assert told == {"R1/1.1": None, "R1/1.2": Rating.RED.value, "R1/2.1": Rating.AMBER.value}
    assert written(record, "status_as_written") == {
        "R1/1.1": "COMPLETED the list is kept weekly.",
        "R1/1.2": "Slipped \N{EN DASH} begun again",
        "R1/1.3": "Outcome: Q3 \N{EN DASH} 80%",
        "R1/2.1": "Amber",
        "R1/2.2": "Not started",
    }
    assert actions(record, review)["R1/2.2"].state == Delivery.NOT_STARTED.value


def test_dates_become_baselines_with_their_precision(record, review, reading):
    applied(record, review, reading)
    due = {name: str(row.baseline_due) for name, row in actions(record, review).items()}
    assert due == {
        "R1/1.1": "2021-11-30",
        "R1/1.2": "2021-12-09",
        "R1/1.3": "2022-03-31",
        "R1/2.1": "2022-03-31",
        "R1/2.2": "None",
    }
    precision = written(record, "due_precision")
    assert Counter(precision.values()) == {
        Precision.MONTH.value: 2,
        Precision.DAY.value: 2,
        Precision.NONE.value: 1,
    }
    assert written(record, "due_as_written")["R1/2.1"] == "31 March 2022 (was 31/01/2022)"


def test_a_moved_date_is_told(record, review, reading):
    told = [each.message for each in previewed(record, review, reading).problems if each.where == "Plan!12"]
    assert any("moved from 31 January 2022; 31 March 2022 becomes the baseline" in message for message in told)


@EMBEDDED_ONLY
@pytest.mark.parametrize(
    ("when", "precision"),
    [("w/c 6 March 2028", "week"), ("Summer 2028", "season"), ("Q3 2027/28", "quarter"), ("by end of 2028", "year")],
)
def test_every_precision_is_kept(record, review, tmp_path, when, precision):
    applied(record, review, read(tmp_path, plain_plan(["1.1", "Do it", "Police", None, when])))
    assert written(record, "due_precision") == {"R1/1.1": precision}


@EMBEDDED_ONLY
@pytest.mark.parametrize("when", ["31 March 1998", "31 March 2046"])
def test_a_date_that_cannot_be_meant_is_told_and_the_rest_goes_on(record, review, tmp_path, when):
    plan = read(tmp_path, plain_plan(["1.1", "Do it", "Police", None, when]))
    told = [problem.message for problem in previewed(record, review, plan).problems]
    assert any(message.startswith("no due date was taken, the words are kept: The due date") for message in told)
    assert applied(record, review, plan).counts.without_date == 1
    assert written(record, "due_as_written") == {"R1/1.1": when}


def test_a_known_post_owns_and_other_posts_contribute(record, review, reading):
    council, police = an_agency(record, "Council"), an_agency(record, "Police force")
    audit = a_post(record, "Head of audit", agency=council)
    a_post(record, "head  of PLANS", agency=police)
    done = applied(record, review, reading)
    assert done.counts.without_owner == 4
    assert actions(record, review)["R1/1.1"].post == "Head of audit"
    helping = record.read("SELECT reference, agency_id FROM contributing_agency JOIN action ON action.id = action_id")
    assert helping == [("R1/1.1", police.id)]
    assert record.read("SELECT post_id FROM action_owner") == [(audit.id,)]
    assert written(record, "owner_as_written")["R1/1.1"] == "Head of Audit/ QX Head of Plans"


def test_the_list_of_needs_owner_holds_exactly_the_unowned(record, review, reading):
    a_post(record, "Analysts")
    a_post(record, "Housing")
    applied(record, review, reading)
    assert set(actions(record, review, needs_owner=True)) == {"R1/1.1", "R1/2.1", "R1/2.2"}
    assert written(record, "owner_as_written")["R1/2.2"] == "tbc"


def test_a_title_of_two_agencies_owns_nothing(record, review, reading):
    for agency in ("North", "South"):
        a_post(record, "Analysts", agency=an_agency(record, agency))
    told = previewed(record, review, reading)
    assert told.counts.without_owner == 5
    assert any(each.where == "Plan!9" and "posts of two agencies" in each.message for each in told.problems)


def test_recommendations_are_found_by_their_words_whatever_their_number(record, review, reading, tmp_path):
    known = a_recommendation(
        record, f"{FIRST_ASK[:-1].upper()} (paragraphs 3 and 4).", review=_review(record, review), reference="7"
    )
    told = previewed(record, review, reading).counts
    assert (told.recommendations_known, told.recommendations_new) == (1, 2)
    applied(record, review, reading)
    with record.reading(COORDINATOR) as visit:
        found = lists.listing(visit, Filters(recommendation_id=known.id)).rows
    assert {row.reference for row in found} == {"R1/1.1", "R1/1.2", "R1/1.3"}


def test_another_recommendation_of_the_same_number_is_left_alone(record, review, reading):
    a_recommendation(record, "Give every school a named nurse.", review=_review(record, review), reference="1")
    told = previewed(record, review, reading)
    assert told.counts.recommendations_new == 3
    assert any("something else under 1" in each.message for each in told.problems)
    applied(record, review, reading)
    assert {reference for (reference,) in record.read("SELECT reference FROM recommendation")} == {"1", "1-2", "2", "3"}


def test_actions_under_a_recommendation_that_was_not_accepted_are_told_and_the_rest_goes_on(record, review, reading):
    refused = a_recommendation(record, FIRST_ASK, review=_review(record, review), reference="1")
    with record.changing(COORDINATOR) as visit:
        respond(visit, refused.id, kind=ResponseKind.NOT_ACCEPTED, reason="The law forbids it.")
    told = previewed(record, review, reading)
    says = "not taken: recommendation 1 is not accepted: an action answers a recommendation that was accepted"
    assert [each.message for each in told.problems].count(says) == 3
    assert applied(record, review, reading).counts == told.counts
    assert set(actions(record, review)) == {"R1/2.1", "R1/2.2"}


def test_a_number_alone_attaches_nothing_to_a_paraphrase(record, review, reading):
    home = _review(record, review)
    a_recommendation(record, "Leadership is steady and strong.", review=home, reference="1", paraphrased=True)
    told = previewed(record, review, reading)
    assert (told.counts.recommendations_known, told.counts.recommendations_new) == (0, 2)
    left = [each for each in told.problems if "could be 1 (“Leadership is steady and strong.”)" in each.message]
    assert [each.where for each in left] == ["Plan!7", "Plan!8", "Plan!9"]
    assert {each.where for each in told.taken} == {"Plan!12", "Plan!13", "Plan!14"}
    applied(record, review, reading)
    assert set(actions(record, review)) == {"R1/2.1", "R1/2.2"}
    assert applied(record, review, reading).counts.changes == 0


def test_a_paraphrase_is_found_by_its_likeness_whatever_its_number(record, review, reading):
    home = _review(record, review)
    a_recommendation(record, "Leadership is steady and strong.", review=home, reference="1", paraphrased=True)
    a_recommendation(record, "See that plans have a named lead.", review=home, reference="6", paraphrased=True)
    told = previewed(record, review, reading)
    assert (told.counts.recommendations_known, told.counts.recommendations_new) == (1, 2)
    assert told.taken[0].sentence == "recommendation 6, by its likeness: both say named, plans, lead"
    assert "Plan!7: recommendation 6, by its likeness: both say named, plans, lead" in told.in_words()


def test_what_could_be_one_of_two_is_left_for_a_person_to_choose(record, review, reading):
    home = _review(record, review)
    a_recommendation(record, "Have a named lead for all plans.", review=home, reference="6", paraphrased=True)
    a_recommendation(record, "A named lead for plans.", review=home, reference="7", paraphrased=True)
    told = previewed(record, review, reading)
    assert (told.counts.recommendations_known, told.counts.recommendations_new) == (0, 2)
    assert any(
        "could be 6 (“Have a named lead for all plans.”) or 7 (“A named" in each.message for each in told.problems
    )


def test_two_recommendations_of_a_file_are_not_both_taken_for_one(record, review, tmp_path):
    home = _review(record, review)
    a_recommendation(record, "See that plans have a named lead.", review=home, reference="6", paraphrased=True)
    rows = [
        HEADINGS,
        ["1", FIRST_ASK],
        ["1.1", "Do it", "Police"],
        ["2", "Plans need a named lead."],
        ["2.1", "Do", "Police"],
    ]
    told = previewed(record, review, read(tmp_path, bytes_of(book_with(rows))))
    assert told.counts.changes == 0
    assert sum("could be 6" in each.message for each in told.problems) == 2


def test_an_action_under_a_recommendation_does_not_outweigh_what_the_recommendation_says(record, review, tmp_path):
    home = _review(record, review)
    generic = ["1.1", "Report to the board each quarter", "Police"]
    a_recommendation(record, "See that plans have a named lead.", review=home, reference="6", paraphrased=True)
    applied(record, review, read(tmp_path, bytes_of(book_with([HEADINGS, ["9", SECOND_ASK], generic]))))
    told = previewed(record, review, read(tmp_path, plain_plan(generic)))
    assert [each.recommendation for each in told.taken] == ["6"]


def test_a_paraphrase_is_found_by_its_actions_in_a_later_version_that_is_numbered_anew(
    record, review, reading, tmp_path
):
    home = _review(record, review)
    for number, wording in (("1", FIRST_ASK), ("2", SECOND_ASK), ("3", "Hear children before each meeting.")):
        a_recommendation(record, wording, review=home, reference=number)
    applied(record, review, reading)
    record.tamper(*(f"UPDATE {table} SET wording = 'In our own words.'" for table in WORDINGS))
    told = previewed(record, review, read(tmp_path, later_version()))
    assert (told.counts.recommendations_known, told.counts.recommendations_new) == (2, 0)
    assert {each.reference for each in told.known} == {"R1/1.1", "R1/2.1"}
    assert any("recommendation 2, by the actions under it" in each.message for each in told.problems)


def later_version() -> bytes:
    """The plan numbered anew, with other signs, one action changed, one gone and one new."""
    return bytes_of(
        book_with(
            [
                HEADINGS,
                ["1", SECOND_ASK],
                ["1.1", "Write one  page.", "Police", None, "April 2022", None, "Completed"],
                ["2", FIRST_ASK],
                ["2.1", "List plans - without a LEAD", "Police", None, "May 2022", None, "Red"],
                ["2.2", "Something new", "Police"],
            ]
        )
    )


def test_a_later_version_is_not_recorded_twice(record, review, reading, tmp_path):
    applied(record, review, reading)
    later = read(tmp_path, later_version())
    told = previewed(record, review, later)
    assert told.counts.recommendations_new == 0
    assert {each.reference for each in told.known} == {"R1/1.1", "R1/2.1"}
    assert sorted(told.not_in_file) == ["R1/1.2", "R1/1.3", "R1/2.2"]
    before = {name: row.state for name, row in actions(record, review).items()}
    done = applied(record, review, later)
    after = {name: row.state for name, row in actions(record, review).items()}
    assert {name: after[name] for name in before} == before
    assert set(after) - set(before) == {"R1/2.2-2"}
    assert done.counts.changes == 1
    assert applied(record, review, later).counts.changes == 0
    assert record.faults() == []


def test_an_action_of_the_same_number_is_taken_for_the_same_only_when_the_words_are_alike(record, review, tmp_path):
    applied(record, review, read(tmp_path, plain_plan(["1.1", "Name a lead for each plan", "Police"])))
    alike = previewed(
        record, review, read(tmp_path, plain_plan(["1.1", "Name one lead for each single plan", "Police"]))
    )
    assert (alike.counts.actions_new, alike.counts.actions_known) == (0, 1)
    assert any("by its reference and alike words; it is worded differently" in each.message for each in alike.problems)
    other = previewed(record, review, read(tmp_path, plain_plan(["1.1", "Buy a telephone system", "Police"])))
    assert (other.counts.actions_new, other.counts.actions_known) == (1, 0)
    assert any("something else under R1/1.1" in each.message for each in other.problems)


def test_rows_that_cannot_be_kept_are_told_and_the_rest_goes_on(record, review, tmp_path):
    rows = [["1.1", "x" * 20_001, "Police"], ["1.2", "Do it", "Police"], ["1.3", None, "Police"]]
    reading = read(tmp_path, plain_plan(*rows))
    told = previewed(record, review, reading)
    assert told.counts.actions_new == 1
    assert any(each.where == "Plan!3" and "20,000 characters" in each.message for each in told.problems)
    applied(record, review, reading)
    assert set(actions(record, review)) == {"R1/1.2"}


def test_a_plan_of_one_level_gives_recommendations_without_actions(record, review, tmp_path):
    rows = [[str(number), f"Ask number {number} of the board", "Police"] for number in range(1, 9)]
    reading = read(tmp_path, bytes_of(book_with([HEADINGS, *rows])))
    done = applied(record, review, reading)
    assert (done.counts.recommendations_new, done.counts.actions_new) == (8, 0)
    with record.reading(COORDINATOR) as visit:
        whole = reviews.whole(visit, review)
    assert (whole.recommendations, whole.actions, whole.without_owner) == (8, 0, 8)
    told = previewed(record, review, reading).problems
    assert sum("only the recommendation was taken" in each.message for each in told) == 8


def test_words_longer_than_the_field_of_the_date_are_kept(record, review, tmp_path):
    when = "when the new system is in place " * 20
    applied(record, review, read(tmp_path, plain_plan(["1.1", "Do it", "Police", "In steps", when])))
    assert len(written(record, "due_as_written")["R1/1.1"]) == 200
    assert when.strip() in written(record, "status_as_written")["R1/1.1"]
    assert written(record, "wording")["R1/1.1"] == "Do it\nHow: In steps"


def test_the_origin_and_the_import_are_in_the_record(record, review, reading):
    done = applied(record, review, reading)
    where = f"plan.xlsx ({reading.sha256[:12]}), Plan!7"
    assert written(record, "imported_from")["R1/1.1"] == where
    kinds = Counter(kind for (kind,) in record.read("SELECT kind FROM event"))
    assert kinds["plan imported"] == 1
    assert (kinds["action recorded"], kinds["update given"]) == (5, 3)
    (body,) = record.read("SELECT body FROM event WHERE kind = 'plan imported'")[0]
    assert f'"sha256":"{reading.sha256}"' in body
    assert '"file":"plan.xlsx"' in body
    assert f'"actions_new":{done.counts.actions_new}' in body


def test_a_name_of_a_file_is_only_told(record, review, reading):
    with record.changing(COORDINATOR) as visit:
        plan.apply(visit, review, reading, name="C:\\x\\..\\plan\u202efdp\x00.xlsx" + "y" * 400)
    source = written(record, "imported_from")["R1/1.1"]
    assert source.startswith("planfdp.xlsxyyy")
    assert len(source) <= 300


def test_an_import_that_fails_leaves_nothing(record, review, reading):
    before, at = counted(record), head(record)
    with pytest.raises(InputError, match="stop"), record.changing(COORDINATOR) as visit:
        plan.apply(visit, review, reading)
        raise InputError("stop")
    assert (counted(record), head(record)) == (before, at)


@EMBEDDED_ONLY
@pytest.mark.parametrize("at_change", [1, 12, 20])
def test_an_import_that_is_killed_leaves_nothing_and_can_be_repeated(record, review, reading, at_change):
    before, at = counted(record), head(record)
    record.engine.dispose()
    child = multiprocessing.get_context("fork").Process(target=_killed, args=(record, review, reading, at_change))
    child.start()
    child.join()
    assert child.exitcode == -signal.SIGKILL
    assert (counted(record), head(record)) == (before, at)
    assert applied(record, review, reading).counts.actions_new == 5
    assert record.faults() == []


def _killed(record: Record, review: int, reading: Reading, at_change: int) -> None:
    changes = itertools.count(1)

    def step(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        if statement.startswith("INSERT") and next(changes) == at_change:
            os.kill(os.getpid(), signal.SIGKILL)

    event.listen(record.engine, "before_cursor_execute", step)
    applied(record, review, reading)


@EMBEDDED_ONLY
@pytest.mark.parametrize("role", [role for role in Role if role is not Role.COORDINATOR])
@pytest.mark.parametrize("act", [plan.preview, plan.apply])
def test_only_the_coordinator_imports(record, review, reading, role, act):
    agency = int(an_agency(record).id or 0) if role is Role.OWNER else None
    with record.changing(visitor(role, agency=agency)) as visit, pytest.raises(RefusedError):
        act(visit, review, reading)


@EMBEDDED_ONLY
@pytest.mark.parametrize("act", [plan.preview, plan.apply])
def test_a_stranger_is_told_to_sign_in_and_an_unknown_review_is_none(record, review, reading, act):
    with record.changing(STRANGER) as visit, pytest.raises(SignedOutError):
        act(visit, review, reading)
    with record.changing(COORDINATOR) as visit, pytest.raises(NotFoundError):
        act(visit, review + 1, reading)


@EMBEDDED_ONLY
def test_an_import_of_many_rows_takes_as_many_statements_as_one_of_few(record, tmp_path):
    ran = []
    for name, number in (("R1", 20), ("R2", 200)):
        home = int(a_review(record, name).id or 0)
        rows = [[f"1.{n}", f"Do the thing {n}", "Police", None, "May 2028", None, "Green"] for n in range(number)]
        reading = read(tmp_path, plain_plan(*rows))
        with counting(record.engine) as statements:
            applied(record, home, reading)
        ran.append(len(statements))
    assert ran[1] <= ran[0] + 2
    assert record.faults() == []


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    ran: list[str] = []

    def note(_connection: Any, _cursor: Any, statement: str, *_rest: Any) -> None:
        ran.append(statement)

    event.listen(engine, "before_cursor_execute", note)
    yield ran
    event.remove(engine, "before_cursor_execute", note)


@EMBEDDED_ONLY
def test_the_preview_asks_as_often_for_many_rows_as_for_few(record, review, tmp_path):
    asked = []
    for number in (2, 200):
        rows = [[f"1.{place}", f"Do the thing {place}", "Police"] for place in range(number)]
        reading = read(tmp_path, plain_plan(*rows))
        with counting_selects(record.engine) as selects:
            previewed(record, review, reading)
        asked.append(len(selects))
    assert asked[0] == asked[1] <= 8


@NEEDS_SHARED
def test_a_real_column_set_is_imported_and_its_later_version_adds_nothing(record, review):
    first, later = (read_workbook(SHARED / name) for name in ("m1_improvement_tracker.xlsx",
                                                              "m9_improvement_tracker_later.xlsx"))  # fmt: skip
    done = applied(record, review, first)
    assert done.counts == Counts(
        recommendations_new=3, actions_new=6, without_owner=6, without_date=2, claims_completion=2
    )
    assert len(actions(record, review, needs_owner=True)) == 6
    assert {row.state for row in actions(record, review).values()} == {"in progress", "not started"}
    told = previewed(record, review, later)
    assert told.counts == Counts(recommendations_known=3, actions_known=4, not_in_file=2)
    assert {each.reference for each in told.known} == {"R1/2.1", "R1/1.1", "R1/1.2", "R1/3.1"}
    assert told.not_in_file == ["R1/1.3", "R1/3.2"]
    assert record.faults() == []


@NEEDS_SHARED
def test_a_real_plan_is_imported_under_the_paraphrases_that_it_answers(record, review):
    told = tomllib.loads((SEED / "TOR-INS-2016.toml").read_text())["recommendation"]
    for each in told:
        a_recommendation(
            record, each["wording"], review=_review(record, review), reference=each["reference"], paraphrased=True
        )
    first, later = (read_workbook(SHARED / name) for name in ("m1_improvement_tracker.xlsx",
                                                              "m9_improvement_tracker_later.xlsx"))  # fmt: skip
    meant = expected("m1_improvement_tracker.xlsx")
    seen = previewed(record, review, first)
    assert {each.where: each.recommendation for each in seen.taken} == meant
    assert applied(record, review, first).counts == Counts(
        recommendations_known=3, actions_new=6, without_owner=6, without_date=2, claims_completion=2
    )
    assert applied(record, review, first).counts.changes == 0
    again = previewed(record, review, later)
    assert again.counts == Counts(recommendations_known=3, actions_known=4, not_in_file=2)
    meant = expected("m9_improvement_tracker_later.xlsx")
    assert {each.where: each.recommendation for each in again.taken} == meant
    assert record.faults() == []


def expected(name: str) -> dict[str, str]:
    """Give the recommendation of the review that each row of a file answers."""
    records = json.loads((SHARED / "expected.json").read_text("utf-8"))["files"][name]["records"]
    return {each["where"]: each["corpus_id"].rsplit("-", 1)[1] for each in records}


def test_what_was_understood_is_told_in_words_and_as_values(record, review, reading):
    told = previewed(record, review, reading)
    assert "New actions that claim completion: in progress, declared done: 1" in told.in_words()
    assert told.as_json()["changes"]["actions_new"] == 5
    assert len(told.as_json()["records"]) == 6
    assert "Plan!7: 1.1: List plans without a lead" in plan.in_words(reading)


def _review(record: Record, key: int) -> Review | None:
    with record.reading() as visit:
        return visit.session.get(Review, key)
