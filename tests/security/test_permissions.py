"""The golden table of rights, cell by cell: `permissions.csv` is written from the board's rules and not from the code.

Each line names what is asked, the way (a page read by its callback, a form opened by its route, a form acted upon, the
command line) and the state of the record; each column is somebody. An act is tried inside a transaction that is rolled
back; whoever may not act is tried by a forged request as well. A route or callback that the table does not name fails.
"""

import csv
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import time_machine
from typer.main import get_command
from typer.testing import CliRunner

from dashboards import forms
from tests import builders
from tests.dashboards.sent_forms import BRIEFING, OWN_NAMES, SENT, public_editions, rule_of
from tests.dashboards.test_voice_forms import MEASURE, VALUE
from tests.dashboards.test_voice_forms import SENT as HEARD
from tests.database.record import MORNING, environment, visitor
from tests.evidence.sending import TYPED as EVIDENCE
from tests.importers.workbooks import plain_plan
from tests.security.site import Caller, Site
from tests.security.test_introspection import OPEN_ROUTES
from tests.security.world import DRAFT, GRANTS, World, email
from tracker.access import allows
from tracker.cli import app as command_line
from tracker.cli_exports import Export
from tracker.commands import accounts
from tracker.database import open_visit
from tracker.errors import NotFoundError, RefusedError, SignedOutError, TrackerError
from tracker.visit import SERVICE, STRANGER, Visitor
from tracker.words import Role, Thing

