"""What makes no sense as a thing stands is refused, in a sentence that names the rule."""

from datetime import date

import pytest
from sqlalchemy import func

from tests.builders import checked, the_chair, unchecked
from tests.database.record import EMBEDDED_ONLY
from tracker import positions
from tracker.commands import actions, decisions
from tracker.commands.actions import ActionDraft
from tracker.errors import InputError, RuleBrokenError
from tracker.models import Position
from tracker.models.statements import select
from tracker.queries import at, movement
from tracker.queries.movement import Moved
from tracker.words import DecisionKind, MeetingKind, Rating, ResponseKind, Verdict

pytestmark = EMBEDDED_ONLY
ON = date(2026, 11, 10)


@pytest.fixture
def decided(record, a_meeting):
    """Give `decided(action, kind, ...)`: what the chair decides about an action at a meeting."""

    def decide(action, kind, *, on=ON, at=MeetingKind.BOARD, until=None):
        meeting = a_meeting(on, kind=at)
        with record.changing(the_chair(record), on=on) as visit:
            return decisions.decide_about_action(
                visit, action.id, kind=kind, meeting_id=meeting.id, reason="Said why.", until=until
            )

    return decide


def withdrawn(action, decided):
    decided(action, DecisionKind.WITHDRAW)
    return action


@pytest.mark.parametrize("evidence", [(), (unchecked(),), (checked(verdict=Verdict.INADEQUATE),)])
def test_sign_off_is_refused_only_to_what_was_submitted(an_action, decided, evidence):
    with pytest.raises(RuleBrokenError, match="Sign-off is refused to an action that is submitted or completed"):
        decided(an_action(evidence=evidence), DecisionKind.REFUSE_SIGN_OFF)


def test_sign_off_is_refused_to_what_is_submitted_or_completed(record, an_action, decided):
    for action in (an_action(evidence=[unchecked()], submitted=True), an_action(evidence=[checked()])):
        decided(action, DecisionKind.REFUSE_SIGN_OFF)
    assert record.faults() == []


def test_only_open_work_is_paused(an_action, decided):
    for action in (an_action(evidence=[checked()]), withdrawn(an_action(), decided)):
        with pytest.raises(RuleBrokenError, match="only open work can be paused"):
            decided(action, DecisionKind.PAUSE, until=date(2027, 1, 31))


@pytest.mark.parametrize("until", [date(2026, 11, 9), ON])
def test_a_pause_ends_on_a_later_day(an_action, decided, until):
    with pytest.raises(InputError, match="looked at again on a later day"):
        decided(an_action(), DecisionKind.PAUSE, until=until)


def test_what_is_withdrawn_is_not_withdrawn_again(an_action, decided):
    with pytest.raises(RuleBrokenError, match="withdrawn already"):
        decided(withdrawn(an_action(), decided), DecisionKind.WITHDRAW)


@pytest.mark.parametrize("kind", [MeetingKind.SUB_GROUP, MeetingKind.SCRUTINY, MeetingKind.CABINET])
def test_only_the_board_withdraws(an_action, decided, kind):
    with pytest.raises(RuleBrokenError, match=f"Only a meeting of the board can decide to withdraw.*{kind}"):
        decided(an_action(), DecisionKind.WITHDRAW, at=kind)


def test_a_sub_group_pauses_and_scrutiny_does_not(an_action, decided):
    decided(an_action(), DecisionKind.PAUSE, at=MeetingKind.SUB_GROUP, until=date(2027, 1, 31))
    with pytest.raises(RuleBrokenError, match="of the board or of a sub-group"):
        decided(an_action(), DecisionKind.PAUSE, at=MeetingKind.SCRUTINY, until=date(2027, 1, 31))


def test_only_open_work_is_submitted(record, an_action, decided):
    done, left = an_action(evidence=[checked()]), withdrawn(an_action(evidence=[unchecked()]), decided)
    for action in (done, left):
        with record.changing(action.post.owner) as visit, pytest.raises(RuleBrokenError, match="only open work is sub"):
            actions.submit(visit, action.id)


@pytest.fixture
def asked(a_recommendation):
    """Give `asked(kind)`: a recommendation with that answer."""
    return lambda kind: a_recommendation(response=kind)


NOT_ANSWERED_WITH_ACTIONS = [
    ResponseKind.NOT_ACCEPTED,
    ResponseKind.REFERRED,
    ResponseKind.SUPERSEDED,
    ResponseKind.MERGED,
]


@pytest.mark.parametrize("kind", [*NOT_ANSWERED_WITH_ACTIONS, None])
def test_only_what_was_accepted_is_closed(asked, closed, kind):
    with pytest.raises(RuleBrokenError, match="only one that was accepted can be closed"):
        closed(asked(kind).id, on=ON)


