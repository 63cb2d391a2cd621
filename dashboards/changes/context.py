"""What happened around the plan: a judgement, a notice, a change of who leads or of structure, a promise."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import context
from tracker.commands.context import ContextDraft
from tracker.visit import Visit
from tracker.words import ContextKind, Permission, Precision

KNOWN = [each for each in Precision if each is not Precision.NONE]


def ask_context(_visit: Visit) -> Form:
    """Ask what happened around the plan, when, and where that can be read."""
    kinds, exactly = read.words(list(ContextKind), none="Choose"), read.words(KNOWN)
    return Form(
        title="Record what happened around the plan",
        lead="Everybody who sees the plan reads it, beside the progress: name no child and no family.",
        fields=[
            Field("kind", "What was it?", Kind.SELECT, options=kinds),
            Field("date", "On which day?", Kind.DATE, hint="For example, 14 May 2026"),
            Field("precision", "How exactly is the day known?", Kind.SELECT, Precision.DAY.value, options=exactly),
            Field("title", "Title, for example Inspection finds leadership inadequate"),
            Field("sentence", "What happened? Of a public promise, its own words", Kind.TEXTAREA),
            Field("quoted", "These are the very words that were said or written", Kind.CHECKBOX),
            Field("source", "Where can it be read?", hint="For example, Council minutes of 9 June 2026, item 4"),
            Field("area", "For which area? (optional)"),
        ],
        warning="It stays in the record for ever.",
        submit="Record what happened",
        cancel_href="/context",
        crumbs=[("Around the plan", "/context")],
    )


@form("/context/new", needs=Permission.KEEP_CONTEXT, ask=ask_context)
def record_context(visit: Visit, typed: Typed) -> str:
    """Record what happened around the plan."""
    draft = ContextDraft(
        kind=read.word(typed, "kind", ContextKind, "Choose what it was."),
        happened_on=read.day(typed, "date"),
        precision=read.word(typed, "precision", Precision, "Choose how exactly the day is known."),
        title=typed.get("title", ""),
        sentence=typed.get("sentence", ""),
        quoted=bool(typed.get("quoted")),
        source=typed.get("source", ""),
        area=typed.get("area", ""),
    )
    context.record_context(visit, draft)
    return "/context"
