"""Gather the facts of actions and recommendations from the record, as the pure rules read them."""

import json
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from weakref import WeakKeyDictionary

from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from tracker.models import (
    FOREVER,
    Action,
    ActionLink,
    ActionOwner,
    Baseline,
    Check,
    Decision,
    EvidenceLink,
    EvidenceVersion,
    Extension,
    ExtensionAnswer,
    Meeting,
    MeetingChange,
    Post,
    ProgressUpdate,
    RatingKey,
    Response,
    Submission,
    Tenure,
)
from tracker.models.statements import select
from tracker.rules import facts
from tracker.rules.facts import When
from tracker.rules.overrides import Moved, shortened
from tracker.words import ACCEPTING, DecisionKind

KEPT_KEYS: WeakKeyDictionary[Any, dict[int, facts.Key]] = WeakKeyDictionary()


@dataclass
class Gathered:
    """Facts by the id of the thing that they are about."""

    by_id: dict[int, list[Any]] = field(default_factory=lambda: defaultdict(list))

    def of(self, key: int) -> tuple[Any, ...]:
        """Give the facts about one thing in the order in which they took effect."""
        return tuple(sorted(self.by_id.get(key, ()), key=lambda fact: fact.when))


def keys(session: Session) -> Sequence[facts.Key]:
    """Give every version of the rating key, oldest first."""
    if "keys" not in session.info:
        rows = session.scalars(select(RatingKey).order_by(col(RatingKey.number))).all()
        session.info["keys"] = [_key(row) for row in rows]
    return session.info["keys"]  # type: ignore[no-any-return]


def keys_by_version(session: Session, wanted: Iterable[int]) -> dict[int, facts.Key]:
    """Give these versions of the rating key; what a version says never changes, so each is read once per database."""
    kept = KEPT_KEYS.setdefault(session.get_bind().pool, {})  # type: ignore[union-attr]
    if all(version in kept for version in wanted):
        return kept
    found = {key.version: key for key in keys(session)}
    if "appended" not in session.info:
        # What this session added itself may still be taken back.
        kept.update(found)
    return found


def _key(row: RatingKey) -> facts.Key:
    return facts.Key(
        version=row.number,
        effective_on=row.effective_on,
        bank_holidays=frozenset(date.fromisoformat(day) for day in json.loads(row.bank_holidays)),
        red_overdue_months=row.red_overdue_months,
        amber_due_days=row.amber_due_days,
        unowned_working_days=row.unowned_working_days,
        orphaned_working_days=row.orphaned_working_days,
        red_forecast_months=row.red_forecast_months,
        amber_extensions=row.amber_extensions,
        red_extensions=row.red_extensions,
        reporting_cycle_months=row.reporting_cycle_months,
    )


def actions(session: Session, ids: Iterable[int]) -> dict[int, facts.ActionFacts]:
    """Gather the facts of these actions."""
    wanted = sorted(ids)
    owned = _owned(session, wanted)
    vacancies = _vacancies(session, {fact.post_id for row in owned.by_id.values() for fact in row if fact.post_id})
    accepted = _accepted(session, wanted)
    submitted, received = _submitted(session, wanted), _received(session, wanted)
    updated, extended = _updated(session, wanted), _extended(session, wanted)
    checked, baselines = _checked(session, wanted), _baselines(session, wanted)
    given = decided(session, col(Decision.action_id), wanted)
    recorded = session.execute(
        select(Action.id, Action.effective_on, Action.seq, Action.start_on).where(col(Action.id).in_(wanted))
    )
    return {
        key: facts.ActionFacts(
            recorded=When(on, seq),
            accepted_on=accepted.get(key),
            start_on=start_on,
            owned=owned.of(key),
            vacancies=tuple(v for post in {fact.post_id for fact in owned.of(key)} for v in vacancies.get(post, ())),
            baseline=baselines.get(key),
            extensions=extended.of(key),
            updates=updated.of(key),
            submissions=submitted.of(key),
            received=received.of(key),
            checks=checked.of(key),
            decisions=given.of(key),
        )
        for key, on, seq, start_on in recorded
        if key is not None
    }


