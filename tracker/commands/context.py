"""Record what happened around the plan."""

from dataclasses import asdict, dataclass, replace
from datetime import date

from tracker.access import needs
from tracker.commands.days import OF_THE_PAST, possible
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError
from tracker.models import ContextEvent
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import ContextKind, Permission, Precision


@dataclass(frozen=True)
class ContextDraft:
    """A judgement, notice, change of leadership or promise, with its source."""

    happened_on: date
    kind: ContextKind
    title: str
    sentence: str
    source: str
    area: str = ""
    precision: Precision = Precision.DAY
    quoted: bool = False


@needs(Permission.KEEP_CONTEXT)
def record_context(visit: Visit, draft: ContextDraft) -> ContextEvent:
    """Record something that happened around the plan; a public promise is kept in its own words."""
    kept = replace(
        draft,
        happened_on=possible(draft.happened_on, "date", visit.today, earliest=OF_THE_PAST),
        title=text(draft.title, "title", longest=200),
        sentence=text(draft.sentence, "sentence", longest=1000),
        source=text(draft.source, "source", longest=1000),
        area=text(draft.area, "area", needed=False, longest=120),
    )
    if kept.happened_on > visit.effective_on:
        raise InputError("The date cannot be after today: record what happened, not what is to come.", field="date")
    if kept.kind == ContextKind.PROMISE and not kept.quoted and not visit.who.loading:
        raise InputError("Quote a public promise in its own words, and say that they are.", field="quoted")
    row = add(visit, ContextEvent, **asdict(kept))
    record(visit, "context recorded", row)
    return row
