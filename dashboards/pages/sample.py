"""A sample of what is closed, by a seed, each followed on one line from the recommendation to the decision."""

from collections.abc import Mapping
from itertools import chain as joined

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.filters import Target, Write, filters
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.errors import InputError
from tracker.queries import sample
from tracker.queries.chains import Chain, Thread
from tracker.queries.sample import MOST
from tracker.visit import Visit
from tracker.words import Permission

AT = "/evidence/sample"
SIZE, LONGEST_SEED = 5, 40
HOW = (
    "Ordered by SHA-256 of the seed, a line end, and “review / recommendation”: the same seed draws the same on every "
    "machine, and what is closed later moves none of the others."
)
# The heads of a line, as the chain runs.
HEADS = ("Recommendation", "Action", "Evidence", "Check", "Impact test", "Decision")


def ask(visit: Visit, *, size: int = SIZE, seed: str = "") -> Markup:
    """Ask for how many, and by which seed."""
    kept = {"as_at": visit.as_at.isoformat()} if visit.as_at != visit.today else {}
    fields = [
        Write("size", "How many closed recommendations", str(size), f"{MOST} at most"),
        Write("seed", "Seed", seed, "Any word or number, for example 7"),
    ]
    return filters(Target(AT, kept), fields, name="sample", submit="Sample at random")


@page(AT, title="Sample of what is closed", needs=Permission.SEE_PLAN)
def layout(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """Draw the sample that the address asks for."""
    size, seed = _size(asked.get("size", str(SIZE))), _seed(asked.get("seed", ""))
    return html.Div(
        [
            crumbs([("Evidence", links.to(visit, "/evidence"))], "Sample"),
            html.H1("Sample of what is closed"),
            *past(visit, links.address(AT, size=size, seed=seed)),
            ask(visit, size=size, seed=seed),
            *(_drawn(visit, size, seed) if seed else [html.P("Choose a seed: any word or number.")]),
            html.P(HOW, className="small"),
        ]
    )


def _size(given: str) -> int:
    if not (given.isascii() and given.isdigit()) or len(given) > 3 or not 1 <= int(given) <= MOST:
        raise InputError(f"Sample between 1 and {MOST} closed recommendations.", field="size")
    return int(given)


def _seed(given: str) -> str:
    if len(given.strip()) > LONGEST_SEED:
        raise InputError(f"Choose a seed of {LONGEST_SEED} characters or fewer.", field="seed")
    return given.strip()


def _drawn(visit: Visit, size: int, seed: str) -> list[Markup]:
    found = sample.closed_at_random(visit, seed=seed, size=size)
    if not found.chains:
        return [empty("Nothing that you see is closed, so that there is nothing to sample.")]
    gaps = sum(each.holes > 0 for each in found.chains)
    several = "have gaps and stand first" if gaps != 1 else "has a gap and stands first"
    said = f"{len(found.chains):,} of {found.out_of:,} closed, drawn by the seed “{seed}”: {gaps:,} {several}."
    rows = list(joined.from_iterable(_lines(visit, each) for each in found.chains))
    heads = [Column(head, sentence=head in {"Evidence", "Check"}) for head in HEADS]
    return [html.P(said, className="lead", id="sampled"), table("From recommendation to decision", heads, rows)]


def _lines(visit: Visit, each: Chain) -> list[list[Cell]]:
    return [
        [
            _recommendation(visit, each),
            _action(visit, thread),
            _evidence(visit, thread),
            _check(visit, thread),
            _impact(visit, each),
            _decision(visit, each),
        ]
        for thread in each.threads
    ]


def _hole(words: str) -> Markup:
    """Draw what is missing as a hole, in words."""
    return html.Span(words, className="hole")


def _recommendation(visit: Visit, each: Chain) -> Markup:
    return html.A(f"{each.review} {each.reference}", href=links.recommendation(visit, each.id))


def _action(visit: Visit, thread: Thread) -> Markup:
    if thread.action is None:
        return _hole("No action was recorded")
    named = html.A(thread.action.reference, href=links.action(visit, thread.action.id))
    return html.Div(
        [named, html.Div(f"{thread.action.agency or 'No owner'}, {thread.action.state}", className="quiet")]
    )


def _evidence(visit: Visit, thread: Thread) -> Markup:
    piece = thread.piece
    if piece is None:
        return _hole("Nothing was received")
    named = html.A(piece.title, href=links.to(visit, f"/evidence/{piece.evidence_id}"))
    told = f"Class {piece.evidence_class}, received {in_words(piece.received_on)}"
    told += f", SHA-256 {piece.sha256[:12]}…" if piece.sha256 else ""
    return html.Div([named, html.Div(told, className="quiet")])


def _check(visit: Visit, thread: Thread) -> Markup:
    if thread.check is None or thread.piece is None:
        return _hole("Nobody checked it")
    check = thread.check
    of = f", {check.agency}" if check.agency else ", of no agency"
    words = f"{check.verdict.value.capitalize()}, {in_words(check.on)}"
    named = html.A(words, href=links.to(visit, f"/evidence/{thread.piece.evidence_id}"))
    return html.Div([named, html.Div(f"{check.checker}{of}", className="quiet")])


def _impact(visit: Visit, each: Chain) -> Markup:
    waived = f"; waived: {each.closing.waiver}" if each.closing and each.closing.waiver else ""
    if each.test is None:
        return _hole(f"No impact test was set{waived}")
    if each.test.verdict is None:
        return _hole(f"Test due {in_words(each.test.due)} has no result{waived}")
    on = in_words(each.test.tested_on) if each.test.tested_on else "day not known"
    return html.A(
        f"{each.test.verdict.value.capitalize()}, {on}", href=f"{links.recommendation(visit, each.id)}#impact"
    )


def _decision(visit: Visit, each: Chain) -> Markup:
    if each.closing is None:
        return _hole("No decision to close is in sight")
    words = f"Closed {in_words(each.closing.on)}"
    named = html.A(words, href=f"{links.recommendation(visit, each.id)}#decisions")
    return html.Div([named, html.Div(each.closing.meeting, className="quiet")])
