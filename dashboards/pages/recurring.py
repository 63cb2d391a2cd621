"""What recurs: one sentence, the asks on their time lines, what waits for a person, and the measures."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.charts.timeline import KEY, scale_of, timeline
from dashboards.components.details import as_table, details
from dashboards.components.figures import Figure, figure_line
from dashboards.components.filters import Asked, Choose, Target, Write, filters
from dashboards.components.offers import Offer, offers
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, empty, table
from dashboards.components.tags import sentence_case
from dashboards.pages.ask_parts import ROWS, how_often, link, rows, stretches
from dashboards.pages.ask_waiting import draw_measures, draw_rates, draw_waiting
from dashboards.pages.parts import past
from dashboards.pages.recurring_lists import PAIRS, WAITING, number, share
from dashboards.pages.suggestions import QUEUE, wait_for_a_person
from dashboards.wiring import page
from tracker.access import allows
from tracker.errors import InputError
from tracker.queries import choices, novelty, recurring, returns
from tracker.queries.asked import Group
from tracker.queries.filters import LONGEST_SEARCH
from tracker.queries.recurring import AFTER_DONE, OPEN, Bounds, Headline, Narrowed, Recurring
from tracker.rules.assurance import Ratio
from tracker.visit import Visit
from tracker.words import Counted, Permission, Recurrence

ANY = ("", "Any")
STATES = [ANY, (OPEN, "Still open"), (AFTER_DONE, "Came back after it was said to be done")]
JUDGES = Permission.JUDGE_REPEATS
MEANINGS = {
    Recurrence.BEFORE: "The practice ended before the earlier recommendation was published.",
    Recurrence.OPEN: "The practice took place while the earlier recommendation was open.",
    Recurrence.AFTER: "The practice began after the earlier one was declared done, delivered or closed.",
    Recurrence.STRADDLES: "The practice took place partly while it was open and partly after it was said to be done.",
    Recurrence.UNKNOWN: "A day is not known, or the earlier one was set aside then. It is never guessed.",
}


@page("/recurring", title="Recurring", needs=Permission.SEE_PLAN, menu=("Recurring", 3))
def show_recurring(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """Say how much of what was recommended had been recommended before, and list the asks."""
    chosen = read_narrowed(asked)
    shown = recurring.overview(visit, chosen)
    return html.Div(
        [
            html.H1("Recurring"),
            *past(visit, "/recurring"),
            html.P(headline(visit, shown.headline), className="lead", id="recurring-sentence"),
            html.P(bounds(visit, shown.bounds), id="recurring-bounds"),
            wait_for_a_person(visit),
            offers(
                visit,
                [
                    Offer("Found an ask", "/recurring/new", JUDGES),
                    Offer("Blind coding", "/blind", Permission.CODE_BLIND),
                ],
            ),
            html.P(html.A("Themes by reviews", href=links.to(visit, "/themes"))),
            _classes(visit, shown),
            _filters(visit, asked, chosen, shown),
            _asks(visit, shown),
            *draw_waiting(visit, shown),
            draw_rates(visit, novelty.rates(visit, shown.told)),
            draw_measures(visit, returns.measured(visit, shown.told)),
        ]
    )


def headline(visit: Visit, told: Headline) -> list[Markup | str]:
    """Say it as the chair would: "7 of 31 recommendations of the last three reviews had been made before"."""
    if not told.recommendations:
        return ["No published review has recommended anything yet."]
    reviews = {1: "last review", 2: "last two reviews", 3: "last three reviews"}[told.reviews]
    known = number(visit, told.known, Counted.LAST_KNOWN)
    every = number(visit, told.recommendations, Counted.LAST)
    said: list[Markup | str] = [known, " of ", every, f" recommendations of the {reviews} had been made before"]
    said += ["; ", *_after(visit, told)] if told.known else []
    if told.unjudged:
        left = number(visit, told.unjudged, Counted.LAST_UNJUDGED)
        said += ["; ", left, f" {'is' if told.unjudged == 1 else 'are'} not judged yet"]
    return [*said, "."]


def _after(visit: Visit, told: Headline) -> list[Markup | str]:
    """Say as `after_words` does how many came after an earlier one was said to be done, each number with its list."""
    came = number(visit, told.after_done, Counted.LAST_AFTER) if told.after_done else "none"
    said: list[Markup | str] = [came, " came after an earlier one was said to be done"]
    if told.not_known:
        said += [", of ", number(visit, told.not_known, Counted.LAST_NOT_KNOWN), " it is not known"]
    return said


def bounds(visit: Visit, told: Bounds) -> list[Markup | str]:
    """Say what is confirmed, and how much it can be at most with what waits for a person."""
    sure = share(visit, Ratio(told.confirmed, told.recommendations), Counted.CONFIRMED, Counted.EVERY)
    said: list[Markup | str] = ["Confirmed by a person: ", *sure, " recommendations repeat an earlier one. "]
    if told.possible is None or told.waiting is None:
        return [*said, "What waited for a judgement on a past day is not kept."]
    if not told.waiting:
        return [*said, "Nothing waits for a judgement."]
    pairs = f"{told.waiting:,} {'pair waits' if told.waiting == 1 else 'pairs wait'}"
    queue = html.A(pairs, href=QUEUE if allows(visit.who, JUDGES) else WAITING)
    most = share(visit, Ratio(told.possible, told.recommendations), Counted.POSSIBLE, Counted.EVERY)
    return [*said, "With all that waits it would be ", *most, ": ", queue, " for a judgement."]


def read_narrowed(asked: Mapping[str, str]) -> Narrowed:
    """Read the filters that an address names; a value that is in no list is refused."""
    kind, state, theme = asked.get("class", ""), asked.get("state", ""), asked.get("theme", "")
    if kind not in {"", *(each.value for each in Recurrence)}:
        raise InputError("There is no such class. Choose one from the list.", field="class")
    if state not in {value for value, _ in STATES}:
        raise InputError("There is no such state. Choose one from the list.", field="state")
    if theme and (not (theme.isascii() and theme.isdigit()) or len(theme) > 9):
        raise InputError("There is no such theme. Choose one from the list.", field="theme")
    if len(words := asked.get("words", "")) > LONGEST_SEARCH:
        raise InputError(f"Search for {LONGEST_SEARCH} characters or fewer.", field="words")
    return Narrowed(
        area=asked.get("area", ""),
        theme_id=int(theme) if theme else None,
        kind=Recurrence(kind) if kind else None,
        state=state,
        words=words,
    )


def _classes(visit: Visit, shown: Recurring) -> Markup:
    """Label the classes with how many pairs are in each, and say what they mean."""
    parts = [
        Figure(many, sentence_case(kind.value), links.to(visit, PAIRS, **{"class": kind}))
        for kind, many in shown.classes
    ]
    meaning: list[tuple[str, Cell]] = [(sentence_case(kind.value), MEANINGS[kind]) for kind in Recurrence]
    told = details("What the classes mean", summary_list(meaning))
    return html.Div([figure_line("All pairs judged the same, in an ask or not", parts), told], id="classes")


def _filters(visit: Visit, asked: Mapping[str, str], chosen: Narrowed, shown: Recurring) -> Markup:
    kept = {"as_at": visit.as_at.isoformat()} if visit.as_at != visit.today else {}
    themes = [(str(each.id), each.words) for each in choices.themes(visit)]
    kinds = [(each.value, each.value.capitalize()) for each in Recurrence]
    fields: list[Asked] = [
        Choose("area", "Area", [ANY, *((each, each) for each in shown.areas)], chosen.area),
        Choose("theme", "Theme", [ANY, *themes], asked.get("theme", "")),
        Choose("class", "Class", [ANY, *kinds], chosen.kind.value if chosen.kind else ""),
        Choose("state", "State", STATES, chosen.state),
        Write("words", "Words in the name or the wording", chosen.words),
    ]
    return filters(Target("/recurring", kept, links.to(visit, "/recurring")), fields)


def _asks(visit: Visit, shown: Recurring) -> Markup:
    """Draw every ask on a line of its own, all to one scale, and the same as a table."""
    if not shown.groups:
        said = "No ask is like that." if shown.all_groups else "No ask has been founded yet."
        return html.Section([html.H2("Asks"), empty(said)])
    scale = scale_of(stretches([each for group in shown.groups for each in group.members]), visit.as_at)
    lines = [html.Li([_line(visit, group), timeline(stretches(group.members), scale)]) for group in shown.groups]
    counted = f"{len(shown.groups):,} of {shown.all_groups:,} asks, those of most reviews first."
    return html.Section(
        [
            html.H2("Asks"),
            html.P(counted),
            html.P(KEY, className="small"),
            html.Ol(lines, className="timelines"),
            as_table(_table(visit, shown.groups)),
        ]
    )


def _table(visit: Visit, groups: Sequence[Group]) -> Markup:
    return table("Asks with their recommendations", ROWS, rows(visit, groups), row_headers=False)


def _line(visit: Visit, group: Group) -> Markup:
    return html.P([html.Strong(link(visit, group)), html.Span(f" {how_often(group)}.", className="small")])
