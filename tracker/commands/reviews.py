"""Record reviews, what they found, and their way to the public."""

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col

from tracker import positions, shelf
from tracker.access import find, needs
from tracker.commands.record import change, record
from tracker.commands.review_days import check_days
from tracker.commands.texts import text
from tracker.errors import InputError, RefusedError, RuleBrokenError
from tracker.models import (
    Action,
    ActionLink,
    AskMember,
    Challenge,
    CodingItem,
    Decision,
    Finding,
    ImpactTest,
    Lesson,
    MeasureLink,
    Recommendation,
    Release,
    Replacement,
    Response,
    Review,
)
from tracker.models.statements import select
from tracker.rules.review_days import LABELS, ReviewDays, before_release
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import FindingKind, Permission, Publication, ReviewKind, Role, Sensitivity


@dataclass(frozen=True)
class ReviewDraft:
    """A review and its time line; what is not known stays empty and is never guessed."""

    reference: str
    title: str
    kind: ReviewKind
    area: str = ""
    sensitivity: Sensitivity = Sensitivity.NORMAL
    illustrative: bool = False
    incident_on: date | None = None
    practice_from: date | None = None
    practice_to: date | None = None
    practice_basis: str = ""
    commissioned_on: date | None = None
    completed_on: date | None = None
    published_on: date | None = None
    embargo_until: datetime | None = None
    source_document: str = ""
    source_url: str = ""
    note: str = ""


KEPT_OF_A_REFERENCE = 40
CHANGED = "The review was changed since you opened this page. Open it again and read what stands now first."
DONE_WITH: tuple[tuple[Any, str], ...] = (
    (Response.recommendation_id, "was answered"),
    (ActionLink.recommendation_id, "has an action"),
    (Decision.recommendation_id, "was decided about"),
    (Challenge.recommendation_id, "was asked about"),
    (ImpactTest.recommendation_id, "has an impact test"),
    (MeasureLink.recommendation_id, "has a measure"),
    (AskMember.recommendation_id, "belongs to an ask"),
    (CodingItem.recommendation_id, "is in a round of blind coding"),
    (Replacement.other_id, "takes the place of another"),
)


@needs(Permission.RECORD_REVIEW)
def record_review(visit: Visit, draft: ReviewDraft) -> Review:
    """Record a review as a draft that only the board sees."""
    reference = text(draft.reference, "reference", longest=60)
    if visit.session.scalar(select(Review.id).where(Review.reference == reference)):
        raise InputError(f"A review {reference} is already recorded.", field="reference")
    check_days(visit.today, ReviewDays(**{name: getattr(draft, name) for name in LABELS}))
    values = {**asdict(draft), "reference": reference, "title": text(draft.title, "title", longest=300)}
    row = add(visit, Review, publication=Publication.DRAFT, **values)
    record(visit, "review recorded", row)
    return row


@dataclass(frozen=True)
class FindingDraft:
    """What happened, why and how, in separate fields."""

    reference: str
    kind: FindingKind
    what: str
    why: str = ""
    how: str = ""
    page: str = ""


@needs(Permission.RECORD_REVIEW)
def record_finding(visit: Visit, review_id: int, draft: FindingDraft) -> Finding:
    """Record what a review found; good practice is the equal of a failing."""
    review = find(visit, Review, review_id)
    row = add(
        visit,
        Finding,
        review_id=review.id,
        reference=text(draft.reference, "reference", longest=60),
        kind=draft.kind,
        what=text(draft.what, "what happened"),
        why=text(draft.why, "why", needed=False),
        how=text(draft.how, "how", needed=False),
        page=draft.page,
    )
    record(visit, "finding recorded", row)
    return row


