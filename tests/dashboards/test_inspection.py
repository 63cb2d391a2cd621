"""An inspector's own notes stand apart from everybody, and what an inspector opens is noted before it is given."""

import json

import pytest

from tests.builders import a_note
from tests.database.record import visitor
from tests.security.site import Site
from tests.security.world import PUBLISHED, SEALED
from tracker.commands import accounts, inspection
from tracker.commands.accounts import RoleDraft
from tracker.commands.inspection import About
from tracker.errors import InputError, NotFoundError
from tracker.queries import inspection as asked
from tracker.visit import SERVICE
from tracker.words import Role

NOTE = "Ask the police about the audit, zqnoteqz."
THINGS = ("recommendation", "action", "evidence")


def address(site: Site, thing: str) -> str:
    key = {
        "recommendation": site.world.recommendations[PUBLISHED],
        "action": site.world.actions[PUBLISHED],
        "evidence": 1,
    }[thing]
    return f"/{'evidence' if thing == 'evidence' else f'{thing}s'}/{key}"


@pytest.fixture
def second(site: Site) -> str:
    """Make the member an inspector, too: a second one, who sees the same."""
    with site.record.changing(SERVICE) as visit:
        accounts.grant_role(visit, site.world.people["member"], RoleDraft(Role.INSPECTOR))
    return "member"


@pytest.mark.parametrize("thing", THINGS)
def test_a_note_is_read_by_whoever_wrote_it_and_by_nobody_else(thing: str, site: Site, second: str) -> None:
    at, inspector = address(site, thing), site.signed_in("inspector")
    head = site.head()
    answer = inspector.send(f"{at}/my-note", note=NOTE)
    assert (answer.status_code, answer.headers["Location"]) == (302, at)
    assert site.head() == head, "no event tells of a note"
    assert NOTE in inspector.drawn(at) and NOTE in inspector.drawn("/inspection")
    others = [second, "chair", "coordinator", "deputy", "scrutineer", "owner_a", "councillor", "admin"]
    for who in others:
        for page in (at, "/inspection", "/history", "/evidence", "/"):
            assert "zqnoteqz" not in site.signed_in(who).drawn(page), (who, page)
    assert "0 notes of your own" in site.signed_in(second).drawn("/inspection")
    assert site.record.read("SELECT count(*) FROM kept_text WHERE wording LIKE '%zqnoteqz%'") == [(0,)]
    assert site.record.faults() == []


def test_a_note_says_something_and_is_kept_once(site: Site) -> None:
    at, inspector = address(site, "action"), site.signed_in("inspector")
    empty = inspector.send(f"{at}/my-note", note="  ")
    assert empty.status_code == 400 and "Enter note." in empty.get_data(as_text=True)
    key = inspector.form_key(f"{at}/my-note")
    for _ in range(2):
        assert inspector.post(f"{at}/my-note", form_key=key, note=NOTE).status_code == 302
    assert site.record.read("SELECT count(*) FROM inspector_note") == [(1,)]


@pytest.mark.parametrize("who", ["chair", "coordinator", "member", "councillor", "owner_a", "admin"])
def test_nobody_but_an_inspector_finds_a_form_for_notes(who: str, site: Site) -> None:
    for thing in THINGS:
        assert site.signed_in(who).get(f"{address(site, thing)}/my-note").status_code == 404
        assert "my-note" not in site.signed_in(who).drawn(address(site, thing))


def test_no_note_is_written_on_what_the_inspector_does_not_see(site: Site) -> None:
    who = visitor(Role.INSPECTOR, person=site.world.people["inspector"])
    sealed = [
        About(recommendation_id=site.world.recommendations[SEALED]),
        About(action_id=site.world.actions[SEALED]),
        About(evidence_id=10**6),
    ]
    for about in sealed:
        with site.record.changing(who) as visit, pytest.raises(NotFoundError):
            inspection.write_note(visit, about, wording=NOTE)
    with site.record.changing(who) as visit, pytest.raises(InputError, match="one record"):
        inspection.write_note(visit, About(), wording=NOTE)


def test_a_note_on_what_was_sealed_later_is_not_shown(site: Site) -> None:
    who, key = visitor(Role.INSPECTOR, person=site.world.people["inspector"]), site.world.recommendations[PUBLISHED]
    a_note(site.record, site.world.people["inspector"], About(recommendation_id=key))
    with site.record.reading(who) as visit:
        assert len(asked.notes(visit)) == 1
    site.record.tamper(f"UPDATE recommendation SET sensitivity = 'sealed' WHERE id = {key}")
    with site.record.reading(who) as visit:
        assert asked.notes(visit) == []


def test_every_page_that_an_inspector_opens_is_noted_for_them_and_not_for_others(site: Site, second: str) -> None:
    inspector, other = site.signed_in("inspector"), site.signed_in(second)
    at = address(site, "recommendation")
    for page in (at, "/plan?show=recommendation", "/evidence/sample?size=5&seed=7"):
        inspector.content(page)
    inspector.trend()
    other.content("/reviews")
    site.signed_in("chair").content(at)
    people = site.world.people
    noted = site.record.read("SELECT person_id, what FROM access_log ORDER BY id")
    assert noted == [
        (people["inspector"], at),
        (people["inspector"], "/plan?show=recommendation"),
        (people["inspector"], "/evidence/sample?size=5&seed=7"),
        (people["inspector"], "overview-trend"),
        (people[second], "/reviews"),
    ]
    mine = json.dumps(inspector.drawn("/inspection"))
    assert "/evidence/sample" in mine and "4 of 4" in mine
    theirs = other.drawn("/inspection")
    assert "/evidence/sample" not in theirs and "1 of 1" in theirs


def test_what_is_not_there_is_not_noted_as_read(site: Site) -> None:
    site.signed_in("inspector").content(f"/recommendations/{site.world.recommendations[SEALED]}")
    assert site.record.read("SELECT count(*) FROM access_log") == [(0,)]


def test_what_cannot_be_noted_is_not_given(site: Site) -> None:
    inspector = site.signed_in("inspector")
    site.record.tamper("CREATE TRIGGER t BEFORE INSERT ON access_log BEGIN SELECT RAISE(ABORT, 'full'); END")
    assert "zq" not in inspector.drawn(address(site, "recommendation"))
    assert "zq" in site.signed_in("chair").drawn(address(site, "recommendation"))


@pytest.mark.parametrize("table", ["access_log", "inspector_note"])
def test_what_was_noted_stays(table: str, site: Site) -> None:
    inspector = site.signed_in("inspector")
    inspector.send(f"{address(site, 'action')}/my-note", note=NOTE)
    inspector.content("/plan")
    for statement in (f"UPDATE {table} SET person_id = person_id", f"DELETE FROM {table}"):
        with pytest.raises(Exception, match="only ever added to"):
            site.record.tamper(statement)


def test_an_inspector_is_offered_no_form_but_the_note(site: Site) -> None:
    inspector = site.signed_in("inspector")
    for thing in THINGS:
        assert inspector.drawn(address(site, thing)).count("/my-note") == 1
