"""The rating of an action: its whole history as spans, and everything that can be read from one of them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from tracker.rules import delivery
from tracker.rules.delivery import ActionFact, DeliveryInterval
from tracker.rules.facts import (
    ActionFacts,
    Decided,
    DueSet,
    Extended,
    Key,
    Owned,
    Span,
    Submitted,
    Updated,
)
from tracker.rules.reading import computed_on, days_late, is_overdue, rating_on, slippage, turns
from tracker.rules.sentences import declared_beside, turns_sentence, why
from tracker.rules.spans import amended, chained, key_on, span_on
from tracker.rules.turning import first_day_late, with_turns
from tracker.words import DecisionKind, Delivery, Rating

__all__ = [
    "computed_on",
    "days_late",
    "declared_beside",
    "is_overdue",
    "rating_on",
    "slippage",
    "span_on",
    "timeline",
    "turns",
    "turns_sentence",
    "why",
]


def timeline(facts: ActionFacts, keys: Sequence[Key]) -> tuple[Span, ...]:
    """Give the spans of an action from its recording on, without gaps; the last one is open-ended."""
    record, terms, drafts = delivery.in_order(facts), Terms(), []
    intervals, read = delivery.timeline(facts), 0
    for day in _breaks(facts, keys, record):
        while read < len(record) and record[read].when.on <= day:
            terms.take(record[read])
            read += 1
        interval = next(each for each in reversed(intervals) if each.valid_from <= day)
        draft = Draft(day, facts, terms, interval).span()
        drafts.append(amended(draft, key_version=key_on(keys, day).version))
    by_version = {key.version: key for key in keys}
    return tuple(with_turns(span, by_version[span.key_version]) for span in chained(drafts))


def _breaks(facts: ActionFacts, keys: Sequence[Key], record: Sequence[ActionFact]) -> list[date]:
    """List the days on which something may change: a fact, acceptance, a vacancy or a new version of the key."""
    days = {fact.when.on for fact in record} | {key.effective_on for key in keys}
    days |= {vacancy.start for vacancy in facts.vacancies} | {v.end for v in facts.vacancies if v.end}
    days |= {facts.accepted_on} if facts.accepted_on else set()
    return [facts.recorded.on, *sorted(day for day in days if day > facts.recorded.on)]


@dataclass
class Terms:
    """Owner, dates, last word of the owner and override, while the facts are read in order."""

    post_id: int | None = None
    post_since: date = date.min
    agency_id: int | None = None
    baseline_due: date | None = None
    due: date | None = None
    extensions: int = 0
    forecast: date | None = None
    declared: Rating | None = None
    last_update_on: date | None = None
    override_rating: Rating | None = None
    override_until: date | None = None

    def take(self, fact: ActionFact) -> None:
        """Read one more fact."""
        match fact:
            case Owned():
                self.post_since = self.post_since if fact.post_id == self.post_id else fact.when.on
                self.post_id, self.agency_id = fact.post_id, fact.agency_id
            case DueSet():
                self.baseline_due = self.due = fact.due
            case Extended() if self.due:
                self.due, self.extensions = fact.due, self.extensions + 1
            case Updated():
                self.forecast, self.declared, self.last_update_on = fact.forecast, fact.declared, fact.when.on
            case Submitted():
                # A submission counts as an update that declares nothing.
                self.forecast, self.declared, self.last_update_on = None, None, fact.when.on
            case Decided(kind=DecisionKind.OVERRIDE_RATING):
                self.override_rating, self.override_until = fact.rating, fact.until


@dataclass(frozen=True)
class Draft:
    """What stood at the end of a day, on its way to become a span."""

    day: date
    facts: ActionFacts
    terms: Terms
    interval: DeliveryInterval

    def span(self) -> Span:
        """Give the span without its key and turning days."""
        terms, interval = self.terms, self.interval
        override = terms.override_rating and terms.override_until and terms.override_until >= self.day
        accepted_on = self.facts.accepted_on
        span = Span(
            valid_from=self.day,
            valid_to=None,
            state=interval.state,
            rated=interval.state is not Delivery.WITHDRAWN,
            key_version=0,
            since=interval.since,
            post_id=terms.post_id,
            agency_id=terms.agency_id,
            accepted_on=accepted_on if accepted_on and accepted_on <= self.day else None,
            start_on=self.facts.start_on,
            baseline_due=terms.baseline_due,
            due=terms.due,
            forecast=terms.forecast,
            extensions=terms.extensions,
            declared=terms.declared,
            last_update_on=terms.last_update_on,
            vacant_from=self._vacant_from(),
            submitted_on=interval.submitted_on,
            delivered_on=interval.delivered_on,
            completed_on=interval.completed_on,
            blue=interval.state is Delivery.COMPLETED,
            override_rating=terms.override_rating if override else None,
            override_until=terms.override_until if override else None,
            grey_until=self._grey_until(),
            late_until=interval.delivered_on or interval.submitted_on,
        )
        return amended(span, overdue_from=first_day_late(span))

    def _vacant_from(self) -> date | None:
        """Give the day since when nobody holds the owner post: not before the day on which it became the owner."""
        return min(
            (
                max(each.start, self.terms.post_since)
                for each in self.facts.vacancies
                if each.post_id == self.terms.post_id
                and each.start <= self.day
                and (each.end is None or self.day < each.end)
            ),
            default=None,
        )

    def _grey_until(self) -> date | None:
        known = self.terms.post_id is not None and self.terms.due is not None
        days = (self.facts.start_on if known else None, self.interval.review_on)
        open_work = self.interval.state not in {Delivery.COMPLETED, Delivery.WITHDRAWN}
        return max((day for day in days if open_work and day and day > self.day), default=None)
