"""Rounds of blind coding: what a coder sees of a wording, how far a round is, and, once closed, what came of it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlalchemy import and_, func
from sqlmodel import col

from tracker import blinding
from tracker.access import LARGEST_KEY, allows, needs, visible_to
from tracker.errors import NotFoundError
from tracker.models import (
    Coding,
    CodingClosed,
    CodingItem,
    CodingRound,
    Person,
    Recommendation,
    RecommendationWording,
    Review,
    Theme,
)
from tracker.models.statements import select
from tracker.rules.agreement import Kappa, kappa
from tracker.visit import Visit
from tracker.words import Permission

CODERS = 2
NONE_OF_THESE = "none of these"


@dataclass(frozen=True)
class Round:
    """A round as it stands on the day of the visit; how far each coder is, is told to the coordinator only.

    Whoever made it chose what is in it, and codes nothing of it.
    """

    id: int
    title: str
    made_on: date
    items: int
    mine: int
    coders: int
    done: Sequence[tuple[str, int]]
    closed_on: date | None
    may_code: bool
    may_close: bool
    made_it: bool = False


@dataclass(frozen=True)
class Item:
    """One wording without what tells whose it is, and what this person said of it; nobody else's coding is in it."""

    number: int
    wording: str
    place: int
    of: int
    theme_id: int | None = None
    theme: str = ""
    note: str = ""


@dataclass(frozen=True)
class ThemeChoice:
    """A theme to choose, with what belongs under it."""

    id: int
    name: str
    definition: str


@dataclass(frozen=True)
class Coded:
    """One wording of a closed round with both codings; `cited` and `recommendation_id` are for the coordinator only."""

    number: int
    wording: str
    themes: tuple[str, str]
    notes: tuple[str, str]
    cited: str = ""
    recommendation_id: int | None = None

    @property
    def same(self) -> bool:
        """Tell whether both gave the same."""
        return self.themes[0] == self.themes[1]


@dataclass(frozen=True)
class Result:
    """What came of a closed round; while it is open, nothing but how far it is."""

    round: Round
    coders: tuple[str, str] = ("", "")
    kappa: Kappa | None = None
    rows: Sequence[Coded] = ()


@needs(Permission.CODE_BLIND)
def rounds(visit: Visit) -> list[Round]:
    """List the rounds, the newest first."""
    return _rounds(visit)


@needs(Permission.CODE_BLIND)
def one_round(visit: Visit, round_id: int) -> Round:
    """Give one round; one that was not made by the day of the visit does not exist."""
    found = _rounds(visit, round_id) if 0 < round_id <= LARGEST_KEY else []
    if not found:
        raise NotFoundError
    return found[0]


def _rounds(visit: Visit, only: int | None = None) -> list[Round]:
    made, closed = CodingRound, CodingClosed
    statement = (
        select(made.id, made.title, made.by_id, made.effective_on, closed.effective_on.label("closed_on"), _items())  # type: ignore[attr-defined]
        .join_from(made, closed, and_(col(closed.round_id) == col(made.id), _by(visit, closed)), isouter=True)
        .where(_by(visit, made))
        .order_by(col(made.effective_on).desc(), col(made.id).desc())
    )
    statement = statement if only is None else statement.where(col(made.id) == only)
    done = _done(visit)
    return [_round(visit, row, done.get(row.id, {})) for row in visit.session.execute(statement)]


def _items() -> Any:
    counted = select(func.count(col(CodingItem.id))).where(col(CodingItem.round_id) == col(CodingRound.id))
    return counted.correlate(CodingRound).scalar_subquery().label("items")


def _by(visit: Visit, table: Any) -> Any:
    return col(table.effective_on) <= visit.as_at


def _done(visit: Visit) -> Mapping[int, dict[int, tuple[str, int]]]:
    """Count for each round and coder the wordings that are coded."""
    counted = (
        select(CodingItem.round_id, Coding.coder_id, Person.name, func.count(func.distinct(Coding.item_id)))
        .join_from(CodingItem, Coding, col(Coding.item_id) == col(CodingItem.id))
        .join(Person, col(Person.id) == col(Coding.coder_id))
        .where(_by(visit, Coding))
        .group_by(col(CodingItem.round_id), col(Coding.coder_id), col(Person.name))
        .order_by(col(CodingItem.round_id), col(Coding.coder_id))
    )
    found: dict[int, dict[int, tuple[str, int]]] = {}
    for round_id, coder, name, number in visit.session.execute(counted):
        found.setdefault(round_id, {})[coder] = name, int(number)
    return found


def _round(visit: Visit, row: Any, done: Mapping[int, tuple[str, int]]) -> Round:
    who, today = visit.who.person_id, visit.as_at == visit.today
    prepares, is_open = allows(visit.who, Permission.PREPARE_BLIND), row.closed_on is None
    whole = sum(number == row.items for _, number in done.values())
    return Round(
        id=row.id,
        title=row.title,
        made_on=row.effective_on,
        items=row.items,
        mine=done.get(who or 0, ("", 0))[1],
        coders=len(done),
        done=list(done.values()) if prepares or not is_open else [],
        closed_on=row.closed_on,
        may_code=is_open and today and who not in {None, row.by_id} and (who in done or len(done) < CODERS),
        may_close=is_open and today and prepares and whole >= CODERS,
        made_it=who is not None and who == row.by_id,
    )


