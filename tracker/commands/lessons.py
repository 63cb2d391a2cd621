"""Record which team heard of which lesson of a review, and what it answered."""

from dataclasses import dataclass, replace
from datetime import date

from sqlmodel import col

from tracker.access import LARGEST_KEY, find, needs, visible_to
from tracker.commands.days import possible
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RefusedError
from tracker.models import Agency, Dissemination, Finding, Lesson, LessonDiscussion, Recommendation, Review
from tracker.models.statements import select
from tracker.roles import acts_for
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import LessonStage, Permission

LONGEST_TEAM, LONGEST_LESSON = 200, 1000
MOST_PRESENT = 100_000


@dataclass(frozen=True)
class About:
    """What the lesson is: a recommendation or a finding of the review, an earlier lesson, or words of its own."""

    recommendation_id: int | None = None
    finding_id: int | None = None
    lesson_id: int | None = None
    wording: str = ""


@dataclass(frozen=True)
class SentDraft:
    """To which team of which agency it came, how, and when."""

    about: About
    agency_id: int
    team: str
    stage: LessonStage
    happened_on: date


@needs(Permission.DISSEMINATE)
def disseminate(visit: Visit, review_id: int, draft: SentDraft) -> Dissemination:
    """Record that a lesson of a review came to a team: the coordinator for all, an owner for their own agency."""
    review = find(visit, Review, review_id)
    agency = visit.session.get(Agency, draft.agency_id) if 0 < draft.agency_id <= LARGEST_KEY else None
    if agency is None:
        raise InputError("Choose an agency from the list.", field="agency")
    _must_be_own(visit, draft.agency_id)
    team, happened_on = text(draft.team, "team", longest=LONGEST_TEAM), _day(visit, draft.happened_on)
    lesson = _lesson(visit, review.id or 0, draft.about)
    row = add(
        visit,
        Dissemination,
        lesson_id=lesson.id,
        agency_id=agency.id,
        team=team,
        stage=draft.stage,
        happened_on=happened_on,
        by_id=visit.who.person_id,
    )
    record(visit, f"lesson {draft.stage.value}", lesson)
    return row


def _must_be_own(visit: Visit, agency_id: int) -> None:
    if not acts_for(visit.who, agency_id):
        raise RefusedError("Only the team's own agency, or the coordinator, may record what it heard.")


def _day(visit: Visit, given: date) -> date:
    kept = possible(given, "day", visit.today)
    if kept > visit.effective_on:
        raise InputError("That day has not come yet.", field="day")
    return kept


def _lesson(visit: Visit, review_id: int, about: About) -> Lesson:
    """Find the lesson of a review that is meant, or add it when nobody heard of it yet."""
    named = (about.recommendation_id, about.finding_id, about.lesson_id, about.wording.strip() or None)
    if sum(one is not None for one in named) != 1:
        raise InputError("Choose the lesson from the list, or write it in words of its own.", field="lesson")
    if about.lesson_id is not None:
        known = 0 < about.lesson_id <= LARGEST_KEY
        return (_known(visit, review_id, col(Lesson.id) == about.lesson_id) if known else None) or _missing()
    if about.wording.strip():
        return _worded(visit, review_id, text(about.wording, "lesson", longest=LONGEST_LESSON))
    if about.finding_id is not None:
        _must_be_of(visit, review_id, about.finding_id)
    elif find(visit, Recommendation, about.recommendation_id or 0).review_id != review_id:
        raise NotFoundError
    keys = {"recommendation_id": about.recommendation_id, "finding_id": about.finding_id}
    same = (getattr(Lesson, name) == key for name, key in keys.items() if key is not None)
    return _known(visit, review_id, *same) or add(visit, Lesson, review_id=review_id, **keys)


def _missing() -> Lesson:
    raise NotFoundError


def _known(visit: Visit, review_id: int, *chosen: object) -> Lesson | None:
    found = select(Lesson).where(col(Lesson.review_id) == review_id, *chosen)
    return visit.session.scalar(visible_to(visit, found))  # type: ignore[no-any-return]


def _worded(visit: Visit, review_id: int, wording: str) -> Lesson:
    return _known(visit, review_id, col(Lesson.wording) == wording) or add(
        visit, Lesson, review_id=review_id, wording=wording
    )


def _must_be_of(visit: Visit, review_id: int, finding_id: int) -> None:
    chosen = select(Finding.id).where(col(Finding.id) == finding_id, col(Finding.review_id) == review_id)
    if not 0 < finding_id <= LARGEST_KEY or visit.session.scalar(chosen) is None:
        raise NotFoundError


@dataclass(frozen=True)
class DiscussionDraft:
    """When a team discussed a lesson, how many were there, and what they answered."""

    held_on: date
    present: int
    can: bool
    reason: str = ""


@needs(Permission.DISSEMINATE)
def record_discussion(visit: Visit, dissemination_id: int, draft: DiscussionDraft) -> LessonDiscussion:
    """Record that a team discussed a lesson, with its answer: we can, or we cannot, because."""
    heard, lesson = _heard(visit, dissemination_id)
    _must_be_own(visit, heard.agency_id)
    if not 0 < draft.present <= MOST_PRESENT:
        raise InputError("Enter how many were present, as a whole number from 1.", field="present")
    held_on = _day(visit, draft.held_on)
    if held_on < heard.happened_on:
        raise InputError("The team cannot discuss a lesson before it came to the team.", field="day")
    row = add_discussion(visit, heard, replace(draft, held_on=held_on))
    record(visit, "lesson answered", lesson)
    return row


def add_discussion(visit: Visit, heard: Dissemination, draft: DiscussionDraft) -> LessonDiscussion:
    """Add what a team answered; whoever adds it has looked at its day and at who adds it, and records it."""
    return add(
        visit,
        LessonDiscussion,
        dissemination_id=heard.id,
        held_on=draft.held_on,
        present=draft.present,
        can=draft.can,
        reason=text(draft.reason, "reason", needed=not draft.can),
        by_id=visit.who.person_id,
    )


def _heard(visit: Visit, key: int) -> tuple[Dissemination, Lesson]:
    chosen = (
        select(Dissemination, Lesson)
        .join_from(Dissemination, Lesson, col(Lesson.id) == col(Dissemination.lesson_id))
        .where(col(Dissemination.id) == key)
    )
    found = visit.session.execute(visible_to(visit, chosen)).first() if 0 < key <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    return found[0], found[1]
