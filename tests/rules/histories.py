"""Random histories of actions and recommendations for Hypothesis; facts crowd together so that they meet on one day."""

from dataclasses import replace
from datetime import date, timedelta

from hypothesis import strategies as st

from tests.rules.builders import KEY
from tracker.rules.facts import (
    ActionFacts,
    Checked,
    Decided,
    DueSet,
    Extended,
    Linked,
    Owned,
    Received,
    RecommendationFacts,
    Responded,
    Submitted,
    Tested,
    TestSet,
    Updated,
    Vacancy,
    When,
)
from tracker.rules.rating import timeline
from tracker.words import DecisionKind, ImpactVerdict, Rating, ResponseKind, Verdict

FIRST = date(2026, 1, 1)
HORIZON = 330
ACTION_DECISIONS = [
    DecisionKind.OVERRIDE_RATING,
    DecisionKind.REFUSE_SIGN_OFF,
    DecisionKind.PAUSE,
    DecisionKind.PAUSE,
    DecisionKind.OVERRIDE_RATING,
    DecisionKind.OVERRIDE_RATING,
    DecisionKind.APPROVE_EVIDENCE,
    DecisionKind.WITHDRAW,
]
RECOMMENDATION_DECISIONS = [
    DecisionKind.CLOSE,
    DecisionKind.CLOSE,
    DecisionKind.REOPEN,
    DecisionKind.REOPEN,
    DecisionKind.OVERRIDE_RATING,
    DecisionKind.OVERRIDE_RATING,
    DecisionKind.ACCEPT,
    DecisionKind.ACCEPT,
    DecisionKind.SUPERSEDE,
    DecisionKind.NOTE,
]
VERDICTS = [Verdict.ADEQUATE, Verdict.ADEQUATE, Verdict.ADEQUATE, Verdict.PARTLY, Verdict.INADEQUATE]
POSTS = [None, 1, 1, 2]
DECLARED = [None, None, Rating.GREEN, Rating.AMBER, Rating.RED, Rating.BLUE]
OVERRIDES = [Rating.RED, Rating.AMBER, Rating.GREEN]
VERSIONS = [(1, 11), (1, 11), (1, 12), (2, 21)]

days = st.integers(0, HORIZON).map(lambda shift: FIRST + timedelta(days=shift))
later = st.integers(-40, 200)


@st.composite
def keys(draw):
    """Draw one or two versions of the board's key."""
    if draw(st.booleans()):
        return (KEY,)
    second = replace(
        KEY,
        version=2,
        effective_on=draw(days),
        red_overdue_months=draw(st.integers(0, 2)),
        amber_due_days=draw(st.sampled_from([14, 28, 60])),
        unowned_working_days=draw(st.sampled_from([5, 30])),
        orphaned_working_days=draw(st.sampled_from([5, 30])),
        red_forecast_months=draw(st.integers(1, 4)),
        amber_extensions=draw(st.integers(1, 3)),
        red_extensions=draw(st.integers(2, 4)),
        reporting_cycle_months=draw(st.sampled_from([1, 6])),
    )
    return (second, KEY)


def _update(draw, when):
    forecast = draw(st.none() | later.map(lambda shift: when.on + timedelta(days=shift)))
    return Updated(when, draw(st.booleans()), draw(st.sampled_from(DECLARED)), forecast)


def _decision(draw, when, kinds):
    until = draw(st.none() | later.map(lambda shift: when.on + timedelta(days=shift)))
    return Decided(when, draw(st.sampled_from(kinds)), draw(st.sampled_from(OVERRIDES)), until)


def _fact(draw, kind, when):
    if kind == "owned":
        post = draw(st.sampled_from(POSTS))
        return Owned(when, post, post)
    if kind == "extensions":
        return Extended(when, when.on + timedelta(days=draw(later)))
    if kind == "updates":
        return _update(draw, when)
    if kind == "submissions":
        return Submitted(when)
    if kind == "received":
        return Received(when, *draw(st.sampled_from(VERSIONS)))
    if kind == "checks":
        return Checked(when, draw(st.sampled_from(VERSIONS))[1], draw(st.sampled_from(VERDICTS)))
    return _decision(draw, when, ACTION_DECISIONS)


ACTION_KINDS = [
    "owned",
    "extensions",
    "extensions",
    "updates",
    "updates",
    "submissions",
    "received",
    "checks",
    "decisions",
]


def _proof(draw, place):
    """Draw a proof in the right order, as chance alone seldom does."""
    start = draw(days)
    steps = [start + timedelta(days=shift) for shift in sorted(draw(st.lists(later, min_size=3, max_size=3)))]
    whens = [When(on, place + step) for step, on in enumerate(steps)]
    return Received(whens[0], 1, 11), Submitted(whens[1]), Checked(whens[2], 11, Verdict.ADEQUATE)