Callers = Callable[[str], Caller]
TABLE = Path(__file__).with_name("permissions.csv")
ROLES = [*GRANTS, "public"]
# Routes whose rights hang on more than role and state: where they are tried.
ELSEWHERE = {
    "/blind/rounds/<int:key>": "tests/dashboards/test_blind_forms.py",
    "/blind/rounds/<int:key>/close": "tests/dashboards/test_blind_forms.py",
    "/blind/rounds/<int:key>/items/<int:number>": "tests/dashboards/test_blind_forms.py",
    "/blind/comparisons/<int:key>/grade": "tests/dashboards/test_blind_forms.py",
    "/blind/comparisons/<int:key>/reveal": "tests/dashboards/test_blind_forms.py",
    "/clocks/<int:key>/pause": "tests/dashboards/test_clock_forms.py",
    "/clocks/<int:key>/resume": "tests/dashboards/test_clock_forms.py",
    "/clocks/<int:key>/done": "tests/dashboards/test_clock_forms.py",
    "/disseminations/<int:key>/discussion": "tests/dashboards/test_voice_forms.py",
    "/evidence/<int:key>/readers-ended": "tests/dashboards/test_changes.py",
    "/evidence/<int:key>/my-note": "tests/dashboards/test_inspection.py",
    "/evidence/versions/<int:key>": "tests/evidence/test_download.py",
    "/discussions/<int:key>/confirm": "tests/dashboards/test_briefing_forms.py",
    "/discussions/<int:key>/refuse": "tests/dashboards/test_briefing_forms.py",
    "/calendar": "tests/dashboards/test_calendar.py",
    "/reports/<edition>/<name>": "tests/reports/test_routes.py",
    "/snapshots/<cited>/<name>": "tests/reports/test_routes.py",
    "/calendar/make": "tests/dashboards/test_calendar.py",
    "/calendar/revoke": "tests/dashboards/test_calendar.py",
    "/import/preview": "tests/dashboards/test_import_page.py",
    "/import/apply": "tests/dashboards/test_import_page.py",
    "/snapshots/<cited>/preview/<path:name>": "tests/reports/test_public_forms.py",
    "/as-at": "tests/dashboards/test_guard.py",
    "/sign-out": "tests/dashboards/test_sign_in.py",
    "/_dash-dependencies": "tests/security/test_introspection.py",
    "/_dash-layout": "tests/security/test_introspection.py",
    "/_dash-update-component": "tests/security/test_introspection.py",
    "/_reload-hash": "tests/security/test_introspection.py",
    "/<path:path>": "tests/security/test_introspection.py",
}
TYPED = {each.path: each.typed for each in SENT} | {
    "/actions/{action}/submit": {},
    "/actions/{action}/new-date": {"new date": "30 Sep 2027", "reason": "capacity or vacancy"},
    "/actions/{action}/challenge": {"question": "What has changed for children?"},
    "/recommendations/{asked}/challenge": {"question": "What has changed for children?"},
    "/recurring/match": {},
    "/recommendations/{asked}/close": {"meeting": "{meeting}", "waiver": "Too small."},
    "/recommendations/{asked}/reopen": {"meeting": "{meeting}", "reason": "It came back."},
    "/recommendations/{asked}/override": {
        "rating": "Red",
        "meeting": "{meeting}",
        "until": "22 Nov 2026",
        "reason": "Worse.",
    },
    "/actions/{action}/my-note": {"note": "Ask the police."},
    "/recommendations/{asked}/my-note": {"note": "Ask the police."},
    "/reviews/{review}/briefing/write": {**BRIEFING, "version": "1"},
    "/reviews/{review}/briefing/release": {"role": "coordinator", "version": "1"},
    "/reviews/{review}/briefing/withdraw": {"reason": "It named a street."},
    "/reviews/{review}/briefing/link": {"agency": "{agency}", "team": "Duty team", "last day": "31 Dec 2026"},
    "/reviews/{review}/briefing/revoke": {"link": "1"},
    "/actions/{action}/public-text/approve": {"read": "yes", "version": "1"},
    "/recommendations/{asked}/public-text/approve": {"read": "yes", "version": "1"},
    "/posts/{post}/holder": {"person": "{person}", "first day": "22 Nov 2026"},
    "/actions/{action}/due": {"due date": "31 Mar 2027"},
    "/actions/{action}/evidence": {**EVIDENCE, "statement": "We looked at 40 files."},
    "/actions/{action}/escalate": {"step": "chair to chief officer", "said": "Told by letter."},
    "/evidence/{evidence}/version": {"statement": "Looked at once more."},
    "/evidence/{secret}/readers": {"e-mail address": "scoped@board.example", "reason": "It is about their team."},
    "/evidence/{secret}/sensitivity": {"sensitivity": "sealed", "reason": "It is about another child.", "version": "1"},
    "/evidence/versions/{version}/check": {"action": "{action}", "verdict": "adequate"},
    "/challenges/{challenge}/answer": {"answer": "The night team is trained."},
    "/challenges/{answered}/verdict": {"verdict": "accepted", "version": "1"},
    "/recommendations/{asked}/measure": MEASURE,
    "/recommendations/{asked}/measure-link": {"measure": "{measure}"},
    "/measures/new": MEASURE,
    "/measures/{measure}/value": {**VALUE, "value": "1"},
    "/reviews/{review}/clocks": {"clock": "executive response to scrutiny", "from": "20 Nov 2026"},
    "/reviews/{review}/lessons": {**HEARD, "agency": "{mine}"},
    "/reviews/{review}/release": {"role": "{me}", "version": "1"},
    "/clocks/start": {"about": "meeting {meeting}"},
    "/duties": {"post": "{post}", "duty": "sub-group chair"},
}


@dataclass(frozen=True)
class Line:
    """One line of the table."""

    what: str
    way: str
    state: str
    cells: tuple[tuple[str, bool], ...]

    def __str__(self) -> str:
        return f"{self.way} {self.what} {self.state}"

    @property
    def rule(self) -> str:
        """The address as it is registered."""
        return rule_of(self.what)


def _lines() -> list[Line]:
    with TABLE.open(newline="") as file:
        rows = list(csv.DictReader(file))
    said = {"yes": True, "no": False}
    return [
        Line(row["what"], row["way"], row["state"], tuple((role, said[row[role]]) for role in ROLES)) for row in rows
    ]


LINES = _lines()


def _of(*ways: str) -> Any:
    return pytest.mark.parametrize("line", [line for line in LINES if line.way in ways], ids=str)


class _TakeBack(Exception):  # noqa: N818  (no error: it ends a transaction that was only tried)
    """Nothing of what was tried is kept."""


