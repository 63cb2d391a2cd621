"""The days of a review: what runs backwards, and what nobody alone changes once two people released it."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from tracker.rules.review_days import BOTH_OR_NEITHER, LABELS, ReviewDays, against_release, backwards, before_release
from tracker.words import Publication

TODAY = date(2026, 11, 22)
UNTIL = datetime(2026, 12, 16, 10, 0, tzinfo=UTC)
WHOLE = ReviewDays(
    incident_on=date(2024, 1, 1),
    practice_from=date(2023, 1, 1),
    practice_to=date(2024, 1, 1),
    commissioned_on=date(2025, 1, 1),
    completed_on=date(2026, 1, 1),
    published_on=date(2026, 2, 1),
    embargo_until=UNTIL,
)


@pytest.mark.parametrize(
    ("changed", "said", "name"),
    [
        ({}, "", ""),
        ({"practice_to": None}, BOTH_OR_NEITHER, "practice_to"),
        ({"practice_from": None}, BOTH_OR_NEITHER, "practice_from"),
        ({"practice_from": date(2024, 1, 1)}, "", ""),
        ({"practice_from": date(2024, 1, 2)}, "The practice period must end after it begins.", "practice_to"),
        (
            {"completed_on": date(2024, 12, 31)},
            "The day of completion cannot be before the day of commissioning.",
            "completed_on",
        ),
        ({"completed_on": date(2025, 1, 1)}, "", ""),
        (
            {"completed_on": None, "published_on": date(2024, 1, 1)},
            "The day of publication cannot be before the day of commissioning.",
            "published_on",
        ),
    ],
)
def test_what_runs_backwards_is_said_with_its_field(changed, said, name):
    assert backwards(replace(WHOLE, **changed)) == (said, LABELS.get(name, ""))


def unmet(publication, **changed):
    return list(against_release(publication, UNTIL, replace(WHOLE, **changed), TODAY))


@pytest.mark.parametrize("publication", [Publication.DRAFT, Publication.AGREED])
def test_before_two_people_released_it_everything_can_be_corrected(publication):
    assert unmet(publication, embargo_until=None, completed_on=date(2027, 1, 1), published_on=None) == []


@pytest.mark.parametrize(
    ("wanted", "may"),
    [(UNTIL, True), (UNTIL.replace(hour=11), True), (UNTIL.replace(hour=9), False), (None, False)],
)
def test_an_embargo_that_two_people_released_ends_later_and_never_sooner(wanted, may):
    said = unmet(Publication.EMBARGOED, embargo_until=wanted)
    assert (said == []) == may
    assert all("under an embargo until 16 Dec 2026 10:00 GMT: it can end later, not sooner" in each for each in said)


def test_the_embargo_of_what_is_published_stays_as_it_was():
    for wanted in (None, UNTIL.replace(year=2027)):
        assert ["hides nothing any more" in each for each in unmet(Publication.PUBLISHED, embargo_until=wanted)] == [
            True
        ]


@pytest.mark.parametrize(("published_on", "may"), [(TODAY, True), (date(2026, 11, 23), False), (None, False)])
def test_what_is_published_keeps_a_day_of_publication_that_has_come(published_on, may):
    assert (unmet(Publication.PUBLISHED, published_on=published_on) == []) == may
    assert unmet(Publication.EMBARGOED, published_on=published_on) == []


@pytest.mark.parametrize(("published_on", "may"), [(date(2026, 12, 16), True), (date(2026, 12, 17), False)])
def test_what_an_embargo_holds_back_is_published_when_that_ends_and_no_later(published_on, may):
    said = unmet(Publication.EMBARGOED, published_on=published_on)
    assert (said == []) == may
    assert all("once its embargo ends, 16 Dec 2026 10:00 GMT" in each for each in said)
    assert unmet(Publication.DRAFT, published_on=published_on) == []


@pytest.mark.parametrize("publication", [Publication.EMBARGOED, Publication.PUBLISHED])
def test_what_was_released_as_completed_was_completed_by_now(publication):
    said = unmet(publication, completed_on=date(2026, 11, 23), published_on=None)
    assert any("its day of completion cannot be a day to come" in each for each in said)


@pytest.mark.parametrize(
    ("published_on", "until", "said"),
    [
        (None, None, ""),
        (TODAY, None, ""),
        (date(2026, 11, 23), None, "nothing holds it back until then"),
        (date(2026, 11, 23), datetime(2026, 11, 21, 10, 0, tzinfo=UTC), "nothing holds it back until then"),
        (date(2026, 12, 16), UNTIL, ""),
        (date(2026, 12, 17), UNTIL, "its embargo ends before that"),
    ],
)
def test_nobody_releases_what_would_be_read_before_its_day_of_publication(published_on, until, said):
    given = replace(WHOLE, published_on=published_on, embargo_until=until)
    unmet = list(before_release(given, datetime(2026, 11, 22, 10, 0, tzinfo=UTC), TODAY))
    assert [said in each for each in unmet] == ([True] if said else [])


def test_what_is_completed_later_is_released_later():
    given = replace(WHOLE, completed_on=date(2026, 11, 23), published_on=None)
    (said,) = before_release(given, datetime(2026, 11, 22, 10, 0, tzinfo=UTC), TODAY)
    assert said == "This review is completed on 23 Nov 2026; release it then."
