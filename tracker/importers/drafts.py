"""One record of a file as the draft of an action: its owner among the posts, its date, its status, its own words."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from tracker.commands.actions import ActionDraft, AsWritten, UpdateDraft
from tracker.commands.days import possible
from tracker.commands.texts import text
from tracker.errors import InputError
from tracker.importers.cells import folded, name_free_of_tricks
from tracker.importers.owners import AS_ABOVE
from tracker.importers.rows import Record, StatusNorm
from tracker.words import Precision, Rating

LONGEST_DUE = 200
HOW = "\nHow: "
RATED = {
    StatusNorm.ON_TRACK: Rating.GREEN,
    StatusNorm.SOME_SLIPPAGE: Rating.AMBER,
    StatusNorm.OFF_TRACK: Rating.RED,
}


@dataclass(frozen=True)
class RegisteredPost:
    """A post and the agency that it belongs to."""

    id: int
    agency_id: int


Register = Mapping[str, Sequence[RegisteredPost]]


@dataclass
class Kept:
    """What a record becomes: an action, perhaps with a first update, and what a person should look at."""

    action: ActionDraft
    update: UpdateDraft | None = None
    doubts: list[str] = field(default_factory=list)


def keep(record: Record, register: Register, source: str, today: date) -> Kept:
    """Make the draft of an action from a record; raises InputError when its words cannot be kept."""
    owner, contributing, doubts = _owners(record, register)
    update = _update(record)
    due, no_due = _due(record, today)
    draft = ActionDraft(
        wording=text(wording_of(record), "the action"),
        recommendations=(),
        owner_post_id=owner,
        due=due,
        contributing=contributing,
        success_measure=text(record.success_measures or "", "success measure", needed=False),
        as_written=AsWritten(
            owner=text(_owner_words(record), "owner", needed=False),
            due=_due_words(record),
            precision=Precision(record.due.precision.value) if record.due.precision else Precision.NONE,
            status=text(_status_words(record, told=update is not None), "status", needed=False),
            source=source,
        ),
    )
    return Kept(draft, update, [*doubts, *(no_due or _date_doubts(record))])


def wording_of(record: Record) -> str:
    """Give what will be done, with how it will be done where the file says so."""
    how = f"{HOW}{record.how.strip()}" if record.how and record.how.strip() else ""
    return f"{(record.action or '').strip()}{how}"


def without_how(wording: str) -> str:
    """Give what will be done, without how."""
    return wording.split(HOW, 1)[0]


def _owners(record: Record, register: Register) -> tuple[int | None, tuple[int, ...], list[str]]:
    """Give the post that owns, the agencies that contribute, and the names that are no post of the register."""
    posts: list[RegisteredPost] = []
    unknown: list[str] = []
    several: list[str] = []
    for name in record.owners:
        found = register.get(folded(name), ())
        if len(found) == 1:
            posts.append(found[0])
        else:
            (several if found else unknown).append(f"“{name}”")
    doubts = [f"{_listed(unknown)}: no post of that title is recorded; the words are kept"] if unknown else []
    doubts += [f"{_listed(several)}: posts of two agencies have this title; the words are kept"] if several else []
    if not posts:
        return None, (), doubts
    others = dict.fromkeys(post.agency_id for post in posts[1:] if post.agency_id != posts[0].agency_id)
    return posts[0].id, tuple(others), doubts


def _listed(names: Sequence[str]) -> str:
    return ", ".join(names)


def _owner_words(record: Record) -> str:
    written = name_free_of_tricks(record.owners_raw or "").strip()
    if folded(written) in AS_ABOVE and record.owners:
        return f"{written}: {'; '.join(record.owners)}"
    return written


def _update(record: Record) -> UpdateDraft | None:
    """Give the update that a written status comes to: a claim of completion stays a claim."""
    norm = record.status.norm
    if norm not in {StatusNorm.COMPLETE, *RATED}:
        return None
    words = text("\n\n".join([record.status.raw.strip(), *_outcome(record)]), "status")
    return UpdateDraft(words, declared=RATED.get(norm), started=True, declared_done=norm is StatusNorm.COMPLETE)


def _outcome(record: Record) -> list[str]:
    return [f"Outcome: {record.outcome.strip()}"] if record.outcome and record.outcome.strip() else []


def _due(record: Record, today: date) -> tuple[date | None, list[str]]:
    """Give the due date if it can be meant; if not, none and why."""
    try:
        return possible(record.due.iso, "due date", today), []
    except InputError as error:
        return None, [f"no due date was taken, the words are kept: {error.sentence}"]


def _due_words(record: Record) -> str:
    written = (record.due.raw or "").strip()
    return written if len(written) <= LONGEST_DUE else f"{written[: LONGEST_DUE - 1]}…"


def _status_words(record: Record, *, told: bool) -> str:
    """Keep the status as written, and with it what no other field can hold."""
    said = [record.status.raw.strip()] + ([] if told else _outcome(record))
    if len((record.due.raw or "").strip()) > LONGEST_DUE:
        said.append(f"Date: {(record.due.raw or '').strip()}")
    return "\n\n".join(words for words in said if words)


def _date_doubts(record: Record) -> list[str]:
    if record.due.earlier is None or record.due.iso is None:
        return []
    earlier, now = (f"{day:%-d %B %Y}" for day in (record.due.earlier, record.due.iso))
    return [f"the file says that this date was moved from {earlier}; {now} becomes the baseline, the words are kept"]
