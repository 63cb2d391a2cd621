"""The search through a whole register finds what looking at every pair finds."""

import numpy as np
import pytest
from threadpoolctl import threadpool_info

from tracker.matching import search
from tracker.matching.candidates import elsewhere, nearest
from tracker.matching.lexical import mixed_letters
from tracker.matching.reading import Readings, joined, read
from tracker.matching.score import scores

ASKS = [
    "Hold core groups on time and have them move the plan on",
    "Make sure that the police come to strategy discussions",
    "Recruit more foster carers for teenagers",
    "Give each care leaver a pathway plan of good quality",
    "Write down why each decision was made on the case record",
    "Supervise social workers often and reflectively",
]
ENDS = ["", " in every team", " without delay", " and show that it works", " across the partnership"]


def shelf():
    texts = read([ask + end for end in ENDS for ask in ASKS], None)
    reviews = np.repeat(np.arange(len(ENDS)), len(ASKS))
    return search.Shelf(reviews, mixed_letters(texts.letters), lambda places: chosen(texts, places)), texts


def chosen(texts, places):
    at = [int(place) for place in places]
    return Readings(
        [texts.plain[place] for place in at], texts.letters[at], texts.subjects[at], texts.asks[at], texts.encoded
    )


def by_looking_at_all(texts, reviews):
    ones, others = np.triu_indices(len(texts), 1)
    apart = reviews[ones] != reviews[others]
    ones, others = ones[apart], others[apart]
    found = scores(texts, ones, texts, others)
    return {(b, a): s for a, b, s in zip(ones.tolist(), others.tolist(), found.tolist(), strict=True)}


@pytest.mark.parametrize("rows", [4, 7, 512])
def test_every_pair_that_is_surely_the_same_is_found_in_blocks_of_any_size(monkeypatch, rows):
    monkeypatch.setattr(search, "ROWS_AT_ONCE", rows)
    monkeypatch.setattr(search, "COLUMNS_AT_ONCE", rows + 1)
    on_it, texts = shelf()
    found = {(pair.later, pair.earlier): pair.score for portion in search.every_pair(on_it) for pair in portion}
    everything = by_looking_at_all(texts, on_it.reviews)
    assert {pair for pair, sure in everything.items() if sure > 0.9} <= found.keys()
    assert found.keys() <= everything.keys()
    assert all(found[pair] == pytest.approx(everything[pair], abs=1e-5) for pair in found)


@pytest.mark.parametrize("rows", [3, 512])
def test_new_ones_meet_all_others_once(monkeypatch, rows):
    monkeypatch.setattr(search, "ROWS_AT_ONCE", rows)
    on_it, texts = shelf()
    places = search.places_of([0, 5, 6, 12, 29])
    found = [(pair.later, pair.earlier) for portion in search.pairs_of(on_it, places) for pair in portion]
    assert len(found) == len(set(found))
    sure = {pair for pair, score in by_looking_at_all(texts, on_it.reviews).items() if score > 0.9}
    assert {pair for pair in sure if set(pair) & set(places.tolist())} <= set(found)


def test_nothing_of_one_review_meets_itself():
    on_it, _ = shelf()
    found = [pair for portion in search.every_pair(on_it) for pair in portion]
    assert found
    assert all(on_it.reviews[pair.later] != on_it.reviews[pair.earlier] for pair in found)


@pytest.mark.parametrize("size", [61, 300, 20_000])
def test_the_threshold_leaves_as_many_as_are_looked_for(size):
    whole = np.random.default_rng(size).standard_normal((size, 16)).astype(np.float32)
    whole /= np.linalg.norm(whole, axis=1, keepdims=True)
    chosen = np.random.default_rng(0).choice(size, min(size, 64), replace=False)
    expected = np.quantile((whole[chosen] @ whole.T).astype(np.float64), 1 - search.LOOKED_FOR / size)
    assert search._threshold(whole) == pytest.approx(max(search.FARTHEST, expected), abs=1e-6)


