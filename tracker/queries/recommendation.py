"""Everything of one recommendation, as it stands on the day of the visit."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from tracker import closing, facts
from tracker.access import find, needs
from tracker.errors import NotFoundError
from tracker.models import (
    Agency,
    Check,
    Decision,
    Evidence,
    EvidenceLink,
    EvidenceVersion,
    ImpactResult,
    ImpactTest,
    Meeting,
    Person,
    Position,
    Recommendation,
    RecommendationTheme,
    RecommendationWording,
    Response,
    Review,
    Theme,
)
from tracker.models.statements import select
from tracker.queries import at, seen_before
from tracker.queries.filters import Filters
from tracker.queries.plan import Asked, Row, listing, reading
from tracker.queries.seen_before import SeenBefore
from tracker.rules import rating
from tracker.rules.closing import Gate, gates
from tracker.tally import span_of
from tracker.visit import Visit
from tracker.words import (
    DecisionKind,
    EvidenceType,
    ImpactVerdict,
    MeetingKind,
    Permission,
    Rating,
    ResponseKind,
    Sensitivity,
    Standing,
    Thing,
    Verdict,
)


@dataclass(frozen=True)
class Answer:
    """A response to the recommendation."""

    on: date
    kind: ResponseKind
    reason: str
    review_on: date | None


@dataclass(frozen=True)
class Verdicts:
    """A check of one version: when, by whom and of which agency, what they found."""

    on: date
    verdict: Verdict
    reason: str
    checker: str
    agency: str


@dataclass(frozen=True)
class Piece:
    """A version of a piece of evidence with the checks on it."""

    evidence_id: int
    version_id: int
    action_id: int
    title: str
    type: EvidenceType
    evidence_class: int
    independent: bool
    number: int
    received_on: date
    claimed_on: date | None
    url: str
    statement: str
    sha256: str
    checks: Sequence[Verdicts]


@dataclass(frozen=True)
class Decided:
    """A decision about the recommendation or one of its actions."""

    on: date
    kind: DecisionKind
    meeting: str
    reason: str
    waiver: str
    action_id: int | None
    rating: Rating | None
    until: date | None


@dataclass(frozen=True)
class Test:
    """An impact test and its newest result, if it has one."""

    __test__ = False
    question: str
    target: str
    due: date
    tested_on: date | None
    value: str
    verdict: ImpactVerdict | None


@dataclass(frozen=True)
class Whole:
    """One recommendation and all that belongs to it."""

    id: int
    review_id: int
    review: str
    review_title: str
    published_on: date | None
    reference: str
    wording: str
    paraphrased: bool
    version: int
    page: str
    source_url: str
    addressed_as_written: str
    deadline_as_written: str
    deadline_on: date | None
    standing: Standing
    rating: Rating | None
    why: str
    turns: str
    reopened: int
    themes: Sequence[str]
    responses: Sequence[Answer]
    actions: Sequence[Row]
    pieces: Sequence[Piece]
    decisions: Sequence[Decided]
    tests: Sequence[Test]
    seen_before: Sequence[SeenBefore]
    gates: Sequence[Gate]


EVERY_ACTION = Asked(size=500)
WORST_FIRST = [Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY, Rating.BLUE, None]


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, recommendation_id: int) -> Whole:
    """Give everything of one recommendation; one that is not there on the day, or not to be seen, does not exist."""
    row = find(visit, Recommendation, recommendation_id)
    review = visit.session.get(Review, row.review_id)
    position = (
        visit.session.execute(
            select(Position.__table__).where(  # type: ignore[attr-defined]
                col(Position.recommendation_id) == recommendation_id, at.standing_on(visit.as_at)
            )
        )
        .mappings()
        .one_or_none()
    )
    if review is None or position is None:
        raise NotFoundError
    actions = _actions(visit, recommendation_id)
    pieces = _pieces(visit, [action.id for action in actions])
    span = span_of(dict(position))
    keys = {key.version: key for key in facts.keys(visit.session)}
    shown, why = _shown(visit, span, actions, keys)
    return Whole(
        id=recommendation_id,
        review_id=row.review_id,
        review=review.reference,
        review_title=review.title,
        published_on=review.published_on,
        reference=row.reference,
        wording=_wording(visit, row),
        paraphrased=row.paraphrased,
        version=row.version,
        page=row.page,
        source_url=review.source_url,
        addressed_as_written=row.addressed_as_written,
        deadline_as_written=row.deadline_as_written,
        deadline_on=row.deadline_on,
        standing=Standing(span.state),
        rating=shown,
        why=why,
        turns=rating.turns_sentence(span, visit.as_at) if span.rated else "",
        reopened=span.reopened,
        themes=_themes(visit, recommendation_id),
        responses=_responses(visit, recommendation_id),
        actions=actions,
        pieces=pieces,
        decisions=_decisions(visit, recommendation_id, [action.id for action in actions]),
        tests=_tests(visit, recommendation_id),
        seen_before=seen_before.of(visit, recommendation_id),
        gates=gates(_gathered(visit, recommendation_id)),
    )


def _shown(visit: Visit, span: Any, actions: Sequence[Row], keys: dict[int, Any]) -> tuple[Rating | None, str]:
    """Show the recommendation's own rating, or while actions are open the worst of theirs."""
    own = reading(span, visit.as_at)["rating"]
    if own is not None or not span.open_actions:
        return own, rating.why(span, visit.as_at, keys.get(span.key_version))
    worst = min(
        (row for row in actions if row.rating not in {None, Rating.BLUE}),
        key=lambda row: WORST_FIRST.index(row.rating),
        default=None,
    )
    if worst is None:
        return None, rating.why(span, visit.as_at, keys.get(span.key_version))
    return worst.rating, f"The worst of its open actions, {worst.reference}. {worst.why}"