@pytest.fixture(scope="module")
def keys(shared: Site) -> dict[str, dict[str, str]]:
    """Give for each state the keys that the table's addresses name."""
    world, record = shared.world, shared.record
    for group, key in world.actions.items():
        if group in world.reviews:
            builders.a_public_text(record, Thing.ACTION, key, "Train.", approved=False)
            builders.a_public_text(record, Thing.RECOMMENDATION, world.recommendations[group], "Ask.", approved=False)
    made = builders.an_action(record, "Released.")
    told = public_editions(record, made.id, made.recommendation_ids[0])
    return {state: {**_keys_of(shared, world, state), **told} for state in {*world.reviews, "-"}}


def _keys_of(site: Site, world: World, state: str) -> dict[str, str]:
    group, read = ("published" if state == "-" else state), site.record.read
    action, asked = world.actions[group], world.recommendations[group]
    return {
        "action": str(action),
        "exception": str(action),
        "asked": str(asked),
        "review": str(world.reviews[group]),
        "meeting": str(world.meetings[group]),
        "mistaken": str(world.reviews[group]),
        "helped": str(action),
        "coming": str(world.meetings[group]),
        "test": str(read(f"SELECT min(id) FROM impact_test WHERE recommendation_id = {asked}")[0][0]),
        "request": str(read(f"SELECT max(id) FROM extension WHERE action_id = {action}")[0][0]),
        "proven": str(asked),
        "measure": str(read("SELECT min(id) FROM measure")[0][0]),
        "tenure": str(read("SELECT min(id) FROM tenure")[0][0]),
        "post": str(read("SELECT max(id) FROM post")[0][0]),
        "person": str(world.people["member"]),
        "agency": str(world.agencies["a"]),
        "other_agency": str(world.agencies["b"]),
        "free_theme": str(world.themes[DRAFT]),
        "other": " ".join(_another(site, asked)),
        "unlinked": " ".join(_another(site, asked)),
        "pair": " ".join(_another(site, asked)),
        "part": " ".join(_another(site, asked)),
        "ask": "1",
        "later": str(world.recommendations[group]),
        "earlier": str(_suggested_to(read, asked)),
        "other_ask": "1",
        "link": str(read("SELECT min(id) FROM repeat_link")[0][0]),
        "reference": str(read(f"SELECT reference FROM action WHERE id = {action}")[0][0]),
        **_told_of(read, action, asked),
    }


def _told_of(read: Any, action: int, asked: int) -> dict[str, str]:
    """Name the evidence of an action, normal and restricted, and what was asked about it and its recommendation."""
    pieces = (
        "SELECT evidence.id, (SELECT min(id) FROM evidence_version WHERE evidence_id = evidence.id) FROM evidence "
        "JOIN evidence_link ON evidence_id = evidence.id "
        "WHERE action_id = {} AND sensitivity = '{}' ORDER BY evidence.id"
    )
    normal, secret = (read(pieces.format(action, each))[0] for each in ("normal", "restricted"))
    challenges = "SELECT min(id) FROM challenge WHERE {} = {}"
    return {
        "evidence": str(normal[0]),
        "version": str(normal[1]),
        "secret": str(secret[0]),
        "challenge": str(read(challenges.format("action_id", action))[0][0]),
        "answered": str(read(challenges.format("recommendation_id", asked))[0][0]),
    }


def _suggested_to(read: Any, asked: int) -> int:
    """Give the recommendation that the world suggests as the earlier one of another."""
    return int(read(f"SELECT min(earlier_id) FROM suggestion WHERE later_id = {asked}")[0][0])


def _another(site: Site, asked: int) -> tuple[str, str]:
    """Name a recommendation of the published review that the action does not answer yet, or the first there is."""
    rows = site.record.read(
        "SELECT review.reference, recommendation.reference FROM recommendation JOIN review ON review.id = review_id "
        f"WHERE recommendation.id <> {asked} ORDER BY recommendation.id"
    )
    return str(rows[0][0]), str(rows[0][1])


@pytest.fixture(scope="module")
def clock() -> Iterator[time_machine.Traveller]:
    """Let one morning go on through all lines: whoever signed in during one is still signed in during the next."""
    with time_machine.travel(MORNING, tick=True) as travelled:
        yield travelled


