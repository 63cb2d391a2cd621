"""Make a round of blind coding, code its wordings, and close it: two persons code, and neither sees the other's."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import func
from sqlmodel import col

from tracker import blinding
from tracker.access import LARGEST_KEY, needs, visible_to
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import (
    Coding,
    CodingClosed,
    CodingItem,
    CodingRound,
    Recommendation,
    RecommendationTheme,
    RecommendationWording,
    Review,
    Theme,
)
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, Sensitivity

CODERS = 2
LONGEST_TITLE = 200
# Four digits that nobody takes for a year; a large round needs more of them.
FIRST_NUMBER, ENOUGH = 3000, 7000
MADE_IT = "You made this round and chose what is in it: two other people code it."
CLOSED = "This round is closed: nothing in it changes any more."


@dataclass(frozen=True)
class Chosen:
    """Which recommendations a round is made of: those of a review, of a theme, or only these; otherwise all."""

    review_id: int | None = None
    theme_id: int | None = None
    only: Sequence[int] | None = None


@needs(Permission.PREPARE_BLIND)
def make_round(visit: Visit, *, title: str, chosen: Chosen) -> CodingRound:
    """Make a round of recommendations, each under a number that tells nothing of it; the title tells nothing either."""
    called = text(title, "title", longest=LONGEST_TITLE)
    if blinding.tells(called, blinding.known(visit.session)):
        raise InputError("The title would tell the coders whose wordings these are. Choose another one.", field="title")
    wordings = _wordings(visit, chosen)
    if not wordings:
        raise InputError("There is nothing to code in this. Choose another review or theme.", field="theme")
    row = add(visit, CodingRound, title=called, by_id=visit.who.person_id)
    numbers = range(FIRST_NUMBER, FIRST_NUMBER + max(ENOUGH, 2 * len(wordings)))
    drawn = secrets.SystemRandom().sample(numbers, len(wordings))
    # In the order of their numbers, so that the keys of the items tell nothing either.
    for number, (key, wording) in sorted(zip(drawn, wordings, strict=True)):
        add(visit, CodingItem, round_id=row.id, number=number, recommendation_id=key, wording_id=wording)
    record(visit, "coding round made", row)
    return row


def _wordings(visit: Visit, chosen: Chosen) -> list[tuple[int, int]]:
    """Give what was chosen with the wording that stands; what some coders may not see is not coded blind."""
    wording = RecommendationWording
    newest = (
        select(func.max(wording.id))
        .where(col(wording.recommendation_id) == col(Recommendation.id))
        .correlate(Recommendation)
        .scalar_subquery()
    )
    statement = (
        select(Recommendation.id, newest)
        .join_from(Recommendation, Review, col(Review.id) == col(Recommendation.review_id))
        .where(Recommendation.sensitivity == Sensitivity.NORMAL, Review.sensitivity == Sensitivity.NORMAL)
    )
    if chosen.review_id is not None:
        statement = statement.where(Recommendation.review_id == chosen.review_id)
    if chosen.theme_id is not None:
        given = select(RecommendationTheme.recommendation_id).where(RecommendationTheme.theme_id == chosen.theme_id)
        statement = statement.where(col(Recommendation.id).in_(given))
    if chosen.only is not None:
        statement = statement.where(col(Recommendation.id).in_(chosen.only))
    found: Any = visit.session.execute(visible_to(visit, statement).order_by(col(Recommendation.id)))
    return [(key, wording_id) for key, wording_id in found]


@needs(Permission.CODE_BLIND)
def code(visit: Visit, round_id: int, number: int, *, theme_id: int | None, note: str = "") -> Coding:
    """Give a wording of the round a theme, or none of them; another time before the round is closed corrects it."""
    coded, item, coder = _round(visit, round_id), _item(visit, round_id, number), _person(visit)
    _must_be_open(visit, coded)
    if coder == coded.by_id:
        raise RuleBrokenError([MADE_IT])
    before = _coders(visit, round_id)
    if coder not in before and len(before) >= CODERS:
        raise RuleBrokenError([f"{CODERS} people code this round already: nobody else can join them."])
    row = add(
        visit,
        Coding,
        item_id=item.id,
        coder_id=coder,
        theme_id=_theme(visit, theme_id),
        note=text(note, "note", needed=False),
    )
    record(visit, "wording coded", coded)
    return row


def _round(visit: Visit, key: int) -> CodingRound:
    found = visit.session.get(CodingRound, key) if 0 < key <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    return found


def _item(visit: Visit, round_id: int, number: int) -> CodingItem:
    """Find an item of which this person may see the recommendation; otherwise it does not exist for them."""
    chosen = (
        select(CodingItem)
        .join(Recommendation, col(Recommendation.id) == col(CodingItem.recommendation_id))
        .where(CodingItem.round_id == round_id, CodingItem.number == number)
    )
    known = 0 < number <= LARGEST_KEY
    found: CodingItem | None = visit.session.scalar(visible_to(visit, chosen)) if known else None
    if found is None:
        raise NotFoundError
    return found


def _person(visit: Visit) -> int:
    if visit.who.person_id is None:
        raise RefusedError("A person codes, and nobody else. Sign in under your own name.")
    return visit.who.person_id


def _must_be_open(visit: Visit, coded: CodingRound) -> None:
    if visit.session.scalar(select(CodingClosed.id).where(CodingClosed.round_id == coded.id)) is not None:
        raise RuleBrokenError([CLOSED])


def _coders(visit: Visit, round_id: int) -> dict[int, int]:
    """Count for each coder the wordings that they coded."""
    counted = (
        select(Coding.coder_id, func.count(func.distinct(Coding.item_id)))
        .join(CodingItem, col(CodingItem.id) == col(Coding.item_id))
        .where(CodingItem.round_id == round_id, col(Coding.effective_on) <= visit.effective_on)
        .group_by(col(Coding.coder_id))
        .order_by(col(Coding.coder_id))
    )
    return {coder: int(number) for coder, number in visit.session.execute(counted)}


def _theme(visit: Visit, theme_id: int | None) -> int | None:
    if theme_id is None:
        return None
    known = visible_to(visit, select(Theme.id).where(Theme.id == theme_id)) if 0 < theme_id <= LARGEST_KEY else None
    if known is None or visit.session.scalar(known) is None:
        raise InputError("Choose a theme from the list, or none of these.", field="theme")
    return theme_id


@needs(Permission.PREPARE_BLIND)
def close_round(visit: Visit, round_id: int) -> CodingClosed:
    """Close a round that two persons have coded from end to end; from then on their codings are shown."""
    coded = _round(visit, round_id)
    _must_be_open(visit, coded)
    items = visit.session.scalar(select(func.count(col(CodingItem.id))).where(CodingItem.round_id == round_id)) or 0
    done = [number for number in _coders(visit, round_id).values() if number == items]
    if len(done) < CODERS:
        said = "Nobody has" if not done else "Only one person has"
        raise RuleBrokenError([f"{said} coded all {items} wordings: two different people do before a round is closed."])
    row = add(visit, CodingClosed, round_id=coded.id, by_id=visit.who.person_id)
    record(visit, "coding round closed", coded)
    return row
