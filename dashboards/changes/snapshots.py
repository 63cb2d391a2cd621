"""Freeze an edition: as the papers of a meeting, or on its own."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from dashboards.service import service
from tracker import snapshots
from tracker.queries import meetings
from tracker.reports.editions import open_to
from tracker.visit import Visit
from tracker.words import Edition, Permission

LEAD = (
    "All papers of the edition are kept as they stand now, under an identifier that can be cited. Nothing that is "
    "recorded later changes them, and `tracker snapshot check` derives them again from the record."
)


def ask_freeze(visit: Visit) -> Form:
    """Ask which edition to freeze."""
    return _form(visit, "Freeze an edition", "/reports")


@form("/reports/freeze", needs=Permission.FREEZE_EDITION, ask=ask_freeze)
def freeze(visit: Visit, typed: Typed) -> str:
    """Freeze an edition as it stands."""
    snapshots.freeze(visit, service().settings, _edition(typed))
    return "/reports"


def ask_freeze_for(visit: Visit, key: int) -> Form:
    """Ask which edition to freeze for a meeting."""
    return _form(visit, f"Freeze the papers for {meetings.whole(visit, key).meeting.title}", f"/meetings/{key}")


@form("/meetings/<int:key>/freeze", needs=Permission.FREEZE_EDITION, ask=ask_freeze_for)
def freeze_for(visit: Visit, typed: Typed, key: int) -> str:
    """Freeze an edition for a meeting."""
    snapshots.freeze(visit, service().settings, _edition(typed), meeting_id=key)
    return f"/meetings/{key}"


def _form(visit: Visit, title: str, back: str) -> Form:
    edition = Field("edition", "Which edition?", Kind.RADIOS, options=read.words(open_to(visit)))
    return Form(title=title, lead=LEAD, fields=[edition], submit="Freeze it", cancel_href=back)


def _edition(typed: Typed) -> Edition:
    return read.word(typed, "edition", Edition, "Choose which edition.")
