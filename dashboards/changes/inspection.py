"""An inspector's own note on a recommendation, an action or a piece of evidence."""

from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import inspection
from tracker.commands.inspection import About
from tracker.queries import evidence, names
from tracker.visit import Visit
from tracker.words import Permission

LEAD = (
    "Only you will read it, neither other inspectors nor the board. It cannot be changed: write another to add to it."
)


def _form(title: str, back: str) -> Form:
    return Form(
        title=f"Your own note: {title}",
        lead=LEAD,
        fields=[Field("note", "Your note", Kind.TEXTAREA)],
        submit="Keep the note",
        cancel_href=back,
    )


def ask_on_recommendation(visit: Visit, key: int) -> Form:
    """Ask for a note on a recommendation."""
    return _form(names.of_recommendation(visit, key), f"/recommendations/{key}")


@form("/recommendations/<int:key>/my-note", needs=Permission.KEEP_NOTES, ask=ask_on_recommendation)
def note_on_recommendation(visit: Visit, typed: Typed, key: int) -> str:
    """Keep a note on a recommendation."""
    inspection.write_note(visit, About(recommendation_id=key), wording=typed.get("note", ""))
    return f"/recommendations/{key}"


def ask_on_action(visit: Visit, key: int) -> Form:
    """Ask for a note on an action."""
    return _form(names.of_action(visit, key), f"/actions/{key}")


@form("/actions/<int:key>/my-note", needs=Permission.KEEP_NOTES, ask=ask_on_action)
def note_on_action(visit: Visit, typed: Typed, key: int) -> str:
    """Keep a note on an action."""
    inspection.write_note(visit, About(action_id=key), wording=typed.get("note", ""))
    return f"/actions/{key}"


def ask_on_evidence(visit: Visit, key: int) -> Form:
    """Ask for a note on a piece of evidence."""
    return _form(evidence.title(visit, key), f"/evidence/{key}")


@form("/evidence/<int:key>/my-note", needs=Permission.KEEP_NOTES, ask=ask_on_evidence)
def note_on_evidence(visit: Visit, typed: Typed, key: int) -> str:
    """Keep a note on a piece of evidence."""
    inspection.write_note(visit, About(evidence_id=key), wording=typed.get("note", ""))
    return f"/evidence/{key}"
