"""The public record of the worked example, read from the files in `public/` and checked as a whole.

Every wording is our own paraphrase. What is not known is left out of the files: it reads as None, "" or an empty list.
"""

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any, TypeVar

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from tracker.errors import InputError
from tracker.words import ContextKind, FindingKind, Precision, RepeatBasis, RepeatVerdict, ReviewKind

FOLDER = Path(__file__).parent / "public"

Text = Annotated[str, Field(min_length=1)]
Address = Annotated[str, Field(pattern=r"^https?://\S+$")]


class Entry(BaseModel):
    """Anything in the files: no unknown field, no guessed type, never changed after reading."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class PublicFinding(Entry):
    """What a review found; an empty why or how is not known."""

    reference: Text
    kind: FindingKind = Field(strict=False)
    what: Text
    why: str = ""
    how: str = ""
    page: str = ""
    source_url: Address


class PublicRecommendation(Entry):
    """One recommendation in our own words; `source_url` is the review's where the file gives no other."""

    reference: Text
    wording: Text
    page: str = ""
    source_url: Address
    addressed_as_written: str = ""
    deadline_as_written: str = ""
    deadline_on: date | None = None
    themes: list[str] = Field(min_length=1, max_length=3)
    corpus_id: Text
    stated_repeat: bool = False


class PublicReview(Entry):
    """A published review with what it found and recommended; `known_recommendations` of the total were seen."""

    reference: Text
    title: Text
    short_title: Text
    kind: ReviewKind = Field(strict=False)
    area: Text
    incident_on: date | None = None
    practice_from: date | None = None
    practice_to: date | None = None
    practice_basis: str = ""
    commissioned_on: date | None = None
    completed_on: date | None = None
    published_on: date | None = None
    embargo_until: datetime | None = None
    source_document: Text
    source_url: Address
    publisher_url: Address | None = None
    licence_note: Text
    known_recommendations: int
    total_recommendations: int | None = None
    note: Text
    findings: list[PublicFinding] = Field(default=[], alias="finding")
    recommendations: list[PublicRecommendation] = Field(alias="recommendation", min_length=1)


class PublicTheme(Entry):
    """A theme of the controlled list."""

    key: Annotated[str, Field(pattern=r"^[a-z-]{1,20}$")]
    corpus_key: Text
    name: Text
    definition: Text
    aliases: list[str] = []
    parent: str | None = None


class PublicEvent(Entry):
    """Something that happened around a plan; with precision month or year, `on` is the first day of it."""

    on: date
    precision: Precision = Field(strict=False)
    kind: ContextKind = Field(strict=False)
    area: Text
    title: Text
    sentence: Text
    source: Text
    source_url: Address
    quoted: bool = False


class Pointer(Entry):
    """Names one recommendation of one review."""

    review: Text
    reference: Text

    def __str__(self) -> str:
        """Give the name by which a person would cite it."""
        return f"{self.review} {self.reference}"


class PublicRecurrence(Entry):
    """The later recommendation repeats, or is related to, the earlier one."""

    later: Pointer
    earlier: Pointer
    verdict: RepeatVerdict = Field(strict=False)
    basis: RepeatBasis = Field(strict=False)
    reason: Text


class PublicRecord(Entry):
    """Everything public in the worked example."""

    reviews: list[PublicReview]
    themes: list[PublicTheme]
    events: list[PublicEvent]
    recurrences: list[PublicRecurrence]

    def recommendations(self) -> dict[str, tuple[PublicReview, PublicRecommendation]]:
        """Give every recommendation, with its review, under its cited name ("BHM-INS-2014 24")."""
        return {f"{r.reference} {entry.reference}": (r, entry) for r in self.reviews for entry in r.recommendations}


class _Themes(Entry):
    theme: list[PublicTheme]


class _Events(Entry):
    event: list[PublicEvent]


class _Recurrences(Entry):
    recurrence: list[PublicRecurrence]


Whole = TypeVar("Whole", bound=Entry)


def read_public_record(folder: Path = FOLDER) -> PublicRecord:
    """Read and check the whole public record; an InputError names each file and entry that is wrong."""
    record = PublicRecord(
        reviews=[_read_review(path) for path in sorted((folder / "reviews").glob("*.toml"))],
        themes=_read(folder / "themes.toml", _Themes).theme,
        events=_read(folder / "context.toml", _Events).event,
        recurrences=_read(folder / "recurrences.toml", _Recurrences).recurrence,
    )
    if problems := list(_problems(record)):
        raise InputError("\n".join(problems))
    return record


def _read_review(path: Path) -> PublicReview:
    content = _load(path)
    for entry in [*content.get("recommendation", []), *content.get("finding", [])]:
        entry.setdefault("source_url", content.get("source_url"))
    review = _checked(path, PublicReview, content)
    if review.reference != path.stem:
        raise InputError(f"{path.name}: the reference is {review.reference}. It must be the name of the file.")
    return review


def _read(path: Path, shape: type[Whole]) -> Whole:
    return _checked(path, shape, _load(path))


