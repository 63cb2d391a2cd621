"""Somebody can always decide: where the chair is refused because of their own agency, the deputy decides."""

from datetime import date

import pytest

from tests.database.record import TODAY
from tracker.commands import accounts, decisions
from tracker.commands.accounts import RoleDraft
from tracker.errors import RefusedError
from tracker.visit import Grant, Visitor
from tracker.words import DecisionKind, Role, Scope


def test_the_deputy_decides_where_the_chair_owns_for_the_agency_without_a_post_in_it(
    record, an_action, a_meeting, a_person
):
    action, meeting = an_action(), a_meeting(date(2026, 11, 20))
    agency = action.post.agency_id
    people = {role: a_person(f"The {role.value} here").id for role in (Role.CHAIR, Role.DEPUTY)}
    with record.changing() as visit:
        for role, person in people.items():
            accounts.open_account(visit, person, password="correct horse battery staple")
            accounts.grant_role(visit, person, RoleDraft(role))
        accounts.grant_role(visit, people[Role.CHAIR], RoleDraft(Role.OWNER, Scope.AGENCY, agency_id=agency))

    def withdraw(role, *more):
        with record.changing(Visitor(people[role], role.value, (Grant(role), *more))) as visit:
            return decisions.decide_about_action(
                visit, action.id, kind=DecisionKind.WITHDRAW, meeting_id=meeting.id, reason="Done elsewhere."
            )

    with pytest.raises(RefusedError):
        withdraw(Role.CHAIR, Grant(Role.OWNER, Scope.AGENCY, agency_id=agency))
    assert withdraw(Role.DEPUTY).effective_on == TODAY
