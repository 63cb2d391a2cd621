"""The score of two wordings: from 0 to 1, the same in either order, and never moved by what else is in the record."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tracker.matching import model, score
from tracker.matching.reading import joined, meaning_of, packed_meaning, packed_words, read, words_of

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
    encoded = [meaning_of(*packed_meaning(each)) for each in texts.encoded] if texts.encoded else None
    kept = words_of([packed_words(texts, place) for place in range(len(texts))], encoded)
    ones, others = np.array([0, 0, 0, 0]), np.array([1, 2, 3, 4])
    fresh = score.scores(texts, ones, texts, others)
    assert score.scores(kept, ones, kept, others) == pytest.approx(fresh, abs=0.005)


def test_readings_that_are_joined_keep_their_order(loaded):
    parts = joined([read([POLICE], loaded), read([SOON, CARERS], loaded)])
    whole = read([POLICE, SOON, CARERS], loaded)
    assert parts.plain == whole.plain
    assert (parts.subjects == whole.subjects).all()
    assert (parts.letters != whole.letters).nnz == 0


def test_a_score_says_how_it_was_made():
    assert score.way(None).model == score.LETTERS_ONLY
    assert score.way(None).weights