def test_what_is_closed_is_not_closed_again(an_action, closed):
    (key,) = an_action(evidence=[checked()]).recommendation_ids
    closed(key, on=ON)
    with pytest.raises(RuleBrokenError, match="closed already"):
        closed(key, on=date(2026, 11, 12))


@pytest.mark.parametrize("kind", NOT_ANSWERED_WITH_ACTIONS)
def test_no_action_is_recorded_under_what_was_not_accepted(record, asked, kind):
    recommendation = asked(kind)
    with record.changing() as visit, pytest.raises(RuleBrokenError, match=f"{recommendation.reference} is {kind}"):
        actions.record_action(visit, ActionDraft("Do it.", [recommendation.id]))


def about_recommendation(record, a_meeting, key, change, **more):
    meeting = a_meeting(ON)
    with record.changing(the_chair(record), on=ON) as visit:
        return change(visit, key, meeting_id=meeting.id, reason="Said why.", **more)


def test_what_is_open_cannot_be_reopened(record, an_action, a_meeting):
    (key,) = an_action().recommendation_ids
    with pytest.raises(RuleBrokenError, match="delivered, embedded or closed"):
        about_recommendation(record, a_meeting, key, decisions.reopen)


def test_what_is_superseded_is_not_merged_as_well(record, asked, a_meeting):
    key, other = asked(ResponseKind.ACCEPTED).id, asked(ResponseKind.ACCEPTED).id
    about_recommendation(record, a_meeting, key, decisions.replace, kind=DecisionKind.SUPERSEDE, other_id=other)
    with pytest.raises(RuleBrokenError, match="is superseded already"):
        about_recommendation(record, a_meeting, key, decisions.replace, kind=DecisionKind.MERGE, other_id=other)


def overridden(record, a_meeting, about):
    meeting = a_meeting(ON)
    with record.changing(the_chair(record), on=ON) as visit:
        return decisions.override_rating(
            visit, about, meeting_id=meeting.id, rating=Rating.GREEN, until=date(2026, 12, 1), reason="Said why."
        )


def test_the_rating_of_a_recommendation_with_open_actions_is_not_overridden(record, an_action, a_meeting):
    action = an_action()
    with pytest.raises(RuleBrokenError, match="override the rating of an action instead"):
        overridden(record, a_meeting, decisions.About(recommendation_id=action.recommendation_ids[0]))
    overridden(record, a_meeting, decisions.About(action_id=action.id))


def test_the_rating_of_what_is_completed_or_not_rated_is_not_overridden(record, an_action, asked, a_meeting):
    with pytest.raises(RuleBrokenError, match="only the rating of open work"):
        overridden(record, a_meeting, decisions.About(action_id=an_action(evidence=[checked()]).id))
    with pytest.raises(RuleBrokenError, match="has no rating"):
        overridden(record, a_meeting, decisions.About(recommendation_id=asked(ResponseKind.REFERRED).id))


def test_the_state_is_looked_up_in_the_facts_while_positions_are_put_off(record, an_action, a_meeting):
    (key,) = an_action(evidence=[checked()]).recommendation_ids
    meeting = a_meeting(ON)
    with record.changing(the_chair(record), on=ON) as visit, positions.putting_off(visit):
        decisions.reopen(visit, key, meeting_id=meeting.id, reason="It came back.")
        with pytest.raises(RuleBrokenError, match="delivered, embedded or closed"):
            decisions.reopen(visit, key, meeting_id=meeting.id, reason="Again.")


def moved(record, kind):
    with record.reading() as visit:
        since = movement.condition(kind, date(2026, 11, 1), visit.as_at)
        counted = select(func.count()).select_from(Position).where(at.standing_on(visit.as_at), since)
        return visit.session.scalar(counted)


def test_a_closing_that_had_no_effect_is_not_counted(record, an_action, closed):
    """Before closing looked at the standing, what had been superseded could be closed as well."""
    counted, ignored = (an_action(evidence=[checked()]).recommendation_ids[0] for _ in range(2))
    for key in (counted, ignored):
        closed(key, on=ON)
    record.tamper(f"UPDATE position SET state = 'superseded' WHERE recommendation_id = {ignored} AND state = 'closed'")
    assert moved(record, Moved.CLOSED) == 1


def test_a_closing_that_was_reopened_since_still_counts_as_a_movement(record, an_action, closed, a_meeting):
    (key,) = an_action(evidence=[checked()]).recommendation_ids
    closed(key, on=ON)
    later = a_meeting(date(2026, 11, 12))
    with record.changing(the_chair(record), on=date(2026, 11, 12)) as visit:
        decisions.reopen(visit, key, meeting_id=later.id, reason="It came back.")
    assert (moved(record, Moved.CLOSED), moved(record, Moved.REOPENED)) == (1, 1)
