"""What a meeting looks at beside the exceptions: what was refused, what it decided, what it may close, what is due."""

from collections.abc import Callable
from dataclasses import asdict
from datetime import date
from typing import Any

import pytest

from tests import builders
from tests.builders import checked, the_chair, unchecked
from tests.database.record import EMBEDDED_ONLY, SYSTEM, Record, counting_selects, visitor
from tests.security.world import ToldByTheCoordinator
from tracker.commands import decisions, meetings
from tracker.errors import NotFoundError
from tracker.queries import deciders, impact, movement, plan, to_close
from tracker.queries import meetings as asked
from tracker.queries.filters import Filters
from tracker.queries.movement import Moved
from tracker.reports import produce
from tracker.visit import Visitor
from tracker.words import DecisionKind, Edition, ImpactVerdict, MeetingKind, ReportKind, Role, Sensitivity, Standing

LAST, HELD, NEXT = date(2026, 9, 15), date(2026, 11, 22), date(2026, 12, 16)
ON, RECEIVED = date(2026, 10, 1), date(2026, 10, 5)
Build = Callable[..., Any]


def refused(record: Record, action: Any, on: date = HELD) -> None:
    meeting = builders.a_meeting(record, on)
    with record.changing(the_chair(record), on=on) as visit:
        decisions.decide_about_action(
            visit, action.id, kind=DecisionKind.REFUSE_SIGN_OFF, meeting_id=meeting.id or 0, reason="Too few."
        )


def told_for(record: Record) -> ToldByTheCoordinator:
    """Give a post whose holder may not see what it owns."""
    return ToldByTheCoordinator(**asdict(builders.a_post(record)))


def test_a_refused_sign_off_is_counted_and_the_paper_says_so(record: Record, an_action: Build) -> None:
    builders.a_meeting(record, LAST)
    actions = [an_action(evidence=[checked(received_on=RECEIVED)]) for _ in range(2)]
    said = []
    for action in [None, *actions]:
        if action is not None:
            refused(record, action)
        with record.reading() as visit:
            told = movement.since_last_meeting(visit)
            listed = plan.listing(visit, Filters(moved=Moved.REFUSED, since=told.since)).total
            paper = produce.report(visit, ReportKind.HIGHLIGHT, Edition.BOARD)
        assert told.refused == listed
        said.append(next(each for each in paper.sections if each.heading.startswith("Movement")).said)
    assert said == [(), ("1 sign-off refused.",), ("2 sign-offs refused.",)]


def test_a_sign_off_that_was_refused_before_the_last_meeting_moved_nothing(record: Record, an_action: Build) -> None:
    action = an_action(on=date(2026, 8, 1), evidence=[checked(received_on=date(2026, 8, 5))])
    refused(record, action, on=date(2026, 9, 1))
    builders.a_meeting(record, LAST)
    with record.reading() as visit:
        assert movement.since_last_meeting(visit).refused == 0


def test_the_next_board_meeting_is_named_the_one_of_today_included(record: Record) -> None:
    def following(**when: Any) -> tuple[int | None, date | None]:
        with record.reading(**when) as visit:
            told = movement.since_last_meeting(visit)
            return told.next_id, told.next_on

    assert following() == (None, None)
    builders.a_meeting(record, LAST)
    builders.a_meeting(record, date(2026, 12, 1), kind=MeetingKind.SUB_GROUP)
    later = builders.a_meeting(record, NEXT)
    assert following() == (later.id, NEXT)
    today = builders.a_meeting(record, HELD)
    assert following() == (today.id, HELD)


def test_a_meeting_that_was_called_off_does_not_come_next(record: Record) -> None:
    meeting = builders.a_meeting(record, NEXT)
    with record.changing(visitor(Role.COORDINATOR)) as visit:
        meetings.call_off(visit, meeting.id or 0, reason="Snow.", version=1)
    with record.reading() as visit:
        assert movement.since_last_meeting(visit).next_id is None
        assert asked.one(visit, meeting.id or 0).called_off


