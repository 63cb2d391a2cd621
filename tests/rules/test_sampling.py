"""The sample that nobody chose."""

import hashlib

from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.sampling import place, sampled

NAMES = [f"R{n} / {m}" for n in range(1, 6) for m in range(1, 7)]


def test_the_place_is_what_anybody_can_compute() -> None:
    assert place("7", "R1 / 4") == hashlib.sha256(b"7\nR1 / 4").hexdigest()


def test_the_same_seed_gives_the_same_sample_in_whatever_order_things_come() -> None:
    assert sampled(NAMES, "7", 5, str) == sampled(reversed(NAMES), "7", 5, str)
    assert sampled(NAMES, "7", 5, str) != sampled(NAMES, "8", 5, str)
    assert sampled(NAMES, "7", 5, str) == ["R3 / 3", "R5 / 6", "R4 / 4", "R1 / 1", "R1 / 5"]


@given(st.sets(st.text(max_size=8), min_size=1, max_size=30), st.text(max_size=8), st.integers(1, 10))
def test_what_comes_in_later_moves_nothing_that_was_there(names: set[str], later: str, size: int) -> None:
    before = sampled(names - {later}, "7", size, str)
    after = sampled(names | {later}, "7", size, str)
    kept = [each for each in after if each != later]
    assert kept == before[: len(kept)]
    assert len(before) - len(kept) <= 1


def test_a_sample_of_more_than_there_is_is_all_there_is() -> None:
    assert sorted(sampled(NAMES, "7", 500, str)) == sorted(NAMES)