@needs(Permission.CODE_BLIND)
def next_item(visit: Visit, round_id: int) -> Item | None:
    """Give the next wording that this person has not coded, or None when all are coded."""
    found = [each for each in _own(visit, round_id) if not each.theme][:1]
    return next(iter(_blinded(visit, found)), None)


@needs(Permission.CODE_BLIND)
def one_item(visit: Visit, round_id: int, number: int) -> Item:
    """Give one wording that this person has coded, with what they said."""
    found = [each for each in _own(visit, round_id) if each.number == number and each.theme]
    if not found:
        raise NotFoundError
    return _blinded(visit, found)[0]


@needs(Permission.CODE_BLIND)
def own(visit: Visit, round_id: int) -> list[Item]:
    """List the wordings that this person has coded, in the order of their numbers."""
    return _blinded(visit, [each for each in _own(visit, round_id) if each.theme])


def _own(visit: Visit, round_id: int) -> list[Item]:
    """Give every wording of a round by its number, with what this person said last; none is blinded yet."""
    one_round(visit, round_id)
    who = visit.who.person_id or 0
    said, rows = _newest(visit, round_id, who), visit.session.execute(visible_to(visit, _worded(round_id))).all()
    return [
        Item(row.number, row.wording, place, len(rows), *said.get((row.id, who), (None, "", "")))
        for place, row in enumerate(rows, 1)
    ]


def _blinded(visit: Visit, items: Sequence[Item]) -> list[Item]:
    names = blinding.known(visit.session)
    return [replace(each, wording=blinding.blind(each.wording, names)) for each in items]


def _worded(round_id: int) -> Any:
    return (
        select(CodingItem.id, CodingItem.number, RecommendationWording.wording)
        .join_from(CodingItem, RecommendationWording, col(RecommendationWording.id) == col(CodingItem.wording_id))
        .join(Recommendation, col(Recommendation.id) == col(CodingItem.recommendation_id))
        .where(CodingItem.round_id == round_id)
        .order_by(col(CodingItem.number))
    )


def _newest(visit: Visit, round_id: int, coder: int | None = None) -> dict[tuple[int, Any], tuple[Any, str, str]]:
    """Give by item and coder the theme and note that hold on the day of the visit: the newest of each."""
    statement = (
        select(Coding.item_id, Coding.coder_id, Coding.theme_id, Theme.name, Coding.note)
        .join_from(Coding, CodingItem, col(CodingItem.id) == col(Coding.item_id))
        .join(Theme, col(Theme.id) == col(Coding.theme_id), isouter=True)
        .where(CodingItem.round_id == round_id, _by(visit, Coding))
        .order_by(col(Coding.id))
    )
    statement = statement if coder is None else statement.where(Coding.coder_id == coder)
    return {(row[0], row[1]): (row[2], row[3] or NONE_OF_THESE, row[4]) for row in visit.session.execute(statement)}


@needs(Permission.CODE_BLIND)
def themes(visit: Visit) -> list[ThemeChoice]:
    """List the themes with their definitions, by name, without what would tell whose wording is coded."""
    statement = visible_to(visit, select(Theme.id, Theme.name, Theme.definition)).order_by(col(Theme.name))
    names = blinding.known(visit.session)
    return [
        ThemeChoice(key, blinding.blind(name, names), blinding.blind(definition, names))
        for key, name, definition in visit.session.execute(statement)
    ]


@needs(Permission.CODE_BLIND)
def result(visit: Visit, round_id: int) -> Result:
    """Give both codings of a closed round with their agreement; of an open one nothing but how far it is."""
    shown = one_round(visit, round_id)
    if shown.closed_on is None:
        return Result(shown)
    coded = _newest(visit, round_id)
    first, second = sorted({coder for _, coder in coded})[:CODERS]
    named = dict(visit.session.execute(select(Person.id, Person.name).where(col(Person.id).in_([first, second]))).all())
    rows = _coded(visit, round_id, coded, (first, second))
    return Result(shown, (named[first], named[second]), kappa([each.themes for each in rows]), rows)


def _coded(visit: Visit, round_id: int, coded: Mapping[Any, Any], who: tuple[int, int]) -> list[Coded]:
    names, uncovered = blinding.known(visit.session), allows(visit.who, Permission.PREPARE_BLIND)
    statement = _worded(round_id).join(Review, col(Review.id) == col(Recommendation.review_id))
    statement = statement.add_columns(
        Recommendation.id.label("key"),  # type: ignore[union-attr]
        (col(Review.reference) + " " + col(Recommendation.reference)).label("cited"),
    )
    rows = []
    for row in visit.session.execute(visible_to(visit, statement)):
        (_, one, said), (_, other, replied) = (coded[row.id, coder] for coder in who)
        plain = (row.wording, row.cited, row.key) if uncovered else (blinding.blind(row.wording, names), "", None)
        rows.append(Coded(row.number, plain[0], (one, other), (said, replied), plain[1], plain[2]))
    return rows
