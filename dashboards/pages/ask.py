"""One ask: its texts side by side, what was judged of each pair and why, and what to do with it."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.charts.timeline import KEY, scale_of, timeline
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.details import as_table
from dashboards.components.notice import notice
from dashboards.components.offers import Offer, offers
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.ask_parts import (
    ROWS,
    cited,
    done_of,
    how_often,
    judged,
    link,
    practice_of,
    proposes_reopening,
    rows,
    stretches,
)
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import ask as queries
from tracker.queries.ask import Link, Whole
from tracker.queries.asked import Asked
from tracker.visit import Visit
from tracker.words import Permission, RepeatVerdict

JUDGES = Permission.JUDGE_REPEATS


@page("/recurring/A-<int:key>", title="Ask", needs=Permission.SEE_PLAN, finds=queries.name_of)
def show_ask(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw one ask; the key of one that was merged leads to the survivor."""
    shown = queries.whole(visit, key)
    group = shown.group
    lines = stretches(group.members)
    return html.Div(
        [
            crumbs([("Recurring", links.to(visit, "/recurring"))], group.key),
            html.H1(f"{group.key}: {group.name}"),
            *past(visit, f"/recurring/{group.key}"),
            notice(f"{shown.alias} was merged into this ask and leads here.") if shown.alias else None,
            html.P(f"{sentence_case(how_often(group))}.", className="lead", id="ask-sentence"),
            timeline(lines, scale_of(lines, visit.as_at)),
            html.P(KEY, className="small"),
            as_table(table("Its recommendations", ROWS, rows(visit, [group]), row_headers=False)),
            _answering(visit, shown),
            _offers(visit, shown),
            _texts(visit, shown),
            _links(visit, shown),
            *_waiting(visit, shown),
            _acts(shown),
        ]
    )


def _answering(visit: Visit, shown: Whole) -> Markup:
    group = shown.group
    if group.action_id is None:
        return html.P("No one action answers all of these.")
    return html.P(
        [
            "One action answers this ask, and what joins it where that may have actions: ",
            html.A(group.action, href=links.action(visit, group.action_id)),
            ".",
        ]
    )


def _offers(visit: Visit, shown: Whole) -> Markup | None:
    at = f"/recurring/{shown.group.key}"
    return offers(
        visit,
        [
            Offer("Let a recommendation join it", f"{at}/join", JUDGES),
            Offer("Take a recommendation out of it", f"{at}/leave", JUDGES, bool(shown.group.members)),
            Offer("Merge it into another ask", f"{at}/merge", JUDGES),
            Offer("Split recommendations off it", f"{at}/split", JUDGES, len(shown.group.members) > 2),
            Offer("Give it another name", f"{at}/name", JUDGES),
            Offer("Say which action answers it", f"{at}/action", JUDGES),
        ],
    )


def _texts(visit: Visit, shown: Whole) -> Markup:
    texts = [_text(visit, each) for each in shown.group.members]
    return html.Section([html.H2("Side by side"), html.Div(texts, className="texts")], id="texts")


def _text(visit: Visit, each: Asked) -> Markup:
    stood = each.story.standing_on(visit.as_at)
    facts: list[tuple[str, Cell]] = [
        ("Review", each.title),
        ("Area", each.area),
        ("Practice period", practice_of(each)),
        ("Recommended", each.course.made_on),
        ("Said to be done", done_of(each)),
        ("Stands", sentence_case(stood.value) if stood else None),
    ]
    return html.Section([html.H3(cited(visit, each)), html.Blockquote(html.P(each.wording)), summary_list(facts)])


def _links(visit: Visit, shown: Whole) -> Markup:
    if not shown.links:
        return html.Section([html.H2("What was judged"), empty("Nobody has judged a pair of these.")])
    heads: list[Column | str] = [
        "Later",
        "Earlier",
        Column("Judged", sentence=True),
        Column("Class", sentence=True),
        Column("How the earlier one stood on the first day of that practice", sentence=True),
        "What you can do",
    ]
    drawn = [_row(visit, each) for each in shown.links]
    return html.Section([html.H2("What was judged"), table("Pairs that were judged", heads, drawn)])


def _row(visit: Visit, each: Link) -> list[Cell]:
    pair = each.pair
    mark = [html.Strong("Contradiction: "), judged(pair)] if pair.verdict is RepeatVerdict.DIFFERENT else judged(pair)
    same = pair.verdict is RepeatVerdict.SAME
    classed: Cell = pair.classed.sentence if same else "Only what was judged the same is classed."
    return [cited(visit, pair.later), cited(visit, pair.earlier), mark, classed, _stood(each), _acts_on(visit, each)]


def _stood(each: Link) -> str:
    if each.standing is None:
        return "Not known"
    proven = [f"{one.title} (class {one.evidence_class}, {in_words(one.on)})" for one in each.evidence]
    on = "; ".join(proven) if proven else "no evidence that was found adequate"
    return f"{sentence_case(each.standing.value)}, on {on}"


def _acts_on(visit: Visit, each: Link) -> Cell:
    """Lead to what this person can do: judge again, take back, and reopen where it came back after it was done."""
    if visit.as_at != visit.today:
        return "Go back to today"
    at, earlier, said = f"/repeats/{each.pair.link_id}", each.pair.earlier, list[Markup | str]()
    if allows(visit.who, JUDGES):
        said += [
            html.P(html.A("Judge again", href=f"{at}/answer")),
            html.P(html.A("Take back", href=f"{at}/take-back")),
        ]
    if proposes_reopening(visit, each.pair):
        way = html.A("Propose reopening", href=f"/recommendations/{earlier.id}/reopen")
        chair = "It came back: reopening it is for the chair to decide."
        said.append(html.P(way if allows(visit.who, Permission.DECIDE) else chair))
    return said or "Nothing"


def _waiting(visit: Visit, shown: Whole) -> list[Markup]:
    """List the pairs in it that nobody judged, and what was judged the same outside of it."""
    found = []
    if shown.unjudged and allows(visit.who, JUDGES) and visit.as_at == visit.today:
        items = [html.Li(_to_judge(later, earlier)) for earlier, later in shown.unjudged]
        found.append(html.Section([html.H2("Not judged yet"), html.Ul(items)]))
    if shown.mergers:
        items = [html.Li([link(visit, other), f". {judged(pair)}"]) for other, pair in shown.mergers]
        found.append(html.Section([html.H2("Possible mergers"), html.Ul(items)]))
    if shown.outside:
        said = (
            [cited(visit, pair.later), " and ", cited(visit, pair.earlier), f". {judged(pair)}"]
            for pair in shown.outside
        )
        found.append(html.Section([html.H2("Judged the same, not in it"), html.Ul([html.Li(each) for each in said])]))
    return found


def _to_judge(later: Asked, earlier: Asked) -> list[Markup | str]:
    return [html.A(f"Judge {later.cited}", href=f"/recommendations/{later.id}/repeats"), f" beside {earlier.cited}"]


def _acts(shown: Whole) -> Markup | None:
    if not shown.acts:
        return None
    drawn: list[list[Cell]] = [[each.on, each.what, each.about, each.reason] for each in shown.acts]
    heads: list[Column | str] = ["Day", "What was done", "With what", Column("Why", sentence=True)]
    return html.Section([html.H2("History"), table("What was done with it, newest first", heads, drawn)])
