"""Two people at one thing at the same moment: one wins, the other is told in a sentence, and the record holds."""

import html
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date
from typing import Any

import pytest

from dashboards import forms, uploads
from tests import builders
from tests.dashboards.sent_forms import SENT
from tests.evidence.sending import attach, counted
from tests.faults.conftest import Plan
from tests.security.site import Caller
from tests.security.world import PUBLISHED
from tracker.commands import accounts

FORM_DATA = "multipart/form-data"
CLOSED_ON = date(2026, 11, 10)
Sending = tuple[Caller, str, dict[str, str]]


def at_once(*sent: Sending) -> list[tuple[int, str]]:
    """Send forms that were opened before, each by a person of their own, at the same moment."""
    together = threading.Barrier(len(sent))

    def send(each: Sending) -> tuple[int, str]:
        caller, path, typed = each
        together.wait(30)
        answer = caller.post(path, **typed)
        return answer.status_code, html.unescape(answer.get_data(as_text=True))

    with ThreadPoolExecutor(len(sent)) as people:
        return list(people.map(send, sent))


def opened(plan: Plan, who: str, path: str, **typed: str) -> Sending:
    """Open a form in a browser of its own."""
    caller = plan.site.signed_in(who)
    return caller, path, {**typed, "form_key": caller.form_key(path)}


def assert_one_won(plan: Plan, answers: list[tuple[int, str]], *said: str) -> None:
    statuses = sorted(status for status, _ in answers)
    assert statuses[0] == 302 and set(statuses[1:]) <= {400, 404, 409, 422}, statuses
    for status, page in answers:
        assert status == 302 or any(sentence in page for sentence in said), (status, page[-2000:])
    assert plan.record.faults() == []


@pytest.fixture
def to_close(plan: Plan) -> int:
    """Give a recommendation that every gate allows to close."""
    plan.as_it_was()
    row = builders.a_recommendation(plan.record, on=date(2026, 9, 1))
    post = builders.a_post(plan.record)
    builders.an_action(
        plan.record, recommendations=[row], owner=post, on=date(2026, 9, 2), evidence=[builders.checked("Audit")]
    )
    return row.id or 0


def test_of_two_closings_of_one_recommendation_one_is_taken(plan: Plan, to_close: int) -> None:
    path = f"/recommendations/{to_close}/close"
    typed = {"meeting": plan.keys["meeting"], "waiver": "Too small to measure."}
    answers = at_once(*(opened(plan, "chair", path, **typed) for _ in range(3)))
    assert_one_won(plan, answers, "closed")
    assert plan.site.events("decided to close") == 1
    assert sum(status == 302 for status, _ in answers) == 1


def test_a_closing_against_a_reopening_leaves_one_after_the_other(plan: Plan, to_close: int) -> None:
    builders.closed(plan.record, to_close, on=CLOSED_ON)
    at, meeting = f"/recommendations/{to_close}", plan.keys["meeting"]
    closing = opened(plan, "chair", f"{at}/close", meeting=meeting, waiver="Too small to measure.")
    reopening = opened(plan, "chair", f"{at}/reopen", meeting=meeting, reason="It came back.")
    answers = at_once(closing, reopening)
    assert answers[1][0] == 302
    assert answers[0][0] in {302, 409, 422}
    assert plan.site.events("decided to reopen") == 1
    assert plan.record.faults() == []


def test_of_two_decisions_about_one_action_one_is_taken(plan: Plan) -> None:
    plan.as_it_was()
    path = f"/actions/{plan.keys['action']}/decide"
    typed = {"decision": "withdraw", "meeting": plan.keys["meeting"], "reason": "It is done elsewhere."}
    answers = at_once(*(opened(plan, "chair", path, **typed) for _ in range(3)))
    assert_one_won(plan, answers, "withdrawn", "There is a problem")
    assert plan.site.events("decided to withdraw") == 1


@pytest.mark.parametrize("name", ["/agencies/new", "/reviews/new", "/themes/new"])
def test_of_the_same_reference_recorded_twice_at_once_one_is_taken(plan: Plan, name: str) -> None:
    plan.as_it_was()
    sent = next(each for each in SENT if each.path == name)
    before = plan.site.events(sent.event)
    path, typed = sent.filled(plan.keys)
    answers = at_once(*(opened(plan, sent.who, path, **typed) for _ in range(4)))
    assert_one_won(plan, answers, "already")
    assert plan.site.events(sent.event) == before + 1


