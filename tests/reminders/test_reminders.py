"""Who is told of what, once; and what happens when the mail server refuses, is down, or dies in the middle."""

import threading
from dataclasses import replace
from datetime import date
from email.utils import parseaddr
from pathlib import Path

import pytest
from sqlmodel import col

from tests.builders import an_action, an_extension
from tests.database.record import EMBEDDED_ONLY, SYSTEM
from tests.reminders.conftest import enrolled
from tracker import mail, reminders
from tracker.commands import accounts, actions, evidence, people
from tracker.commands.accounts import RoleDraft
from tracker.errors import BusyError, InputError, RuleBrokenError
from tracker.mail import AddressRefusedError, Mail
from tracker.models import RoleGrant
from tracker.models.statements import select
from tracker.queries import history
from tracker.turns import taking_turns
from tracker.words import EvidenceKind, EvidenceType, Role, Scope, Sending, Sensitivity

OWNER, LEAD, CHAIR = "olive.owner@board.example", "lena.lead@board.example", "cy.chair@board.example"
PASSWORD = "correct horse battery staple"


def sends(record, **more):
    return reminders.run(record.engine, record.settings, **more)


def steps(record):
    """Give the steps in the record, as action, step, outcome and whether there is a message."""
    return record.read("SELECT action_id, step, outcome, message_id <> '' FROM escalation ORDER BY id")


def test_one_mail_for_each_person_and_each_step_is_a_record(record, plan, serve_mail):
    box = serve_mail()
    done = sends(record)
    assert sorted(box.to) == sorted([OWNER, LEAD, CHAIR])
    assert {(action, step, outcome, bool(message)) for action, step, outcome, message in steps(record)} == {
        (plan.soon.id, "reminder 14 days before", "sent", True),
        (plan.late.id, "agency lead", "sent", True),
        (plan.later.id, "agency lead", "sent", True),
        (plan.later.id, "sub-group chair", "sent", True),
    }
    assert (len(done.sent), done.left, done.to_nobody) == (3, [], [])
    persons = record.read("SELECT DISTINCT post_id, person_id FROM escalation ORDER BY post_id")
    assert persons == [(post.id, post.person_id) for post in (plan.owner, plan.lead, plan.chair)]
    assert record.faults() == []


@EMBEDDED_ONLY
def test_twice_on_one_day_is_nothing_new(record, plan, serve_mail):
    box = serve_mail()
    sends(record)
    before = record.read("SELECT seq, hash FROM event ORDER BY seq")
    done = sends(record)
    assert len(box.taken) == 3
    assert done.in_words() == "Nothing is due."
    assert record.read("SELECT seq, hash FROM event ORDER BY seq") == before


@EMBEDDED_ONLY
def test_the_mail_holds_reference_and_link_and_nothing_else(record, plan, serve_mail):
    box = serve_mail()
    sends(record)
    taken = next(each for each in box.taken if each["To"] == LEAD)
    assert taken["Subject"] == "Improvement plan: 2 actions to look at"
    assert taken["Auto-Submitted"] == "auto-generated"
    body = taken.get_content()
    assert body.replace("\r\n", "\n") == (
        "Overdue, owned by your agency:\n"
        f"{plan.later.reference}: http://127.0.0.1:8050/actions/{plan.later.id}\n"
        f"{plan.late.reference}: http://127.0.0.1:8050/actions/{plan.late.id}\n"
        "\n"
        f"{reminders.LAST_WORD}\n"
    )
    for raw in box.raw:
        for needle in (b"zq", b"Review ", b"Olive", b"Lena", b"Head of service"):
            assert needle not in raw


@EMBEDDED_ONLY
def test_on_trial_and_without_a_server_it_is_printed_and_nothing_is_recorded(record, plan, serve_mail):
    assert sends(record).why == reminders.NO_SERVER
    box = serve_mail()
    done = sends(record, dry_run=True)
    assert done.why == reminders.TRIAL
    assert {each.to for each in done.printed} == {OWNER, LEAD, CHAIR}
    assert f"/actions/{plan.soon.id}" in done.in_words()
    assert done.as_json()["printed"][0]["to"] in {OWNER, LEAD, CHAIR}
    assert box.taken == []
    assert steps(record) == []