def test_new_dates_stand_in_the_minute_in_the_order_in_which_it_was_decided(record: Record, an_action: Build) -> None:
    first, second = (an_action(evidence=[unchecked()], submitted=True) for _ in range(2))
    meeting = builders.a_meeting(record, HELD)
    asking = [builders.an_extension(record, each, date(2027, 9, 30), on=ON, approved=None) for each in (first, second)]
    refused(record, first)
    with record.changing(the_chair(record)) as visit:
        for each, approved in zip(asking, (True, False), strict=True):
            said = {"meeting_id": meeting.id, "reason": "" if approved else "No."}
            builders.extensions.answer(visit, each.id or 0, approved=approved, **said)
    refused(record, second)
    with record.reading() as visit:
        whole = asked.whole(visit, meeting.id or 0)
    assert whole.meeting.decisions == len(whole.decisions) == 4
    assert [(each.kind, each.about, each.new_date, each.approved) for each in whole.decisions] == [
        (DecisionKind.REFUSE_SIGN_OFF, first.reference, None, True),
        (DecisionKind.EXTEND, first.reference, date(2027, 9, 30), True),
        (DecisionKind.EXTEND, second.reference, date(2027, 9, 30), False),
        (DecisionKind.REFUSE_SIGN_OFF, second.reference, None, True),
    ]


@EMBEDDED_ONLY
def test_a_meeting_that_only_answered_a_hidden_new_date_is_none_for_others(record: Record, an_action: Build) -> None:
    hidden = an_action(sensitivity=Sensitivity.RESTRICTED, owner=told_for(record))
    extension = builders.an_extension(record, hidden, date(2027, 9, 30), on=ON)
    held = record.read(f"SELECT meeting_id FROM extension_answer WHERE extension_id = {extension.id}")[0][0]
    with record.reading() as visit:
        assert asked.one(visit, held).decisions == 1
    with record.reading(visitor(Role.MEMBER)) as visit, pytest.raises(NotFoundError):
        asked.one(visit, held)


@pytest.mark.parametrize("key", [0, -1, 2**31, 999])
@EMBEDDED_ONLY
def test_a_meeting_that_is_not_there_does_not_exist(record: Record, key: int) -> None:
    with record.reading() as visit, pytest.raises(NotFoundError):
        asked.one(visit, key)


@pytest.mark.parametrize("kind", MeetingKind)
@EMBEDDED_ONLY
def test_a_meeting_says_what_its_body_decides(record: Record, kind: MeetingKind) -> None:
    meeting = builders.a_meeting(record, HELD, kind=kind)
    with record.reading() as visit:
        found = asked.one(visit, meeting.id or 0).decides
    assert (DecisionKind.CLOSE in found) == (kind is MeetingKind.BOARD)
    assert (DecisionKind.EXTEND in found) == (kind in {MeetingKind.BOARD, MeetingKind.SUB_GROUP})
    assert DecisionKind.NOTE in found


def test_what_was_closed_is_listed_with_its_evidence_and_its_waiver(record: Record, an_action: Build) -> None:
    pieces = [checked("Attendance", evidence_class=1, received_on=RECEIVED), unchecked("Never looked at")]
    action = an_action(evidence=pieces)
    builders.closed(record, action.recommendation_ids[0], on=date(2026, 10, 20))
    with record.reading() as visit:
        found = to_close.closed_since(visit, LAST)
        none = to_close.closed_since(visit, date(2026, 10, 21))
    (one,) = found.rows
    assert (one.row.id, one.on, one.waiver) == (
        action.recommendation_ids[0],
        date(2026, 10, 20),
        "Too small to measure.",
    )
    assert [(each.title, each.evidence_class) for each in one.evidence] == [("Attendance", 1)]
    assert (found.total, none.total) == (1, 0)


def test_what_is_proposed_to_close_says_what_is_unmet_in_words(record: Record, an_action: Build) -> None:
    action = an_action(evidence=[checked("Attendance", evidence_class=1, received_on=RECEIVED)])
    tested = an_action(evidence=[checked(received_on=RECEIVED)])
    builders.an_impact_test(
        record, tested.recommendation_ids[0], due=date(2026, 11, 1), verdict=ImpactVerdict.MET, found_on=HELD
    )
    with record.reading() as visit:
        board, group = (
            to_close.proposed(visit, Standing.DELIVERED, kind) for kind in (MeetingKind.BOARD, MeetingKind.SUB_GROUP)
        )
        embedded = to_close.proposed(visit, Standing.EMBEDDED, MeetingKind.BOARD)
    impact_left = "No impact test has a result, and no reason to waive it has been given."
    assert [(each.row.id, each.unmet) for each in board.rows] == [(action.recommendation_ids[0], [impact_left])]
    assert group.rows[0].unmet == [impact_left, "Only a meeting of the board can decide to close; none is named."]
    assert [(each.row.id, each.unmet) for each in embedded.rows] == [(tested.recommendation_ids[0], [])]


