"""How sure the machine is that two recommendations ask the same."""

from collections.abc import Iterable
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
        meaning = [(there[a].whole @ here[b].whole, *covered(there[a], here[b])) for a, b in _pairs(one, other)]
        columns.extend(np.array(meaning, dtype=np.float32).reshape(-1, 3).T)
    return np.array(columns, dtype=np.float32).T


def _pairs(one: Places, other: Places) -> Iterable[tuple[int, int]]:
    return zip(one.tolist(), other.tolist(), strict=True)


def _shared(one: Bits, other: Bits, weights: NDArray[np.float64]) -> Floats:
    """Give the weight of what both name as a share of what either names; 0 when neither names anything."""
    both, either = (one & other) @ weights, (one | other) @ weights
    return np.asarray(both / np.where(either > 0, either, 1.0), dtype=np.float32)


def covered(one: Encoded, other: Encoded) -> tuple[float, float]:
    """Give how well the words of each wording find a partner in the other: the worse way, and the better."""
    if not len(one.tokens) or not len(other.tokens):
        return 0.0, 0.0
    likeness = one.tokens.astype(np.float32) @ other.tokens.astype(np.float32).T
    there = float(likeness.max(axis=1) @ one.weights / max(float(one.weights.sum()), 1e-6))
    back = float(likeness.max(axis=0) @ other.weights / max(float(other.weights.sum()), 1e-6))
    return min(there, back) / FINEST**2, max(there, back) / FINEST**2


def weighed(found: Floats, weights: Floats) -> Floats:
    """Turn rows of features into scores: standardise, weigh, add, and calibrate to how often readers confirmed."""
    middle, spread, each, last = weights
    total = ((found - middle) / spread) @ each + last[0]
    return np.asarray(1 / (1 + np.exp(-(total * last[1] + last[2]))), dtype=np.float32)
