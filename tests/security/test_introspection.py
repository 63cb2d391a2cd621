"""Whatever can be asked or changed is guarded: found by looking, so that a forgotten guard fails here."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

import tracker.commands
import tracker.queries
from dashboards import forms, wiring
from tests.database.record import EMBEDDED_ONLY, Record, visitor
from tests.security.site import CALLBACK, Site, body_of
from tracker.access import allows, find, reach
from tracker.errors import NotFoundError, RefusedError, SignedOutError
from tracker.models import Action, Recommendation, Review
from tracker.roles import ALLOWED
from tracker.visit import STRANGER, Visit, visiting
from tracker.words import Permission, Role, Visibility

# What a query or command is made of: never called from a page, the command line or an importer (see the test below).
PARTS = {
    "tracker.commands.record.record",
    "tracker.commands.actions.find_own",
    "tracker.commands.evidence.tell_each",
    "tracker.commands.actions.must_be_agency",
    "tracker.commands.actions.must_be_open_to_actions",
    "tracker.commands.actions.must_be_post",
    "tracker.commands.deciding.found",
    "tracker.commands.deciding.may_decide",
    "tracker.commands.deciding.meeting_for",
    "tracker.commands.deciding.must_not_be_called_off",
    "tracker.commands.lessons.add_discussion",
    "tracker.commands.ownership.open_work",
    "tracker.queries.counts.from_positions",
    "tracker.queries.counts.sees_whole_classes",
    "tracker.queries.counts.total",
    "tracker.queries.filters.chosen_by",
    "tracker.commands.taken.free",
    "tracker.queries.open_work.open_actions",
    "tracker.queries.open_work.worded",
    "tracker.queries.outcomes.decisions_beside",
    "tracker.queries.outcomes.tests_beside",
    "tracker.queries.plan_order.picked",
    "tracker.queries.plan_order.total",
    "tracker.queries.replaced.beside",
}
OPEN_ROUTES = {
    "/sign-in",
    "/healthy",
    "/calendar/<token>.ics",
    "/briefings",
    "/briefings/B-<int:key>",
    "/discussed/<token>",
    "/assets/<path:filename>",
    "/_dash-component-suites/<string:package_name>/<path:fingerprinted_path>",
    "/_favicon.ico",
}
ROOT = Path(__file__).parents[2]


def _modules(package: ModuleType) -> Iterator[ModuleType]:
    for found in pkgutil.iter_modules(package.__path__):
        yield importlib.import_module(f"{package.__name__}.{found.name}")


def _asks_for_a_visit(function: Callable[..., Any]) -> bool:
    first = next(iter(inspect.signature(function).parameters.values()), None)
    return first is not None and first.annotation in {Visit, "Visit"}


def _found() -> dict[str, Callable[..., Any]]:
    return {
        f"{module.__name__}.{name}": function
        for package in (tracker.queries, tracker.commands)
        for module in _modules(package)
        for name, function in inspect.getmembers(module, inspect.isfunction)
        if not name.startswith("_") and function.__module__ == module.__name__ and _asks_for_a_visit(function)
    }


def _guarded() -> dict[str, Callable[..., Any]]:
    return {name: function for name, function in _found().items() if name not in PARTS}


def _without(permission: Permission) -> Role:
    return next(role for role in Role if role not in ALLOWED[permission])


def test_the_search_finds_what_there_is() -> None:
    found = _found()
    assert len(found) >= 50
    assert {name.split(".")[1] for name in found} == {"queries", "commands"}
    assert set(found) >= PARTS


@pytest.mark.parametrize("name", sorted(_guarded()))
def test_every_query_and_command_is_guarded(name: str, world: Any) -> None:
    asked = _guarded()[name]
    assert hasattr(asked, "needs"), f"{name} has no @needs"
    with world.record.reading(STRANGER) as visit, pytest.raises(SignedOutError):
        asked(visit)
    with world.record.reading(visitor(_without(asked.needs))) as visit, pytest.raises(RefusedError):
        asked(visit)


def test_a_query_without_a_guard_would_be_noticed(world: Any) -> None:
    def careless(visit: Visit) -> int:
        return len(visit.session.connection().exec_driver_sql("SELECT 1").all())

    assert _asks_for_a_visit(careless)
    assert not hasattr(careless, "needs")
    with world.record.reading(STRANGER) as visit:
        assert careless(visit) == 1


def test_every_permission_is_given_to_somebody_and_kept_from_somebody() -> None:
    assert set(ALLOWED) == set(Permission)
    assert all(set() < roles < set(Role) for roles in ALLOWED.values())


def _used(path: Path) -> set[str]:
    """Name what a file uses of the modules that it imports, as `module.name`."""
    tree = ast.parse(path.read_text())
    imports = [
        node
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("tracker")
    ]
    named = {alias.asname or alias.name: alias.name for node in imports for alias in node.names}
    used = {f"{(node.module or '').rpartition('.')[2]}.{alias.name}" for node in imports for alias in node.names}
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in named:
            used.add(f"{named[node.value.id]}.{node.attr}")
    return used


def test_parts_of_commands_are_used_by_nothing_else() -> None:
    outside = [*(ROOT / "dashboards").rglob("*.py"), *(ROOT / "tracker").glob("*.py")]
    outside += (ROOT / "tracker" / "importers").rglob("*.py")
    names = {".".join(part.split(".")[-2:]) for part in PARTS}
    used = {path: _used(path) for path in outside}
    assert "plan.listing" in used[ROOT / "dashboards" / "pages" / "plan.py"]
    assert {path: found & names for path, found in used.items() if found & names} == {}


def _addresses(site: Site) -> dict[str, set[str]]:
    """Give every address that the server knows, filled in, with its methods."""
    filled: dict[str, set[str]] = {}
    for rule in site.server.url_map.iter_rules():
        if rule.rule not in OPEN_ROUTES:
            address = re.sub(r"<int:\w+>", "1", rule.rule)
            filled.setdefault(re.sub(r"<[^>]+>", "plan", address), set()).update(rule.methods or ())
    return filled


def test_every_route_is_listed_as_open_or_asks_to_sign_in(site: Site) -> None:
    found, stranger = _addresses(site), site.stranger()
    assert len(found) >= 5 + len(forms.FORMS)
    for address in found:
        asked = stranger.get(address)
        to_sign_in = asked.status_code == 302 and asked.headers["Location"].startswith("/sign-in")
        assert to_sign_in or asked.status_code == 401, address
        assert stranger.post(address).status_code == 401, address
        assert stranger.client.head(address).status_code == 401, address


def test_every_page_and_form_is_a_known_address(site: Site) -> None:
    rules = {rule.rule for rule in site.server.url_map.iter_rules()}
    assert len(wiring.PAGES) >= 7
    assert len(forms.FORMS) >= 3, "the forms of dashboards.changes are not loaded"
    assert set(forms.FORMS) <= rules
    assert rules >= OPEN_ROUTES


def test_a_route_that_somebody_forgets_to_guard_is_closed(site: Site) -> None:
    for address in ("/rogue", "/sign-in/rogue", "/sign-inside", "/healthy/rogue", "/_rogue"):
        site.server.add_url_rule(address, address, lambda: "a secret", methods=["GET", "POST"])
    stranger = site.stranger()
    for address in ("/rogue", "/sign-in/rogue", "/sign-inside", "/healthy/rogue", "/_rogue"):
        for answer in (stranger.get(address), stranger.post(address)):
            assert b"a secret" not in answer.get_data(), address
            assert answer.status_code in {302, 401}, address


def test_every_callback_is_closed_to_strangers(site: Site) -> None:
    stranger, outputs = site.stranger(), list(site.app.callback_map)
    assert len(outputs) >= 2
    for output in outputs:
        known = site.app.callback_map[output]
        body = body_of(output, ["/" for _ in known["inputs"]], ["" for _ in known["state"]], site)
        answer = stranger.ask(body)
        assert answer.status_code == 401, output
        assert answer.get_json() == {"error": "Sign in to go on."}


def test_every_callback_gives_an_administrator_no_content(site: Site) -> None:
    admin = site.signed_in("admin")
    for output in site.app.callback_map:
        known = site.app.callback_map[output]
        body = body_of(output, ["/" for _ in known["inputs"]], ["" for _ in known["state"]], site)
        answer = admin.ask(body)
        assert b"notice error" in answer.get_data(), output
        assert b"zq" not in answer.get_data()


def test_dash_tells_strangers_nothing_of_its_own(site: Site) -> None:
    stranger = site.stranger()
    for address in ("/_dash-layout", "/_dash-dependencies", "/_reload-hash", CALLBACK, "/_mcp", "/mcp"):
        assert stranger.get(address).status_code in {302, 401}


@EMBEDDED_ONLY
def test_a_role_within_one_review_gives_nothing_over_the_whole_board(record: Record) -> None:
    for permission in (
        Permission.MANAGE_PEOPLE,
        Permission.KEEP_PARTNERSHIP,
        Permission.ADOPT_KEY,
        Permission.IMPORT_PLAN,
    ):
        for role in ALLOWED[permission]:
            assert allows(visitor(role), permission)
            assert not allows(visitor(role, review=1), permission)
            assert not allows(visitor(role, agency=1), permission)
    with record.reading() as visit:
        assert visiting(visit.session, STRANGER, visit.now).who.roles == frozenset()


def test_a_role_within_one_agency_opens_nothing_that_is_not_published() -> None:
    for role in Role:
        assert reach(visitor(role, agency=1)).classes <= {Visibility.PUBLISHED}
        assert reach(visitor(role, review=1)).classes == frozenset()


@pytest.mark.parametrize("key", [0, -1, 2**31, 2**63, 2**70])
def test_a_key_beyond_every_record_is_not_found(key: int, world: Any) -> None:
    with world.record.reading(visitor(Role.CHAIR)) as visit:
        for model in (Review, Recommendation, Action):
            with pytest.raises(NotFoundError):
                find(visit, model, key)
