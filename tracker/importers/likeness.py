"""How much of what two recommendations say is the same: shared words, the rarer in the review the weightier.

Measured on the public record, our paraphrases against the printed wordings (175 recommendations of 17 reviews): within
these bounds two thirds are found, none is taken for another, and none is found in a review that does not hold it.
"""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from tracker.importers.cells import folded

GOOD_ENOUGH = 0.28
CLEARLY = 1.25
FAINT = 0.15
WORD = re.compile(r"[^\W\d_]{3,}")
STEM = 4
SAID_EVERYWHERE = frozenset(
    WORD.findall(
        "the and for that with all are their they them from this who have has been was were will can its our any into "
        "also which where when than then only such each every other should must make sure ensure partner partners "
        "partnership agency agencies child children young people service services"
    )
)


@dataclass(frozen=True)
class Likeness:
    """How alike one of the candidates is (0 to 1), and the words that both say, as the candidate writes them."""

    place: int
    share: float
    words: tuple[str, ...] = ()


def likenesses(wording: str, candidates: Sequence[Sequence[str]]) -> list[Likeness]:
    """Compare a wording with every candidate, each given by all the wordings that it ever had; the likest first."""
    asked = _stems(wording)
    said = [[_stems(each) for each in wordings] for wordings in candidates]
    weights = _weights([asked, *({stem: stem for stems in several for stem in stems} for several in said)])
    found = [
        max((_likeness(place, asked, stems, weights) for stems in several), key=lambda one: one.share)
        for place, several in enumerate(said)
        if several
    ]
    return sorted(found, key=lambda one: (-one.share, one.place))


def is_clear(found: Sequence[Likeness]) -> bool:
    """Tell whether the likest is good enough, and clearly likelier than the next."""
    if not found or found[0].share < GOOD_ENOUGH:
        return False
    return len(found) == 1 or found[0].share >= CLEARLY * found[1].share


def _stems(wording: str) -> dict[str, str]:
    words = [word for word in WORD.findall(folded(wording)) if word not in SAID_EVERYWHERE]
    return {word[:STEM]: word for word in reversed(words)}


def _weights(said: list[dict[str, str]]) -> dict[str, float]:
    """Weigh each stem by how few of the recommendations hold it."""
    holding = Counter(stem for stems in said for stem in stems)
    return {stem: math.log(1 + len(said) / number) ** 2 for stem, number in holding.items()}


def _likeness(place: int, ours: dict[str, str], theirs: dict[str, str], weights: dict[str, float]) -> Likeness:
    shared = sorted(ours.keys() & theirs.keys(), key=lambda stem: (-weights[stem], stem))
    whole = math.sqrt(sum(weights[stem] for stem in ours) * sum(weights[stem] for stem in theirs))
    share = sum(weights[stem] for stem in shared) / whole if whole else 0.0
    return Likeness(place, share, tuple(theirs[stem] for stem in shared))
