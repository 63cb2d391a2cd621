"""Clocks are started, paused, resumed and met, each an added fact; what cannot be is refused with a sentence."""

from datetime import date

import pytest

from tests.database.record import EMBEDDED_ONLY, SYSTEM, visitor
from tracker.commands import clocks, context, keys
from tracker.commands.clocks import ClockDraft, lengths
from tracker.commands.context import ContextDraft
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError, SignedOutError
from tracker.queries import clocks as asked
from tracker.settings import ClockLength, Settings
from tracker.visit import STRANGER
from tracker.words import Clock, ClockUnit, ContextKind, Role, Sensitivity

REPORT = date(2026, 11, 16)


def running(record, **visit):
    with record.reading(**visit) as opened:
        return asked.running(opened)


def test_a_clock_runs_from_its_day_and_says_what_is_left(record, a_clock):
    a_clock(Clock.RAPID_REVIEW)
    (shown,) = running(record)
    assert (shown.due, shown.left, shown.left_words) == (date(2026, 12, 7), 11, "11 working days left")
    assert shown.due_words == "rapid review due 7 Dec 2026 (15 working days)"
    assert record.faults() == []


def test_story_19_the_executive_has_two_months_to_respond(record, a_review, clock):
    clock.move_to("2026-11-23 10:00+00:00")
    home = a_review()
    with record.changing() as visit:
        draft = ClockDraft(Clock.EXECUTIVE_RESPONSE, date(2026, 11, 23), review_id=home.id)
        clocks.start(visit, draft)
    (shown,) = running(record)
    assert shown.due_words == "response due 23 Jan 2027 (2 months)"
    assert shown.left_words == "2 months left"


def test_papers_are_counted_back_from_their_meeting(record, a_meeting):
    meeting = a_meeting(date(2026, 12, 16), title="The board")
    with record.changing() as visit:
        clocks.start(visit, ClockDraft(Clock.MEETING_PAPERS, meeting_id=meeting.id))
    (shown,) = running(record)
    assert shown.due_words == "papers due Tue 8 Dec 2026 (5 clear working days before the meeting)"
    assert (shown.about, shown.left_words) == ("The board", "12 working days left")


def test_a_notice_is_reviewed_every_six_months(record):
    with record.changing() as visit:
        told = ContextDraft(date(2026, 5, 23), ContextKind.IMPROVEMENT_NOTICE, "The notice", "It says so.", "The paper")
        notice = context.record_context(visit, told)
        other = context.record_context(visit, ContextDraft(REPORT, ContextKind.PROMISE, "A promise", "So.", "Paper"))
        draft = ClockDraft(Clock.IMPROVEMENT_NOTICE_REVIEW, date(2026, 5, 23), context_id=notice.id)
        clocks.start(visit, draft)
        with pytest.raises(InputError, match="only an improvement notice"):
            clocks.start(visit, ClockDraft(draft.kind, REPORT, context_id=other.id))
    (shown,) = running(record)
    assert (shown.about, shown.due, shown.left_words) == ("The notice", date(2026, 11, 23), "1 day left")


def test_a_pause_is_given_back_and_both_are_facts(record, a_clock):
    made = a_clock(pauses=[(date(2026, 11, 18), date(2026, 11, 20))])
    (shown,) = running(record)
    assert shown.due == date(2026, 12, 9)
    assert record.read(f"SELECT since, seq FROM clock_pause WHERE clock_id = {made.id}")[0][1] > made.seq
    kinds = record.read("SELECT kind FROM event WHERE object_kind = 'clock' ORDER BY seq")
    assert [kind for (kind,) in kinds] == ["clock started", "clock paused", "clock resumed"]
    assert record.faults() == []


def test_while_it_stands_still_nothing_is_lost_and_the_reason_is_said(record, a_clock):
    a_clock(pauses=[(date(2026, 11, 18), None)])
    (shown,) = running(record)
    assert shown.left_words == "paused (The police ask us to wait.), 14 working days left"
    assert shown.paused_since == date(2026, 11, 18)


def test_what_was_met_runs_no_more_and_stays_with_its_review(record, a_clock):
    made = a_clock(done_on=date(2026, 11, 20))
    assert running(record) == []
    with record.reading() as visit:
        (shown,) = asked.of_review(visit, made.review_id)
    assert (shown.done_on, shown.left_words) == (date(2026, 11, 20), "done, 11 working days left")


