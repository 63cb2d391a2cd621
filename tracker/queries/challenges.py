"""Challenges: what was asked about an action or a recommendation, what was answered, and what stands open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, literal, or_
from sqlmodel import col

from tracker.access import LARGEST_KEY, allows, needs, visible_to
from tracker.errors import NotFoundError
from tracker.models import (
    Action,
    ActionLink,
    Agency,
    Challenge,
    ChallengeAnswer,
    ChallengeVerdict,
    Position,
    Post,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.nested import as_json, day, unpacked
from tracker.prepared import prepared
from tracker.queries import at
from tracker.roles import acts_for
from tracker.visit import Visit
from tracker.words import ChallengeState, Permission, Role, Thing

COORDINATOR = "The coordinator"
OPEN = frozenset(ChallengeState) - {ChallengeState.ACCEPTED}
TO_ANSWER = frozenset({ChallengeState.UNANSWERED, ChallengeState.NOT_ACCEPTED})


@dataclass(frozen=True)
class Answer:
    """An answer, the agency for which it was given, and the verdict on it if there is one."""

    id: int
    on: date
    wording: str
    agency: str
    accepted: bool | None
    reason: str
    judged_on: date | None


@dataclass(frozen=True)
class Raised:
    """A challenge as it stands on the day of the visit, and for whom it waits."""

    id: int
    action_id: int | None
    recommendation_id: int | None
    about: str
    asked_on: date
    asked_as: Role
    question: str
    answers: Sequence[Answer]
    state: ChallengeState
    waits_for: str
    may_answer: bool
    may_judge: bool


@needs(Permission.SEE_PLAN)
def about_action(visit: Visit, action_id: int) -> list[Raised]:
    """List the challenges about an action, oldest first."""
    return _read(visit, _asked(visit, Thing.ACTION, about=action_id))


@needs(Permission.SEE_PLAN)
def about_recommendation(visit: Visit, recommendation_id: int) -> list[Raised]:
    """List the challenges about a recommendation, oldest first."""
    return _read(visit, _asked(visit, Thing.RECOMMENDATION, about=recommendation_id))


@needs(Permission.SEE_PLAN)
def open_ones(visit: Visit) -> list[Raised]:
    """List every challenge without an accepted answer, oldest first, with the posts that have to answer."""
    return [each for each in _read(visit, _asked(visit, None)) if each.state in OPEN]


@needs(Permission.SEE_PLAN)
def one(visit: Visit, challenge_id: int) -> Raised:
    """Give one challenge; one that is not there on the day, or not to be seen, does not exist."""
    known = 0 < challenge_id <= LARGEST_KEY
    found = _read(visit, _asked(visit, "one", about=challenge_id)) if known else []
    if not found:
        raise NotFoundError
    return found[0]


@prepared
def _asked(visit: Visit, thing: Thing | str | None) -> Any:
    """Ask for challenges up to the day of the visit: about one thing, one of them, or (None) all."""
    told = Challenge
    statement = select(
        told.id,
        told.action_id,
        told.recommendation_id,
        told.effective_on,
        told.asked_as,
        told.question,
        told.asked_by_id,
        _reference(),
        _answers(visit).label("answers"),
        _owners(visit).label("owners"),
    ).where(col(told.effective_on) <= visit.as_at)
    keys: dict[Any, Any] = {Thing.ACTION: told.action_id, Thing.RECOMMENDATION: told.recommendation_id, "one": told.id}
    if thing is not None:
        statement = statement.where(col(keys[thing]) == bindparam("about", type_=Integer))
    return visible_to(visit, statement).order_by(col(told.effective_on), col(told.seq), col(told.id))


def _reference() -> Any:
    """Name what was asked about; nobody sees the challenge who may not see that."""
    action = select(literal("Action ") + col(Action.reference)).where(col(Action.id) == col(Challenge.action_id))
    asked = (
        select(col(Review.reference) + " recommendation " + col(Recommendation.reference))
        .join_from(Recommendation, Review, col(Review.id) == col(Recommendation.review_id))
        .where(col(Recommendation.id) == col(Challenge.recommendation_id))
    )
    named = (one.correlate(Challenge).scalar_subquery() for one in (action, asked))
    return func.coalesce(*named).label("about")


def _answers(visit: Visit) -> Any:
    """Gather the answers with their verdicts, as far as the day of the visit."""
    given, verdict = ChallengeAnswer, ChallengeVerdict
    judged = and_(col(verdict.answer_id) == col(given.id), col(verdict.effective_on) <= visit.as_at)
    told = (given.id, given.effective_on, given.answer, Agency.name, verdict.accepted, verdict.reason)
    return (
        select(as_json(visit.session, *told, verdict.effective_on, given.answered_by_id))
        .select_from(given)
        .join(verdict, judged, isouter=True)
        .join(Agency, col(Agency.id) == col(given.agency_id), isouter=True)
        .where(col(given.challenge_id) == col(Challenge.id), col(given.effective_on) <= visit.as_at)
        .correlate(Challenge)
        .scalar_subquery()
    )


def _owners(visit: Visit) -> Any:
    """Gather the posts that own what was asked about on the day of the visit, of the actions that are visible."""
    answering = (
        select(ActionLink.action_id)
        .where(
            col(ActionLink.recommendation_id) == col(Challenge.recommendation_id),
            col(ActionLink.effective_on) <= visit.as_at,
        )
        .correlate(Challenge)
    )
    rows = (
        select(as_json(visit.session, Agency.name, Post.title, Agency.id))
        .select_from(Position)
        .join(Post, col(Post.id) == col(Position.post_id))
        .join(Agency, col(Agency.id) == col(Post.agency_id))
        .where(
            or_(col(Position.action_id) == col(Challenge.action_id), col(Position.action_id).in_(answering)),
            at.standing_on(visit.as_at),
        )
    )
    return visible_to(visit, rows).correlate(Challenge).scalar_subquery()


def _read(visit: Visit, found: Any) -> list[Raised]:
    return [_raised(visit, row) for row in found]


def _raised(visit: Visit, row: Any) -> Raised:
    given = sorted(unpacked(row.answers, None, day, None, None, None, None, day, None), key=itemgetter(0))
    answers = [_answer(each) for each in given]
    owners = sorted({(agency, post, key) for agency, post, key in row.owners or ()})
    state, newest_by = _state(answers), given[-1][-1] if given else None
    return Raised(
        id=row.id,
        action_id=row.action_id,
        recommendation_id=row.recommendation_id,
        about=row.about,
        asked_on=row.effective_on,
        asked_as=row.asked_as,
        question=row.question,
        answers=answers,
        state=state,
        waits_for=_waits_for(state, owners, row.asked_as),
        may_answer=state in TO_ANSWER and _may_answer(visit, owners, row.asked_by_id),
        may_judge=state == ChallengeState.TO_JUDGE and _may_judge(visit, row.asked_by_id, newest_by),
    )


def _answer(told: Sequence[Any]) -> Answer:
    key, on, wording, agency, accepted, reason, judged_on, _by = told
    verdict = None if accepted is None else bool(accepted)
    return Answer(key, on, wording, agency or "", verdict, reason or "", judged_on)


def _state(answers: Sequence[Answer]) -> ChallengeState:
    if not answers:
        return ChallengeState.UNANSWERED
    if answers[-1].accepted is None:
        return ChallengeState.TO_JUDGE
    return ChallengeState.ACCEPTED if answers[-1].accepted else ChallengeState.NOT_ACCEPTED


def _waits_for(state: ChallengeState, owners: Sequence[tuple[str, str, int]], asked_as: Role) -> str:
    """Say whose turn it is: the posts that own it, the coordinator where nobody does, or whoever asked."""
    if state == ChallengeState.ACCEPTED:
        return ""
    if state == ChallengeState.TO_JUDGE:
        return f"The {asked_as.value} who asked, or the chair"
    return "; ".join(f"{post}, {agency}" for agency, post, _ in owners) or COORDINATOR


def _may_answer(visit: Visit, owners: Sequence[tuple[str, str, int]], asked_by: int) -> bool:
    """Tell whether to offer an answer: only on the plan of today, to the owners and to the coordinator."""
    if visit.as_at != visit.today or not allows(visit.who, Permission.ANSWER_CHALLENGE):
        return False
    return visit.who.person_id != asked_by and any(acts_for(visit.who, key) for key in (None, *(o[2] for o in owners)))


def _may_judge(visit: Visit, asked_by: int, answered_by: int | None) -> bool:
    """Tell whether to offer a verdict: to whoever asked, and to the chair, but not to whoever answered."""
    if visit.as_at != visit.today or not allows(visit.who, Permission.CHALLENGE):
        return False
    near = visit.who.person_id == asked_by or Role.CHAIR in visit.who.board_roles
    return near and visit.who.person_id != answered_by
