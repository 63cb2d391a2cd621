"""What is to be sent today and to whom, which steps wait for a person, and which were taken."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from sqlmodel import col

from tracker import facts, holders, ladders
from tracker.access import find, needs, visible_to
from tracker.holders import Holder
from tracker.models import Action, Agency, Position, Post
from tracker.models.statements import select
from tracker.queries import at
from tracker.rules.escalation import CHAIN, FIRST_REMINDER, REMINDERS, Late, next_by_a_person, steps_due, unmet
from tracker.visit import Visit, Visitor
from tracker.words import Delivery, EscalationStep, Permission, PostDuty, Sending, Thing, Visibility

ORDINARY = frozenset({Visibility.PUBLISHED, Visibility.UNPUBLISHED})


@dataclass(frozen=True)
class Step:
    """A step that is due today: for which action and due date, to which post and person, or why to nobody."""

    action_id: int
    reference: str
    due: date
    step: EscalationStep
    post_id: int | None
    post: str
    person_id: int | None = None
    email: str = ""
    problem: Sending | None = None


@dataclass(frozen=True)
class Waiting:
    """A step that waits for a person to take and record it."""

    action_id: int
    reference: str
    due: date
    step: EscalationStep


@dataclass(frozen=True)
class DueToday:
    """Everything that escalation asks for today: what goes out by itself, and what people have to do."""

    steps: Sequence[Step]
    waiting: Sequence[Waiting]


@needs(Permission.SEND_REMINDERS)
def due_today(visit: Visit) -> DueToday:
    """Give every step that is due and was not taken, the longest due first."""
    rows = _awaited(visit)
    tried = ladders.tried(visit.session, [row.action_id for row in rows])
    key = facts.keys(visit.session)[-1] if rows else None
    found: list[tuple[Any, EscalationStep]] = []
    waiting: list[Waiting] = []
    for row in rows:
        told = tried[row.action_id, row.due]
        taken = {step for step, outcomes in told.items() if outcomes & ladders.TAKEN}
        late = _late(row, told)
        found += [(row, step) for step in steps_due(late, visit.today, key, taken)] if key else []
        if step := next_by_a_person(late, visit.today):
            waiting.append(Waiting(row.action_id, row.reference, row.due, step))
    return DueToday(list(_addressed(visit, found)), waiting)


def _awaited(visit: Visit) -> Sequence[Any]:
    states = [Delivery.NOT_STARTED.value, Delivery.IN_PROGRESS.value, Delivery.PAUSED.value]
    statement = (
        select(
            Position.action_id,
            Action.reference,
            Position.due,
            Position.state,
            Position.grey_until,
            Position.visibility,
            Position.post_id,
            Position.agency_id,
        )
        .join(Action, col(Action.id) == col(Position.action_id))
        .where(
            col(Position.thing) == Thing.ACTION,
            at.standing_on(visit.today),
            col(Position.state).in_(states),
            col(Position.due) <= visit.today + timedelta(days=FIRST_REMINDER),
        )
        .order_by(col(Position.due), col(Position.action_id))
    )
    return visit.session.execute(statement).all()


def _late(row: Any, told: ladders.Outcomes) -> Late:
    return Late(row.due, Delivery(row.state), row.grey_until, row.visibility, frozenset(told))


def _addressed(visit: Visit, found: Sequence[tuple[Any, EscalationStep]]) -> Iterator[Step]:
    """Find who gets each step: by the posts, duties and tenures of today."""
    posts = [_post(visit, row, step) for row, step in found]
    wanted = {post for post in posts if post is not None}
    held, titles = holders.holders(visit.session, wanted, visit.today), _titles(visit, wanted)
    sees = _sees(visit, {one.person_id for one in held.values()}, {row.action_id for row, _ in found})
    for (row, step), post in zip(found, posts, strict=True):
        holder = held.get(post) if post else None
        problem = _problem(holder, row, step, sees[holder.person_id] if holder else frozenset())
        yield Step(
            action_id=row.action_id,
            reference=row.reference,
            due=row.due,
            step=step,
            post_id=post,
            post=titles.get(post or 0, _unnamed(step)),
            person_id=holder.person_id if holder else None,
            email=holder.email if holder else "",
            problem=problem,
        )


def _post(visit: Visit, row: Any, step: EscalationStep) -> int | None:
    if step in REMINDERS:
        return row.post_id  # type: ignore[no-any-return]
    session = visit.session
    if "duties" not in session.info:
        session.info["duties"] = (*holders.with_duty(session, visit.today), holders.successors(session, visit.today))
    leads, chair, follows = session.info["duties"]
    if step is EscalationStep.SUB_GROUP_CHAIR:
        return chair  # type: ignore[no-any-return]
    agency = row.agency_id
    while agency not in leads and agency in follows:
        agency = follows[agency]
    return leads.get(agency)  # type: ignore[no-any-return]


def _unnamed(step: EscalationStep) -> str:
    return "owner post" if step in REMINDERS else f"{step.value} post"


def _sees(visit: Visit, people: Collection[int], actions: Collection[int]) -> dict[int, frozenset[int]]:
    """Give which of these actions each person sees with the roles that they hold now."""
    roles = holders.grants(visit.session, people, visit.now)
    asked = select(Action.id).where(col(Action.id).in_(actions))
    visits = {person: replace(visit, who=Visitor(person, "", roles.get(person, ()))) for person in people}
    return {person: frozenset(visit.session.scalars(visible_to(as_them, asked))) for person, as_them in visits.items()}


def _problem(holder: Holder | None, row: Any, step: EscalationStep, seen: Collection[int]) -> Sending | None:
    """Say why a step reaches nobody: a closed account gets nothing, and others only what their roles show them.

    Whoever has no account and holds the owner post, or leads its agency, is told of what is not restricted: it is their
    own agency's work.
    """
    if holder is None:
        return Sending.NOBODY
    own = step is not EscalationStep.SUB_GROUP_CHAIR and not holder.has_account
    sees = row.action_id in seen or (own and row.visibility in ORDINARY)
    return None if sees and not holder.closed else Sending.UNSEEN


def _titles(visit: Visit, posts: Collection[int]) -> dict[int, str]:
    statement = select(Post.id, Post.title, Agency.name).join(Agency, col(Agency.id) == col(Post.agency_id))
    rows = visit.session.execute(statement.where(col(Post.id).in_(posts)))
    return {key: f"{title}, {agency}" for key, title, agency in rows}


@dataclass(frozen=True)
class Ladder:
    """How far an overdue action has climbed: its reference, its due date, and what may be recorded next."""

    reference: str
    due: date | None
    tried: Sequence[EscalationStep]
    may_record: Sequence[EscalationStep]


@needs(Permission.ESCALATE)
def ladder(visit: Visit, action_id: int) -> Ladder:
    """Give the steps for the due date in force, and those that a person may record today."""
    action = find(visit, Action, action_id)
    late = ladders.late(visit.session, action_id, visit.today)
    may = [step for step in CHAIN if not unmet(step, late, visit.today, decided=True)]
    tried = [step for step in EscalationStep if step in late.tried]
    return Ladder(action.reference, late.due, tried, may)


@dataclass(frozen=True)
class PostAndDuty:
    """A post, and what it does for the board beside owning actions."""

    id: int
    words: str


@needs(Permission.ESCALATE)
def posts(visit: Visit) -> Sequence[PostAndDuty]:
    """List every post by agency and title; those that lead their agency or chair the sub-group say so."""
    leads, chair = holders.with_duty(visit.session, visit.today)
    statement = select(Post.id, Post.title, Agency.name).join(Agency, col(Agency.id) == col(Post.agency_id))
    rows = visit.session.execute(statement.order_by(col(Agency.name), col(Post.title), col(Post.id)))
    leading = set(leads.values())

    def said(key: int) -> str:
        duties = [PostDuty.AGENCY_LEAD.value] * (key in leading) + [PostDuty.SUB_GROUP_CHAIR.value] * (key == chair)
        return f" ({', '.join(duties)})" if duties else ""

    return [PostAndDuty(key, f"{agency}: {title}{said(key)}") for key, title, agency in rows]
