"""Measure the asks that answers make: `python -m tests.matching.groups` (some minutes).

Judged pairs are answered one after another through the commands, as a coordinator answers them: two that are the same
found an ask, join one, or let two merge, and what the rules refuse stays apart. Then every judged pair that is in one
ask is looked at. Told apart are pairs that nobody answered: a fifth of them is kept from the coordinator, each in turn.
"""

import csv
import tempfile
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import insert
from sqlmodel import col

from tests.bench.pack import TODAY
from tests.bench.setup import changing, settings_in
from tests.database.record import migrated
from tests.matching.fit import JUDGED, wordings
from tracker import asks
from tracker.commands import asks as commands
from tracker.commands import repeats
from tracker.errors import RuleBrokenError
from tracker.models import AskMember, Recommendation, Review
from tracker.models.statements import select
from tracker.settings import Settings
from tracker.visit import Visit
from tracker.words import Publication, RepeatBasis, RepeatVerdict, ReviewKind, Sensitivity

FOLDS = 5
READ = "Judged by reading."


class Judged(NamedTuple):
    """Two recommendations by their ids, and what a reader said of them."""

    one: str
    other: str
    verdict: RepeatVerdict


@dataclass(frozen=True)
class Told:
    """What stands in the asks: how many asks, the largest, and the judged pairs in one ask by what they are."""

    asks: int
    largest: int
    inside: Mapping[RepeatVerdict, int]
    unanswered: Mapping[RepeatVerdict, int]

    @property
    def sentence(self) -> str:
        """Write it with both precisions."""
        held = sum(self.unanswered.values())
        kept = f"; {self.unanswered[RepeatVerdict.SAME]} of {held} of those that nobody had answered" if held else ""
        return (
            f"{self.asks} asks, the largest of {self.largest}; {self.inside[RepeatVerdict.SAME]} of "
            f"{sum(self.inside.values())} judged pairs in one ask are the same{kept}; "
            f"{self.inside[RepeatVerdict.DIFFERENT]} different ones are in one ask"
        )


def development() -> tuple[list[Judged], list[dict[str, Any]]]:
    """Give the development pairs with their wordings."""
    pairs = [Judged(row["a"], row["b"], RepeatVerdict(row["label"])) for row in wordings("pairs_dev.jsonl")]
    return pairs, wordings("recommendations.jsonl")


def fitted() -> tuple[list[Judged], list[dict[str, Any]]]:
    """Give the pairs that the weights were fitted on with their wordings."""
    with JUDGED.open(newline="") as file:
        rows = {frozenset((row["a"], row["b"])): row for row in reversed(list(csv.DictReader(file)))}
    pairs = [Judged(row["a"], row["b"], RepeatVerdict(row["label"])) for row in rows.values()]
    return pairs, wordings("recommendations_large.jsonl")


def recorded(
    folder: Path, pairs: Sequence[Judged], texts: Sequence[Mapping[str, Any]]
) -> tuple[Settings, dict[str, int]]:
    """Record what is judged, oldest first; give the key of each."""
    wanted = {name for pair in pairs for name in pair[:2]}
    chosen = sorted((each for each in texts if each["id"] in wanted), key=lambda each: str(each["review_date"]))
    reviews = {name: key for key, name in enumerate(dict.fromkeys(each["review"] for each in chosen), 1)}
    settings = settings_in(folder)
    migrated(settings)
    fact = {"effective_on": TODAY, "recorded_at": settings.now(), "seq": 1, "version": 1}
    normal = {"sensitivity": Sensitivity.NORMAL, **fact}
    kind = {"kind": ReviewKind.INSPECTION, "publication": Publication.PUBLISHED, "published_on": TODAY, **normal}
    with changing(settings) as visit:
        rows = [{"id": key, "reference": f"R{key}", "title": f"Review {key}", **kind} for key in reviews.values()]
        visit.session.execute(insert(Review), rows)
        said = [
            {"id": key, "review_id": reviews[each["review"]], "reference": str(key), "wording": each["text"], **normal}
            for key, each in enumerate(chosen, 1)
        ]
        visit.session.execute(insert(Recommendation), said)
    return settings, {each["id"]: key for key, each in enumerate(chosen, 1)}


def told(settings: Settings, keys: Mapping[str, int], pairs: Sequence[Judged], *, fold: int | None = None) -> Told:
    """Answer all pairs but those of one fold, bring together what is the same, look at it, and take all of it back."""
    with changing(settings) as visit:
        for place, pair in enumerate(pairs):
            if fold is None or place % FOLDS != fold:
                _answer(visit, keys, pair)
        homes = _homes(visit)
        visit.session.rollback()
    together = [(place, pair) for place, pair in enumerate(pairs) if _meet(homes, keys, pair)]
    sizes = Counter(homes.values())
    return Told(
        asks=len(sizes),
        largest=max(sizes.values(), default=0),
        inside=Counter(pair.verdict for _, pair in together),
        unanswered=Counter(pair.verdict for place, pair in together if fold is not None and place % FOLDS == fold),
    )


def _answer(visit: Visit, keys: Mapping[str, int], pair: Judged) -> None:
    later, earlier = max(keys[pair.one], keys[pair.other]), min(keys[pair.one], keys[pair.other])
    link = repeats.link(visit, later, earlier, basis=RepeatBasis.JUDGED)
    repeats.answer(visit, link.id or 0, verdict=pair.verdict, reason=READ)
    if pair.verdict is RepeatVerdict.SAME:
        _bring_together(visit, earlier, later)


def _bring_together(visit: Visit, earlier: int, later: int) -> None:
    """Do what the page offers for two that are the same; what the rules refuse stays apart."""
    homes = _homes(visit, (earlier, later))
    one, other = homes.get(earlier), homes.get(later)
    try:
        if one is None and other is None:
            commands.found(visit, [earlier, later], name=f"What {earlier} asks", reason=READ)
        elif one is None or other is None:
            commands.join(visit, one or other or 0, earlier if one is None else later, reason=READ)
        elif one != other:
            commands.merge(visit, one, other, reason=READ)
    except RuleBrokenError:
        return


def _homes(visit: Visit, keys: Sequence[int] | None = None) -> dict[int, int]:
    chosen = select(AskMember.recommendation_id, AskMember.ask_id).where(asks.standing_member())
    chosen = chosen if keys is None else chosen.where(col(AskMember.recommendation_id).in_(keys))
    return dict(visit.session.execute(chosen).all())


def _meet(homes: Mapping[int, int], keys: Mapping[str, int], pair: Judged) -> bool:
    one, other = homes.get(keys[pair.one]), homes.get(keys[pair.other])
    return one is not None and one == other


def _lines() -> Iterator[str]:
    for name, (pairs, texts) in {"development": development(), "fitted": fitted()}.items():
        with tempfile.TemporaryDirectory() as folder:
            settings, keys = recorded(Path(folder), pairs, texts)
            yield f"{name}, all answered: {told(settings, keys, pairs).sentence}."
            held = [told(settings, keys, pairs, fold=fold).unanswered for fold in range(FOLDS)]
            both = sum((Counter(each) for each in held), Counter())
            same, every = both[RepeatVerdict.SAME], sum(both.values())
            yield f"{name}, a fifth kept back in turn: {same} of {every} that met in an ask unanswered are the same."


if __name__ == "__main__":
    for line in _lines():
        print(line)
