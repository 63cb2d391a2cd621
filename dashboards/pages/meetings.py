"""Meetings: when which body meets, when papers are due, and what each decided."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.offers import Offer, offers
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.papers import frozen
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.queries import meetings as queries
from tracker.queries import snapshots
from tracker.queries.meetings import Changed, Decided, Listed
from tracker.reports.editions import open_to
from tracker.visit import Visit
from tracker.words import Permission


@page("/meetings", title="Meetings", needs=Permission.SEE_PLAN, menu=("Meetings", 5))
def show_meetings(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List the meetings, those to come on top."""
    found = queries.listing(visit)
    rows: list[list[Cell]] = [
        [
            html.A(each.title, href=links.to(visit, f"/meetings/{each.id}")),
            sentence_case(each.kind.value),
            each.held_on,
            _papers(visit, each),
            f"{each.decisions:,}",
        ]
        for each in found
    ]
    heads: list[Column | str] = ["Meeting", "Body", "Day", "Papers due", Column("Decisions", number=True)]
    shown = table("Meetings, newest first", heads, rows) if rows else empty("No meeting has been recorded.")
    able = [Offer("Record a meeting", "/meetings/new", Permission.RECORD_MEETING)]
    lead = html.P(_next(visit, found), className="lead")
    return html.Div([html.H1("Meetings"), *past(visit, "/meetings"), lead, offers(visit, able), shown])


def _papers(visit: Visit, each: Listed) -> Cell:
    if each.called_off:
        return "Called off"
    return each.papers_due if each.held_on >= visit.as_at else "Held"


def _next(visit: Visit, found: object) -> str:
    """Say in one sentence what comes next."""
    to_come = [each for each in found if each.held_on >= visit.as_at and not each.called_off]  # type: ignore[attr-defined]
    if not to_come:
        return "No meeting to come is recorded."
    following = min(to_come, key=lambda each: (each.held_on, each.id))
    return f"Next: {following.title} on {in_words(following.held_on)}; papers due {following.papers_due:%a %-d %b %Y}."


@page(
    "/meetings/<int:key>",
    title="Meeting",
    needs=Permission.SEE_PLAN,
    finds=lambda visit, key: queries.whole(visit, key).meeting.title,
)
def show_meeting(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw what a meeting decided."""
    shown = queries.whole(visit, key)
    held, meeting = shown.meeting.held_on < visit.as_at, shown.meeting
    number = f"{len(shown.decisions):,} decision{'' if len(shown.decisions) == 1 else 's'}"
    when = f"Held on {in_words(meeting.held_on)}" if held else f"On {in_words(meeting.held_on)}"
    papers = "" if held else f" Papers are due {meeting.papers_due:%A %-d %B %Y}."
    said = "Called off: it decides nothing." if meeting.called_off else f"{when}: {number} recorded.{papers}"
    return html.Div(
        [
            crumbs([("Meetings", links.to(visit, "/meetings"))], meeting.title),
            html.H1(meeting.title),
            *past(visit, f"/meetings/{key}"),
            html.P(said, className="lead"),
            None if meeting.called_off else _table(visit, key),
            _changes(shown.changes),
            offers(visit, _able(meeting, held=held)),
            minute(visit, shown.decisions),
            _frozen(visit, key),
        ]
    )


def _table(visit: Visit, key: int) -> Markup:
    """Lead to the screens by which it is gone through at the table."""
    return html.P(html.A("Meeting mode", href=links.to(visit, f"/meetings/{key}/table"), className="button"))


def minute(visit: Visit, decisions: Sequence[Decided]) -> Markup:
    """List what a meeting decided, in the order in which it was entered."""
    if not decisions:
        return empty("No decision has been recorded.")
    rows: list[list[Cell]] = [[_about(visit, each), what(each), grounds(each), each.who] for each in decisions]
    heads: list[Column | str] = ["About", "Decision", Column("Reason", sentence=True), "Decided by"]
    return table("What was decided", heads, rows)


def _frozen(visit: Visit, key: int) -> Markup | None:
    """List the papers that were frozen for this meeting, as far as the visitor may have them."""
    kept = snapshots.listing(visit, open_to(visit), meeting_id=key)
    return html.Section([html.H2("Its papers"), frozen(kept)]) if kept else None


def _able(meeting: Listed, *, held: bool) -> list[Offer]:
    """Offer to move or call off what is still to come and has decided nothing."""
    fits, at = not (held or meeting.called_off or meeting.decisions), f"/meetings/{meeting.id}"
    return [
        Offer("Move it to another day", f"{at}/move", Permission.RECORD_MEETING, fits),
        Offer("Call it off", f"{at}/call-off", Permission.RECORD_MEETING, fits),
        Offer("Freeze its papers", f"{at}/freeze", Permission.FREEZE_EDITION, not meeting.called_off),
    ]


def _changes(changes: Sequence[Changed]) -> Markup | None:
    """Tell how the day changed, the first change first: a day that was set once does not disappear."""
    if not changes:
        return None
    return html.Ul([html.Li(_change(each)) for each in changes])


def _change(each: Changed) -> str:
    why = f": {each.reason}" if each.reason else "."
    if each.held_on is None:
        return f"Called off on {in_words(each.on)}; it was set for {in_words(each.was_on)}{why}"
    return f"Moved on {in_words(each.on)} from {in_words(each.was_on)} to {in_words(each.held_on)}{why}"


def _about(visit: Visit, each: Decided) -> Cell:
    if each.action_id is not None:
        return html.A(f"Action {each.about}", href=links.action(visit, each.action_id))
    if each.recommendation_id is not None:
        return html.A(each.about, href=links.recommendation(visit, each.recommendation_id))
    return "The plan as a whole"


def what(each: Decided) -> str:
    """Say what was decided in a word or two."""
    if each.new_date is None:
        return sentence_case(each.kind.value)
    return f"New date {in_words(each.new_date)} {'approved' if each.approved else 'refused'}"


def grounds(each: Decided) -> str:
    """Say why, and what is shown until when."""
    said = [each.reason] if each.reason else []
    said += [f"Impact test waived: {each.waiver}"] if each.waiver else []
    said += [f"Shown as {each.rating.value}."] if each.rating else []
    said += [f"Until {in_words(each.until)}."] if each.until else []
    return " ".join(said) or "No reason was needed"
