"""Enters the rounds of blind coding and the blind comparisons, each in the name of whoever judged."""

from collections.abc import Iterator
from datetime import date
from functools import partial

from sqlmodel import col

from seed.loading import Dated, Loading, Step
from seed.plan_blind import NONE, Coder, CodingRound, Comparison, Graded
from seed.visitors import coordinator, person
from tracker.commands import coding, comparisons
from tracker.commands.comparisons import Told
from tracker.models import CodingItem
from tracker.models.statements import select
from tracker.visit import Grant


def blind(loading: Loading) -> Iterator[Dated]:
    """Give everything that is judged blind."""
    for each in loading.plan.blind.round:
        yield from _round(loading, each)
    for compared in loading.plan.blind.comparison:
        yield from _comparison(loading, compared)


def _round(loading: Loading, told: CodingRound) -> Iterator[Dated]:
    yield Dated(told.made_on, Step.CODING_ROUND, partial(_make, loading, told), told.title)
    for coder in told.coder:
        yield Dated(coder.on, Step.CODED, partial(_code, loading, told, coder), f"{told.title} {coder.person}")
    if told.closed_on is not None:
        yield Dated(
            told.closed_on, Step.CODING_CLOSED, partial(_close, loading, told.title, told.closed_on), told.title
        )


def _make(loading: Loading, told: CodingRound) -> None:
    chosen = coding.Chosen(only=[loading.id(Step.RECOMMENDATION, name) for name in told.recommendations])
    row = coding.make_round(coordinator(loading, told.made_on), title=told.title, chosen=chosen)
    loading.know(Step.CODING_ROUND, told.title, row)


def _code(loading: Loading, told: CodingRound, coder: Coder) -> None:
    visit, key = person(loading, coder.person, coder.on, Grant(coder.role)), loading.id(Step.CODING_ROUND, told.title)
    items = select(CodingItem.recommendation_id, CodingItem.number).where(col(CodingItem.round_id) == key)
    numbers = dict(visit.session.execute(items).all())
    for name, theme in zip(told.recommendations, coder.themes, strict=False):
        theme_id = None if theme == NONE else loading.id(Step.THEME, theme)
        coding.code(visit, key, numbers[loading.id(Step.RECOMMENDATION, name)], theme_id=theme_id)


def _close(loading: Loading, title: str, day: date) -> None:
    coding.close_round(coordinator(loading, day), loading.id(Step.CODING_ROUND, title))


def _comparison(loading: Loading, told: Comparison) -> Iterator[Dated]:
    yield Dated(told.recorded_on, Step.COMPARISON, partial(_compare, loading, told), told.title)
    for graded in told.grades:
        yield Dated(graded.on, Step.GRADED, partial(_grade, loading, told.title, graded), told.title)
    if told.revealed_on is not None:
        yield Dated(
            told.revealed_on, Step.REVEALED, partial(_reveal, loading, told.title, told.revealed_on), told.title
        )


def _compare(loading: Loading, told: Comparison) -> None:
    a, b = Told(told.a, told.outcome_a), Told(told.b, told.outcome_b)
    visit = coordinator(loading, told.recorded_on)
    row = comparisons.record_comparison(visit, title=told.title, a=a, b=b, worse=told.worse)
    loading.know(Step.COMPARISON, told.title, row)


def _grade(loading: Loading, title: str, graded: Graded) -> None:
    visit, key = person(loading, graded.person, graded.on, Grant(graded.role)), loading.id(Step.COMPARISON, title)
    comparisons.grade(visit, key, chosen=graded.chosen, sure=graded.sure, reason=graded.reason)


def _reveal(loading: Loading, title: str, day: date) -> None:
    comparisons.reveal(coordinator(loading, day), loading.id(Step.COMPARISON, title))
