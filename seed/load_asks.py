"""Enters the asks of the worked example: founded when the second recommendation was known, joined by the later ones."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import partial

from seed.asks import Answered, PublicAsk, read_asks
from seed.loading import Dated, Loading, Step
from seed.record import Pointer
from seed.visitors import coordinator
from tracker.commands import asks as commands


def asks(loading: Loading, known_on: Mapping[str, date]) -> Iterator[Dated]:
    """Give the asks, each from the day on which its first pair was known."""
    for ask in read_asks(loading.record):
        first = max(known_on[member.review] for member in ask.members[:2])
        yield Dated(first, Step.ASK, partial(_found, loading, ask, first), ask.name)
        for member in ask.members[2:]:
            day = max(first, known_on[member.review])
            yield Dated(day, Step.ASK_JOINED, partial(_join, loading, ask, member, day), f"{member} joined {ask.name}")
        if answer := ask.answered_by:
            yield Dated(answer.on, Step.ASK_ANSWERED, partial(_answer, loading, ask, answer), ask.name)


def _found(loading: Loading, ask: PublicAsk, day: date) -> None:
    keys = [_key(loading, member) for member in ask.members[:2]]
    row = commands.found(coordinator(loading, day), keys, name=ask.name, reason=ask.reason)
    loading.know(Step.ASK, ask.name, row)


def _join(loading: Loading, ask: PublicAsk, member: Pointer, day: date) -> None:
    visit, home = coordinator(loading, day), loading.id(Step.ASK, ask.name)
    commands.join(visit, home, _key(loading, member), reason=ask.reason)


def _answer(loading: Loading, ask: PublicAsk, answer: Answered) -> None:
    visit, home = coordinator(loading, answer.on), loading.id(Step.ASK, ask.name)
    commands.answer_by(visit, home, loading.action(answer.action), reason=answer.reason)


def _key(loading: Loading, member: Pointer) -> int:
    return loading.id(Step.RECOMMENDATION, f"{member.review}/{member.reference}")