@pytest.mark.parametrize("columns", [7, 8_192])
def test_the_last_ones_meet_their_nearest_of_other_reviews_before_them(monkeypatch, columns):
    monkeypatch.setattr(search, "COLUMNS_AT_ONCE", columns)
    monkeypatch.setattr(search, "ROWS_AT_ONCE", 4)
    on_it, _ = shelf()
    last = 9
    row, other = search.closest(on_it, last)
    likeness = on_it.whole @ on_it.whole.T
    for place in range(len(on_it.whole) - last, len(on_it.whole)):
        allowed = [at for at in range(place) if on_it.reviews[at] != on_it.reviews[place]]
        best = sorted(allowed, key=lambda at: -likeness[place, at])[: search.LOOKED_AT]
        assert {at for at in best if likeness[place, at] > search.FARTHEST} == set(other[row == place].tolist())
    assert set(row.tolist()) <= set(range(len(on_it.whole) - last, len(on_it.whole)))


@pytest.mark.parametrize("at_once", [1, 3, 10_000])
def test_pairs_score_the_same_however_many_are_read_at_once(monkeypatch, at_once):
    on_it, texts = shelf()
    monkeypatch.setattr(search, "SCORED_AT_ONCE", at_once)
    everything = by_looking_at_all(texts, on_it.reviews)
    row, other = (np.array([pair[side] for pair in sorted(everything)]) for side in (0, 1))
    found = search.scored(on_it.fetch, row, other)
    assert len(found) > 30
    assert all(pair.score == pytest.approx(everything[pair.later, pair.earlier], abs=1e-5) for pair in found)


def test_an_empty_register_has_no_pairs():
    nothing = search.Shelf(search.places_of([]), np.zeros((0, 384), dtype=np.float32), lambda _: read([], None))
    assert list(search.every_pair(nothing)) == []


def test_many_vectors_are_made_narrow_and_stay_as_near():
    made = np.random.default_rng(1)
    middles = made.standard_normal((210, 384))
    whole = np.repeat(middles, 10, axis=0) + 0.2 * made.standard_normal((2100, 384))
    whole = (whole / np.linalg.norm(whole, axis=1, keepdims=True)).astype(np.float32)
    narrow = search.narrowed(whole, search.narrowing(whole[::7]))
    assert narrow.shape == (2100, search.NARROW)
    near = np.argpartition(-(narrow[::10] @ narrow.T), 10, axis=1)[:, :10] // 10
    assert (near == np.arange(210)[:, None]).mean() > 0.95


def test_the_nearest_are_ordered_and_of_other_reviews():
    _, texts = shelf()
    allowed = elsewhere([str(number) for number in np.repeat(np.arange(len(ENDS)), len(ASKS))])
    for place, found in enumerate(nearest(texts, texts, allowed, top=4)):
        assert [near.place % len(ASKS) for near in found] == [place % len(ASKS)] * 4
        assert [near.score for near in found] == sorted((near.score for near in found), reverse=True)


def test_joining_nothing_to_something_changes_nothing():
    _, texts = shelf()
    assert joined([texts, read([], None)]).plain == texts.plain


def test_the_search_multiplies_on_one_thread_and_gives_the_others_back(monkeypatch):
    on_it, _ = shelf()
    seen, before = [], [each["num_threads"] for each in threads()]
    scored = search.scores
    monkeypatch.setattr(search, "scores", lambda *given: seen.extend(threads()) or scored(*given))
    assert list(search.every_pair(on_it))
    assert {each["num_threads"] for each in seen} == {1}
    assert [each["num_threads"] for each in threads()] == before


def threads():
    return [each for each in threadpool_info() if each["user_api"] == "blas"]


def test_a_wide_register_of_half_numbers_finds_the_same():
    on_it, _ = shelf()
    half = search.Shelf(on_it.reviews, on_it.whole.astype(np.float16), on_it.fetch)
    found, expected = ([pair for portion in search.every_pair(each) for pair in portion] for each in (half, on_it))
    assert {(pair.later, pair.earlier) for pair in found} == {(pair.later, pair.earlier) for pair in expected}