@st.composite
def vacancies(draw):
    """Draw times in which nobody holds a post, some before any history, some for good."""
    start = draw(days) - timedelta(days=draw(st.sampled_from([0, 0, 200])))
    length = draw(st.none() | st.integers(0, 120))
    return Vacancy(draw(st.sampled_from([1, 2])), start, None if length is None else start + timedelta(days=length))


@st.composite
def action_histories(draw, size=12, first_place=0):
    """Draw the facts of an action: up to so many in any order, entered in order or back-dated."""
    places = iter(range(first_place + 10, first_place + 10 + size))
    found = {name: [] for name in ACTION_KINDS}
    fewest = draw(st.sampled_from([0, size // 2, size]))
    for kind in draw(st.lists(st.sampled_from(ACTION_KINDS), min_size=fewest, max_size=size)):
        found[kind].append(_fact(draw, kind, When(draw(days), next(places))))
    if draw(st.booleans()):
        version, submission, check = _proof(draw, first_place + 40)
        found["received"].append(version)
        found["submissions"].append(submission)
        found["checks"].append(check)
    recorded = When(FIRST + timedelta(days=draw(st.integers(0, 90))), first_place)
    if draw(st.booleans()):
        found["owned"].append(Owned(recorded, 1, 1))
    due = draw(st.none() | days)
    due_when = When(draw(st.just(recorded.on) | days), first_place + 1)
    return ActionFacts(
        recorded=recorded,
        accepted_on=draw(st.none() | days),
        start_on=draw(st.none() | st.none() | days),
        vacancies=tuple(draw(st.lists(vacancies(), max_size=2))),
        baseline=DueSet(due_when, due) if due else None,
        **{name: tuple(group) for name, group in found.items()},
    )


def _link(draw, place, versions):
    """Draw a link to an action: every second one is simply completed, the others went any way."""
    facts = draw(action_histories(size=4, first_place=place))
    if draw(st.booleans()):
        version, submission, check = _proof(draw, place + 50)
        recorded = replace(facts.recorded, on=FIRST)
        facts = ActionFacts(recorded, None, received=(version,), submissions=(submission,), checks=(check,))
    return Linked(When(draw(days), place + 90), timeline(facts, versions))


@st.composite
def recommendation_histories(draw, size=10):
    """Draw the facts of a recommendation with up to three actions."""
    fact_kinds = draw(
        st.lists(
            st.sampled_from(["responses", "tests_set", "tested", "decisions"]),
            min_size=draw(st.sampled_from([0, 5])),
            max_size=size,
        )
    )
    found = {name: [] for name in ("responses", "tests_set", "tested", "decisions")}
    for place, kind in enumerate(fact_kinds):
        # Places between those of the actions, so that facts of one day meet in any order.
        when = When(draw(days), draw(st.sampled_from([1, 145, 245, 345])) * 100 + place)
        if kind == "responses":
            found[kind].append(Responded(when, draw(st.sampled_from([*ResponseKind, *[ResponseKind.ACCEPTED] * 25]))))
        elif kind == "tests_set":
            found[kind].append(TestSet(when, draw(st.integers(1, 3)), when.on + timedelta(days=draw(later))))
        elif kind == "tested":
            found[kind].append(
                Tested(when, draw(st.integers(1, 3)), draw(st.sampled_from([*ImpactVerdict, ImpactVerdict.MET])))
            )
        else:
            found[kind].append(_decision(draw, when, RECOMMENDATION_DECISIONS))
    if draw(st.booleans()):
        found["responses"].append(Responded(When(FIRST, 1), ResponseKind.ACCEPTED))
    linked = tuple(_link(draw, 100 * 100 * number, (KEY,)) for number in range(1, draw(st.integers(0, 3)) + 1))
    recorded = When(FIRST + timedelta(days=draw(st.integers(0, 60))), 0)
    return RecommendationFacts(recorded, linked=linked, **{name: tuple(group) for name, group in found.items()})


def _until(group, day):
    return tuple(each for each in group if each.when.on <= day)


def known_by(facts, day):
    """Give the history as it was known to have taken effect by a day: an earlier state of the same record."""
    names = ("owned", "extensions", "updates", "submissions", "received", "checks", "decisions")
    known = [
        replace(each, end=each.end if each.end and each.end <= day else None)
        for each in facts.vacancies
        if each.start <= day
    ]
    return replace(
        facts,
        accepted_on=facts.accepted_on if facts.accepted_on and facts.accepted_on <= day else None,
        baseline=facts.baseline if facts.baseline and facts.baseline.when.on <= day else None,
        vacancies=tuple(known),
        **{name: _until(getattr(facts, name), day) for name in names},
    )


def recommendation_known_by(facts, day):
    """Give the history of a recommendation as it was known to have taken effect by a day."""
    linked = tuple(
        replace(link, spans=tuple(span for span in link.spans if span.valid_from <= day))
        for link in _until(facts.linked, day)
    )
    names = ("responses", "tests_set", "tested", "decisions")
    return replace(facts, linked=linked, **{name: _until(getattr(facts, name), day) for name in names})
