"""Short words to write a history down in a test: every fact gets the next place in the record."""

from datetime import date
from itertools import count

from tracker.rules.clocks import bank_holidays
from tracker.rules.facts import (
    ActionFacts,
    Checked,
    Decided,
    DueSet,
    Extended,
    Key,
    Owned,
    Received,
    Responded,
    Submitted,
    Tested,
    TestSet,
    Updated,
    When,
)
from tracker.rules.rating import rating_on, span_on, timeline
from tracker.words import DecisionKind, ImpactVerdict, Rating, ResponseKind, Verdict

KEY = Key(version=1, effective_on=date(2010, 1, 1), bank_holidays=bank_holidays(2010, 2030))
_places = count(1)


def day(text):
    return date.fromisoformat(text)


def when(text):
    return When(day(text), next(_places))


def owned(text, post=1):
    return Owned(when(text), post, None if post is None else 10 + post)


def due_set(text, due):
    return DueSet(when(text), day(due))


def extended(text, due):
    return Extended(when(text), day(due))


def updated(text, declared=None, forecast=None, started=True):
    return Updated(when(text), started, declared, day(forecast) if forecast else None)


def submitted(text):
    return Submitted(when(text))


def received(text, version, evidence=1):
    return Received(when(text), evidence, version)


def checked(text, version, verdict=Verdict.ADEQUATE):
    return Checked(when(text), version, verdict)


def decided(text, kind, rating=None, until=None):
    return Decided(when(text), kind, rating, day(until) if until else None)


def overridden(text, rating, until):
    return decided(text, DecisionKind.OVERRIDE_RATING, rating, until)


def responded(text, kind=ResponseKind.ACCEPTED):
    return Responded(when(text), kind)


def impact_test_set(text, test, due):
    return TestSet(when(text), test, day(due))


def impact_result(text, test, verdict=ImpactVerdict.MET):
    return Tested(when(text), test, verdict)


FIELDS = {
    Owned: "owned",
    Extended: "extensions",
    Updated: "updates",
    Submitted: "submissions",
    Received: "received",
    Checked: "checks",
    Decided: "decisions",
}


def an_action(*facts, recorded="2026-01-05", accepted=None, start=None, vacancies=()):
    """Build an action from facts in any order."""
    groups = {name: [] for name in FIELDS.values()}
    baseline = None
    for fact in facts:
        if isinstance(fact, DueSet):
            baseline = fact
        else:
            groups[FIELDS[type(fact)]].append(fact)
    return ActionFacts(
        recorded=When(day(recorded), 0),
        accepted_on=day(accepted) if accepted else None,
        start_on=day(start) if start else None,
        vacancies=tuple(vacancies),
        baseline=baseline,
        **{name: tuple(found) for name, found in groups.items()},
    )


def an_owned_action(*facts, due="2027-03-31", **known):
    """Build an action with owner and due date from the recording day on."""
    recorded = known.get("recorded", "2026-01-05")
    return an_action(owned(recorded), due_set(recorded, due), *facts, **known)


def busy(*facts, due="2027-03-31", **known):
    """An owned action with an update a month, so that only what a test is about can turn it."""
    months = [f"{year}-{month:02}-01" for year in (2026, 2027) for month in range(1, 13)]
    recorded = known.setdefault("recorded", "2026-01-01")
    return an_owned_action(*(updated(text) for text in months if text >= recorded), *facts, due=due, **known)


def span_at(facts, text, *keys):
    return span_on(timeline(facts, keys or (KEY,)), day(text))


def rating_at(facts, text, *keys) -> Rating | None:
    return rating_on(span_at(facts, text, *keys), day(text))


def ratings_around(facts, text, *keys):
    """Give the ratings of the day before, the day and the day after."""
    middle = day(text).toordinal()
    return [rating_at(facts, date.fromordinal(middle + shift).isoformat(), *keys) for shift in (-1, 0, 1)]