@EMBEDDED_ONLY
def test_a_new_due_date_starts_again(record, plan, serve_mail, clock):
    box = serve_mail()
    sends(record)
    an_extension(record, plan.late, date(2027, 1, 15), on=date(2026, 11, 22))
    sends(record)
    assert len(box.taken) == 3
    clock.move_to("2026-12-19 10:00+00:00")
    sends(record)
    told = record.read(f"SELECT step, due FROM escalation WHERE action_id = {plan.late.id} ORDER BY id")
    assert told == [("agency lead", "2026-11-18"), ("reminder 28 days before", "2027-01-15")]
    clock.move_to("2027-01-18 10:00+00:00")
    sends(record)
    told = record.read(f"SELECT step, due FROM escalation WHERE action_id = {plan.late.id} ORDER BY id")
    assert told[2:] == [("agency lead", "2027-01-15")], "the lead is told again for the new date"


@EMBEDDED_ONLY
def test_what_is_submitted_is_not_asked_for(record, plan, serve_mail):
    box = serve_mail()
    with record.changing() as visit:
        proof = evidence.EvidenceDraft(
            "Audit", EvidenceType.AUDIT, 2, evidence.Content(EvidenceKind.STATEMENT, "What we looked at.")
        )
        for action in (plan.soon, plan.late, plan.later):
            evidence.attach(visit, [action.id], proof)
            actions.submit(visit, action.id)
    assert sends(record).in_words() == "Nothing is due."
    assert box.taken == []


@EMBEDDED_ONLY
def test_the_person_of_that_day_is_told(record, plan, serve_mail, a_person):
    box, other = serve_mail(), a_person("Nina New")
    tenure = record.read(f"SELECT id FROM tenure WHERE post_id = {plan.owner.id}")[0][0]
    with record.changing() as visit:
        people.end_tenure(visit, tenure, ended_on=visit.today)
        people.begin_tenure(visit, plan.owner.id, person_id=other.id, started_on=visit.today)
    sends(record)
    assert "nina.new@board.example" in box.to
    assert OWNER not in box.to


def test_when_nobody_holds_the_post_it_is_said_and_recorded_once_and_sent_later(record, plan, serve_mail, a_person):
    box, other = serve_mail(), a_person("Nina New")
    tenure = record.read(f"SELECT id FROM tenure WHERE post_id = {plan.chair.id}")[0][0]
    with record.changing() as visit:
        people.end_tenure(visit, tenure, ended_on=visit.today)
    nobody = (plan.later.id, "sub-group chair", "could not be sent: nobody holds the post", False)
    for _ in range(2):
        done = sends(record)
        assert "Chair of the sub-group" in done.in_words()
        assert "could not be sent: nobody holds the post" in done.in_words()
        found = [(a, s, o, bool(m)) for a, s, o, m in steps(record) if o.startswith("could not")]
        assert found == [nobody]
    with record.changing() as visit:
        people.begin_tenure(visit, plan.chair.id, person_id=other.id, started_on=visit.today)
    enrolled(record, other.id)
    sends(record)
    assert box.to[-1] == "nina.new@board.example"
    assert steps(record)[-1][1:3] == ("sub-group chair", "sent")


@EMBEDDED_ONLY
def test_without_a_lead_a_chair_or_an_owner_it_is_said(record, serve_mail, an_action):
    serve_mail()
    an_action(due=date(2026, 10, 20))
    an_action(due=date(2026, 12, 1), owner=None)
    done = sends(record)
    assert [(each.step.value, each.post) for each in done.to_nobody] == [
        ("agency lead", "agency lead post"),
        ("sub-group chair", "sub-group chair post"),
        ("reminder 14 days before", "owner post"),
    ]
    assert {outcome for _, _, outcome, _ in steps(record)} == {"could not be sent: nobody holds the post"}


