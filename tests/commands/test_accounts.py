"""What a role needs to be granted: a time in its order, and a scope that names its thing."""

from datetime import datetime, timedelta

import pytest

from tests.database.record import EMBEDDED_ONLY
from tracker.commands import accounts
from tracker.commands.accounts import RoleDraft
from tracker.errors import InputError, NotFoundError
from tracker.settings import LONDON
from tracker.words import Role, Scope

pytestmark = EMBEDDED_ONLY
MOMENT = timedelta(microseconds=1)


def granted(record, person, draft):
    with record.changing() as visit:
        return accounts.grant_role(visit, person.id, draft)


@pytest.mark.parametrize("role", [Role.COUNCILLOR, Role.INSPECTOR])
@pytest.mark.parametrize("after", [timedelta(0), -MOMENT, -timedelta(days=400)])
def test_a_role_ends_after_it_begins(record, a_person, role, after):
    begins = record.settings.now()
    draft = RoleDraft(role, valid_from=begins, valid_until=begins + after)
    with pytest.raises(InputError, match="A role ends after it begins"):
        granted(record, a_person(), draft)
    assert granted(record, a_person(), RoleDraft(role, valid_from=begins, valid_until=begins + MOMENT)).valid_until


def test_a_role_that_would_have_ended_already_is_refused(record, a_person):
    with pytest.raises(InputError, match="A role ends after it begins"):
        granted(record, a_person(), RoleDraft(Role.MEMBER, valid_until=record.settings.now() - MOMENT))


def test_a_role_holds_within_days_that_can_be_meant(record, a_person):
    never = datetime(2999, 1, 1, tzinfo=LONDON)
    with pytest.raises(InputError, match="The last day cannot be after"):
        granted(record, a_person(), RoleDraft(Role.MEMBER, valid_until=never))


@pytest.mark.parametrize(
    "draft",
    [
        RoleDraft(Role.OWNER, Scope.AGENCY),
        RoleDraft(Role.OWNER, Scope.AGENCY, agency_id=1, review_id=1),
        RoleDraft(Role.MEMBER, Scope.REVIEW),
        RoleDraft(Role.MEMBER, Scope.REVIEW, agency_id=1),
        RoleDraft(Role.MEMBER, Scope.BOARD, review_id=1),
    ],
)
def test_a_scope_names_its_thing_and_no_other(record, a_person, draft):
    with pytest.raises(InputError, match="Name the agency or the review"):
        granted(record, a_person(), draft)


def test_a_scope_names_a_thing_that_exists(record, a_person):
    for draft in (
        RoleDraft(Role.OWNER, Scope.AGENCY, agency_id=999),
        RoleDraft(Role.MEMBER, Scope.REVIEW, review_id=9),
    ):
        with pytest.raises(NotFoundError):
            granted(record, a_person(), draft)