def test_a_check_against_a_new_version_judges_what_was_looked_at(plan: Plan) -> None:
    plan.as_it_was()
    action = plan.site.world.actions[PUBLISHED]
    evidence, version = plan.record.read(
        "SELECT evidence_version.evidence_id, max(evidence_version.id) FROM evidence_version JOIN evidence_link ON "
        f"evidence_link.evidence_id = evidence_version.evidence_id WHERE action_id = {action} "
        "GROUP BY evidence_version.evidence_id ORDER BY 1 LIMIT 1"
    )[0]
    verdict = {"action": str(action), "verdict": "adequate", "reason": "It shows it."}
    checking = opened(plan, "scrutineer", f"/evidence/versions/{version}/check", **verdict)
    caller, path, typed = opened(plan, "owner_a", f"/evidence/{evidence}/version", statement="Said otherwise.")
    together, answers = threading.Barrier(2), []

    def replaced() -> None:
        together.wait(30)
        answers.append(caller.client.post(path, data={"csrf_token": caller.token(), **typed}, content_type=FORM_DATA))

    caller.token()
    of_the_old = plan.record.read(f"SELECT count(*) FROM evidence_check WHERE version_id = {version}")[0][0]
    owner = threading.Thread(target=replaced)
    owner.start()
    together.wait(30)
    checked = checking[0].post(checking[1], **checking[2])
    owner.join()
    assert answers[0].status_code == 302, answers[0].get_data(as_text=True)[-2000:]
    assert checked.status_code in {302, 400, 409, 422}, checked.get_data(as_text=True)[-2000:]
    newest = plan.record.read(f"SELECT max(id) FROM evidence_version WHERE evidence_id = {evidence}")[0][0]
    assert newest > version
    of = {
        key: plan.record.read(f"SELECT count(*) FROM evidence_check WHERE version_id = {key}")[0][0]
        for key in (newest, version)
    }
    assert of == {newest: 0, version: of_the_old + (checked.status_code == 302)}
    assert plan.record.faults() == []


@contextmanager
def before_the_change(act: Callable[[], Any], monkeypatch: pytest.MonkeyPatch, where: Any = forms) -> Iterator[None]:
    """Act when a request has been let in and read its visitor, before its change begins."""
    real, done = where.visiting, []

    def late(**asked: bool) -> Any:
        if asked.get("change") and not done:
            done.append(act())
        return real(**asked)

    with monkeypatch.context() as patch:
        patch.setattr(where, "visiting", late)
        yield
    assert done


def test_a_role_that_is_revoked_in_the_midst_of_a_request_changes_nothing_more(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan.as_it_was()
    caller, path, typed = plan.filled(SENT[0])
    before = plan.site.events(SENT[0].event)

    def revoke() -> None:
        with plan.record.changing() as visit:
            accounts.revoke_role(visit, plan.site.world.grant(SENT[0].who))

    with before_the_change(revoke, monkeypatch):
        answer = caller.post(path, **typed)
    assert answer.status_code in {401, 403}, answer.get_data(as_text=True)
    assert plan.site.events(SENT[0].event) == before
    assert plan.record.faults() == []


def test_a_role_that_is_revoked_while_a_file_is_on_its_way_attaches_nothing(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan.as_it_was()
    caller, before = plan.callers["owner_a"], counted(plan.site)

    def revoke() -> None:
        with plan.record.changing() as visit:
            accounts.revoke_role(visit, plan.site.world.grant("owner_a"))

    with before_the_change(revoke, monkeypatch, uploads):
        assert attach(caller, plan.site).status_code in {401, 403}
    assert counted(plan.site) == {**before, "event": before["event"] + 1}, "the revocation alone"
    assert plan.record.faults() == []


def test_an_account_that_is_closed_in_the_midst_of_a_request_changes_nothing_more(
    plan: Plan, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan.as_it_was()
    caller, path, typed = plan.filled(SENT[0])
    before = plan.site.events(SENT[0].event)

    def close() -> None:
        with plan.record.changing() as visit:
            accounts.disable_account(visit, plan.site.world.people[SENT[0].who])

    with before_the_change(close, monkeypatch):
        assert caller.post(path, **typed).status_code == 401
    assert plan.site.events(SENT[0].event) == before
    assert plan.record.faults() == []


def test_the_same_form_sent_by_four_fingers_at_once_is_taken_once(plan: Plan) -> None:
    plan.as_it_was()
    first = plan.filled(SENT[0])
    before = plan.site.events(SENT[0].event)
    answers = at_once(*[first] * 4)
    assert [status for status, _ in answers] == [302] * 4
    assert plan.site.events(SENT[0].event) == before + 1
    assert plan.record.faults() == []
