"""Chronologies are graded without knowing how they ended; the outcome is read by nobody before it is revealed."""

from datetime import date

import pytest

from tests.builders import a_coder
from tests.builders.blind import TOLD
from tests.database.record import EMBEDDED_ONLY, counting_selects, visitor
from tracker.commands import comparisons
from tracker.commands.comparisons import Told
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import comparisons as asking
from tracker.visit import SERVICE
from tracker.words import Case, Grade, Role, Sureness

EARLY, LATER, LAST = date(2026, 10, 5), date(2026, 10, 20), date(2026, 11, 3)
SAID = {"chosen": Grade.A, "sure": Sureness.SURE, "reason": "Nobody asks the child."}


def test_a_comparison_goes_from_the_pair_to_who_was_right(record, a_comparison):
    made = a_comparison(grades={"First": Grade.B, "Second": Grade.A, "Third": Grade.CANNOT_TELL})
    with record.changing(a_coder(record, Role.COORDINATOR)) as visit:
        comparisons.reveal(visit, made.id)
    with record.reading(a_coder(record, name="First")) as visit:
        shown, over = asking.one(visit, made.id), asking.overall(visit)
    assert (shown.ended.outcome_b, shown.ended.worse) == (TOLD["b"].outcome, Case.B)
    assert [(each.grader, each.chosen) for each in shown.ended.grades] == [
        ("First", Grade.B),
        ("Second", Grade.A),
        ("Third", Grade.CANNOT_TELL),
    ]
    assert (shown.ended.alike, shown.ended.cannot_tell) == ((0, 3), 1)
    assert (shown.ended.chance.right, shown.ended.chance.of) == (1, 2)
    assert (over.comparisons, over.alike, over.chance) == (1, (0, 3), shown.ended.chance)
    assert record.faults() == []


def test_neither_an_outcome_nor_another_grade_is_read_before_it_is_revealed(record, a_comparison):
    made = a_comparison(grades={"First": Grade.A})
    for who in (a_coder(record, name="Second"), a_coder(record, Role.COORDINATOR)):
        with record.reading(who) as visit, counting_selects(record.engine) as selects:
            shown = asking.one(visit, made.id)
            assert (shown.ended, shown.mine, shown.listed.grades) == (None, None, 1)
            assert asking.overall(visit).comparisons == 0
            assert TOLD["a"].outcome not in repr(shown)
        read = [statement.partition("FROM")[0] for statement in selects.statements]
        assert not [columns for columns in read if "outcome" in columns]
    with record.reading(a_coder(record, name="First")) as visit:
        assert asking.one(visit, made.id).mine.reason == "First says so."


def test_chronologies_are_shown_without_names(record, a_comparison, an_agency):
    an_agency("Northmere Police")
    made = a_comparison(a=Told("On 3 May 2013 Northmere Police met Child A.", "Well."))
    with record.reading(a_coder(record)) as visit:
        assert asking.one(visit, made.id).text_a == "On [date] [agency] met [child]."


def test_each_person_grades_once_and_the_one_who_recorded_never(record, a_comparison):
    made = a_comparison(grades={"First": Grade.A})
    with record.changing(a_coder(record, name="First")) as visit:
        assert not asking.one(visit, made.id).listed.may_grade
        with pytest.raises(RuleBrokenError, match="given once"):
            comparisons.grade(visit, made.id, **SAID)
    with record.changing(a_coder(record, Role.COORDINATOR)) as visit:
        assert not asking.one(visit, made.id).listed.may_grade
        with pytest.raises(RefusedError, match="Whoever recorded the outcomes"):
            comparisons.grade(visit, made.id, **SAID)
    with record.changing(a_coder(record, Role.COORDINATOR, name="Another coordinator")) as visit:
        assert asking.one(visit, made.id).listed.may_grade
        comparisons.grade(visit, made.id, **SAID)


def test_outcomes_are_revealed_once_and_by_the_coordinator_when_two_have_graded(record, a_comparison):
    made, coordinator = a_comparison(grades={"First": Grade.A}), a_coder(record, Role.COORDINATOR)
    with record.changing(coordinator) as visit, pytest.raises(RuleBrokenError, match="At least 2 people"):
        comparisons.reveal(visit, made.id)
    with record.changing(a_coder(record, name="Second")) as visit:
        comparisons.grade(visit, made.id, **SAID)
        with pytest.raises(RefusedError):
            comparisons.reveal(visit, made.id)
    with record.reading(coordinator) as visit:
        assert asking.one(visit, made.id).listed.may_reveal
    with record.changing(coordinator) as visit:
        comparisons.reveal(visit, made.id)
    with record.changing(coordinator) as visit, pytest.raises(RuleBrokenError, match="are revealed"):
        comparisons.reveal(visit, made.id)
    with record.changing(a_coder(record, name="Third")) as visit, pytest.raises(RuleBrokenError, match="are revealed"):
        comparisons.grade(visit, made.id, **SAID)