@EMBEDDED_ONLY
def test_whose_account_is_closed_is_told_nothing(record, plan, serve_mail):
    box = serve_mail()
    with record.changing() as visit:
        accounts.open_account(visit, plan.owner.person_id, password=PASSWORD)
        accounts.disable_account(visit, plan.owner.person_id)
    done = sends(record)
    assert OWNER not in box.to
    assert [str(each.problem) for each in done.to_nobody] == [
        "could not be sent: whoever holds the post may not see it"
    ]


@EMBEDDED_ONLY
@pytest.mark.parametrize("sensitivity", [Sensitivity.RESTRICTED, Sensitivity.SEALED])
def test_what_is_restricted_goes_only_to_who_may_see_it(sensitivity, record, plan, serve_mail, an_action):
    box = serve_mail()
    hidden = an_action("zqhiddenqz", owner=plan.owner, due=date(2026, 10, 21), sensitivity=sensitivity)
    with record.changing() as visit:
        accounts.grant_role(visit, plan.chair.person_id, RoleDraft(Role.SCRUTINEER))
    sends(record)
    told = {each["To"]: each.get_content() for each in box.taken}
    assert f"{hidden.reference}:" not in told[LEAD]
    assert f"{hidden.reference}:" not in told[OWNER]
    assert f"{hidden.reference}:" in told[CHAIR]
    outcomes = record.read(f"SELECT step, outcome FROM escalation WHERE action_id = {hidden.id} ORDER BY id")
    assert outcomes == [
        ("agency lead", "could not be sent: whoever holds the post may not see it"),
        ("sub-group chair", "sent"),
    ]


@EMBEDDED_ONLY
def test_an_unpublished_action_goes_only_to_who_may_see_it(record, plan, serve_mail, a_review, a_recommendation):
    """The owner and the lead of the agency are told of its own work; a councillor who chairs the sub-group is not."""
    box = serve_mail()
    unpublished = a_recommendation(review=a_review("SECRET", published=False))
    hidden = an_action(record, owner=plan.owner, recommendations=[unpublished], due=date(2026, 10, 21))
    with record.changing() as visit:
        held = select(RoleGrant).where(col(RoleGrant.person_id) == plan.chair.person_id)
        accounts.revoke_role(visit, visit.session.scalars(held).one().id)
        accounts.grant_role(visit, plan.chair.person_id, RoleDraft(Role.COUNCILLOR))
    sends(record)
    told = {each["To"]: each.get_content() for each in box.taken}
    assert f"{hidden.reference}:" in told[LEAD]
    assert f"{hidden.reference}:" not in told[CHAIR]
    assert f"{plan.later.reference}:" in told[CHAIR]


@EMBEDDED_ONLY
def test_who_has_an_account_is_told_what_its_roles_show(record, plan, serve_mail):
    box = serve_mail()
    with record.changing() as visit:
        accounts.open_account(visit, plan.owner.person_id, password=PASSWORD)
    assert [each.problem for each in sends(record).to_nobody] == [Sending.UNSEEN]
    with record.changing() as visit:
        accounts.grant_role(
            visit, plan.owner.person_id, RoleDraft(Role.OWNER, Scope.AGENCY, agency_id=plan.owner.agency_id)
        )
    sends(record)
    assert OWNER in box.to


@EMBEDDED_ONLY
def test_a_refused_recipient_is_recorded_and_the_others_get_theirs(record, plan, serve_mail):
    box = serve_mail()
    box.refuses = {LEAD: "550 no such mailbox"}
    done = sends(record)
    assert sorted(box.to) == sorted([OWNER, CHAIR])
    assert {str(each.problem) for each in done.to_nobody} == {"could not be sent: the mail server refused the address"}
    before = len(steps(record))
    sends(record)
    assert len(steps(record)) == before, "refused again is nothing new"
    box.refuses = {}
    sends(record)
    assert box.to[-1] == LEAD


