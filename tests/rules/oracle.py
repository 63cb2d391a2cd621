"""A slow second opinion: the rating of one day, worked out from the facts of that day without any turning dates.

It shares nothing with the code it judges but the words and the facts.
"""

from calendar import monthrange
from dataclasses import dataclass, field
from datetime import date, timedelta

from tracker.rules.facts import Decided, DueSet, Extended, Owned, Received, Submitted, Updated
from tracker.words import ACCEPTING, DecisionKind, Delivery, ImpactVerdict, Rating, ResponseKind, Standing, Verdict

RED, AMBER, GREEN, GREY, BLUE = Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY, Rating.BLUE


def months_on(start, n):
    year, month = start.year, start.month
    for _ in range(n):
        year, month = (year, month + 1) if month < 12 else (year + 1, 1)
    return date(year, month, min(start.day, monthrange(year, month)[1]))


def working_days_before(start, day, bank_holidays):
    """Count the working days after the start and before the day."""
    inner = (start + timedelta(days=n) for n in range(1, max(0, (day - start).days)))
    return sum(each.isoweekday() <= 5 and each not in bank_holidays for each in inner)


def key_of(keys, day):
    return sorted([k for k in keys if k.effective_on <= day], key=lambda k: k.effective_on)[-1]


@dataclass
class Picture:
    state: Delivery = Delivery.NOT_STARTED
    begun: bool = False
    submission: int | None = None
    submitted_on: date | None = None
    delivered_on: date | None = None
    review_on: date | None = None
    post: int | None = None
    post_since: date = date.min
    due: date | None = None
    extensions: int = 0
    declared: Rating | None = None
    forecast: date | None = None
    heard_on: date | None = None
    override: Decided | None = None
    history: list = field(default_factory=list)

    def back_to(self, state):
        self.state, self.submission, self.submitted_on, self.delivered_on, self.review_on = (
            state,
            None,
            None,
            None,
            None,
        )


def current_versions(history):
    """Give each piece's present version with the place at which it became the present one."""
    found = {}
    for place, fact in enumerate(history):
        if isinstance(fact, Received) and found.get(fact.evidence_id, (None, 0, None))[0] != fact.version_id:
            found[fact.evidence_id] = (fact.version_id, place, fact.when.on)
    return found.values()


def proofs(picture):
    """Give the received days of the versions whose last verdict since submission and receipt is adequate."""
    days = []
    for version, place, received_on in current_versions(picture.history):
        since = max(place, picture.submission)
        verdicts = [
            fact.verdict
            for spot, fact in enumerate(picture.history)
            if spot > since and hasattr(fact, "verdict") and fact.version_id == version
        ]
        if verdicts and verdicts[-1] is Verdict.ADEQUATE:
            days.append(received_on)
    return days


def look(picture, fact):
    """Take one fact in."""
    before = picture.state
    picture.history.append(fact)
    terms(picture, fact)
    if before is Delivery.WITHDRAWN:
        return
    if isinstance(fact, Updated):
        picture.begun |= fact.started
        if before is Delivery.PAUSED:
            picture.back_to(Delivery.IN_PROGRESS if picture.begun else Delivery.NOT_STARTED)
        elif before is Delivery.NOT_STARTED and picture.begun:
            picture.state = Delivery.IN_PROGRESS
    elif isinstance(fact, Submitted) and before not in (Delivery.SUBMITTED, Delivery.COMPLETED):
        picture.back_to(Delivery.SUBMITTED)
        picture.begun, picture.submission, picture.submitted_on = True, len(picture.history) - 1, fact.when.on
    elif isinstance(fact, Decided):
        decide(picture, fact, before)
    if picture.state in (Delivery.SUBMITTED, Delivery.COMPLETED):
        judge(picture, fact)


