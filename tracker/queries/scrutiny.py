"""What scrutiny tracks: recommendations that the council answers for, its verdicts, and what the record proposes."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, exists, func, not_, or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.meeting_days import called_off
from tracker.models import (
    Action,
    ActionLink,
    Agency,
    CommitteeVerdict,
    Meeting,
    Position,
    Post,
    ProgressUpdate,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.nested import as_json, unpacked
from tracker.nested import day as day_of
from tracker.queries import at
from tracker.rules.scrutiny import Tracked, proposed
from tracker.visit import Visit
from tracker.words import AgencyKind, Delivery, MeetingKind, Permission, ReviewKind, ScrutinyVerdict, Standing, Thing


@dataclass(frozen=True)
class Line:
    """A recommendation as scrutiny tracks it."""

    id: int
    reference: str
    origin: str
    published_on: date | None
    area: str
    wording: str
    executive_on: date | None
    leads: Sequence[str]
    actions: Sequence[Tracked]
    last_said_on: date | None
    standing: Standing
    verdict: ScrutinyVerdict | None
    previous: ScrutinyVerdict | None

    @property
    def proposed(self) -> ScrutinyVerdict:
        """Give the verdict that the record proposes."""
        return proposed(self.standing, self.actions)


@dataclass(frozen=True)
class Report:
    """What is tracked, for which meeting of scrutiny: the next one, or (None) none that is known."""

    meeting_on: date | None
    lines: Sequence[Line]


@needs(Permission.SEE_PLAN)
def tracked(visit: Visit) -> Report:
    """Give what scrutiny tracks on the day of the visit.

    The committee's verdict is that of the meeting for which the report is made; the previous one that of the newest
    meeting before it.
    """
    meeting_on = visit.session.scalar(_next_meeting(visit.as_at))
    verdicts = _verdicts(visit, meeting_on)
    rows = visit.session.execute(_asked(visit)).mappings()
    return Report(meeting_on, [_line(row, visit.as_at, *verdicts.get(row["id"], (None, None))) for row in rows])


def _next_meeting(day: date) -> Any:
    return select(func.min(Meeting.held_on)).where(
        col(Meeting.kind) == MeetingKind.SCRUTINY, col(Meeting.held_on) >= day, not_(called_off(day))
    )


def _verdicts(visit: Visit, meeting_on: date | None) -> dict[int, tuple[Any, Any]]:
    """Give for each recommendation the verdict of this meeting, and the newest one from before it."""
    told = CommitteeVerdict
    statement = (
        select(told.recommendation_id, told.verdict, Meeting.held_on)
        .join(Meeting, col(Meeting.id) == col(told.meeting_id))
        .where(col(told.effective_on) <= visit.as_at)
        .order_by(col(Meeting.held_on), col(told.id))
    )
    found: dict[int, tuple[Any, Any]] = {}
    for key, verdict, held_on in visit.session.execute(statement):
        now, before = found.get(key, (None, None))
        is_now = meeting_on is not None and held_on >= meeting_on
        found[key] = (verdict, before) if is_now else (now, verdict)
    return found


def _asked(visit: Visit) -> Any:
    stands = and_(col(Position.recommendation_id) == col(Recommendation.id), at.standing_on(visit.as_at))
    statement = (
        select(
            Recommendation.id,
            Recommendation.reference,
            col(Review.title).label("origin"),
            col(Review.reference).label("review"),
            Review.published_on,
            Review.area,
            Recommendation.wording,
            Position.state,
            Position.accepted_on,
            _actions(visit).label("actions"),
        )
        .select_from(Recommendation)
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .join(Position, stands)
        .where(or_(col(Review.kind) == ReviewKind.SCRUTINY_INQUIRY, _led_by_the_council(visit)))
        .order_by(func.coalesce(col(Review.published_on), date.min), col(Review.id), col(Recommendation.id))
    )
    return visible_to(visit, statement)


def _of_the_recommendation(visit: Visit) -> Any:
    return and_(
        col(ActionLink.recommendation_id) == col(Recommendation.id), col(ActionLink.effective_on) <= visit.as_at
    )


def _led_by_the_council(visit: Visit) -> Any:
    led = (
        select(Action.id)
        .join(ActionLink, col(ActionLink.action_id) == col(Action.id))
        .where(_of_the_recommendation(visit), col(Action.id).in_(_council(visit)))
    )
    return exists(visible_to(visit, led).correlate(Recommendation))


def _council(visit: Visit) -> Any:
    owned = select(Position.action_id).join(Agency, col(Agency.id) == col(Position.agency_id))
    return owned.where(col(Agency.kind) == AgencyKind.COUNCIL, at.standing_on(visit.as_at)).correlate(None)


def _actions(visit: Visit) -> Any:
    """Gather the visible actions that answer a recommendation, with whose they are and what was said last."""
    blocked = (
        select(ProgressUpdate.blocked_by)
        .where(col(ProgressUpdate.action_id) == col(Action.id), col(ProgressUpdate.effective_on) <= visit.as_at)
        .order_by(col(ProgressUpdate.effective_on).desc(), col(ProgressUpdate.seq).desc())
        .limit(1)
    )
    told = (
        Action.id,
        Position.state,
        Position.due,
        Position.late_until,
        Position.extensions,
        Position.last_update_on,
        func.coalesce(Post.title, ""),
        func.coalesce(blocked.correlate(Action).scalar_subquery(), ""),
    )
    stands = and_(col(Position.action_id) == col(Action.id), at.standing_on(visit.as_at))
    rows = (
        select(as_json(visit.session, *told))
        .select_from(Action)
        .join(ActionLink, col(ActionLink.action_id) == col(Action.id))
        .join(Position, stands)
        .join(Post, col(Post.id) == col(Position.post_id), isouter=True)
        .where(_of_the_recommendation(visit), col(Position.thing) == Thing.ACTION)
    )
    return visible_to(visit, rows).correlate(Recommendation).scalar_subquery()


def _line(row: Any, day: date, verdict: Any, previous: Any) -> Line:
    told = sorted(unpacked(row["actions"], None, Delivery, day_of, day_of, None, day_of, None, None))
    said = [last for *_, last, _post, _blocked in told if last]
    return Line(
        id=row["id"],
        reference=f"{row['review']} {row['reference']}",
        origin=row["origin"],
        published_on=row["published_on"],
        area=row["area"],
        wording=row["wording"],
        executive_on=row["accepted_on"],
        leads=sorted({post for *_, post, _blocked in told if post}),
        actions=[_tracked(day, *each) for each in told],
        last_said_on=max(said, default=None),
        standing=Standing(row["state"]),
        verdict=verdict,
        previous=previous,
    )


def _tracked(day: date, *told: Any) -> Tracked:
    """Say whether an action was late, or is: to the day on which its lateness stood still."""
    _key, state, due, late_until, extensions, _last, _post, blocked = told
    late = due is not None and min(day, late_until or day) > due
    return Tracked(state, late=late, moved=extensions > 0, blocked=bool(blocked))
