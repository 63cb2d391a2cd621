"""The history of a thing, newest first, in sentences: who, when, and what."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, and_, bindparam, cast, literal, or_, union_all
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import (
    Action,
    Agency,
    Event,
    Extension,
    KeptText,
    Measure,
    MeasureLink,
    MeasureValue,
    MeasureVersion,
    Meeting,
    Person,
    Post,
    Theme,
)
from tracker.models.statements import select
from tracker.prepared import prepared
from tracker.queries import changing_facts, what_changed
from tracker.queries.changing_facts import GROUPS, Found
from tracker.queries.telling import Happening, Row, sentence
from tracker.rules.phrases import day_words
from tracker.settings import local_day
from tracker.visit import Visit
from tracker.words import Permission, Thing

NEWEST, PAGE = 200, 50
MEASURE = "measure"
CHANGING = {
    "action": {
        "action_owner",
        "action_wording",
        "decision",
        "evidence_check",
        "evidence_version",
        "extension_answer",
        "progress_update",
        "submission",
    },
    "recommendation": {"decision", "impact_result", "impact_test", "recommendation_wording", "response"},
    MEASURE: {"measure_value", "measure_version"},
}
GROUP_OF = {kind: group for group, (kind, _) in what_changed.TOLD.items()}
OF_A_REVIEW = ("finding", "release", "clock", "lesson", "briefing")
ERASED, KEPT = "(erased)", "kept aside"
NAMED: dict[str, tuple[Any, Any]] = {
    "post": (Post.id, Post.title),
    "agency": (Agency.id, Agency.name),
    "meeting": (Meeting.id, Meeting.title),
    "theme": (Theme.id, Theme.name),
    "extension": (Extension.id, Extension.due),
    "action": (Action.id, Action.reference),
    KEPT: (KeptText.digest, KeptText.wording),
}

COLUMNS = (
    *(Event.seq, Event.at, Event.effective_on, Event.actor, Person.name, Event.kind, Event.body),
    *(Event.review_id, Event.recommendation_id, Event.action_id, Event.object_kind, Event.object_id),
)


@dataclass(frozen=True)
class Entry:
    """One change: when it took effect, who made it, what it was, and the day of entry where that came later."""

    seq: int
    effective_on: date
    entered_on: date | None
    who: str
    sentence: str


@dataclass(frozen=True)
class Told:
    """One change of the plan, and what it is about."""

    entry: Entry
    review_id: int | None
    recommendation_id: int | None
    action_id: int | None


@needs(Permission.SEE_HISTORY)
def of_recommendation(visit: Visit, recommendation_id: int, actions: Sequence[int]) -> Sequence[Entry]:
    """Tell the history of a recommendation and of the actions that answer it, as far as the day of the visit."""
    found = _events(visit, Thing.RECOMMENDATION, recommendation=recommendation_id, actions=list(actions))
    return _entries(visit, found.all(), which_action=True)


@needs(Permission.SEE_HISTORY)
def of_action(visit: Visit, action_id: int) -> Sequence[Entry]:
    """Tell the history of an action."""
    return _entries(visit, _events(visit, Thing.ACTION, action=action_id).all())


@needs(Permission.SEE_HISTORY)
def of_review(visit: Visit, review_id: int) -> Sequence[Entry]:
    """Tell the history of a review itself, of its findings, releases and clocks, and of who heard its lessons."""
    return _entries(visit, _events(visit, None, review=review_id).all())


@needs(Permission.SEE_HISTORY)
def of_plan(visit: Visit, *, before: int = 0) -> Sequence[Told]:
    """Tell the newest changes of the whole plan that the visitor may read, or those before a place in the trail."""
    found = _page(visit, bool(before), **({"before": before} if before else {})).all()
    said = _entries(visit, found)
    return [
        Told(entry, event.review_id, event.recommendation_id, event.action_id)
        for entry, event in zip(said, found, strict=True)
    ]


@prepared
def _page(visit: Visit, later: bool) -> Any:
    """Ask for a page of the trail, newest entered first."""
    statement = (
        select(*COLUMNS)
        .select_from(Event)
        .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
        .where(_of_the_plan(), col(Event.effective_on) <= visit.as_at)
        .order_by(col(Event.seq).desc())
        .limit(PAGE)
    )
    return visible_to(visit, statement.where(col(Event.seq) < bindparam("before")) if later else statement)


def _of_the_plan() -> Any:
    """Choose what is about a review or what is in it; who may sign in and the like is no part of the plan's history."""
    return or_(
        *(one.is_not(None) for one in (col(Event.review_id), col(Event.recommendation_id), col(Event.action_id)))
    )


@needs(Permission.SEE_HISTORY)
def of_measure(visit: Visit, measure_id: int) -> Sequence[Entry]:
    """Tell the history of a measure and of its values."""
    return _entries(visit, _events(visit, MEASURE, measure=measure_id).all())


def _entries(visit: Visit, found: Sequence[Any], *, which_action: bool = False) -> list[Entry]:
    every = [json.loads(event.body)["rows"] for event in found]
    acting = [event.action_id for event in found if which_action and event.action_id]
    changed = _changed_things(found, every)
    names, changing = _names(visit, every, acting, changed)
    readable = _readable(every, names)
    changes = what_changed.of(changing, changed)
    return [
        Entry(
            seq=event.seq,
            effective_on=event.effective_on,
            entered_on=local_day(event.at) if local_day(event.at) > event.effective_on else None,
            who=event.name or event.actor,
            sentence=" ".join(
                [
                    _of_action(event, names, which_action) + sentence(Happening(event.kind, rows, names)),
                    *(change.sentence for change in changes.get(_thing(event), {}).get(event.seq, ())),
                ]
            ),
        )
        for event, rows in zip(found, readable, strict=True)
    ]


