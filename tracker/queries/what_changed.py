"""What stood before an event, and what after it: owners, dates, statuses, answers, wordings, targets and values."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from tracker.queries.changing_facts import ACTED, ASKED, MEASURED, Found, Read
from tracker.rules import delivery, facts, standing
from tracker.rules.measures import period_words
from tracker.rules.phrases import day_words
from tracker.words import DecisionKind, ImpactVerdict, ResponseKind, Verdict

NOBODY, NONE, ERASED, UNKNOWN = "nobody", "none", "(erased)", "unknown"
ALLOWED = "as the evidence allows"


@dataclass(frozen=True)
class Changed:
    """One thing that an event changed, in the words of the page."""

    what: str
    before: str
    after: str

    @property
    def sentence(self) -> str:
        """Say what stood before and after; of a wording, which the event tells itself, only what stood before."""
        if self.what == "Wording":
            return "The wording before was erased." if self.before == ERASED else f"Before: “{self.before}”"
        return f"{self.what}: {self.before} → {self.after}."


Changes = Mapping[tuple[str, int], Mapping[int, Sequence[Changed]]]


def of(found: Found, things: Mapping[str, Iterable[int]]) -> Changes:
    """Tell of each of these things what changed by which event, named by its place in the trail."""
    return {
        (kind, key): _by_event(tell(found, key))
        for group, (kind, tell) in TOLD.items()
        for key in things.get(group, ())
    }


def _by_event(changes: Iterable[tuple[int, Changed]]) -> dict[int, list[Changed]]:
    found: dict[int, list[Changed]] = defaultdict(list)
    for seq, change in changes:
        found[seq].append(change)
    return found


def _of_action(found: Found, key: int) -> Iterator[tuple[int, Changed]]:
    for seq, (before, after) in delivery.turned(_action(found, key)).items():
        yield seq, Changed("Status", before, after)
    yield from _values("Due", found.of("due", key), 0, _day)
    yield from _values("Owner", found.of("owner", key), 0, lambda title: title or NOBODY)
    updates = found.of("update", key)
    yield from _values("Owner says", updates, 1, lambda declared: declared or NONE)
    yield from _values("Expected on", updates, 2, _day)
    yield from _values("Wording", found.of("action_wording", key), 0, lambda wording: wording or ERASED)


def _of_recommendation(found: Found, key: int) -> Iterator[tuple[int, Changed]]:
    told = _recommendation(found, key)
    under = {int(link.values[0]): link.when for link in reversed(found.of("link", key))}
    for seq, (before, after) in standing.turned(told, [(on, _action(found, one)) for one, on in under.items()]).items():
        yield seq, Changed("Status", before, after)
    yield from _values("Answer", found.of("response", key), 0, str)
    levels = found.of("assurance", key)
    yield from _values("Assurance", [*map(_before_it, levels[:1]), *levels], 0, lambda level: level or ALLOWED)
    yield from _values("Wording", found.of("recommendation_wording", key), 0, lambda wording: wording or ERASED)


def _of_measure(found: Found, key: int) -> Iterator[tuple[int, Changed]]:
    versions = found.of("measure", key)
    yield from _values("Wording", versions, 0, lambda wording: wording or ERASED)
    yield from _values("Target", versions, 1, lambda target: target or NONE)
    periods: dict[tuple[str, ...], list[Read]] = defaultdict(list)
    for each in found.of("value", key):
        periods[each.values[:2]].append(each)
    for (first, last), several in periods.items():
        period = period_words(date.fromisoformat(first), date.fromisoformat(last))
        yield from _values(f"Value for {period}", several, 2, lambda value: value or UNKNOWN)


def _before_it(first: Read) -> Read:
    """Give what stood before the first fact of a kind: nothing was said."""
    return Read(first.when, tuple("" for _ in first.values))


def _values(what: str, rows: Sequence[Read], place: int, said: Callable[[str], str]) -> Iterator[tuple[int, Changed]]:
    """Compare each fact of a kind with the one that held before it; the first changes nothing."""
    for before, after in pairwise(rows):
        if before.values[place] != after.values[place]:
            yield after.when.seq, Changed(what, said(before.values[place]), said(after.values[place]))


def _day(written: str) -> str:
    return day_words(date.fromisoformat(written)) if written else NONE


def _action(found: Found, key: int) -> facts.ActionFacts:
    return facts.ActionFacts(
        recorded=found.of("action made", key)[0].when,
        accepted_on=None,
        updates=tuple(facts.Updated(each.when, bool(each.values[0])) for each in found.of("update", key)),
        submissions=tuple(facts.Submitted(each.when) for each in found.of("submission", key)),
        received=tuple(facts.Received(each.when, *map(int, each.values)) for each in found.of("version", key)),
        checks=tuple(
            facts.Checked(each.when, int(each.values[0]), Verdict(each.values[1])) for each in found.of("check", key)
        ),
        decisions=_decisions(found.of("decided", key)),
    )


def _recommendation(found: Found, key: int) -> facts.RecommendationFacts:
    return facts.RecommendationFacts(
        recorded=found.of("recommendation made", key)[0].when,
        responses=tuple(facts.Responded(each.when, ResponseKind(each.values[0])) for each in found.of("response", key)),
        tests_set=tuple(
            facts.TestSet(each.when, int(each.values[0]), date.fromisoformat(each.values[1]))
            for each in found.of("test", key)
        ),
        tested=tuple(
            facts.Tested(each.when, int(each.values[0]), ImpactVerdict(each.values[1]))
            for each in found.of("result", key)
        ),
        decisions=_decisions(found.of("asked", key)),
    )


def _decisions(rows: Iterable[Read]) -> tuple[facts.Decided, ...]:
    return tuple(facts.Decided(each.when, DecisionKind(each.values[0])) for each in rows)


TOLD: Mapping[str, tuple[str, Callable[[Found, int], Iterator[tuple[int, Changed]]]]] = {
    ACTED: ("action", _of_action),
    ASKED: ("recommendation", _of_recommendation),
    MEASURED: ("measure", _of_measure),
}
