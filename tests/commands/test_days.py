"""No day is taken that cannot be meant, whichever command it is typed into; the sentence names the field."""
# ruff: noqa: ARG005  (each of the acts below takes what any of them needs)

from datetime import date, datetime

import pytest

from tests.builders import PUBLISHED_ON, the_chair, unchecked
from tests.database.record import EMBEDDED_ONLY, SYSTEM
from tracker.commands import actions, context, decisions, evidence, extensions, impact, meetings, people, reviews
from tracker.commands import recommendations as asking
from tracker.commands.days import OF_THE_PAST, possible
from tracker.errors import InputError
from tracker.settings import LONDON
from tracker.words import (
    ContextKind,
    DecisionKind,
    EvidenceKind,
    ExtensionReason,
    ImpactVerdict,
    MeetingKind,
    Rating,
    ResponseKind,
    ReviewKind,
)

TODAY = date(2026, 11, 22)
LEAP_DAY = date(2028, 2, 29)


@pytest.mark.parametrize("day", [date(2000, 1, 1), TODAY, date(2036, 11, 22), None])
def test_a_day_within_ten_years_is_taken(day):
    assert possible(day, "due date", TODAY) == day


@pytest.mark.parametrize(
    ("day", "today", "sentence"),
    [
        (date(1999, 12, 31), TODAY, "The due date cannot be before 1 January 2000. Check the year."),
        (date(214, 3, 31), TODAY, "The due date cannot be before 1 January 2000. Check the year."),
        (date(2036, 11, 23), TODAY, "The due date cannot be after 22 November 2036. Check the year."),
        (date(9999, 12, 31), TODAY, "The due date cannot be after 22 November 2036. Check the year."),
        (date(2038, 3, 1), LEAP_DAY, "The due date cannot be after 28 February 2038. Check the year."),
    ],
)
def test_a_day_outside_is_refused_and_named(day, today, sentence):
    with pytest.raises(InputError) as refused:
        possible(day, "due date", today)
    assert refused.value.sentence == sentence
    assert refused.value.field == "due date"


def test_what_is_told_of_the_past_goes_further_back():
    assert possible(date(1900, 1, 1), "day of the incident", TODAY, earliest=OF_THE_PAST)
    with pytest.raises(InputError, match="cannot be before 1 January 1900"):
        possible(date(1899, 12, 31), "day of the incident", TODAY, earliest=OF_THE_PAST)


def review(day, **days):
    return reviews.ReviewDraft("R", "A review", ReviewKind.RAPID_REVIEW, **(days or {"incident_on": day}))


@pytest.fixture
def plan(record, an_action, a_meeting, a_post, a_person):
    """Give what the commands below need: an action with evidence, a meeting, a request, a test, a post, a person."""
    action, meeting = an_action(evidence=[unchecked()]), a_meeting(date(2026, 11, 10))
    post, vacant = a_post(), a_post(held_by=None)
    with record.changing() as visit:
        draft = impact.TestDraft("Does it help?", date(2027, 1, 1))
        test = impact.set_test(visit, action.recommendation_ids[0], draft)
        bare = actions.record_action(visit, actions.ActionDraft("Bare.", action.recommendation_ids))
    tenure = record.read(f"SELECT id FROM tenure WHERE post_id = {post.id}")[0][0]
    return {
        "action": action.id,
        "asked": action.recommendation_ids[0],
        "evidence": action.evidence_ids[0],
        "bare": bare.id,
        "test": test.id,
        "review": action.review_id,
        "meeting": meeting.id,
        "tenure": tenure,
        "vacant": vacant.id,
        "person": a_person().id,
    }


