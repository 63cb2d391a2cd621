"""Find again what is recorded already: by its words, then by what stands under it, and only then by its reference.

References are unique only inside one file, and a later version of a plan often numbers anew: the words decide.
"""

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.importers.cells import folded

PARAGRAPHS = re.compile(r"[\s.;]*\((?:paragraphs?|paras?)\b[^()]*\)[\s.;]*$")
SIGNS = re.compile(r"[\W_]+")
LONG_WORD = re.compile(r"[^\W_]{4,}")
MORE_THAN = 0.5


@dataclass(frozen=True)
class Known:
    """Something recorded: its key, its reference, and every wording that it ever had."""

    id: int
    reference: str
    wordings: Sequence[str]
    paraphrased: bool = False


@dataclass(frozen=True)
class Wanted:
    """Something in the file: its reference and its words."""

    reference: str
    wording: str


class How(StrEnum):
    """By what a thing of the file was found in the record."""

    WORDS = "its words"
    PARTS = "the actions under it"
    REFERENCE = "its reference"


@dataclass(frozen=True)
class Match:
    """What was found for a thing in the file, and how; `other` has its reference, but says something else."""

    known: Known | None = None
    how: How = How.WORDS
    other: Known | None = None


def words_of(wording: str) -> str:
    """Fold a wording: no case, no signs, no spaces, without "(paragraphs 3 and 4)" at its end."""
    return SIGNS.sub("", PARAGRAPHS.sub("", folded(wording)))


def reference_of(written: str) -> str:
    """Fold a reference: "1." and "1)" are "1"."""
    return folded(written).rstrip(".)")


def alike(one: str, other: str) -> bool:
    """Tell whether two wordings share more than half of the longer words of the shorter one."""
    ours, theirs = (set(LONG_WORD.findall(folded(wording))) for wording in (one, other))
    return len(ours & theirs) > MORE_THAN * min(len(ours), len(theirs))


def match(wanted: Sequence[Wanted], known: Sequence[Known], parts: Sequence[Sequence[int]] = ()) -> list[Match]:
    """Match the things of a file with what is recorded, each at most once.

    `parts` names for each thing the keys under which its parts are recorded, the likeliest first.
    """
    left = {each.id: each for each in known}
    found = _by_words(wanted, left)
    for place, keys in enumerate(parts):
        if found[place].known is None and (key := next((key for key in keys if key in left), None)) is not None:
            found[place] = Match(left.pop(key), How.PARTS)
    pairs = [(each, one.known) for each, one in zip(wanted, found, strict=True) if one.known]
    numbers_hold = all(reference_of(each.reference) == reference_of(one.reference) for each, one in pairs)
    named = {reference_of(each.reference): each for each in left.values()}
    return [
        one if one.known else _by_reference(each, named, numbers_hold=numbers_hold)
        for each, one in zip(wanted, found, strict=True)
    ]


def _by_words(wanted: Sequence[Wanted], left: dict[int, Known]) -> list[Match]:
    said: dict[str, list[Known]] = defaultdict(list)
    for recorded in left.values():
        for words in dict.fromkeys(words_of(wording) for wording in recorded.wordings):
            said[words].append(recorded)
    found = []
    for each in wanted:
        words = words_of(each.wording)
        same = [one for one in said[words] if one.id in left] if words else []
        first = next((one for one in same if one.reference == each.reference), same[0] if same else None)
        if first is not None:
            del left[first.id]
        found.append(Match(first))
    return found


def _by_reference(each: Wanted, named: dict[str, Known], *, numbers_hold: bool) -> Match:
    """Find by the reference what reads alike, or what cannot be compared, as long as nothing was numbered anew."""
    same = named.get(reference_of(each.reference)) if each.reference else None
    if same is None:
        return Match()
    cannot_compare = same.paraphrased or not words_of(each.wording)
    if not (numbers_hold and cannot_compare) and not any(alike(each.wording, said) for said in same.wordings):
        return Match(other=same)
    del named[reference_of(each.reference)]
    return Match(same, How.REFERENCE)