@needs(Permission.RECORD_REVIEW)
def withdraw(visit: Visit, review_id: int, *, reason: str, version: int) -> None:
    """Withdraw a review that was recorded by mistake, as long as nobody has done anything with it.

    From then on it exists for nobody, with what it found and recommended; the record and the trail keep it. Its
    reference is free for the review that was meant.
    """
    review = find(visit, Review, review_id)
    kept = text(reason, "reason")
    if unmet := list(_done_with(visit, review_id)):
        raise RuleBrokenError(unmet)
    change(review, version, publication=Publication.WITHDRAWN)
    review.reference = f"{review.reference[:KEPT_OF_A_REFERENCE]} (withdrawn {review_id})"
    review.note = f"{review.note}\nWithdrawn on {visit.effective_on:%-d %B %Y}: {kept}".strip()
    record(visit, "review withdrawn", review)
    positions.refresh_under(visit, review.id or 0)


def _done_with(visit: Visit, review_id: int) -> Iterator[str]:
    """Say what people have done with a review: what somebody answered, decided or owes was no mistake."""
    for key, said in DONE_WITH:
        done = select(Recommendation.reference).join(key.class_, key == col(Recommendation.id))
        done = done.where(Recommendation.review_id == review_id).order_by(col(Recommendation.id)).limit(1)
        if (reference := visit.session.scalar(done)) is not None:
            yield f"Recommendation {reference} {said}: the review stays in the plan."
    if visit.session.scalar(select(Action.id).where(Action.review_id == review_id).limit(1)):
        yield "An action was recorded under it: the review stays in the plan."
    if visit.session.scalar(select(Lesson.id).where(Lesson.review_id == review_id).limit(1)):
        yield "A team has heard of its lessons: the review stays in the plan."


@needs(Permission.RELEASE_REVIEW)
def release(visit: Visit, review_id: int, *, as_role: Role, version: int | None = None) -> None:
    """Release a review for publication: coordinator first, then chair, two different people.

    With both releases it is published, or embargoed until its embargo instant has passed. Whoever read its page gives
    the `version` that they read: nobody releases under days, or an embargo, other than those that they were told.
    """
    review = find(visit, Review, review_id)
    if version is not None and review.version != version:
        raise RuleBrokenError([CHANGED])
    if as_role not in {Role.COORDINATOR, Role.CHAIR} or as_role not in visit.who.board_roles:
        raise RefusedError("A review is released by the coordinator and by the chair.")
    if visit.who.person_id is None:
        raise RefusedError("A person releases a review. Sign in under your own name.")
    days = ReviewDays(**{name: getattr(review, name) for name in LABELS})
    if unmet := list(before_release(days, visit.now, visit.effective_on)):
        raise RuleBrokenError(unmet)
    done = visit.session.scalars(select(Release).where(Release.review_id == review_id)).all()
    if as_role == Role.CHAIR and Role.COORDINATOR not in {row.role for row in done}:
        raise RuleBrokenError(["The coordinator releases a review before the chair does."])
    if any(row.role == as_role or row.person_id == visit.who.person_id for row in done):
        raise RuleBrokenError(["Two different people release a review, each once."])
    row = add(visit, Release, review_id=review_id, role=as_role, person_id=visit.who.person_id)
    if as_role == Role.CHAIR:
        waits = review.embargo_until is not None and review.embargo_until > visit.now
        _set_publication(visit, review, Publication.EMBARGOED if waits else Publication.PUBLISHED)
    record(visit, f"review released by the {as_role.value}", row)
    positions.refresh_under(visit, review.id or 0)


def _set_publication(visit: Visit, review: Review, publication: Publication) -> None:
    review.publication = publication
    review.version += 1
    if publication == Publication.PUBLISHED and review.published_on is None:
        review.published_on = visit.effective_on
        visit.session.flush()
        shelf.turn_round(visit.session, review.id or 0)


@needs(Permission.RELEASE_REVIEW)
def lift_lapsed_embargoes(visit: Visit) -> int:
    """Publish the reviews that two people released and whose embargo has passed; return how many.

    The service does this by itself before the first visit after the instant.
    """
    waiting = select(Review).where(
        col(Review.publication) == Publication.EMBARGOED, col(Review.embargo_until) <= visit.now
    )
    lapsed = visit.session.scalars(waiting.order_by(col(Review.id))).all()
    for review in lapsed:
        _set_publication(visit, review, Publication.PUBLISHED)
        record(visit, "embargo lapsed", review)
        positions.refresh_under(visit, review.id or 0)
    return len(lapsed)
