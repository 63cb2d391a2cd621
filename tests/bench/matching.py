"""Measure the matching of a large register: `python -m tests.bench.matching [--size 100000]`.

The wordings are published ones with a tenth of their words left out, each another way; their vectors are those of the
published ones with the same share of tokens left out, because to encode so many anew takes an hour and is not what is
measured. Reading (encoding) is measured apart, on the 20 new ones.
"""

import argparse
import multiprocessing
import random
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import numpy as np
from sqlalchemy import insert

from tests.bench import mining
from tests.bench.build import KEPT
from tests.bench.memory import watching
from tests.bench.pack import TODAY
from tests.bench.setup import changing, settings_in
from tests.database.record import migrated
from tests.matching.fit import SHARED, wordings
from tracker import shelf
from tracker.commands import suggestions
from tracker.matching import model, score, search
from tracker.matching.model import Encoded, unit
from tracker.matching.reading import packed_meaning, packed_words, read
from tracker.matching.wording import digest
from tracker.models import Recommendation, Review, TextVector
from tracker.settings import Settings
from tracker.words import Publication, ReviewKind, Sensitivity

SEED, A_REVIEW, LEFT_OUT, NEW = 7, 20, 0.1, 20
AT_ONCE = 1000


def main() -> None:
    """Build the register if it is not there, match it, add a review and match that, and print what it took."""
    told = argparse.ArgumentParser(prog="python -m tests.bench.matching", description=__doc__)
    told.add_argument("--size", type=int, default=100_000)
    print(line(measured(told.parse_args().size)))


def measured(size: int) -> dict[str, Any] | None:
    """Give what matching a register of this size took; None where the published wordings or the model are not here."""
    try:
        model.load()
    except model.NoModelError:
        return None
    if not (SHARED / "recommendations_large.jsonl").exists():
        return None
    folder = _register(size)
    told = _apart(_match, folder, size)
    return told | _apart(mining.mined, folder) if mining.is_installed() else told


def _apart(act: Callable[..., dict[str, Any]], *given: Any) -> dict[str, Any]:
    """Do something in a process of its own, so that it is measured by itself."""
    with multiprocessing.get_context("spawn").Pool(1) as apart:
        return apart.apply(act, given)


def line(told: dict[str, Any] | None) -> str:
    """Write what was measured as a sentence."""
    if told is None:
        return "Matching is left out: the published wordings or the language model are not here."
    return (
        f"Matching {told['size']:,} recommendations anew: {told['rebuild_cpu']} CPU s, {told['extra_mb']} MB more, "
        f"{told['pairs']:,} pairs; {told['new_matched']} new ones: {told['new_read_cpu']} CPU s to read them, then "
        f"{told['new_cpu']} s to match them ({told['new_pairs']} pairs); searching the whole shelf instead and scoring "
        f"takes {told['new_search_cpu']} s once it is there. {_beside(told)}"
    )


def _beside(told: dict[str, Any]) -> str:
    if "mining_cpu" not in told:
        return "sentence-transformers is not installed, so its mining is left out."
    return (
        f"sentence-transformers, mining the same vectors: {told['mining_cpu']} CPU s, {told['mining_mb']} MB more, "
        f"{told['mining_pairs']:,} pairs."
    )


def _register(size: int) -> Path:
    folder = KEPT / f"matching-{size}-{score.way(None).weights}"
    if not (folder / "done").exists():
        settings = settings_in(folder)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "tracker.db").unlink(missing_ok=True)
        migrated(settings)
        with changing(settings) as visit:
            for table, rows in _rows(size):
                visit.session.execute(insert(table), rows)
        (folder / "done").touch()
    return folder


def _rows(size: int) -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    fact = {"effective_on": TODAY, "recorded_at": settings_in(KEPT).now(), "seq": 1, "version": 1}
    review = {"kind": ReviewKind.INSPECTION, "publication": Publication.PUBLISHED, "sensitivity": Sensitivity.NORMAL}
    every = size // A_REVIEW
    yield (
        Review,
        [
            {**fact, **review, "id": key, "reference": f"R{key}", "title": f"Review {key}",
             "published_on": TODAY - timedelta(days=every - key)}
            for key in range(1, every + 1)
        ],
    )  # fmt: skip
    sources = [each["text"] for each in wordings("recommendations_large.jsonl")]
    encoded = model.load().encode(sources)
    for start in range(0, size, AT_ONCE):
        yield from _portion(sources, encoded, range(start, min(start + AT_ONCE, size)), fact)


