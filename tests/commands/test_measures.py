"""Measures: values are added for periods, unknown is unknown, and a correction leaves what it corrects."""

from datetime import date

import pytest
from sqlalchemy.exc import IntegrityError

from tests.builders import a_value
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import measures
from tracker.commands.measures import MeasureDraft, ValueDraft
from tracker.errors import InputError, NotFoundError, RefusedError
from tracker.models import MeasureValue
from tracker.queries import history
from tracker.queries import measures as asking
from tracker.roles import ALLOWED
from tracker.words import Direction, Permission, Role, Sensitivity

Q1 = {"first": date(2026, 1, 1), "last": date(2026, 3, 31)}
Q2 = {"first": date(2026, 4, 1), "last": date(2026, 6, 30)}
EARLY, LATER = date(2026, 10, 5), date(2026, 11, 3)
NAME = "Caseload per health visitor"
DRAFT = MeasureDraft("Re-referrals", "Within a year.", "%", "The return", Direction.LOWER)


def shown(visit, measure):
    return [(each.period, each.words, each.replaced) for each in asking.whole(visit, measure.id).values]


def test_a_correction_is_another_value_and_the_earlier_one_stays(record, a_measure):
    measure = a_measure()
    a_value(record, measure, unknown="The return was lost.", on=EARLY, **Q1)
    a_value(record, measure, "421", on=EARLY, **Q2)
    a_value(record, measure, "412", on=LATER, note="Table 4, corrected", **Q2)
    with record.reading() as visit:
        found = asking.whole(visit, measure.id)
        assert shown(visit, measure) == [
            ("Q2 2026", "412 families", False),
            ("Q2 2026", "421 families", True),
            ("Q1 2026", "unknown", False),
        ]
        entries = [entry.sentence for entry in history.of_measure(visit, measure.id)]
    said = f"{NAME} was 412 families in Q2 2026; the target is 250 families; it was unknown in Q1."
    assert found.sentence == said
    assert (found.last.met, found.values[2].met, found.values[2].unknown_because) == (
        False,
        None,
        "The return was lost.",
    )
    assert entries == [
        "Recorded 412 for Q2 2026 (“Table 4, corrected”). Value for Q2 2026: 421 → 412.",
        "Recorded 421 for Q2 2026 (“Table 4”).",
        "Recorded that the value for Q1 2026 is unknown: “The return was lost.”",
        f"Recorded the measure “{NAME}”; lower is better, the target is 250 families.",
    ]
    assert record.faults() == []


def test_a_past_day_shows_what_was_known_then(record, a_measure):
    measure = a_measure(on=EARLY)
    a_value(record, measure, "421", on=EARLY, **Q2)
    a_value(record, measure, "412", on=LATER, **Q2)
    with record.reading(as_at=EARLY) as visit:
        assert shown(visit, measure) == [("Q2 2026", "421 families", False)]
        assert len(history.of_measure(visit, measure.id)) == 2
    with record.reading(as_at=date(2026, 10, 4)) as visit:
        assert asking.listing(visit) == []
        with pytest.raises(NotFoundError):
            asking.whole(visit, measure.id)


def test_a_value_corrected_to_unknown_is_unknown_and_never_nought(record, a_measure):
    measure = a_measure()
    a_value(record, measure, "0", on=EARLY, **Q2)
    with record.reading() as visit:
        assert asking.whole(visit, measure.id).last.words == "0 families"
    a_value(record, measure, unknown="It counted nobody.", on=LATER, **Q2)
    with record.reading() as visit:
        last = asking.whole(visit, measure.id).last
    assert (last.words, last.known, last.met) == ("unknown", False, None)
    assert record.read("SELECT value FROM measure_value ORDER BY id") == [("0",), ("",)]


def test_the_last_value_is_that_of_the_last_period_and_not_the_last_one_entered(record, a_measure):
    measure = a_measure()
    a_value(record, measure, "412", on=EARLY, **Q2)
    a_value(record, measure, "390", on=LATER, **Q1)
    with record.reading() as visit:
        assert asking.whole(visit, measure.id).last.period == "Q2 2026"


