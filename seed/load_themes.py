"""Enters the controlled list of themes, which recommendation has which, and which repeats an earlier one."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from functools import partial

from seed.loading import FIRST_DAY, Dated, Loading, Step
from seed.record import PublicRecurrence, PublicTheme
from seed.visitors import coordinator, founding
from tracker.commands import repeats
from tracker.commands import themes as commands


def themes(loading: Loading) -> Iterator[Dated]:
    """Give the themes, a parent before its children."""
    waiting, given = list(loading.record.themes), set()
    while waiting:
        ready = [theme for theme in waiting if theme.parent is None or theme.parent in given]
        for theme in ready or waiting[:1]:
            waiting.remove(theme)
            given.add(theme.key)
            yield Dated(FIRST_DAY, Step.THEME, partial(_theme, loading, theme), theme.key)


def _theme(loading: Loading, theme: PublicTheme) -> None:
    row = commands.record_theme(
        founding(loading, FIRST_DAY),
        theme.key,
        name=theme.name,
        definition=theme.definition,
        aliases="; ".join(theme.aliases),
        parent_id=loading.id(Step.THEME, theme.parent) if theme.parent else None,
    )
    loading.know(Step.THEME, theme.key, row)


def themes_given(loading: Loading, recommendation: str, keys: Sequence[str], day: date) -> Dated:
    """Give the themes of one recommendation, the most important first."""
    return Dated(day, Step.THEMES_GIVEN, partial(_given, loading, recommendation, keys, day), recommendation)


def _given(loading: Loading, recommendation: str, keys: Sequence[str], day: date) -> None:
    theme_ids = [loading.id(Step.THEME, key) for key in keys]
    key = loading.id(Step.RECOMMENDATION, recommendation)
    commands.give_themes(coordinator(loading, day), key, theme_ids=theme_ids)


def recurrences(loading: Loading, known_on: Mapping[str, date]) -> Iterator[Dated]:
    """Give the repeats, each from the day on which both recommendations were known."""
    for link in loading.record.recurrences:
        day = max(known_on[link.later.review], known_on[link.earlier.review])
        yield Dated(day, Step.REPEAT, partial(_repeat, loading, link, day), f"{link.later} repeats {link.earlier}")


def _repeat(loading: Loading, link: PublicRecurrence, day: date) -> None:
    visit = coordinator(loading, day)
    later, earlier = (
        loading.id(Step.RECOMMENDATION, f"{end.review}/{end.reference}") for end in (link.later, link.earlier)
    )
    row = repeats.link(visit, later, earlier, basis=link.basis)
    repeats.answer(visit, row.id or 0, verdict=link.verdict, reason=link.reason)