@EMBEDDED_ONLY
def test_a_recipient_refused_for_now_is_left_for_the_next_run(record, plan, serve_mail):
    box = serve_mail()
    box.refuses = {LEAD: "450 try later"}
    done = sends(record)
    assert done.left == [f"{LEAD}: The mail server did not take it now (450)."]
    assert sorted(box.to) == sorted([OWNER, CHAIR])
    assert "agency lead" not in {step for _, step, _, _ in steps(record)}
    box.refuses = {}
    assert [each.to for each in sends(record).sent] == [LEAD]


@EMBEDDED_ONLY
def test_a_server_that_is_down_loses_nothing(record, plan, serve_mail):
    record.settings.smtp_host, record.settings.smtp_port = "127.0.0.1", 9
    record.settings.smtp_from, record.settings.smtp_starttls = "reminders@board.example", False
    done = sends(record)
    assert done.left == ["The mail server cannot be reached. The next run sends what is left: 3 mails."]
    assert steps(record) == []
    box = serve_mail()
    sends(record)
    assert len(box.taken) == 3


@EMBEDDED_ONLY
def test_a_server_that_dies_mid_run_gets_only_what_is_left(record, plan, serve_mail):
    box = serve_mail()

    def die_at_the_second(server, number):
        if number == 2:
            server.transport.abort()
            return "451 dying"
        return "250 taken"

    box.on_data = die_at_the_second
    done = sends(record)
    assert done.left == ["The mail server went away. The next run sends what is left: 2 mails."]
    assert len(box.taken) == 1
    first = box.to[0]
    assert {bool(message) for *_, message in steps(record)} == {True}
    assert sends(record).left == []
    assert sorted(box.to) == sorted([OWNER, LEAD, CHAIR])
    assert box.to.count(first) == 1


@EMBEDDED_ONLY
def test_a_mail_whose_record_failed_goes_out_again_under_the_same_message_id(record, plan, serve_mail):
    """Between the server's answer and our record a fault can make a mail go out twice: the two are told to be one."""
    box = serve_mail()
    record.settings.busy_seconds = 0.2
    held, done = threading.Event(), threading.Event()

    def hold():
        with taking_turns(Path(record.database), 5):
            held.set()
            done.wait(20)

    holder = threading.Thread(target=hold)

    def hold_the_record(_server, number):
        if number == 1:
            holder.start()
            held.wait(10)
        return "250 taken"

    box.on_data = hold_the_record
    with pytest.raises(BusyError):
        sends(record)
    done.set()
    holder.join()
    assert (len(box.taken), steps(record)) == (1, [])
    sends(record)
    assert len(box.taken) == 4
    first, again = (each for each in box.taken if each["To"] == box.to[0])
    assert first["Message-ID"] == again["Message-ID"]
    assert len({each["Message-ID"] for each in box.taken}) == 3
    assert sends(record).in_words() == "Nothing is due."


@EMBEDDED_ONLY
def test_only_one_run_sends_at_a_time(record, plan, serve_mail):
    box = serve_mail()
    refused = []

    def run_again(_server, number):
        if number == 1:
            with pytest.raises(RuleBrokenError, match="Another run is sending"):
                sends(record)
            refused.append(number)
        return "250 taken"

    box.on_data = run_again
    sends(record)
    assert (refused, len(box.taken)) == ([1], 3)


INJECTING = "a@b.example\r\nBcc: all@evil.example"


@pytest.mark.parametrize(
    "address",
    [
        INJECTING,
        "a@b.example\nX-Injected: yes",
        "a@b.example, all@evil.example",
        "<a@b.example> all@evil.example",
        "a b@b.example",
        '"a\r\n"@b.example',
        "ä@b.example",
        "a@b.example\n",
        "@",
        "",
    ],
)
def test_to_an_address_that_is_not_plain_nothing_is_written(address, settings):
    settings.smtp_from = "reminders@board.example"
    letter = Mail("plain@board.example", "Subject", "Body", "key", settings.now())
    assert mail.written(letter, settings)["To"] == "plain@board.example"
    with pytest.raises(AddressRefusedError):
        mail.written(replace(letter, to=address), settings)


