"""What the pages of what recurs draw alike: an ask as a line, a pair with its class, a text with its review."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html, links
from dashboards.charts.timeline import Stretch
from dashboards.components.dates import in_words
from dashboards.components.tables import Cell, Column
from tracker.queries.asked import Asked, Group, Pair
from tracker.visit import Visit
from tracker.words import Recurrence, RepeatVerdict, Standing

DONE = {Standing.DELIVERED, Standing.EMBEDDED, Standing.CLOSED}
REOPENS = {Recurrence.AFTER, Recurrence.STRADDLES}
ROWS: list[Column | str] = [
    "Ask",
    "Recommendation",
    "Practice period",
    "Recommended",
    "Said to be done",
    Column("Class", sentence=True),
]


def address(visit: Visit, group: Group) -> str:
    """Give the address of an ask."""
    return links.to(visit, f"/recurring/{group.key}")


def link(visit: Visit, group: Group) -> Markup:
    """Lead to an ask."""
    return html.A(f"{group.key}: {group.name}", href=address(visit, group))


def cited(visit: Visit, each: Asked) -> Markup:
    """Lead to a recommendation."""
    return html.A(each.cited, href=links.recommendation(visit, each.id))


def how_often(group: Group) -> str:
    """Say in how many reviews it was made, and how often it came back after it was said to be done."""
    made = f"{len(group.members)} recommendations in {group.reviews} {'review' if group.reviews == 1 else 'reviews'}"
    return f"{made}; {after_words(group.after_done, group.not_known)}"


def after_words(after: int, unknown: int) -> str:
    """Say how many came after an earlier one was said to be done, and of how many that is not known."""
    if not after and not unknown:
        return "none came after an earlier one was said to be done"
    if not unknown:
        return f"{after} came after an earlier one was said to be done"
    left = f"of {unknown} it is not known"
    return f"{after or 'none'} came after an earlier one was said to be done, {left}"


def stretches(members: Sequence[Asked]) -> list[Stretch]:
    """Give the texts of an ask as they stand on its time line."""
    return [_stretch(each) for each in members]


def _stretch(each: Asked) -> Stretch:
    said, practice = each.course.said_done, each.practice
    return Stretch(
        cited=each.cited,
        made_on=each.course.made_on,
        said_done_on=said.on if said else None,
        said_done=said.how.value if said else "",
        still_open=each.still_open,
        practice=(practice.first, practice.last) if practice else None,
        open_again_on=each.course.open_again,
    )


def practice_of(each: Asked) -> str:
    """Write the practice period with its label."""
    return each.practice.words() if each.practice else "Not known"


def done_of(each: Asked) -> str:
    """Say when it was first said to be done and how, or how it stands."""
    said = each.course.said_done
    if said is None:
        return "Still open" if each.still_open else "Not said"
    again = ", open again" if each.still_open else ""
    return f"{said.how.value.capitalize()}, {in_words(said.on)}{again}"


def rows(visit: Visit, groups: Sequence[Group]) -> list[list[Cell]]:
    """Give the figures of the time lines as rows of a table."""
    return [
        [
            link(visit, group),
            cited(visit, each),
            practice_of(each),
            each.course.made_on,
            done_of(each),
            _came(group, each),
        ]
        for group in groups
        for each in group.members
    ]


def _came(group: Group, each: Asked) -> str:
    kinds = {pair.classed.kind for pair in group.same if pair.later.id == each.id}
    found = [kind.value.capitalize() for kind in Recurrence if kind in kinds]
    if found:
        return "; ".join(found)
    is_first = any(pair.earlier.id == each.id for pair in group.same)
    return "First of those that were judged" if is_first else "Not judged"


def judged(pair: Pair) -> str:
    """Say what a person answered, on what basis and why."""
    if pair.verdict is None:
        return f"Not judged yet ({pair.basis.value})"
    return f"{pair.verdict.value.capitalize()} ({pair.basis.value}), {in_words(pair.judged_on)}: {pair.reason}"


def proposes_reopening(visit: Visit, pair: Pair) -> bool:
    """Tell whether the earlier one came back after it was said to be done, and still stands as done."""
    came_back = pair.verdict is RepeatVerdict.SAME and pair.classed.kind in REOPENS
    return came_back and pair.earlier.story.standing_on(visit.as_at) in DONE
