"""The facts that change what stood before them, as parts of one union: which fact, of which thing, when, and its words.

A part is a fact's name, the key of its thing, and in one text its day, its place in the trail and its values.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import String, bindparam, case, cast, exists, func, literal
from sqlmodel import col

from tracker.models import (
    Action,
    ActionLink,
    ActionOwner,
    ActionWording,
    AssuranceSet,
    Baseline,
    Check,
    Decision,
    EvidenceLink,
    EvidenceVersion,
    Extension,
    ExtensionAnswer,
    ImpactResult,
    ImpactTest,
    KeptText,
    Measure,
    MeasureValue,
    MeasureVersion,
    Post,
    ProgressUpdate,
    Recommendation,
    RecommendationWording,
    Response,
    Submission,
)
from tracker.models.statements import select
from tracker.rules.facts import When

ACTED, ASKED, MEASURED = "actions that changed", "recommendations that changed", "measures that changed"
GROUPS = (ACTED, ASKED, MEASURED)
# No wording holds this character: it is refused where people type.
SPLIT = "\x1f"


@dataclass(frozen=True)
class Read:
    """One fact that was read: when it took effect, and its values as text."""

    when: When
    values: tuple[str, ...]


class Found:
    """The facts that were read, by their name and the key of their thing, in the order in which they took effect."""

    def __init__(self, rows: Iterable[tuple[str, str, str]]) -> None:
        self._rows: Mapping[tuple[str, int], list[Read]] = defaultdict(list)
        for name, key, told in set(rows):
            on, seq, *values = told.split(SPLIT)
            self._rows[name, int(key)].append(Read(When(date.fromisoformat(on), int(seq)), tuple(values)))

    def of(self, name: str, key: int) -> list[Read]:
        """Give the facts of a name about a thing."""
        return sorted(self._rows.get((name, key), ()), key=lambda each: each.when)


def parts(group: str) -> list[Any]:
    """Give the parts of the union that read what changed the things of a group."""
    keys: Any = bindparam(group, expanding=True)
    if group == MEASURED:
        return _measures(keys)
    if group == ASKED:
        acting = select(ActionLink.action_id).where(col(ActionLink.recommendation_id).in_(keys))
        return [*_standing(keys), *_delivery(acting)]
    return [*_delivery(keys), *_dates_and_owners(keys)]


def _part(name: str, key: Any, row: Any, keys: Any, values: Iterable[Any] = ()) -> Any:
    told = cast(row.effective_on, String) + SPLIT + cast(row.seq, String)
    for value in values:
        told = told + SPLIT + func.coalesce(cast(value, String), "")
    return select(literal(name), cast(key, String), told).where(col(key).in_(keys))


def _delivery(keys: Any) -> list[Any]:
    update, version, check, link = ProgressUpdate, EvidenceVersion, Check, EvidenceLink
    begun = case((col(update.started), "1"), else_="")
    return [
        _part("action made", Action.id, Action, keys),
        _part("update", update.action_id, update, keys, [begun, update.declared, update.forecast]),
        _part("submission", Submission.action_id, Submission, keys),
        _part("version", link.action_id, version, keys, [version.evidence_id, version.id]).join_from(
            version, link, col(version.evidence_id) == col(link.evidence_id)
        ),
        _part("check", check.action_id, check, keys, [check.version_id, check.verdict]),
        _part("decided", Decision.action_id, Decision, keys, [Decision.kind]),
    ]


def _dates_and_owners(keys: Any) -> list[Any]:
    owner, asked, answer = ActionOwner, Extension, ExtensionAnswer
    return [
        _part("due", Baseline.action_id, Baseline, keys, [Baseline.due]),
        _part("due", asked.action_id, answer, keys, [asked.due])
        .join_from(answer, asked, col(answer.extension_id) == col(asked.id))
        .where(col(answer.approved)),
        _part("owner", owner.action_id, owner, keys, [Post.title]).join_from(
            owner, Post, col(owner.post_id) == col(Post.id), isouter=True
        ),
        _wording(ActionWording, ActionWording.action_id, keys),
    ]


def _standing(keys: Any) -> list[Any]:
    test, result, decided = ImpactTest, ImpactResult, Decision
    return [
        _part("recommendation made", Recommendation.id, Recommendation, keys),
        _part("response", Response.recommendation_id, Response, keys, [Response.kind]),
        _part("asked", decided.recommendation_id, decided, keys, [decided.kind]),
        _part("test", test.recommendation_id, test, keys, [test.id, test.due]),
        _part("result", test.recommendation_id, result, keys, [test.id, result.verdict]).join_from(
            result, test, col(result.test_id) == col(test.id)
        ),
        _part("assurance", AssuranceSet.recommendation_id, AssuranceSet, keys, [AssuranceSet.assurance]),
        _part("link", ActionLink.recommendation_id, ActionLink, keys, [ActionLink.action_id]),
        _wording(RecommendationWording, RecommendationWording.recommendation_id, keys),
    ]


def _measures(keys: Any) -> list[Any]:
    value, further = MeasureValue, MeasureVersion
    told = [value.period_from, value.period_to, value.value]
    return [
        *(
            _part("measure", key, row, keys, [_kept(row, row.definition), row.target])
            for key, row in ((Measure.id, Measure), (further.measure_id, further))
        ),
        _part("value", value.measure_id, value, keys, told),
    ]


def _wording(row: Any, key: Any, keys: Any) -> Any:
    """Read the versions of a wording."""
    return _part(row.__tablename__, key, row, keys, [_kept(row, row.wording)])


def _kept(row: Any, wording: Any) -> Any:
    """Give a wording; one that was erased is empty here too, wherever else it may stand."""
    stands = exists().where(col(KeptText.seq) == row.seq, col(KeptText.wording) == wording)
    return case((stands, wording), else_="")
