"""People record the steps that they take, in their order; duties say to whom a late action climbs."""

from datetime import date

import pytest

from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import escalations
from tracker.commands.escalations import Tried
from tracker.errors import NotFoundError, RefusedError, RuleBrokenError, SignedOutError
from tracker.queries import escalations as asked
from tracker.visit import STRANGER
from tracker.words import EscalationStep, PostDuty, Role, Sending, Sensitivity

STEP = EscalationStep
ORDER = (
    STEP.AGENCY_LEAD,
    STEP.SUB_GROUP_CHAIR,
    STEP.CHIEF_OFFICER,
    STEP.LEAD_PARTNERS,
    STEP.SCRUTINY,
    STEP.PUBLICATION,
)
LATE = date(2026, 9, 20)


def test_every_step_is_recorded_by_a_person_in_order_and_once(record, an_action, a_meeting):
    action, meeting = an_action(due=LATE), a_meeting(date(2026, 11, 4))
    with record.changing(visitor(Role.COORDINATOR)) as visit:
        for step in ORDER:
            assert asked.ladder(visit, action.id).may_record[0] == step
            escalations.record_step(visit, action.id, step, meeting_id=meeting.id, said="We wrote a letter.")
            with pytest.raises(RuleBrokenError, match="recorded already"):
                escalations.record_step(visit, action.id, step, meeting_id=meeting.id, said="Again.")
    rows = record.read("SELECT step, outcome, note, meeting_id FROM escalation ORDER BY id")
    assert [row[:3] for row in rows] == [(s.value, "recorded by a person", "We wrote a letter.") for s in ORDER]
    assert [row[3] for row in rows] == [None] * 4 + [meeting.id] * 2
    assert record.faults() == []


@EMBEDDED_ONLY
def test_what_is_decided_names_a_meeting_that_was_held(record, an_action, a_meeting):
    action, to_come = an_action(due=LATE), a_meeting(date(2026, 12, 16))
    with record.changing() as visit:
        for step in ORDER[:4]:
            escalations.record_step(visit, action.id, step, said="Done.")
        for meeting in (None, to_come.id):
            with pytest.raises(RuleBrokenError, match="Name the meeting that decided it"):
                escalations.record_step(visit, action.id, STEP.SCRUTINY, meeting_id=meeting, said="Done.")
        with pytest.raises(NotFoundError):
            escalations.record_step(visit, action.id, STEP.SCRUTINY, meeting_id=77, said="Done.")


@EMBEDDED_ONLY
def test_nothing_is_escalated_that_is_not_overdue_or_not_there(record, an_action):
    action = an_action(due=date(2026, 11, 22))
    with record.changing() as visit:
        with pytest.raises(RuleBrokenError, match="not overdue"):
            escalations.record_step(visit, action.id, STEP.AGENCY_LEAD, said="Done.")
        with pytest.raises(NotFoundError):
            escalations.record_step(visit, 77, STEP.AGENCY_LEAD, said="Done.")


@EMBEDDED_ONLY
def test_who_may_record_send_and_give_duties(record, an_action, a_post):
    action, post = an_action(due=LATE), a_post()
    tried = Tried(action.id, LATE, STEP.AGENCY_LEAD, Sending.NOBODY, None)
    acts = (
        ({Role.COORDINATOR}, lambda visit: escalations.record_step(visit, action.id, STEP.AGENCY_LEAD, said="Done.")),
        ({Role.ADMIN}, lambda visit: escalations.note(visit, tried)),
        (
            {Role.COORDINATOR, Role.ADMIN},
            lambda visit: escalations.give_duty(visit, post.id, duty=PostDuty.AGENCY_LEAD),
        ),
    )
    for allowed, act in acts:
        with pytest.raises(SignedOutError), record.reading(STRANGER) as visit:
            act(visit)
        for role in set(Role) - allowed:
            who = visitor(role, agency=1) if role is Role.OWNER else visitor(role)
            with pytest.raises(RefusedError), record.reading(who) as visit:
                act(visit)


@EMBEDDED_ONLY
def test_the_coordinator_alone_is_shown_the_ladder_of_what_is_sealed(record, an_action):
    action = an_action(due=LATE, sensitivity=Sensitivity.SEALED)
    with record.reading(visitor(Role.COORDINATOR)) as visit:
        assert asked.ladder(visit, action.id).reference == action.reference


def test_the_newest_post_has_the_duty(record, an_agency, a_post):
    home = an_agency("The council")
    first, second = (a_post(title, agency=home) for title in ("First director", "Second director"))
    for post in (first, second):
        with record.changing() as visit:
            escalations.give_duty(visit, post.id, duty=PostDuty.AGENCY_LEAD)
    with record.reading() as visit:
        words = {each.id: each.words for each in asked.posts(visit)}
    assert words[first.id] == "The council: First director"
    assert words[second.id] == "The council: Second director (agency lead)"
    for table in ("post_duty",):
        with pytest.raises(Exception, match="only ever added to"):
            record.tamper(f"DELETE FROM {table}")


@EMBEDDED_ONLY
def test_a_step_is_noted_once_and_not_after_it_was_taken(record, an_action, a_post):
    action, post = an_action(due=LATE), a_post()
    sent = Tried(action.id, LATE, STEP.AGENCY_LEAD, Sending.SENT, post.id, post.person_id, "<a@b.example>")
    nobody = Tried(action.id, LATE, STEP.AGENCY_LEAD, Sending.NOBODY, None)
    with record.changing() as visit:
        assert [escalations.note(visit, each) for each in (nobody, nobody, sent, sent, nobody)] == [
            True,
            False,
            True,
            False,
            False,
        ]
    for statement in ("UPDATE escalation SET outcome = outcome", "DELETE FROM escalation"):
        with pytest.raises(Exception, match="only ever added to"):
            record.tamper(statement)
    record.tamper("UPDATE escalation SET note = '(erased)'")
