"""Correcting the days of a review: what stood before stays, and everything that is computed from them follows."""

from dataclasses import replace
from datetime import date, datetime

import pytest

from tests import builders
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import suggestions
from tracker.commands.review_days import correct_days
from tracker.commands.reviews import lift_lapsed_embargoes
from tracker.errors import ConflictError, InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import Review, ReviewCorrection, Suggestion
from tracker.models.statements import select
from tracker.queries import history, reviews, seen_before
from tracker.rules.review_days import ReviewDays
from tracker.settings import LONDON
from tracker.words import Recurrence, RepeatVerdict, Role, Sensitivity

COORDINATOR = visitor(Role.COORDINATOR)
UNTIL = datetime(2026, 12, 16, 10, 0, tzinfo=LONDON)


def corrected(record, review, *, who=COORDINATOR, reason="The report says so on page 2.", version=None, **days):
    """Correct some days of a review as it stands, and give the correction."""
    with record.changing(who) as visit:
        stands = reviews.days_of(visit, review.id) if who is COORDINATOR else ReviewDays()
        seen = visit.session.get(Review, review.id).version if version is None else version
        return correct_days(visit, review.id, replace(stands, **days), reason=reason, version=seen)


def days_of(record, review):
    with record.reading() as visit:
        return reviews.days_of(visit, review.id)


def told(record, review):
    with record.reading() as visit:
        return [each.sentence for each in history.of_review(visit, review.id)]


def test_the_history_shows_what_stood_before_and_after_with_the_reason(record, a_review):
    review = a_review(published=False, incident_on=date(2024, 3, 1), practice_basis="fieldwork dates")
    corrected(
        record,
        review,
        incident_on=date(2024, 1, 3),
        practice_basis="case files",
        commissioned_on=date(2025, 1, 1),
        embargo_until=UNTIL,
    )
    assert told(record, review)[0] == (
        "Corrected the days. Day of the incident: 1 Mar 2024 → 3 Jan 2024. Practice basis: fieldwork dates → "
        "case files. Day of commissioning: not known → 1 Jan 2025. Embargo: not known → 16 Dec 2026 10:00 GMT. "
        "Reason: “The report says so on page 2.”"
    )
    corrected(record, review, incident_on=None, reason="Nobody knows.")
    assert told(record, review)[0] == (
        "Corrected the days. Day of the incident: 3 Jan 2024 → not known. Reason: “Nobody knows.”"
    )
    assert days_of(record, review).practice_basis == "case files"
    with record.reading() as visit:
        rows = visit.session.scalars(select(ReviewCorrection).order_by(ReviewCorrection.id)).all()
        assert [(each.was_incident_on, each.was_practice_basis) for each in rows] == [
            (date(2024, 3, 1), "fieldwork dates"),
            (date(2024, 1, 3), "case files"),
        ]
    assert record.faults() == []


def classed(record, later):
    """Give the class of what a recommendation repeats, as its page says it."""
    with record.reading() as visit:
        (said,) = seen_before.classes(visit, later.id, seen_before.of(visit, later.id)).values()
        return said


def test_the_class_of_a_recurrence_follows_the_practice_period(record, a_review, a_recommendation, a_repeat):
    earlier = a_recommendation(review=a_review(on=date(2020, 1, 1), published_on=date(2020, 1, 1)), on=date(2020, 1, 1))
    home = a_review(practice_from=date(2018, 1, 1), practice_to=date(2018, 12, 31))
    later = a_recommendation(review=home)
    a_repeat(later, earlier)
    assert Recurrence.BEFORE.value in classed(record, later).lower()
    corrected(record, home, practice_from=date(2025, 1, 1), practice_to=date(2025, 12, 31))
    assert Recurrence.OPEN.value in classed(record, later).lower()
    assert record.faults() == []


def test_a_suggestion_turns_round_with_the_day_of_publication(record, a_review, a_recommendation, a_suggestion):
    homes = [a_review(published=False, published_on=date(year, 1, 1)) for year in (2020, 2022)]
    one, other = (a_recommendation(review=home, response=None) for home in homes)
    a_suggestion(other, one)
    corrected(record, homes[0], published_on=date(2024, 1, 1))
    with record.reading() as visit:
        assert visit.session.execute(select(Suggestion.later_id, Suggestion.earlier_id)).all() == [(one.id, other.id)]


def test_what_says_itself_that_it_is_a_repeat_no_longer_says_so_of_what_came_after_it(
    record, a_review, a_recommendation
):
    homes = [a_review(published=False, published_on=date(year, 1, 1)) for year in (2020, 2022)]
    said = ("Train every duty team.", "Train every duty team. (This was also a recommendation in 2020.)")
    for home, wording in zip(homes, said, strict=True):
        a_recommendation(wording, review=home, response=None)
    with record.changing() as visit:
        suggestions.match(visit, None)
    assert [stated for (stated,) in record.read("SELECT stated FROM suggestion")] == [True]
    corrected(record, homes[0], published_on=date(2024, 1, 1))
    assert [stated for (stated,) in record.read("SELECT stated FROM suggestion")] == [False]
    corrected(record, homes[0], published_on=date(2020, 1, 1))
    assert [stated for (stated,) in record.read("SELECT stated FROM suggestion")] == [True]


