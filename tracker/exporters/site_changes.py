"""What changed from one released edition to the next, in sentences, and the same as a feed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any, Protocol
from uuid import UUID

from jinja2 import Environment

from tracker.exporters.site_rows import Told, said
from tracker.rules.phrases import amount

IN_ONE_PART, IN_THE_FEED, ENTRIES = 100, 50, 20


class Released(Protocol):
    """A released edition."""

    @property
    def cited(self) -> str:
        """How it is cited."""

    @property
    def released_on(self) -> date:
        """The day on which it was released."""

    @property
    def told(self) -> Told:
        """What it holds."""


@dataclass(frozen=True)
class Changed:
    """What an edition brought, in sentences."""

    cited: str
    released_on: date
    said: Sequence[str]

    @property
    def parts(self) -> list[Sequence[str]]:
        """Part the sentences so that no page gets too large."""
        return [self.said[start : start + IN_ONE_PART] for start in range(0, len(self.said), IN_ONE_PART)]


def told(editions: Sequence[Released]) -> list[Changed]:
    """Tell of each edition, the newest first, what it changed; the first of all is where it begins."""
    older: list[Released | None] = [*editions[1:], None]
    return [
        Changed(new.cited, new.released_on, list(_between(old.told, new.told)) if old else [_first(new.told)])
        for new, old in zip(editions, older, strict=True)
    ]


def _first(told: Told) -> str:
    number = sum(len(each["recommendations"]) for each in told["reviews"])
    reviews = amount(len(told["reviews"]), "published review")
    return f"The first edition: {amount(number, 'recommendation')} in {reviews}."


def _between(old: Told, new: Told) -> Iterator[str]:
    found = [*_reviews(old, new), *_recommendations(old, new), *_actions(old, new), *_context(old, new)]
    yield from found or ["Nothing that this edition tells has changed."]


def _reviews(old: Told, new: Told) -> Iterator[str]:
    before, now = ({each["reference"]: each for each in told["reviews"]} for told in (old, new))
    for name in [name for name in now if name not in before]:
        yield f"New: the review {name}, {now[name]['title']}."
    yield from (f"No longer told: the review {name}." for name in before if name not in now)


def _recommendations(old: Told, new: Told) -> Iterator[str]:
    before, now = _made(old), _made(new)
    known = {each["reference"] for each in old["reviews"]}
    for key, one in now.items():
        cited = " ".join(key)
        if key in before:
            yield from (f"{cited}: {change}" for change in _of_recommendation(before[key], one))
        elif key[0] in known:
            yield f"New: recommendation {cited}."
    still = {each["reference"] for each in new["reviews"]}
    yield from (
        f"No longer told: recommendation {' '.join(key)}." for key in before if key not in now and key[0] in still
    )


def _made(told: Told) -> dict[tuple[str, str], Told]:
    return {
        (review["reference"], one["reference"]): one for review in told["reviews"] for one in review["recommendations"]
    }


def _of_recommendation(old: Told, new: Told) -> Iterator[str]:
    if old["status"] != new["status"]:
        yield f"was {old['status']}, is now {new['status']}."
    if old["is_it_working"] != new["is_it_working"]:
        yield f"is it working? {new['is_it_working']}"
    if old["answer"] != new["answer"]:
        yield f"the answer was {old['answer']}, is now {new['answer']}."
    if old["wording"] != new["wording"]:
        yield "its published wording changed."
    known = {(each["review"], each["reference"]) for each in old["made_again"]}
    for each in new["made_again"]:
        if (each["review"], each["reference"]) not in known:
            yield f"was made again, as {each['review']} {each['reference']}."


def _actions(old: Told, new: Told) -> Iterator[str]:
    before, now = ({each["reference"]: each for each in told["actions"]} for told in (old, new))
    for name, one in now.items():
        if name not in before:
            yield f"New: action {name}, {one['agency'] or 'without an owner'}."
            continue
        yield from (f"Action {name}: {change}" for change in _of_action(before[name], one))
    yield from (f"No longer told: action {name}." for name in before if name not in now)


def _of_action(old: Told, new: Told) -> Iterator[str]:
    if old["status"] != new["status"]:
        yield f"was {old['status']}, is now {new['status']}."
    if old["due"] != new["due"]:
        yield f"was due on {said(old['due'])}, is now due on {said(new['due'])}."
    if old["agency"] != new["agency"]:
        yield f"passed from {old['agency'] or 'no agency'} to {new['agency'] or 'no agency'}."
    if new["overdue"] and not old["overdue"]:
        yield "is overdue now."
    if old["wording"] != new["wording"]:
        yield "its published wording changed."


def _context(old: Told, new: Told) -> Iterator[str]:
    known = {(each["on"], each["title"]) for each in old["context"]}
    for each in new["context"]:
        if (each["on"], each["title"]) not in known:
            yield f"Around it: {each['title']}."


def feed(site: Any, changes: Sequence[Changed], templates: Environment) -> str:
    """Write the changes as an Atom feed, of the newest editions; of a long list it says where the rest stands."""
    entries = [
        {
            "cited": each.cited,
            "id": _urn(each.cited),
            "updated": _instant(each.released_on),
            "said": _shortly(each.said),
        }
        for each in changes[:ENTRIES]
    ]
    template = templates.get_template("site/feed.xml")
    updated = _instant(changes[0].released_on)
    return template.render(site=site, entries=entries, id=_urn(f"feed of {site.board}"), updated=updated)


def _shortly(sentences: Sequence[str]) -> list[str]:
    more = len(sentences) - IN_THE_FEED
    rest = [f"And {more:,} more: see the page of changes."] if more > 0 else []
    return [*sentences[:IN_THE_FEED], *rest]


def _urn(name: str) -> str:
    """Name a thing for ever, without an address."""
    return UUID(bytes=sha256(name.encode()).digest()[:16], version=4).urn


def _instant(day: date) -> str:
    return f"{day.isoformat()}T00:00:00Z"
