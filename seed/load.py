"""Loads the worked example through the commands, in one transaction, once."""

import hashlib
import json
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Engine
from sqlalchemy.orm import Session
from sqlmodel import col

from seed import plan, record
from seed.load_actions import actions
from seed.load_around import around
from seed.load_blind import blind
from seed.load_edition import public_edition
from seed.load_people import partnership, sign_ins, surroundings
from seed.load_plan import answers
from seed.load_public import public_record
from seed.loading import Dated, Loading
from seed.visitors import system
from tracker import positions, tally, trail
from tracker.database import open_visit
from tracker.errors import InputError, RuleBrokenError, TrackerError
from tracker.models import Event
from tracker.models.statements import select
from tracker.settings import Settings
from tracker.visit import Visit

LOADED = "worked example loaded"
SOURCES = (record.FOLDER, plan.FOLDER)
SOMETHING_ELSE = "This record already holds something else. The worked example is only loaded into an empty record."
TOO_EARLY = (
    "The worked example stands at {day:%-d %B %Y}. Set TRACKER_TODAY={day} and TRACKER_DEMO=true, and load it again."
)


@dataclass(frozen=True)
class Loaded:
    """What the record holds of the worked example, whether this loading put it there, and from which files."""

    fresh: bool
    counts: Mapping[str, int]
    files: Mapping[str, str]

    @property
    def sentence(self) -> str:
        """Say what was done."""
        told = ", ".join(f"{self.counts.get(name, 0):,} {name}" for name in ("reviews", "recommendations", "actions"))
        if self.fresh:
            return f"The worked example is loaded: {told}."
        others = "" if self.files == fingerprints() else " It was loaded from other files than those here now."
        return f"The record already holds the worked example ({told}); nothing was changed.{others}"


def load(engine: Engine, settings: Settings) -> Loaded:
    """Load the worked example into an empty record; a second time changes nothing, anything else is refused.

    The accounts, which all have one printed password, are loaded in demo mode only.
    """
    with open_visit(engine, system(), settings, change=True) as visit:
        if (standing := _standing(visit.session)) is not None:
            return standing
        loading = Loading(visit, record.read_public_record(), plan.read_illustrative_plan())
        if visit.today < (day := loading.plan.people.partnership.today):
            raise InputError(TOO_EARLY.format(day=day))
        loaded = _load(loading, demo=settings.demo)
        public_edition(loading, settings)
        return loaded


def is_worked_example(session: Session) -> bool:
    """Tell whether the record is the worked example, whose plan is all illustrative."""
    return session.scalar(select(Event.seq).where(Event.kind == LOADED).limit(1)) is not None


def fingerprints() -> dict[str, str]:
    """Give the SHA-256 of every source file by its path in this package."""
    home = Path(__file__).parent
    files = sorted(file for folder in SOURCES for file in folder.rglob("*.toml"))
    return {file.relative_to(home).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def _standing(session: Session) -> Loaded | None:
    """Give what an earlier loading told; refuse a record that holds something else."""
    told = session.scalar(select(Event.body).where(Event.kind == LOADED).order_by(col(Event.seq)).limit(1))
    if told is None:
        if trail.head(session) != trail.NO_HEAD:
            raise RuleBrokenError([SOMETHING_ELSE])
        return None
    note: dict[str, Any] = json.loads(told)["note"]
    return Loaded(fresh=False, counts=note["counts"], files=note["files"])


def _load(loading: Loading, *, demo: bool) -> Loaded:
    session, today = loading.visit.session, loading.visit.today
    every = sorted(facts(loading, demo=demo), key=lambda fact: fact.order)
    with positions.putting_off(loading.visit):
        for fact in every:
            _enter(fact)
    tally.rebuild(session, today)
    loaded = Loaded(fresh=True, counts=Counter(fact.step.value for fact in every), files=fingerprints())
    _record(loading.visit, loaded)
    return loaded


def facts(loading: Loading, *, demo: bool) -> Iterator[Dated]:
    """Give every fact of the worked example, in no order; who may sign in only for the demonstration."""
    yield from partnership(loading)
    if demo:
        yield from sign_ins(loading)
    yield from surroundings(loading)
    yield from public_record(loading)
    yield from answers(loading)
    yield from actions(loading)
    yield from around(loading)
    yield from blind(loading)


def _enter(fact: Dated) -> None:
    """Enter one fact; what a rule says against it is told with its name, so that the files can be mended."""
    try:
        fact.enter()
    except TrackerError as error:
        raise RuleBrokenError([f"{fact.step.value}, {fact.name}, {fact.on}: {error.sentence}"]) from error


def _record(visit: Visit, loaded: Loaded) -> None:
    note = {"counts": dict(loaded.counts), "files": dict(loaded.files)}
    trail.append(visit, LOADED, trail.About(kind="worked example", id=None), note)
