"""A repeat is classed by the practice period of the later review, beside what was known of the earlier one."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.recurrence import Course, MadeBefore, Practice, SignOff, Turned, classed, novelty, novelty_line
from tracker.words import Novelty, Recurrence, Turn

MADE, DONE, AGAIN = date(2013, 10, 1), date(2014, 3, 14), date(2015, 6, 1)
A_DAY = timedelta(days=1)
OPEN_STILL = Course(MADE)
DECLARED = Course(MADE, (Turned(DONE, Turn.DECLARED), Turned(date(2014, 9, 1), Turn.CLOSED)))
REOPENED = Course(MADE, (Turned(DONE, Turn.CLOSED), Turned(AGAIN, Turn.REOPENED)))
REFUSED = Course(MADE, (Turned(DONE, Turn.ASIDE),))


def practice(first, last):
    return Practice(first, last)


@pytest.mark.parametrize(
    ("first", "last", "course", "kind"),
    [
        (date(2012, 1, 1), MADE - A_DAY, DECLARED, Recurrence.BEFORE),
        (date(2012, 1, 1), MADE, DECLARED, Recurrence.OPEN),
        (MADE, MADE, OPEN_STILL, Recurrence.OPEN),
        (date(2013, 11, 1), DONE, DECLARED, Recurrence.OPEN),
        (DONE, DONE, DECLARED, Recurrence.OPEN),
        (DONE, DONE + A_DAY, DECLARED, Recurrence.STRADDLES),
        (date(2012, 1, 1), date(2016, 1, 1), DECLARED, Recurrence.STRADDLES),
        (DONE + A_DAY, date(2016, 1, 1), DECLARED, Recurrence.AFTER),
        (DONE + A_DAY, AGAIN - A_DAY, REOPENED, Recurrence.AFTER),
        (DONE + A_DAY, AGAIN, REOPENED, Recurrence.STRADDLES),
        (AGAIN, date(2016, 1, 1), REOPENED, Recurrence.OPEN),
        (date(2020, 1, 1), date(2021, 1, 1), OPEN_STILL, Recurrence.OPEN),
        (DONE, date(2016, 1, 1), REFUSED, Recurrence.OPEN),
        (DONE + A_DAY, date(2016, 1, 1), REFUSED, Recurrence.UNKNOWN),
    ],
)
def test_the_class_at_its_boundary_days(first, last, course, kind):
    assert classed(practice(first, last), course).kind is kind


@pytest.mark.parametrize(
    ("period", "course"), [(None, DECLARED), (None, Course(None)), (practice(MADE, DONE), Course(None))]
)
def test_what_is_not_known_is_never_guessed(period, course):
    found = classed(period, course)
    assert found.kind is Recurrence.UNKNOWN
    assert found.sentence.startswith("Unknown: the ") and found.sentence.endswith(" is not known.")


def test_the_sentence_holds_the_days_and_what_came_first():
    found = classed(Practice(date(2015, 1, 5), date(2016, 2, 1), "fieldwork dates"), DECLARED)
    assert found.sentence == (
        "After it was said to be done: practice 5 Jan 2015 to 1 Feb 2016 (fieldwork dates); the earlier one was "
        "published on 1 Oct 2013, said to be done on 14 Mar 2014 (declared done)."
    )
    assert found.said_done == Turned(DONE, Turn.DECLARED)


@pytest.mark.parametrize(
    ("period", "course", "ends"),
    [
        (
            practice(MADE, MADE),
            OPEN_STILL,
            "practice 1 Oct 2013; the earlier one was published on 1 Oct 2013, and nobody has said that it is done.",
        ),
        (practice(date(2012, 1, 1), date(2012, 2, 1)), DECLARED, "the earlier one was published on 1 Oct 2013."),
        (practice(AGAIN, AGAIN), REOPENED, "said to be done on 14 Mar 2014 (closed), open again on 1 Jun 2015."),
        (practice(AGAIN, AGAIN), REFUSED, "published on 1 Oct 2013, set aside on 14 Mar 2014."),
    ],
)
def test_the_sentence_says_what_became_of_the_earlier_one(period, course, ends):
    assert classed(period, course).sentence.endswith(ends)


def test_of_two_on_one_day_declared_comes_first():
    course = Course(MADE, (Turned(DONE, Turn.DELIVERED), Turned(DONE, Turn.DECLARED)))
    assert course.said_done == Turned(DONE, Turn.DECLARED)
    assert course.until(DONE - A_DAY).said_done is None


DAYS = st.dates(date(2010, 1, 1), date(2020, 12, 31))
TURNS = st.lists(st.builds(Turned, DAYS, st.sampled_from(Turn)), max_size=5).map(tuple)
PRACTICES = st.tuples(DAYS, DAYS).map(lambda days: Practice(min(days), max(days)))


def state_on(day, course):
    """Tell day by day, and slowly, whether it was open, done, aside or not made yet."""
    if day < course.made_on:
        return "not made"
    order = sorted(course.turns, key=lambda turned: (turned.on, list(Turn).index(turned.how)))
    now = "open"
    for turned in order:
        # On the day on which it stops being open it still counts as open; a reopening counts at once.
        if turned.on < day or (turned.on == day and turned.how is Turn.REOPENED):
            now = {Turn.REOPENED: "open", Turn.ASIDE: "aside"}.get(turned.how, "done")
    return now


@given(
    practice=PRACTICES,
    made=DAYS,
    turns=st.lists(st.builds(Turned, DAYS, st.sampled_from([Turn.DECLARED, Turn.CLOSED])), max_size=3),
)
def test_the_class_is_what_each_day_of_the_practice_says(practice, made, turns):
    course = Course(made, tuple(turns))
    days = [practice.first + timedelta(days=n) for n in range((practice.last - practice.first).days + 1)]
    seen = {state_on(day, course) for day in days} - {"not made"}
    kind = classed(practice, course).kind
    if not seen:
        assert kind is Recurrence.BEFORE
    elif seen == {"open"}:
        assert kind is Recurrence.OPEN
    elif seen == {"done"}:
        began_after = practice.first > course.said_done.on
        assert kind is (Recurrence.AFTER if began_after else Recurrence.STRADDLES)
    else:
        assert kind is Recurrence.STRADDLES


@given(practice=PRACTICES, made=DAYS, turns=TURNS)
def test_a_class_is_always_given_and_unknown_only_when_set_aside(practice, made, turns):
    found = classed(practice, Course(made, turns))
    assert found.sentence.endswith(".")
    if found.kind is Recurrence.UNKNOWN:
        assert any(turned.how is Turn.ASIDE for turned in turns)
    if found.kind is Recurrence.AFTER:
        assert practice.first > found.said_done.on
    assert (found.kind is Recurrence.BEFORE) == (practice.last < made)


@pytest.mark.parametrize(
    ("earlier", "day", "judged", "found"),
    [
        ([], AGAIN, True, Novelty.NEW),
        ([], AGAIN, False, Novelty.UNJUDGED),
        ([OPEN_STILL], AGAIN, True, Novelty.KNOWN_OPEN),
        ([DECLARED], DONE, True, Novelty.KNOWN_OPEN),
        ([DECLARED], DONE + A_DAY, True, Novelty.KNOWN_DONE),
        ([OPEN_STILL, DECLARED], AGAIN, True, Novelty.KNOWN_DONE),
        ([REOPENED], AGAIN, True, Novelty.KNOWN_OPEN),
        ([REFUSED], AGAIN, True, Novelty.KNOWN),
        ([Course(None)], AGAIN, True, Novelty.KNOWN),
        ([OPEN_STILL], MADE - A_DAY, True, Novelty.KNOWN),
    ],
)
def test_a_recommendation_is_new_or_known_and_how(earlier, day, judged, found):
    assert novelty(earlier, day, judged=judged) is found


@pytest.mark.parametrize("judged", [True, False])
def test_nothing_is_new_while_a_suggestion_waits(judged):
    assert novelty([], AGAIN, judged=judged, waiting=True) is Novelty.WAITING
    assert novelty([OPEN_STILL], AGAIN, judged=judged, waiting=True) is Novelty.KNOWN_OPEN


def test_the_novelty_line_counts_and_names_the_last_sign_off():
    before = [
        MadeBefore(1, date(2010, 5, 1), SignOff(date(2011, 1, 3), "Head of A", "An audit")),
        MadeBefore(2, date(2013, 10, 1), SignOff(date(2014, 3, 14), "Head of B", "A dip sample")),
        MadeBefore(2, None),
    ]
    assert novelty_line(before, practice(date(2015, 1, 1), date(2015, 2, 1))) == (
        "Recommended 3 times since 2010 in 2 reviews; 2 of those were signed off complete before this review's "
        "practice ended; last on 14 Mar 2014 by Head of B on A dip sample."
    )
    assert novelty_line(before, practice(date(2010, 1, 1), date(2010, 2, 1))).endswith(
        "none of those was signed off complete before this review's practice ended."
    )
    assert novelty_line(before, None).endswith("before this practice ended is not known.")
    assert novelty_line([], None) == ""
    assert "by a post that is not known on no evidence" in novelty_line(
        [MadeBefore(1, None, SignOff(DONE))], practice(DONE, DONE)
    )
