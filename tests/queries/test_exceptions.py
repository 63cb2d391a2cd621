"""Exceptions one by one: reds first, the longest overdue first; none, one and very many; nothing that is hidden."""

from collections.abc import Callable, Iterator
from datetime import date
from typing import Any

import pytest

from tests import builders
from tests.builders import unchecked
from tests.database.record import EMBEDDED_ONLY, SYSTEM, Record, counting_selects, visitor
from tests.security.world import PUBLISHED, World
from tracker.errors import InputError, NotFoundError
from tracker.queries import exceptions, new_dates, plan
from tracker.queries.exceptions import Ends
from tracker.queries.filters import Filters
from tracker.visit import Visitor
from tracker.words import Rating, Role, Sensitivity

MANY = 10_000
LONG_AGO, AGO, LATELY, ON = date(2026, 5, 1), date(2026, 8, 1), date(2026, 11, 13), date(2026, 4, 1)


def ends(record: Record, who: Visitor = SYSTEM) -> Ends:
    with record.reading(who) as visit:
        return exceptions.ends(visit)


def walked(record: Record, who: Visitor = SYSTEM) -> list[int]:
    """Go from the first to the last, and look that each step back leads where one came from."""
    found: list[int] = []
    with record.reading(who) as visit:
        key, total = exceptions.ends(visit).first_id, exceptions.ends(visit).total
        while key is not None:
            place = exceptions.place_of(visit, key)
            assert (place.is_one, place.before, place.total) == (True, len(found), total)
            assert place.previous_id == (found[-1] if found else None)
            found.append(key)
            key = place.next_id
    return found


def test_without_any_there_is_no_first_and_no_last(record: Record, an_action: Callable[..., Any]) -> None:
    assert ends(record) == Ends(0, None, None)
    on_time = an_action()
    with record.reading() as visit:
        place = exceptions.place_of(visit, on_time.id)
    assert (place.is_one, place.total, place.previous_id, place.next_id) == (False, 0, None, None)


def test_one_is_the_first_and_the_last(record: Record, an_action: Callable[..., Any]) -> None:
    an_action()
    late = an_action(due=AGO, on=ON)
    assert ends(record) == Ends(1, late.id, late.id)
    assert walked(record) == [late.id]


def test_reds_come_first_and_the_longest_overdue_first(record: Record, an_action: Callable[..., Any]) -> None:
    amber = an_action(due=LATELY, on=ON)
    undated = an_action(due=None, on=ON)
    red = an_action(due=AGO, on=ON)
    longest = an_action(due=LONG_AGO, on=ON)
    assert walked(record) == [longest.id, red.id, undated.id, amber.id]
    with record.reading() as visit:
        rows = {row.id: row for row in plan.listing(visit, Filters()).rows}
    assert [rows[key].rating for key in walked(record)] == [Rating.RED, Rating.RED, Rating.RED, Rating.AMBER]


def test_lateness_stands_still_for_what_was_submitted(record: Record, an_action: Callable[..., Any]) -> None:
    pieces = [unchecked(received_on=date(2026, 8, 11))]
    still = an_action(due=LONG_AGO, on=ON, evidence=pieces, submitted=True)
    running = an_action(due=date(2026, 5, 2), on=ON)
    later = an_action(due=date(2026, 9, 1), on=ON)
    with record.reading() as visit:
        days = {row.id: row.days_late for row in plan.listing(visit, Filters()).rows}
    assert [days[key] for key in walked(record)] == [204, 102, 82]
    assert walked(record) == [running.id, still.id, later.id]


def test_what_was_decided_keeps_its_place_by_its_address(record: Record, an_action: Callable[..., Any]) -> None:
    first, decided, last = (an_action(due=due, on=ON) for due in (LONG_AGO, AGO, date(2026, 9, 1)))
    with record.reading() as visit:
        was = exceptions.place_of(visit, decided.id).order
    builders.an_extension(record, decided, date(2027, 3, 31), on=date(2026, 11, 20))
    with record.reading() as visit:
        place = exceptions.place_of(visit, decided.id, was=was)
        lost = exceptions.place_of(visit, decided.id)
        still = exceptions.place_of(visit, last.id, was=was)
    assert (place.is_one, place.total, place.previous_id, place.next_id) == (False, 2, first.id, last.id)
    assert (lost.previous_id, lost.next_id) == (last.id, None)
    assert (still.is_one, still.before) == (True, 1)
    assert walked(record) == [first.id, last.id]


