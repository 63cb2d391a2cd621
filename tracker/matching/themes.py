"""Propose themes for a recommendation: what the themes mean, and which of them its nearest neighbours carry."""

import numpy as np

from tracker.matching.domain import Floats
from tracker.matching.score import Places

NEIGHBOURS = 20


def fitting(asked: Floats, definitions: Floats, examples: Floats, carried: Floats) -> Floats:
    """Give for each theme how well it fits the wording whose vector is `asked`.

    `definitions` has a row for each theme, `examples` one for each recommendation that has themes, and `carried` says
    for each example and theme how much it carries it, from 0 to 1.
    """
    meaning = definitions @ asked
    if not len(examples):
        return meaning
    near = examples @ asked
    first: Places = np.argsort(-near, kind="stable")[:NEIGHBOURS]
    weight = np.maximum(near[first], 0.0)
    return np.asarray(weight @ carried[first] / max(float(weight.sum()), 1e-6) + meaning, dtype=np.float32)