def test_a_measure_stands_with_every_recommendation_that_it_belongs_to(record, a_measure, a_recommendation):
    one, two, three = a_recommendation(), a_recommendation(), a_recommendation()
    measure = a_measure(recommendations=[two, one, two])
    a_measure("A measure of the board")
    with record.reading() as visit:
        for each in (one, two):
            assert [series.id for series in asking.of_recommendation(visit, each.id)] == [measure.id]
        assert asking.of_recommendation(visit, three.id) == []
        assert {each.id for each in asking.whole(visit, measure.id).belongs_to} == {one.id, two.id}
        assert [each.name for each in asking.listing(visit)] == ["A measure of the board", NAME]


def test_a_measure_is_linked_once_and_from_a_day_on(record, a_measure, a_recommendation):
    measure, asked = a_measure(), a_recommendation()
    with record.changing(on=LATER) as visit:
        measures.link(visit, measure.id, asked.id)
    with record.changing() as visit, pytest.raises(InputError, match="belongs to the recommendation already"):
        measures.link(visit, measure.id, asked.id)
    with record.reading(as_at=EARLY) as visit:
        assert asking.of_recommendation(visit, asked.id) == []
        assert asking.whole(visit, measure.id).belongs_to == []
    with record.reading() as visit:
        assert len(asking.of_recommendation(visit, asked.id)) == 1
        assert (
            history.of_recommendation(visit, asked.id, [])[0].sentence == "Let a measure belong to this recommendation."
        )


@EMBEDDED_ONLY
def test_whoever_may_not_see_one_of_its_recommendations_does_not_see_a_measure(
    record, a_measure, a_recommendation, a_review
):
    published, draft = a_recommendation(), a_recommendation(review=a_review(published=False))
    sealed = a_recommendation(review=a_review(sensitivity=Sensitivity.SEALED))
    keys = {
        a_measure(name, recommendations=belongs).id: name
        for name, belongs in {
            "board": [],
            "published": [published],
            "draft": [draft],
            "both": [published, draft],
            "sealed": [published, sealed],
        }.items()
    }
    for role, seen in {
        Role.COUNCILLOR: {"board", "published"},
        Role.MEMBER: {"board", "published", "draft", "both"},
        Role.CHAIR: set(keys.values()),
    }.items():
        with record.reading(visitor(role)) as visit:
            assert {each.name for each in asking.listing(visit)} == seen
            on_the_page = {each.name for each in asking.of_recommendation(visit, published.id)}
            assert on_the_page == seen & {"published", "both", "sealed"}
            for key in (key for key, name in keys.items() if name not in seen):
                with pytest.raises(NotFoundError):
                    asking.whole(visit, key)


@EMBEDDED_ONLY
def test_a_measure_that_comes_to_belong_to_something_sealed_takes_its_history_along(
    record, a_measure, a_recommendation, a_review
):
    asked = a_recommendation()
    measure = a_measure("Zqhidden", recommendations=[asked])
    a_value(record, measure, "412", **Q2)
    with record.reading(visitor(Role.MEMBER)) as visit:
        assert len(history.of_measure(visit, measure.id)) == 2
    sealed = a_recommendation(review=a_review(sensitivity=Sensitivity.SEALED))
    with record.changing() as visit:
        measures.link(visit, measure.id, sealed.id)
    with record.reading(visitor(Role.MEMBER)) as visit:
        assert history.of_measure(visit, measure.id) == []
        assert not any("Zqhidden" in each.sentence for each in history.of_recommendation(visit, asked.id, []))


