"""After a merger the successor counts as both agencies, wherever people have to be of different ones."""

from datetime import date

import pytest

from tests.builders import the_chair, unchecked
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker import closing
from tracker.commands import actions, decisions, evidence
from tracker.errors import RefusedError, RuleBrokenError
from tracker.rules.closing import is_outside
from tracker.words import DecisionKind, Role, Verdict

pytestmark = EMBEDDED_ONLY
BEFORE, MERGED, ON = date(2026, 10, 5), date(2026, 11, 1), date(2026, 11, 10)


@pytest.fixture
def merged(record, an_agency):
    """Give `merged(*names)`: these agencies end and the new one follows them; the new one."""

    def merge(*names):
        new = an_agency("The new one")
        for name in names:
            record.tamper(
                f"UPDATE agency SET ended_on = '{MERGED}', successor_id = {new.id} WHERE id = {an_agency(name).id}"
            )
        return new

    return merge


def checker(post, role=Role.MEMBER):
    return visitor(role, person=post.person_id, loading=True)


def checked_by(record, action, post, *, on=ON):
    with record.changing(checker(post), on=on) as visit:
        return evidence.check(visit, action.id, action.version_ids[0], verdict=Verdict.ADEQUATE)


def submitted(an_action, a_post, an_agency, name="Health", **more):
    post = a_post(agency=an_agency(name))
    return an_action(owner=post, evidence=[unchecked()], submitted=True, **more)


@pytest.mark.parametrize("of", ["The new one", "The other one", "Health"])
def test_the_successor_does_not_check_what_a_predecessor_owns(record, an_action, a_post, an_agency, merged, of):
    action = submitted(an_action, a_post, an_agency)
    merged("Health", "The other one")
    with pytest.raises(RuleBrokenError, match="agency that owns"):
        checked_by(record, action, a_post(agency=an_agency(of)))


def test_a_predecessor_does_not_check_what_the_successor_owns(record, an_action, a_post, an_agency, merged):
    merged("Health", "The other one")
    action = submitted(an_action, a_post, an_agency, "The new one")
    with pytest.raises(RuleBrokenError, match="agency that owns"):
        checked_by(record, action, a_post(agency=an_agency("Health")))


def test_the_successor_does_not_check_what_a_predecessor_contributes_to(record, an_action, a_post, an_agency, merged):
    action = submitted(an_action, a_post, an_agency, contributing=[an_agency("Police").id])
    merged("Police")
    with pytest.raises(RuleBrokenError, match="agency that contributes"):
        checked_by(record, action, a_post(agency=an_agency("The new one")))


def test_before_the_merger_they_are_two_and_the_check_stands(record, an_action, a_post, an_agency, merged, a_meeting):
    action, post = submitted(an_action, a_post, an_agency), a_post(agency=an_agency("The other one"))
    checked_by(record, action, post, on=BEFORE)
    merged("Health", "The other one")
    assert outside(record, action)
    meeting = a_meeting(ON)
    with record.changing(the_chair(record), on=ON) as visit:
        key = action.recommendation_ids[0]
        decisions.close(visit, key, meeting_id=meeting.id, waiver="Too small to measure.")


def outside(record, action):
    with record.reading() as visit:
        gathered = closing.gather(visit.session, action.recommendation_ids[0], visit.today)
    (one,) = gathered.actions
    return all(is_outside(check, one) for check in one.checks)


def test_a_check_that_slipped_in_after_the_merger_does_not_close(record, an_action, a_post, an_agency, merged):
    action, post = submitted(an_action, a_post, an_agency), a_post(agency=an_agency("The other one"))
    check = checked_by(record, action, post, on=BEFORE)
    merged("Health", "The other one")
    record.tamper(f"UPDATE evidence_check SET effective_on = '{ON}' WHERE id = {check.id}")
    assert not outside(record, action)


def test_every_agency_of_the_checker_counts_at_the_closing(record, an_action, a_post, an_agency, a_person):
    """The check kept the first of them only, so that an action given to another one later closed all the same."""
    both, action = a_person("Of two agencies"), submitted(an_action, a_post, an_agency)
    first, second = (a_post(agency=an_agency(name), held_by=both) for name in ("One of theirs", "Another of theirs"))
    checked_by(record, action, first)
    assert outside(record, action)
    for post in (first, second):
        given(record, action, post)
        assert not outside(record, action)


def given(record, action, post):
    with record.changing() as visit:
        actions.give_owner(visit, action.id, post_id=post.id)


def test_a_tenure_that_began_after_the_check_does_not_count(record, an_action, a_post, an_agency, a_person):
    who, action = a_person("Moves on"), submitted(an_action, a_post, an_agency)
    checked_by(record, action, a_post(agency=an_agency("Before"), held_by=who))
    after = a_post(agency=an_agency("After"), held_by=who, since=date(2026, 11, 15))
    given(record, action, after)
    assert outside(record, action)


def test_whose_tenure_ended_may_check(record, an_action, a_post, an_agency):
    action = submitted(an_action, a_post, an_agency)
    left = a_post(agency=an_agency("Health"), until=date(2026, 11, 1))
    assert checked_by(record, action, left).checker_agency_id is None


def test_a_chair_of_the_successor_does_not_decide_for_a_predecessor(
    record, an_action, a_post, an_agency, merged, a_meeting
):
    action, meeting = submitted(an_action, a_post, an_agency), a_meeting(ON)
    merged("Health", "The other one")
    chair = checker(a_post(agency=an_agency("The other one")), Role.CHAIR)
    about = decisions.About(action_id=action.id)
    with record.changing(chair, on=ON) as visit, pytest.raises(RefusedError, match="Your own agency owns this"):
        decisions.note(visit, about, kind=DecisionKind.NOTE, meeting_id=meeting.id)
