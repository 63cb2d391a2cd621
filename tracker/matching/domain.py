"""What was learned from published recommendations: how common letters, words and concepts are, and where the middle is.

The numbers lie in `domain.npz`, beside this file; `python -m tests.matching.fit` makes them again. None of them came
from a pair that the matching is scored on.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tracker.matching import concepts

Floats = NDArray[np.float32]
KEPT = Path(__file__).with_name("domain.npz")
LETTER_BITS = 12
# Numbers in the vector of a wording.
WIDE = 384


@dataclass(frozen=True)
class Domain:
    """The learned numbers.

    `letters` weighs 4,096 bins of letter groups; `tokens` weighs each token of the model; `middle` and `token_middle`
    are the mean vectors (384), `turn` reduces a token vector to 64 numbers; `subjects` and `asks` weigh the concepts;
    `hybrid` and `lexical` each hold a row of means, of spreads, of weights, and then intercept, slope and shift.
    """

    letters: Floats
    tokens: Floats
    middle: Floats
    token_middle: Floats
    turn: Floats
    subjects: dict[str, float]
    asks: dict[str, float]
    hybrid: Floats
    lexical: Floats
    version: str


@cache
def domain() -> Domain:
    """Read the learned numbers, once in a process."""
    with np.load(KEPT, allow_pickle=False) as kept:
        return read(kept)


def read(kept: Any) -> Domain:
    """Give the learned numbers from their arrays."""
    return Domain(
        letters=kept["letters"].astype(np.float32),
        tokens=kept["tokens"].astype(np.float32) / 16,
        middle=kept["middle"].astype(np.float32),
        token_middle=kept["token_middle"].astype(np.float32),
        turn=kept["turn"].astype(np.float32),
        subjects=dict(zip(concepts.SUBJECTS, kept["subjects"].tolist(), strict=True)),
        asks=dict(zip(concepts.ASKS, kept["asks"].tolist(), strict=True)),
        hybrid=kept["hybrid"].astype(np.float32),
        lexical=kept["lexical"].astype(np.float32),
        version=str(kept["version"]),
    )
