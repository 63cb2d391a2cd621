"""What an operator types, and what they read."""

import json

import pytest
from sqlalchemy import text

from tests.cli.conftest import Run
from tracker import cli
from tracker.commands import reviews
from tracker.database import open_engine, open_visit
from tracker.models import RoleGrant
from tracker.models.statements import select
from tracker.queries import figures
from tracker.settings import Settings
from tracker.visit import SERVICE
from tracker.words import ReviewKind, Scope


def test_a_fresh_record_migrates_and_verifies(run: Run) -> None:
    assert run("migrate")[:2] == (0, "The database is at the newest schema.\n")
    assert run("verify", "--deep")[:2] == (0, "The record verifies.\n")


def test_migrating_twice_changes_nothing(run: Run) -> None:
    run("migrate")
    run("migrate")
    with open_visit(open_engine(Settings()), SERVICE, Settings()) as visit:
        assert figures.headline(visit)["actions"] == 0
    assert run("verify", "--json")[1] == '{"faults": []}\n'


def test_a_record_without_schema_is_named(run: Run) -> None:
    status, _, complaint = run("verify")
    assert status == 1
    assert "Run `tracker migrate`" in complaint


def test_figures_are_printed_for_the_holder_of_a_token(set_up: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", set_up("user", "token", "cora@example.org")[1].strip())
    status, told, _ = set_up("figures", "--as", "cora@example.org", "--json")
    assert status == 0
    assert json.loads(told)["actions"] == 0


@pytest.mark.parametrize("token", ["", "nonsense"])
def test_figures_are_refused_without_the_persons_token(
    set_up: Run, monkeypatch: pytest.MonkeyPatch, token: str
) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", token)
    status, told, complaint = set_up("figures", "--as", "cora@example.org")
    assert (status, told) == (1, "")
    assert "tracker user token" in complaint


def test_a_token_acts_only_for_its_own_person(set_up: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", set_up("user", "token", "kit@example.org")[1].strip())
    assert set_up("figures", "--as", "cora@example.org")[0] == 1


def test_a_disabled_account_takes_its_tokens_along(set_up: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", set_up("user", "token", "kit@example.org")[1].strip())
    assert set_up("figures", "--as", "kit@example.org")[0] == 0
    assert set_up("user", "disable", "kit@example.org")[0] == 0
    assert set_up("figures", "--as", "kit@example.org")[0] == 1


def test_the_last_administrator_stays(set_up: Run) -> None:
    status, _, complaint = set_up("user", "disable", "ada@example.org")
    assert status == 1
    assert "last admin" in complaint


def test_a_short_password_is_refused_and_nobody_is_recorded(set_up: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_NEW_PASSWORD", "short")
    status, _, complaint = set_up("user", "add", "Ned", "ned@example.org", "chair")
    assert status == 1
    assert "15 characters" in complaint
    assert set_up("user", "token", "ned@example.org")[0] == 1


def test_a_revoked_role_is_gone(set_up: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRACKER_TOKEN", set_up("user", "token", "kit@example.org")[1].strip())
    assert set_up("user", "revoke", "kit@example.org", "councillor")[0] == 0
    assert set_up("figures", "--as", "kit@example.org")[0] == 1


def test_an_inspectors_time_is_extended_by_an_event_and_no_further_than_ninety_days(set_up: Run) -> None:
    assert set_up("user", "extend", "kit@example.org", "inspector", "--days", "7")[0] == 1
    assert set_up("user", "grant", "kit@example.org", "inspector")[0] == 0
    status, said, _ = set_up("user", "extend", "kit@example.org", "inspector", "--days", "7")
    assert (status, said) == (0, "kit@example.org has the role inspector for 7 days longer.\n")
    with open_visit(open_engine(Settings()), SERVICE, Settings()) as visit:
        rows = visit.session.execute(text("SELECT count(*) FROM event WHERE kind = 'role extended'")).all()
    assert rows == [(1,)]
    status, _, wrong = set_up("user", "extend", "kit@example.org", "inspector", "--days", "70")
    assert status == 1 and "90 days at most" in wrong


def test_figures_that_an_inspector_reads_are_noted_and_those_of_others_are_not(
    set_up: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set_up("user", "add", "Ines", "ines@example.org", "inspector")[0] == 0
    for email in ("cora@example.org", "ines@example.org"):
        monkeypatch.setenv("TRACKER_TOKEN", set_up("user", "token", email)[1].strip())
        assert set_up("figures", "--as", email)[0] == 0
    with open_visit(open_engine(Settings()), SERVICE, Settings()) as visit:
        rows = visit.session.execute(
            text("SELECT name, what FROM access_log JOIN person ON person.id = person_id")
        ).all()
    assert rows == [("Ines", "tracker figures")]


@pytest.fixture
def a_reviewed_record(set_up: Run) -> Run:
    """Give a record with the review R1."""
    with open_visit(open_engine(Settings()), SERVICE, Settings(), change=True) as visit:
        reviews.record_review(visit, reviews.ReviewDraft("R1", "A review", ReviewKind.RAPID_REVIEW))
    return set_up


def _scopes() -> list[tuple[str, str, int | None]]:
    with open_visit(open_engine(Settings()), SERVICE, Settings()) as visit:
        held = select(RoleGrant.role, RoleGrant.scope, RoleGrant.review_id).where(RoleGrant.scope == Scope.REVIEW)
        return [(role.value, scope.value, review) for role, scope, review in visit.session.execute(held)]


def test_a_role_is_given_within_one_review(a_reviewed_record: Run) -> None:
    run = a_reviewed_record
    assert run("user", "add", "Mo", "mo@example.org", "board member", "--review", "R1")[0] == 0
    assert run("user", "grant", "kit@example.org", "inspector", "--review", "R1", "--days", "7")[0] == 0
    assert _scopes() == [("board member", "review", 1), ("inspector", "review", 1)]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (("board member", "--review", "R9"), "There is no review R9."),
        (("chair", "--review", "R1"), "The role chair is held over the whole board, not within one review."),
        (("owner", "--review", "R1"), "An owner owns for an agency: choose which."),
        (("owner", "--agency", "none"), "No agency has the key none."),
        (("owner",), "An owner owns for an agency: choose which."),
        (("board member", "--review", "R1", "--agency", "none"), "Name an agency or a review, not both."),
    ],
)
def test_a_role_that_cannot_be_is_refused_before_the_password_is_asked(
    a_reviewed_record: Run, monkeypatch: pytest.MonkeyPatch, words: tuple[str, ...], sentence: str
) -> None:
    monkeypatch.delenv("TRACKER_NEW_PASSWORD")
    monkeypatch.setattr(cli.typer, "prompt", lambda *_, **__: pytest.fail("the password was asked"))
    status, _, complaint = a_reviewed_record("user", "add", "Mo", "mo@example.org", *words)
    assert status == 1
    assert sentence in complaint


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("TRACKER_SECRET_KEY", "", "TRACKER_SECRET_KEY is missing or weak"),
        ("TRACKER_SECRET_KEY", "a" * 64, "TRACKER_SECRET_KEY is missing or weak"),
        ("TRACKER_DEBUG", "true", "TRACKER_DEBUG is on"),
        ("TRACKER_BASE_URL", "http://tracker.example.org", "TRACKER_BASE_URL is not https"),
        ("TRACKER_TODAY", "2026-11-22", "TRACKER_TODAY pins the day"),
    ],
)
def test_serving_is_refused_while_something_is_unsafe(
    set_up: Run, monkeypatch: pytest.MonkeyPatch, name: str, value: str, sentence: str
) -> None:
    monkeypatch.setenv(name, value)
    status, _, complaint = set_up("serve")
    assert status == 1
    assert sentence in complaint
