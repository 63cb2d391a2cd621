"""What was recommended before: one sentence with its days, and the texts to compare."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.dates import in_words
from dashboards.components.details import details
from dashboards.components.tables import Cell, Column, table
from tracker.queries import seen_before as queries
from tracker.queries.seen_before import SeenBefore
from tracker.visit import Visit
from tracker.words import RepeatVerdict

HEADS: list[Column | str] = [
    "Earlier recommendation",
    "Published",
    Column("What it asked", sentence=True),
    Column("Judged", sentence=True),
    "Said to be done",
    "Stands now",
    Column("Class", sentence=True),
]
NOT_CLASSED = "Only what was judged the same is classed."


def seen_before(visit: Visit, key: int, earlier: Sequence[SeenBefore]) -> Markup | None:
    """Say when the same was recommended before, which of it had been said to be done, and the class of each."""
    if not earlier:
        return None
    kinds = queries.classes(visit, key, earlier)
    rows = [[*_row(visit, each), kinds.get(each.id, NOT_CLASSED)] for each in earlier]
    compare = table("Earlier recommendations", HEADS, rows)
    told: list[Markup | str] = [html.Strong("Seen before: "), sentence(earlier)]
    return html.Div([html.P(told), details("Compare the wordings", compare)], id="seen-before")


def sentence(earlier: Sequence[SeenBefore]) -> str:
    """Say it as the chair would: "recommended in 2010 and 2012; the one of 2012 was said to be done on 14 Mar 2013"."""
    same = [each for each in earlier if each.verdict == RepeatVerdict.SAME]
    alike = [each for each in earlier if each.verdict != RepeatVerdict.SAME]
    said = [f"recommended in {_years(same)}"] if same else []
    said += [f"something like it was recommended in {_years(alike)}"] if alike else []
    said += [f"{_name(each)} was said to be done on {in_words(each.done_on)}" for each in earlier if each.done_on]
    return "; ".join(said) + "."


def _years(several: Sequence[SeenBefore]) -> str:
    known = sorted({each.published_on.year for each in several if each.published_on})
    years = [str(year) for year in known] or ["a year that is not known"]
    return " and ".join([", ".join(years[:-1]), years[-1]]) if len(years) > 1 else years[0]


def _name(each: SeenBefore) -> str:
    return f"{each.review} {each.reference}"


def _row(visit: Visit, each: SeenBefore) -> list[Cell]:
    judged = each.verdict.value.capitalize() if each.verdict else "Not judged yet"
    return [
        html.A(_name(each), href=links.recommendation(visit, each.id)),
        each.published_on,
        each.wording,
        f"{judged} ({each.basis.value}): {each.reason}" if each.reason else f"{judged} ({each.basis.value})",
        each.done_on or "Not said",
        each.standing.capitalize(),
    ]
