"""What importing a file into a review would do, worked out before anything is done."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from tracker import stands
from tracker.commands.texts import text
from tracker.errors import InputError
from tracker.importers import recorded
from tracker.importers.drafts import Kept, Register, keep, without_how, wording_of
from tracker.importers.matching import (
    How,
    Known,
    Match,
    Wanted,
    match_actions,
    match_recommendations,
    reference_of,
    words_of,
)
from tracker.importers.rows import Problem, Reading, Record
from tracker.models import Review
from tracker.rules.deciding import no_action_under
from tracker.visit import Visit
from tracker.words import Standing

LONGEST_REFERENCE = 55
SHORT = 60
WORDS_TOLD = 6
CHOOSE = (
    "not taken: its recommendation could be {named} of the record; choose. To say that it is one of these, put the "
    "record's own words into the row of the recommendation; to record it as a new one, give it a number of its own"
)
WITHOUT_REFERENCE = "Not numbered"
NOT_TAKEN = "only the recommendation was taken from this row: it names an owner, a date or a status, but no action"
NOTHING_ABOVE = "no recommendation stands above this row; it was not taken"


@dataclass
class PlannedAction:
    """An action of the file: known under a reference, or new with all that it brings."""

    where: str
    known: str = ""
    kept: Kept | None = None


@dataclass
class PlannedRecommendation:
    """A recommendation of the file: known by its key, or new (0), and its actions."""

    reference: str
    wording: str
    records: list[Record] = field(default_factory=list)
    known: int = 0
    why: str = ""
    actions: list[PlannedAction] = field(default_factory=list)


@dataclass
class Planned:
    """Everything that an import would do, what a person should look at, and what stands in the plan only."""

    recommendations: list[PlannedRecommendation] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    not_in_file: list[str] = field(default_factory=list)

    def doubt(self, where: str, message: str) -> None:
        """Note something for the person who checks the preview."""
        self.problems.append(Problem(where=where, message=message))


def plan_of(visit: Visit, review: Review, reading: Reading, source: str) -> Planned:
    """Work out what is new in the file and what is known; reads only."""
    planned = Planned()
    asked = _grouped(reading.records, planned)
    known = recorded.known_actions(visit, review)
    _find_recommendations(recorded.known_recommendations(visit, review), asked, planned, known)
    taken = recorded.references_like(visit, f"{review.reference}/")
    making = _Making(
        review.reference, recorded.register(visit), source, taken, visit.today, _closed_to_actions(visit, planned)
    )
    _find_actions(planned, known, making)
    order = {record.where: place for place, record in enumerate(reading.records)}
    planned.problems.sort(key=lambda problem: order[problem.where])
    return planned


def _grouped(records: Sequence[Record], planned: Planned) -> list[PlannedRecommendation]:
    """Put the records under their recommendations, in the order of the file."""
    found: dict[tuple[str, str], PlannedRecommendation] = {}
    for record in records:
        reference = (record.parent_ref if record.action else record.parent_ref or record.ref) or ""
        if not reference and not words_of(record.text):
            planned.doubt(record.where, NOTHING_ABOVE)
            continue
        key = (reference_of(reference), words_of(record.text))
        asked = found.setdefault(key, PlannedRecommendation(reference, record.text.strip()))
        asked.records.append(record)
        if not record.action and (record.owners or record.due.raw or record.status.raw.strip()):
            planned.doubt(record.where, NOT_TAKEN)
    return list(found.values())


def _find_recommendations(
    known: list[Known], asked: list[PlannedRecommendation], planned: Planned, actions: Mapping[int, list[Known]]
) -> None:
    taken = {each.reference for each in known}
    wanted = [Wanted(each.reference, each.wording) for each in asked]
    for each, one in zip(asked, match_recommendations(wanted, known, _answered_by(asked, actions)), strict=True):
        where = each.records[0].where
        if one.could_be:
            _ask_which(each, one.could_be, planned)
            continue
        if one.known is not None:
            each.known, each.reference, each.why = one.known.id, one.known.reference, _why(one)
            _tell_how(one, "recommendation", where, planned)
        elif not _can_be_recorded(each, planned):
            continue
        else:
            _tell_other(one, where, planned)
            each.reference = _free(each.reference, taken)
            each.why = "it is new"
        planned.recommendations.append(each)


def _why(one: Match) -> str:
    words = f": both say {', '.join(one.shared[:WORDS_TOLD])}" if one.shared else ""
    return f"by {one.how.value}{words}"


def _ask_which(each: PlannedRecommendation, could_be: Sequence[Known], planned: Planned) -> None:
    """Leave out what could be one recommendation or another; only a person can choose."""
    named = " or ".join(f"{one.reference} (“{shortened(one.wordings[-1])}”)" for one in could_be)
    for record in each.records:
        planned.doubt(record.where, CHOOSE.format(named=named))


def shortened(wording: str) -> str:
    """Give the beginning of a wording, by which a person knows it again."""
    words = " ".join(wording.split())
    return words if len(words) <= SHORT else f"{words[: SHORT - 1].rstrip()}…"


def _answered_by(asked: list[PlannedRecommendation], actions: Mapping[int, list[Known]]) -> list[list[int]]:
    """Give for each recommendation of the file those under which its actions are recorded, most of them first."""
    places: dict[str, set[int]] = defaultdict(set)
    for key, several in actions.items():
        for wording in (wording for each in several for wording in each.wordings):
            places[words_of(wording)].add(key)
    votes = [Counter(key for record in each.records for key in places[words_of(record.action or "")]) for each in asked]
    return [sorted(each, key=lambda key: (-each[key], key)) for each in votes]


def _can_be_recorded(each: PlannedRecommendation, planned: Planned) -> bool:
    try:
        text(each.wording, "the words of the recommendation")
    except InputError as error:
        for record in each.records:
            planned.doubt(record.where, f"not taken, because its recommendation cannot be recorded: {error.sentence}")
        return False
    return True


def _tell_how(one: Match, kind: str, where: str, planned: Planned) -> None:
    if one.known is not None and one.how is not How.WORDS:
        told = f"taken for {kind} {one.known.reference}, {_why(one)}"
        planned.doubt(where, f"{told}; it is worded differently in the record, compare the two")


def _tell_other(one: Match, where: str, planned: Planned) -> None:
    if one.other is not None:
        message = f"the record has something else under {one.other.reference}; this is recorded as new, beside it"
        planned.doubt(where, message)


def _free(reference: str, taken: set[str]) -> str:
    """Give the reference, or where it is taken the first of "1-2", "1-3", … that is free."""
    wanted = reference if 0 < len(reference) <= LONGEST_REFERENCE else WITHOUT_REFERENCE
    found, number = wanted, 1
    while found in taken:
        number += 1
        found = f"{wanted}-{number}"
    taken.add(found)
    return found


def _closed_to_actions(visit: Visit, planned: Planned) -> dict[int, str]:
    """Say of each recommendation under which no action can be recorded why not."""
    known = {each.known: each.reference for each in planned.recommendations if each.known}
    now = stands.recommendations(visit.session, sorted(known), visit.effective_on) if known else {}
    told = ((key, no_action_under(Standing(span.state))) for key, span in now.items())
    return {key: f"recommendation {known[key]} {reason}" for key, reason in told if reason}


@dataclass(frozen=True)
class _Making:
    """What a new action needs beside its record, and the references that are taken."""

    review: str
    register: Register
    source: str
    taken: set[str]
    today: date
    closed: Mapping[int, str]

    def full(self, record: Record) -> str:
        """Give the reference of a record in the whole plan: it is unique only inside its file."""
        return f"{self.review}/{record.ref}" if record.ref else ""


def _find_actions(planned: Planned, known: Mapping[int, list[Known]], making: _Making) -> None:
    seen: set[int] = set()
    for asked in planned.recommendations:
        records = [record for record in asked.records if record.action]
        wanted = [Wanted(making.full(record), without_how(wording_of(record))) for record in records]
        for record, one in zip(records, match_actions(wanted, known.get(asked.known, [])), strict=True):
            if one.known is None and asked.known in making.closed:
                planned.doubt(record.where, f"not taken: {making.closed[asked.known]}")
                continue
            if one.known is None:
                _tell_other(one, record.where, planned)
                _make(record, asked, planned, making)
                continue
            seen.add(one.known.id)
            asked.actions.append(PlannedAction(record.where, known=one.known.reference))
            _tell_how(one, "action", record.where, planned)
    every = {each.id: each.reference for several in known.values() for each in several}
    planned.not_in_file = [reference for key, reference in every.items() if key not in seen]


def _make(record: Record, asked: PlannedRecommendation, planned: Planned, making: _Making) -> None:
    """Plan a new action; one whose words cannot be kept is told and left, and the rest goes on."""
    try:
        kept = keep(record, making.register, f"{making.source}, {record.where}", making.today)
    except InputError as error:
        planned.doubt(record.where, f"not taken: {error.sentence}")
        return
    for doubt in kept.doubts:
        planned.doubt(record.where, doubt)
    full = making.full(record)
    named = 0 < len(full) <= LONGEST_REFERENCE
    kept.action = replace(kept.action, reference=_free(full, making.taken) if named else "")
    asked.actions.append(PlannedAction(record.where, kept=kept))
