"""A calendar address is made by whoever holds the post, for as long as they do; only its hash is kept."""

import pytest

from tests.database.record import EMBEDDED_ONLY, visitor
from tracker import holders
from tracker.commands import accounts, calendars, people
from tracker.commands.accounts import RoleDraft
from tracker.entry import hash_secret
from tracker.errors import NotFoundError, RefusedError, SignedOutError
from tracker.queries import calendars as asked
from tracker.visit import SERVICE, STRANGER
from tracker.words import Role, Scope

PASSWORD = "correct horse battery staple"


@pytest.fixture
def post(record, a_post):
    """Give a post whose holder has an account and owns for their agency."""
    held = a_post("Head of service")
    with record.changing() as visit:
        accounts.open_account(visit, held.person_id, password=PASSWORD)
        accounts.grant_role(visit, held.person_id, RoleDraft(Role.OWNER, Scope.AGENCY, agency_id=held.agency_id))
    return held


def owner(post):
    return visitor(Role.OWNER, agency=post.agency_id, person=post.person_id)


def opened(record, token):
    with record.reading(SERVICE) as visit:
        return holders.by_calendar(visit.session, hash_secret(token), visit.now)


def made(record, post):
    with record.changing(owner(post)) as visit:
        return calendars.make(visit, post.id)


def test_the_holder_makes_an_address_and_ends_it(record, post):
    token = made(record, post)
    found = opened(record, token)
    assert (found.post_id, found.visitor.person_id, found.visitor.roles) == (post.id, post.person_id, {Role.OWNER})
    assert opened(record, token + "x") is None
    with record.reading(owner(post)) as visit:
        assert [(each.post_id, each.made_on) for each in asked.mine(visit)] == [(post.id, visit.today)]
    with record.changing(owner(post)) as visit:
        calendars.revoke(visit, post.id)
    assert opened(record, token) is None
    with record.changing(owner(post)) as visit, pytest.raises(NotFoundError):
        calendars.revoke(visit, post.id)
    for table in ("calendar_address", "calendar_revoked"):
        with pytest.raises(Exception, match="only ever added to"):
            record.tamper(f"DELETE FROM {table}")
    assert record.faults() == []


def test_it_ends_with_the_account_and_with_the_tenure(record, post):
    first = made(record, post)
    tenure = record.read(f"SELECT id FROM tenure WHERE post_id = {post.id}")[0][0]
    with record.changing() as visit:
        people.end_tenure(visit, tenure, ended_on=visit.today)
    assert opened(record, first) is None
    with record.changing() as visit:
        people.begin_tenure(visit, post.id, person_id=post.person_id, started_on=visit.today)
    assert opened(record, first) is None, "coming back opens no old address"
    second = made(record, post)
    assert opened(record, second) is not None
    with record.changing() as visit:
        accounts.disable_account(visit, post.person_id)
    assert opened(record, second) is None


@EMBEDDED_ONLY
def test_nobody_else_makes_or_ends_it(record, post, a_person):
    made(record, post)
    for act in (calendars.make, calendars.revoke):
        with pytest.raises(SignedOutError), record.changing(STRANGER) as visit:
            act(visit, post.id)
        with pytest.raises(RefusedError), record.changing(visitor(Role.ADMIN, person=post.person_id)) as visit:
            act(visit, post.id)
        for who in (visitor(Role.CHAIR, person=a_person().id), visitor(Role.COORDINATOR), SERVICE):
            with pytest.raises(NotFoundError), record.changing(who) as visit:
                act(visit, post.id)
        with pytest.raises(NotFoundError), record.changing(owner(post)) as visit:
            act(visit, 2**70)
    assert record.read("SELECT count(*) FROM calendar_revoked") == [(0,)]