@EMBEDDED_ONLY
def test_only_the_coordinator_keeps_measures(record, a_measure, an_agency):
    measure, agency = a_measure(), an_agency().id
    value = ValueDraft(date(2026, 1, 1), date(2026, 3, 31), "1")
    for role in set(Role) - ALLOWED[Permission.KEEP_MEASURES]:
        with record.changing(visitor(role, agency=agency if role == Role.OWNER else None)) as visit:
            for keep, given in (
                (measures.record_measure, (DRAFT,)),
                (measures.record_value, (measure.id, value)),
                (measures.link, (measure.id, 1)),
            ):
                with pytest.raises(RefusedError, match="does not allow you to keep measures"):
                    keep(visit, *given)
    assert ALLOWED[Permission.KEEP_MEASURES] == {Role.COORDINATOR}


WRONG = {
    "no value": (ValueDraft(*Q2.values(), note="n"), "Enter the value, or say why"),
    "both": (ValueDraft(*Q2.values(), "1", "lost", "n"), "but not both"),
    "no number": (ValueDraft(*Q2.values(), "n/a", note="n"), "as a number"),
    "no source": (ValueDraft(*Q2.values(), "1"), "Enter source note"),
    "backwards": (ValueDraft(date(2026, 6, 30), date(2026, 4, 1), "1", note="n"), "must end after it begins"),
    "not over": (ValueDraft(date(2026, 10, 1), date(2026, 12, 31), "1", note="n"), "has not ended yet"),
    "year 0226": (ValueDraft(date(226, 4, 1), date(2026, 6, 30), "1", note="n"), "Check the year"),
}


@EMBEDDED_ONLY
def test_a_value_that_cannot_be_meant_is_refused(record, a_measure):
    measure = a_measure()
    for draft, said in WRONG.values():
        with record.changing() as visit, pytest.raises(InputError, match=said):
            measures.record_value(visit, measure.id, draft)
    with record.reading() as visit:
        assert visit.session.query(MeasureValue).count() == 0


@EMBEDDED_ONLY
def test_a_measure_that_is_not_there_is_not_edited(record):
    for key in (0, 9999, 2**70):
        with record.changing(visitor(Role.COORDINATOR)) as visit, pytest.raises(NotFoundError):
            measures.edit(visit, key, definition="So.", target="", reason="Why.", version=1)


@EMBEDDED_ONLY
def test_a_measure_that_is_not_there_has_no_values(record, a_recommendation):
    asked = a_recommendation()
    with record.changing() as visit:
        for key in (0, -1, 99999, 2**40):
            with pytest.raises(NotFoundError):
                measures.record_value(visit, key, ValueDraft(*Q2.values(), "1", note="n"))
            with pytest.raises(NotFoundError):
                measures.link(visit, key, asked.id)
            with pytest.raises(NotFoundError):
                measures.record_measure(visit, MeasureDraft("N", "D", "U", "S", Direction.LOWER, recommendations=[key]))
            with pytest.raises(NotFoundError):
                asking.whole(visit, key)


@EMBEDDED_ONLY
def test_the_same_name_is_taken_once(record, a_measure):
    a_measure()
    with pytest.raises(InputError, match="already recorded"):
        a_measure(NAME.upper())


def test_its_words_are_kept_beside_the_trail(record, a_measure):
    measure = a_measure("Zqname", definition="Zqdefinition", source="Zqsource")
    a_value(record, measure, "1", note="Zqnote", **Q2)
    a_value(record, measure, unknown="Zqlost", **Q1)
    assert record.read("SELECT count(*) FROM event WHERE body LIKE '%Zq%'") == [(0,)]


def test_the_database_itself_refuses_a_nought_for_what_is_not_known(record, a_measure):
    measure = a_measure()
    a_value(record, measure, unknown="Lost.", **Q2)
    with pytest.raises(Exception, match="only ever added to"):
        record.tamper("UPDATE measure_value SET value = '0'")
    with pytest.raises(IntegrityError, match="value_or_reason"), record.changing() as visit:
        measures.add(visit, MeasureValue, measure_id=measure.id, period_from=Q1["first"], period_to=Q1["last"])
