"""One action: what is owed, by when, what the owner told, why this colour."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.offers import Offer, offers
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import rating_tag, sentence_case
from dashboards.pages import challenges
from dashboards.pages.inspection import own_notes
from dashboards.pages.parts import dates_of, draw_history, past, pieces_of, refs, state_tag
from dashboards.pages.piece import for_action
from dashboards.wiring import page
from tracker.queries import action as actions
from tracker.queries import contributing, names
from tracker.queries import history as histories
from tracker.queries.action import NewDate, Told, Whole
from tracker.queries.contributing import Contributing
from tracker.queries.plan import Row
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Rating


@page(
    "/actions/<int:key>",
    title="Action",
    needs=Permission.SEE_PLAN,
    finds=names.of_action,
)
def layout(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw one action as it stands on the day of the visit."""
    shown = actions.whole(visit, key)
    row, helping = shown.row, contributing.of_action(visit, key)
    return html.Div(
        [
            crumbs([("Plan", links.to(visit, "/plan"))], f"Action {row.reference}"),
            html.H1(f"Action {row.reference}"),
            *past(visit, f"/actions/{key}"),
            html.Blockquote([html.P(row.wording), html.P(["Answers ", *refs(visit, row), "."], className="small")]),
            html.P([rating_tag(row.rating), " ", state_tag(row)]),
            html.P(row.why, className="lead", id="why"),
            html.P(f"{sentence_case(shown.declared_beside)}.", id="beside") if shown.declared_beside else None,
            html.P(f"Next: {shown.turns}.") if row.rating not in {None, Rating.BLUE} else None,
            _offers(visit, shown, key, helping),
            _facts(visit, shown, helping),
            for_action(visit, key),
            _updates(shown),
            _new_dates(shown),
            challenges.about_action(visit, key),
            own_notes(visit, "action", key),
            draw_history(visit, histories.of_action, key),
        ]
    )


def _offers(visit: Visit, shown: Whole, key: int, helping: Sequence[Contributing]) -> Markup | None:
    own, at, row = shown.may_change, f"/actions/{key}", shown.row
    is_open = row.state not in {Delivery.COMPLETED, Delivery.WITHDRAWN}
    is_owed, waits = own and is_open, shown.asked is not None
    ends = is_open and any(each.ended_on is None for each in helping)
    return offers(
        visit,
        [
            Offer("Give an update", f"{at}/update", Permission.UPDATE_ACTION, own),
            Offer("Edit the wording", f"{at}/wording", Permission.EDIT_ACTION, own),
            Offer("Attach evidence", f"{at}/evidence", Permission.ATTACH_EVIDENCE, own),
            Offer("Ready for assessment", f"{at}/submit", Permission.SUBMIT_ACTION, is_owed),
            Offer("Ask for a new date", f"{at}/new-date", Permission.ASK_EXTENSION, is_owed and bool(row.due)),
            Offer(
                "Say that it is not ours",
                f"{at}/not-mine",
                Permission.UPDATE_ACTION,
                is_owed and bool(row.post),
            ),
            Offer("Give it an owner", f"{at}/owner", Permission.RECORD_ACTION, is_open),
            Offer("Set the due date", f"{at}/due", Permission.RECORD_ACTION, row.baseline_due is None),
            Offer("Say what else it answers", f"{at}/answers", Permission.RECORD_ACTION),
            Offer("Add an agency that contributes", f"{at}/contributing", Permission.RECORD_ACTION, is_open),
            Offer("Say which agency no longer contributes", f"{at}/contributing-ended", Permission.RECORD_ACTION, ends),
            Offer("Write what the public reads", f"{at}/public-text", Permission.WRITE_PUBLIC_TEXT),
            Offer("Answer the new date", f"{at}/answer-date", Permission.ANSWER_EXTENSION, waits),
            Offer(
                "Refuse sign-off, pause or withdraw it",
                f"{at}/decide",
                Permission.DECIDE,
                row.state != Delivery.WITHDRAWN,
            ),
            Offer("Record an escalation", f"{at}/escalate", Permission.ESCALATE, is_open and _is_late(visit, row)),
            Offer("Override its rating", f"{at}/override", Permission.DECIDE, is_open),
            Offer("Note, escalate or commission an audit", f"{at}/note", Permission.DECIDE),
        ],
    )


def _is_late(visit: Visit, row: Row) -> bool:
    return row.due is not None and row.due < visit.today


def _facts(visit: Visit, shown: Whole, helping: Sequence[Contributing]) -> Markup:
    row = shown.row
    vacant = f" (nobody has held this post since {in_words(shown.vacant_from)})" if shown.vacant_from else ""
    rows: list[tuple[str, Cell]] = [
        ("Owner post", f"{row.post}, {row.agency}{vacant}" if row.post else "No owner"),
        ("Due", dates_of(row)),
        ("Forecast", row.forecast or "No forecast given"),
        ("Start", shown.start_on or "No start date given"),
        ("Last update", row.last_update_on or "No update yet"),
        ("Evidence", [pieces_of(row), ", shown with ", *refs(visit, row)] if row.evidence else pieces_of(row)),
    ]
    written = [
        ("Owner as written", shown.owner_as_written),
        ("Date as written", shown.due_as_written),
        ("Status as written", shown.status_as_written),
        ("Success measure", shown.success_measure),
        ("Imported from", shown.imported_from),
    ]
    if helping:
        rows.insert(1, ("Contributing agencies", ", ".join(map(_contributing, helping))))
    rows += [(label, value) for label, value in written if value]
    return html.Section([html.H2("What is owed"), summary_list(rows)])


def _contributing(each: Contributing) -> str:
    return f"{each.agency} (until {in_words(each.ended_on)})" if each.ended_on else each.agency


def _updates(shown: Whole) -> Markup:
    if not shown.updates:
        return html.Section([html.H2("Updates"), empty("No update has been given.")])
    rows: list[list[Cell]] = [
        [each.on, each.wording, _declared(each), each.forecast or "No forecast"] for each in shown.updates
    ]
    heads: list[Column | str] = ["Day", Column("What happened", sentence=True), "Owner says", "Forecast"]
    return html.Section([html.H2("Updates"), table("Updates, newest first", heads, rows)])


def _declared(each: Told) -> str:
    said = [each.declared.value] if each.declared else []
    said += ["declared done"] if each.declared_done else []
    said += [f"blocked by {each.blocked_by}"] if each.blocked_by else []
    return sentence_case(", ".join(said)) or "No rating declared"


def _new_dates(shown: Whole) -> Markup | None:
    if not shown.new_dates:
        return None
    rows: list[list[Cell]] = [
        [
            each.asked_on,
            each.due,
            _reason(each),
            _answered(each),
        ]
        for each in shown.new_dates
    ]
    heads: list[Column | str] = ["Asked on", "New date", Column("Reason", sentence=True), "Answer"]
    return html.Section([html.H2("New dates"), table("New dates asked for", heads, rows)])


def _reason(each: NewDate) -> str:
    reason = sentence_case(each.reason.value)
    return f"{reason}: {each.note}" if each.note else reason


def _answered(each: NewDate) -> str:
    if each.approved is None:
        return "Not answered yet"
    return f"{'Approved' if each.approved else 'Refused'} on {in_words(each.answered_on)}"