def test_a_past_day_is_shown_as_it_was_known_then(record, a_clock):
    a_clock(pauses=[(date(2026, 11, 18), None)], done_on=date(2026, 11, 20))
    assert running(record, as_at=date(2026, 11, 15)) == []
    (before,) = running(record, as_at=date(2026, 11, 17))
    assert (before.left_words, before.paused_since) == ("14 working days left", None)
    (paused,) = running(record, as_at=date(2026, 11, 19))
    assert paused.paused_since == date(2026, 11, 18)
    assert running(record, as_at=date(2026, 11, 20)) == []


@EMBEDDED_ONLY
def test_a_later_key_and_later_settings_move_nothing(record, a_clock, monkeypatch):
    a_clock()
    before = running(record)
    monkeypatch.setattr(keys, "bank_holidays", lambda *_: frozenset({date(2026, 11, 30), date(2026, 12, 1)}))
    with record.changing() as visit:
        keys.adopt(visit, {"unowned_working_days": 5})
    assert running(record) == before
    with record.changing() as visit:
        home = visit.session.connection().exec_driver_sql("SELECT review_id FROM clock").scalar()
        rules = lengths(Settings(clocks={"coroner's report response": ClockLength(length=28, source="A new rule")}))
        clocks.start(visit, ClockDraft(Clock.CORONER_RESPONSE, REPORT, review_id=home), rules)
        clocks.start(visit, ClockDraft(Clock.OWNER_AND_DATE, REPORT, review_id=home), rules)
    found = {each.kind: each for each in running(record)}
    assert found[Clock.RAPID_REVIEW] == before[0]
    assert (found[Clock.CORONER_RESPONSE].due, found[Clock.CORONER_RESPONSE].source) == (
        date(2026, 12, 14),
        "A new rule",
    )
    assert found[Clock.OWNER_AND_DATE].due == date(2026, 11, 23)


def test_lengths_are_settings_with_their_source(monkeypatch):
    monkeypatch.setenv("TRACKER_CLOCKS", '{"rapid review": {"length": 3, "unit": "months", "source": "Our own rule"}}')
    rule = lengths(Settings())[Clock.RAPID_REVIEW]
    assert (rule.length, rule.unit, rule.source) == (3, ClockUnit.MONTHS, "Our own rule")
    assert lengths(Settings())[Clock.CORONER_RESPONSE].length == 56
    monkeypatch.setenv("TRACKER_CLOCKS", '{"rapid revue": {"length": 3, "source": "Our own rule"}}')
    with pytest.raises(InputError, match="rapid revue"):
        lengths(Settings())


@pytest.mark.parametrize("told", ['{"rapid review": {"length": 0, "source": "x"}}', '{"rapid review": {"length": 9}}'])
def test_a_length_of_nothing_or_without_source_is_no_setting(told, monkeypatch):
    monkeypatch.setenv("TRACKER_CLOCKS", told)
    with pytest.raises(ValueError, match="rapid review"):
        Settings()


@EMBEDDED_ONLY
def test_a_clock_that_cannot_be_is_refused(record, a_review):
    wanted = {"kind": Clock.RAPID_REVIEW, "review_id": a_review().id}
    for draft, said in (
        ({"started_on": date(2026, 11, 23)}, "has not come yet"),
        ({"started_on": date(214, 11, 23)}, "cannot be before"),
        ({"started_on": None}, "Enter the day"),
        ({"kind": Clock.MEETING_PAPERS, "started_on": REPORT}, "Papers are due before a meeting"),
        ({"started_on": REPORT, "meeting_id": 1}, "Choose one"),
    ):
        with record.changing() as visit, pytest.raises(InputError, match=said):
            clocks.start(visit, ClockDraft(**{**wanted, **draft}))


@EMBEDDED_ONLY
def test_nothing_is_started_without_a_thing(record):
    with record.changing() as visit:
        with pytest.raises(InputError, match="Choose one"):
            clocks.start(visit, ClockDraft(Clock.RAPID_REVIEW, REPORT))
        for wrong in ({"review_id": 77}, {"meeting_id": 77}, {"context_id": 77}, {"context_id": 2**70}):
            kind = Clock.MEETING_PAPERS if "meeting_id" in wrong else Clock.IMPROVEMENT_NOTICE_REVIEW
            with pytest.raises(NotFoundError):
                clocks.start(visit, ClockDraft(kind, REPORT, **wrong))