def _actions(visit: Visit, recommendation_id: int) -> Sequence[Row]:
    return listing(visit, Filters(thing=Thing.ACTION, recommendation_id=recommendation_id), EVERY_ACTION).rows


def _wording(visit: Visit, row: Recommendation) -> str:
    found = visit.session.scalar(
        select(RecommendationWording.wording)
        .where(
            RecommendationWording.recommendation_id == row.id,
            col(RecommendationWording.effective_on) <= visit.as_at,
        )
        .order_by(col(RecommendationWording.number).desc())
        .limit(1)
    )
    return found or row.wording


def _themes(visit: Visit, recommendation_id: int) -> list[str]:
    statement = (
        select(Theme.name)
        .join(RecommendationTheme, col(RecommendationTheme.theme_id) == col(Theme.id))
        .where(RecommendationTheme.recommendation_id == recommendation_id)
        .order_by(col(RecommendationTheme.place), col(RecommendationTheme.id))
    )
    return list(visit.session.scalars(statement))


def _responses(visit: Visit, recommendation_id: int) -> list[Answer]:
    statement = (
        select(Response.effective_on, Response.kind, Response.reason, Response.review_on)
        .where(Response.recommendation_id == recommendation_id, col(Response.effective_on) <= visit.as_at)
        .order_by(col(Response.effective_on).desc(), col(Response.seq).desc())
    )
    return [Answer(*row) for row in visit.session.execute(statement)]


def _pieces(visit: Visit, actions: Sequence[int]) -> list[Piece]:
    version = EvidenceVersion
    statement = (
        select(
            version.evidence_id,
            version.id,
            EvidenceLink.action_id,
            Evidence.title,
            Evidence.type,
            Evidence.evidence_class,
            Evidence.independent,
            version.number,
            version.effective_on,
            version.claimed_on,
            version.url,
            version.statement,
            version.sha256,
        )
        .select_from(EvidenceLink)
        .join(Evidence, col(Evidence.id) == col(EvidenceLink.evidence_id))
        .join(version, col(version.evidence_id) == col(Evidence.id))
        .where(
            col(EvidenceLink.action_id).in_(actions),
            col(version.effective_on) <= visit.as_at,
            col(Evidence.sensitivity) == Sensitivity.NORMAL,
        )
        .order_by(col(version.effective_on), col(version.id), col(EvidenceLink.action_id))
    )
    rows = visit.session.execute(statement).all()
    checks = _checks(visit, actions)
    return [Piece(*_all(row, checks[row[1], row[2]])) for row in rows]


