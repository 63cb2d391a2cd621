"""After an inspection: the written statement of action, and the extract for a self-evaluation."""

from collections import defaultdict
from collections.abc import Iterator, Sequence

from tracker.queries import plan, proved, reviews, themes_given
from tracker.queries.filters import Filters
from tracker.queries.plan import Row
from tracker.queries.proved import Proofs
from tracker.reports.content import Cell, Grid, Section
from tracker.reports.lines import answered, every_row, owner
from tracker.rules.phrases import amount
from tracker.visit import Visit
from tracker.words import Delivery, ReviewKind, Standing, Thing

INSPECTIONS = (ReviewKind.INSPECTION, ReviewKind.JOINT_INSPECTION, ReviewKind.MONITORING_VISIT)
DONE = frozenset({Standing.CLOSED.value, Standing.EMBEDDED.value, Standing.DELIVERED.value})
AT_ONCE = 500
WITHOUT, NOTHING = "No theme given yet", "Nothing yet"


def statement(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give for each inspection what will be done about what it recommended, by whom and by when."""
    found = [each for each in reviews.listing(visit) if each.kind in INSPECTIONS and each.recommendations]
    if not found:
        return "No inspection that recommended anything has been recorded.", []
    number = sum(each.recommendations for each in found)
    lead = f"What will be done about {amount(number, 'recommendation')} of {amount(len(found), 'inspection')}."
    return lead, [_inspected(visit, each) for each in found]


def _inspected(visit: Visit, review: reviews.Listed) -> Section:
    chosen = Filters(review_id=review.id)
    rows = tuple(
        (
            answered(row),
            row.wording,
            owner(row),
            row.due or "No date",
            row.state,
            row.rating.value if row.rating else "",
        )
        for row in every_row(visit, chosen, plan.Order.REFERENCE)
    )
    heads = ("Recommendation", "What will be done", "By whom", "By when", "Status", "Rating")
    when = (
        f"Published on {review.published_on:%-d %B %Y}."
        if review.published_on
        else "Its day of publication is not known."
    )
    none = "No action answers it yet."
    return Section(review.title, (when,), grids=(Grid(f"Actions for {review.reference}", heads, rows, none),))


def self_evaluation(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give for each theme what we know, how we know it, and what we plan."""
    asked = {row.id: row for row in every_row(visit, Filters(thing=Thing.RECOMMENDATION), plan.Order.REFERENCE)}
    given, proofs = themes_given.by_recommendation(visit), _proofs(visit, list(asked))
    by_theme: dict[str, list[Row]] = defaultdict(list)
    for key, row in asked.items():
        for name in given.get(key, [WITHOUT]):
            by_theme[name].append(row)
    planned = _planned(visit)
    names = sorted(by_theme, key=lambda name: (name == WITHOUT, -len(by_theme[name]), name))
    rows = tuple(_theme(visit, name, by_theme[name], proofs, planned) for name in names)
    heads = ("Theme", "What we know", "How we know it", "What we plan")
    grid = Grid("By theme", heads, rows, "No recommendation has been recorded.")
    number = f"{amount(len(asked), 'recommendation')} in {amount(len(names), 'theme')}"
    lead = f"What is known of {number}, how it is known, and what is planned."
    return lead, [Section("What we know, how we know it, what we plan", grids=(grid,))]


def _proofs(visit: Visit, keys: Sequence[int]) -> dict[int, Proofs]:
    found: dict[int, Proofs] = {}
    for start in range(0, len(keys), AT_ONCE):
        found |= proved.of(visit, keys[start : start + AT_ONCE])
    return found


def _planned(visit: Visit) -> dict[int, list[Row]]:
    """Give the open actions of each recommendation."""
    found: dict[int, list[Row]] = defaultdict(list)
    for row in every_row(visit, Filters(unfinished=True)):
        for each in row.recommendations:
            found[each.id].append(row)
    return found


def _theme(
    visit: Visit, name: str, asked: Sequence[Row], proofs: dict[int, Proofs], planned: dict[int, list[Row]]
) -> tuple[Cell, ...]:
    done = sum(row.state in DONE for row in asked)
    known = f"{amount(len(asked), 'recommendation')}, {done} closed, embedded or delivered"
    found = [piece for row in asked for piece in proofs[row.id].adequate_on(visit.as_at)]
    classes = [sum(piece.evidence_class == number for piece in found) for number in (1, 2, 3)]
    how = "; ".join(_told(found, classes)) or "No adequate evidence"
    work = {row.id: row for each in asked for row in planned.get(each.id, ())}
    due = min((row.due for row in work.values() if row.due), default=None)
    next_due = f", the next due on {due:%-d %B %Y}" if due else ""
    return name, known, how, f"{amount(len(work), 'open action')}{next_due}" if work else "Nothing is planned"


def _told(found: Sequence[object], classes: Sequence[int]) -> Iterator[str]:
    """Say how much of the adequate evidence is of which class."""
    words = ("of how much was done", "of how well", "of what difference it made for children")
    if found:
        yield from (f"{number} {said}" for number, said in zip(classes, words, strict=True) if number)


def agency_returns(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give each agency what it owes, with room for what it has to say."""
    owed: dict[str, list[Row]] = defaultdict(list)
    for row in every_row(visit, Filters(unfinished=True), plan.Order.DUE):
        owed[row.agency or "No owner"].append(row)
    number = sum(map(len, owed.values()))
    lead = f"{amount(number, 'action')} of {len(owed):,} agenc{'y' if len(owed) == 1 else 'ies'} to report on."
    return lead, [_return(name, owed[name]) for name in sorted(owed, key=lambda name: (name == "No owner", name))]


def _return(agency: str, rows: Sequence[Row]) -> Section:
    told = tuple(
        (
            row.reference,
            row.wording,
            row.post or "No owner",
            row.due or "No date",
            row.last_update_on or "Nothing yet",
            "",
        )
        for row in rows
        if row.state != Delivery.SUBMITTED.value
    )
    heads = ("Action", "What will be done", "Owner post", "Due", "Last said on", "What has happened since")
    none = "All that it owes is ready for assessment."
    return Section(agency, grids=(Grid(f"Return of {agency}", heads, told, none),))
