"""Learn the numbers of `tracker/matching/domain.npz` again: `python -m tests.matching.fit` (about two minutes).

What is common and where the middle lies comes from published inspection reports, without judgements. The few weights
come from 2,000 pairs of them, judged by language-model assistants (`judged.csv`: no sentence). None is of a review
that holds a recommendation of `recommendations.jsonl`, hence of a pair that anybody scores: `test_fit.py` proves it.
"""

import csv
import json
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import average_precision_score

from tracker.matching import concepts
from tracker.matching.domain import KEPT, LETTER_BITS, Domain
from tracker.matching.lexical import counted
from tracker.matching.model import Model, load, pooled, unit
from tracker.matching.reading import read
from tracker.matching.score import HYBRID_NAMES, LEXICAL_NAMES, features
from tracker.matching.wording import clean

SHARED = Path(__file__).parents[3] / "shared" / "data"
JUDGED = Path(__file__).with_name("judged.csv")
VERSION = "2026-11"
FOLDS, SEED = 5, 0
TURNED_TO, TOKENS_LOOKED_AT = 64, 30_000
STRENGTHS = (0.0003, 0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1.0)


def wordings(name: str) -> list[dict[str, Any]]:
    """Give the published recommendations of a file of `shared/data`."""
    return [json.loads(line) for line in (SHARED / name).read_text().splitlines() if line]


def learned_from() -> list[dict[str, Any]]:
    """Give what is learned from: no review that a scored pair can come from, and no wording of one."""
    scored = wordings("recommendations.jsonl")
    reviews = {(each["area"], each["review_year"]) for each in scored}
    texts = {clean(each["text"]).lower() for each in scored}
    return [
        each
        for each in wordings("recommendations_large.jsonl")
        if (each["area"], each["review_year"]) not in reviews and clean(each["text"]).lower() not in texts
    ]


def rarity(holding: np.ndarray, of: int) -> np.ndarray:
    """Give how much a thing says that so many of all texts hold."""
    return np.log((of + 1) / (holding + 0.5))


def domain_of(texts: list[str], model: Model) -> Domain:
    """Learn from wordings alone how common things are, and where their middle lies."""
    plain = [clean(text) for text in texts]
    raw = model.raw(texts)
    within = np.concatenate([unit(vectors[1:-1]) for _, vectors in raw])
    chosen = np.random.default_rng(SEED).choice(len(within), TOKENS_LOOKED_AT, replace=False)
    middle = within.mean(axis=0)
    _, _, turns = np.linalg.svd(within[chosen] - middle, full_matrices=False)
    holding = np.zeros(model.vocabulary)
    for ids, _ in raw:
        holding[np.unique(ids[1:-1])] += 1
    letters = np.bincount(counted(texts).indices, minlength=2**LETTER_BITS)
    nothing = np.zeros(0, dtype=np.float32)
    return Domain(
        letters=rarity(letters, len(texts)).astype(np.float32),
        tokens=(np.rint(rarity(holding, len(texts)) * 16) / 16).astype(np.float32),
        middle=np.mean([pooled(vectors) for _, vectors in raw], axis=0),
        token_middle=middle,
        turn=turns[:TURNED_TO].T.astype(np.float32),
        subjects=_weights(concepts.SUBJECTS, [concepts.subjects(text) for text in plain]),
        asks=_weights(concepts.ASKS, [concepts.asks(text) for text in plain]),
        hybrid=nothing,
        lexical=nothing,
        version=VERSION,
    )


def _weights(names: Any, found: list[frozenset[str]]) -> dict[str, float]:
    return {name: float(rarity(np.array(sum(name in each for each in found)), len(found))) for name in names}


def judged() -> Iterator[tuple[str, str, float, float]]:
    """Give each judged pair with the share of readers who said *same*, and how much it counts."""
    pairs: dict[tuple[str, str], list[tuple[bool, bool]]] = {}
    with JUDGED.open(newline="") as file:
        for row in csv.DictReader(file):
            said = (row["label"] == "same", row["certainty"] == "clear")
            pairs.setdefault((row["a"], row["b"]), []).append(said)
    for (one, other), said in pairs.items():
        share = sum(same for same, _ in said) / len(said)
        yield one, other, share, 0.0 if share == 0.5 else 1.0 if all(clear for _, clear in said) else 0.5


