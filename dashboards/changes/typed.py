"""What people typed into a form, read: a day, a key, a choice; what cannot be read is said at its field."""

import re
from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from enum import StrEnum
from typing import TypeVar

from dashboards.components.forms import Option
from dashboards.service import read_day
from tracker.errors import InputError
from tracker.queries.choices import Choice
from tracker.settings import LONDON

Typed = Mapping[str, str]
Word = TypeVar("Word", bound=StrEnum)
MOST_DIGITS = 9
CLOCK = re.compile(r"([01]\d|2[0-3]):([0-5]\d)")
INCOMPLETE = "This form is not complete. Open the page again."


def day(typed: Typed, name: str) -> date:
    """Read a day that has to be given."""
    return read_day(typed.get(name, ""), name=name)


def maybe_day(typed: Typed, name: str) -> date | None:
    """Read a day that may be left empty."""
    return day(typed, name) if typed.get(name, "").strip() else None


def maybe_instant(typed: Typed, name: str) -> datetime | None:
    """Read a day and a time in London that may be left empty; an hour that comes twice or never is asked about."""
    given = " ".join(typed.get(name, "").split())
    if not given:
        return None
    written, zone = (given[:-4], given[-3:]) if given.endswith((" BST", " GMT")) else (given, "")
    before, _, clock = written.rpartition(" ")
    day, found = read_day(before, name=name), CLOCK.fullmatch(clock)
    if found is None:
        raise InputError("Enter a day and a time like 16 Dec 2026 10:00.", field=name)
    at = time(int(found[1]), int(found[2]))
    able = [datetime.combine(day, at, tzinfo=LONDON).replace(fold=fold) for fold in (0, 1)]
    real = {each.astimezone(UTC) for each in able if each.astimezone(UTC).astimezone(LONDON).time() == at}
    if not real:
        raise InputError(f"The clocks go forward: {clock} does not come on that day.", field=name)
    named = [each for each in sorted(real) if not zone or each.astimezone(LONDON).tzname() == zone]
    if len(named) != 1:
        raise InputError(f"The clocks go back: write {clock} BST or {clock} GMT.", field=name)
    return named[0]


def key(typed: Typed, name: str, sentence: str) -> int:
    """Read the key of something chosen from a list; the sentence asks to choose."""
    given = typed.get(name, "")
    if not (given.isascii() and given.isdigit()) or len(given) > MOST_DIGITS:
        raise InputError(sentence, field=name)
    return int(given)


def maybe_key(typed: Typed, name: str, sentence: str) -> int | None:
    """Read the key of something chosen from a list that offers nothing at all as well."""
    return key(typed, name, sentence) if typed.get(name, "") else None


def word(typed: Typed, name: str, words: type[Word], sentence: str) -> Word:
    """Read a choice among the words of a list; the sentence asks to choose."""
    given = typed.get(name, "")
    if given not in {each.value for each in words}:
        raise InputError(sentence, field=name)
    return words(given)


def maybe_word(typed: Typed, name: str, words: type[Word], sentence: str) -> Word | None:
    """Read a choice that may be left open."""
    return word(typed, name, words, sentence) if typed.get(name, "") else None


def version(typed: Typed) -> int:
    """Read which version of the record the person saw."""
    return key(typed, "version", INCOMPLETE)


def options(choices: Sequence[Choice], *, none: str = "Choose") -> list[Option]:
    """Offer these choices, and first none of them."""
    return [Option("", none), *(Option(str(each.id), each.words) for each in choices)]


def words(several: Sequence[StrEnum], *, none: str = "") -> list[Option]:
    """Offer words of a list, each as it is kept."""
    first = [Option("", none)] if none else []
    return [*first, *(Option(each.value, each.value[:1].upper() + each.value[1:]) for each in several)]