OF_THE_PLAN = {
    "due date": lambda v, p, d: actions.record_action(v, actions.ActionDraft("Do it.", [p["asked"]], due=d)),
    "start date": lambda v, p, d: actions.record_action(v, actions.ActionDraft("Do it.", [p["asked"]], start_on=d)),
    "due date (baseline)": lambda v, p, d: actions.set_baseline(v, p["bare"], due=d),
    "forecast": lambda v, p, d: actions.update(v, p["action"], actions.UpdateDraft("Going on.", forecast=d)),
    "new date": lambda v, p, d: extensions.ask(v, p["action"], due=d, reason=ExtensionReason.CAPACITY),
    "until": lambda v, p, d: decisions.decide_about_action(
        v, p["action"], kind=DecisionKind.PAUSE, meeting_id=p["meeting"], reason="Wait.", until=d
    ),
    "until (override)": lambda v, p, d: decisions.override_rating(
        v,
        decisions.About(action_id=p["action"]),
        meeting_id=p["meeting"],
        rating=Rating.GREEN,
        until=d,
        reason="Said why.",
    ),
    "due date (test)": lambda v, p, d: impact.set_test(v, p["asked"], impact.TestDraft("Does it help?", d)),
    "next check": lambda v, p, d: impact.record_result(
        v, p["test"], verdict=ImpactVerdict.PARTLY, value="4", next_check_on=d
    ),
    "day of the meeting": lambda v, p, d: meetings.record_meeting(v, MeetingKind.BOARD, title="Board", held_on=d),
    "review date": lambda v, p, d: asking.respond(
        v, p["asked"], kind=ResponseKind.ACCEPTED_IN_PRINCIPLE, reason="Later.", review_on=d
    ),
}
OF_THE_PAST_TOO = {
    "deadline": lambda v, p, d: asking.record_recommendation(
        v, p["review"], asking.RecommendationDraft("9", "Do it.", deadline_on=d)
    ),
    "date of the evidence": lambda v, p, d: evidence.add_version(
        v, p["evidence"], evidence.Content(EvidenceKind.STATEMENT, "What we found.", claimed_on=d)
    ),
    "first day": lambda v, p, d: people.begin_tenure(v, p["vacant"], person_id=p["person"], started_on=d),
    "last day": lambda v, p, d: people.end_tenure(v, p["tenure"], ended_on=d),
    "date": lambda v, p, d: context.record_context(
        v, context.ContextDraft(d, ContextKind.PROMISE, "A promise", "They promised.", "The minutes")
    ),
    "day of the incident": lambda v, p, d: reviews.record_review(v, review(d)),
    "first day of the practice period": lambda v, p, d: reviews.record_review(
        v, review(d, practice_from=d, practice_to=PUBLISHED_ON)
    ),
    "last day of the practice period": lambda v, p, d: reviews.record_review(
        v, review(d, practice_from=PUBLISHED_ON, practice_to=d)
    ),
    "day of commissioning": lambda v, p, d: reviews.record_review(v, review(d, commissioned_on=d)),
    "day of completion": lambda v, p, d: reviews.record_review(v, review(d, completed_on=d)),
    "day of publication": lambda v, p, d: reviews.record_review(v, review(d, published_on=d)),
    "embargo": lambda v, p, d: reviews.record_review(
        v, review(d, embargo_until=datetime(d.year, d.month, d.day, 12, tzinfo=LONDON))
    ),
}


@EMBEDDED_ONLY
def test_every_command_bounds_its_days(record, plan):
    chair = the_chair(record)
    tried = [(name, act, date(2000, 1, 1)) for name, act in OF_THE_PLAN.items()]
    tried += [(name, act, OF_THE_PAST) for name, act in OF_THE_PAST_TOO.items()]
    for name, act, earliest in tried:
        for day in (date(earliest.year - 1, 12, 31), date(2036, 11, 23), date(2999, 1, 1)):
            field = name.split(" (")[0]
            with pytest.raises(InputError, match=f"^The {field} cannot"), record.changing(chair) as acting:
                visit = acting if name.startswith("until") else acting.by(SYSTEM)
                act(visit, plan, day)


@EMBEDDED_ONLY
@pytest.mark.parametrize("earlier", ["commissioned_on", "completed_on"])
def test_the_time_line_of_a_review_runs_forwards(record, earlier):
    days = {earlier: date(2026, 5, 2), "published_on": date(2026, 5, 1)}
    with record.changing() as visit, pytest.raises(InputError, match="The day of publication cannot be before the day"):
        reviews.record_review(visit, review(None, **days))
    with record.changing() as visit:
        assert reviews.record_review(visit, review(None, **dict.fromkeys(days, date(2026, 5, 1)))).id
