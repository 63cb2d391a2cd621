"""The recommendations and the actions of the public edition, as rows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from tracker.queries.asked import Asked, Pair
from tracker.queries.plan import Row
from tracker.queries.public import Adequate, Made, Tested
from tracker.queries.public_texts import Texts
from tracker.rules import public_words
from tracker.rules.assurance import ClosedRecommendation
from tracker.words import ImpactVerdict, ResponseKind, Standing

Told = dict[str, Any]
AS_PUBLISHED, OUR_WORDS, PUBLIC = "as published", "in our own words", "written for the public"
NOT_PUBLISHED = "wording not published"


@dataclass(frozen=True)
class Gathered:
    """All that these rows are made of, read in a fixed number of SELECTs; each by the key of what it is about."""

    made: Sequence[Made]
    asked: Mapping[int, Row]
    actions: Sequence[Row]
    answering: Mapping[int, Sequence[Row]]
    overdue: frozenset[int]
    answers: Mapping[int, tuple[ResponseKind, date]]
    addressed: Mapping[int, Sequence[str]]
    tested: Mapping[int, Sequence[Tested]]
    adequate: Mapping[int, Sequence[Adequate]]
    completed: Mapping[int, date]
    texts: Texts
    action_texts: Texts
    same: Sequence[Pair]
    before: Mapping[int, Sequence[Pair]]
    again: Mapping[int, Sequence[Pair]]

    @property
    def shown(self) -> list[Made]:
        """Give the recommendations of which it is known how they stand."""
        return [one for one in self.made if one.id in self.asked]


def recommendation(got: Gathered, one: Made) -> Told:
    """Tell what was asked, what was answered and done, whether it is working, and whether it came back."""
    row, rests = got.asked[one.id], rests_on(got, one)
    kind, on = got.answers.get(one.id, (ResponseKind.AWAITING, None))
    standing, best = Standing(row.state), max(rests.evidence_classes, default=0)
    return {
        "reference": row.reference,
        **_worded(got, one, row),
        "page": one.page,
        "addressed_to": list(got.addressed.get(one.id, ())),
        "deadline": told_day(one.deadline_on),
        "answer": public_words.ANSWERED[kind],
        "answered_on": told_day(on),
        "standing": standing.value,
        "status": public_words.STANDS[standing],
        "closed_on": told_day(one.closed_on) if standing is Standing.CLOSED else None,
        "reopened_on": told_day(one.reopened_on),
        "evidence_class": best,
        "impact": rests.impact_verdict.value if rests.impact_verdict else None,
        "is_it_working": public_words.is_working(best, rests.impact_verdict),
        "actions": [each.reference for each in got.answering.get(one.id, ())],
        "made_before": [_cited(pair.earlier, pair) for pair in got.before.get(one.id, ())],
        "made_again": [_cited(pair.later, pair) for pair in got.again.get(one.id, ())],
    }


def _worded(got: Gathered, one: Made, row: Row) -> Told:
    """Give the public text where there is one; while a first one waits for approval, no wording at all."""
    if one.id in got.texts.approved:
        return {"wording": got.texts.approved[one.id], "wording_is": PUBLIC}
    if one.id in got.texts.waiting:
        return {"wording": None, "wording_is": NOT_PUBLISHED}
    return {"wording": row.wording, "wording_is": OUR_WORDS if one.paraphrased else AS_PUBLISHED}


def rests_on(got: Gathered, one: Made) -> ClosedRecommendation:
    """Give the classes of its adequate evidence and its last verdict; nothing from before a reopening counts."""
    since = one.reopened_on or date.min
    pieces = (each for row in got.answering.get(one.id, ()) for each in got.adequate.get(row.id, ()))
    verdicts: list[ImpactVerdict] = [each.verdict for each in got.tested.get(one.id, ()) if each.on >= since]
    return ClosedRecommendation(
        evidence_classes=frozenset(each.evidence_class for each in pieces if each.on >= since),
        # Who checked what is told to inspectors; the public edition does not count it.
        checked_outside=False,
        impact_verdict=verdicts[-1] if verdicts else None,
    )


def _cited(other: Asked, pair: Pair) -> Told:
    return {
        "review": other.review,
        "reference": other.reference,
        "when": pair.classed.kind.value,
        "said": pair.classed.sentence,
        "other_area": pair.between_areas,
    }


def action(got: Gathered, row: Row) -> Told:
    """Tell of an action which agency owns it, how it stands, and how its date moved; its wording only if approved."""
    text = got.action_texts.approved.get(row.id)
    best = max((each.evidence_class for each in got.adequate.get(row.id, ())), default=0)
    return {
        "reference": row.reference,
        "wording": text,
        "wording_is": PUBLIC if text else NOT_PUBLISHED,
        "agency": row.agency or None,
        "answers": [{"review": each.review, "reference": each.reference} for each in row.recommendations],
        "status": row.state,
        "first_due": told_day(row.baseline_due),
        "due": told_day(row.due),
        "new_dates": row.extensions,
        "days_moved": row.slippage,
        "overdue": row.id in got.overdue,
        "days_overdue": row.days_late if row.id in got.overdue else 0,
        "completed_on": told_day(got.completed.get(row.id)),
        "evidence_class": best,
        "evidence": public_words.EVIDENCE[best],
    }


def told_day(on: date | None) -> str | None:
    """Write a day as JSON knows it."""
    return on.isoformat() if on else None