def decide(picture, fact, before):
    if fact.kind is DecisionKind.WITHDRAW:
        picture.back_to(Delivery.WITHDRAWN)
    if fact.kind is DecisionKind.PAUSE and before is not Delivery.COMPLETED:
        picture.back_to(Delivery.PAUSED)
        picture.review_on = fact.until
    if fact.kind is DecisionKind.REFUSE_SIGN_OFF and before in (Delivery.SUBMITTED, Delivery.COMPLETED):
        picture.back_to(Delivery.IN_PROGRESS)


def judge(picture, fact):
    proved = proofs(picture)
    was_completed = picture.state is Delivery.COMPLETED
    refusing = hasattr(fact, "verdict") and fact.verdict is not Verdict.ADEQUATE
    if proved:
        picture.state, picture.delivered_on = Delivery.COMPLETED, min(proved)
    elif refusing:
        picture.back_to(Delivery.IN_PROGRESS)
    elif was_completed:
        picture.state, picture.delivered_on = Delivery.SUBMITTED, None


def terms(picture, fact):
    if isinstance(fact, Owned):
        picture.post_since = picture.post_since if picture.post == fact.post_id else fact.when.on
        picture.post = fact.post_id
    if isinstance(fact, DueSet):
        picture.due = fact.due
    if isinstance(fact, Extended) and picture.due:
        picture.due = fact.due
        picture.extensions += 1
    if isinstance(fact, Updated):
        picture.declared, picture.forecast, picture.heard_on = fact.declared, fact.forecast, fact.when.on
    if isinstance(fact, Submitted):
        picture.declared, picture.forecast, picture.heard_on = None, None, fact.when.on
    if isinstance(fact, Decided) and fact.kind is DecisionKind.OVERRIDE_RATING:
        picture.override = fact


def picture_on(facts, day):
    groups = (facts.owned, facts.extensions, facts.updates, facts.submissions, facts.received, facts.checks)
    record = [fact for group in (*groups, facts.decisions) for fact in group if fact.when.on <= day]
    if facts.baseline and facts.baseline.when.on <= day:
        record.append(facts.baseline)
    picture = Picture()
    for fact in sorted(record, key=lambda each: each.when):
        look(picture, fact)
    return picture


def lateness(picture, day):
    """Count the days late on a day."""
    if picture.due is None or picture.state is Delivery.WITHDRAWN:
        return 0
    end = picture.delivered_on or picture.submitted_on or day
    return max(0, (end - picture.due).days)


def is_red(facts, key, p, day):
    end = p.submitted_on or day
    accepted = facts.accepted_on is not None and facts.accepted_on <= day
    holidays = key.bank_holidays
    vacant = [v for v in facts.vacancies if v.post_id == p.post and v.start <= day and (v.end is None or day < v.end)]
    missing = p.post is None or p.due is None
    return (
        (p.due is not None and end > months_on(p.due, key.red_overdue_months))
        or (missing and accepted and working_days_before(facts.accepted_on, day, holidays) >= key.unowned_working_days)
        or any(
            working_days_before(max(v.start, p.post_since), day, holidays) >= key.orphaned_working_days for v in vacant
        )
        or bool(p.forecast and p.due and p.forecast > months_on(p.due, key.red_forecast_months))
        or p.extensions >= key.red_extensions
        or p.declared is RED
    )


def is_amber(facts, key, p, day):
    end = p.submitted_on or day
    heard = [each for each in (p.heard_on, facts.accepted_on) if each and each <= day]
    return (
        p.post is None
        or p.due is None
        or end > p.due
        or (p.submitted_on is None and (p.due - day).days <= key.amber_due_days)
        or bool(p.forecast and p.forecast > p.due)
        or bool(heard and day > months_on(max(heard), key.reporting_cycle_months))
        or p.extensions >= key.amber_extensions
        or p.declared is AMBER
    )


