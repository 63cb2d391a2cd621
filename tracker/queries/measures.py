"""Measures: the list, one with the value of every period, and those of a recommendation."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Integer, bindparam, func
from sqlmodel import col

from tracker.access import LARGEST_KEY, needs, visible_to
from tracker.errors import NotFoundError
from tracker.models import Measure, MeasureLink, MeasureValue, MeasureVersion, Recommendation, Review
from tracker.models.statements import select
from tracker.nested import as_json, day, unpacked
from tracker.prepared import prepared
from tracker.rules.measures import Aim, Reading, meets, number_words, period_words, sentence, target_words
from tracker.visit import Visit
from tracker.words import Direction, Permission


@dataclass(frozen=True)
class Value:
    """What a measure was in a period as it was entered on a day; `replaced` when a later value corrected it."""

    period: str
    words: str
    known: bool
    met: bool | None
    unknown_because: str
    note: str
    entered_on: date
    replaced: bool


@dataclass(frozen=True)
class BelongsTo:
    """A recommendation to which a measure belongs."""

    id: int
    review: str
    reference: str


@dataclass(frozen=True)
class Series:
    """A measure on the day of the visit: newest period first, what was corrected behind what stands."""

    id: int
    name: str
    definition: str
    unit: str
    source: str
    direction: Direction
    target: str
    belongs_to: Sequence[BelongsTo]
    values: Sequence[Value]
    sentence: str
    version: int
    target_written: str

    @property
    def last(self) -> Value | None:
        """Give what stands for the last period."""
        return self.values[0] if self.values else None


@needs(Permission.SEE_PLAN)
def listing(visit: Visit) -> list[Series]:
    """List the measures that the visitor may see, by name."""
    found = [_series(row) for row in _asked(visit, "all")]
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


@needs(Permission.SEE_PLAN)
def of_recommendation(visit: Visit, recommendation_id: int) -> list[Series]:
    """List the measures that belong to a recommendation, by name."""
    found = [_series(row) for row in _asked(visit, "recommendation", about=recommendation_id)]
    return sorted(found, key=lambda each: (each.name.casefold(), each.id))


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, measure_id: int) -> Series:
    """Give one measure; one that is not there on the day, or not to be seen, does not exist."""
    known = 0 < measure_id <= LARGEST_KEY
    row = _asked(visit, "one", about=measure_id).one_or_none() if known else None
    if row is None:
        raise NotFoundError
    return _series(row)


@prepared
def _asked(visit: Visit, which: str) -> Any:
    told, about = Measure, bindparam("about", type_=Integer)
    statement = select(
        told.id,
        told.name,
        func.coalesce(_newest(visit, col(MeasureVersion.definition)), told.definition).label("definition"),
        told.unit,
        told.source,
        func.coalesce(_newest(visit, col(MeasureVersion.target)), told.target).label("target"),
        told.direction,
        func.coalesce(_newest(visit, col(MeasureVersion.number)), 1).label("version"),
        _belongs(visit).label("belongs"),
        _values(visit).label("readings"),
    ).where(col(told.effective_on) <= visit.as_at)
    if which == "one":
        statement = statement.where(col(told.id) == about)
    if which == "recommendation":
        linked = select(MeasureLink.measure_id).where(col(MeasureLink.recommendation_id) == about)
        statement = statement.where(col(told.id).in_(linked.where(col(MeasureLink.effective_on) <= visit.as_at)))
    return visible_to(visit, statement).order_by(col(told.id))


def _newest(visit: Visit, said: Any) -> Any:
    """Give what the newest version of a measure says on the day; nothing when the first still stands."""
    told = MeasureVersion
    known = select(said).where(col(told.measure_id) == col(Measure.id), col(told.effective_on) <= visit.as_at)
    return known.order_by(col(told.number).desc()).limit(1).correlate(Measure).scalar_subquery()


def _belongs(visit: Visit) -> Any:
    """Gather the recommendations that a measure belongs to; whoever sees it sees them all."""
    link = MeasureLink
    return (
        select(as_json(visit.session, Review.reference, Recommendation.id, Recommendation.reference))
        .select_from(link)
        .join(Recommendation, col(Recommendation.id) == col(link.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(col(link.measure_id) == col(Measure.id), col(link.effective_on) <= visit.as_at)
        .correlate(Measure)
        .scalar_subquery()
    )


def _values(visit: Visit) -> Any:
    told = MeasureValue
    columns = (told.period_to, told.period_from, told.effective_on, told.seq, told.id, told.value)
    return (
        select(as_json(visit.session, *columns, told.unknown_because, told.note))
        .where(col(told.measure_id) == col(Measure.id), col(told.effective_on) <= visit.as_at)
        .correlate(Measure)
        .scalar_subquery()
    )


def _series(row: Any) -> Series:
    aim = Aim(row.unit, row.target, row.direction)
    told = unpacked(row.readings, day, day, day, None, None, None, None, None)
    entered = sorted(told, key=itemgetter(0, 1, 2, 3, 4), reverse=True)
    values, standing = _read(entered, aim)
    return Series(
        id=row.id,
        name=row.name,
        definition=row.definition,
        unit=row.unit,
        source=row.source,
        direction=row.direction,
        target=target_words(aim),
        belongs_to=[BelongsTo(key, review, ref) for review, key, ref in sorted(row.belongs or ())],
        values=values,
        sentence=sentence(row.name, standing, aim),
        version=row.version,
        target_written=row.target,
    )


def _read(entered: Iterable[Sequence[Any]], aim: Aim) -> tuple[list[Value], list[Reading]]:
    """Read the values, newest first; the first of a period stands, and those behind it were corrected."""
    values: list[Value] = []
    standing: dict[tuple[date, date], Reading] = {}
    for last, first, on, _seq, _key, value, why, note in entered:
        replaced = (last, first) in standing
        standing.setdefault((last, first), Reading(first, last, value, why))
        words, met = number_words(value, aim.unit), meets(value, aim)
        values.append(Value(period_words(first, last), words, bool(value), met, why, note, on, replaced))
    return values, list(standing.values())
