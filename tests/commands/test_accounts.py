"""What a role needs to be granted: a time in its order, and a scope that names its thing."""

from datetime import UTC, datetime, timedelta

import pytest

from tests.database.record import EMBEDDED_ONLY, visitor
from tracker import entry
from tracker.commands import accounts
from tracker.commands.accounts import RoleDraft
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
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


BEGUN = {"GMT": datetime(2026, 12, 1, 10, 0, tzinfo=LONDON), "BST": datetime(2027, 6, 1, 10, 0, tzinfo=LONDON)}
OVER_THE_CHANGE = {
    "into GMT": datetime(2026, 10, 20, 10, 0, tzinfo=LONDON),
    "into BST": datetime(2027, 3, 20, 10, 0, tzinfo=LONDON),
}
SECOND = timedelta(seconds=1)


def holds(record, token):
    with record.reading() as visit:
        return bool(entry.by_token(visit.session, token, visit.now).grants)


def an_inspector(record, a_person, **more):
    """Give a person with an account, a token and the role of an inspector."""
    person = a_person()
    with record.changing() as visit:
        accounts.open_account(visit, person.id, password="fifteen letters at least")
        grant = accounts.grant_role(visit, person.id, RoleDraft(Role.INSPECTOR, **more))
        return grant, accounts.issue_token(visit, person.id)


@pytest.mark.parametrize("begun", [*BEGUN.values(), *OVER_THE_CHANGE.values()], ids=[*BEGUN, *OVER_THE_CHANGE])
def test_an_inspector_is_let_in_for_fourteen_days_and_not_a_second_longer(record, a_person, clock, begun):
    clock.move_to(begun, tick=False)
    grant, token = an_inspector(record, a_person)
    assert grant.valid_until == begun.astimezone(UTC) + timedelta(days=14)
    for moment, still in ((-SECOND, True), (timedelta(0), False), (SECOND, False)):
        clock.move_to(grant.valid_until + moment, tick=False)
        assert holds(record, token) is still, moment


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN)
def test_an_inspectors_time_is_ninety_days_at_most_given_at_once_or_extended(record, a_person, clock, begun):
    clock.move_to(begun, tick=False)
    last = begun.astimezone(UTC) + timedelta(days=90)
    with pytest.raises(InputError, match="90 days at most"):
        granted(record, a_person(), RoleDraft(Role.INSPECTOR, valid_until=last + SECOND))
    grant, token = an_inspector(record, a_person)
    before = record.read("SELECT count(*) FROM event WHERE kind = 'role extended'")
    with pytest.raises(InputError, match="90 days at most"):
        extended(record, grant, last + SECOND)
    extended(record, grant, last)
    assert record.read("SELECT count(*) FROM event WHERE kind = 'role extended'")[0][0] == before[0][0] + 1
    for moment, still in ((-SECOND, True), (timedelta(0), False), (SECOND, False)):
        clock.move_to(last + moment, tick=False)
        # A token lasts thirty days, so that a new one asks what the role allows.
        with record.changing() as visit:
            token = accounts.issue_token(visit, grant.person_id)
        assert holds(record, token) is still, moment
    with pytest.raises(RuleBrokenError, match="has ended"):
        extended(record, grant, last + timedelta(days=1))


def extended(record, grant, until):
    with record.changing() as visit:
        accounts.extend_role(visit, grant.id, until=until)


def test_only_what_ends_is_extended_and_only_to_a_later_end(record, a_person):
    endless = granted(record, a_person(), RoleDraft(Role.MEMBER))
    with pytest.raises(RuleBrokenError, match="no end"):
        extended(record, endless, record.settings.now() + timedelta(days=1))
    grant, _ = an_inspector(record, a_person)
    for until in (grant.valid_until, grant.valid_until - MOMENT):
        with pytest.raises(InputError, match="ends later"):
            extended(record, grant, until)
    with record.changing() as visit, pytest.raises(NotFoundError):
        accounts.extend_role(visit, 10**6, until=grant.valid_until + MOMENT)


def test_nobody_extends_their_own_role(record, a_person):
    person = a_person()
    grant = granted(record, person, RoleDraft(Role.ADMIN, valid_until=record.settings.now() + timedelta(days=9)))
    with record.changing(visitor(Role.ADMIN, person=person.id)) as visit, pytest.raises(RefusedError):
        accounts.extend_role(visit, grant.id, until=grant.valid_until + MOMENT)