@EMBEDDED_ONLY
def test_what_makes_no_sense_is_refused(record, a_clock):
    made = a_clock(pauses=[(date(2026, 11, 18), date(2026, 11, 20))])
    with record.changing() as visit:
        with pytest.raises(RuleBrokenError, match="running already"):
            clocks.start(visit, ClockDraft(made.kind, REPORT, review_id=made.review_id))
        with pytest.raises(RuleBrokenError, match="This clock is running"):
            clocks.resume(visit, made.id, since=visit.today)
        for act in (
            lambda day: clocks.pause(visit, made.id, since=day, reason="So."),
            lambda day: clocks.mark_done(visit, made.id, done_on=day),
        ):
            with pytest.raises(InputError, match="before 20 Nov 2026"):
                act(date(2026, 11, 19))
            with pytest.raises(InputError, match="has not come yet"):
                act(date(2026, 11, 23))
        with pytest.raises(InputError, match="Enter reason"):
            clocks.pause(visit, made.id, since=visit.today, reason=" ")
        clocks.pause(visit, made.id, since=visit.today, reason="So.")
        with pytest.raises(RuleBrokenError, match="stands still already"):
            clocks.pause(visit, made.id, since=visit.today, reason="So.")
        clocks.resume(visit, made.id, since=visit.today)
        clocks.mark_done(visit, made.id, done_on=visit.today)
        with pytest.raises(RuleBrokenError, match="was met on 22 Nov 2026"):
            clocks.mark_done(visit, made.id, done_on=visit.today)
        clocks.start(visit, ClockDraft(made.kind, REPORT, review_id=made.review_id))


def test_the_record_of_a_clock_cannot_be_changed_or_taken_away(record, a_clock):
    a_clock(pauses=[(date(2026, 11, 18), date(2026, 11, 19))], done_on=date(2026, 11, 20))
    for table, column in (
        ("clock", "length"),
        ("clock_pause", "by_id"),
        ("clock_resume", "since"),
        ("clock_done", "seq"),
    ):
        for statement in (f"UPDATE {table} SET {column} = {column}", f"DELETE FROM {table}"):
            with pytest.raises(Exception, match="only ever added to"):
                record.tamper(statement)
    record.tamper("UPDATE clock_pause SET reason = '(erased)'")
    assert record.read("SELECT reason FROM clock_pause") == [("(erased)",)]


@EMBEDDED_ONLY
def test_only_the_coordinator_keeps_clocks(record, a_clock):
    made = a_clock()
    others = [
        visitor(role, agency=1) if role is Role.OWNER else visitor(role) for role in set(Role) - {Role.COORDINATOR}
    ]
    acts = (
        lambda visit: clocks.start(visit, ClockDraft(Clock.CORONER_RESPONSE, REPORT, review_id=made.review_id)),
        lambda visit: clocks.pause(visit, made.id, since=REPORT, reason="So."),
        lambda visit: clocks.resume(visit, made.id, since=REPORT),
        lambda visit: clocks.mark_done(visit, made.id, done_on=REPORT),
    )
    for act in acts:
        for who in others:
            with pytest.raises(RefusedError), record.reading(who) as visit:
                act(visit)
        with pytest.raises(SignedOutError), record.reading(STRANGER) as visit:
            act(visit)


@EMBEDDED_ONLY
def test_a_clock_of_what_is_not_seen_is_not_there(record, a_clock, a_review, a_meeting):
    open_to_all = a_clock().id
    hidden = a_clock(review=a_review(published=False)).id
    closed = a_clock(review=a_review(sensitivity=Sensitivity.SEALED)).id
    meeting = a_meeting(date(2026, 12, 16))
    with record.changing() as visit:
        papers = clocks.start(visit, ClockDraft(Clock.MEETING_PAPERS, meeting_id=meeting.id)).id
    seen = {
        Role.COUNCILLOR: {open_to_all},
        Role.OWNER: {open_to_all},
        Role.MEMBER: {open_to_all, hidden, papers},
        Role.INSPECTOR: {open_to_all, hidden, papers},
        Role.CHAIR: {open_to_all, hidden, closed, papers},
    }
    for role, keys_seen in seen.items():
        who = visitor(role, agency=1) if role is Role.OWNER else visitor(role)
        assert {each.id for each in running(record, who=who)} == keys_seen, role
        with record.reading(who) as visit:
            assert (asked.one(visit, closed) is None) == (closed not in keys_seen)
    assert {each.id for each in running(record, who=SYSTEM)} == {open_to_all, hidden, closed, papers}