@EMBEDDED_ONLY
@pytest.mark.parametrize(
    "was", ["2~9~2026-08-01", "0~9~yesterday", "0", "~~", "0~9~2026-13-01", "0~1~2026-08-01~1", "0~2026-08-01"]
)
def test_an_address_that_was_tampered_with_is_told_so(record: Record, an_action: Callable[..., Any], was: str) -> None:
    done = an_action()
    with record.reading() as visit, pytest.raises(InputError):
        exceptions.place_of(visit, done.id, was=was)


def test_what_is_hidden_is_no_exception_and_leaves_no_gap(record: Record, an_action: Callable[..., Any]) -> None:
    shown = [an_action(due=due, on=ON) for due in (LONG_AGO, LATELY)]
    hidden = an_action(due=AGO, on=ON, sensitivity=Sensitivity.RESTRICTED)
    member = visitor(Role.MEMBER)
    assert walked(record) == [shown[0].id, hidden.id, shown[1].id]
    assert walked(record, member) == [each.id for each in shown]
    with record.reading(member) as visit, pytest.raises(NotFoundError):
        exceptions.place_of(visit, hidden.id)


@EMBEDDED_ONLY
def test_a_past_day_has_the_exceptions_of_that_day(record: Record, an_action: Callable[..., Any]) -> None:
    late = an_action(due=AGO, on=ON)
    with record.reading(as_at=date(2026, 8, 1)) as visit:
        assert exceptions.ends(visit).total == 0
    with record.reading(as_at=date(2026, 8, 2)) as visit:
        assert exceptions.ends(visit) == Ends(1, late.id, late.id)


@pytest.fixture
def crowded(record: Record, an_action: Callable[..., Any]) -> Iterator[tuple[Record, list[int]]]:
    """Give a record in which one red action stands ten thousand times, copied in its tables."""
    late = an_action(due=AGO, on=ON)
    for table, names, key in (
        ("action", ("id", "reference"), "id"),
        ("position", ("id", "action_id", "thing_id"), "action_id"),
    ):
        columns = [name for (name,) in record.read(f"SELECT name FROM pragma_table_info('{table}')")]
        told = ", ".join(
            {"id": "NULL" if table == "position" else "9000 + n", "action_id": "9000 + n", "thing_id": "9000 + n"}.get(
                name, "'M' || n" if name == "reference" else name
            )
            if name in names
            else name
            for name in columns
        )
        numbers = f"WITH RECURSIVE numbered(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbered WHERE n < {MANY - 1})"
        record.tamper(
            f"INSERT INTO {table} ({', '.join(columns)}) {numbers} SELECT {told} FROM {table}, numbered "
            f"WHERE {key} = {late.id}"
        )
    yield record, [late.id, *(9000 + n for n in range(1, MANY))]


@EMBEDDED_ONLY
def test_ten_thousand_are_counted_and_stepped_through_two_selects_at_a_time(
    crowded: tuple[Record, list[int]],
) -> None:
    record, keys = crowded
    assert ends(record) == Ends(MANY, keys[0], keys[-1])
    for place in (0, 1, MANY // 2, MANY - 1):
        with record.reading() as visit, counting_selects(record.engine) as counted:
            found = exceptions.place_of(visit, keys[place])
        assert len(counted) == 2
        assert (found.before, found.total) == (place, MANY)
        assert found.previous_id == (keys[place - 1] if place else None)
        assert found.next_id == (keys[place + 1] if place + 1 < MANY else None)


def test_new_dates_that_wait_are_named_by_how_long_and_counted(record: Record, an_action: Callable[..., Any]) -> None:
    asked = [an_action(due=AGO, on=ON) for _ in range(3)]
    for on, each in zip((date(2026, 10, 3), date(2026, 10, 1), date(2026, 10, 2)), asked, strict=True):
        builders.an_extension(record, each, date(2027, 1, 31), on=on, approved=None)
    answered = an_action(due=AGO, on=ON)
    builders.an_extension(record, answered, date(2027, 1, 31), on=date(2026, 9, 1))
    with record.reading() as visit:
        found = new_dates.first(visit, 2)
        every = new_dates.waiting(visit)
    assert [key for key, _, _ in found.rows] == [asked[1].id, asked[2].id]
    assert found.total == len(every) == 3


def test_who_does_not_see_an_action_is_told_of_no_new_date_for_it(world: World) -> None:
    with world.record.reading(visitor(Role.COUNCILLOR)) as visit:
        found = new_dates.first(visit, 10)
    assert [key for key, _, _ in found.rows] == [world.actions[PUBLISHED]]
    assert found.total == 1
