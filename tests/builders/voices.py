"""Challenges, measures and lessons."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from tests.builders.people import a_person, row_id
from tests.builders.reviews import RECORDED_ON
from tests.database.record import Record, visitor
from tracker.commands import challenges, lessons, measures
from tracker.models import Agency, Challenge, Dissemination, Measure, MeasureValue, Recommendation, Review
from tracker.visit import Visitor
from tracker.words import Direction, LessonStage, Role


def a_member(record: Record, role: Role = Role.MEMBER) -> Visitor:
    """Give somebody of the board (or a councillor, or the chair) who may ask, always the same person."""
    return visitor(role, person=row_id(a_person(record, f"The asking {role.value}")), loading=True)


def a_challenge(
    record: Record,
    question: str = "Why is this not done?",
    *,
    action: int | None = None,
    recommendation: int | None = None,
    by: Visitor | None = None,
    on: date = RECORDED_ON,
    answer: str = "",
    answered_by: Visitor | None = None,
    accepted: bool | None = None,
    reason: str = "It says nothing of the night teams.",
) -> Challenge:
    """Ask about an action or a recommendation as a member, with an answer and a verdict when given."""
    asker = by or a_member(record)
    coordinator = visitor(Role.COORDINATOR, person=row_id(a_person(record, "The coordinator")), loading=True)
    with record.changing(asker, on=on) as visit:
        if action is not None:
            row = challenges.ask_about_action(visit, action, question=question)
        else:
            row = challenges.ask_about_recommendation(visit, recommendation or 0, question=question)
        if answer:
            given = challenges.answer(visit.by(answered_by or coordinator), row_id(row), answer=answer)
            if accepted is not None:
                said = "" if accepted else reason
                challenges.judge(visit, row_id(row), row_id(given), accepted=accepted, reason=said)
    return row


def a_measure(
    record: Record,
    name: str = "Caseload per health visitor",
    *,
    recommendations: Sequence[Recommendation] = (),
    on: date = RECORDED_ON,
    **more: Any,
) -> Measure:
    """Record a measure whose target is 250 families or less, of the board unless recommendations are given."""
    told: dict[str, Any] = {
        "definition": "Families on the list of one full-time health visitor.",
        "unit": "families",
        "source": "Quarterly return",
        "direction": Direction.LOWER,
        "target": "250",
    }
    belongs = [row_id(each) for each in recommendations]
    with record.changing(on=on) as visit:
        return measures.record_measure(
            visit, measures.MeasureDraft(name=name, recommendations=belongs, **{**told, **more})
        )


def a_value(
    record: Record,
    measure: Measure,
    value: str = "",
    *,
    first: date,
    last: date,
    on: date = RECORDED_ON,
    unknown: str = "",
    note: str = "Table 4",
) -> MeasureValue:
    """Record the value of a period, or why it is not known."""
    draft = measures.ValueDraft(first, last, value, unknown, note if value else "")
    with record.changing(on=on) as visit:
        return measures.record_value(visit, row_id(measure), draft)


def heard(
    record: Record,
    review: Review,
    agency: Agency,
    team: str = "Duty team",
    *,
    about: lessons.About | None = None,
    stage: LessonStage = LessonStage.SENT,
    on: date = RECORDED_ON,
    can: bool | None = None,
    reason: str = "",
    present: int = 9,
) -> Dissemination:
    """Record that a team heard of a lesson of a review and, with `can`, what it answered on the same day."""
    told = about or lessons.About(wording="Ask what the child says.")
    with record.changing(on=on) as visit:
        row = lessons.disseminate(visit, row_id(review), lessons.SentDraft(told, row_id(agency), team, stage, on))
        if can is not None:
            draft = lessons.DiscussionDraft(on, present, can, reason)
            lessons.record_discussion(visit, row_id(row), draft)
    return row
