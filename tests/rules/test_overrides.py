"""An override ends on the day that was set, and no later than the next meeting, wherever that is moved."""

from datetime import date

from tests.rules.builders import KEY
from tracker.rules.facts import ActionFacts, Decided, When
from tracker.rules.overrides import Moved, shortened
from tracker.rules.rating import rating_on, span_on, timeline
from tracker.words import DecisionKind, Rating

DECIDED, UNTIL = date(2026, 11, 10), date(2026, 12, 16)
GIVEN = Decided(When(DECIDED, 1), DecisionKind.OVERRIDE_RATING, Rating.GREEN, UNTIL)


def moved(seq, on, to, meeting=1):
    return Moved(When(date(2026, *on), seq), meeting, date(2026, *to) if to else None)


def ends(*moves):
    return [(each.when.seq, each.until) for each in shortened(GIVEN, moves)]


def test_a_meeting_that_is_moved_later_or_called_off_leaves_the_day_that_was_set():
    assert ends(moved(2, (11, 20), (12, 30))) == []
    assert ends(moved(2, (11, 20), None)) == []
    assert ends(moved(2, (11, 20), (12, 16))) == []


def test_a_meeting_that_is_moved_to_an_earlier_day_ends_it_there():
    assert ends(moved(2, (11, 20), (12, 9))) == [(2, date(2026, 12, 9))]
    assert ends(moved(2, (11, 20), (12, 9)), moved(3, (11, 25), (12, 2))) == [
        (2, date(2026, 12, 9)),
        (3, date(2026, 12, 2)),
    ]


def test_moved_back_or_called_off_it_holds_again_but_never_beyond_what_was_decided():
    assert ends(moved(2, (11, 20), (12, 9)), moved(3, (11, 25), (12, 30)))[-1] == (3, UNTIL)
    assert ends(moved(2, (11, 20), (12, 9)), moved(3, (11, 25), None))[-1] == (3, UNTIL)
    assert ends(moved(2, (11, 20), (12, 9)), moved(3, (11, 25), None, meeting=2)) == [(2, date(2026, 12, 9))]


def test_what_has_ended_does_not_come_back():
    assert ends(moved(2, (11, 20), (12, 9)), moved(3, (12, 10), (12, 30))) == [(2, date(2026, 12, 9))]


def test_the_rating_turns_by_itself_after_the_new_day():
    told = ActionFacts(When(date(2026, 1, 5), 0), date(2026, 1, 5))
    earlier = [*shortened(GIVEN, [moved(2, (11, 20), (12, 9))])]
    spans = timeline(ActionFacts(**{**vars(told), "decisions": (GIVEN, *earlier)}), [KEY])

    def shown(day):
        return rating_on(span_on(spans, day), day)

    assert shown(date(2026, 11, 15)) == shown(date(2026, 12, 9)) == Rating.GREEN
    assert shown(date(2026, 12, 10)) == Rating.RED
