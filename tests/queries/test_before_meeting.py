"""Before the meeting: every list holds what it says and nothing else, whoever asks."""

from datetime import date

import pytest

from tests.builders import a_recommendation, an_extension, an_update, checked, closed, the_chair, unchecked
from tests.database.record import visitor
from tracker.commands import actions, decisions, evidence, keys, ownership
from tracker.commands.evidence import Content, EvidenceDraft
from tracker.errors import RefusedError
from tracker.queries import before_meeting, impact, meetings, my_work, xray
from tracker.words import (
    DecisionKind,
    EvidenceKind,
    EvidenceType,
    ImpactVerdict,
    MeetingKind,
    Role,
    Sensitivity,
    Verdict,
)

COORDINATOR = visitor(Role.COORDINATOR)
BOARD = date(2026, 12, 16)


def before(record):
    with record.reading(COORDINATOR) as visit:
        return before_meeting.before(visit)


def references(found):
    return [each.reference for each in found]


def test_papers_are_due_five_clear_working_days_before_the_next_board(record, a_meeting):
    assert before(record).meeting is None
    a_meeting(date(2026, 12, 1), kind=MeetingKind.SUB_GROUP)
    a_meeting(BOARD)
    assert (before(record).meeting.held_on, before(record).meeting.papers_due) == (BOARD, date(2026, 12, 8))


def test_what_is_due_without_owner_or_date_or_claimed_is_listed(record, an_action, a_meeting):
    a_meeting(BOARD)
    soon, late = an_action(due=BOARD), an_action(due=date(2026, 12, 17))
    nobody, undated = an_action(owner=None), an_action(due=None)
    claim = an_action()
    an_update(record, claim, on=date(2026, 11, 3), declared_done=True)
    told = before(record)
    assert references(told.due_by_then) == [soon.reference]
    assert references(told.without_owner) == [nobody.reference]
    assert references(told.without_date) == [undated.reference]
    assert references(told.claims) == [claim.reference]
    an_update(record, claim, on=date(2026, 11, 9))
    assert references(before(record).claims) == []
    assert late.reference not in references(told.due_by_then)


def test_an_agency_is_silent_from_the_day_after_the_cycle(record, an_action):
    quiet = an_action(on=date(2026, 8, 21))
    spoke = an_action(on=date(2026, 8, 21))
    an_update(record, spoke, on=date(2026, 8, 22))
    told = before(record)
    assert [(one.agency, references(one.actions)) for one in told.silent] == [(held(record, quiet), [quiet.reference])]


def test_what_has_no_owner_rests_or_has_not_begun_makes_no_agency_silent(record, an_action, a_meeting):
    long_ago = date(2026, 1, 5)
    an_action(on=long_ago, owner=None)
    an_action(on=long_ago, start_on=date(2027, 1, 4))
    paused, over = an_action(on=long_ago), an_action(on=long_ago)
    for action, until in ((paused, date(2027, 1, 11)), (over, date(2026, 11, 2))):
        held_on = date(2026, 10, 5)
        meeting = a_meeting(held_on)
        with record.changing(the_chair(record), on=held_on) as visit:
            decisions.decide_about_action(
                visit, action.id, kind=DecisionKind.PAUSE, meeting_id=meeting.id, reason="Waits.", until=until
            )
    assert [references(one.actions) for one in before(record).silent] == [[over.reference]]


def test_an_agency_is_silent_by_the_key_of_the_day(record, an_action):
    quiet = an_action(on=date(2026, 8, 21))
    with record.changing() as visit:
        keys.adopt(visit, {"reporting_cycle_months": 6})
    assert before(record).silent == []
    with record.reading(COORDINATOR, as_at=date(2026, 11, 21)) as visit:
        assert before_meeting.before(visit).silent == []
    earlier = an_action(on=date(2026, 8, 1))
    with record.reading(COORDINATOR, as_at=date(2026, 11, 21)) as visit:
        (silent,) = before_meeting.before(visit).silent
    assert references(silent.actions) == [earlier.reference] != [quiet.reference]


def test_a_refusal_stands_until_the_day_on_which_somebody_else_is_given_the_action(record, an_action, a_post):
    action, other = an_action(), a_post()
    with record.changing(action.post.owner, on=date(2026, 11, 2)) as visit:
        ownership.refuse(visit, action.id, reason="Not ours.")
    with record.changing(on=date(2026, 11, 20)) as visit:
        actions.give_owner(visit, action.id, post_id=other.id)
    for day, refused in ((date(2026, 11, 1), 0), (date(2026, 11, 5), 1), (date(2026, 11, 20), 0)):
        with record.reading(COORDINATOR, as_at=day) as visit:
            assert len(before_meeting.before(visit).refused) == refused


