"""Gather the facts of actions and recommendations from the record, as the pure rules read them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy.orm import Session
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
    ImpactResult,
    ImpactTest,
    Position,
    Post,
    ProgressUpdate,
    RatingKey,
    Recommendation,
    Response,
    Submission,
    Tenure,
)
from tracker.models.statements import select
from tracker.rules import facts
from tracker.rules.facts import When
from tracker.words import ACCEPTING, Delivery


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
    decided = _decided(session, col(Decision.action_id), wanted)
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
            decisions=decided.of(key),
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
    return {post: vacancies(post, held.get(post, [])) for post in posts}


def vacancies(post_id: int, held: list[tuple[date, date]]) -> list[facts.Vacancy]:
    """Give the gaps between tenures `[start, end)` of one post, from the beginning of time."""
    gaps, free_from = [], date.min
    for start, end in sorted(held):
        if start > free_from:
            gaps.append(facts.Vacancy(post_id, free_from, start))
        free_from = max(free_from, end)
    if free_from < FOREVER:
        gaps.append(facts.Vacancy(post_id, free_from, None))
    return gaps


def owner_agency(session: Session, key: int) -> int | None:
    """Give the agency of the post that owns the action now."""
    newest = (
        select(Post.agency_id, ActionOwner.post_id)
        .select_from(ActionOwner)
        .join(Post, col(Post.id) == col(ActionOwner.post_id), isouter=True)
        .where(ActionOwner.action_id == key)
        .order_by(col(ActionOwner.effective_on).desc(), col(ActionOwner.seq).desc(), col(ActionOwner.id).desc())
        .limit(1)
    )
    found = session.execute(newest).first()
    return found[0] if found else None


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


def _decided(session: Session, about: Any, wanted: list[int]) -> Gathered:
    found = Gathered()
    for key, on, seq, kind, rating, until in session.execute(
        select(about, Decision.effective_on, Decision.seq, Decision.kind, Decision.rating, Decision.until).where(
            about.in_(wanted)
        )
    ):
        found.by_id[key].append(facts.Decided(When(on, seq), kind, rating, until))
    return found


def recommendations(session: Session, ids: Iterable[int]) -> dict[int, facts.RecommendationFacts]:
    """Gather the facts of these recommendations; how their actions went is read from the positions of those."""
    wanted = sorted(ids)
    responded, linked = _responded(session, wanted), _linked(session, wanted)
    tests, results = _tests(session, wanted)
    decided = _decided(session, col(Decision.recommendation_id), wanted)
    recorded = session.execute(
        select(Recommendation.id, Recommendation.effective_on, Recommendation.seq).where(
            col(Recommendation.id).in_(wanted)
        )
    )
    return {
        key: facts.RecommendationFacts(
            recorded=When(on, seq),
            responses=responded.of(key),
            linked=linked.of(key),
            tests_set=tests.of(key),
            tested=results.of(key),
            decisions=decided.of(key),
        )
        for key, on, seq in recorded
        if key is not None
    }


def _responded(session: Session, wanted: list[int]) -> Gathered:
    found = Gathered()
    for key, on, seq, kind in session.execute(
        select(Response.recommendation_id, Response.effective_on, Response.seq, Response.kind).where(
            col(Response.recommendation_id).in_(wanted)
        )
    ):
        found.by_id[key].append(facts.Responded(When(on, seq), kind))
    return found


def _linked(session: Session, wanted: list[int]) -> Gathered:
    links = session.execute(
        select(ActionLink.recommendation_id, ActionLink.action_id, ActionLink.effective_on, ActionLink.seq).where(
            col(ActionLink.recommendation_id).in_(wanted)
        )
    ).all()
    went = _went(session, sorted({action for _, action, _, _ in links}))
    found = Gathered()
    for key, action, on, seq in links:
        found.by_id[key].append(facts.Linked(When(on, seq), went.get(action, ())))
    return found


def _went(session: Session, wanted: list[int]) -> dict[int, tuple[facts.Span, ...]]:
    found: dict[int, list[facts.Span]] = defaultdict(list)
    rows = session.execute(
        select(
            Position.action_id,
            Position.valid_from,
            Position.valid_to,
            Position.state,
            Position.since_seq,
            Position.completed_on,
            Position.key_version,
        )
        .where(col(Position.action_id).in_(wanted))
        .order_by(col(Position.action_id), col(Position.valid_from))
    )
    for key, start, end, state, seq, completed_on, key_version in rows:
        span = facts.Span(
            valid_from=start,
            valid_to=None if end == FOREVER else end,
            state=Delivery(state),
            rated=True,
            key_version=key_version,
            since=When(completed_on or start, seq),
            completed_on=completed_on,
        )
        found[key].append(span)
    return {key: tuple(spans) for key, spans in found.items()}


def _tests(session: Session, wanted: list[int]) -> tuple[Gathered, Gathered]:
    tests, results = Gathered(), Gathered()
    for key, test, on, seq, due in session.execute(
        select(
            ImpactTest.recommendation_id, ImpactTest.id, ImpactTest.effective_on, ImpactTest.seq, ImpactTest.due
        ).where(col(ImpactTest.recommendation_id).in_(wanted))
    ):
        tests.by_id[key].append(facts.TestSet(When(on, seq), test or 0, due))
    for key, test, on, seq, verdict in session.execute(
        select(
            ImpactTest.recommendation_id,
            ImpactTest.id,
            ImpactResult.effective_on,
            ImpactResult.seq,
            ImpactResult.verdict,
        )
        .join(ImpactResult, col(ImpactResult.test_id) == col(ImpactTest.id))
        .where(col(ImpactTest.recommendation_id).in_(wanted))
    ):
        results.by_id[key].append(facts.Tested(When(on, seq), test or 0, verdict))
    return tests, results