def _all(row: Any, last: Any) -> list[Any]:
    return [*row, last]


def _checks(visit: Visit, actions: Sequence[int]) -> dict[tuple[int, int], list[Verdicts]]:
    found: dict[tuple[int, int], list[Verdicts]] = defaultdict(list)
    statement = (
        select(
            Check.version_id, Check.action_id, Check.effective_on, Check.verdict, Check.reason, Person.name, Agency.name
        )
        .select_from(Check)
        .join(Person, col(Person.id) == col(Check.checker_id), isouter=True)
        .join(Agency, col(Agency.id) == col(Check.checker_agency_id), isouter=True)
        .where(col(Check.action_id).in_(actions), col(Check.effective_on) <= visit.as_at)
        .order_by(col(Check.effective_on), col(Check.id))
    )
    for version, action, on, verdict, reason, checker, agency in visit.session.execute(statement):
        found[version, action].append(Verdicts(on, verdict, reason, checker or "", agency or ""))
    return found


def _decisions(visit: Visit, recommendation_id: int, actions: Sequence[int]) -> list[Decided]:
    told = Decision
    statement = (
        select(
            told.effective_on,
            told.kind,
            Meeting.title,
            told.reason,
            told.waiver,
            told.action_id,
            told.rating,
            told.until,
        )
        .select_from(told)
        .join(Meeting, col(Meeting.id) == col(told.meeting_id))
        .where(
            (col(told.recommendation_id) == recommendation_id) | col(told.action_id).in_(actions),
            col(told.effective_on) <= visit.as_at,
        )
        .order_by(col(told.effective_on).desc(), col(told.seq).desc())
    )
    return [Decided(*row) for row in visit.session.execute(statement)]


def _tests(visit: Visit, recommendation_id: int) -> list[Test]:
    statement = (
        select(
            ImpactTest.id,
            ImpactTest.question,
            ImpactTest.target,
            ImpactTest.due,
            ImpactResult.effective_on,
            ImpactResult.value,
            ImpactResult.verdict,
        )
        .select_from(ImpactTest)
        .join(
            ImpactResult,
            (col(ImpactResult.test_id) == col(ImpactTest.id)) & (col(ImpactResult.effective_on) <= visit.as_at),
            isouter=True,
        )
        .where(ImpactTest.recommendation_id == recommendation_id, col(ImpactTest.effective_on) <= visit.as_at)
        .order_by(col(ImpactTest.id), col(ImpactResult.effective_on), col(ImpactResult.seq))
    )
    newest = {}
    for key, question, target, due, tested_on, value, verdict in visit.session.execute(statement):
        newest[key] = Test(question, target, due, tested_on, value or "", verdict)
    return list(newest.values())


def _gathered(visit: Visit, recommendation_id: int) -> Any:
    """Gather the gates as a board meeting on the day of the visit would find them, the last gate left to it."""
    closed = visit.session.scalar(
        select(Decision.waiver)
        .where(
            Decision.recommendation_id == recommendation_id,
            Decision.kind == DecisionKind.CLOSE,
            col(Decision.effective_on) <= visit.as_at,
        )
        .order_by(col(Decision.effective_on).desc())
        .limit(1)
    )
    meeting = MeetingKind.BOARD if closed is not None else None
    return closing.gather(visit.session, recommendation_id, visit.as_at, waiver=closed or "", meeting=meeting)
