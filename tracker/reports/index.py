"""The inspector's evidence index: gaps first, on what closings rest, overrides, reopenings, then every chain."""

from collections.abc import Sequence

from tracker.queries import chains, gaps, proof
from tracker.queries.chains import Chain, Thread
from tracker.queries.filters import Filters
from tracker.queries.gaps import Found, Gap
from tracker.queries.plan import Order
from tracker.reports.content import Cell, Grid, Number, Section
from tracker.reports.lines import every_row
from tracker.rules.assurance import Headlines
from tracker.rules.phrases import day_words
from tracker.visit import Visit
from tracker.words import Standing, Thing

MEANING = {
    Gap.UNPROVEN: "Closed, and no evidence found adequate since the last reopening still stands.",
    Gap.LATE: "Evidence was received only after the recommendation was closed.",
    Gap.OFTEN: "The same file, link or statement speaks for many actions.",
    Gap.OVERRIDDEN: "The chair showed another rating than the computed one, for a time and with a reason.",
    Gap.REOPENED: "Closed or delivered, and opened again by decision.",
    Gap.EXTENDED: "A new date was asked for and approved; the baseline stays.",
}
GAPS = (Gap.UNPROVEN, Gap.LATE, Gap.OFTEN)
OTHERS = (Gap.OVERRIDDEN, Gap.REOPENED, Gap.EXTENDED)
LISTED = ("Which", "Wording", "Why")
FOLLOWED = (
    "Recommendation",
    "Stands",
    "Action",
    "Owner and status",
    "Evidence",
    "Received",
    "SHA-256",
    "Last check",
    "Impact test",
    "Closed",
)
NO_ACTION, NO_PIECE, NO_CHECK = "No action was recorded", "Nothing was received", "Nobody checked it"


def parts(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the sentence that comes first and the parts of the index."""
    told = proof.headlines(visit)
    return rests_on(told), [
        _listed("Gaps", visit, GAPS),
        _ratios(told),
        *(_listed(titled(gap), visit, [gap]) for gap in OTHERS),
        _followed(visit),
    ]


def rests_on(told: Headlines) -> str:
    """Say how much is closed, and on what it rests."""
    several = (f"{each.value} {ratio}" for each, ratio in told.by_proof.items())
    return f"Closed {told.with_impact.m:,}; {'; '.join(several)}."


def ratios(told: Headlines) -> tuple[Number, ...]:
    """Give the number of what is closed, and the three ratios."""
    every = Number("Closed in all", told.with_impact.m, "recommendations closed")
    several = (Number(each.value, ratio.n, f"closed {each.value}", of=ratio.m) for each, ratio in told.by_proof.items())
    return every, *several


def _ratios(told: Headlines) -> Section:
    said = (
        "Evidence of impact is of class 3 (what difference it made for children), or an impact test that was met or "
        "partly met; process evidence is of class 1 (how much was done) alone."
    )
    return Section("On what the closings rest", (said,), ratios(told))


def titled(gap: Gap) -> str:
    """Give the heading of a list."""
    return gap.value[0].upper() + gap.value[1:]


def _listed(heading: str, visit: Visit, several: Sequence[Gap]) -> Section:
    """List what is like this, each with its number."""
    found = {gap: gaps.every(visit, gap) for gap in several}
    numbers = tuple(Number(titled(gap), len(rows), f"list: {gap.value}") for gap, rows in found.items())
    grids = tuple(_grid(gap, rows) for gap, rows in found.items())
    return Section(heading, tuple(MEANING[gap] for gap in several), numbers, grids)


def _grid(gap: Gap, rows: Sequence[Found]) -> Grid:
    cells = tuple((each.name, each.wording or "", why(gap, each)) for each in rows)
    return Grid(titled(gap), LISTED, cells, f"Nothing is listed under “{gap.value}”.")


def why(gap: Gap, each: Found) -> str:
    """Say in one sentence why a thing is in a list."""
    on = day_words(each.on) if each.on else "on a day that is not known"
    times = f"{each.times:,}" if each.times is not None else ""
    until = day_words(each.until) if each.until else ""
    return {
        Gap.UNPROVEN: f"Closed {on}, and nothing was found adequate.",
        Gap.LATE: f"Closed {on}; {times} {'piece' if each.times == 1 else 'pieces'} of evidence came later.",
        Gap.OFTEN: f"It speaks for {times} actions.",
        Gap.OVERRIDDEN: f"Decided {on}, until {until}: {each.reason}",
        Gap.REOPENED: f"Reopened {on}: {each.reason}",
        Gap.EXTENDED: f"Approved {on}, now due {until}: {each.reason}.",
    }[gap]


def _followed(visit: Visit) -> Section:
    asked = list(every_row(visit, Filters(thing=Thing.RECOMMENDATION), Order.REFERENCE))
    found = chains.of(visit, asked, list(every_row(visit, Filters(), Order.REFERENCE)))
    rows = tuple(_line(each, thread) for each in found for thread in each.threads)
    said = "Each piece of evidence in its newest version with the last check of that; what is missing is said in words."
    grid = Grid("From recommendation to impact", FOLLOWED, rows, "No recommendation has been recorded.")
    return Section("From recommendation to impact", (said,), grids=(grid,))


def _line(each: Chain, thread: Thread) -> tuple[Cell, ...]:
    action, piece = thread.action, thread.piece
    return (
        f"{each.review} {each.reference}",
        each.standing.capitalize(),
        action.reference if action else NO_ACTION,
        f"{action.agency or 'No owner'}, {action.state}" if action else "",
        f"{piece.title} (class {piece.evidence_class})" if piece else NO_PIECE,
        piece.received_on if piece else "",
        piece.sha256 if piece else "",
        _check(thread),
        _tested(each),
        _closed(each),
    )


def _check(thread: Thread) -> str:
    check = thread.check
    if check is None:
        return NO_CHECK
    return (
        f"{check.verdict.value.capitalize()}, {day_words(check.on)}, {check.checker}, {check.agency or 'of no agency'}"
    )


def _tested(each: Chain) -> str:
    """Say what the newest impact test found; a waiver of the board stands beside it."""
    waived = f"; waived: {each.closing.waiver}" if each.closing and each.closing.waiver else ""
    if each.test is None:
        return f"No impact test was set{waived}"
    if each.test.verdict is None:
        return f"Due {day_words(each.test.due)}, no result{waived}"
    return f"{each.test.verdict.value.capitalize()}, {day_words(each.test.tested_on)}"


def _closed(each: Chain) -> Cell:
    """Give the day of the closing that stands; of one that was undone say so."""
    if each.closing is None:
        return "Not closed"
    if each.standing != Standing.CLOSED.value:
        return f"Closed {day_words(each.closing.on)}, now {each.standing}"
    return each.closing.on
