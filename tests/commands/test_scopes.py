"""A role reaches as far as its scope and no further, even where a row slipped past the rule that grants it."""

import pytest

from tests.builders import checked, the_chair
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.access import allows, reach, visible_to
from tracker.commands import accounts, actions, decisions, reviews
from tracker.commands.accounts import RoleDraft
from tracker.errors import InputError, RefusedError, RuleBrokenError
from tracker.models import Event
from tracker.models.statements import select
from tracker.queries import action as asking
from tracker.roles import ALLOWED, READING, SCOPES, may_read_evidence
from tracker.visit import Grant, Visitor
from tracker.words import DecisionKind, Permission, Role, Scope

pytestmark = EMBEDDED_ONLY
PASSWORD = "correct horse battery staple"


def with_roles(person, *grants):
    return Visitor(person, "somebody", grants, method="test", loading=True)


def test_a_chair_of_one_agency_decides_nothing(record, an_action, a_meeting, a_person):
    action, meeting = an_action(), a_meeting()
    who = with_roles(a_person().id, Grant(Role.CHAIR, Scope.AGENCY, agency_id=action.post.agency_id))
    about = decisions.About(recommendation_id=action.recommendation_ids[0])
    with record.changing(who) as visit, pytest.raises(RefusedError, match="does not allow you to decide"):
        decisions.note(visit, about, kind=DecisionKind.NOTE, meeting_id=meeting.id)


def test_a_chair_of_one_agency_does_not_decide_through_another_role(record, an_action, a_meeting, a_person):
    action, meeting = an_action(), a_meeting()
    chair = Grant(Role.CHAIR, Scope.AGENCY, agency_id=action.post.agency_id)
    about = decisions.About(recommendation_id=action.recommendation_ids[0])
    with record.changing(with_roles(a_person().id, chair, Grant(Role.DEPUTY))) as visit, pytest.raises(RefusedError):
        decisions.note(visit, about, kind=DecisionKind.NOTE, meeting_id=meeting.id)


@pytest.mark.parametrize("extra", [(), (Grant(Role.COUNCILLOR),), (Grant(Role.OWNER, Scope.AGENCY, agency_id=1),)])
def test_a_coordinator_within_a_scope_changes_no_action(record, an_action, an_agency, a_person, extra):
    an_agency("An agency that owns nothing")
    action, other = an_action(), an_action()
    for scoped in (
        Grant(Role.COORDINATOR, Scope.AGENCY, agency_id=other.post.agency_id),
        Grant(Role.COORDINATOR, Scope.REVIEW, review_id=other.review_id),
    ):
        who = with_roles(a_person().id, scoped, *extra)
        with record.changing(who) as visit, pytest.raises(RefusedError):
            actions.edit_wording(visit, action.id, wording="Mine.", version=1)


def test_a_coordinator_within_a_scope_is_offered_no_change(record, an_action, a_person):
    action, other = an_action(), an_action()
    scoped = Grant(Role.COORDINATOR, Scope.REVIEW, review_id=other.review_id)
    owner = Grant(Role.OWNER, Scope.AGENCY, agency_id=other.post.agency_id)
    with record.reading(with_roles(a_person().id, scoped, owner)) as visit:
        assert not asking.whole(visit, action.id).may_change
        assert asking.whole(visit, other.id).may_change


def test_a_chair_within_a_scope_releases_no_review(record, a_review, a_person):
    review = a_review(published=False)
    who = with_roles(a_person().id, Grant(Role.CHAIR, Scope.REVIEW, review_id=review.id), Grant(Role.COORDINATOR))
    with record.changing(who) as visit, pytest.raises(RefusedError):
        reviews.release(visit, review.id, as_role=Role.CHAIR)


def test_only_an_owner_changes_anything_within_a_scope(record):
    for permission in set(Permission) - READING:
        for role in ALLOWED[permission]:
            assert not allows(visitor(role, review=1), permission)
            assert allows(visitor(role, agency=1), permission) is (role == Role.OWNER)