@EMBEDDED_ONLY
def test_gates_look_at_the_actions_that_the_reader_sees(record: Record, an_action: Build) -> None:
    asking = builders.a_recommendation(record)
    an_action(recommendations=[asking], evidence=[checked(received_on=RECEIVED)])
    more = {"sensitivity": Sensitivity.RESTRICTED, "owner": told_for(record)}
    an_action(recommendations=[asking], **more)
    record.tamper(f"UPDATE position SET state = 'delivered' WHERE recommendation_id = {asking.id}")
    for who, sentence in ((SYSTEM, "1 of 2 actions is not completed or withdrawn."), (visitor(Role.MEMBER), None)):
        with record.reading(who) as visit:
            (found,) = to_close.proposed(visit, Standing.DELIVERED, MeetingKind.BOARD).rows
        assert (sentence in found.unmet) if sentence else not any("actions" in each for each in found.unmet)


def test_impact_tests_are_due_until_they_have_a_result(record: Record, an_action: Build) -> None:
    keys = [an_action().recommendation_ids[0] for _ in range(4)]
    builders.an_impact_test(record, keys[0], due=date(2026, 11, 1))
    builders.an_impact_test(record, keys[1], due=date(2026, 10, 20))
    done = ImpactVerdict.MET
    builders.an_impact_test(record, keys[2], due=date(2026, 10, 1), verdict=done, found_on=date(2026, 10, 2))
    builders.an_impact_test(record, keys[3], due=date(2027, 3, 1))
    with record.reading() as visit:
        found, first = impact.due_by(visit, NEXT, 10), impact.due_by(visit, NEXT, 1)
    assert [each.recommendation_id for each in found.rows] == [keys[1], keys[0]]
    assert [each.recommendation_id for each in first.rows] == [keys[1]]
    assert (found.total, first.total) == (2, 2)


def test_what_is_closed_is_watched_by_its_own_tests(record: Record, an_action: Build) -> None:
    action = an_action(on=date(2026, 3, 1), evidence=[checked(received_on=date(2026, 3, 2))])
    (key,) = action.recommendation_ids
    builders.an_impact_test(record, key, due=date(2026, 11, 1), on=date(2026, 3, 3))
    builders.closed(record, key, on=date(2026, 5, 1))
    with record.reading() as visit:
        assert impact.due_by(visit, NEXT, 10).total == 0
        assert [each.id for each in impact.watch_list(visit, due_by=date(2026, 11, 1))] == [key]
        assert impact.watch_list(visit, due_by=date(2026, 10, 31)) == []
        assert [each.id for each in impact.watch_list(visit)] == [key]


@EMBEDDED_ONLY
def test_who_decides_is_said_as_the_command_says_it(record: Record, an_action: Build) -> None:
    action = an_action()

    def why(who: Visitor, *, action_id: int = 0, recommendation_id: int = 0) -> str:
        with record.reading(who) as visit:
            if action_id:
                return deciders.about_action(visit, action_id)
            return deciders.about_recommendations(visit, [recommendation_id])[recommendation_id]

    chair, deputy = the_chair(record), visitor(Role.DEPUTY, person=builders.a_person(record).id)
    (key,) = action.recommendation_ids
    assert (why(chair, action_id=action.id), why(chair, recommendation_id=key)) == ("", "")
    assert why(deputy, action_id=action.id).startswith("The chair decides this")
    assert why(SYSTEM, action_id=action.id).startswith("A person decides")
    hidden = an_action(sensitivity=Sensitivity.RESTRICTED)
    with pytest.raises(NotFoundError):
        why(visitor(Role.MEMBER, person=builders.a_person(record).id), action_id=hidden.id)
    owner = visitor(Role.CHAIR, person=action.post.person_id)
    assert why(owner, recommendation_id=key) == "Your own agency owns this: somebody of another agency decides."


@EMBEDDED_ONLY
def test_one_meeting_takes_no_more_selects_for_many_meetings(record: Record) -> None:
    keys = [builders.a_meeting(record, date(2026, 1, 1 + day)).id or 0 for day in range(8)]
    with record.reading() as visit:
        asked.one(visit, keys[0])
        with counting_selects(record.engine) as counted:
            asked.one(visit, keys[3])
    assert len(counted) <= 2
