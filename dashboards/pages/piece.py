"""One piece of evidence: what it claims, its versions with their checks, and who opened what is restricted."""

from collections.abc import Mapping
from datetime import datetime

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case, tag
from dashboards.pages.inspection import own_notes
from dashboards.pages.parts import past, several
from dashboards.wiring import page
from tracker.queries import evidence, pieces, readers
from tracker.queries.evidence import Version, Whole
from tracker.settings import LONDON, local_day
from tracker.store import in_words as size_in_words
from tracker.visit import Visit
from tracker.words import EvidenceKind, Permission, ScanResult, Sensitivity

CLASSES = {
    1: "Class 1: how much did we do",
    2: "Class 2: how well did we do it",
    3: "Class 3: what difference did it make for children",
}
WITHHELD = "Kept for the board, the inspector and the agency that provided it"
SCANNED = {
    ScanResult.CLEAN: "No virus found",
    ScanResult.NOT_CONFIGURED: "Not scanned: no virus scanner is set up",
    ScanResult.ERROR: "Received, held for scan",
    ScanResult.INFECTED: "In quarantine: a virus was found",
}


@page(
    "/evidence/<int:key>",
    title="Evidence",
    needs=Permission.SEE_PLAN,
    finds=lambda visit, key: f"Evidence: {evidence.title(visit, key)}",
)
def layout(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw one piece of evidence as it stood on the day of the visit."""
    shown = evidence.whole(visit, key)
    return html.Div(
        [
            crumbs([("Plan", links.to(visit, "/plan"))], "Evidence"),
            html.H1(shown.title),
            *past(visit, f"/evidence/{key}"),
            html.P(tag(shown.sensitivity.value)) if shown.sensitivity != Sensitivity.NORMAL else None,
            _about(visit, shown),
            _add(shown),
            html.Section([html.H2("Versions"), *[_version(shown, each) for each in shown.versions]]),
            _why_not(shown),
            _named(visit, key),
            _seal(shown),
            _reads(shown),
            own_notes(visit, "evidence", key),
        ]
    )


def for_action(visit: Visit, key: int) -> Markup:
    """List the evidence for an action on its own page."""
    found = pieces.for_actions(visit, [key])
    if not found:
        return html.Section([html.H2("Evidence"), empty("No evidence has been attached.")])
    rows: list[list[Cell]] = [
        [
            html.A(each.title, href=links.to(visit, f"/evidence/{each.evidence_id}")),
            each.number,
            CLASSES[each.evidence_class],
            each.received_on,
            several([f"{one.verdict.value.capitalize()}, {in_words(one.on)}" for one in each.checks], "Not checked"),
        ]
        for each in found
    ]
    heads: list[Column | str] = [Column("Evidence", sentence=True), "Version", "Class", "Received", "Checks"]
    return html.Section([html.H2("Evidence"), table("Evidence, oldest first", heads, rows)])


def _about(visit: Visit, shown: Whole) -> Markup:
    named = [html.A(each.reference, href=links.action(visit, each.id)) for each in shown.actions]
    rows: list[tuple[str, Cell]] = [
        ("Class", CLASSES[shown.evidence_class]),
        ("Type", sentence_case(shown.type.value)),
        ("Independent", "Independent scrutiny, peer review or inspection" if shown.independent else "No"),
        ("Who may see it", sentence_case(shown.sensitivity.value)),
        ("Speaks for", [part for each in named for part in (each, " ")][:-1]),
        ("Provided by", shown.provider or "The board"),
    ]
    return html.Section([html.H2("What it is"), summary_list(rows)])


def _add(shown: Whole) -> Markup | None:
    if not shown.may_add:
        return None
    return html.P(
        html.A("Add a version", href=f"/evidence/{shown.id}/version", className="button"), className="buttons"
    )


def _version(shown: Whole, each: Version) -> Markup:
    rows: list[tuple[str, Cell]] = [
        ("Date that it bears (claimed)", each.claimed_on or "None claimed"),
        ("Received at", _received(each)),
        ("Received from", each.provider),
        ("It says", WITHHELD if shown.withheld else _content(each)),
    ]
    if each.sha256:
        rows.append(("SHA-256", f"{each.sha256[:12]}…"))
    if each.scanned is not None:
        rows.append(("Virus scan", SCANNED[each.scanned]))
    rows.append(("Checks", _checks(shown, each)))
    return html.Section([html.H3(f"Version {each.number}"), summary_list(rows), _check(shown, each)])


def _received(each: Version) -> str:
    at = in_words_at(each.received_at)
    if local_day(each.received_at) == each.received_on:
        return at
    return f"{in_words(each.received_on)}, entered later, on {at}"


def in_words_at(instant: datetime) -> str:
    """Write an instant as people in London read it: "22 Nov 2026, 10:05"."""
    return f"{in_words(local_day(instant))}, {instant.astimezone(LONDON):%H:%M}"


def _content(each: Version) -> Cell:
    if each.kind == EvidenceKind.LINK:
        return html.A("External link, not preserved", href=each.url, rel="noreferrer noopener")
    if each.kind == EvidenceKind.STATEMENT:
        return each.statement
    about = f"{each.name} ({each.words or 'file'}, {size_in_words(each.size or 0)})"
    if each.why_closed:
        return f"{about}. {each.why_closed}"
    return html.A(f"Download {about}", href=f"/evidence/versions/{each.id}")


def _checks(shown: Whole, each: Version) -> Cell:
    known = {action.id: action.reference for action in shown.actions}
    said = []
    for action, verdicts in each.checks.items():
        for one in verdicts:
            of = f", {one.agency}" if one.agency else ""
            reason = f": {one.reason}" if one.reason else ""
            words = f"{one.verdict.value.capitalize()} for {known.get(action, 'an action')}"
            said.append(f"{words}, {one.checker}{of}, {in_words(one.on)}{reason}")
    return several(said, "Not checked")


def _check(shown: Whole, each: Version) -> Markup | None:
    if not shown.may_check or each.why_closed or all(action.why_not for action in shown.actions):
        return None
    words = f"Check version {each.number}"
    return html.P(html.A(words, href=f"/evidence/versions/{each.id}/check", className="button second"))


def _why_not(shown: Whole) -> Markup | None:
    """Say plainly why somebody who may check evidence may not check this."""
    if not shown.may_check:
        return None
    said = [f"{each.reference}: {' '.join(each.why_not)}" for each in shown.actions if each.why_not]
    return (
        html.Section([html.H2("Why you may not check it"), html.Ul([html.Li(one) for one in said])]) if said else None
    )


def _named(visit: Visit, key: int) -> Markup | None:
    """List who was named to read it, for those who may name somebody and those who see who opened it."""
    found = readers.of_piece(visit, key)
    if found is None:
        return None
    rows: list[list[Cell]] = [[each.name, each.since, each.reason] for each in found.named]
    heads: list[Column | str] = ["Who", "Since", Column("Why", sentence=True)]
    at = f"/evidence/{key}/readers"
    ways = [html.A("Name a person who may read it", href=at, className="button second"), " "]
    ways += [html.A("Take a naming back", href=f"{at}-ended", className="button second")] if rows else []
    shown = table("Persons named to read it", heads, rows) if rows else empty("Nobody is named beside them.")
    lead = html.P("Beside those who read all that is restricted, and the agency whose action it speaks for.")
    offered = html.P(ways, className="buttons") if found.may_name else None
    return html.Section([html.H2("Who may read it"), lead, shown, offered], id="readers")


def _seal(shown: Whole) -> Markup | None:
    if not shown.may_seal:
        return None
    way = html.A("Say who may see it", href=f"/evidence/{shown.id}/sensitivity", className="button second")
    return html.P(way, className="buttons")


def _reads(shown: Whole) -> Markup | None:
    if not shown.reads:
        return None
    rows: list[list[Cell]] = [[in_words_at(each.at), each.who, each.version] for each in shown.reads]
    return html.Section([html.H2("Downloads"), table("Who was given it, newest first", ["At", "Who", "Version"], rows)])
