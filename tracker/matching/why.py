"""Why two wordings may ask the same, and what differs: words that found a partner, heavy words that found none."""

from dataclasses import dataclass

import numpy as np
from rapidfuzz import fuzz

from tracker.matching import concepts
from tracker.matching.domain import Floats
from tracker.matching.model import Model, Word
from tracker.matching.wording import STOP_WORDS, clean, words

PARTNERS, ALONE = 8, 6
LEAST, ALIKE = 0.5, 80


@dataclass(frozen=True)
class Partners:
    """A word of each wording that say the same, the weightier first."""

    one: str
    other: str


@dataclass(frozen=True)
class Why:
    """What two wordings share, and what only one of them says."""

    subjects: list[str]
    asks: list[str]
    partners: list[Partners]
    only_one: list[str]
    only_other: list[str]


def why(one: str, other: str, model: Model | None) -> Why:
    """Say why two wordings may ask the same, and what differs."""
    a, b = clean(one), clean(other)
    pairs, alone, others = _by_meaning(a, b, model) if model else _by_letters(a, b)
    return Why(
        subjects=[name for name in concepts.SUBJECTS if name in concepts.subjects(a) & concepts.subjects(b)],
        asks=[name for name in concepts.ASKS if name in concepts.asks(a) & concepts.asks(b)],
        partners=pairs[:PARTNERS],
        only_one=alone[:ALONE],
        only_other=others[:ALONE],
    )


def _by_meaning(a: str, b: str, model: Model) -> tuple[list[Partners], list[str], list[str]]:
    """Pair each word with the one it is nearest to, where each is the other's nearest."""
    ones, others = _heavy(model.words(a)), _heavy(model.words(b))
    if not ones or not others:
        return [], [word.text for word in ones], [word.text for word in others]
    likeness: Floats = np.array([word.vector for word in ones]) @ np.array([word.vector for word in others]).T
    there, back = likeness.argmax(axis=1), likeness.argmax(axis=0)
    mutual = [at for at, to in enumerate(there) if back[to] == at and likeness[at, to] >= LEAST]
    mutual.sort(key=lambda at: -ones[at].weight - others[there[at]].weight)
    return (
        [Partners(ones[at].text, others[there[at]].text) for at in mutual],
        [word.text for at, word in enumerate(ones) if likeness[at].max() < LEAST],
        [word.text for at, word in enumerate(others) if likeness[:, at].max() < LEAST],
    )


def _heavy(found: list[Word]) -> list[Word]:
    """Give the words that carry meaning, each once, the weightiest first."""
    once = {word.text.lower(): word for word in found if word.text.lower() not in STOP_WORDS and word.text.isalnum()}
    return sorted(once.values(), key=lambda word: -word.weight)


def _by_letters(a: str, b: str) -> tuple[list[Partners], list[str], list[str]]:
    """Pair words that are written alike."""
    ones, others = list(dict.fromkeys(words(a))), list(dict.fromkeys(words(b)))
    pairs = [Partners(one, other) for one in ones for other in others if fuzz.ratio(one, other) >= ALIKE]
    met, met_too = {pair.one for pair in pairs}, {pair.other for pair in pairs}
    return pairs, [word for word in ones if word not in met], [word for word in others if word not in met_too]
