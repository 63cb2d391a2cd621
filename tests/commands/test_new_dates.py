"""Who answers a request for a new date, at which meeting, and which dates can be asked for."""

from datetime import date

import pytest

from tests.builders import checked, the_chair
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import accounts, decisions, extensions
from tracker.commands.accounts import RoleDraft
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.words import DecisionKind, ExtensionReason, MeetingKind, Role

pytestmark = EMBEDDED_ONLY
ON, LATER, LATEST = date(2026, 11, 10), date(2027, 6, 30), date(2027, 9, 30)


@pytest.fixture
def asked(record, an_action, an_extension):
    """Give an action and a request for a new date that nobody answered yet."""
    action = an_action()
    return action, an_extension(action, LATER, on=ON, approved=None)


def as_role(role, person):
    return visitor(role, person=person, loading=True)


def answered(record, who, request, meeting, *, approved=True):
    with record.changing(who, on=ON) as visit:
        return extensions.answer(
            visit, request.id, approved=approved, meeting_id=meeting.id if meeting else None, reason="Said why."
        )


def the_chair_holds_a_post(record, action, a_post):
    """Make somebody of the agency that owns the action the chair; give them as a visitor."""
    with record.changing() as visit:
        accounts.grant_role(visit, action.post.person_id, RoleDraft(Role.CHAIR))
    return as_role(Role.CHAIR, action.post.person_id)


def test_the_chair_answers_at_a_meeting(record, asked, a_meeting):
    assert answered(record, the_chair(record), asked[1], a_meeting(ON)).approved
    assert record.faults() == []


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.SCRUTINEER])
def test_a_deputy_answers_only_where_the_chairs_own_agency_owns(record, asked, a_meeting, a_person, a_post, role):
    action, request = asked
    deputy = as_role(role, a_person("The deputy").id)
    with pytest.raises(RefusedError, match="The chair decides this"):
        answered(record, deputy, request, a_meeting(ON))
    the_chair_holds_a_post(record, action, a_post)
    assert answered(record, deputy, request, a_meeting(ON)).approved


def test_the_chair_does_not_answer_where_their_own_agency_owns(record, asked, a_meeting, a_post):
    action, request = asked
    chair = the_chair_holds_a_post(record, action, a_post)
    with pytest.raises(RefusedError, match="The chair's own agency owns this"):
        answered(record, chair, request, a_meeting(ON))


def test_a_chair_without_a_grant_of_their_own_does_not_decide_for_their_agency_either(record, asked, a_meeting):
    action, request = asked
    chair = as_role(Role.CHAIR, action.post.person_id)
    with pytest.raises(RefusedError, match="Your own agency owns this"):
        answered(record, chair, request, a_meeting(ON))


def test_a_deputy_of_the_owning_agency_does_not_answer_for_the_chair(record, asked, a_meeting, a_post, an_agency):
    action, request = asked
    the_chair_holds_a_post(record, action, a_post)
    with record.reading() as visit:
        agency = visit.session.get(type(an_agency()), action.post.agency_id)
    deputy = as_role(Role.DEPUTY, a_post(agency=agency, held_by="The deputy").person_id)
    with pytest.raises(RefusedError, match="The chair's own agency owns this"):
        answered(record, deputy, request, a_meeting(ON))


def test_nobody_answers_their_own_request(record, an_action, a_meeting):
    action, chair = an_action(), the_chair(record)
    asking = visitor(Role.COORDINATOR, person=chair.person_id, loading=True)
    with record.changing(asking, on=ON) as visit:
        request = extensions.ask(visit, action.id, due=LATER, reason=ExtensionReason.CAPACITY)
    with pytest.raises(RuleBrokenError, match="Whoever asked"):
        answered(record, chair, request, a_meeting(ON))


def test_a_system_without_a_person_decides_nothing(record, asked, a_meeting):
    (action, request), meeting = asked, a_meeting(ON)
    with record.changing(on=ON) as visit:
        with pytest.raises(RefusedError, match="A person decides"):
            extensions.answer(visit, request.id, approved=True, meeting_id=meeting.id)
        with pytest.raises(RefusedError, match="A person decides"):
            about = decisions.About(action_id=action.id)
            decisions.note(visit, about, kind=DecisionKind.NOTE, meeting_id=meeting.id)


@pytest.mark.parametrize("meeting_id", [None, 0, -1, 99_999, 2**70])
@pytest.mark.parametrize("approved", [True, False])
def test_the_meeting_is_named_and_exists(record, asked, meeting_id, approved):
    _, request = asked
    with record.changing(the_chair(record), on=ON) as visit, pytest.raises(InputError, match="Choose the meeting"):
        extensions.answer(visit, request.id, approved=approved, meeting_id=meeting_id, reason="Said why.")


def test_a_meeting_that_is_still_to_come_answers_nothing(record, asked, a_meeting):
    with pytest.raises(InputError, match="not held before"):
        answered(record, the_chair(record), asked[1], a_meeting(date(2026, 11, 20)))


@pytest.mark.parametrize("kind", [MeetingKind.SCRUTINY, MeetingKind.CABINET])
def test_scrutiny_and_cabinet_give_no_new_dates(record, asked, a_meeting, kind):
    with pytest.raises(RuleBrokenError, match="Only a meeting of the board or of a sub-group"):
        answered(record, the_chair(record), asked[1], a_meeting(ON, kind=kind))


@pytest.mark.parametrize("key", [0, -1, 99_999, 2**70])
def test_a_request_that_does_not_exist_is_not_found(record, a_meeting, key):
    meeting = a_meeting(ON)
    with record.changing(the_chair(record), on=ON) as visit, pytest.raises(NotFoundError):
        extensions.answer(visit, key, approved=True, meeting_id=meeting.id)


def test_a_new_date_is_later_than_the_one_in_force(record, an_action, an_extension):
    action = an_action()
    an_extension(action, LATEST, on=ON)
    for due in (LATER, LATEST):
        with pytest.raises(InputError, match="after the date in force, 30 September 2027"):
            an_extension(action, due, on=date(2026, 11, 12), approved=None)


def test_of_two_requests_the_earlier_date_cannot_follow_the_later_one(record, an_action, an_extension, a_meeting):
    action = an_action()
    first = an_extension(action, LATER, on=ON, approved=None)
    an_extension(action, LATEST, on=ON)
    with pytest.raises(InputError, match="after the date in force"):
        answered(record, the_chair(record), first, a_meeting(ON))
    assert not answered(record, the_chair(record), first, a_meeting(ON), approved=False).approved


def test_what_is_completed_gets_no_new_date(record, an_action, an_extension):
    action = an_action(evidence=[checked()])
    with pytest.raises(RuleBrokenError, match="This action is completed: only open work gets a new date"):
        an_extension(action, LATER, on=ON, approved=None)


def test_what_was_withdrawn_meanwhile_gets_no_new_date(record, asked, a_meeting):
    (action, request), meeting = asked, a_meeting(ON)
    with record.changing(the_chair(record), on=ON) as visit:
        kind = DecisionKind.WITHDRAW
        decisions.decide_about_action(visit, action.id, kind=kind, meeting_id=meeting.id, reason="Replaced.")
    with pytest.raises(RuleBrokenError, match="This action is withdrawn"):
        answered(record, the_chair(record), request, a_meeting(ON))
