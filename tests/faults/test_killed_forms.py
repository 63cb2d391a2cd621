"""A kill at any step of any form: it is wholly there or not at all, and sending it again leaves it there once."""

import signal

import pytest

from tests.dashboards.sent_forms import SENT, Sent
from tests.faults.conftest import Plan
from tests.faults.killing import ANSWERED, BEFORE_COMMIT, COMMITTED, NOWHERE, Point, Steps
from tests.security.site import Caller


def test_a_child_that_is_not_killed_answers(embedded: Plan) -> None:
    """Else a child that fails of itself could pass for one that was killed."""
    embedded.as_it_was()
    caller, path, typed = embedded.filled(SENT[0])
    before = embedded.record.settings.anchor_file.read_text().count("\n")
    steps = Steps()
    assert steps.killed_at(NOWHERE, embedded.site, lambda: caller.post(path, **typed)) == 0
    assert steps.writes >= 3
    assert embedded.record.settings.anchor_file.read_text().count("\n") == before + 1
    assert steps.killed_at(NOWHERE, embedded.site, lambda: caller.get(path)) == 71


@pytest.mark.parametrize("sent", SENT, ids=lambda sent: sent.rule)
def test_a_form_that_is_killed_is_whole_or_not_there_and_is_sent_again(plan: Plan, sent: Sent) -> None:
    """It is killed again and again while nothing of it is there, then once when all of it is."""
    plan.as_it_was()
    caller, path, typed = plan.filled(sent)
    steps, before, events = Steps(), plan.everything(), plan.site.events(sent.event)

    def killed_at(point: Point) -> None:
        assert steps.killed_at(point, plan.site, lambda: caller.post(path, **typed)) == -signal.SIGKILL, point

    killed_at(BEFORE_COMMIT)
    assert plan.everything() == before
    for write in sorted({1, (steps.writes + 1) // 2, steps.writes}) if plan.record.is_sqlite else ():
        killed_at(write)
        assert plan.everything() == before, write
    killed_at(ANSWERED if sent in SENT[::8] else COMMITTED)
    left = plan.everything()
    assert left != before
    assert plan.site.events(sent.event) == events + 1
    location = _sent_again(plan, caller, path, typed)
    assert _sent_again(plan, caller, path, typed) == location
    assert plan.everything() == left
    assert plan.record.faults() == []


@pytest.mark.parametrize("sent", SENT[::8], ids=lambda sent: sent.rule)
def test_a_form_that_was_killed_in_the_middle_is_sent_again_by_the_same_process(embedded: Plan, sent: Sent) -> None:
    embedded.as_it_was()
    caller, path, typed = embedded.filled(sent)
    steps, events = Steps(), embedded.site.events(sent.event)
    assert steps.killed_at(BEFORE_COMMIT, embedded.site, lambda: caller.post(path, **typed)) == -signal.SIGKILL
    location = _sent_again(embedded, caller, path, typed)
    assert _sent_again(embedded, caller, path, typed) == location
    assert embedded.site.events(sent.event) == events + 1


def _sent_again(plan: Plan, caller: Caller, path: str, typed: dict[str, str]) -> str:
    answer = caller.post(path, **typed)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)
