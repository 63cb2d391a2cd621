"""Keep measures, and the value of each period; a correction is another value, and both stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import col

from tracker.access import LARGEST_KEY, find, needs, visible_to
from tracker.commands.days import possible
from tracker.commands.numbers import number
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import BothTexts, ConflictError, InputError, NotFoundError
from tracker.models import Measure, MeasureLink, MeasureValue, MeasureVersion, Recommendation
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Direction, Permission


@dataclass(frozen=True)
class MeasureDraft:
    """A series of numbers; without recommendations it belongs to the board."""

    name: str
    definition: str
    unit: str
    source: str
    direction: Direction
    target: str = ""
    recommendations: Sequence[int] = ()


@needs(Permission.KEEP_MEASURES)
def record_measure(visit: Visit, draft: MeasureDraft) -> Measure:
    """Record a measure, of the board or of one or more recommendations."""
    belongs = sorted({find(visit, Recommendation, key).id or 0 for key in draft.recommendations})
    row = add(
        visit,
        Measure,
        name=_new_name(visit, draft.name),
        definition=text(draft.definition, "definition"),
        unit=text(draft.unit, "unit", longest=60),
        source=text(draft.source, "source"),
        target=number(draft.target, "target", needed=False),
        direction=draft.direction,
    )
    for key in belongs:
        add(visit, MeasureLink, measure_id=row.id, recommendation_id=key)
    record(visit, "measure recorded", row, recommendations=belongs if len(belongs) == 1 else ())
    return row


def _new_name(visit: Visit, given: str) -> str:
    kept = text(given, "name", longest=200)
    known = visit.session.scalars(select(Measure.name)).all()
    if kept.casefold() in {name.casefold() for name in known}:
        raise InputError("A measure of this name is already recorded. Give its values there.", field="name")
    return kept


@needs(Permission.KEEP_MEASURES)
def link(visit: Visit, measure_id: int, recommendation_id: int) -> None:
    """Let a measure belong to one more recommendation; from then on only who sees them all sees the measure."""
    measure = _find(visit, measure_id)
    asked = find(visit, Recommendation, recommendation_id)
    if asked.id in _belongs(visit, measure_id):
        raise InputError("This measure belongs to the recommendation already.", field="measure")
    add(visit, MeasureLink, measure_id=measure.id, recommendation_id=asked.id)
    record(visit, "measure linked", measure, recommendations=[recommendation_id])


@needs(Permission.KEEP_MEASURES)
def edit(visit: Visit, measure_id: int, *, definition: str, target: str, reason: str, version: int) -> MeasureVersion:
    """Say otherwise what a measure counts, or set another target, for a reason; every earlier version stays."""
    measure = _find(visit, measure_id)
    newest, now = _newest(visit, measure)
    kept = {"definition": text(definition, "definition"), "target": number(target, "target", needed=False)}
    reasoned = text(reason, "reason")
    if newest != version:
        raise ConflictError(BothTexts(yours=kept, theirs=now))
    if kept == now:
        raise InputError("This says what stood there before. Change it, or leave the page.", field="definition")
    values = {"measure_id": measure.id, "number": newest + 1, "reason": reasoned, "by_id": visit.who.person_id}
    row = add(visit, MeasureVersion, **values, **kept)
    belongs = _belongs(visit, measure_id)
    record(visit, "measure edited", measure, recommendations=belongs if len(belongs) == 1 else ())
    return row


def _newest(visit: Visit, measure: Measure) -> tuple[int, dict[str, str]]:
    """Give the number of the newest version, and what it says."""
    told = select(MeasureVersion).where(MeasureVersion.measure_id == measure.id)
    found = visit.session.scalars(told.order_by(col(MeasureVersion.number).desc()).limit(1)).first()
    shown = found or measure
    return (found.number if found else 1), {"definition": shown.definition, "target": shown.target}


def _belongs(visit: Visit, measure_id: int) -> list[int]:
    found = select(MeasureLink.recommendation_id).where(MeasureLink.measure_id == measure_id)
    return list(visit.session.scalars(found))


@dataclass(frozen=True)
class ValueDraft:
    """What a measure was in a period: a number, or why it is not known; and where that was read."""

    period_from: date
    period_to: date
    value: str = ""
    unknown_because: str = ""
    note: str = ""


@needs(Permission.KEEP_MEASURES)
def record_value(visit: Visit, measure_id: int, draft: ValueDraft) -> MeasureValue:
    """Record the value of a period; for a period that has one already this corrects it, and the earlier one stays."""
    measure = _find(visit, measure_id)
    value, unknown = _value(draft)
    first, last = _period(visit, draft)
    row = add(
        visit,
        MeasureValue,
        measure_id=measure.id,
        period_from=first,
        period_to=last,
        value=value,
        unknown_because=unknown,
        note=text(draft.note, "source note", needed=bool(value)),
        by_id=visit.who.person_id,
    )
    belongs = _belongs(visit, measure_id)
    record(visit, "measure value recorded", measure, recommendations=belongs if len(belongs) == 1 else ())
    return row


def _find(visit: Visit, key: int) -> Measure:
    chosen = visible_to(visit, select(Measure).where(col(Measure.id) == key))
    found: Measure | None = visit.session.scalar(chosen) if 0 < key <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    return found


def _value(draft: ValueDraft) -> tuple[str, str]:
    """Give the number, or why it is not known: one of the two."""
    unknown = text(draft.unknown_because, "reason", needed=False)
    if unknown and draft.value.strip():
        raise InputError("Give the value, or why it is not known, but not both.", field="value")
    if not unknown and not draft.value.strip():
        raise InputError("Enter the value, or say why it is not known.", field="value")
    return ("", unknown) if unknown else (number(draft.value, "value"), "")


def _period(visit: Visit, draft: ValueDraft) -> tuple[date, date]:
    first = possible(draft.period_from, "first day of the period", visit.today)
    last = possible(draft.period_to, "last day of the period", visit.today)
    if last < first:
        raise InputError("The period must end after it begins.", field="last day of the period")
    if last > visit.effective_on:
        raise InputError("This period has not ended yet.", field="last day of the period")
    return first, last
