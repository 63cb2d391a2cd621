"""Who comes after whom: a post is handed over in one act, and an agency leads to those that follow it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlmodel import col

from tracker import positions
from tracker.access import LARGEST_KEY, needs
from tracker.commands.ownership import move_work
from tracker.commands.people import begin_tenure, end_tenure
from tracker.commands.record import change, record
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.holders import with_duty
from tracker.models import ActionOwner, Agency, GivenDuty, Person, Post, RoleGrant, Tenure
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, PostDuty


@dataclass(frozen=True)
class HandOver:
    """From a day on somebody else holds the post, or its work goes to another post, or (neither) nobody holds it."""

    on: date
    to_person: int | None = None
    to_post: int | None = None
    reason: str = ""


@needs(Permission.KEEP_PARTNERSHIP)
def hand_over(visit: Visit, tenure_id: int, draft: HandOver, *, version: int) -> int:
    """End a tenure and hand over everything in one act; return how many actions go to another post.

    The post keeps its work and its history; whoever held it before, and until when, stays in the record.
    """
    tenure = visit.session.get(Tenure, tenure_id) if 0 < tenure_id <= LARGEST_KEY else None
    if tenure is None:
        raise NotFoundError
    if draft.to_person is not None and draft.to_post is not None:
        raise InputError("Choose who takes the post, or which post takes its work; not both.", field="person")
    if draft.to_post is not None and draft.on > visit.effective_on:
        raise InputError("Work moves on the day on which it is moved. Hand it over on that day.", field="last day")
    end_tenure(visit, tenure_id, ended_on=draft.on, version=version)
    if draft.to_person is not None:
        _known(visit, draft.to_person)
        if draft.to_person == tenure.person_id:
            raise InputError("Choose somebody else.", field="person")
        begin_tenure(visit, tenure.post_id, person_id=draft.to_person, started_on=draft.on)
    return move_work(visit, tenure.post_id, to_post=draft.to_post, reason=draft.reason) if draft.to_post else 0


def _known(visit: Visit, person_id: int) -> None:
    if visit.session.get(Person, person_id) is None:
        raise InputError("Choose a person from the list.", field="person")


@needs(Permission.RECORD_ACTION)
def end_agency(visit: Visit, agency_id: int, *, followed_by: int, posts: Mapping[int, int], version: int) -> int:
    """End an agency today: another follows it, and each post, its holder and its open work go to the agency named.

    A new name, a merger and a split are the same act: past days show the old name. `posts` says for each post of the
    agency to which agency it goes. What checkers and owners of one agency may not do for each other, they may not do
    after it was followed either (`tracker.belonging`). Return how many open actions moved.
    """
    agency = _standing(visit, agency_id, "agency")
    successor = _standing(visit, followed_by, "successor")
    if agency.id == successor.id:
        raise InputError("Choose another agency: an agency cannot follow itself.", field="successor")
    own = list(visit.session.scalars(select(Post).where(Post.agency_id == agency_id).order_by(col(Post.id))))
    goes = {post.id or 0: posts.get(post.id or 0, followed_by) for post in own}
    _follow_with_roles(visit, agency, goes, followed_by)
    moved = sum(_move_post(visit, agency, post, goes[post.id or 0]) for post in own)
    change(agency, version, ended_on=visit.effective_on, successor_id=followed_by)
    record(visit, "agency ended", agency, note={"followed by": followed_by})
    owned = select(ActionOwner.action_id).where(col(ActionOwner.post_id).in_([post.id for post in own]))
    positions.refresh(visit, actions=set(visit.session.scalars(owned)))
    return moved


def _standing(visit: Visit, key: int, field: str) -> Agency:
    agency = visit.session.get(Agency, key) if 0 < key <= LARGEST_KEY else None
    if agency is None:
        raise InputError("Choose an agency from the list.", field=field)
    if agency.ended_on is not None:
        raise RuleBrokenError([f"{agency.name} ended on {agency.ended_on:%-d %B %Y}."])
    return agency


def _move_post(visit: Visit, agency: Agency, post: Post, to_agency: int) -> int:
    """Let the same post stand in another agency, with its holder and its open work."""
    new = _standing(visit, to_agency, f"post {post.id}")
    if new.id == agency.id:
        raise InputError("Choose another agency: this one ends.", field=f"post {post.id}")
    same = select(Post).where(Post.agency_id == new.id, Post.title == post.title)
    there = visit.session.scalar(same)
    if there is None:
        there = add(visit, Post, agency_id=new.id, title=post.title)
        record(visit, "post recorded", there)
    for tenure in visit.session.scalars(select(Tenure).where(Tenure.post_id == post.id, _goes_on(visit))).all():
        _take_up(visit, there, tenure)
    _carry_duties(visit, post, there)
    return move_work(visit, post.id or 0, to_post=there.id or 0, reason=f"{agency.name} became {new.name}.")


def _goes_on(visit: Visit) -> Any:
    """Choose the tenures that hold today or begin later."""
    return col(Tenure.ended_on).is_(None) | (col(Tenure.ended_on) > visit.effective_on)


def _take_up(visit: Visit, post: Post, tenure: Tenure) -> None:
    """Let the holder go with the post until the day that was set; who holds it there already takes the work instead."""
    begins, ends = max(tenure.started_on, visit.effective_on), tenure.ended_on
    if tenure.started_on < visit.effective_on:
        change(tenure, tenure.version, ended_on=visit.effective_on)
        record(visit, "tenure ended", tenure)
    held = select(Tenure.id).where(Tenure.post_id == post.id, _goes_on(visit))
    if visit.session.scalar(held) is None:
        taken = begin_tenure(visit, post.id or 0, person_id=tenure.person_id, started_on=begins)
        if ends is not None:
            end_tenure(visit, taken.id or 0, ended_on=ends, version=taken.version)


def _carry_duties(visit: Visit, post: Post, there: Post) -> None:
    """Let the post keep what it does for the board beside owning actions."""
    duties = visit.session.scalars(select(GivenDuty.duty).where(GivenDuty.post_id == post.id)).all()
    leads, chair = with_duty(visit.session, visit.effective_on)[:2]
    for duty in dict.fromkeys(duties):
        holds = chair == post.id if duty == PostDuty.SUB_GROUP_CHAIR else leads.get(post.agency_id) == post.id
        if holds:
            record(visit, "duty given", add(visit, GivenDuty, post_id=there.id, duty=duty))


def _follow_with_roles(visit: Visit, agency: Agency, goes: Mapping[int, int], followed_by: int) -> None:
    """Give whoever owns for the agency the same role where their own post goes, for as long as they have it."""
    until = col(RoleGrant.valid_until)
    held = select(RoleGrant).where(RoleGrant.agency_id == agency.id, until.is_(None) | (until > visit.now))
    for grant in visit.session.scalars(held.order_by(col(RoleGrant.id))).all():
        own = select(Tenure.post_id).where(Tenure.person_id == grant.person_id, _goes_on(visit))
        posts = set(visit.session.scalars(own.where(col(Tenure.post_id).in_(goes))))
        for successor in sorted({goes[post] for post in posts} or {followed_by}):
            given = add(
                visit,
                RoleGrant,
                person_id=grant.person_id,
                role=grant.role,
                scope=grant.scope,
                agency_id=successor,
                valid_from=visit.now,
                valid_until=grant.valid_until,
                granted_by=f"follows {agency.name}"[:254],
            )
            record(visit, "role follows the agency", given)
