"""After a merger the successor counts as both, from the day of the merger on."""

from datetime import date

import pytest

from tracker.rules.mergers import Merger, one_with

DAY = date(2026, 4, 1)
EVE = date(2026, 3, 31)
MERGED = [Merger(1, 3, DAY), Merger(2, 3, DAY), Merger(3, 4, date(2026, 10, 1)), Merger(8, 9, DAY)]


@pytest.mark.parametrize(
    ("agencies", "day", "found"),
    [
        (set(), DAY, set()),
        ({7}, DAY, {7}),
        ({1}, EVE, {1}),
        ({1}, DAY, {1, 2, 3}),
        ({3}, DAY, {1, 2, 3}),
        ({3}, date(2026, 9, 30), {1, 2, 3}),
        ({4}, date(2026, 10, 1), {1, 2, 3, 4}),
        ({1, 8}, DAY, {1, 2, 3, 8, 9}),
    ],
)
def test_agencies_count_as_what_they_became_and_came_from(agencies: set[int], day: date, found: set[int]) -> None:
    assert one_with(agencies, MERGED, day) == found


def test_a_ring_of_successors_ends() -> None:
    assert one_with({1}, [Merger(1, 2, DAY), Merger(2, 1, DAY)], DAY) == {1, 2}
