"""How sure the machine is that two recommendations ask the same."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz import fuzz

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
        np.array([fuzz.token_sort_ratio(ones.plain[a], others.plain[b]) / 100 for a, b in _pairs(one, other)]),
        _shared(ones.subjects[one], others.subjects[other], np.array(list(known.subjects.values()))),
        _shared(ones.asks[one], others.asks[other], np.array(list(known.asks.values()))),
    ]
    if ones.encoded is not None and others.encoded is not None:
        there, here = ones.encoded, others.encoded
        columns.append(np.array([there[a].whole @ here[b].whole for a, b in _pairs(one, other)], dtype=np.float32))
        runs = [covered(there[one[run[0]]], [here[b] for b in other[run].tolist()]) for run in _runs(one)]
        columns.extend(np.concatenate([np.zeros((2, 0), dtype=np.float32), *runs], axis=1))
    return np.array(columns, dtype=np.float32).T


def _pairs(one: Places, other: Places) -> Iterable[tuple[int, int]]:
    return zip(one.tolist(), other.tolist(), strict=True)


def _shared(one: Bits, other: Bits, weights: NDArray[np.float64]) -> Floats:
    """Give the weight of what both name as a share of what either names; 0 when neither names anything."""
    both, either = (one & other) @ weights, (one | other) @ weights
    return np.asarray(both / np.where(either > 0, either, 1.0), dtype=np.float32)


def _runs(one: Places) -> list[Places]:
    """Give the places of equal neighbours: what is compared with several is unpacked once."""
    return np.split(np.arange(len(one)), np.flatnonzero(np.diff(one)) + 1) if len(one) else []


def covered(one: Encoded, others: Sequence[Encoded]) -> Floats:
    """Give for each of the others how well its words and those of the one find partners: the worse ways, the better.

    The sums are of whole numbers and sixteenths, in double precision, so that no order of adding changes a score.
    """
    found = np.zeros((2, len(others)), dtype=np.float32)
    worded = [at for at, each in enumerate(others) if len(each.tokens)] if len(one.tokens) else []
    if not worded:
        return found
    tokens = np.concatenate([others[at].tokens for at in worded]).astype(np.float32)
    weights = np.concatenate([others[at].weights for at in worded]).astype(np.float64)
    starts = np.cumsum([0, *(len(others[at].tokens) for at in worded[:-1])])
    likeness = one.tokens.astype(np.float32) @ tokens.T
    mine = one.weights.astype(np.float64)
    there = mine @ np.maximum.reduceat(likeness, starts, axis=1) / max(float(mine.sum()), 1e-6)
    back = np.add.reduceat(likeness.max(axis=0) * weights, starts)
    back /= np.maximum(np.add.reduceat(weights, starts), 1e-6)
    found[:, worded] = np.sort([there, back], axis=0) / FINEST**2
    return found


def weighed(found: Floats, weights: Floats) -> Floats:
    """Turn rows of features into scores: standardise, weigh, add, and calibrate to how often readers confirmed."""
    middle, spread, each, last = weights
    total = ((found - middle) / spread) @ each + last[0]
    return np.asarray(1 / (1 + np.exp(-(total * last[1] + last[2]))), dtype=np.float32)
