"""One pair that a person judges: both texts, why the machine proposes it, and what had become of the earlier one."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from sqlmodel import col

from tracker.access import LARGEST_KEY, needs, visible_to
from tracker.asks import newest_answer, same_pair
from tracker.errors import NotFoundError
from tracker.matching.model import Model
from tracker.matching.why import Why, why
from tracker.models import Action, ActionLink, RepeatAnswer, RepeatLink, Suggestion
from tracker.models.statements import select
from tracker.queries import pieces, repeated, suggestions
from tracker.queries.asked import Asked, Pair
from tracker.queries.pieces import Piece
from tracker.queries.suggestions import NO_SCORE
from tracker.rules.bands import Band
from tracker.rules.recurrence import stood_on
from tracker.visit import Visit
from tracker.words import Permission, RepeatBasis, RepeatVerdict, Standing


@dataclass(frozen=True)
class Then:
    """How the earlier one stood, and which evidence for it there was, on the first day of the later one's practice.

    `standing` is None where it was not recorded by then.
    """

    day: date
    standing: Standing | None
    pieces: Sequence[Piece]


@dataclass(frozen=True)
class Suggested:
    """A pair with everything that helps to judge it; `then` is None where the practice period is not known.

    `answer_id` is the newest answer, even one that was taken back, so that a form shows when it is stale.
    """

    pair: Pair
    score: float | None
    band: Band | None
    stated: bool
    why: Why
    then: Then | None
    answer_id: int

    @property
    def keys(self) -> tuple[int, int]:
        """Give the keys of the later and the earlier one."""
        return self.pair.later.id, self.pair.earlier.id

    @property
    def token(self) -> str:
        """Name its place in the queue."""
        score = NO_SCORE if self.score is None else self.score
        return f"{int(self.stated)}~{score!r}~{self.pair.later.id}~{self.pair.earlier.id}"


@needs(Permission.SEE_PLAN)
def pair(visit: Visit, later_id: int, earlier_id: int, *, model: Model | None = None) -> Suggested:
    """Give a pair that was suggested or linked, if both its recommendations are visible to the visitor.

    What was suggested is given the later one first, whichever way round it is asked for: a release turns a pair round.
    """
    texts = _texts(visit, later_id, earlier_id)
    suggested, linked = _suggested(visit, later_id, earlier_id), _linked(visit, later_id, earlier_id)
    if suggested is None and linked is None:
        raise NotFoundError
    keys = (suggested.later_id, suggested.earlier_id) if suggested else (later_id, earlier_id)
    later, earlier = (texts[key] for key in keys)
    stated = bool((suggested and suggested.stated) or (linked and linked.basis is RepeatBasis.STATED))
    return Suggested(
        pair=_pair(later, earlier, linked),
        score=suggested.score if suggested else None,
        band=suggestions.band_of(visit, suggested.score) if suggested else None,
        stated=stated,
        why=why(later.wording, earlier.wording, model),
        then=_then(visit, later, earlier),
        answer_id=(linked.answer_id or 0) if linked else 0,
    )


@needs(Permission.JUDGE_REPEATS)
def answered_last(visit: Visit, size: int = 5) -> list[Pair]:
    """List what was answered last, the newest first, so that a slip is found again."""
    answered = [each for each in repeated.everything(visit).pairs if each.judged_on]
    return sorted(answered, key=lambda each: (each.judged_on or date.min, each.answer_seq), reverse=True)[:size]


def _texts(visit: Visit, later_id: int, earlier_id: int) -> dict[int, Asked]:
    if not all(0 < key <= LARGEST_KEY for key in (later_id, earlier_id)):
        raise NotFoundError
    texts = repeated.texts_of(visit, [later_id, earlier_id])
    if len(texts) != 2:
        raise NotFoundError
    return texts


def _suggested(visit: Visit, later_id: int, earlier_id: int) -> Any:
    """Find the suggestion of the two, whichever way round it was asked for."""
    statement = select(Suggestion.score, Suggestion.stated, Suggestion.later_id, Suggestion.earlier_id)
    statement = statement.where(same_pair(Suggestion, _Keys(later_id, earlier_id)))
    return visit.session.execute(statement).one_or_none()


def _linked(visit: Visit, later_id: int, earlier_id: int) -> Any:
    """Find the link of the two, whichever way round it was recorded, with its newest answer."""
    told = RepeatAnswer
    statement = (
        select(
            RepeatLink.id,
            RepeatLink.basis,
            col(told.id).label("answer_id"),
            told.verdict,
            told.reason,
            told.effective_on,
        )
        .join(told, col(told.id) == newest_answer(), isouter=True)
        .where(same_pair(RepeatLink, _Keys(later_id, earlier_id)))
        .order_by(col(RepeatLink.id))
        .limit(1)
    )
    return visit.session.execute(statement).one_or_none()


@dataclass(frozen=True)
class _Keys:
    later_id: int
    earlier_id: int


def _pair(later: Asked, earlier: Asked, linked: Any) -> Pair:
    judged = linked is not None and linked.verdict not in {None, RepeatVerdict.UNDONE}
    return Pair(
        link_id=linked.id if linked else 0,
        later=later,
        earlier=earlier,
        basis=linked.basis if linked else RepeatBasis.SUGGESTED,
        verdict=linked.verdict if judged else None,
        reason=linked.reason if judged else "",
        judged_on=linked.effective_on if judged else None,
    )


def _then(visit: Visit, later: Asked, earlier: Asked) -> Then | None:
    """Look at the earlier one as on the first day of the practice that the later one criticises; nothing is guessed."""
    day = stood_on(later.practice, visit.as_at)
    if day is None:
        return None
    as_then = replace(visit, as_at=day)
    linked = select(ActionLink.action_id).join(Action, col(Action.id) == col(ActionLink.action_id))
    linked = linked.where(ActionLink.recommendation_id == earlier.id, col(ActionLink.effective_on) <= day)
    actions = visit.session.scalars(visible_to(as_then, linked).order_by(col(ActionLink.action_id))).all()
    return Then(day, earlier.story.standing_on(day), pieces.for_actions(as_then, list(actions)))
