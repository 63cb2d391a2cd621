"""Search a written site, byte for byte, for anything of the record that the public may not read.

Whatever stands in any text column of the record is searched for, unless it is known to be public: so what a later
version adds to the record is searched for from its first day. Words are compared, without regard to capitals, signs or
markup; of a long text any eight words in a row are enough.
"""

import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from sqlalchemy import Column, Enum, String, Table
from sqlalchemy.orm import Session

from tracker.fold import tables
from tracker.models import KeptText
from tracker.models.statements import select
from tracker.queries import released
from tracker.reports.editions import reader_of
from tracker.visit import Visit
from tracker.words import Edition

WINDOW, AT_ONCE, SHORTEST = 8, 500, 4
WORD, TAG, CODE = re.compile(r"[^\W_]+"), re.compile(r"<[^<>]*>"), re.compile(r"\\u([0-9a-fA-F]{4})|\\[nrt]")
MONTHS = "january february march april may june july august september october november december"
# Days prove nothing: the same one stands in many places.
DAYS = frozenset(MONTHS.split()) | {month[:3] for month in MONTHS.split()}
HOME = Path(__file__).parent
# What the program itself says on every site proves nothing either.
OWN = (
    "exporters/site*.py",
    "exporters/open_data.py",
    "exporters/folder.py",
    "exporters/documents/site/*",
    "reports/public*.py",
    "rules/public_words.py",
    "rules/small_numbers.py",
    "rules/phrases.py",
    "rules/recurrence.py",
    "words.py",
)

Gram = tuple[str, ...]


@dataclass(frozen=True)
class Leak:
    """Words of the record that the public may not read: where they stand, and of which row they are."""

    file: str
    line: int
    table: str
    column: str
    key: Any

    @property
    def sentence(self) -> str:
        """Say where it is and whose it is, without repeating it."""
        what = self.table.replace("_", " ")
        return f"{self.file}, line {self.line}: words that are not public, of {what} {self.key} ({self.column})."


@dataclass(frozen=True)
class Searched:
    """What came of a search: the leaks, and how many texts of the record were searched for."""

    leaks: Sequence[Leak]
    texts: int


def search(visit: Visit, files: Mapping[str, bytes], known: Iterable[str] = ()) -> Searched:
    """Search every byte of these files for what is not public; `known` are further texts that are."""
    places = _places(files)
    found: dict[Gram, tuple[str, str, Any]] = {}
    number = 0
    for table, column, key, text in _every_text(visit.session):
        number += 1
        for gram in grams(text):
            if gram in places and gram not in found:
                found[gram] = (table, column, key)
    _let_go(found, _public(visit, known))
    leaks = [Leak(*places[gram], *source) for gram, source in found.items()]
    return Searched(sorted(leaks, key=lambda each: (each.file, each.line, each.table, str(each.key))), number)


def words_of(text: str) -> list[str]:
    """Give the words of a text as they are compared."""
    return WORD.findall(unicodedata.normalize("NFKC", text).casefold())


def grams(text: str) -> Iterator[Gram]:
    """Give what proves that a text is there: all its words, or of a long one any few in a row."""
    words = words_of(text)
    size = min(len(words), WINDOW)
    for start in range(len(words) - size + 1):
        gram = tuple(words[start : start + size])
        if _proves_something(gram):
            yield gram


def _proves_something(gram: Gram) -> bool:
    """Tell whether words could be told from a number, a day or a very short word that stands anywhere."""
    telling = [word for word in gram if not word.isdigit() and word not in DAYS]
    return bool(telling) and (len(gram) > 1 or len(gram[0]) >= SHORTEST)


def _every_text(session: Session) -> Iterator[tuple[str, str, Any, str]]:
    """Give every text of the record with its table, column and key; what was typed once and changed since, too."""
    kept: Table = KeptText.__table__  # type: ignore[attr-defined]
    for table in [*tables(), kept]:
        if texts := [column for column in table.columns if _holds_text(column)]:
            yield from _texts_of(session, table, texts)


def _holds_text(column: Column[Any]) -> bool:
    """Tell whether a column holds words that somebody gave; SQLModel wraps the type of the short ones."""
    kind = getattr(column.type, "impl_instance", column.type)
    return isinstance(kind, String) and not isinstance(kind, Enum)


def _texts_of(session: Session, table: Table, texts: list[Column[Any]]) -> Iterator[tuple[str, str, Any, str]]:
    key = next(iter(table.primary_key.columns))
    statement = select(key, *(column for column in texts if column is not key)).execution_options(yield_per=AT_ONCE)
    with session.execute(statement) as rows:
        for row in rows.mappings():
            found = ((column.name, row[column.name]) for column in texts)
            yield from ((table.name, name, _short(row[key.name]), str(text)) for name, text in found if text)


def _short(key: Any) -> Any:
    return key if isinstance(key, int) else str(key)[:12]


def _let_go(found: dict[Gram, Any], public: Iterable[str]) -> None:
    """Take out of what was found all that stands in a public text."""
    for text in public:
        words = words_of(text)
        for size in {len(gram) for gram in found}:
            for start in range(len(words) - size + 1):
                found.pop(tuple(words[start : start + size]), None)


def _public(visit: Visit, known: Iterable[str]) -> Iterator[str]:
    yield from known
    yield from released.texts(visit.by(reader_of(Edition.PUBLIC)))
    for pattern in OWN:
        for path in sorted(HOME.glob(pattern)):
            yield path.read_text()


def _places(files: Mapping[str, bytes]) -> dict[Gram, tuple[str, int]]:
    """Give for any one to eight words in a row of the site, names of files included, where they stand first."""
    places: dict[Gram, tuple[str, int]] = {}
    for name, content in files.items():
        for told in {name, unquote(name)}:
            _note(places, name, words_of(told), [0] * len(words_of(told)))
        read: set[Gram] = set()
        for told in sorted(_forms(content.decode(errors="replace"))):
            numbered = [(word, line) for line, text in enumerate(told.splitlines(), 1) for word in words_of(text)]
            words = tuple(word for word, _ in numbered)
            # Most forms of a page hold the same words in the same order.
            if words not in read:
                read.add(words)
                _note(places, name, words, [line for _, line in numbered])
    return places


def _note(places: dict[Gram, tuple[str, int]], name: str, words: Sequence[str], lines: Sequence[int]) -> None:
    """Note where words stand; a sentence may go on over lines, so that lines are counted and part nothing."""
    for size in range(1, WINDOW + 1):
        for start in range(len(words) - size + 1):
            places.setdefault(tuple(words[start : start + size]), (name, lines[start]))


def _forms(raw: str) -> set[str]:
    """Give a text as it stands and as a reader or a program may read it: unescaped, decoded, and without its markup."""
    forms = {raw}
    for _ in range(2):
        forms |= {unquote(each) for each in forms} | {html.unescape(each) for each in forms}
        forms |= {CODE.sub(_decoded, each) for each in forms if "\\" in each}
    # What markup parts may belong together, as may what only a tag keeps apart.
    forms |= {TAG.sub(between, each) for each in forms for between in ("", " ") if "<" in each}
    return forms


def _decoded(found: re.Match[str]) -> str:
    return json.loads(f'"{found[0]}"') if found[1] else " "
