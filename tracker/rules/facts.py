"""What the rules read and what they give back: plain values, in the order in which they took effect."""

from dataclasses import dataclass
from datetime import date

from tracker.words import DecisionKind, Delivery, ImpactVerdict, Rating, Reason, ResponseKind, Standing, Verdict


@dataclass(frozen=True)
class Key:
    """The board's printed key: thresholds and bank holidays, kept in versions so that the past never changes.

    `bank_holidays` are those of England; `effective_on` is the first day on which this version rates.
    Months are calendar months, `*_days` are calendar days, `*_working_days` are working days.
    """

    version: int
    effective_on: date
    bank_holidays: frozenset[date]
    red_overdue_months: int = 1
    amber_due_days: int = 28
    unowned_working_days: int = 15
    orphaned_working_days: int = 15
    red_forecast_months: int = 3
    amber_extensions: int = 2
    red_extensions: int = 3
    reporting_cycle_months: int = 3


@dataclass(frozen=True, order=True)
class When:
    """The day on which a fact took effect and its place in the record, which orders facts of one day."""

    on: date
    seq: int


@dataclass(frozen=True)
class Owned:
    """From then on this post owns the action (None: nobody does)."""

    when: When
    post_id: int | None
    agency_id: int | None


@dataclass(frozen=True)
class Vacancy:
    """Nobody holds the post from `start` (first day without a holder) until `end` (first day with one, None: still)."""

    post_id: int
    start: date
    end: date | None


@dataclass(frozen=True)
class DueSet:
    """The baseline due date, set once."""

    when: When
    due: date


@dataclass(frozen=True)
class Extended:
    """An approved extension."""

    when: When
    due: date


@dataclass(frozen=True)
class Updated:
    """An owner's update: what it declares holds until the next one. `started` tells that work has begun."""

    when: When
    started: bool = True
    declared: Rating | None = None
    forecast: date | None = None


@dataclass(frozen=True)
class Submitted:
    """The owner said that the action is ready for assessment."""

    when: When


@dataclass(frozen=True)
class Received:
    """A version of a piece of evidence reached the server (`when.on` is the day it was received)."""

    when: When
    evidence_id: int
    version_id: int


@dataclass(frozen=True)
class Checked:
    """A verdict of an independent checker on one version."""

    when: When
    version_id: int
    verdict: Verdict


@dataclass(frozen=True)
class Decided:
    """A decision of a meeting about this thing; `until` is a pause's review date or the last day of an override."""

    when: When
    kind: DecisionKind
    rating: Rating | None = None
    until: date | None = None


@dataclass(frozen=True)
class ActionFacts:
    """Everything that decides the delivery status and the rating of one action."""

    recorded: When
    accepted_on: date | None
    start_on: date | None = None
    owned: tuple[Owned, ...] = ()
    vacancies: tuple[Vacancy, ...] = ()
    baseline: DueSet | None = None
    extensions: tuple[Extended, ...] = ()
    updates: tuple[Updated, ...] = ()
    submissions: tuple[Submitted, ...] = ()
    received: tuple[Received, ...] = ()
    checks: tuple[Checked, ...] = ()
    decisions: tuple[Decided, ...] = ()


@dataclass(frozen=True)
class Responded:
    """A response to the recommendation."""

    when: When
    kind: ResponseKind


@dataclass(frozen=True)
class TestSet:
    """An impact test was set, due on a day."""

    __test__ = False
    when: When
    test_id: int
    due: date


@dataclass(frozen=True)
class Tested:
    """An impact test gave a result."""

    __test__ = False
    when: When
    test_id: int
    verdict: ImpactVerdict


@dataclass(frozen=True)
class Linked:
    """An action answers the recommendation from then on; its spans tell how it went."""

    when: When
    spans: "tuple[Span, ...]"


@dataclass(frozen=True)
class RecommendationFacts:
    """Everything that decides the standing and the rating of one recommendation."""

    recorded: When
    responses: tuple[Responded, ...] = ()
    linked: tuple[Linked, ...] = ()
    tests_set: tuple[TestSet, ...] = ()
    tested: tuple[Tested, ...] = ()
    decisions: tuple[Decided, ...] = ()


@dataclass(frozen=True)
class Span:
    """One interval `[valid_from, valid_to)` in which no fact changes, with the days on which its rating turns.

    `valid_to` None: until further notice. `rated` False: withdrawn, or a recommendation that shows its open actions.
    `since` is the fact with which the present state began. `override_until` is the last day of an override.
    `overdue_from` is the first day late; `late_until` the day at which lateness stands still (submission or delivery).
    """

    valid_from: date
    valid_to: date | None
    state: Delivery | Standing
    rated: bool
    key_version: int
    since: When
    post_id: int | None = None
    agency_id: int | None = None
    accepted_on: date | None = None
    start_on: date | None = None
    baseline_due: date | None = None
    due: date | None = None
    forecast: date | None = None
    extensions: int = 0
    declared: Rating | None = None
    last_update_on: date | None = None
    vacant_from: date | None = None
    submitted_on: date | None = None
    delivered_on: date | None = None
    completed_on: date | None = None
    test_due: date | None = None
    test_failed_on: date | None = None
    reopened: int = 0
    open_actions: int = 0
    blue: bool = False
    override_rating: Rating | None = None
    override_until: date | None = None
    grey_until: date | None = None
    amber_from: date | None = None
    amber_reason: Reason | None = None
    red_from: date | None = None
    red_reason: Reason | None = None
    overdue_from: date | None = None
    late_until: date | None = None
