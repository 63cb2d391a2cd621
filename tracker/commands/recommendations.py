"""Record recommendations and the answers to them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func

from tracker import positions, stands
from tracker.access import find, needs
from tracker.commands.days import OF_THE_PAST, possible
from tracker.commands.record import change, record
from tracker.commands.texts import text
from tracker.errors import InputError, RuleBrokenError
from tracker.models import AddressedAgency, Recommendation, RecommendationWording, Response, Review
from tracker.models.statements import select
from tracker.rules.deciding import no_answer_to
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, ResponseKind, Sensitivity, Standing

BY_DECISION = frozenset({ResponseKind.SUPERSEDED, ResponseKind.MERGED})
NEED_NO_REASON = frozenset({ResponseKind.AWAITING, ResponseKind.ACCEPTED})


@dataclass(frozen=True)
class RecommendationDraft:
    """A recommendation as the review printed it (or our paraphrase of it, and then said so)."""

    reference: str
    wording: str
    paraphrased: bool = False
    page: str = ""
    addressed_as_written: str = ""
    addressed: Sequence[int] = ()
    deadline_as_written: str = ""
    deadline_on: date | None = None
    sensitivity: Sensitivity = Sensitivity.NORMAL


@needs(Permission.RECORD_REVIEW)
def record_recommendation(visit: Visit, review_id: int, draft: RecommendationDraft) -> Recommendation:
    """Record a recommendation under its review; its reference is unique there and its wording is kept for ever."""
    review = find(visit, Review, review_id)
    reference = text(draft.reference, "reference", longest=60)
    same = select(Recommendation.id).where(Recommendation.review_id == review_id, Recommendation.reference == reference)
    if visit.session.scalar(same):
        raise InputError(f"{review.reference} already has a recommendation {reference}.", field="reference")
    row = add(
        visit,
        Recommendation,
        review_id=review_id,
        reference=reference,
        wording=text(draft.wording, "wording"),
        paraphrased=draft.paraphrased,
        page=draft.page,
        addressed_as_written=draft.addressed_as_written,
        deadline_as_written=draft.deadline_as_written,
        deadline_on=possible(draft.deadline_on, "deadline", visit.today, earliest=OF_THE_PAST),
        sensitivity=draft.sensitivity,
    )
    add(visit, RecommendationWording, recommendation_id=row.id, number=1, wording=row.wording)
    for agency_id in draft.addressed:
        add(visit, AddressedAgency, recommendation_id=row.id, agency_id=agency_id)
    record(visit, "recommendation recorded", row, recommendations=[_id(row)])
    return row


@needs(Permission.RECORD_REVIEW)
def correct_wording(visit: Visit, recommendation_id: int, *, wording: str, reason: str, version: int) -> None:
    """Correct a slip against the published text; the first wording stays for ever."""
    row = find(visit, Recommendation, recommendation_id)
    kept = text(wording, "wording")
    change(row, version, wording=kept)
    newest = visit.session.scalar(
        select(func.max(RecommendationWording.number)).where(RecommendationWording.recommendation_id == row.id)
    )
    add(
        visit,
        RecommendationWording,
        recommendation_id=row.id,
        number=(newest or 0) + 1,
        wording=kept,
        reason=text(reason, "reason"),
    )
    record(visit, "wording corrected", row)


@needs(Permission.RESPOND)
def respond(
    visit: Visit, recommendation_id: int, *, kind: ResponseKind, reason: str = "", review_on: date | None = None
) -> Response:
    """Answer a recommendation. All but awaiting and accepted need a reason; in principle a review date as well."""
    recommendation = find(visit, Recommendation, recommendation_id)
    if kind in BY_DECISION and not visit.who.loading:
        raise InputError("A meeting decides what is superseded or merged, and the chair records it.", field="answer")
    _must_wait_for_an_answer(visit, recommendation)
    kept = text(reason, "reason", needed=kind not in NEED_NO_REASON)
    if kind == ResponseKind.ACCEPTED_IN_PRINCIPLE and review_on is None:
        raise InputError("Accepted in principle needs a date on which this is looked at again.", field="review date")
    row = add(
        visit,
        Response,
        recommendation_id=recommendation.id,
        kind=kind,
        reason=kept,
        review_on=possible(review_on, "review date", visit.today),
        by_id=visit.who.person_id,
    )
    answering = positions.answering(visit.session, {_id(recommendation)})
    record(visit, "response recorded", row, actions=answering, recommendations=[_id(recommendation)])
    return row


def _must_wait_for_an_answer(visit: Visit, recommendation: Recommendation) -> None:
    """Refuse to answer what a meeting has decided or what is done: only another decision changes that."""
    if visit.who.loading:
        return
    now = Standing(stands.recommendation(visit.session, _id(recommendation), visit.effective_on).state)
    if reason := no_answer_to(now):
        raise RuleBrokenError([f"Recommendation {recommendation.reference} {reason}."])


def _id(row: Recommendation) -> int:
    if row.id is None:
        raise InputError("The recommendation was not saved.")
    return row.id