def test_a_grant_in_a_scope_that_its_role_cannot_have_gives_nothing(record):
    for role in Role:
        for named in ({"agency": 1}, {"review": 1}):
            who = visitor(role, **named)
            if who.grants[0].scope not in SCOPES[role]:
                assert reach(who) == reach(visitor(Role.ADMIN))
                assert not any(allows(who, permission) for permission in Permission)


@pytest.mark.parametrize("role", sorted(Role))
@pytest.mark.parametrize("scope", sorted(Scope))
def test_a_role_is_granted_in_its_own_scopes_only(record, an_agency, a_review, a_person, role, scope):
    draft = RoleDraft(
        role,
        scope,
        agency_id=an_agency().id if scope == Scope.AGENCY else None,
        review_id=a_review().id if scope == Scope.REVIEW else None,
    )
    person = a_person()
    with record.changing() as visit:
        if scope in SCOPES[role]:
            assert accounts.grant_role(visit, person.id, draft).scope == scope
            return
        with pytest.raises(InputError, match=r"is held|owns for an agency"):
            accounts.grant_role(visit, person.id, draft)


def test_a_role_within_one_review_opens_the_evidence_and_the_history_of_that_review_only(record, an_action, a_person):
    one, other = an_action(evidence=[checked()]), an_action(evidence=[checked()])
    who = with_roles(a_person().id, Grant(Role.MEMBER, Scope.REVIEW, review_id=one.review_id), Grant(Role.COUNCILLOR))
    with record.reading(who) as visit:
        found = set(visit.session.scalars(visible_to(visit, select(Event.action_id))))
        assert one.id in found and other.id not in found
        assert may_read_evidence(who, None, one.review_id)
        assert not may_read_evidence(who, None, other.review_id)


@pytest.fixture
def account(record, a_person):
    def opened(name, *drafts):
        person = a_person(name)
        with record.changing() as visit:
            accounts.open_account(visit, person.id, password=PASSWORD)
            return person.id, [accounts.grant_role(visit, person.id, draft).id for draft in drafts]

    return opened


def test_a_chair_to_come_or_gone_does_not_count_as_the_last_one(record, account, clock):
    account("Later", RoleDraft(Role.CHAIR, valid_from=record.settings.now().replace(year=2027)))
    person, (held,) = account("The only chair", RoleDraft(Role.CHAIR))
    with record.changing() as visit:
        for end in (lambda: accounts.revoke_role(visit, held), lambda: accounts.disable_account(visit, person)):
            with pytest.raises(RuleBrokenError, match="last chair"):
                end()


def test_a_scoped_chair_that_slipped_in_does_not_count_as_the_last_one(record, account, an_agency):
    _, (key,) = account("Scoped", RoleDraft(Role.CHAIR))
    _, (held,) = account("The only chair", RoleDraft(Role.CHAIR))
    record.tamper(f"UPDATE role_grant SET scope = 'agency', agency_id = {an_agency().id} WHERE id = {key}")
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="last chair"):
        accounts.revoke_role(visit, held)
    with record.changing() as visit:
        accounts.revoke_role(visit, key)


def test_a_chair_who_holds_the_role_twice_may_lose_one_of_the_two(record, account):
    _, (first, second) = account("The only chair", RoleDraft(Role.CHAIR), RoleDraft(Role.CHAIR))
    with record.changing() as visit:
        accounts.revoke_role(visit, first)
        with pytest.raises(RuleBrokenError, match="last chair"):
            accounts.revoke_role(visit, second)


def test_the_agency_of_a_chair_within_a_scope_is_not_the_chairs_agency(record, an_action, a_meeting):
    """Else somebody with a role that gives nothing could send the chair's decisions to the deputy."""
    action, meeting = an_action(), a_meeting()
    with record.changing() as visit:
        grant = accounts.grant_role(visit, action.post.person_id, RoleDraft(Role.CHAIR))
    record.tamper(f"UPDATE role_grant SET scope = 'agency', agency_id = {action.post.agency_id} WHERE id = {grant.id}")
    about = decisions.About(action_id=action.id)
    with record.changing(the_chair(record)) as visit:
        decisions.note(visit, about, kind=DecisionKind.NOTE, meeting_id=meeting.id)
