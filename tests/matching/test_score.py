"""The score of two wordings: from 0 to 1, the same in either order, and never moved by what else is in the record."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.matching import model, score
from tracker.matching.reading import joined, meanings_of, packed_meaning, packed_words, read, words_of

POLICE = "Make sure that the police come to every strategy discussion."
AGAIN = "The police should always be present when a strategy meeting is held (paragraph 4)."
SOON = "Hold strategy discussions sooner."
CARERS = "Recruit more foster carers for teenagers."
LONG = "Write down why each decision was made. " * 500
WELSH = "Dylai pob plentyn gael cynllun clir a gweithiwr cymdeithasol."
ODD = ["", "plans", LONG, WELSH, POLICE, "!!! ???", "\u200b", "Привет мир", "a" * 20_000]
WAYS = ["with a model", "by letters and words"]


@pytest.fixture(params=WAYS, scope="module")
def loaded(request):
    if request.param == WAYS[1]:
        return None
    try:
        return model.load()
    except model.NoModelError as error:
        pytest.skip(f"The extra 'semantic' is not installed: {error}")


def sure(one, other, loaded):
    texts = read([one, other], loaded)
    return float(score.scores(texts, np.array([0]), texts, np.array([1]))[0])


def test_the_same_subject_scores_above_another_and_by_meaning_the_same_ask_above_all(loaded):
    assert sure(POLICE, AGAIN, loaded) > sure(POLICE, CARERS, loaded)
    assert sure(POLICE, SOON, loaded) > sure(POLICE, CARERS, loaded)
    assert loaded is None or sure(POLICE, AGAIN, loaded) > sure(POLICE, SOON, loaded)


def test_a_wording_is_as_like_itself_as_can_be(loaded):
    assert sure(POLICE, POLICE, loaded) > 0.95


@pytest.mark.parametrize("one", ODD)
@pytest.mark.parametrize("other", [ODD[0], ODD[2], ODD[4]])
def test_any_text_has_a_score(one, other, loaded):
    assert 0.0 <= sure(one, other, loaded) <= 1.0


@settings(max_examples=25, deadline=None)
@given(st.text(max_size=200), st.text(max_size=200))
def test_the_order_of_the_two_makes_no_difference(one, other):
    assert sure(one, other, None) == pytest.approx(sure(other, one, None), abs=1e-6)


def test_the_order_makes_no_difference_with_a_model_either(loaded):
    assert sure(POLICE, CARERS, loaded) == pytest.approx(sure(CARERS, POLICE, loaded), abs=1e-6)


def test_what_else_is_read_moves_no_score(loaded):
    alone, among = read([POLICE, AGAIN], loaded), read([CARERS, POLICE, LONG, AGAIN, WELSH], loaded)
    first = score.scores(alone, np.array([0]), alone, np.array([1]))
    second = score.scores(among, np.array([1]), among, np.array([3]))
    # A model of small integers rounds by the batch; half a hundredth is far below what anybody is shown.
    assert first == pytest.approx(second, abs=0.005)


def test_what_is_kept_scores_as_what_was_read(loaded):
    texts = read([POLICE, AGAIN, SOON, CARERS, ""], loaded)
    encoded = meanings_of([packed_meaning(each) for each in texts.encoded]) if texts.encoded else None
    kept = words_of([packed_words(texts, place) for place in range(len(texts))], encoded)
    ones, others = np.array([0, 0, 0, 0]), np.array([1, 2, 3, 4])
    fresh = score.scores(texts, ones, texts, others)
    assert score.scores(kept, ones, kept, others) == pytest.approx(fresh, abs=0.005)


def one_by_one(one, other):
    """Say it as simply as can be: each word beside the one it is nearest to, weighed, the worse way first."""
    if not len(one.tokens) or not len(other.tokens):
        return 0.0, 0.0
    likeness = one.tokens.astype(float) @ other.tokens.astype(float).T / model.FINEST**2
    there, back = likeness.max(axis=1) @ one.weights, likeness.max(axis=0) @ other.weights
    return tuple(sorted((there / max(one.weights.sum(), 1e-6), back / max(other.weights.sum(), 1e-6))))


def encoded(dice, tokens):
    return model.Encoded(
        np.zeros(384, np.float32),
        dice.integers(-127, 128, (tokens, 64), dtype=np.int8),
        dice.integers(1, 200, tokens).astype(np.float32) / 16,
    )


def test_many_pairs_at_once_cover_their_words_as_each_by_itself_does():
    dice = np.random.default_rng(3)
    known = [encoded(dice, tokens) for tokens in (3, 0, 7, 1, 12, 192, 0, 5)]
    one, other = (np.repeat(np.arange(8), 8), np.tile(np.arange(8), 8))
    for order in (np.arange(64), dice.permutation(64)):
        found = score.covered(known, one[order], known, other[order])
        expected = [one_by_one(known[a], known[b]) for a, b in zip(one[order], other[order], strict=True)]
        assert np.allclose(found.transpose(), np.array(expected), atol=1e-6)
    apart = [score.covered(known, one[at : at + 1], known, other[at : at + 1])[:, 0] for at in range(64)]
    assert np.array_equal(score.covered(known, one, known, other), np.array(apart).transpose())


def test_no_pairs_have_no_scores():
    assert score.covered([], np.zeros(0, int), [], np.zeros(0, int)).shape == (2, 0)


def test_readings_that_are_joined_keep_their_order(loaded):
    parts = joined([read([POLICE], loaded), read([SOON, CARERS], loaded)])
    whole = read([POLICE, SOON, CARERS], loaded)
    assert parts.plain == whole.plain
    assert (parts.subjects == whole.subjects).all()
    assert (parts.letters != whole.letters).nnz == 0


def test_a_score_says_how_it_was_made():
    assert score.way(None).model == score.LETTERS_ONLY
    assert score.way(None).weights
