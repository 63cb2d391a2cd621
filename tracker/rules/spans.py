"""Spans as a chain without gaps, and the key in force on a day."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import date

from tracker.rules.facts import Key, Span


def key_on(keys: Sequence[Key], day: date) -> Key:
    """Give the key version in force on a day; before the first version, the first."""
    if not keys:
        raise ValueError("Rating needs at least one version of the key.")
    in_force = [key for key in keys if key.effective_on <= day]
    if in_force:
        return max(in_force, key=lambda key: (key.effective_on, key.version))
    return min(keys, key=lambda key: (key.effective_on, -key.version))


def span_on(spans: Sequence[Span], day: date) -> Span | None:
    """Give the span that covers a day; before the recording there is none."""
    return next((span for span in reversed(spans) if span.valid_from <= day), None)


def chained(drafts: Iterable[Span]) -> list[Span]:
    """Join what does not differ and let each span end where the next one starts."""
    chain: list[Span] = []
    for draft in drafts:
        if chain and replace(draft, valid_from=chain[-1].valid_from) == chain[-1]:
            continue
        if chain:
            chain[-1] = replace(chain[-1], valid_to=draft.valid_from)
        chain.append(draft)
    return chain