def main() -> None:
    """Learn, print what was learned and how well it does on reviews held out, and keep it."""
    source, model = learned_from(), load()
    known = domain_of([each["text"] for each in source], model)
    place = {each["id"]: at for at, each in enumerate(source)}
    pairs = [pair for pair in judged() if pair[3] and pair[0] in place and pair[1] in place]
    texts = read([each["text"] for each in source], model, known)
    ones, others = (np.array([place[pair[side]] for pair in pairs]) for side in (0, 1))
    rows = features(texts, ones, texts, others, learned=known)
    same, counts = np.array([pair[2] > 0.5 for pair in pairs]), np.array([pair[3] for pair in pairs])
    reviews = [(source[place[a]]["review"], source[place[b]]["review"]) for a, b, _, _ in pairs]
    plain = len(LEXICAL_NAMES)
    hybrid = fitted(rows, same, counts, reviews, HYBRID_NAMES)
    lexical = fitted(rows[:, :plain], same, counts, reviews, LEXICAL_NAMES)
    keep(replace(known, hybrid=hybrid, lexical=lexical))


def fitted(rows: np.ndarray, same: np.ndarray, counts: np.ndarray, reviews: list[Any], names: Any) -> np.ndarray:
    """Fit the weights: the most cautious that does as well, within a standard error, as the best."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    standard = (rows - middle) / spread
    held = {strength: _held_out(standard, same, counts, reviews, strength) for strength in STRENGTHS}
    best = max(held, key=lambda strength: held[strength][0])
    chosen = min(s for s in STRENGTHS if held[s][0] >= held[best][0] - held[best][1])
    for strength, (mean, error, _) in held.items():
        print(f"{len(names)} features, strength {strength}: average precision {mean:.3f} (standard error {error:.3f})")
    whole = LogisticRegression(C=chosen).fit(standard, same, sample_weight=counts)
    slope = LogisticRegression(C=1e6).fit(held[chosen][2][:, None], same, sample_weight=counts)
    print(f"chosen {chosen}:", dict(zip(names, whole.coef_[0].round(2).tolist(), strict=True)))
    last = np.zeros(len(names))
    last[:3] = whole.intercept_[0], slope.coef_[0][0], slope.intercept_[0]
    return np.array([middle, spread, whole.coef_[0], last], dtype=np.float32)


def _held_out(rows: Any, same: Any, counts: Any, reviews: list[Any], strength: float) -> tuple[float, float, Any]:
    """Give the average precision over folds of whole reviews, its standard error, and the totals of pairs held out."""
    every = sorted({review for pair in reviews for review in pair})
    fold = dict(zip(every, np.random.default_rng(SEED).integers(FOLDS, size=len(every)).tolist(), strict=True))
    found, total = [], np.zeros(len(rows))
    for each in range(FOLDS):
        out = np.array([each in (fold[one], fold[other]) for one, other in reviews])
        fit = LogisticRegression(C=strength).fit(rows[~out], same[~out], sample_weight=counts[~out])
        total[out] = fit.decision_function(rows[out])
        found.append(average_precision_score(same[out], total[out]))
    return float(np.mean(found)), float(np.std(found) / np.sqrt(FOLDS)), total


def keep(known: Domain) -> None:
    """Write the learned numbers."""
    small = {name: getattr(known, name).astype(np.float16) for name in ("letters", "middle", "token_middle", "turn")}
    np.savez_compressed(
        KEPT,
        **small,
        tokens=np.rint(known.tokens * 16).astype(np.uint8),
        subjects=np.array(list(known.subjects.values()), dtype=np.float32),
        asks=np.array(list(known.asks.values()), dtype=np.float32),
        hybrid=known.hybrid,
        lexical=known.lexical,
        version=np.array(known.version),
    )
    print(f"kept in {KEPT} ({KEPT.stat().st_size / 1000:.0f} kB)")


if __name__ == "__main__":
    main()