def _owned(session: Session, wanted: list[int]) -> Gathered:
    found = Gathered()
    for key, on, seq, post, agency in session.execute(
        select(ActionOwner.action_id, ActionOwner.effective_on, ActionOwner.seq, ActionOwner.post_id, Post.agency_id)
        .join(Post, col(Post.id) == col(ActionOwner.post_id), isouter=True)
        .where(col(ActionOwner.action_id).in_(wanted))
    ):
        found.by_id[key].append(facts.Owned(When(on, seq), post, agency))
    return found


def _vacancies(session: Session, posts: set[int]) -> dict[int | None, list[facts.Vacancy]]:
    held: dict[int, list[tuple[date, date]]] = defaultdict(list)
    for post, start, end in session.execute(
        select(Tenure.post_id, Tenure.started_on, Tenure.ended_on).where(col(Tenure.post_id).in_(posts))
    ):
        held[post].append((start, end or FOREVER))
    known = session.execute(select(Post.id, Post.effective_on).where(col(Post.id).in_(posts)))
    return {post: vacancies(post, held.get(post, []), known_from) for post, known_from in known if post is not None}


def vacancies(post_id: int, held: list[tuple[date, date]], known_from: date) -> list[facts.Vacancy]:
    """Give the gaps between tenures `[start, end)` of one post, from the first day on which the post is known."""
    gaps, free_from = [], min([known_from, *(start for start, _ in held)])
    for start, end in sorted(held):
        if start > free_from:
            gaps.append(facts.Vacancy(post_id, free_from, start))
        free_from = max(free_from, end)
    if free_from < FOREVER:
        gaps.append(facts.Vacancy(post_id, free_from, None))
    return gaps


def owner_agency(session: Session, key: int) -> int | None:
    """Give the agency of the post that owns the action now."""
    return owner_agencies(session, [key]).get(key)


def owner_agencies(session: Session, wanted: Collection[int]) -> dict[int, int | None]:
    """Give for each of these actions the agency of the post that owns it now."""
    told = ActionOwner
    oldest_first = (
        select(told.action_id, Post.agency_id)
        .select_from(told)
        .join(Post, col(Post.id) == col(told.post_id), isouter=True)
        .where(col(told.action_id).in_(wanted))
        .order_by(col(told.effective_on), col(told.seq), col(told.id))
    )
    return {row.action_id: row.agency_id for row in session.execute(oldest_first)} if wanted else {}


def _accepted(session: Session, wanted: list[int]) -> dict[int, date]:
    found: dict[int, date] = {}
    for key, on in session.execute(
        select(ActionLink.action_id, Response.effective_on)
        .join(Response, col(Response.recommendation_id) == col(ActionLink.recommendation_id))
        .where(col(ActionLink.action_id).in_(wanted), col(Response.kind).in_(ACCEPTING))
    ):
        found[key] = min(on, found.get(key, on))
    return found


def _baselines(session: Session, wanted: list[int]) -> dict[int, facts.DueSet]:
    rows = session.execute(
        select(Baseline.action_id, Baseline.effective_on, Baseline.seq, Baseline.due).where(
            col(Baseline.action_id).in_(wanted)
        )
    )
    return {key: facts.DueSet(When(on, seq), due) for key, on, seq, due in rows}


def _extended(session: Session, wanted: list[int]) -> Gathered:
    found = Gathered()
    for key, on, seq, due in session.execute(
        select(Extension.action_id, ExtensionAnswer.effective_on, ExtensionAnswer.seq, Extension.due)
        .join(ExtensionAnswer, col(ExtensionAnswer.extension_id) == col(Extension.id))
        .where(col(Extension.action_id).in_(wanted), col(ExtensionAnswer.approved))
    ):
        found.by_id[key].append(facts.Extended(When(on, seq), due))
    return found


