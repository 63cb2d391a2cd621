"""What must hold for every history, tried on random ones."""

from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.rules import oracle
from tests.rules.histories import (
    FIRST,
    HORIZON,
    action_histories,
    days,
    keys,
    known_by,
    recommendation_histories,
    recommendation_known_by,
)
from tests.rules.sql import in_sql
from tracker.rules import delivery, rating, standing
from tracker.rules.rating import days_late, declared_beside, is_overdue, rating_on, span_on, turns, turns_sentence, why
from tracker.words import Delivery, Rating

CALENDAR = [FIRST + timedelta(days=shift) for shift in range(HORIZON + 120)]
WORSE = {Rating.GREEN: 0, Rating.AMBER: 1, Rating.RED: 2}

tries = settings(max_examples=100)
few_tries = settings(max_examples=40)


def ratings(spans, calendar):
    """Give the rating of each day, None also before the recording."""
    covering = ((day, span_on(spans, day)) for day in calendar)
    return [rating_on(span, day) if span else None for day, span in covering]


def assert_gapless(spans, recorded_on):
    assert spans[0].valid_from == recorded_on
    assert spans[-1].valid_to is None
    for one, following in pairwise(spans):
        assert one.valid_from < one.valid_to == following.valid_from
        assert replace(one, valid_from=following.valid_from, valid_to=following.valid_to) != following


@tries
@given(action_histories(), keys())
def test_spans_of_an_action_have_no_gaps_and_the_last_is_open_ended(facts, versions):
    assert_gapless(rating.timeline(facts, versions), facts.recorded.on)


@tries
@given(recommendation_histories(), keys())
def test_spans_of_a_recommendation_have_no_gaps_and_the_last_is_open_ended(facts, versions):
    assert_gapless(standing.timeline(facts, versions), facts.recorded.on)


@tries
@given(action_histories(), keys())
def test_turning_dates_of_an_action_agree_with_asking_the_facts_day_by_day(facts, versions):
    spans = rating.timeline(facts, versions)
    pictures = {}
    turning = {fact.when.on for fact in delivery.in_order(facts)}
    for day in (each for each in CALENDAR if each >= facts.recorded.on):
        known = sum(each <= day for each in turning)
        picture = pictures[known] if known in pictures else pictures.setdefault(known, oracle.picture_on(facts, day))
        span = span_on(spans, day)
        assert span.state is picture.state, day
        assert rating_on(span, day) is oracle.action_rating(facts, versions, day, picture), day
        assert days_late(span, day) == oracle.lateness(picture, day), day
        open_and_late = oracle.lateness(picture, day) > 0 and picture.state is not Delivery.COMPLETED
        assert is_overdue(span, day) == open_and_late, day


@tries
@given(recommendation_histories(), keys())
def test_turning_dates_of_a_recommendation_agree_with_asking_the_facts_day_by_day(facts, versions):
    spans = standing.timeline(facts, versions)
    for day in (each for each in CALENDAR[::2] if each >= facts.recorded.on):
        span = span_on(spans, day)
        assert (span.state, rating_on(span, day)) == oracle.recommendation_rating(facts, versions, day), day


@tries
@given(action_histories(), keys())
def test_a_declaration_never_improves_a_rating(facts, versions):
    silent = replace(facts, updates=tuple(replace(each, declared=None) for each in facts.updates))
    declared = ratings(rating.timeline(facts, versions), CALENDAR)
    undeclared = ratings(rating.timeline(silent, versions), CALENDAR)
    for said, computed in zip(declared, undeclared, strict=True):
        assert said is computed or WORSE[said] > WORSE[computed]


@tries
@given(action_histories(), keys(), days)
def test_a_fact_with_a_later_day_never_changes_the_rating_of_an_earlier_one(facts, versions, cut):
    calendar = [each for each in CALENDAR if each <= cut]
    earlier = [key for key in versions if key.effective_on <= cut]
    before = rating.timeline(known_by(facts, cut), earlier)
    assert ratings(before, calendar) == ratings(rating.timeline(facts, versions), calendar)


@tries
@given(recommendation_histories(), keys(), days)
def test_a_later_fact_never_changes_an_earlier_rating_of_a_recommendation(facts, versions, cut):
    calendar = [each for each in CALENDAR if each <= cut]
    earlier = [key for key in versions if key.effective_on <= cut]
    before = standing.timeline(recommendation_known_by(facts, cut), earlier)
    assert ratings(before, calendar) == ratings(standing.timeline(facts, versions), calendar)


@few_tries
@given(action_histories() | recommendation_histories(), keys(), st.randoms(use_true_random=False))
def test_the_rating_of_a_day_does_not_depend_on_when_it_is_asked(facts, versions, chance):
    timeline = rating.timeline if hasattr(facts, "checks") else standing.timeline
    asked = list(CALENDAR)
    chance.shuffle(asked)
    spans = timeline(facts, versions)
    anyhow = dict(zip(asked, ratings(spans, asked), strict=True))
    assert [anyhow[day] for day in CALENDAR] == ratings(timeline(facts, tuple(reversed(versions))), CALENDAR)
    for span in spans:
        foretold = [(span.valid_from, rating_on(span, span.valid_from)), *turns(span, span.valid_from)]
        for day in (span.valid_from + timedelta(days=shift) for shift in range(0, 400, 7)):
            assert rating_on(span, day) is [turned for on, turned in foretold if on <= day][-1]


@few_tries
@given(action_histories() | recommendation_histories(), keys())
def test_the_printed_sql_agrees_and_every_rating_has_its_sentence(facts, versions):
    timeline = rating.timeline if hasattr(facts, "checks") else standing.timeline
    by_version = {key.version: key for key in versions}
    for span in timeline(facts, versions):
        for day in (span.valid_from, span.valid_from + timedelta(days=33)):
            found, key = rating_on(span, day), by_version[span.key_version]
            assert in_sql(span, day) == found
            for sentence in (why(span, day, key), why(span, day)):
                assert sentence.startswith(found or "Not rated")
                assert sentence.endswith(".")
                assert ": ." not in sentence
                assert "None" not in sentence
                assert "not known" not in sentence
            assert turns_sentence(span, day)
            assert "None" not in declared_beside(span, day, key)