def _load(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{path.name} cannot be read: {error}.") from error


def _checked(path: Path, shape: type[Whole], content: dict[str, Any]) -> Whole:
    try:
        return shape.model_validate(content)
    except ValidationError as error:
        told = [f"{path.name}, {_place(problem['loc'], content)}: {problem['msg']}." for problem in error.errors()]
        raise InputError("\n".join(told)) from error


def _place(loc: tuple[int | str, ...], content: dict[str, Any]) -> str:
    """Name the entry as a person would find it in the file: by its reference or key, else by its place."""
    match loc:
        case (str(table), int(index), *rest):
            entry = content[table][index]
            name = entry.get("reference") or entry.get("key") or f"no {index + 1}"
            return ", ".join([f"{table} {name}", *map(str, rest)])
        case _:
            return ", ".join(map(str, loc))


def _problems(record: PublicRecord) -> Iterator[str]:
    """Give what is wrong between entries, a sentence each."""
    for review in record.reviews:
        yield from (f"{review.reference}.toml, {problem}" for problem in _review_problems(review, record))
    yield from (f"themes.toml, {problem}" for problem in _theme_problems(record.themes))
    for event in record.events:
        yield from (f"context.toml, event {event.title} of {event.on}: {problem}" for problem in _event_problems(event))
    yield from (f"recurrences.toml, {problem}" for problem in _recurrence_problems(record))


def _review_problems(review: PublicReview, record: PublicRecord) -> Iterator[str]:
    yield from _practice_problems(review)
    if review.known_recommendations != len(review.recommendations):
        yield f"known_recommendations: says {review.known_recommendations}, and {len(review.recommendations)} are here."
    if review.total_recommendations is not None and review.total_recommendations < review.known_recommendations:
        yield "total_recommendations: fewer than the recommendations seen."
    for kind, entries in (("recommendation", review.recommendations), ("finding", review.findings)):
        yield from (f"{kind} {name}: the reference stands twice." for name in _twice(e.reference for e in entries))
    keys = {theme.key for theme in record.themes}
    for entry in review.recommendations:
        yield from (f"recommendation {entry.reference}: {problem}" for problem in _entry_problems(entry, review, keys))


def _practice_problems(review: PublicReview) -> Iterator[str]:
    start, end = review.practice_from, review.practice_to
    if (start is None) != (end is None):
        yield "practice period: give both days or neither."
    if start is not None and end is not None and end < start:
        yield "practice period: it ends before it begins."
    if (start is None) != (review.practice_basis == ""):
        yield "practice_basis: say where the practice period comes from, and only where there is one."


def _entry_problems(entry: PublicRecommendation, review: PublicReview, keys: set[str]) -> Iterator[str]:
    yield from (f"the theme {key} is not in themes.toml." for key in entry.themes if key not in keys)
    yield from (f"the theme {key} stands twice." for key in _twice(entry.themes))
    if entry.deadline_on and review.published_on and entry.deadline_on < review.published_on:
        yield f"the deadline {entry.deadline_on} is before the publication on {review.published_on}."


def _theme_problems(themes: list[PublicTheme]) -> Iterator[str]:
    keys = {theme.key for theme in themes}
    yield from (f"theme {key}: the key stands twice." for key in _twice(theme.key for theme in themes))
    yield from (f"theme {name}: the name stands twice." for name in _twice(theme.name for theme in themes))
    for theme in themes:
        if theme.parent is not None and (theme.parent not in keys or theme.parent == theme.key):
            yield f"theme {theme.key}: the parent {theme.parent} is not another theme of the list."


def _event_problems(event: PublicEvent) -> Iterator[str]:
    first = {Precision.MONTH: event.on.replace(day=1), Precision.YEAR: event.on.replace(month=1, day=1)}
    if event.precision not in {Precision.DAY, *first}:
        yield f"the precision must be day, month or year, not {event.precision}."
    if event.on != first.get(event.precision, event.on):
        yield f"with precision {event.precision}, give its first day."
    if event.quoted != ("“" in event.title + event.sentence):
        yield "say quoted = true where, and only where, words are quoted."


def _recurrence_problems(record: PublicRecord) -> Iterator[str]:
    known = record.recommendations()
    yield from (f"{pair}: the pair stands twice." for pair in _twice(_pair(link) for link in record.recurrences))
    for link in record.recurrences:
        yield from (f"{_pair(link)}: {problem}" for problem in _link_problems(link, known))
    stated = {str(link.later) for link in record.recurrences if link.basis == RepeatBasis.STATED}
    for name, (_, entry) in known.items():
        if entry.stated_repeat != (name in stated):
            yield f"{name}: a stated repeat needs stated_repeat in its review and a recurrence on that basis here."


def _link_problems(
    link: PublicRecurrence, known: dict[str, tuple[PublicReview, PublicRecommendation]]
) -> Iterator[str]:
    missing = [str(end) for end in (link.later, link.earlier) if str(end) not in known]
    yield from (f"there is no recommendation {name}." for name in missing)
    if not missing:
        later, earlier = (known[str(end)][0].published_on for end in (link.later, link.earlier))
        if later and earlier and later < earlier:
            yield "the later one was published before the earlier one."


def _pair(link: PublicRecurrence) -> str:
    return f"{link.later} repeats {link.earlier}"


def _twice(names: Iterator[str] | list[str]) -> list[str]:
    return [name for name, count in Counter(names).items() if count > 1]