@pytest.fixture(scope="module")
def callers(shared: Site) -> Callers:
    """Give somebody of a column at a browser; who has signed in once stays so for all lines."""

    @cache
    def caller(role: str) -> Caller:
        return shared.stranger() if role == "public" else shared.signed_in(role)

    return caller


def _who(site: Site, name: str) -> Visitor:
    if name == "public":
        return STRANGER
    world, role = site.world, GRANTS[name]
    agency = world.agencies[name[-1]] if role == Role.OWNER else None
    review = world.reviews[DRAFT] if name == "scoped" else None
    return visitor(role, agency=agency, review=review, person=world.people[name])


def _wrong(found: Iterator[tuple[str, bool, Any]]) -> list[str]:
    return [f"{role}: {told}, the table says {'yes' if may else 'no'}" for role, may, told in found if told != may]


def test_the_table_is_large_enough_and_denies_and_grants_in_every_column() -> None:
    assert len(LINES) * len(ROLES) >= 1_500
    assert len(set(map(str, LINES))) == len(LINES)
    columns = [[may for line in LINES for role, may in line.cells if role == each] for each in GRANTS]
    assert all(any(column) and not all(column) for column in columns)
    assert not any(dict(line.cells)["public"] for line in LINES)


def test_every_route_and_callback_is_in_the_table_or_named_with_its_tests(shared: Site) -> None:
    known = {line.rule for line in LINES} | OPEN_ROUTES
    routes = {rule.rule for rule in shared.server.url_map.iter_rules()}
    assert routes - known == set(ELSEWHERE), "neither a route that nobody names nor an excuse for none"
    callbacks = {output.partition(".")[0] for output in shared.app.callback_map}
    assert callbacks == {"content", "overview-trend"}
    assert all((Path(__file__).parents[2] / tests).exists() for tests in ELSEWHERE.values())
    assert set(forms.FORMS) - known <= set(ELSEWHERE)


@_of("read")
@pytest.mark.usefixtures("clock")
def test_a_page_is_read_by_whom_the_table_says(
    line: Line, shared: Site, keys: Mapping[str, Any], callers: Callers
) -> None:
    address = line.what.format(**keys[line.state])

    def told() -> Iterator[tuple[str, bool, Any]]:
        for role, may in line.cells:
            caller = callers(role)
            answer = caller.trend() if line.what == "overview-trend" else caller.content(address)
            yield role, may, answer.status_code == 200 and b"notice error" not in answer.get_data()

    assert _wrong(told()) == []


@_of("open")
@pytest.mark.usefixtures("clock")
def test_a_form_opens_for_whom_the_table_says(
    line: Line, shared: Site, keys: Mapping[str, Any], callers: Callers
) -> None:
    address = line.what.format(**keys[line.state])

    def told() -> Iterator[tuple[str, bool, Any]]:
        for role, may in line.cells:
            status = callers(role).get(address).status_code
            assert status in {200, 404} or (role == "public" and status == 302), (role, status)
            yield role, may, status == 200

    assert _wrong(told()) == []


@_of("do")
@pytest.mark.usefixtures("clock")
def test_an_act_is_allowed_to_whom_the_table_says(line: Line, shared: Site, keys: Mapping[str, Any]) -> None:
    before = shared.head()

    def told() -> Iterator[tuple[str, bool, Any]]:
        for role, may in line.cells:
            typed = _typed(line, keys, role)
            yield role, may, _may_act(shared, line, _who(shared, role), typed, keys)

    assert _wrong(told()) == []
    assert shared.head() == before


def _typed(line: Line, keys: Mapping[str, Any], role: str) -> dict[str, str]:
    """Fill in a form, with the keys of the state of its record, with who sends it and with their agency."""
    given = keys[line.state]
    own = {"me": role, "mine": given["other_agency" if role == "owner_b" else "agency"]}
    return {name: value.format(**given, **own) for name, value in TYPED[line.what].items()}


