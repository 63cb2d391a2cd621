"""Who may see a piece of evidence from now on: the coordinator or the chair seals what was attached by mistake."""

from dashboards.changes import typed as read
from dashboards.changes.evidence import SENSITIVITIES
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import sealing as commands
from tracker.errors import NotFoundError
from tracker.queries import evidence
from tracker.visit import Visit
from tracker.words import Permission, Sensitivity

LEAD = (
    "{title}. What is sealed is gone at once for all others, on pages, in files and in frozen editions; it stays in "
    "the record, and an evidence pack names its hash and nothing else. What was closed or tested with it still "
    "counts: if it should not, reopen that by a decision."
)


def ask_sensitivity(visit: Visit, key: int) -> Form:
    """Ask who may see a piece of evidence from now on, and why."""
    shown = evidence.whole(visit, key)
    if not shown.may_seal:
        raise NotFoundError
    kinds = [Option(kind.value, words) for kind, words in SENSITIVITIES.items()]
    return Form(
        title="Say who may see this evidence",
        lead=LEAD.format(title=shown.title),
        fields=[
            Field("sensitivity", "Who may see it?", Kind.RADIOS, value=shown.sensitivity.value, options=kinds),
            Field("reason", "Why?", Kind.TEXTAREA, hint="For example, It is about another child. Name nobody."),
        ],
        submit="Say who may see it",
        cancel_href=f"/evidence/{key}",
        version=shown.version,
    )


@form("/evidence/<int:key>/sensitivity", needs=Permission.SEAL_EVIDENCE, ask=ask_sensitivity)
def set_sensitivity(visit: Visit, typed: Typed, key: int) -> str:
    """Close a piece of evidence further, or open it again."""
    given = read.word(typed, "sensitivity", Sensitivity, "Choose who may see it.")
    reason, version = typed.get("reason", ""), read.version(typed)
    commands.set_sensitivity(visit, key, sensitivity=given, reason=reason, version=version)
    return f"/evidence/{key}"