@EMBEDDED_ONLY
def test_an_address_that_would_begin_a_header_gets_nothing_and_the_others_get_theirs(record, plan, serve_mail):
    box = serve_mail()
    with record.owning_the_machine() as connection:
        connection.execute("UPDATE person SET email = ? WHERE id = ?", (INJECTING, plan.lead.person_id))
    done = sends(record)
    assert sorted(box.to) == sorted([OWNER, CHAIR])
    assert {each.problem for each in done.to_nobody} == {Sending.REFUSED}
    assert b"evil" not in b"".join(box.raw)


@EMBEDDED_ONLY
def test_a_reference_or_a_name_of_the_board_cannot_begin_a_header(record, plan, serve_mail):
    box = serve_mail()
    record.settings.board_name = "Board\r\nBcc: all@evil.example"
    record.tamper(f"UPDATE action SET reference = 'A\nBcc: all@evil.example\n\n.\nQUIT' WHERE id = {plan.soon.id}")
    sends(record)
    assert sorted(box.to) == sorted([OWNER, LEAD, CHAIR])
    taken = next(each for each in box.taken if each["To"] == OWNER)
    assert taken["Bcc"] is None
    assert parseaddr(taken["From"])[1] == "reminders@board.example"
    assert f"A Bcc: all@evil.example . QUIT: http://127.0.0.1:8050/actions/{plan.soon.id}" in taken.get_content()


@EMBEDDED_ONLY
def test_a_sender_that_is_no_address_is_refused_before_anything_is_sent(record, plan, serve_mail):
    box = serve_mail()
    record.settings.smtp_from = "reminders\r\nBcc: x@evil.example"
    with pytest.raises(InputError, match="TRACKER_SMTP_FROM"):
        sends(record)
    record.settings.smtp_from, record.settings.smtp_user = "a@b.example", "somebody"
    record.settings.smtp_host = "mail.board.example"
    with pytest.raises(InputError, match="in the open"):
        sends(record)
    assert (box.taken, steps(record)) == ([], [])


@EMBEDDED_ONLY
def test_a_server_that_wants_tls_gets_nothing_in_the_open(record, plan, serve_mail, tls):
    context, _ = tls
    box = serve_mail(tls_context=context, require_starttls=True)
    assert len(sends(record).left) == 3
    assert (box.taken, steps(record)) == ([], [])


@EMBEDDED_ONLY
def test_when_we_want_tls_a_server_without_it_or_without_trust_gets_nothing(record, plan, serve_mail, tls):
    plain = serve_mail()
    record.settings.smtp_starttls = True
    assert "does not offer" in sends(record).left[0]
    context, _ = tls
    strange = serve_mail(tls_context=context, require_starttls=True)
    record.settings.smtp_starttls, record.settings.smtp_host = True, "localhost"
    assert "cannot be trusted" in sends(record).left[0]
    assert (plain.taken, strange.taken, steps(record)) == ([], [], [])


@EMBEDDED_ONLY
def test_over_tls_that_is_trusted_the_mail_is_taken(record, plan, serve_mail, tls, monkeypatch):
    context, certificate = tls
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    box = serve_mail(tls_context=context, require_starttls=True)
    record.settings.smtp_starttls, record.settings.smtp_host = True, "localhost"
    assert sends(record).left == []
    assert len(box.taken) == 3


@EMBEDDED_ONLY
def test_the_steps_stand_in_the_history_of_the_action(record, plan, serve_mail):
    serve_mail()
    sends(record)
    with record.reading(SYSTEM) as visit:
        told = [entry.sentence for entry in history.of_action(visit, plan.late.id)]
    assert told[0] == "Sent: agency lead, Director (due 18 Nov 2026)."


@EMBEDDED_ONLY
def test_after_56_days_the_run_says_what_waits_for_a_person(record, plan, serve_mail, clock):
    serve_mail()
    clock.move_to("2026-12-15 10:00+00:00")
    said = sends(record).in_words()
    assert f"{plan.later.reference}: the step “chair to chief officer” waits for a person." in said
    assert f"{plan.late.reference}: the step" not in said
