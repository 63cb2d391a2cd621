"""An earlier recommendation shows on which day it was said to be done: declared, delivered or closed, the first."""

from datetime import date

from tests.builders import checked, the_chair
from tracker.commands import decisions, ownership
from tracker.queries import seen_before
from tracker.words import DecisionKind, RepeatVerdict, Role

RECORDED, DECLARED, LATER = date(2025, 3, 3), date(2025, 6, 2), date(2026, 3, 2)


def said_of(visit, later):
    return [(each.wording, each.verdict, each.done_on) for each in seen_before.of(visit, later.id)]


def test_one_that_nobody_said_was_done_has_no_such_day(visit_as, a_recommendation, a_repeat):
    earlier, later = a_recommendation("First.", on=RECORDED), a_recommendation("Again.", on=LATER)
    a_repeat(later, earlier, on=LATER)
    assert said_of(visit_as(Role.CHAIR), later) == [("First.", RepeatVerdict.SAME, None)]


def test_a_declaration_counts_before_the_delivery(visit_as, a_recommendation, an_action, an_update, a_repeat):
    earlier, later = a_recommendation("First.", on=RECORDED), a_recommendation("Again.", on=LATER)
    action = an_action(recommendations=[earlier], on=RECORDED)
    an_update(action, on=DECLARED, declared_done=True)
    a_repeat(later, earlier, on=LATER)
    assert said_of(visit_as(Role.CHAIR), later) == [("First.", RepeatVerdict.SAME, DECLARED)]
    assert said_of(visit_as(Role.CHAIR, as_at=LATER), later) == [("First.", RepeatVerdict.SAME, DECLARED)]


def test_a_delivery_counts_where_nothing_was_declared(visit_as, a_recommendation, an_action, a_repeat):
    earlier, later = a_recommendation("First.", on=RECORDED), a_recommendation("Again.", on=LATER)
    an_action(recommendations=[earlier], on=DECLARED, evidence=[checked("Audit")])
    a_repeat(later, earlier, on=LATER)
    ((_, _, done_on),) = said_of(visit_as(Role.CHAIR), later)
    assert done_on is not None
    assert done_on >= DECLARED


def test_what_a_person_judged_different_and_what_may_not_be_seen_is_left_out(
    visit_as, a_review, a_recommendation, a_repeat
):
    hidden = a_recommendation("Hidden.", review=a_review(published=False), on=RECORDED)
    different, later = a_recommendation("Different.", on=RECORDED), a_recommendation("Again.", on=LATER)
    a_repeat(later, different, on=LATER, verdict=RepeatVerdict.DIFFERENT)
    a_repeat(later, hidden, on=LATER)
    assert said_of(visit_as(Role.COUNCILLOR), later) == []
    assert [wording for wording, *_ in said_of(visit_as(Role.CHAIR), later)] == ["Hidden."]


def test_an_action_that_was_linked_later_counts_from_then_on(
    record, visit_as, a_recommendation, an_action, an_update, a_repeat
):
    first, earlier = a_recommendation("Elsewhere.", on=RECORDED), a_recommendation("First.", on=RECORDED)
    later = a_recommendation("Again.", on=LATER)
    action = an_action(recommendations=[first], on=RECORDED)
    an_update(action, on=DECLARED, declared_done=True)
    with record.changing(on=LATER) as visit:
        ownership.answer_also(visit, action.id, recommendations=[earlier.id])
    a_repeat(later, earlier, on=LATER)
    assert said_of(visit_as(Role.CHAIR), later) == [("First.", RepeatVerdict.SAME, LATER)]


def test_of_several_actions_the_last_that_is_declared_done_counts(
    record, visit_as, a_recommendation, an_action, an_update, a_repeat
):
    earlier, later = a_recommendation("First.", on=RECORDED), a_recommendation("Again.", on=LATER)
    first, last = (an_action(recommendations=[earlier], on=RECORDED) for _ in range(2))
    an_update(first, on=DECLARED, declared_done=True)
    a_repeat(later, earlier, on=LATER)
    assert said_of(visit_as(Role.CHAIR), later) == [("First.", RepeatVerdict.SAME, None)]
    an_update(last, on=date(2025, 9, 1), declared_done=True)
    assert said_of(visit_as(Role.CHAIR), later) == [("First.", RepeatVerdict.SAME, date(2025, 9, 1))]
    assert said_of(visit_as(Role.CHAIR, as_at=date(2026, 8, 31)), later)[0][2] == date(2025, 9, 1)


def test_what_is_still_open_beside_a_withdrawn_action_decides(
    record, visit_as, a_recommendation, an_action, an_update, a_repeat, a_meeting
):
    earlier, later = a_recommendation("First.", on=RECORDED), a_recommendation("Again.", on=LATER)
    first, other = (an_action(recommendations=[earlier], on=RECORDED) for _ in range(2))
    an_update(first, on=DECLARED, declared_done=True)
    withdrawn = date(2025, 10, 6)
    held = a_meeting(withdrawn)
    with record.changing(the_chair(record), on=withdrawn) as visit:
        decisions.decide_about_action(
            visit, other.id, kind=DecisionKind.WITHDRAW, meeting_id=held.id, reason="Another plan has it."
        )
    a_repeat(later, earlier, on=LATER)
    assert said_of(visit_as(Role.CHAIR), later) == [("First.", RepeatVerdict.SAME, withdrawn)]
