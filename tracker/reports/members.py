"""The members' report: what was promised, what is late and who will explain, in plain words and without codes."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tracker.queries import accountable, challenges, context, plan, recurring, reviews
from tracker.queries.accountable import COUNCIL, Beside
from tracker.queries.filters import Filters
from tracker.queries.plan import Row
from tracker.reports.content import Cell, Grid, Number, Section
from tracker.reports.lines import answered, every_row, owner
from tracker.rules import questions
from tracker.rules.phrases import amount
from tracker.rules.questions import Question
from tracker.visit import Visit
from tracker.words import ContextKind, Delivery, Proof, Recurrence, Thing

MARKED = (
    ContextKind.INSPECTION_JUDGEMENT,
    ContextKind.IMPROVEMENT_NOTICE,
    ContextKind.LEADERSHIP,
    ContextKind.COMMISSIONER,
    ContextKind.PROMISE,
)
MOST_QUESTIONS = 12


@dataclass(frozen=True)
class Plan:
    """The actions of the plan that the reader sees, and what stands beside them."""

    rows: Sequence[Row]
    beside: Mapping[int, Beside]
    meetings: int
    late_at: Mapping[int, int]

    @property
    def led(self) -> list[Row]:
        """Give the actions that the council leads."""
        return [row for row in self.rows if (told := self.beside.get(row.id)) and told.agency_kind is COUNCIL]


def parts(visit: Visit) -> tuple[str, Sequence[Section]]:
    """Give the sentence that comes first and the parts of the report."""
    rows = list(every_row(visit, accountable.IN_PLAN))
    told = Plan(rows, accountable.beside(visit), *accountable.late_at_meetings(visit))
    return _lead(told), [
        _promised(told),
        _who_explains(told),
        _since(visit),
        _questions(visit, told),
        _said(visit),
        _challenged(visit),
    ]


def _counted(told: Plan) -> tuple[int, int, int, int]:
    """Count what the council leads: all, done and checked, not late, and late."""
    led = told.led
    done = sum(row.state == Delivery.COMPLETED.value for row in led)
    late = sum(_is_late(row) for row in led)
    return len(led), done, len(led) - done - late, late


def _is_late(row: Row) -> bool:
    return row.state not in {Delivery.COMPLETED.value, Delivery.SUBMITTED.value} and row.days_late > 0


def _lead(told: Plan) -> str:
    led, done, on_time, late = _counted(told)
    if not led:
        return "The council leads no action in this plan."
    always = [row for row in told.led if told.meetings and told.late_at.get(row.id) == told.meetings and _is_late(row)]
    said = f"Of {led:,} promises led by the council, {done:,} are done and checked, {on_time:,} are not late"
    said = f"{said}, {late:,} are late."
    if not always:
        return said
    verb = "has" if len(always) == 1 else "have"
    return f"{said} {len(always):,} {verb} been late at every meeting this year."


def _promised(told: Plan) -> Section:
    led, done, on_time, late = _counted(told)
    moved = sum(bool(row.extensions) for row in told.led)
    numbers = (
        Number("Promises led by the council", led),
        Number("Done and checked", done, of=led),
        Number("Not late", on_time, of=led),
        Number("Late", late, of=led),
        Number("Moved to another date at least once", moved, of=led),
    )
    return Section("What was promised", numbers=numbers)


def _who_explains(told: Plan) -> Section:
    late = [row for row in told.led if _is_late(row)]
    rows = tuple(_late(row) for row in sorted(late, key=lambda row: (-row.days_late, row.reference)))
    heads = ("What was promised", "Who will explain", "Promised for", "Now due", "Days late", "Moved", "Last said on")
    grid = Grid("Late, longest first", heads, rows, "No promise led by the council is late.")
    return Section("What is late, and who will explain", grids=(grid,))


def _late(row: Row) -> tuple[Cell, ...]:
    last = row.last_update_on or "Nothing said yet"
    return row.wording, owner(row), row.baseline_due, row.due, row.days_late, row.extensions, last


def _since(visit: Visit) -> Section:
    """Say how long it is since each incident, beside how far its recommendations are."""
    rows: list[tuple[Cell, ...]] = []
    for each in reviews.listing(visit):
        if each.incident_on is None or each.incident_on > visit.as_at:
            continue
        done = f"{each.closed:,} of {each.recommendations:,} closed"
        rows.append((each.title, each.incident_on, _long(each.incident_on, visit.as_at), done))
    heads = ("Review", "What happened on", "How long ago", "Recommendations")
    none = "No published review gives the day of what happened."
    return Section("How long since", grids=(Grid("Since what happened", heads, tuple(rows), none),))


def _long(since: date, day: date) -> str:
    months = (day.year - since.year) * 12 + day.month - since.month - (day.day < since.day)
    years, left = divmod(max(0, months), 12)
    said = [amount(years, "year")] if years else []
    said += [amount(left, "month")] if left or not years else []
    return " and ".join(said)


def _questions(visit: Visit, told: Plan) -> Section:
    asked = list(questions_worth_asking(visit, told))
    rows = tuple((each.question, each.about, _sentence(each.because)) for each in asked[:MOST_QUESTIONS])
    heads = ("Question", "About", "What the record says")
    grid = Grid("Questions", heads, rows, "The record raises no question today.", len(asked) - len(rows))
    return Section("Questions worth asking", grids=(grid,))


def questions_worth_asking(visit: Visit, told: Plan) -> Iterator[Question]:
    """Give the questions that the record raises: what is latest first, then what came back, then how it was closed."""
    open_now = [row for row in told.rows if row.state != Delivery.COMPLETED.value]
    moved = accountable.moves(visit, [row.id for row in open_now])
    for row in sorted(open_now, key=lambda row: (-row.days_late, -row.extensions, row.reference)):
        late_at = told.late_at.get(row.id, 0)
        asked = accountable.promise(row, told.beside.get(row.id), moved.get(row.id, ()), late_at)
        yield from questions.about_action(asked, visit.as_at)
    for group in recurring.overview(visit).groups:
        for pair in group.same:
            if pair.classed.kind is Recurrence.AFTER:
                said = pair.classed.said_done
                yield questions.about_return(pair.earlier.cited, pair.later.cited, said.on if said else None)
    chosen = Filters(thing=Thing.RECOMMENDATION, proof=Proof.PROCESS)
    for row in every_row(visit, chosen, plan.Order.REFERENCE):
        yield questions.about_closing(answered(row))


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _said(visit: Visit) -> Section:
    """Set what was promised in public beside what was judged and who led, in the order of time."""
    happened = [each for each in context.between(visit, date.min, visit.as_at) if each.kind in MARKED]
    rows = tuple(
        (each.on, each.kind.value.capitalize(), each.title, f"“{each.sentence}”" if each.quoted else each.sentence)
        for each in happened
    )
    heads = ("Day", "What", "Title", "In words")
    none = "Nothing has been recorded of what happened around the plan."
    return Section("Promises beside what happened", grids=(Grid("In the order of time", heads, rows, none),))


def _challenged(visit: Visit) -> Section:
    rows = tuple(
        (each.asked_on, each.about, each.question, each.state.value.capitalize(), each.waits_for or "Nobody")
        for each in challenges.open_ones(visit)
    )
    heads = ("Asked on", "About", "Question", "Stands", "Waits for")
    return Section("Challenges", grids=(Grid("Without an accepted answer", heads, rows, "No challenge is open."),))