def test_what_is_submitted_waits_for_a_check_and_nobody_is_asked_for_an_update(record, an_action, a_meeting):
    a_meeting(BOARD)
    action = an_action(on=date(2026, 1, 5), due=date(2026, 12, 1), evidence=[unchecked()], submitted=True)
    told = before(record)
    assert references(told.ready) == [action.reference]
    assert (told.due_by_then, told.silent, told.reminders) == ([], [], [])
    judged = an_action(evidence=[checked()])
    assert judged.reference not in references(before(record).ready)


def held(record, action):
    return record.read(f"SELECT name FROM agency WHERE id = {action.post.agency_id}")[0][0]


def test_a_reminder_names_the_post_and_the_references_and_nobody(record, an_action, a_meeting):
    a_meeting(BOARD, title="Board of December")
    action = an_action("Secret wording.", due=date(2026, 12, 1))
    (reminder,) = before(record).reminders
    assert reminder.post == action.post.title
    assert reminder.text == (
        f"To {action.post.title}: please give an update by Tuesday 8 December 2026, when papers for Board of December "
        f"are due, on {action.reference}, due 1 Dec 2026."
    )


def test_what_was_accepted_and_has_no_action_is_listed_until_it_has_one(record, an_action):
    bare = a_recommendation(record)
    assert [one.id for one in before(record).without_action] == [bare.id]
    an_action(recommendations=[bare])
    assert before(record).without_action == []


def test_a_new_date_is_listed_until_it_is_answered(record, an_action):
    waits, answered = an_action(), an_action()
    an_extension(record, waits, date(2027, 9, 30), on=date(2026, 11, 3), approved=None)
    an_extension(record, answered, date(2027, 9, 30), on=date(2026, 11, 3))
    (asked,) = before(record).asked
    assert (asked.action.reference, asked.due) == (waits.reference, date(2027, 9, 30))


def test_what_is_closed_is_watched_and_a_failed_test_proposes_reopening(record, an_action, an_impact_test):
    action = an_action(on=date(2025, 9, 1), due=date(2026, 1, 1), evidence=[checked(received_on=date(2025, 10, 1))])
    key = action.recommendation_ids[0]
    closed(record, key, on=date(2026, 1, 15))
    with record.reading(COORDINATOR) as visit:
        (watched,) = impact.watch_list(visit)
    assert (watched.closed_on, watched.next_due, watched.proposes_reopening) == (
        date(2026, 1, 15),
        date(2026, 7, 15),
        False,
    )
    assert watched.standing(date(2026, 7, 15)) == "On watch"
    assert watched.standing(date(2026, 7, 17)) == "Test overdue 2 days"
    day = date(2026, 7, 20)
    an_impact_test(key, due=day, on=day, verdict=ImpactVerdict.NOT_MET)
    with record.reading(COORDINATOR) as visit:
        (watched,) = impact.watch_list(visit)
        assert impact.first_due(visit, key) == date(2026, 4, 1)
    assert (watched.next_due, watched.proposes_reopening) == (date(2027, 1, 15), True)


def test_no_impact_test_is_due_before_every_action_is_delivered(record, an_action):
    asked = a_recommendation(record, on=date(2026, 1, 1))
    an_action(recommendations=[asked], on=date(2026, 1, 5), evidence=[checked(received_on=date(2026, 2, 1))])
    with record.reading(COORDINATOR) as visit:
        assert impact.first_due(visit, asked.id) == date(2026, 8, 1)
    an_action(recommendations=[asked], on=date(2026, 3, 5))
    with record.reading(COORDINATOR) as visit:
        assert impact.first_due(visit, asked.id) is None
    with record.reading(COORDINATOR, as_at=date(2026, 3, 4)) as visit:
        assert impact.first_due(visit, asked.id) == date(2026, 8, 1)


def found(record, name):
    with record.reading(COORDINATOR) as visit:
        return next(each.found for each in xray.checks(visit) if each.name.startswith(name))


def test_the_xray_finds_a_vague_verb_only_without_a_measure(record, an_action):
    vague = an_action("Consider the training.")
    an_action("Consider the rooms.", success_measure="Every room has a phone.")
    an_action("Train every team.")
    assert [one.action_id for one in found(record, "Vague")] == [vague.id]


