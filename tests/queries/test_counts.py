"""What the tally says is what a count of the positions says, on any day, for whoever asks."""

from collections import Counter
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine

from tests.bench.pack import ACTIONS, TODAY, TWO_YEARS_AGO
from tests.database.record import SYSTEM, visitor
from tracker.access import visible_to
from tracker.database import open_visit
from tracker.models import Position
from tracker.models.statements import select
from tracker.queries import agencies, counts, movement, plan
from tracker.queries.filters import Filters
from tracker.settings import Settings
from tracker.tally import Group, group_on, span_of
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
    names = ("thing", "state", "rating", "overdue", "moved")
    groups = {tuple(getattr(row, name) for name in names) for row in counted.rows}
    return +Counter({group: counted.number(**dict(zip(names, group, strict=True))) for group in groups})


def _scanned(visit: Visit, day: date) -> Counter:
    found: Counter = Counter()
    for group in _groups(visit, day):
        shown = Rating(group.rating) if group.rating else None
        found[group.thing, group.state, shown, group.overdue, group.moved] += 1
    return found


def _groups(visit: Visit, day: date) -> list[Group]:
    rows = visible_to(visit, select(Position.__table__).where(Position.valid_from <= day, Position.valid_to > day))
    return [group_on(row, span_of(row), day) for row in visit.session.execute(rows).mappings()]


@pytest.mark.parametrize("who", WHO, ids=NAMES)
@pytest.mark.parametrize("as_at", [None, TWO_YEARS_AGO, date(2026, 10, 31)])
def test_agencies_side_by_side_are_what_the_positions_hold(open_as, who: Visitor, as_at: date | None) -> None:
    with open_as(who, as_at) as visit:
        expected: dict[int, Counter] = {}
        for group in _groups(visit, visit.as_at):
            if group.thing == Thing.ACTION:
                numbers = expected.setdefault(group.agency, Counter())
                numbers["actions"] += group.state != "withdrawn"
                numbers["completed"] += group.state == "completed"
                numbers["overdue"] += group.overdue
                numbers["moved"] += group.moved
                numbers[group.rating.lower() or "unrated"] += 1
        found = agencies.side_by_side(visit)
    assert [row.agency_id for row in found] == [
        row.agency_id for row in sorted(found, key=lambda row: (not row.agency_id, row.name))
    ]
    assert {row.agency_id for row in found} == set(expected)
    for row in found:
        shown = {name: getattr(row, name) for name in ("actions", "completed", "overdue", "moved")}
        shown |= {name: getattr(row, name) for name in ("red", "amber", "green", "grey")}
        assert shown == {name: expected[row.agency_id][name] for name in shown}, row.name
        assert bool(row.name) == bool(row.agency_id)


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


@pytest.mark.parametrize("who", WHO, ids=NAMES)
@pytest.mark.parametrize("as_at", [None, TWO_YEARS_AGO])
def test_what_turns_next_comes_in_its_order_once_and_over_pages(open_as, who: Visitor, as_at: date | None) -> None:
    with open_as(who, as_at) as visit:
        filters = Filters(turning_until=visit.as_at + timedelta(days=120))
        whole = plan.listing(visit, filters, plan.Asked(order=plan.Order.TURNING, size=10_000))
        other = plan.listing(visit, filters, EVERY)
        seen, token = [], ""
        while not seen or token:
            page = plan.listing(visit, filters, plan.Asked(order=plan.Order.TURNING, after=token, size=7))
            seen += page.rows
            token = page.next_token
            assert page.total == whole.total
            if not page.rows:
                break
    assert seen == list(whole.rows)
    assert len(seen) == whole.total == other.total
    assert {row.id for row in seen} == {row.id for row in other.rows}
    assert [row.turns[0][0] for row in seen] == sorted(row.turns[0][0] for row in seen)


@pytest.mark.parametrize("who", WHO, ids=NAMES)
@pytest.mark.parametrize("as_at", [None, TWO_YEARS_AGO])
def test_what_moved_is_the_length_of_its_list(open_as, who: Visitor, as_at: date | None) -> None:
    with open_as(who, as_at) as visit:
        moved = movement.since_last_meeting(visit)
        numbers = dict(
            zip(
                movement.Moved,
                (moved.closed, moved.reopened, moved.newly_overdue, moved.dates_moved, moved.refused),
                strict=True,
            )
        )
        for kind, number in numbers.items():
            filters = Filters(thing=movement.thing_of(kind), moved=kind, since=moved.since)
            assert len(plan.listing(visit, filters, EVERY).rows) == number, kind
    assert moved.since is not None
