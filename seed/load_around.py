"""Enters what goes on around the actions: duties, clocks, challenges, measures, lessons and briefings."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from functools import partial

from seed.load_public import RELEASED_BY
from seed.loading import Dated, Loading, Step
from seed.plan_around import Asked, Briefing, Duty, Heard, Lesson, Pause, RunningClock, Series, TeamsLink, Value
from seed.visitors import coordinator, holder, person, teller
from tracker import briefings as everybodys
from tracker.commands import briefings, challenges, clocks, escalations, lessons, measures, team_links
from tracker.errors import InputError
from tracker.rules.briefing import BLOCKS, TITLE
from tracker.visit import Grant
from tracker.words import Role


def around(loading: Loading) -> Iterator[Dated]:
    """Give everything that goes on around the actions."""
    told = loading.plan.around
    for duty in told.duty:
        yield Dated(duty.on, Step.DUTY, partial(_duty, loading, duty), f"{duty.post} {duty.duty}")
    for clock in told.clock:
        yield from _clock(loading, clock)
    for asked in told.challenge:
        yield from _challenge(loading, asked)
    for series in told.measure:
        yield from _measure(loading, series)
    for lesson in told.lesson:
        yield from _lesson(loading, lesson)
    for briefing in told.briefing:
        yield from _briefing(loading, briefing)


def _duty(loading: Loading, duty: Duty) -> None:
    escalations.give_duty(coordinator(loading, duty.on), loading.id(Step.POST, duty.post), duty=duty.duty)


def _clock(loading: Loading, clock: RunningClock) -> Iterator[Dated]:
    name = f"{clock.review} {clock.kind}"
    yield Dated(clock.started_on, Step.CLOCK, partial(_start, loading, clock, name), name)
    for pause in clock.pauses:
        yield Dated(pause.since, Step.CLOCK_PAUSED, partial(_pause, loading, pause, name), name)
        yield Dated(pause.until, Step.CLOCK_RESUMED, partial(_resume, loading, pause.until, name), name)


def _start(loading: Loading, clock: RunningClock, name: str) -> None:
    draft = clocks.ClockDraft(clock.kind, clock.started_on, review_id=loading.id(Step.REVIEW, clock.review))
    loading.know(Step.CLOCK, name, clocks.start(coordinator(loading, clock.started_on), draft))


def _pause(loading: Loading, pause: Pause, name: str) -> None:
    visit = coordinator(loading, pause.since)
    clocks.pause(visit, loading.id(Step.CLOCK, name), since=pause.since, reason=pause.reason)


def _resume(loading: Loading, day: date, name: str) -> None:
    clocks.resume(coordinator(loading, day), loading.id(Step.CLOCK, name), since=day)


def _challenge(loading: Loading, asked: Asked) -> Iterator[Dated]:
    name = f"{asked.action} {asked.on}"
    yield Dated(asked.on, Step.CHALLENGE, partial(_ask, loading, asked, name), name)
    if asked.answer_on is not None:
        yield Dated(asked.answer_on, Step.CHALLENGE_ANSWERED, partial(_answer, loading, asked, name), name)


def _ask(loading: Loading, asked: Asked, name: str) -> None:
    visit, key = person(loading, asked.by, asked.on, Grant(asked.role)), loading.action(asked.action)
    loading.know(Step.CHALLENGE, name, challenges.ask_about_action(visit, key, question=asked.question))


def _answer(loading: Loading, asked: Asked, name: str) -> None:
    action = next(each for each in loading.plan.actions if each.key == asked.action)
    day = asked.answer_on or asked.on
    visit = teller(loading, action.owner, action, day)
    challenges.answer(visit, loading.id(Step.CHALLENGE, name), answer=asked.answer)


def _measure(loading: Loading, series: Series) -> Iterator[Dated]:
    yield Dated(series.set_on, Step.MEASURE, partial(_set_measure, loading, series), series.name)
    for value in series.values:
        yield Dated(value.on, Step.MEASURED, partial(_value, loading, series, value), series.name)


def _set_measure(loading: Loading, series: Series) -> None:
    draft = measures.MeasureDraft(
        name=series.name,
        definition=series.definition,
        unit=series.unit,
        source=series.source,
        direction=series.direction,
        target=series.target,
        recommendations=[loading.id(Step.RECOMMENDATION, name) for name in series.recommendations],
    )
    loading.know(Step.MEASURE, series.name, measures.record_measure(coordinator(loading, series.set_on), draft))


def _value(loading: Loading, series: Series, value: Value) -> None:
    draft = measures.ValueDraft(value.first, value.last, value.value, value.unknown_because, value.note)
    measures.record_value(coordinator(loading, value.on), loading.id(Step.MEASURE, series.name), draft)


def _lesson(loading: Loading, lesson: Lesson) -> Iterator[Dated]:
    for heard in lesson.sent:
        name = f"{lesson.review} {heard.team}"
        yield Dated(heard.on, Step.LESSON, partial(_sent, loading, lesson, heard, name), name)
        if heard.held_on is not None:
            yield Dated(heard.held_on, Step.LESSON_DISCUSSED, partial(_discussed, loading, heard, name), name)


def _sent(loading: Loading, lesson: Lesson, heard: Heard, name: str) -> None:
    draft = lessons.SentDraft(
        lessons.About(wording=lesson.wording),
        loading.id(Step.AGENCY, heard.agency),
        heard.team,
        heard.stage,
        heard.on,
    )
    review = loading.id(Step.REVIEW, lesson.review)
    loading.know(Step.LESSON, name, lessons.disseminate(coordinator(loading, heard.on), review, draft))


def _discussed(loading: Loading, heard: Heard, name: str) -> None:
    day = heard.held_on or heard.on
    draft = lessons.DiscussionDraft(day, heard.present, heard.can, heard.reason)
    lessons.record_discussion(coordinator(loading, day), loading.id(Step.LESSON, name), draft)


def _briefing(loading: Loading, briefing: Briefing) -> Iterator[Dated]:
    yield Dated(briefing.on, Step.BRIEFING, partial(_write, loading, briefing), briefing.review)
    for role in RELEASED_BY:
        yield Dated(briefing.on, Step.BRIEFING_RELEASED, partial(_release, loading, briefing, role), f"by the {role}")
    for link in briefing.links:
        yield Dated(link.on, Step.TEAM_LINK, partial(_link, loading, briefing.review, link), link.team)
        if link.reported_on is not None:
            yield Dated(link.reported_on, Step.REPORTED, partial(_report, loading, briefing.review, link), link.team)


def _write(loading: Loading, briefing: Briefing) -> None:
    texts = {name: getattr(briefing, name) for name in (TITLE, *BLOCKS)}
    briefings.write(coordinator(loading, briefing.on), loading.id(Step.REVIEW, briefing.review), texts, number=0)


def _release(loading: Loading, briefing: Briefing, role: Role) -> None:
    visit = holder(loading, RELEASED_BY[role], briefing.on)
    briefings.release(visit, loading.id(Step.REVIEW, briefing.review), as_role=role, number=1)


def _link(loading: Loading, review: str, link: TeamsLink) -> None:
    draft = team_links.LinkDraft(loading.id(Step.AGENCY, link.agency), link.team, link.last_day)
    row = team_links.give_link(coordinator(loading, link.on), loading.id(Step.REVIEW, review), draft)
    loading.know(Step.TEAM_LINK, f"{review} {link.team}", row)


def _report(loading: Loading, review: str, link: TeamsLink) -> None:
    """Report as the team does: by its link."""
    key, now = loading.id(Step.TEAM_LINK, f"{review} {link.team}"), loading.visit.now
    opened = everybodys.opened(loading.visit.session, key, now)
    if opened is None or link.held_on is None or link.reported_on is None:
        raise InputError(f"The link of {link.team} leads nowhere.")
    visit = loading.visit.on(link.reported_on).by(replace(opened.visitor, loading=True))
    team_links.report(visit, key, lessons.DiscussionDraft(link.held_on, link.present, link.can, link.reason))
