"""Who granted a role and who closed an account stand beside the trail, so that a name can be erased."""

from tracker.commands import accounts
from tracker.commands.accounts import RoleDraft
from tracker.visit import Grant, Visitor
from tracker.words import Role

NAME = "Zqada Zqmin"


def test_no_event_holds_the_name_of_who_granted_or_closed(record, a_person):
    person, admin = a_person(), Visitor(a_person(NAME).id, NAME, (Grant(Role.ADMIN),))
    with record.changing(admin) as visit:
        accounts.open_account(visit, person.id, password="correct horse battery staple")
        grant = accounts.grant_role(visit, person.id, RoleDraft(Role.MEMBER))
        accounts.disable_account(visit, person.id)
    assert record.read("SELECT count(*) FROM event WHERE body LIKE '%Zqada%' OR actor LIKE '%Zqada%'") == [(0,)]
    assert record.read(f"SELECT granted_by FROM role_grant WHERE id = {grant.id}") == [(NAME,)]
    assert record.faults() == []
