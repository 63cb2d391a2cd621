"""Agreement of two who judged alone: against textbooks, against scikit-learn, and where nothing can be said."""

from math import comb

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.metrics import cohen_kappa_score

from tracker.rules.agreement import NOTHING, ONE_WIDTH, ONE_WORD, against_chance, alike, kappa

WORDS = st.sampled_from(["supervision", "sharing", "records", None])
PAIRS = st.lists(st.tuples(WORDS, WORDS), min_size=1, max_size=60)


def counted(table):
    """Give the pairs behind a table of counts: rows are what the first gave, columns what the second gave."""
    return [(row, column) for row, line in enumerate(table) for column, n in enumerate(line) for _ in range(n)]


# Fleiss, Levin and Paik, Statistical Methods for Rates and Proportions, 3rd edition, table 18.1; and the common
# example of two readers of fifty proposals.
TEXTBOOKS = [
    ([[75, 1, 4], [5, 4, 1], [0, 0, 10]], 0.68, 0.087),
    ([[20, 5], [10, 15]], 0.40, 0.127),
]


@pytest.mark.parametrize(("table", "value", "error"), TEXTBOOKS)
def test_kappa_is_what_the_textbooks_print(table, value, error):
    found = kappa(counted(table))
    assert found.value == pytest.approx(value, abs=0.005)
    assert (found.high - found.low) / (2 * 1.96) == pytest.approx(error, abs=0.001)
    assert found.because == ""


def test_kappa_can_be_below_nought():
    found = kappa(counted([[0, 10], [10, 0]]))
    assert found.value == pytest.approx(-1)
    assert -1 <= found.low <= found.high <= 1


@given(PAIRS)
def test_kappa_is_that_of_another_program(pairs):
    found = kappa(pairs)
    names = [(str(one), str(other)) for one, other in pairs]
    if len({word for pair in names for word in pair}) == 1:
        assert (found.value, found.because) == (None, ONE_WORD)
    else:
        theirs = cohen_kappa_score([one for one, _ in names], [other for _, other in names])
        assert found.value == pytest.approx(theirs)


@given(PAIRS)
def test_kappa_is_the_same_from_either_side(pairs):
    one, other = kappa(pairs), kappa([(second, first) for first, second in pairs])
    assert (one.of, one.agreed, one.because) == (other.of, other.agreed, other.because)
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


@given(PAIRS, st.permutations(["supervision", "sharing", "records", None]))
def test_kappa_does_not_hang_on_the_names_of_the_themes(pairs, others):
    renamed = dict(zip(["supervision", "sharing", "records", None], others, strict=True))
    one, other = kappa(pairs), kappa([(renamed[first], renamed[second]) for first, second in pairs])
    assert (one.value, one.low, one.high) == pytest.approx((other.value, other.low, other.high))


@given(st.lists(WORDS, min_size=1, max_size=60))
def test_kappa_of_identical_codings_is_one_and_of_one_theme_unknown(given_words):
    found = kappa([(word, word) for word in given_words])
    assert found.agreed == found.of == len(given_words)
    if len(set(given_words)) > 1:
        assert (found.value, found.low, found.because) == (1.0, None, ONE_WIDTH)
    else:
        assert (found.value, found.because) == (None, ONE_WORD)


@given(PAIRS)
def test_an_interval_holds_its_value(pairs):
    found = kappa(pairs)
    if found.low is not None:
        assert -1 <= found.low <= found.value <= found.high <= 1


def test_one_who_always_says_the_same_agrees_no_more_than_by_chance():
    found = kappa([("sharing", "sharing")] * 9 + [("sharing", "records")])
    assert found.value == 0.0
    assert found.because == ""


def test_of_nothing_nothing_is_said():
    assert kappa([]).value is None
    assert kappa([]).because == NOTHING


def test_below_ten_things_kappa_is_not_shown():
    assert kappa(counted([[5, 1], [1, 2]])).words == "Not computed below 10 things."
    assert kappa(counted([[20, 5], [10, 15]])).words == "0.40 (95% interval 0.15 to 0.65)"
    assert kappa([("sharing", "sharing")] * 12).words == f"Cannot be said. {ONE_WORD}"
    assert kappa(counted([[6, 0], [0, 6]])).words == f"1.00. {ONE_WIDTH}"


@given(st.integers(1, 40).flatmap(lambda of: st.tuples(st.integers(0, of), st.just(of))))
def test_the_probability_is_the_exact_one(choices):
    right, of = choices
    exact = sum(comb(of, each) for each in range(right, of + 1)) / 2**of
    found = against_chance(right, of)
    assert found.probability == pytest.approx(exact)
    assert 0 <= found.low <= right / of <= found.high <= 1


def test_right_choices_are_told_beside_tossing_a_coin():
    assert against_chance(9, 10).words == (
        "Right in 9 of 10 (90%); tossing a coin gives half. So many or more by chance alone: probability 0.011 "
        "(exact binomial test)."
    )
    assert against_chance(2, 2).words.startswith("Right in 2 of 2; ")
    assert "probability less than 0.001" in against_chance(20, 20).words
    assert against_chance(0, 0).probability is None
    assert against_chance(0, 0).words == "Nobody chose one of the two, so that nothing can be said."


@pytest.mark.parametrize(("right", "of"), [(-1, 3), (4, 3), (0, -1)])
def test_more_right_than_there_are_is_a_fault(right, of):
    with pytest.raises(ValueError, match="right of"):
        against_chance(right, of)


def test_judges_are_compared_pair_by_pair():
    assert alike(["A", "A", "B"]) == (1, 3)
    assert alike(["A"]) == alike([]) == (0, 0)
