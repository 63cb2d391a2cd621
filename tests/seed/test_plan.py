"""The illustrative plan reads whole, shows every state on the example's day and answers every public recommendation."""

import shutil
from collections import Counter
from datetime import date
from pathlib import Path

import pytest

from seed.plan import FOLDER, IllustrativePlan, read_illustrative_plan
from seed.plan_closing_checks import closing_facts
from seed.plan_entries import Action
from seed.plan_facts import delivery_on, facts_of
from tracker.errors import InputError, RuleBrokenError
from tracker.rules import rating
from tracker.rules.clocks import add_months, add_working_days, bank_holidays
from tracker.rules.closing import closed_on_process_only
from tracker.rules.facts import Key, Span
from tracker.words import ACCEPTING, DecisionKind, Delivery, Rating, Reason, ResponseKind, Role

TODAY = date(2026, 11, 22)
LAST_MEETING = date(2026, 9, 15)
KEY = Key(version=1, effective_on=date(2010, 1, 1), bank_holidays=bank_holidays(2010, 2028))


@pytest.fixture(scope="module")
def plan() -> IllustrativePlan:
    return read_illustrative_plan()


@pytest.fixture(scope="module")
def histories(plan) -> dict[str, tuple[Span, ...]]:
    return {action.key: rating.timeline(facts_of(plan, action), [KEY]) for action in plan.actions}


@pytest.fixture(scope="module")
def now(histories) -> dict[str, Span]:
    return {key: rating.span_on(spans, TODAY) for key, spans in histories.items()}


def test_reads_whole(plan):
    assert plan.people.partnership.today == TODAY
    assert len(plan.actions) >= 160
    assert [action.key for action in plan.actions] == [f"A{n:03d}" for n in range(1, len(plan.actions) + 1)]
    assert sum(bool(a.baseline_due and a.baseline_due >= date(2023, 11, 1)) for a in plan.actions) >= 90


def test_reading_twice_gives_the_same(plan):
    assert read_illustrative_plan().model_dump_json() == plan.model_dump_json()


def test_every_state_is_there_on_the_examples_day(now):
    assert Counter(span.state for span in now.values()) == {
        Delivery.NOT_STARTED: 8,
        Delivery.IN_PROGRESS: 56,
        Delivery.SUBMITTED: 8,
        Delivery.COMPLETED: 154,
        Delivery.PAUSED: 2,
        Delivery.WITHDRAWN: 4,
    }


def test_every_rating_is_there_on_the_examples_day(now):
    assert Counter(rating.rating_on(span, TODAY) for span in now.values()) == {
        Rating.RED: 11,
        Rating.AMBER: 24,
        Rating.GREEN: 34,
        Rating.GREY: 5,
        Rating.BLUE: 154,
        None: 4,
    }


def test_every_reason_for_red_and_amber_holds_somewhere(now):
    def reasons(colour: Rating) -> set[Reason | None]:
        rated = [span for span in now.values() if rating.rating_on(span, TODAY) is colour]
        return {span.red_reason if colour is Rating.RED else span.amber_reason for span in rated}

    assert reasons(Rating.RED) >= {
        Reason.OVERDUE,
        Reason.NO_OWNER,
        Reason.NO_DUE_DATE,
        Reason.FORECAST_LATE,
        Reason.EXTENSIONS,
        Reason.ORPHANED,
        Reason.DECLARED,
    }
    assert reasons(Rating.AMBER) >= {
        Reason.DUE_SOON,
        Reason.NO_OWNER,
        Reason.NO_DUE_DATE,
        Reason.FORECAST_LATE,
        Reason.EXTENSIONS,
        Reason.DECLARED,
        Reason.NO_UPDATE,
    }


def test_the_trend_of_36_months_moves(histories):
    ends = [add_months(TODAY, -months) for months in range(36, -1, -1)]
    spans = {day: [rating.span_on(history, day) for history in histories.values()] for day in ends}
    reds = [sum(bool(s) and rating.rating_on(s, day) is Rating.RED for s in spans[day]) for day in ends]
    assert max(reds) >= 15
    assert min(reds) <= 3
    assert len(set(reds)) >= 8


def test_owners_say_green_while_overdue_and_done_without_evidence(plan, now):
    late = [key for key, span in now.items() if rating.is_overdue(span, TODAY) and span.declared is Rating.GREEN]
    claims = [a for a in plan.actions if not a.evidence and any(update.claims_done for update in a.updates)]
    assert len(late) >= 2
    assert claims


