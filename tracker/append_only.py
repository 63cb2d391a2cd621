"""Tell whether the locks that keep the trail append-only are in place: triggers, and on PostgreSQL the grants."""

from collections.abc import Iterable, Iterator
from importlib import import_module
from typing import Any

from sqlalchemy import make_url, text
from sqlalchemy.orm import Session

from tracker.fold import tables
from tracker.settings import Settings

TAKES_AWAY = ("DELETE", "TRUNCATE")
LOCKED_BY = (
    "0002_append_only",
    "0007_challenges_measures_lessons",
    "0008_clocks_and_reminders",
    "0009_evidence_files",
    "0010_recurrence",
    "0011_meetings_moved",
    "0012_contributions_end",
    "0013_measure_versions",
    "0014_assurance_set",
    "0015_evidence_readers",
    "0016_blind_judging",
    "0019_briefings",
    "0020_inspection",
    "0021_snapshots",
    "0022_public_edition",
    "0023_committee_verdicts",
    "0025_corrected_and_replaced",
    "0027_evidence_sealed",
)
ONLY_ADDED = ("access_log", "event", "evidence_read", "evidence_scan", "inspector_note")


def faults(session: Session, settings: Settings) -> Iterator[str]:
    """Name every lock that is missing, changed or switched off."""
    locks = [import_module(f"migrations.versions.{name}") for name in LOCKED_BY]
    if session.get_bind().dialect.name == "sqlite":
        yield from _compare(_every(lock.SQLITE for lock in locks), _sqlite_triggers(session))
        return
    yield from _compare(_every(lock.POSTGRES_TRIGGERS for lock in locks), _postgresql_triggers(session))
    for lock in locks:
        yield from _function_faults(session, lock.POSTGRES_FUNCTIONS)
    yield from _grant_faults(session, make_url(settings.database).username)


def _every(triggers: Iterable[dict[str, str]]) -> dict[str, str]:
    return {name: statement for each in triggers for name, statement in each.items()}


def _compare(expected: dict[str, str], found: dict[str, str]) -> Iterator[str]:
    for name, statement in expected.items():
        if name not in found:
            yield f"The trigger {name} is missing or switched off: somebody could change the trail unseen."
        elif found[name] != statement:
            yield f"The trigger {name} was changed: somebody could change the trail unseen."
    for name in found.keys() - expected.keys():
        yield f"There is a trigger {name} that the tracker does not have."


def _sqlite_triggers(session: Session) -> dict[str, str]:
    rows = session.execute(text("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'"))
    return {str(name): str(statement) for name, statement in rows}


def _postgresql_triggers(session: Session) -> dict[str, str]:
    rows = session.execute(
        text(
            "SELECT tgname, pg_get_triggerdef(pg_trigger.oid, true) FROM pg_trigger "
            "JOIN pg_class ON pg_class.oid = tgrelid "
            "WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND relnamespace = 'public'::regnamespace"
        )
    )
    return {str(name): str(statement) for name, statement in rows}


def _function_faults(session: Session, script: str) -> Iterator[str]:
    """Hold the functions behind the triggers against the text that made them."""
    for definition in script.split("CREATE FUNCTION ")[1:]:
        name, body = definition.split("(")[0], definition.split("$$")[1]
        found = session.scalar(text("SELECT prosrc FROM pg_proc WHERE proname = :name"), {"name": name})
        if found != body:
            yield f"The function {name} behind the triggers is missing or was changed."


def _grant_faults(session: Session, role: str | None) -> Iterator[str]:
    """Say what the role that runs the service may do beyond its task, where another role owns the tables."""
    owner = session.scalar(text("SELECT tableowner FROM pg_tables WHERE schemaname = 'public' AND tablename = 'event'"))
    if role is None or role == owner:
        return
    if session.scalar(text("SELECT rolsuper FROM pg_roles WHERE rolname = :role"), {"role": role}):
        yield f"The service runs as {role}, a superuser of PostgreSQL: nothing would stop it from changing the trail."
        return
    if session.scalar(text("SELECT pg_has_role(:role, :owner, 'MEMBER')"), {"role": role, "owner": owner}):
        yield f"The service's role {role} can act as {owner}, who owns the tables: it could drop the triggers."
    yield from (
        f"The service's role {role} may {right.lower()} {table}: the grants are wider than the tracker's."
        for table, right in _held(session, role, _forbidden())
    )


def _forbidden() -> list[tuple[str, str]]:
    """Give what nobody but the owner may do: take away from the record, or change the trail."""
    every = {table.name: TAKES_AWAY for table in tables()} | {"kept_text": TAKES_AWAY}
    every |= dict.fromkeys(ONLY_ADDED, TAKES_AWAY)
    change = [(table, "UPDATE") for table in ONLY_ADDED]
    return sorted([(table, right) for table, rights in every.items() for right in rights] + change)


def _held(session: Session, role: str, rights: list[tuple[str, str]]) -> list[Any]:
    """Give those of these rights that the role has, by itself or through others; on a missing table there are none."""
    held = text(
        "SELECT name, held FROM unnest(CAST(:names AS text[]), CAST(:rights AS text[])) AS wanted (name, held) "
        "WHERE CASE WHEN to_regclass(format('public.%I', name)) IS NOT NULL "
        "THEN has_table_privilege(:role, format('public.%I', name), held) END ORDER BY name, held"
    )
    names, wanted = zip(*rights, strict=True)
    return list(session.execute(held, {"names": list(names), "rights": list(wanted), "role": role}))