def _thing(event: Any) -> tuple[str, int]:
    """Name the one thing whose values an event may have changed."""
    if event.object_kind == MEASURE:
        return MEASURE, event.object_id or 0
    return ("action", event.action_id) if event.action_id else ("recommendation", event.recommendation_id or 0)


def _changed_things(found: Sequence[Any], every: list[Any]) -> dict[str, set[int]]:
    """Choose the things of which something may have been changed, and not only told first."""
    things: dict[str, set[int]] = {group: set() for group in GROUPS}
    for event, rows in zip(found, every, strict=True):
        kind, key = _thing(event)
        is_first = event.kind.endswith(" recorded") and kind != MEASURE
        if key and any(table in CHANGING[kind] for table, *_ in rows) and not is_first:
            things[GROUP_OF[kind]].add(key)
    return things


@prepared
def _events(visit: Visit, thing: Thing | str | None) -> Any:
    """Ask for the newest events about a recommendation, an action, a measure, or (None) a review itself."""
    statement = (
        select(*COLUMNS)
        .select_from(Event)
        .join(Person, col(Person.id) == col(Event.actor_id), isouter=True)
        .where(_is_about(thing), col(Event.effective_on) <= visit.as_at)
        .order_by(col(Event.effective_on).desc(), col(Event.seq).desc())
        .limit(NEWEST)
    )
    return visible_to(visit, statement)


def _is_about(thing: Thing | str | None) -> Any:
    kind = col(Event.object_kind)
    if thing is None:
        itself = and_(kind == "review", col(Event.object_id) == bindparam("review"))
        return and_(col(Event.review_id) == bindparam("review"), or_(itself, kind.in_(OF_A_REVIEW)))
    if thing == MEASURE:
        return and_(kind == MEASURE, col(Event.seq).in_(_of_measure()))
    if thing == Thing.ACTION:
        return col(Event.action_id) == bindparam("action")
    acting = col(Event.action_id).in_(bindparam("actions", expanding=True))
    return or_(col(Event.recommendation_id) == bindparam("recommendation"), acting)


def _of_measure() -> Any:
    """Choose the places in the trail that the rows of a measure name: the trail itself is not searched by measure."""
    further = (MeasureLink, MeasureValue, MeasureVersion)
    rows = ((Measure.id, Measure), *((told.measure_id, told) for told in further))
    return union_all(*(select(told.seq).where(col(key) == bindparam(MEASURE)) for key, told in rows))


def _of_action(event: Any, names: dict[tuple[str, Any], str], which_action: bool) -> str:
    """Say on a recommendation's page of which of its actions an event tells."""
    told = which_action and event.action_id and event.kind != "action recorded"
    return f"{names.get(('action', event.action_id), 'Action')}: " if told else ""


def _readable(every: list[Any], names: dict[tuple[str, Any], str]) -> list[list[tuple[str, Row]]]:
    """Put the wordings that are kept aside back into the rows of each event."""

    def read(value: Any) -> Any:
        return names.get((KEPT, value["kept"]), ERASED) if _aside(value) else value

    return [
        [(table, {name: read(value) for name, value in row.items()}) for table, _key, row in rows] for rows in every
    ]


def _aside(value: Any) -> bool:
    return isinstance(value, dict) and "kept" in value


def _names(
    visit: Visit, every: list[Any], acting: Iterable[int], changed: dict[str, set[int]]
) -> tuple[dict[tuple[str, Any], str], Found]:
    """Name what the events speak of (posts, meetings, themes, asked dates, actions), and read what is kept aside.

    The facts that tell what stood before come in the same statement.
    """
    wanted: dict[str, set[Any]] = defaultdict(set, action=set(acting))
    for row in (row for rows in every for *_, row in rows):
        wanted[KEPT] |= {value["kept"] for value in row.values() if _aside(value)}
        for table in ("post", "agency", "meeting", "theme", "extension"):
            wanted[table] |= {row[f"{table}_id"]} if row.get(f"{table}_id") else set()
    wanted |= changed
    named = tuple(table for table in (*NAMED, *GROUPS) if wanted[table])
    found = _named(visit, named, **{table: list(wanted[table]) for table in named}).all() if named else ()
    names = [row for row in found if row[0] in NAMED]
    return (
        {(table, key if table == KEPT else int(key)): _word(table, name) for table, key, name in names},
        Found(tuple(row) for row in found if row[0] not in NAMED),
    )


def _word(table: str, name: str | None) -> str:
    if name is None:
        return ERASED
    return day_words(date.fromisoformat(name)) if table == "extension" else name


@prepared
def _named(_visit: Visit, tables: tuple[str, ...]) -> Any:
    """Ask for all names in one SELECT."""
    return union_all(
        *(
            select(literal(table), cast(key, String), cast(name, String)).where(
                col(key).in_(bindparam(table, expanding=True))
            )
            for table, (key, name) in NAMED.items()
            if table in tables
        ),
        *(part for group in GROUPS if group in tables for part in changing_facts.parts(group)),
    )
