"""What the tally says is what a count of the positions says, on any day, for whoever asks."""

from collections import Counter
from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.bench.pack import ACTIONS, TODAY, TWO_YEARS_AGO
from tests.database.record import SYSTEM, visitor
from tracker.access import visible_to
from tracker.database import open_visit
from tracker.models import Position
from tracker.models.statements import select
from tracker.queries import counts, plan
from tracker.queries.filters import Filters
from tracker.settings import Settings
from tracker.tally import group_on, span_of
from tracker.visit import Visit, Visitor
from tracker.words import Delivery, Rating, Role, Thing

SIZE = 120
DAYS = [
    date(2019, 1, 1),
    date(2020, 12, 31),
    TWO_YEARS_AGO,
    date(2026, 9, 30),
    date(2026, 10, 31),
    TODAY,
    date(2027, 3, 1),
]
WHO = [
    SYSTEM,
    visitor(Role.MEMBER),
    visitor(Role.COUNCILLOR),
    visitor(Role.OWNER, agency=1),
    visitor(Role.MEMBER, review=2),
]
NAMES = ["the chair", "a member", "a councillor", "an owner", "a member for one review"]
EVERY = plan.Asked(size=10_000)
TOTALS = [
    Filters(),
    Filters(overdue=True),
    Filters(rating=Rating.RED),
    Filters(rating=Rating.AMBER, agency_id=1),
    Filters(state=Delivery.COMPLETED.value),
    Filters(in_plan=True, re_dated=True),
    Filters(unfinished=True),
    Filters(agency_id=0),
    Filters(needs_owner=True),
    Filters(review_id=2),
    Filters(thing=Thing.RECOMMENDATION),
    Filters(thing=Thing.RECOMMENDATION, rating=Rating.RED),
    Filters(thing=Thing.RECOMMENDATION, state="closed"),
    Filters(turning_until=date(2027, 3, 1)),
    Filters(words="a"),
]


@pytest.fixture
def open_as(engine_of: Callable[[int], Engine], settings_of: Callable[[int], Settings]) -> Callable[..., Any]:
    engine, settings = engine_of(SIZE), settings_of(SIZE)
    return lambda who, as_at=None: open_visit(engine, who, settings, as_at=as_at)


@pytest.mark.parametrize("who", WHO, ids=NAMES)
def test_the_tally_counts_what_the_positions_hold(open_as, who: Visitor) -> None:
    with open_as(who) as visit:
        found = counts.on_days(visit, DAYS)
        for day in DAYS:
            assert _tallied(found[day]) == _scanned(visit, day), day


def _tallied(counted: counts.Counts) -> Counter:
    return +Counter(
        {
            key: counted.number(
                thing=key[0], agency_id=key[1], state=key[2], rating=key[3], overdue=key[4], moved=key[5]
            )
            for key in {(r.thing, r.agency_id, r.state, r.rating, r.overdue, r.moved) for r in counted.rows}
        }
    )


def _scanned(visit: Visit, day: date) -> Counter:
    found: Counter = Counter()
    rows = visible_to(visit, select(Position.__table__).where(Position.valid_from <= day, Position.valid_to > day))
    for row in visit.session.execute(rows).mappings():
        group = group_on(row, span_of(row), day)
        shown = Rating(group.rating) if group.rating else None
        found[group.thing, group.agency, group.state, shown, group.overdue, group.moved] += 1
    return found


@pytest.mark.parametrize("who", WHO, ids=NAMES)
@pytest.mark.parametrize("as_at", [None, TWO_YEARS_AGO, date(2026, 9, 30)])
def test_month_ends_are_the_counts_of_their_days(open_as, who: Visitor, as_at: date | None) -> None:
    with open_as(who, as_at) as visit:
        ends = counts.month_ends(visit, months=36)
        found = counts.on_days(visit, [end.day for end in ends])
        for end in ends:
            numbers = [found[end.day].number(thing=Thing.ACTION, rating=each) for each in list(Rating)[:4]]
            assert [end.red, end.amber, end.green, end.grey] == numbers, end.day
    assert len(ends) == 36


@pytest.mark.parametrize("who", WHO, ids=NAMES)
@pytest.mark.parametrize("asked", TOTALS, ids=str)
@pytest.mark.parametrize("as_at", [None, TWO_YEARS_AGO])
def test_the_total_is_the_length_of_the_whole_list(open_as, who: Visitor, asked: Filters, as_at: date | None) -> None:
    with open_as(who, as_at) as visit:
        found = plan.listing(visit, asked, EVERY)
    assert found.total == len(found.rows)


def test_a_list_goes_on_where_its_page_ended_and_keeps_its_total(open_as) -> None:
    with open_as(SYSTEM) as visit:
        whole = plan.listing(visit, Filters(overdue=True), EVERY)
        seen, token = [], ""
        while not seen or token:
            page = plan.listing(visit, Filters(overdue=True), plan.Asked(after=token, size=7))
            seen += page.rows
            token = page.next_token
            assert page.total == whole.total
    assert seen == list(whole.rows)


def test_an_empty_page_behind_the_last_one_still_tells_the_total(open_as) -> None:
    with open_as(SYSTEM) as visit:
        behind = plan.listing(visit, Filters(), plan.Asked(after="9999-12-31~999999999"))
        assert (behind.rows, behind.total) == ([], SIZE * ACTIONS)
