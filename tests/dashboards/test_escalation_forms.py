"""The coordinator records steps and gives duties by forms; nobody else can, and nothing leaks by them."""

import html

import pytest
import time_machine

from tests.builders import DUE
from tests.security.site import Site
from tests.security.world import CLOSED_ACTION, DRAFT, PUBLISHED, SEALED, needle

AFTER = "2027-05-01 10:00+00:00"


@pytest.fixture
def late(site: Site, clock: time_machine.Traveller) -> Site:
    """Let every action of the plan be overdue."""
    clock.move_to(AFTER)
    return site


def _let_the_inspector_stay(site: Site) -> None:
    site.record.tamper("UPDATE role_grant SET valid_until = '2027-12-31 00:00:00.000000' WHERE role = 'inspector'")


def test_a_step_is_recorded_by_a_form_and_stands_in_the_history(late: Site) -> None:
    caller, action = late.signed_in("coordinator"), f"/actions/{late.world.actions[SEALED]}"
    assert f"{action}/escalate" in caller.drawn(action)
    asked = html.unescape(caller.get(f"{action}/escalate").get_data(as_text=True))
    assert f"Due {DUE.day} Mar {DUE.year}. Steps for this due date so far: none." in asked
    assert caller.send(f"{action}/escalate", step="agency lead", said="").status_code == 400
    assert caller.send(f"{action}/escalate", step="reminder 7 days before", said="x").status_code == 422
    assert caller.send(f"{action}/escalate", step="nonsense", said="x").status_code == 400
    assert caller.send(f"{action}/escalate", step="scrutiny", meeting="x", said="x").status_code == 400
    answer = caller.send(f"{action}/escalate", step="agency lead", said="zqwetelephonedqz")
    assert answer.headers["Location"] == action
    assert "Escalated: agency lead (due 31 Mar 2027). “zqwetelephonedqz”" in caller.drawn(action)
    assert late.record.faults() == []


def test_nobody_else_records_a_step_or_gives_a_duty(late: Site) -> None:
    _let_the_inspector_stay(late)
    for name in ("chair", "member", "owner_a", "councillor", "inspector", "admin", "scoped"):
        caller = late.signed_in(name)
        for path in (f"/actions/{late.world.actions[PUBLISHED]}/escalate", "/duties"):
            assert caller.get(path).status_code == 404, (name, path)
            assert caller.post(path, form_key="forged", step="agency lead", said="x").status_code == 403, (name, path)
        assert "/escalate" not in caller.drawn(f"/actions/{late.world.actions[PUBLISHED]}"), name
    assert late.record.read("SELECT count(*) FROM escalation") == [(0,)]


def test_who_does_not_see_an_action_reads_none_of_its_steps(late: Site) -> None:
    _let_the_inspector_stay(late)
    groups, caller = (DRAFT, SEALED, CLOSED_ACTION), late.signed_in("coordinator")
    for group in groups:
        path = f"/actions/{late.world.actions[group]}/escalate"
        assert caller.send(path, step="agency lead", said=needle(group, "escalated")).status_code == 302
    expected = {
        "chair": set(groups),
        "member": {DRAFT},
        "owner_a": {DRAFT},
        "owner_b": set(),
        "inspector": {DRAFT, CLOSED_ACTION},
        "scoped": {DRAFT},
        "councillor": set(),
    }
    for name, seen in expected.items():
        reader = late.signed_in(name)
        pages = "".join(reader.drawn(f"/actions/{late.world.actions[group]}") for group in groups)
        assert {group for group in groups if needle(group, "escalated") in pages} == seen, name


def test_before_the_due_date_nothing_is_offered(site: Site) -> None:
    action = f"/actions/{site.world.actions[PUBLISHED]}"
    assert "/escalate" not in site.signed_in("coordinator").drawn(action)
    answer = site.signed_in("coordinator").send(f"{action}/escalate", step="agency lead", said="x")
    assert answer.status_code == 422
    assert "not overdue" in answer.get_data(as_text=True)


def test_a_duty_is_given_by_a_form(site: Site) -> None:
    caller = site.signed_in("coordinator")
    post = str(site.record.read("SELECT id FROM post WHERE title = 'Head of A'")[0][0])
    assert caller.send("/duties", post=post, duty="agency lead").headers["Location"] == "/duties"
    assert "Head of A (agency lead)" in html.unescape(caller.get("/duties").get_data(as_text=True))
    for typed in ({"post": "", "duty": "agency lead"}, {"post": post, "duty": "chief"}):
        assert caller.send("/duties", **typed).status_code == 400
    assert caller.send("/duties", post="999", duty="agency lead").status_code == 404
    assert site.record.faults() == []