def test_one_post_is_vacant_for_five_working_days_and_one_for_more_than_fifteen(plan):
    held = {tenure.post for tenure in plan.people.tenure if tenure.covers(TODAY)}
    left = {post.key: max(t.end for t in plan.people.tenure if t.post == post.key) for post in plan.people.post
            if post.key not in held}  # fmt: skip
    assert add_working_days(left["cs-head-leaving"], 5, KEY.bank_holidays) == date(2026, 11, 20)
    assert add_working_days(left["ht-camhs"], 15, KEY.bank_holidays) < TODAY
    assert set(left) == {"cs-head-leaving", "ht-camhs"}


def test_there_is_an_account_for_every_kind_of_person(plan):
    roles = Counter(account.role for account in plan.people.account)
    assert set(roles) == set(Role)
    assert len({a.agency for a in plan.people.account if a.role is Role.OWNER}) == 2


def test_something_moved_since_the_last_meeting(plan, now):
    decided = Counter(decision.kind for decision in plan.decision if decision.on > LAST_MEETING)
    moved = [e for a in plan.actions for e in a.extensions if e.approved_on and e.approved_on > LAST_MEETING]
    newly_late = [
        key
        for key, span in now.items()
        if span.overdue_from and span.overdue_from > LAST_MEETING and rating.is_overdue(span, TODAY)
    ]
    assert decided[DecisionKind.CLOSE] == 2
    assert decided[DecisionKind.REOPEN] == 1
    assert len(moved) == 2
    assert len(newly_late) >= 3


def test_three_were_closed_on_attendance_lists_with_a_waiver(plan):
    closings = [decision for decision in plan.decision if decision.kind is DecisionKind.CLOSE]
    on_process = [
        decision
        for decision in closings
        if closed_on_process_only(check for action in closing_facts(plan, decision).actions for check in action.checks)
    ]
    assert len(closings) >= 15
    assert len(on_process) == 3
    assert all(decision.waiver for decision in on_process)


def test_reopened_ones_are_open_but_for_one_that_was_delivered_again(plan):
    reopened = {d.recommendation for d in plan.decision if d.kind is DecisionKind.REOPEN}
    last = {d.recommendation: d.kind for d in plan.decision if d.kind in {DecisionKind.CLOSE, DecisionKind.REOPEN}}
    assert len(reopened) == 5
    assert [name for name in sorted(reopened) if last[name] is DecisionKind.CLOSE] == ["TOR-INS-2016/7"]


def test_every_kind_of_response_is_given(plan):
    assert {response.kind for response in plan.response} == set(ResponseKind)


def test_hardly_anything_accepted_is_without_an_action(plan):
    latest = {response.recommendation: response.kind for response in plan.response}
    answered = {name for action in plan.actions for name in action.recommendations}
    bare = sorted(name for name, kind in latest.items() if kind in ACCEPTING and name not in answered)
    assert bare == ["SAN-INS-2018/10"]


def test_nothing_open_answers_a_recommendation_that_stands_closed(plan):
    last: dict[str, DecisionKind] = {}
    for decision in plan.decision:
        if decision.kind in {DecisionKind.CLOSE, DecisionKind.REOPEN}:
            last[decision.recommendation] = decision.kind
    closed = {name for name, kind in last.items() if kind is DecisionKind.CLOSE}
    still = [a for a in plan.actions if closed & set(a.recommendations) and not _ended(plan, a)]
    assert still == []


def test_a_contradiction_in_the_files_is_refused(tmp_path):
    folder = _copy(tmp_path)
    file = folder / "actions/01-case-reviews.toml"
    file.write_text(file.read_text(encoding="utf-8").replace('owner = "cs-ad-safe"', 'owner = "cs-nobody"', 1))
    with pytest.raises(RuleBrokenError) as refused:
        read_illustrative_plan(folder)
    assert "actions/01-case-reviews.toml, A001: there is no post cs-nobody." in refused.value.unmet


def test_an_unknown_word_in_the_files_is_refused(tmp_path):
    folder = _copy(tmp_path)
    file = folder / "actions/01-case-reviews.toml"
    file.write_text(file.read_text(encoding="utf-8").replace("[[action]]", '[[action]]\ncolour = "red"', 1))
    with pytest.raises(InputError, match=r"actions/01-case-reviews\.toml, action\.0\.colour: Extra inputs"):
        read_illustrative_plan(folder)


def test_a_file_that_is_not_toml_is_named(tmp_path):
    folder = _copy(tmp_path)
    (folder / "responses.toml").write_text("response = [")
    with pytest.raises(InputError, match=r"responses\.toml cannot be read"):
        read_illustrative_plan(folder)


def _ended(plan: IllustrativePlan, action: Action) -> bool:
    return delivery_on(plan, action, TODAY) in {Delivery.COMPLETED, Delivery.WITHDRAWN}


def _copy(tmp_path: Path) -> Path:
    return Path(shutil.copytree(FOLDER, tmp_path / "illustrative"))
