"""What happened around the plan: with its source, never ahead of time, and a promise in its own words."""

from datetime import date

import pytest

from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import context
from tracker.commands.context import ContextDraft
from tracker.errors import InputError
from tracker.queries import context as asking
from tracker.words import ContextKind, Precision, Role

JUNE, TODAY, TOMORROW = date(2026, 6, 9), date(2026, 11, 22), date(2026, 11, 23)
SAID, WHERE = "Nothing will be late by the spring.", "Council minutes, item 4"


def told(**more):
    return ContextDraft(
        **{"happened_on": JUNE, "kind": ContextKind.LEADERSHIP, "title": "A new director", "sentence": SAID}
        | {"source": WHERE}
        | more
    )


def test_what_happened_is_kept_with_its_source_and_shown_from_its_day_on(record):
    with record.changing(visitor(Role.COORDINATOR)) as visit:
        context.record_context(visit, told(happened_on=TODAY))
        context.record_context(visit, told(kind=ContextKind.PROMISE, quoted=True, precision=Precision.MONTH))
    with record.reading() as visit:
        found = asking.between(visit, date.min, TODAY)
    assert [(each.on, each.quoted, each.source) for each in found] == [(JUNE, True, WHERE), (TODAY, False, WHERE)]
    assert record.faults() == []


@EMBEDDED_ONLY
@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"happened_on": TOMORROW}, "date"),
        ({"kind": ContextKind.PROMISE}, "quoted"),
        ({"source": " "}, "source"),
        ({"title": ""}, "title"),
        ({"area": "x" * 121}, "area"),
    ],
)
def test_what_is_to_come_has_no_source_or_is_a_promise_in_other_words_is_not_recorded(record, more, field):
    with pytest.raises(InputError) as refused, record.changing(visitor(Role.COORDINATOR)) as visit:
        context.record_context(visit, told(**more))
    assert refused.value.field == field