def _updated(session: Session, wanted: list[int]) -> Gathered:
    found, told = Gathered(), ProgressUpdate
    for key, on, seq, started, declared, forecast in session.execute(
        select(told.action_id, told.effective_on, told.seq, told.started, told.declared, told.forecast).where(
            col(told.action_id).in_(wanted)
        )
    ):
        found.by_id[key].append(facts.Updated(When(on, seq), started, declared, forecast))
    return found


def _submitted(session: Session, wanted: list[int]) -> Gathered:
    found = Gathered()
    for key, on, seq in session.execute(
        select(Submission.action_id, Submission.effective_on, Submission.seq).where(
            col(Submission.action_id).in_(wanted)
        )
    ):
        found.by_id[key].append(facts.Submitted(When(on, seq)))
    return found


def _received(session: Session, wanted: list[int]) -> Gathered:
    found, version = Gathered(), EvidenceVersion
    for key, on, seq, evidence, version_id in session.execute(
        select(EvidenceLink.action_id, version.effective_on, version.seq, version.evidence_id, version.id)
        .join(version, col(version.evidence_id) == col(EvidenceLink.evidence_id))
        .where(col(EvidenceLink.action_id).in_(wanted))
    ):
        found.by_id[key].append(facts.Received(When(on, seq), evidence, version_id or 0))
    return found


def _checked(session: Session, wanted: list[int]) -> Gathered:
    found = Gathered()
    for key, on, seq, version_id, verdict in session.execute(
        select(Check.action_id, Check.effective_on, Check.seq, Check.version_id, Check.verdict).where(
            col(Check.action_id).in_(wanted)
        )
    ):
        found.by_id[key].append(facts.Checked(When(on, seq), version_id, verdict))
    return found


def decided(session: Session, about: Any, wanted: list[int]) -> Gathered:
    """Gather the decisions about these things, by the column that names them."""
    found = Gathered()
    for key, on, seq, kind, rating, until in session.execute(
        select(about, Decision.effective_on, Decision.seq, Decision.kind, Decision.rating, Decision.until).where(
            about.in_(wanted)
        )
    ):
        found.by_id[key].append(facts.Decided(When(on, seq), kind, rating, until))
    overridden = [key for key in found.by_id if _overrides(found.of(key))]
    for key, moves in _moved_since(session, about, overridden).items() if overridden else ():
        found.by_id[key] += _ended_earlier(_overrides(found.of(key)), moves)
    return found


def _overrides(decisions: Iterable[facts.Decided]) -> list[facts.Decided]:
    return [each for each in decisions if each.kind == DecisionKind.OVERRIDE_RATING]


def _moved_since(session: Session, about: Any, wanted: list[int]) -> dict[int, set[Moved]]:
    """Give the changes of meetings of the body that overrode a rating, by the thing whose rating it is."""
    found, other, told = defaultdict(set), aliased(Meeting), MeetingChange
    changes = (
        select(about, told.effective_on, told.seq, told.meeting_id, told.held_on)
        .select_from(Decision)
        .join(Meeting, col(Meeting.id) == col(Decision.meeting_id))
        .join(other, other.kind == col(Meeting.kind))
        .join(told, col(told.meeting_id) == other.id)
        .where(about.in_(wanted), col(Decision.kind) == DecisionKind.OVERRIDE_RATING)
    )
    for key, on, seq, meeting, held_on in session.execute(changes):
        found[key].add(Moved(When(on, seq), meeting, held_on))
    return found


def _ended_earlier(overrides: Sequence[facts.Decided], moves: set[Moved]) -> list[facts.Decided]:
    """Give each override anew where a meeting that moved ends it earlier, until the next override takes its place."""
    nexts = [*(each.when for each in overrides[1:]), None]
    return [
        each
        for override, following in zip(overrides, nexts, strict=True)
        for each in shortened(
            override, [m for m in moves if override.when < m.when and (following is None or m.when < following)]
        )
    ]