def test_a_past_day_shows_the_comparison_as_it_stood(record, a_comparison):
    made, first = a_comparison(on=EARLY), a_coder(record, name="First")
    for name, day in (("First", LATER), ("Second", LAST)):
        with record.changing(a_coder(record, name=name), on=day) as visit:
            comparisons.grade(visit, made.id, **SAID)
    with record.changing(a_coder(record, Role.COORDINATOR), on=LAST) as visit:
        comparisons.reveal(visit, made.id)
    stood = {}
    for day in (date(2026, 10, 4), EARLY, LATER, LAST):
        with record.reading(first, as_at=day) as visit:
            found = asking.listing(visit)
            stood[day] = [(each.grades, each.graded, each.revealed_on, each.may_grade) for each in found]
            assert not found or (asking.one(visit, made.id).ended is None) == (day != LAST)
            assert asking.overall(visit).comparisons == (day == LAST)
    assert list(stood.values()) == [[], [(0, False, None, False)], [(1, True, None, False)], [(2, True, LAST, False)]]
    with record.reading(first, as_at=date(2026, 10, 4)) as visit, pytest.raises(NotFoundError):
        asking.one(visit, made.id)


@EMBEDDED_ONLY
def test_a_pair_has_two_texts_two_outcomes_and_a_title_that_tells_nothing(record):
    whole = {"title": "Letters", "worse": Case.A, **TOLD}
    for name, wrong in (
        ("title", "Letters of 2014"),
        ("title", " "),
        ("a", Told("", "Well.")),
        ("a", Told("Day 1.", "")),
        ("b", Told("a" * 20_001, "Well.")),
        ("b", Told("Day 1.", "\x00")),
    ):
        with record.changing(a_coder(record, Role.COORDINATOR)) as visit, pytest.raises(InputError):
            comparisons.record_comparison(visit, **{**whole, name: wrong})
    with record.changing(SERVICE) as visit, pytest.raises(RefusedError, match="A person records"):
        comparisons.record_comparison(visit, **whole)


@EMBEDDED_ONLY
def test_whoever_does_not_belong_to_those_who_grade_does_not(record, a_comparison, a_person):
    made = a_comparison(grades={"First": Grade.A, "Second": Grade.A})
    for role in (Role.OWNER, Role.COUNCILLOR, Role.INSPECTOR, Role.ADMIN, Role.DEPUTY):
        agency = 1 if role == Role.OWNER else None
        with record.changing(visitor(role, agency=agency, person=a_person().id)) as visit:
            for act in (asking.listing, asking.overall):
                with pytest.raises(RefusedError):
                    act(visit)
            with pytest.raises(RefusedError):
                asking.one(visit, made.id)
            with pytest.raises(RefusedError):
                comparisons.grade(visit, made.id, **SAID)
            with pytest.raises(RefusedError):
                comparisons.reveal(visit, made.id)
    with record.changing(SERVICE) as visit, pytest.raises(RefusedError, match="A person records and grades"):
        comparisons.grade(visit, made.id, **SAID)


@EMBEDDED_ONLY
def test_what_is_not_there_is_not_graded_and_a_grade_has_a_reason(record, a_comparison):
    made = a_comparison()
    with record.changing(a_coder(record)) as visit:
        for key in (99, 0, -1, 2**40):
            with pytest.raises(NotFoundError):
                comparisons.grade(visit, key, **SAID)
            with pytest.raises(NotFoundError):
                asking.one(visit, key)
        with pytest.raises(InputError, match="Enter reason"):
            comparisons.grade(visit, made.id, **{**SAID, "reason": " "})


def test_a_larger_record_takes_no_more_selects(record, a_comparison):
    counted = []
    for number in (1, 4):
        for each in range(number):
            made = a_comparison(f"Pair {each}", grades={"First": Grade.A, "Second": Grade.B}, revealed=True)
        with record.reading(a_coder(record, name="First")) as visit:
            for ask in (asking.listing, asking.overall, lambda visit, key=made.id: asking.one(visit, key)):
                with counting_selects(record.engine) as selects:
                    assert ask(visit)
                counted.append(len(selects))
    assert counted[:3] == counted[3:]
    assert max(counted) <= 10
