"""Release a frozen public edition: read its bytes, find what could tell who somebody is, and let two people decide."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from tracker import snapshots
from tracker.access import needs
from tracker.commands import releases as commands
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.queries import releases as queries
from tracker.queries.releases import Stand
from tracker.queries.snapshots import Kept
from tracker.rules import identifying
from tracker.rules.identifying import Place
from tracker.settings import Settings
from tracker.visit import Visit
from tracker.words import Permission, Role

WORD = "publish"
NEVER = frozenset({identifying.NHS_NUMBER, identifying.LISTED})
NO_LIST = (
    "The list of names that must never be published (TRACKER_LISTED_NAMES_FILE) cannot be read. Tell whoever runs the "
    "service: nothing is released without it."
)
CLOSED = (
    "Something in this edition was withdrawn, or marked restricted or sealed, after it was frozen. Freeze another one."
)


@dataclass(frozen=True)
class Found:
    """A place of an edition that could tell who somebody is; `reason` says why the chair let it stand."""

    id: str
    where: str
    place: Place
    reason: str = ""

    @property
    def may_stand(self) -> bool:
        """Tell whether the chair may let it stand at all."""
        return self.place.kind not in NEVER

    @property
    def sentence(self) -> str:
        """Say what was found and where, and what follows."""
        if self.reason:
            return f"{self.where}: {self.place.sentence} The chair let it stand: “{self.reason}”"
        after = "The chair can let it stand, with a reason." if self.may_stand else "Nobody can let it stand."
        return f"{self.where}: {self.place.sentence} {after}"


@needs(Permission.RELEASE_EDITION)
def found(visit: Visit, settings: Settings, snapshot_id: int) -> tuple[Stand, list[Found]]:
    """Search every text of a frozen edition, and give what was found with what the chair said of it."""
    stand = queries.one(visit, snapshot_id)
    return stand, _found(visit, settings, stand)


def _found(visit: Visit, settings: Settings, stand: Stand) -> list[Found]:
    names, listed = queries.names(visit), listed_names(settings)
    told = snapshots.read(settings, stand.kept)["public"]
    return [
        Found(key, where, place, stand.confirmed.get(key, ""))
        for path, where, text in _texts(told)
        for place in identifying.places(text, names, listed)
        for key in (f"{path} at {place.start}, {place.kind}",)
    ]


def listed_names(settings: Settings) -> Sequence[str]:
    """Read the names that must never stand in anything that is published; a list that cannot be read stops all."""
    if settings.listed_names_file is None:
        return settings.listed_names
    try:
        lines = settings.listed_names_file.read_text(encoding="utf-8-sig").splitlines()
    except (OSError, ValueError) as error:
        raise RuleBrokenError([NO_LIST]) from error
    return [*settings.listed_names, *filter(None, map(str.strip, lines))]


def _texts(told: Any, path: str = "", where: str = "The edition") -> Iterator[tuple[str, str, str]]:
    """Give every text of an edition with its path, and in words where it stands."""
    if isinstance(told, str):
        yield path, where, told
    elif isinstance(told, list):
        for number, each in enumerate(told, start=1):
            yield from _texts(each, f"{path}[{number}]", where)
    elif isinstance(told, dict):
        here = _named(told, where)
        for name, each in told.items():
            yield from _texts(each, f"{path}.{name}" if path else name, here)


def _named(told: dict[str, Any], where: str) -> str:
    """Name a part of an edition by what people know it by."""
    if "title" in told:
        return str(told.get("reference") or told["title"])
    return f"{where} {told['reference']}" if "reference" in told and "review" not in told else where


@needs(Permission.RELEASE_EDITION)
def release(visit: Visit, settings: Settings, snapshot_id: int, *, as_role: Role, word: str) -> None:
    """Release a frozen edition as coordinator or chair, once nothing in it tells who somebody is."""
    stand = queries.one(visit, snapshot_id)
    if word.strip().casefold() != WORD:
        raise InputError(f"Type the word {WORD} to say that you mean it.", field="word")
    told = snapshots.read(settings, stand.kept)
    if snapshots.closed_since(visit, stand.kept.edition, told):
        raise RuleBrokenError([CLOSED])
    if left := [each.sentence for each in _found(visit, settings, stand) if not each.reason]:
        raise RuleBrokenError(left)
    commands.record_release(visit, snapshot_id, as_role=as_role)


@needs(Permission.RELEASE_EDITION)
def confirm(visit: Visit, settings: Settings, snapshot_id: int, *, place: str, reason: str) -> None:
    """Let one thing that was found stand, as the chair, with a reason; never a number of the NHS or a listed name."""
    stand = queries.one(visit, snapshot_id)
    chosen = next((each for each in _found(visit, settings, stand) if each.id == place), None)
    if chosen is None:
        raise NotFoundError("Nothing was found at this place. Open the page again.")
    if not chosen.may_stand:
        raise RuleBrokenError(
            [f"{chosen.where}: {chosen.place.kind} is never published. Freeze an edition without it."]
        )
    commands.record_confirmed(visit, snapshot_id, place=place, reason=reason)


@dataclass(frozen=True)
class Published:
    """An edition that the public may read: how it was released, and what it holds."""

    stand: Stand
    told: dict[str, Any]

    @property
    def public(self) -> dict[str, Any]:
        """Give what its site is written from."""
        return self.told["public"]  # type: ignore[no-any-return]


@needs(Permission.RELEASE_EDITION)
def published(visit: Visit, settings: Settings) -> list[Published]:
    """Give the editions that the public may read, the one released last first.

    One that speaks of something that was withdrawn or closed since is not among them, whoever forgot to take it back.
    """
    every = [Published(each, snapshots.read(settings, each.kept)) for each in queries.published(visit)]
    return [each for each in every if not snapshots.closed_since(visit, each.stand.kept.edition, each.told)]


@needs(Permission.RELEASE_EDITION)
def unread(visit: Visit, settings: Settings) -> dict[int, str]:
    """Say of each edition that is released, and yet not published, by its key why the public does not read it."""
    found = {}
    for each in queries.published(visit):
        try:
            closed = snapshots.closed_since(visit, each.kept.edition, snapshots.read(settings, each.kept))
        except RuleBrokenError as damaged:
            found[each.kept.id] = damaged.sentence
        else:
            found |= {each.kept.id: CLOSED} if closed else {}
    return found


@needs(Permission.RELEASE_EDITION)
def by_citation(visit: Visit, settings: Settings, cited: str) -> tuple[Kept, dict[str, Any]]:
    """Give a frozen public edition by how it is cited, with what its site would be written from."""
    stand = next((each for each in queries.listing(visit) if each.kept.cited == cited), None)
    if stand is None:
        raise NotFoundError
    return stand.kept, snapshots.read(settings, stand.kept)["public"]