def test_what_was_judged_a_repeat_is_not_turned_round_before_that_is_taken_back(record, a_review, a_recommendation):
    homes = [a_review(published_on=date(year, 1, 1)) for year in (2020, 2022)]
    earlier, later = (a_recommendation(review=home) for home in homes)
    link = builders.a_repeat(record, later, earlier, verdict=RepeatVerdict.RELATED)
    for home, day in ((homes[0], date(2023, 1, 1)), (homes[1], date(2019, 1, 1))):
        with pytest.raises(RuleBrokenError, match=f"recommendation {later.reference} was made before the one"):
            corrected(record, home, published_on=day)
    corrected(record, homes[0], published_on=date(2021, 1, 1))
    with record.changing() as visit:
        builders.repeats.undo(visit, link.id, reason="Read again.")
    corrected(record, homes[0], published_on=date(2023, 1, 1))


def seen_by_councillor(record, review):
    with record.reading(visitor(Role.COUNCILLOR)) as visit:
        return review.id in {each.id for each in reviews.listing(visit)}


@EMBEDDED_ONLY
def test_an_embargo_that_two_people_released_is_only_ever_lengthened(record, a_review, clock):
    review = a_review(embargo_until=UNTIL)
    for wanted in (None, UNTIL.replace(hour=9)):
        with pytest.raises(RuleBrokenError, match="it can end later, not sooner"):
            corrected(record, review, embargo_until=wanted)
    corrected(record, review, embargo_until=UNTIL.replace(day=17))
    clock.move_to(UNTIL.replace(hour=11))
    assert not seen_by_councillor(record, review)
    clock.move_to(UNTIL.replace(day=17, hour=11))
    with record.changing() as visit:
        assert lift_lapsed_embargoes(visit) == 1
    assert seen_by_councillor(record, review)


@EMBEDDED_ONLY
def test_what_an_embargo_holds_back_is_never_said_to_be_published_after_it_was(record, a_review):
    review = a_review(embargo_until=UNTIL)
    with pytest.raises(RuleBrokenError, match="its day of publication is no later"):
        corrected(record, review, published_on=date(2026, 12, 17))
    corrected(record, review, published_on=date(2026, 12, 16))


@EMBEDDED_ONLY
def test_what_is_to_be_published_later_is_not_released_to_be_read_today(record, a_review):
    with pytest.raises(RuleBrokenError, match="nothing holds it back until then"):
        a_review(published_on=date(2026, 12, 16))
    a_review(published_on=date(2026, 12, 16), embargo_until=UNTIL)


def test_whatever_would_undo_a_release_is_said_at_once(record, a_review):
    review = a_review(published_on=date(2026, 8, 1), completed_on=date(2026, 8, 1))
    with pytest.raises(RuleBrokenError) as refused:
        corrected(record, review, completed_on=date(2026, 11, 23), published_on=date(2026, 11, 24), embargo_until=UNTIL)
    assert len(refused.value.unmet) == 3
    assert days_of(record, review).published_on == date(2026, 8, 1)


@EMBEDDED_ONLY
def test_a_stale_correction_is_shown_both_texts_and_saves_nothing(record, a_review):
    review = a_review(published=False)
    corrected(record, review, incident_on=date(2024, 3, 1))
    with pytest.raises(ConflictError) as refused:
        corrected(record, review, version=1, incident_on=date(2024, 3, 2))
    assert refused.value.texts.yours == {"day of the incident": "2 Mar 2024"}
    assert refused.value.texts.theirs == {"day of the incident": "1 Mar 2024"}
    assert days_of(record, review).incident_on == date(2024, 3, 1)


@EMBEDDED_ONLY
@pytest.mark.parametrize(
    ("days", "said"),
    [
        ({}, "Nothing differs from what stands"),
        ({"practice_from": date(2025, 1, 1)}, "Give both days of the practice period"),
        ({"incident_on": date(214, 1, 1)}, "cannot be before 1 January 1900"),
        ({"embargo_until": UNTIL.replace(year=2046)}, "cannot be after"),
        ({"practice_basis": "x" * 121}, "120 characters or fewer"),
    ],
)
def test_what_cannot_be_meant_is_refused_and_nothing_is_saved(record, a_review, days, said):
    review = a_review(published=False)
    with pytest.raises(InputError, match=said):
        corrected(record, review, **days)
    assert days_of(record, review) == ReviewDays()
    assert record.read("SELECT count(*) FROM review_correction") == [(0,)]


@EMBEDDED_ONLY
def test_it_needs_a_reason_and_the_coordinator(record, a_review):
    review, sealed = a_review(published=False), a_review(published=False, sensitivity=Sensitivity.SEALED)
    with pytest.raises(InputError, match="Enter reason"):
        corrected(record, review, reason=" ", incident_on=date(2024, 3, 1))
    for role in (Role.CHAIR, Role.MEMBER, Role.COUNCILLOR, Role.INSPECTOR, Role.ADMIN):
        with pytest.raises(RefusedError):
            corrected(record, review, who=visitor(role), version=1, incident_on=date(2024, 3, 1))
    scoped = visitor(Role.COORDINATOR, review=review.id)
    with pytest.raises((RefusedError, NotFoundError)):
        corrected(record, sealed, who=scoped, version=1, incident_on=date(2024, 3, 1))
