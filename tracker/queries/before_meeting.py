"""Before the meeting: what the coordinator has to chase, and a reminder for each post that owes something."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy import func
from sqlmodel import col

from tracker import facts
from tracker.access import needs, visible_to
from tracker.models import (
    ActionLink,
    ActionOwner,
    OwnershipRefusal,
    Position,
    ProgressUpdate,
    Recommendation,
    Review,
)
from tracker.models.statements import select
from tracker.queries import at, meetings, new_dates
from tracker.queries.meetings import Listed
from tracker.queries.new_dates import Asked
from tracker.queries.open_work import Open, open_actions
from tracker.rules.clocks import add_months
from tracker.rules.phrases import day_words
from tracker.rules.spans import key_on
from tracker.visit import Visit
from tracker.words import Delivery, MeetingKind, Permission, Standing, Thing

UNTIL = timedelta(days=28)


@dataclass(frozen=True)
class Silent:
    """An agency with open actions on which it has said nothing this cycle."""

    agency: str
    actions: Sequence[Open]


@dataclass(frozen=True)
class Refused:
    """An action of which its owner says that it is not theirs."""

    action: Open
    reason: str


@dataclass(frozen=True)
class Bare:
    """A recommendation that was accepted and that no action answers."""

    id: int
    review: str
    reference: str
    wording: str


@dataclass(frozen=True)
class Reminder:
    """What to send to a post: it names posts and references, never a person and no wording."""

    post: str
    agency: str
    text: str


@dataclass(frozen=True)
class Before:
    """Everything that has to be chased before the next board meeting."""

    meeting: Listed | None
    due_by_then: Sequence[Open]
    silent: Sequence[Silent]
    claims: Sequence[Open]
    ready: Sequence[Open]
    without_owner: Sequence[Open]
    without_date: Sequence[Open]
    without_action: Sequence[Bare]
    refused: Sequence[Refused]
    asked: Sequence[Asked]
    reminders: Sequence[Reminder]


@needs(Permission.RECORD_MEETING)
def before(visit: Visit) -> Before:
    """Gather what has to be chased before the next board meeting, or in four weeks when none is recorded."""
    work, following = open_actions(visit), _next(visit)
    until = following.held_on if following else visit.as_at + UNTIL
    ready = [each for each in work if each.state == Delivery.SUBMITTED]
    owed = [each for each in work if each.state != Delivery.SUBMITTED]
    due = [each for each in owed if each.due is not None and each.due <= until]
    silent = _silent(visit, owed)
    return Before(
        meeting=following,
        due_by_then=due,
        silent=silent,
        claims=_claims(visit, owed),
        ready=ready,
        without_owner=[each for each in work if each.post_id is None],
        without_date=[each for each in work if each.due is None],
        without_action=_without_action(visit),
        refused=_refused(visit, work),
        asked=new_dates.waiting(visit, work),
        reminders=_reminders(following, due, [each for one in silent for each in one.actions]),
    )


def _next(visit: Visit) -> Listed | None:
    to_come = [each for each in meetings.listing(visit) if each.held_on >= visit.as_at and not each.called_off]
    boards = [each for each in to_come if each.kind == MeetingKind.BOARD]
    return min(boards, key=lambda each: (each.held_on, each.id), default=None)


def _silent(visit: Visit, work: Sequence[Open]) -> list[Silent]:
    """Find of what no agency has spoken in the reporting cycle; acceptance counts as the first update.

    Nobody is asked of what has no owner, which is a list of its own, nor of what is paused or has not begun.
    """
    key = key_on(facts.keys(visit.session), visit.as_at)
    quiet: dict[str, list[Open]] = {}
    for each in work:
        last = max((day for day in (each.last_update_on, each.accepted_on) if day), default=None)
        rests = any(day and day > visit.as_at for day in (each.start_on, each.grey_until))
        if last and each.agency and not rests and add_months(last, key.reporting_cycle_months) < visit.as_at:
            quiet.setdefault(each.agency, []).append(each)
    return [Silent(agency, quiet[agency]) for agency in sorted(quiet)]


def _claims(visit: Visit, work: Sequence[Open]) -> list[Open]:
    """Find the actions whose newest update says that they are done."""
    newest = (
        select(func.max(ProgressUpdate.id))
        .where(col(ProgressUpdate.effective_on) <= visit.as_at)
        .group_by(col(ProgressUpdate.action_id))
    )
    said = select(ProgressUpdate.action_id).where(col(ProgressUpdate.id).in_(newest), ProgressUpdate.declared_done)
    done = set(visit.session.scalars(said))
    return [each for each in work if each.id in done]


def _without_action(visit: Visit) -> list[Bare]:
    answered = select(ActionLink.id).where(
        col(ActionLink.recommendation_id) == col(Recommendation.id), col(ActionLink.effective_on) <= visit.as_at
    )
    statement = (
        select(Recommendation.id, Review.reference, Recommendation.reference, Recommendation.wording)
        .select_from(Position)
        .join(Recommendation, col(Recommendation.id) == col(Position.recommendation_id))
        .join(Review, col(Review.id) == col(Recommendation.review_id))
        .where(
            Position.thing == Thing.RECOMMENDATION,
            Position.state == Standing.OPEN,
            at.standing_on(visit.as_at),
            ~answered.exists(),
        )
        .order_by(col(Review.reference), col(Recommendation.id))
    )
    return [Bare(*row) for row in visit.session.execute(visible_to(visit, statement))]


def _refused(visit: Visit, work: Sequence[Open]) -> list[Refused]:
    """Find the actions that their owner refused and that have not been given to anybody since."""
    given = select(func.max(ActionOwner.seq)).where(
        col(ActionOwner.action_id) == col(OwnershipRefusal.action_id), col(ActionOwner.effective_on) <= visit.as_at
    )
    statement = (
        select(OwnershipRefusal.action_id, OwnershipRefusal.reason)
        .where(
            col(OwnershipRefusal.effective_on) <= visit.as_at,
            col(OwnershipRefusal.seq) > given.correlate(OwnershipRefusal).scalar_subquery(),
        )
        .order_by(col(OwnershipRefusal.seq))
    )
    said: dict[int, str] = {row.action_id: row.reason for row in visit.session.execute(statement)}
    return [Refused(each, said[each.id]) for each in work if each.id in said]


def _reminders(meeting: Listed | None, due: Sequence[Open], silent: Sequence[Open]) -> list[Reminder]:
    owes: dict[tuple[str, str], dict[str, str]] = {}
    for each in [*due, *silent]:
        if each.post:
            said = f"{each.reference}, due {day_words(each.due)}" if each.due else f"{each.reference}, no due date"
            owes.setdefault((each.agency, each.post), {})[each.reference] = said
    return [Reminder(post, agency, _text(meeting, post, said)) for (agency, post), said in sorted(owes.items())]


def _text(meeting: Listed | None, post: str, said: dict[str, str]) -> str:
    when = f" by {meeting.papers_due:%A %-d %B %Y}, when papers for {meeting.title} are due" if meeting else ""
    return f"To {post}: please give an update{when}, on {'; '.join(said.values())}."