def test_the_xray_finds_work_whose_owner_left(record, an_action, a_post):
    left = an_action(owner=a_post(held_by="Somebody who left", until=date(2026, 11, 1)))
    an_action()
    assert [one.action_id for one in found(record, "Owner left")] == [left.id]


def test_the_xray_finds_evidence_that_came_after_the_closing(record, an_action):
    action = an_action(on=date(2026, 10, 1), evidence=[checked(received_on=date(2026, 10, 5))])
    closed(record, action.recommendation_ids[0], on=date(2026, 10, 20))
    assert found(record, "Evidence dated after closing") == []
    provide(record, action, "Later file")
    (one,) = found(record, "Evidence dated after closing")
    assert one.recommendation_id == action.recommendation_ids[0]
    assert one.why == "closed 20 Oct 2026, and 1 piece came later"


def provide(record, action, title):
    draft = EvidenceDraft(title, EvidenceType.AUDIT, 2, Content(EvidenceKind.STATEMENT, "Eighteen of twenty."))
    with record.changing(action.post.owner, on=date(2026, 11, 2)) as visit:
        return evidence.attach(visit, [action.id], draft)


def test_the_xray_finds_one_piece_used_for_many_actions(record, an_action):
    several = [an_action() for _ in range(xray.OFTEN)]
    for action in several[:-1]:
        provide(record, action, "The same statement")
    assert found(record, "The same evidence") == []
    provide(record, several[-1], "The same statement")
    (one,) = found(record, "The same evidence")
    assert one.why == f"it speaks for {xray.OFTEN} actions"


def test_only_the_coordinator_chases(record):
    for role in (Role.CHAIR, Role.MEMBER, Role.COUNCILLOR, Role.INSPECTOR, Role.ADMIN):
        for ask in (before_meeting.before, xray.checks):
            with record.reading(visitor(role)) as visit, pytest.raises(RefusedError):
                ask(visit)


def test_an_owner_sees_the_own_posts_first_and_next_due_on_top(record, an_action, a_post, an_agency):
    mine, theirs = (a_post(agency=an_agency("Health")) for _ in range(2))
    later, sooner = an_action(owner=mine, due=date(2027, 6, 1)), an_action(owner=mine, due=date(2026, 12, 1))
    colleague = an_action(owner=theirs, due=date(2026, 11, 30))
    an_action()
    with record.reading(mine.owner) as visit:
        work = my_work.mine(visit)
    assert [(one.row.reference, one.mine) for one in work.owed] == [
        (sooner.reference, True),
        (later.reference, True),
        (colleague.reference, False),
    ]
    assert work.agencies == ["Health"]


def test_an_owner_reads_what_would_be_enough_and_what_was_said(record, an_action):
    action = an_action(success_measure="Nine of ten visits in a week.", evidence=[checked(verdict=Verdict.INADEQUATE)])
    an_extension(record, action, date(2027, 9, 30), on=date(2026, 11, 3), approved=False)
    with record.reading(action.post.owner) as visit:
        work = my_work.mine(visit)
    (owed,) = work.owed
    assert owed.enough == "Evidence of this: Nine of ten visits in a week."
    assert [one.what for one in work.said] == [
        "New date 30 Sep 2027 refused",
        "Evidence “Case audit” found inadequate",
    ]


def test_an_owner_does_not_see_restricted_work_of_a_post_beside(record, an_action, a_post, an_agency):
    mine = a_post(agency=an_agency("Health"))
    hidden = an_action(owner=mine, due=None, sensitivity=Sensitivity.SEALED)
    with record.reading(mine.owner) as visit:
        assert my_work.mine(visit).owed == []
    assert references(before(record).without_date) == [hidden.reference]


def test_meetings_stand_in_their_order_with_their_decisions(record, an_action, a_meeting):
    a_meeting(BOARD)
    action = an_action(on=date(2026, 10, 1), evidence=[checked(received_on=date(2026, 10, 5))])
    closed(record, action.recommendation_ids[0], on=date(2026, 10, 20))
    with record.reading(visitor(Role.CHAIR)) as visit:
        listed = meetings.listing(visit)
        decided = meetings.whole(visit, listed[1].id).decisions
    assert [(one.held_on, one.decisions) for one in listed] == [(BOARD, 0), (date(2026, 10, 20), 1)]
    assert [(one.recommendation_id, one.waiver) for one in decided] == [
        (action.recommendation_ids[0], "Too small to measure.")
    ]