def action_rating(facts, keys, day, picture):
    """Give the rating of an action on a day from what stood at its end."""
    if picture.state is Delivery.WITHDRAWN:
        return None
    if picture.state is Delivery.COMPLETED:
        return BLUE
    override = picture.override
    if override and override.until and day <= override.until:
        return override.rating
    known = picture.post is not None and picture.due is not None
    if known and facts.start_on and day < facts.start_on:
        return GREY
    if picture.state is Delivery.PAUSED and picture.review_on and day < picture.review_on:
        return GREY
    key = key_of(keys, day)
    if is_red(facts, key, picture, day):
        return RED
    return AMBER if is_amber(facts, key, picture, day) else GREEN


ANSWERS = {
    DecisionKind.ACCEPT: ResponseKind.ACCEPTED,
    DecisionKind.SUPERSEDE: ResponseKind.SUPERSEDED,
}
ENDINGS = {
    ResponseKind.SUPERSEDED: Standing.SUPERSEDED,
    ResponseKind.MERGED: Standing.MERGED,
    ResponseKind.NOT_ACCEPTED: Standing.NOT_ACCEPTED,
    ResponseKind.REFERRED: Standing.REFERRED,
}


def actions_on(facts, day):
    found = []
    for link in facts.linked:
        if link.when.on <= day:
            spans = [s for s in link.spans if s.valid_from <= day and (s.valid_to is None or day < s.valid_to)]
            found += spans
    return found


def recommendation_rating(facts, keys, day):
    """Give standing and rating of a recommendation on a day, each question asked of the facts anew."""
    decisions = sorted((each for each in facts.decisions if each.when.on <= day), key=lambda each: each.when)
    answers = [(r.when, r.kind) for r in facts.responses if r.when.on <= day]
    answers = sorted(answers + [(d.when, ANSWERS[d.kind]) for d in decisions if d.kind in ANSWERS])
    answer = answers[-1][1] if answers else ResponseKind.AWAITING
    reopenings = [d.when for d in decisions if d.kind is DecisionKind.REOPEN]
    closings = [d.when for d in decisions if d.kind is DecisionKind.CLOSE]

    def fresh(when):
        return not reopenings or when > reopenings[-1]

    results = sorted((t for t in facts.tested if t.when.on <= day and fresh(t.when)), key=lambda each: each.when)
    verdict = results[-1].verdict if results else None
    actions = actions_on(facts, day)
    open_actions = [a for a in actions if a.state not in (Delivery.COMPLETED, Delivery.WITHDRAWN)]
    done = any(a.state is Delivery.COMPLETED and fresh(a.since) for a in actions) and not open_actions
    if answer in ENDINGS:
        return ENDINGS[answer], None
    if closings and fresh(closings[-1]):
        standing = Standing.CLOSED
    elif answer not in ACCEPTING:
        standing = Standing.AWAITING_RESPONSE
    elif done:
        standing = Standing.EMBEDDED if verdict is ImpactVerdict.MET else Standing.DELIVERED
    else:
        standing = Standing.OPEN
    if open_actions:
        return standing, None
    failed = verdict is ImpactVerdict.NOT_MET
    natural = natural_rating(facts, standing, failed, day, (fresh, results, answers, key_of(keys, day)))
    overrides = [d for d in decisions if d.kind is DecisionKind.OVERRIDE_RATING]
    if natural is not BLUE and overrides and overrides[-1].until and day <= overrides[-1].until:
        return standing, overrides[-1].rating
    return standing, natural


def natural_rating(facts, standing, failed, day, more):
    fresh, results, answers, key = more
    if standing is Standing.AWAITING_RESPONSE:
        return AMBER
    if failed:
        return RED
    if standing is Standing.OPEN:
        accepted_on = min(when.on for when, kind in answers if kind in ACCEPTING)
        return RED if working_days_before(accepted_on, day, key.bank_holidays) >= key.unowned_working_days else AMBER
    asked = {}
    for test in sorted((t for t in facts.tests_set if t.when.on <= day and fresh(t.when)), key=lambda each: each.when):
        asked[test.test_id] = test
    waiting = [t for t in asked.values() if not any(r.test_id == t.test_id and r.when > t.when for r in results)]
    return AMBER if any(day > test.due for test in waiting) else BLUE
