"""The groups of letters of a wording: what finds the same words on any machine, without a model."""

from functools import cache

import numpy as np
from scipy.sparse import csr_matrix
from sklearn.feature_extraction.text import HashingVectorizer
from sklearn.preprocessing import normalize

from tracker.matching.domain import LETTER_BITS, WIDE, Domain, Floats, domain
from tracker.matching.wording import words


@cache
def _hashing() -> HashingVectorizer:
    return HashingVectorizer(
        analyzer="char_wb", ngram_range=(3, 5), n_features=2**LETTER_BITS, alternate_sign=False, norm=None
    )


def counted(texts: list[str]) -> csr_matrix:
    """Count the groups of three to five letters of each wording, many of one kind counting for less."""
    if not texts:
        return csr_matrix((0, 2**LETTER_BITS), dtype=np.float32)
    found = _hashing().transform([" ".join(words(text)) for text in texts]).tocsr()
    found.data = (1 + np.log(found.data)).astype(np.float32)
    return found


def letters(texts: list[str], learned: Domain | None = None) -> csr_matrix:
    """Give the weighted groups of letters of each wording, each row of length 1 (0 for an empty wording)."""
    weights = (learned or domain()).letters
    found = counted(texts)
    found.data *= weights[found.indices]
    return normalize(found, copy=False) if texts else found


@cache
def _turn() -> Floats:
    """Give a fixed mixing of the letter groups into few numbers, which keeps near what is near."""
    mixed = np.random.default_rng(0).standard_normal((2**LETTER_BITS, WIDE))
    return np.asarray(mixed / np.sqrt(WIDE), dtype=np.float32)


def mixed_letters(rows: csr_matrix) -> Floats:
    """Give for each row of letter groups 384 numbers by which near wordings can be found; scores look at all groups."""
    found = np.asarray(rows @ _turn(), dtype=np.float32)
    return np.asarray(found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-6), dtype=np.float32)