def _portion(
    sources: list[str], encoded: list[Encoded], places: range, fact: dict[str, Any]
) -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    dice = random.Random(f"{SEED} {places.start}")
    made = [_made(sources[at], encoded[at], dice) for at in (dice.randrange(len(sources)) for _ in places)]
    texts = [f"{text} {place}" for (text, _), place in zip(made, places, strict=True)]
    normal = {"sensitivity": Sensitivity.NORMAL, **fact}
    yield (
        Recommendation,
        [
            {**normal, "id": place + 1, "review_id": place // A_REVIEW + 1, "reference": str(place), "wording": text}
            for place, text in zip(places, texts, strict=True)
        ],
    )
    words, marks = read(texts, None), [digest(text) for text in texts]
    kept = [(mark, score.LETTERS_ONLY, packed_words(words, at), b"") for at, mark in enumerate(marks)]
    kept += [(mark, model.MODEL, *packed_meaning(each)) for mark, (_, each) in zip(marks, made, strict=True)]
    yield TextVector, [dict(zip(("digest", "model", "vector", "tokens"), row, strict=True)) for row in kept]


def _made(text: str, encoded: Encoded, dice: random.Random) -> tuple[str, Encoded]:
    """Leave words out of a wording, and as many of its tokens."""
    kept = [word for word in text.split() if dice.random() > LEFT_OUT]
    tokens = [at for at in range(len(encoded.tokens)) if dice.random() > LEFT_OUT] or [0]
    noise = np.array([dice.gauss(0, 0.02) for _ in range(len(encoded.whole))], dtype=np.float32)
    whole = unit(encoded.whole + noise)
    return " ".join(kept), replace(encoded, whole=whole, tokens=encoded.tokens[tokens], weights=encoded.weights[tokens])


def _match(folder: Path, size: int) -> dict[str, Any]:
    settings, loaded = settings_in(folder), model.load()
    loaded.encode(["The model is warm."])
    with watching() as seen:
        begun = time.process_time()
        with changing(settings) as visit:
            done = suggestions.match(visit, loaded, again=True)
        took = _since(begun)
    told = {"size": size, "rebuild_cpu": took, "extra_mb": round(max(seen) - seen[0]), "pairs": done.suggested}
    return told | _some_new(settings, loaded, size)


def _some_new(settings: Settings, loaded: Any, size: int) -> dict[str, Any]:
    """Add a review of 20 published wordings, each with a word of its own: read them, and then match them."""
    fact = {"effective_on": TODAY, "recorded_at": settings.now(), "seq": 1, "version": 1}
    kinds = {"kind": ReviewKind.INSPECTION, "publication": Publication.PUBLISHED, "sensitivity": Sensitivity.NORMAL}
    texts = [
        f"{each['text']} (once more, {at})" for at, each in enumerate(wordings("recommendations_large.jsonl")[:NEW])
    ]
    with changing(settings) as visit:
        added = {"id": size, "reference": "new", "title": "New", "published_on": TODAY, **kinds, **fact}
        visit.session.execute(insert(Review), [added])
        rows = [
            {"review_id": size, "reference": str(at), "wording": text, "sensitivity": Sensitivity.NORMAL, **fact}
            for at, text in enumerate(texts)
        ]
        visit.session.execute(insert(Recommendation), rows)
        reading = _read(visit, loaded)
        begun = time.process_time()
        done = suggestions.match(visit, loaded)
        matching = _since(begun)
        searched = _searched(visit)
        visit.session.rollback()
    told = {"new_read_cpu": reading, "new_cpu": matching, "new_search_cpu": searched}
    return told | {"new_matched": done.matched, "new_pairs": done.suggested}


def _read(visit: Any, loaded: Any) -> float:
    """Read what is new, and keep what is made of it, as matching does before it matches."""
    begun = time.process_time()
    books, wordings = shelf.books(visit.session, shelf.chosen().where(shelf.is_to_match(score.way(loaded))))
    shelf.learn(visit.session, books, wordings, loaded)
    return _since(begun)


def _searched(visit: Any) -> float:
    """Give what searching and scoring alone takes, once the shelf is there."""
    books, _ = shelf.books(visit.session, shelf.chosen())
    on_it = shelf.shelf(visit.session, books, score.Way(model.MODEL, score.way(None).weights))
    begun = time.process_time()
    list(search.pairs_of(on_it, search.places_of(range(len(books) - NEW, len(books)))))
    return _since(begun)


def _since(begun: float) -> float:
    return round(time.process_time() - begun, 2)


if __name__ == "__main__":
    main()
