"""Gather the facts of recommendations from the record, as the pure rules read them."""

from collections import defaultdict
from collections.abc import Iterable

from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.facts import Gathered, actions, decided, keys
from tracker.models import FOREVER, ActionLink, Decision, ImpactResult, ImpactTest, Position, Recommendation, Response
from tracker.models.statements import select
from tracker.rules import facts, rating
from tracker.rules.facts import When
from tracker.rules.spans import amended
from tracker.words import Delivery


def recommendations(session: Session, ids: Iterable[int]) -> dict[int, facts.RecommendationFacts]:
    """Gather the facts of these recommendations; how their actions went is read from the positions of those."""
    wanted = sorted(ids)
    responded, linked = _responded(session, wanted), _linked(session, wanted)
    tests, results = _tests(session, wanted)
    given = decided(session, col(Decision.recommendation_id), wanted)
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
            decisions=given.of(key),
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
    """Read how actions went from their positions; while those are put off, compute it from the facts."""
    if session.info.get("put_off") is not None:
        rules, gathered = keys(session), actions(session, wanted)
        return {key: tuple(_as_read(span) for span in rating.timeline(told, rules)) for key, told in gathered.items()}
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


def _as_read(span: facts.Span) -> facts.Span:
    """Give a span as it is read back from a position."""
    return amended(span, since=When(span.completed_on or span.valid_from, span.since.seq))


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