def _may_act(site: Site, line: Line, who: Visitor, typed: dict[str, str], keys: Mapping[str, Any]) -> bool:
    """Act as the form does, and take it back; what a rule or a field says is no matter of rights."""
    page, named = forms.FORMS[line.rule], re.findall(r"\{(\w+)\}", line.what)
    parts: dict[str, Any] = {(name if name in OWN_NAMES else "key"): int(keys[line.state][name]) for name in named}
    parts |= {"file": None} if page.takes_file else {}
    settings = site.record.settings
    if not allows(who, page.needs):  # As the route does, before anything is read.
        return False
    try:
        with open_visit(site.record.engine, who, settings, change=True) as visit:
            with site.server.test_request_context():  # Some forms ask for a setting of the service.
                page.act(visit, typed, **parts)
            raise _TakeBack
    except (RefusedError, NotFoundError, SignedOutError):
        return False
    except (_TakeBack, TrackerError):
        return True


@_of("do")
@pytest.mark.usefixtures("clock")
def test_a_forged_act_is_refused_and_is_in_the_trail(
    line: Line, shared: Site, keys: Mapping[str, Any], callers: Callers
) -> None:
    address = line.what.format(**keys[line.state])
    for role, may in line.cells:
        if not may:
            caller, before = callers(role), shared.head()
            status = _forged(caller, line, address, _typed(line, keys, role))
            assert status in ({401} if role == "public" else {403, 404}), (role, status)
            assert shared.since(before) == ["request refused"] * (status == 403)


def _forged(caller: Caller, line: Line, address: str, typed: dict[str, str]) -> int:
    """Send a form that was never opened; one that takes a file comes as such a form does."""
    given = {"csrf_token": caller.token(), "form_key": "forged", **typed}
    kind = "multipart/form-data" if forms.FORMS[line.rule].takes_file else None
    return caller.client.post(address, data=given, content_type=kind).status_code


@_of("command line")
@pytest.mark.usefixtures("clock")
def test_the_command_line_acts_for_whom_the_table_says(
    line: Line, site: Site, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    book = tmp_path / "plan.xlsx"
    book.write_bytes(plain_plan(["1.1", "Do it", "Police"]))
    verb, *options = line.what.split()[1:]
    asked = [verb, *([str(book)] if verb == "import" else []), *options]
    if "--review" in options or verb == "pack":
        key = site.world.reviews[line.state]
        asked.append(site.record.read(f"SELECT reference FROM review WHERE id = {key}")[0][0])
    written = tmp_path / {"pack": "pack.zip", "export": "paper.xlsx"}.get(verb, "nothing")
    asked += [str(written)] if verb in {"pack", "export"} else ["members"] if verb == "snapshot" else []
    for name, value in environment(site.record.settings).items():
        monkeypatch.setenv(name, value)

    def told() -> Iterator[tuple[str, bool, Any]]:
        for role, may in line.cells:
            if role != "public":
                with site.record.changing(SERVICE) as visit:
                    monkeypatch.setenv("TRACKER_TOKEN", accounts.issue_token(visit, site.world.people[role]))
            else:
                monkeypatch.delenv("TRACKER_TOKEN", raising=False)
            who = email("coordinator" if role == "public" else role)
            before = site.head()
            written.unlink(missing_ok=True)
            done = CliRunner().invoke(command_line, [*asked, "--as", who]).exit_code == 0
            assert written.exists() == (done and verb in {"pack", "export"})
            changes = done and verb in {"import", "snapshot"} and "--preview" not in options
            assert (site.head() != before) == changes, role
            yield role, may, done

    assert _wrong(told()) == []


def test_every_verb_by_which_a_person_acts_on_the_command_line_is_in_the_table() -> None:
    acting = dict(_acting(get_command(command_line), "tracker"))
    told = [line.what for line in LINES if line.way == "command line"]
    assert all(any(what.startswith(name) for what in told) for name in acting)
    assert all(any(what.startswith(name) for name in acting) for what in told)
    assert "tracker snapshot create" in acting
    # Of a verb that does several things each is tried.
    assert {what for what in told if what.startswith("tracker export")} == {f"tracker export {each}" for each in Export}


def _acting(command: Any, name: str) -> Iterator[tuple[str, Any]]:
    """Name every verb, within groups too, by which a person acts."""
    for each, inside in getattr(command, "commands", {}).items():
        yield from _acting(inside, f"{name} {each}")
    if any("--as" in option.opts for option in command.params):
        yield name, command
