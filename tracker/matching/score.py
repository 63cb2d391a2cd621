"""How sure the machine is that two recommendations ask the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz
from rapidfuzz.process import cpdist

from tracker.matching.domain import Domain, Floats, domain
from tracker.matching.model import FINEST, MODEL, Encoded, Model
from tracker.matching.reading import Bits, Readings

LEXICAL_NAMES = ("letters", "words", "subjects", "asks")
HYBRID_NAMES = (*LEXICAL_NAMES, "meaning", "words covered both ways", "words covered one way")
LETTERS_ONLY = "letters and words"
Places = NDArray[np.int64]


@dataclass(frozen=True)
class Way:
    """By which model and version of the weights scores were made."""

    model: str
    weights: str


def way(model: Model | None) -> Way:
    """Name how scores are made with this model, or without one."""
    return Way(model=MODEL if model else LETTERS_ONLY, weights=domain().version)


def scores(ones: Readings, one: Places, others: Readings, other: Places) -> Floats:
    """Give for each pair how sure the machine is that both ask the same, from 0 to 1, in either order the same.

    `one` and `other` are equally long: the places of each pair's wordings in `ones` and `others`.
    """
    known = domain()
    found = features(ones, one, others, other, learned=known)
    with_model = ones.encoded is not None and others.encoded is not None
    return weighed(found, known.hybrid if with_model else known.lexical)


def features(ones: Readings, one: Places, others: Readings, other: Places, *, learned: Domain | None = None) -> Floats:
    """Give what the scores are made from: a row for each pair in the order of `HYBRID_NAMES` (`LEXICAL_NAMES`)."""
    known = learned or domain()
    columns = [
        np.asarray(ones.letters[one].multiply(others.letters[other]).sum(axis=1)).ravel(),
        _words([ones.plain[a] for a in one.tolist()], [others.plain[b] for b in other.tolist()]),
        _shared(ones.subjects[one], others.subjects[other], np.array(list(known.subjects.values()))),
        _shared(ones.asks[one], others.asks[other], np.array(list(known.asks.values()))),
    ]
    if ones.encoded is not None and others.encoded is not None:
        there, here = ones.encoded, others.encoded
        columns.append(np.array([there[a].whole @ here[b].whole for a, b in _pairs(one, other)], dtype=np.float32))
        columns.extend(covered(there, one, here, other))
    return np.array(columns, dtype=np.float32).T


def _pairs(one: Places, other: Places) -> Iterable[tuple[int, int]]:
    return zip(one.tolist(), other.tolist(), strict=True)


def _shared(one: Bits, other: Bits, weights: NDArray[np.float64]) -> Floats:
    """Give the weight of what both name as a share of what either names; 0 when neither names anything."""
    both, either = (one & other) @ weights, (one | other) @ weights
    return np.asarray(both / np.where(either > 0, either, 1.0), dtype=np.float32)


def _words(ones: Sequence[str], others: Sequence[str]) -> Floats:
    """Give how like the words of each pair are, whatever their order."""
    return np.asarray(cpdist(ones, others, scorer=fuzz.token_sort_ratio, dtype=np.float64, workers=1) / 100)


def covered(ones: Sequence[Encoded], one: Places, others: Sequence[Encoded], other: Places) -> Floats:
    """Give for each pair how well the words of both find partners: the worse of the two ways, then the better.

    The sums are of whole numbers and sixteenths, in double precision, so that no order of adding changes a score. What
    stands beside several others in a row is multiplied with all of them at once.
    """
    found = np.zeros((2, len(one)), dtype=np.float32)
    worded = np.flatnonzero([bool(len(ones[a].tokens) and len(others[b].tokens)) for a, b in _pairs(one, other)])
    if not len(worded):
        return found
    first, second = one[worded], [others[b] for b in other[worded].tolist()]
    starts = np.cumsum([0, *(len(each.tokens) for each in second)])
    weights = np.concatenate([each.weights for each in second]).astype(np.float64)
    tokens = np.concatenate([each.tokens for each in second])
    there, best = np.empty(len(second)), np.empty(len(tokens))
    for begins, ends in _runs(first):
        inside = slice(starts[begins], starts[ends])
        mine, heavy = ones[first[begins]], ones[first[begins]].weights.astype(np.float64)
        likeness = mine.tokens.astype(np.float32) @ tokens[inside].astype(np.float32).T
        most = np.maximum.reduceat(likeness, starts[begins:ends] - starts[begins], axis=1)
        there[begins:ends] = heavy @ most / max(float(heavy.sum()), 1e-6)
        best[inside] = likeness.max(axis=0)
    back = np.add.reduceat(best * weights, starts[:-1]) / np.maximum(np.add.reduceat(weights, starts[:-1]), 1e-6)
    found[:, worded] = np.sort([there, back], axis=0) / FINEST**2
    return found


def _runs(first: Places) -> Iterable[tuple[int, int]]:
    """Give where each run of equal neighbours begins and ends."""
    edges = [0, *(np.flatnonzero(np.diff(first)) + 1).tolist(), len(first)]
    return pairwise(edges)


def weighed(found: Floats, weights: Floats) -> Floats:
    """Turn rows of features into scores: standardise, weigh, add, and calibrate to how often readers confirmed."""
    middle, spread, each, last = weights
    total = ((found - middle) / spread) @ each + last[0]
    return np.asarray(1 / (1 + np.exp(-(total * last[1] + last[2]))), dtype=np.float32)
