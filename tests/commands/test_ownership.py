"""Whose an action is: who may refuse it, what it answers besides, and who takes all the work of a post."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import a_meeting, a_person, a_recommendation, a_review, the_chair
from tests.database.record import visitor
from tracker import stands
from tracker.commands import actions, decisions, ownership
from tracker.commands.recommendations import respond
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import before_meeting
from tracker.queries import history as histories
from tracker.queries.filters import Filters
from tracker.queries.plan import listing
from tracker.words import DecisionKind, ResponseKind, Role, Sensitivity, Standing, Visibility

COORDINATOR = visitor(Role.COORDINATOR)
ON = date(2026, 11, 2)


def refused(record):
    with record.reading(COORDINATOR) as visit:
        return [(one.action.reference, one.reason) for one in before_meeting.before(visit).refused]


def test_an_owner_says_that_it_is_not_theirs_and_the_coordinator_sees_it_until_it_is_given_away(
    record, an_action, a_post
):
    action = an_action()
    with record.changing(action.post.owner, on=ON) as visit:
        ownership.refuse(visit, action.id, reason="Housing runs this service.")
    assert refused(record) == [(action.reference, "Housing runs this service.")]
    with record.reading(COORDINATOR) as visit:
        told = histories.of_action(visit, action.id)[0].sentence
    assert told == "Said that it is not theirs: “Housing runs this service.”"
    taker = a_post()
    with record.changing(COORDINATOR) as visit:
        actions.give_owner(visit, action.id, post_id=taker.id)
    assert refused(record) == []
    assert record.faults() == []


def test_a_refusal_changes_no_rating_and_needs_a_reason(record, an_action):
    action = an_action()
    with pytest.raises(InputError, match="Enter reason"), record.changing(action.post.owner, on=ON) as visit:
        ownership.refuse(visit, action.id, reason=" ")
    before = record.read("SELECT * FROM position")
    with record.changing(action.post.owner, on=ON) as visit:
        ownership.refuse(visit, action.id, reason="Housing runs this service.")
    assert record.read("SELECT * FROM position") == before


def test_another_agencys_owner_refuses_nothing(record, an_action, a_post):
    action, other = an_action(), a_post()
    with pytest.raises(RefusedError, match="agency that owns"), record.changing(other.owner, on=ON) as visit:
        ownership.refuse(visit, action.id, reason="Not ours.")


def test_what_nobody_owns_cannot_be_refused(record, an_action):
    action = an_action(owner=None)
    somebody = visitor(Role.COORDINATOR, person=a_person(record, "The coordinator").id)
    with pytest.raises(RuleBrokenError, match="no owner"), record.changing(somebody) as visit:
        ownership.refuse(visit, action.id, reason="Not ours.")


def test_an_action_answers_a_further_recommendation_and_is_as_closely_kept_as_the_strictest(record, an_action):
    action = an_action()
    further = a_recommendation(record, review=a_review(record, sensitivity=Sensitivity.RESTRICTED))
    with record.changing(COORDINATOR) as visit:
        ownership.answer_also(visit, action.id, recommendations=[further.id])
    with record.reading(COORDINATOR) as visit:
        (row,) = listing(visit, Filters(action_id=action.id)).rows
    assert {one.id for one in row.recommendations} == {*action.recommendation_ids, further.id}
    newest = record.read(f"SELECT visibility FROM position WHERE action_id = {action.id} ORDER BY valid_from DESC")
    assert newest[0][0] == Visibility.RESTRICTED.value
    assert record.faults() == []
    with pytest.raises(InputError, match="answers these already"), record.changing(COORDINATOR) as visit:
        ownership.answer_also(visit, action.id, recommendations=[further.id])


def test_no_action_answers_what_was_not_accepted_or_is_not_there(record, an_action):
    action, refused_one = an_action(), a_recommendation(record)
    with record.changing(COORDINATOR) as visit:
        respond(visit, refused_one.id, kind=ResponseKind.NOT_ACCEPTED, reason="The law forbids it.")
    with pytest.raises(RuleBrokenError, match="is not accepted"), record.changing(COORDINATOR) as visit:
        ownership.answer_also(visit, action.id, recommendations=[refused_one.id])
    with pytest.raises(NotFoundError), record.changing(COORDINATOR) as visit:
        ownership.answer_also(visit, action.id, recommendations=[99999])


def test_all_open_work_of_a_post_goes_to_another(record, an_action, a_post):
    first, taker = an_action(), a_post()
    second = an_action("Write the letter.", owner=first.post)
    with record.changing(COORDINATOR) as visit:
        assert ownership.move_work(visit, first.post.id, to_post=taker.id, reason="The team moved.") == 2
    with record.reading(COORDINATOR) as visit:
        rows = listing(visit, Filters(post_id=taker.id)).rows
        before = [
            row.post for row in listing(replace(visit, as_at=date(2026, 11, 1)), Filters(action_id=first.id)).rows
        ]
    assert {row.id for row in rows} == {first.id, second.id}
    assert before == [first.post.title]
    assert record.faults() == []


@pytest.mark.parametrize("kind", [ResponseKind.SUPERSEDED, ResponseKind.MERGED])
def test_the_coordinator_answers_nothing_that_a_meeting_decides(record, kind):
    asked = a_recommendation(record, response=None)
    with pytest.raises(InputError, match="A meeting decides"), record.changing(COORDINATOR) as visit:
        respond(visit, asked.id, kind=kind, reason="It goes on elsewhere.")


@pytest.mark.parametrize(
    ("kind", "standing"),
    [
        (DecisionKind.ACCEPT, Standing.OPEN),
        (DecisionKind.ACCEPT_IN_PART, Standing.OPEN),
        (DecisionKind.NOT_ACCEPT, Standing.NOT_ACCEPTED),
    ],
)
def test_the_board_answers_a_recommendation_in_one_event(record, kind, standing):
    asked, meeting = a_recommendation(record, response=None), a_meeting(record, ON)
    with record.changing(the_chair(record), on=ON) as visit:
        decisions.answer(visit, asked.id, kind=kind, meeting_id=meeting.id, reason="As the paper says.")
    with record.reading(COORDINATOR) as visit:
        assert stands.recommendation(visit.session, asked.id, ON).state == standing
    assert record.faults() == []
    needs_reason = kind != DecisionKind.ACCEPT
    if needs_reason:
        with pytest.raises(InputError, match="Enter reason"), record.changing(the_chair(record), on=ON) as visit:
            decisions.answer(visit, asked.id, kind=kind, meeting_id=meeting.id)
