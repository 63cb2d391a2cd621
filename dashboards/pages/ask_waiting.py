"""What of the asks waits for a person: contradictions, possible mergers, pairs in no ask; and the measures."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.charts.survival import survival
from dashboards.components.details import details
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.pages.ask_parts import cited, judged, link
from dashboards.pages.recurring_lists import LIST, number, share
from tracker.queries.asked import Pair
from tracker.queries.novelty import Rate
from tracker.queries.recurring import Recurring
from tracker.queries.returns import AfterDone, Measured
from tracker.rules.assurance import Ratio
from tracker.rules.survival import SMALL_NUMBER, Step
from tracker.visit import Visit
from tracker.words import Counted

CURVE: list[Column | str] = [
    Column("Years since it was said to be done", number=True),
    Column("Not come back until then and still watched", number=True),
    Column("Came back then", number=True),
    Column("Share that has not come back", number=True),
]
CURVE_KEY = "Of what was said to be done, the share that had not come back after so many years (Kaplan-Meier)."
PAIR: list[Column | str] = ["Later", "Earlier", Column("Judged", sentence=True)]


def draw_waiting(visit: Visit, shown: Recurring) -> list[Markup]:
    """Draw what contradicts itself, and what could be brought together; each is changed by a person alone."""
    return [
        *_contradictions(visit, shown),
        *_mergers(visit, shown),
        *_outside(visit, shown.outside),
        *_lone(visit, shown),
    ]


def _contradictions(visit: Visit, shown: Recurring) -> list[Markup]:
    rows = [[link(visit, group), *_pair(visit, pair)] for group, pair in shown.contradictions]
    lead = "These were judged different and are in one ask all the same."
    return _section("Contradictions", lead, ["Ask", *PAIR], rows)


def _mergers(visit: Visit, shown: Recurring) -> list[Markup]:
    rows = [[link(visit, one), link(visit, other), *_pair(visit, pair)] for one, other, pair in shown.mergers]
    lead = "A recommendation of one ask was judged the same as one of another."
    return _section("Possible mergers", lead, ["Ask", "Other ask", *PAIR], rows)


def _outside(visit: Visit, pairs: Sequence[Pair]) -> list[Markup]:
    rows = [_pair(visit, pair) for pair in pairs]
    lead = "These were judged the same, and at least one of the two is in no ask."
    return _section("Judged the same, in no ask", lead, PAIR, rows)


def _lone(visit: Visit, shown: Recurring) -> list[Markup]:
    rows: list[list[Cell]] = [
        [link(visit, group), ", ".join(each.cited for each in group.members) or "Nothing"] for group in shown.lone
    ]
    lead = "Fewer than two recommendations are left in these: they recur no more."
    return _section("Asks that nothing is left of", lead, ["Ask", "What is left"], rows)


def _pair(visit: Visit, pair: Pair) -> list[Cell]:
    return [cited(visit, pair.later), cited(visit, pair.earlier), judged(pair)]


def _section(title: str, lead: str, heads: list[Column | str], rows: Sequence[Sequence[Cell]]) -> list[Markup]:
    if not rows:
        return []
    return [html.Section([html.H2(f"{title} ({len(rows):,})"), html.P(lead), table(title, heads, rows)])]


def draw_measures(visit: Visit, told: Measured) -> Markup:
    """Say how much came back after it was said to be done, in how many years, and what other areas had been told."""
    return html.Section(
        [
            html.H2("After it was said to be done"),
            html.P(after_done(visit, told.after_done), id="after-done"),
            *_curve(told.after_done.curve),
            html.H2("Between areas"),
            _between(visit, told.between_areas),
        ]
    )


def _curve(steps: Sequence[Step]) -> list[Markup]:
    """Draw after how many years which share had not come back, and the same as a table."""
    if not steps:
        return []
    rows: list[list[Cell]] = [
        [f"{each.years:.1f}", each.at_risk, each.came_back, f"{100 * each.left:.0f}%"] for each in steps
    ]
    told = table("What had not come back, by the years since it was said to be done", CURVE, rows)
    return [html.P(CURVE_KEY, className="small"), survival(steps), details("Show this line as a table", told)]


def draw_rates(visit: Visit, rates: Sequence[Rate]) -> Markup:
    """Set the reviews beside each other: how much of each had been made before, of what was judged."""
    rows: list[list[Cell]] = [
        [
            html.A(each.review, href=links.review(visit, each.review_id)),
            each.published_on,
            html.Span(share(visit, each.rate, Counted.REVIEW_KNOWN, Counted.REVIEW_JUDGED, each.review_id)),
            number(visit, each.unjudged, Counted.REVIEW_UNJUDGED, each.review_id),
        ]
        for each in rates
    ]
    heads: list[Column | str] = [
        "Review",
        "Published",
        "Made before, of those judged",
        Column("Not judged", number=True),
    ]
    drawn = table("Recurrence by review", heads, rows) if rows else empty("Nothing has been judged yet.")
    return html.Section([html.H2("By review"), drawn])


def after_done(visit: Visit, told: AfterDone) -> list[Markup | str]:
    """Write the share with its denominator; below ten at risk there is a count and no median."""
    return [*_share(visit, told), *([" ", _median(visit, told)] if told.at_risk else []), *_unclear(visit, told)]


def _share(visit: Visit, told: AfterDone) -> list[Markup | str]:
    if not told.at_risk:
        return ["Nothing that was said to be done has been looked at again by a later review of its area."]
    both = share(visit, Ratio(told.came_back, told.at_risk), Counted.CAME_BACK, Counted.AT_RISK)
    return [*both, " came back of what was said to be done and what a later review of its area could have found again."]


def _median(visit: Visit, told: AfterDone) -> Markup | str:
    if told.at_risk < SMALL_NUMBER:
        return f"Fewer than {SMALL_NUMBER} are too few for a median."
    if told.median_years is None:
        return "Fewer than half have come back so far."
    risk = links.to(visit, LIST, of=Counted.AT_RISK)
    return html.A(f"Half came back within {told.median_years:.1f} years (Kaplan-Meier).", href=risk)


def _unclear(visit: Visit, told: AfterDone) -> list[Markup | str]:
    if not told.not_known:
        return []
    verb = "was" if told.not_known == 1 else "were"
    more = number(visit, told.not_known, Counted.NOT_CLEAR)
    return [" ", more, f" more {verb} recommended again, by reviews whose practice period is not known."]


def _between(visit: Visit, pairs: Sequence[Pair]) -> Markup:
    if not pairs:
        return empty("No recommendation was judged the same as one of another area.")
    rows: list[list[Cell]] = [
        [pair.later.area, cited(visit, pair.later), pair.earlier.area, cited(visit, pair.earlier), judged(pair)]
        for pair in pairs
    ]
    heads: list[Column | str] = ["Area", "Was told", "Other area", "Had been told", Column("Judged", sentence=True)]
    return table("What other areas had been told too", heads, rows, row_headers=False)
