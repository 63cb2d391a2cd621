"""Take out of a text whatever tells whose it is: agencies, places, reviews, persons, children, days and years.

What is taken out is replaced by a neutral word in brackets. It rather takes out a word too many than one too few.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from sqlalchemy.orm import Session

from tracker.models import Agency, Person, Review, Theme
from tracker.models.statements import select
from tracker.words import ReviewKind

AGENCY, PLACE, REVIEW, PERSON, CHILD = "[agency]", "[place]", "[review]", "[person]", "[child]"
YEAR, DATE, LINK = "[year]", "[date]", "[link]"
SHORTEST = 3
# Words of titles that are nobody's name; those that stand in small letters somewhere are found by themselves.
COMMON = frozenset(
    [
        *"a an and the of in into on for with by to from re our review reviews report death child children".split(),  # noqa: SIM905
        *"children's baby city county borough district metropolitan council police trust nhs board".split(),  # noqa: SIM905
        *"partnership service services local national head director chair".split(),  # noqa: SIM905
        *(word for kind in ReviewKind for word in re.findall(r"[a-z]+", kind.value)),
    ]
)
NATIONAL = ("Ofsted", "Care Quality Commission", "CQC", "HMICFRS", "HMIC", "Her Majesty's Inspectorate of Constabulary")
NATIONS = ("Scotland", "Scottish", "Wales", "Welsh", "Northern Ireland")
LONG = "January February March April May June July August September October November December".split()  # noqa: SIM905
MONTH = "(?:" + "|".join([*LONG, *map(str.upper, LONG), *(f"{name[:3]}\\.?" for name in LONG), "Sept\\.?"]) + ")"
DAY = r"\d{1,2}(?:st|nd|rd|th)?"
ADDRESS = re.compile(r"(?:https?://|www\.)\S+|\S+@\S+\.\S+")
PATTERNS = [
    (
        re.compile(
            r"\[place\](?:[ ](?:[A-Z][\w'\u2019]*|and|of|&))*?[ ](?:Council|Police|Constabulary|Hospitals?|Trust|Board"
            r"|Partnership|School|Academy|Group|Services?)\b"
        ),
        AGENCY,
    ),
    (
        re.compile(
            r"\b[A-Z][\w'\u2019-]+(?:[ ](?:[A-Z][\w'\u2019-]*|and|of|&)){0,4}?[ ]"
            r"(?:NHS (?:Foundation )?Trust|Constabulary|(?:City|County|Borough|District|Metropolitan) Council)\b"
        ),
        AGENCY,
    ),
    (
        re.compile(r"(?:(?<=[a-z,;] )|\b(?=[A-Z][\w-]+ [A-Z]))(?!The )(?:[A-Z][\w-]+ ){1,3}Police(?: Service)?\b"),
        AGENCY,
    ),
    # A safeguarding board or partnership by its initials; with L they stand for any local one.
    (re.compile(r"\b(?!L)[A-Z]{1,2}S[AC][BP]\b"), AGENCY),
    (re.compile(r"\b(?:(?:Child|Sibling|Infant|Adult) (?:[A-Z]{1,3}|\d{1,2})|Baby [A-Z]\w*)\b"), CHILD),
    (re.compile(r"\b[Cc]ase (?:no\.? |number )?\d+\b"), REVIEW),
    (re.compile(rf"\b{DAY}(?: of)? {MONTH}(?:,? \d{{4}})?(?!\w)"), DATE),
    (re.compile(rf"\b{MONTH} (?:{DAY}(?:,? \d{{4}})?|(?:of )?\d{{4}})(?!\w)"), DATE),
    (re.compile(r"(?<!\d)(?:\d{4}-\d{1,2}-\d{1,2}|\d{1,2}[/.-]\d{1,2}[/.-](?:\d{4}|\d{2}))(?!\d)"), DATE),
    (re.compile(r"(?<!\d)(?:19|20)\d{2}(?: ?[-/\u2013\u2014] ?(?:\d{4}|\d{2}))?(?!\d)"), YEAR),
]


@dataclass(frozen=True)
class Names:
    """Every name that tells whose a text is; `common` are words that tell nothing although they begin a name."""

    agencies: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    references: tuple[str, ...] = ()
    titles: tuple[str, ...] = ()
    persons: tuple[str, ...] = ()
    common: frozenset[str] = frozenset()


def known(session: Session) -> Names:
    """Gather the names that the record knows, hidden ones too: they are only ever taken out of a text."""
    reviews = session.execute(select(Review.reference, Review.title, Review.area)).all()
    themes = session.execute(select(Theme.name, Theme.definition)).all()
    titles = [title for _, title, _ in reviews]
    said = " ".join([*titles, *(f"{name} {definition}" for name, definition in themes)])
    return Names(
        agencies=tuple(sorted(session.scalars(select(Agency.name)))),
        places=tuple(sorted({area for _, _, area in reviews})),
        references=tuple(sorted(reference for reference, _, _ in reviews)),
        titles=tuple(sorted(set(titles))),
        persons=tuple(sorted(session.scalars(select(Person.name)))),
        common=frozenset(re.findall(r"\b[a-z][a-z'\u2019]+", said)),
    )


def blind(text: str, names: Names) -> str:
    """Give the text with neutral words in the place of names, days and years."""
    said = ADDRESS.sub(LINK, _plain(text))
    exact, loose, words = _patterns(names)
    if loose is not None:
        said = loose.sub(lambda found: words[_key(found[0])], said)
    if exact is not None:
        said = exact.sub(lambda found: words[_key(found[0])], said)
    for pattern, word in PATTERNS:
        said = pattern.sub(word, said)
    return said


def tells(text: str, names: Names) -> bool:
    """Tell whether a text names anything that blinding would take out."""
    return blind(text, names) != _plain(text)


def _plain(text: str) -> str:
    """Give a text without what hides a name from the search and not from a reader, such as signs of no width."""
    return "".join(c for c in unicodedata.normalize("NFKC", text) if unicodedata.category(c) != "Cf")


Phrase = tuple[str, str]


@lru_cache(maxsize=8)
def _patterns(names: Names) -> tuple[re.Pattern[str] | None, re.Pattern[str] | None, dict[str, str]]:
    """Give what finds names as they are written, what finds them in any letters, and the word for each."""
    loose, exact = dict(_whole(names)), dict(_parts(names))
    words = {_key(phrase): word for phrase, word in [*exact.items(), *loose.items()]}
    return _either(exact, 0), _either(loose, re.IGNORECASE), words


def _either(phrases: Iterable[str], flags: int) -> re.Pattern[str] | None:
    """Find any of these phrases as whole words, the longest first; a blank may be any, and an apostrophe too."""
    longest = sorted(phrases, key=lambda each: (-len(each), each))
    written = [re.sub("['\u2019]", "['\u2019]", r"\s+".join(map(re.escape, each.split()))) for each in longest]
    return re.compile(rf"(?<!\w)(?:{'|'.join(written)})(?!\w)", flags) if written else None


def _key(phrase: str) -> str:
    return " ".join(phrase.replace("\u2019", "'").casefold().split())


def _whole(names: Names) -> Iterator[Phrase]:
    """Give the names that are found in any letters; of one that means two things the later one holds."""
    yield from ((name, PERSON) for name in names.persons if _is_full(name))
    yield from ((run, PERSON) for run in _named_in_titles(names) if " " in run)
    places = [place.strip() for area in names.places for place in re.split(r",|;|/| and | & ", area)]
    yield from ((place, PLACE) for place in [*places, *NATIONS, *_shared(names)] if len(place) >= SHORTEST)
    agencies = [name for agency in (*names.agencies, *NATIONAL) for name in (agency, *_without_place(agency, names))]
    yield from ((name, AGENCY) for name in agencies if len(name) >= SHORTEST)
    titled = (*names.references, *names.titles)
    yield from ((name, REVIEW) for name in titled if re.search(r"[^\W\d]", name))


def _parts(names: Names) -> Iterator[Phrase]:
    """Give the names that are only found as they are written: single words and initials."""
    single = [name for name in names.persons if not _is_full(name) and name[:1].isupper()]
    single += [part for name in names.persons if _is_full(name) for part in name.split()]
    single += [part for run in _named_in_titles(names) for part in run.split()]
    for part in single:
        if len(part) >= SHORTEST and part.casefold() not in COMMON | names.common:
            yield part, PERSON
            yield part.upper(), PERSON
    for agency in names.agencies:
        for name in (agency, *_without_place(agency, names)):
            initials = "".join(word[0] for word in name.split() if word[0].isupper())
            if len(initials) >= SHORTEST:
                yield initials, AGENCY


def _is_full(name: str) -> bool:
    return " " in name and all(part[:1].isupper() for part in name.split())


def _named_in_titles(names: Names) -> list[str]:
    return [run for title in names.titles for run in _runs(title, names)]


def _runs(title: str, names: Names) -> Iterator[str]:
    """Give the words of a title that may be a name: in capital letters, and not known as a word like any other."""
    run: list[str] = []
    for word in [*re.findall(r"[^\W\d_][\w'\u2019-]*|[^\w\s]", title), "."]:
        if word[:1].isupper() and len(word) > 1 and word.casefold() not in COMMON | names.common:
            run.append(word)
        elif run:
            yield " ".join(run)
            run = []


def _shared(names: Names) -> list[str]:
    """Give the first words that several agencies have in common, which is where they are."""
    first = [agency.split()[0] for agency in names.agencies if " " in agency]
    return sorted({word for word in first if first.count(word) > 1 and word.casefold() not in COMMON})


def _without_place(agency: str, names: Names) -> Sequence[str]:
    """Give the name of an agency as it is called at home: without the place, if two words are left."""
    first, _, rest = agency.partition(" ")
    home = first in _shared(names) or any(first in area for area in names.places)
    return [rest] if home and " " in rest else []
