"""Find again what is recorded already: by its words, by what stands under it, or because it is clearly the likest.

References are unique only inside one file, and a later version of a plan often numbers anew: a number alone never
decides. A figure in the wrong place is worse than one that waits for a person, so what is not clear is left to one.
"""

import re
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from tracker.importers.cells import folded
from tracker.importers.likeness import CLEARLY, FAINT, GOOD_ENOUGH, Likeness, is_clear, likenesses

PARAGRAPHS = re.compile(r"[\s.;]*\((?:paragraphs?|paras?)\b[^()]*\)[\s.;]*$")
SIGNS = re.compile(r"[\W_]+")
LONG_WORD = re.compile(r"[^\W_]{4,}")
MORE_THAN = 0.5
MOST_TOLD = 3


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
    REFERENCE = "its reference and alike words"
    LIKENESS = "its likeness"


@dataclass(frozen=True)
class Match:
    """What was found for a thing in the file, and how.

    `shared` are the words by which it is alike; `other` has its reference, but says something else; `could_be` are
    those among which a person has to choose.
    """

    known: Known | None = None
    how: How = How.WORDS
    shared: Sequence[str] = ()
    other: Known | None = None
    could_be: Sequence[Known] = ()


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


def match_actions(wanted: Sequence[Wanted], known: Sequence[Known]) -> list[Match]:
    """Match the actions of a file with those under the same recommendation, each at most once."""
    left = {each.id: each for each in known}
    found = _by_words(wanted, left)
    return [one if one.known else _by_reference(each, left) for each, one in zip(wanted, found, strict=True)]


def match_recommendations(
    wanted: Sequence[Wanted], known: Sequence[Known], parts: Sequence[Sequence[int]]
) -> list[Match]:
    """Match the recommendations of a file with those of the review, each at most once.

    `parts` names for each recommendation of the file those under which its actions are recorded, the likeliest first.
    """
    left = {each.id: each for each in known}
    found = _by_words(wanted, left)
    likest = [likenesses(each.wording, [one.wordings for one in known]) for each in wanted]
    for place, keys in enumerate(parts):
        clear = known[likest[place][0].place].id if is_clear(likest[place]) else None
        key = next((key for key in keys if key in left), None)
        # What stands under it must not speak against what it says itself.
        if found[place].known is None and key is not None and clear in {None, key}:
            found[place] = Match(left.pop(key), How.PARTS)
    open_places = [place for place, one in enumerate(found) if one.known is None]
    claims = Counter(likest[place][0].place for place in open_places if is_clear(likest[place]))
    for place in open_places:
        unclaimed = {each.place for each in likest[place] if known[each.place].id in left and claims[each.place] < 2}
        found[place] = _by_likeness(wanted[place], known, likest[place], unclaimed)
    return found


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


def _by_reference(each: Wanted, left: dict[int, Known]) -> Match:
    """Find by the reference what reads alike, unless something else reads more alike."""
    named = {reference_of(one.reference): one for one in left.values()}
    same = named.get(reference_of(each.reference)) if each.reference else None
    if same is None:
        return Match()
    others = list(left.values())
    likest = likenesses(each.wording, [one.wordings for one in others])
    is_another = is_clear(likest) and others[likest[0].place] is not same
    if is_another or not any(alike(each.wording, said) for said in same.wordings):
        return Match(other=same)
    del left[same.id]
    return Match(same, How.REFERENCE)


def _by_likeness(each: Wanted, known: Sequence[Known], likest: list[Likeness], unclaimed: set[int]) -> Match:
    """Find what is clearly the likest of all; what could be one that is recorded is left for a person to choose."""
    same = next(
        (one for one in known if each.reference and reference_of(one.reference) == reference_of(each.reference)), None
    )
    if is_clear(likest) and likest[0].place in unclaimed:
        return Match(known[likest[0].place], How.LIKENESS, likest[0].words)
    if not words_of(each.wording):
        return Match(could_be=[same] if same else [])
    near = [known[one.place] for one in likest if one.share >= max(GOOD_ENOUGH, likest[0].share / CLEARLY)]
    if not near and same and (same.paraphrased or any(alike(each.wording, said) for said in same.wordings)):
        near = [known[one.place] for one in likest[: MOST_TOLD - 1] if one.share >= FAINT and known[one.place] != same]
        near = [same, *near]
    return Match(could_be=near[:MOST_TOLD]) if near else Match(other=same)
