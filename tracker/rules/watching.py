"""Watching what is closed: it is tested again 6 and 12 months later (`product.md` section 4)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.rules.clocks import add_months
from tracker.words import ImpactVerdict

MONTHS = (6, 12)


@dataclass(frozen=True)
class Watched:
    """The day of a closing, and the results of impact tests in their order."""

    closed_on: date
    results: Sequence[tuple[date, ImpactVerdict]]


@dataclass(frozen=True)
class Retest:
    """A test after the closing: how many months after, when it is due, and what it found, if it was done by the day."""

    months: int
    due: date
    tested_on: date | None = None
    verdict: ImpactVerdict | None = None


def retests(watched: Watched, day: date) -> list[Retest]:
    """Give the tests after a closing as they stand on a day.

    A result of the first nine months after the closing answers the test due after six, a later one the test due after
    twelve; of several the last counts. A test that was left out stays without a result.
    """
    apart = add_months(watched.closed_on, sum(MONTHS) // len(MONTHS))
    spans = [(watched.closed_on, apart), (apart, date.max)]
    found = []
    for months, (after, until) in zip(MONTHS, spans, strict=True):
        within = [each for each in watched.results if after < each[0] <= min(until, day)]
        tested_on, verdict = within[-1] if within else (None, None)
        found.append(Retest(months, add_months(watched.closed_on, months), tested_on, verdict))
    return found


def next_due(tests: Sequence[Retest]) -> date | None:
    """Give the day of the next test that has no result; what a later test has answered is no longer waited for."""
    done = [place for place, each in enumerate(tests) if each.verdict is not None]
    waiting = tests[max(done) + 1 :] if done else tests
    return waiting[0].due if waiting else None
