"""Lessons of a review: which team heard of which, how far it came, and what the team answered."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Integer, and_, bindparam, func, literal
from sqlmodel import col

from tracker.access import LARGEST_KEY, allows, find, needs, visible_to
from tracker.errors import NotFoundError
from tracker.models import (
    Agency,
    ClaimAnswer,
    DiscussionClaim,
    Dissemination,
    Finding,
    Lesson,
    LessonDiscussion,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.nested import as_json, day, unpacked
from tracker.prepared import prepared
from tracker.queries.choices import Choice
from tracker.roles import acts_for, may_read_evidence
from tracker.rules import spreading
from tracker.rules.spreading import Heard, same_team
from tracker.visit import Visit
from tracker.words import ClaimState, LessonStage, Permission

STAGES = list(LessonStage)
WITHHELD = "the reason is kept for the board, the inspector and the team's agency"


@dataclass(frozen=True)
class Discussed:
    """A discussion: when, how many were there, and the answer; the reason is None for whom it is withheld.

    What a team reported by its link is a claim; it counts once the lead of its agency has confirmed it.
    """

    on: date
    present: int
    can: bool
    reason: str | None
    claim: ClaimState | None = None

    @property
    def counts(self) -> bool:
        """Tell whether it counts as a discussion."""
        return self.claim in {None, ClaimState.CONFIRMED}

    @property
    def answer(self) -> str:
        """Give the answer in words: we can or cannot, because; and how far a claim was confirmed."""
        can = "we can" if self.can else "we cannot"
        why = f" ({WITHHELD})" if self.reason is None else f", because {self.reason}" if self.reason else ""
        claim = f" ({self.claim.value})" if self.claim is not None else ""
        return f"{can}{why}{claim}"


@dataclass(frozen=True)
class Team:
    """One lesson with one team: how it came, when first and how far, and what was answered, newest first."""

    dissemination_id: int
    review_id: int
    lesson: str
    recommendation_id: int | None
    team: str
    agency: str
    stages: Sequence[tuple[LessonStage, date]]
    discussions: Sequence[Discussed]
    may_record: bool


@dataclass(frozen=True)
class Lessons:
    """The lessons of a review, team by team, and how far they came in one sentence."""

    teams: Sequence[Team]
    sentence: str
    may_send: bool


@needs(Permission.SEE_PLAN)
def of_review(visit: Visit, review_id: int) -> Lessons:
    """Tell which teams heard of which lessons of a review, as far as the visitor sees these."""
    review = find(visit, Review, review_id)
    found = _by_team(_heard(visit, "review", about=review.id).all())
    counted = spreading.spread(_counted(rows) for rows in found)
    today = visit.as_at == visit.today
    return Lessons(
        teams=[_team(visit, rows) for rows in found],
        sentence=_with_unconfirmed(spreading.sentence(counted), found),
        may_send=today and allows(visit.who, Permission.DISSEMINATE),
    )


@needs(Permission.SEE_PLAN)
def one(visit: Visit, dissemination_id: int) -> Team:
    """Give what one team heard of one lesson; what is not to be seen does not exist."""
    known = 0 < dissemination_id <= LARGEST_KEY
    rows = _heard(visit, "one", about=dissemination_id).all() if known else []
    if not rows:
        raise NotFoundError
    return _team(visit, rows)


@needs(Permission.DISSEMINATE)
def choices(visit: Visit, review_id: int) -> list[tuple[str, str]]:
    """Give what can be sent to a team: the recommendations, findings and other lessons of a review that are visible."""
    find(visit, Review, review_id)
    asked = select(Recommendation.id, Recommendation.reference).where(col(Recommendation.review_id) == review_id)
    found = select(Finding.id, Finding.reference).where(col(Finding.review_id) == review_id)
    own = select(Lesson.id, Lesson.wording).where(col(Lesson.review_id) == review_id, col(Lesson.wording) != "")
    kinds = {
        "recommendation": (visible_to(visit, asked).order_by(col(Recommendation.id)), "Recommendation "),
        "finding": (found.order_by(col(Finding.id)), "Finding "),
        "lesson": (visible_to(visit, own).order_by(col(Lesson.id)), ""),
    }
    return [
        (f"{kind} {key}", f"{lead}{words}")
        for kind, (statement, lead) in kinds.items()
        for key, words in visit.session.execute(statement)
    ]


@needs(Permission.DISSEMINATE)
def agencies(visit: Visit) -> list[Choice]:
    """Give the agencies for whose teams the visitor may record what they heard."""
    rows = visit.session.execute(select(Agency.id, Agency.name).order_by(col(Agency.name), col(Agency.id)))
    return [Choice(key, name) for key, name in rows if acts_for(visit.who, key)]


@prepared
def _heard(visit: Visit, which: str) -> Any:
    """Read what teams heard up to the day of the visit, with what they answered, in the order of the lessons."""
    told, about = Dissemination, bindparam("about", type_=Integer)
    chosen = col(Lesson.review_id) if which == "review" else col(told.id)
    statement = (
        select(
            told.id,
            told.lesson_id,
            told.agency_id,
            told.team,
            told.stage,
            told.happened_on,
            Lesson.review_id,
            Lesson.recommendation_id,
            _lesson().label("lesson"),
            select(Agency.name).where(col(Agency.id) == col(told.agency_id)).scalar_subquery().label("agency"),
            _discussions(visit).label("discussions"),
        )
        .join_from(told, Lesson, col(Lesson.id) == col(told.lesson_id))
        .where(chosen == about, col(told.effective_on) <= visit.as_at)
    )
    return visible_to(visit, statement).order_by(col(told.lesson_id), col(told.id))


def _lesson() -> Any:
    """Name a lesson: the recommendation, the finding, or its own words."""
    asked = select(literal("Recommendation ") + col(Recommendation.reference)).where(
        col(Recommendation.id) == col(Lesson.recommendation_id)
    )
    found = select(literal("Finding ") + col(Finding.reference)).where(col(Finding.id) == col(Lesson.finding_id))
    named = (each.correlate(Lesson).scalar_subquery() for each in (asked, found))
    return func.coalesce(*named, Lesson.wording)


def _discussions(visit: Visit) -> Any:
    told, claim, answer = LessonDiscussion, DiscussionClaim, ClaimAnswer
    answered = and_(col(answer.claim_id) == col(claim.id), col(answer.effective_on) <= visit.as_at)
    columns = told.held_on, told.id, told.present, told.can, told.reason, claim.id, answer.confirmed
    return (
        select(as_json(visit.session, *columns))
        .select_from(told)
        .join(claim, col(claim.discussion_id) == col(told.id), isouter=True)
        .join(answer, answered, isouter=True)
        .where(col(told.dissemination_id) == col(Dissemination.id), col(told.effective_on) <= visit.as_at)
        .correlate(Dissemination)
        .scalar_subquery()
    )


def _by_team(found: Sequence[Any]) -> list[list[Any]]:
    """Put together what one team heard of one lesson, in the order in which it was recorded first."""
    teams: dict[tuple[int, int, str], list[Any]] = defaultdict(list)
    for row in found:
        teams[row.lesson_id, row.agency_id, same_team(row.team)].append(row)
    return list(teams.values())


def _counted(rows: Sequence[Any]) -> Heard:
    answered = any(each.counts for row in rows for _, each in _told(row))
    discussed = answered or any(row.stage == LessonStage.DISCUSSED for row in rows)
    return Heard(rows[0].agency_id, rows[0].team, discussed, answered)


def _told(row: Any) -> list[tuple[tuple[date, int], Discussed]]:
    """Give the discussions of a row, each with its place among others."""
    every = unpacked(row.discussions, day, None, None, bool, None, None, bool)
    return [
        ((on, key), Discussed(on, present, can, reason, _claim(claim, confirmed)))
        for on, key, present, can, reason, claim, confirmed in every
    ]


def _claim(claim: int | None, confirmed: bool | None) -> ClaimState | None:
    if claim is None:
        return None
    if confirmed is None:
        return ClaimState.UNCONFIRMED
    return ClaimState.CONFIRMED if confirmed else ClaimState.NOT_CONFIRMED


def _with_unconfirmed(sentence: str, found: Sequence[Sequence[Any]]) -> str:
    """Say beside the counts how many discussions are reported and not confirmed: they are in none of them."""
    every = (each for rows in found for row in rows for _, each in _told(row))
    number = sum(each.claim == ClaimState.UNCONFIRMED for each in every)
    if not number:
        return sentence
    said = "1 discussion is" if number == 1 else f"{number:,} discussions are"
    return f"{sentence} {said} reported, unconfirmed, and not counted."


def _team(visit: Visit, rows: Sequence[Any]) -> Team:
    first = rows[0]
    readable = may_read_evidence(visit.who, first.agency_id, first.review_id)
    every = sorted((each for row in rows for each in _told(row)), key=itemgetter(0), reverse=True)
    return Team(
        dissemination_id=first.id,
        review_id=first.review_id,
        lesson=first.lesson,
        recommendation_id=first.recommendation_id,
        team=first.team,
        agency=first.agency,
        stages=sorted(
            ((row.stage, row.happened_on) for row in rows), key=lambda each: (STAGES.index(each[0]), each[1])
        ),
        discussions=[each if readable else replace(each, reason=None) for _, each in every],
        may_record=visit.as_at == visit.today
        and allows(visit.who, Permission.DISSEMINATE)
        and acts_for(visit.who, first.agency_id),
    )
