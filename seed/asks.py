"""Reads the asks of the worked example: lasting groups, each founded on recommendations that were judged the same."""

import tomllib
from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path

from pydantic import Field, ValidationError

from seed.record import FOLDER, Entry, Pointer, PublicRecord, Text
from tracker.errors import InputError
from tracker.words import RepeatVerdict

FILE = "asks.toml"


class Answered(Entry):
    """One action of the illustrative plan answers the whole ask, from a day on."""

    action: Text
    on: date
    reason: Text


class PublicAsk(Entry):
    """What several reviews asked for, and which recommendations did, in the order in which they were known."""

    name: Text
    reason: Text
    members: list[Pointer] = Field(min_length=2)
    answered_by: Answered | None = None


class _Asks(Entry):
    ask: list[PublicAsk]


def read_asks(record: PublicRecord, folder: Path = FOLDER) -> list[PublicAsk]:
    """Read and check the asks; an InputError names what is wrong."""
    try:
        found = _Asks.model_validate(tomllib.loads((folder / FILE).read_text(encoding="utf-8"))).ask
    except (OSError, tomllib.TOMLDecodeError, ValidationError) as error:
        raise InputError(f"{FILE} cannot be read: {error}.") from error
    if problems := [f"{FILE}, {problem}" for problem in _problems(found, record)]:
        raise InputError("\n".join(problems))
    return found


def _problems(asks: list[PublicAsk], record: PublicRecord) -> Iterator[str]:
    known = record.recommendations()
    same = {
        frozenset({str(link.later), str(link.earlier)})
        for link in record.recurrences
        if link.verdict is RepeatVerdict.SAME
    }
    for ask in asks:
        names = [str(member) for member in ask.members]
        yield from (f"{ask.name}: there is no recommendation {name}." for name in names if name not in known)
        for place, name in enumerate(names):
            if not any(frozenset({name, other}) in same for other in (names[:place] or names[1:])):
                yield f"{ask.name}: {name} was judged the same as none before it."
    counted = Counter(str(member) for ask in asks for member in ask.members)
    yield from (f"{name} is in more than one ask." for name, number in counted.items() if number > 1)
