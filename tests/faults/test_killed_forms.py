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
    steps = Steps()
    _killed(plan, sent, BEFORE_COMMIT, steps)
    _killed(plan, sent, COMMITTED, steps)
    if plan.record.is_sqlite:
        for write in sorted({1, (steps.writes + 1) // 2, steps.writes}):
            _killed(plan, sent, write, steps)
    if sent in SENT[::8]:
        _killed(plan, sent, ANSWERED, steps)
    assert plan.record.faults() == []


def _killed(plan: Plan, sent: Sent, point: Point, steps: Steps) -> None:
    """Kill a form at a point, look at what is left, and send it again."""
    plan.as_it_was()
    caller, path, typed = plan.filled(sent)
    before, events, is_done = plan.everything(), plan.site.events(sent.event), point in {COMMITTED, ANSWERED}
    assert steps.killed_at(point, plan.site, lambda: caller.post(path, **typed)) == -signal.SIGKILL, point
    left = plan.everything()
    assert (left == before) is not is_done, point
    assert plan.site.events(sent.event) == events + is_done, point
    location = _sent_again(plan, caller, path, typed)
    if is_done:
        assert plan.everything() == left, point
        assert plan.record.faults(deep=False) == [], point
    else:
        assert _sent_again(plan, caller, path, typed) == location
    assert plan.site.events(sent.event) == events + 1, point


def _sent_again(plan: Plan, caller: Caller, path: str, typed: dict[str, str]) -> str:
    answer = caller.post(path, **typed)
    assert answer.status_code == 302, answer.get_data(as_text=True)
    return str(answer.location)
