"""Who is too near to a piece of evidence to check it: its provider, whoever owned the action, and their agencies.

Who is too near to what a recommendation led to is told likewise, for those who say what difference it made.

Work and people move: an agency that has given the action away, or that a person has left since the evidence came, is as
near as it was.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

from sqlalchemy import literal, or_, union_all
from sqlmodel import col

from tracker import belonging
from tracker.models import (
    Action,
    ActionLink,
    ActionOwner,
    Agency,
    ContributingAgency,
    Evidence,
    EvidenceVersion,
    Post,
    Tenure,
)
from tracker.models.statements import select
from tracker.rules.mergers import one_with
from tracker.visit import Visit


@dataclass(frozen=True)
class _Provided:
    """Who provided the versions of a piece of evidence, the agency named as provider, and when the first came."""

    persons: frozenset[int]
    named: int | None
    since: date


@dataclass(frozen=True)
class _Held:
    """A post that a person has held since the evidence came; `near` tells that what it meant then still counts."""

    person_id: int
    post_id: int
    agency_id: int
    near: bool


def too_near(visit: Visit, action_id: int, evidence_id: int, agencies: frozenset[int]) -> list[str]:
    """Say why the visitor may not check this evidence; `agencies` are those of the visitor on the day."""
    who, mergers = visit.who.person_id, belonging.mergers(visit.session)
    given = _provided(visit, evidence_id)
    posts, owners, contributing = _around(visit, [action_id])
    held = _held(visit, given.persons | ({who} if who is not None else set()), given.since)
    mine = [each for each in held if each.person_id == who and each.near]
    providers = {each.agency_id for each in held if each.person_id in given.persons} | ({given.named} - {None})

    def counted(several: Collection[int | None]) -> frozenset[int]:
        return one_with([each for each in several if each is not None], mergers, visit.effective_on)

    own = counted({*agencies, *(each.agency_id for each in mine)})
    unmet = []
    if who is None or who in given.persons:
        unmet.append("Whoever provided the evidence cannot check it.")
    if own & counted(owners) or any(each.post_id in posts for each in mine):
        unmet.append("The checker cannot be of the agency that owns the action.")
    if own & contributing:
        unmet.append("The checker cannot be of an agency that contributes to the action.")
    if own & counted(providers):
        unmet.append("The checker cannot be of the agency that provided the evidence.")
    return unmet


def too_near_to_test(visit: Visit, recommendation_id: int) -> list[str]:
    """Say why the visitor may not set or record an impact test: their own agency did the work that it judges."""
    answers = select(Action.id, Action.effective_on).join(ActionLink, col(ActionLink.action_id) == col(Action.id))
    rows = visit.session.execute(answers.where(ActionLink.recommendation_id == recommendation_id)).all()
    posts, owners, contributing = _around(visit, [key for key, _ in rows])
    who, since = visit.who.person_id, min((day for _, day in rows), default=visit.effective_on)
    mine = [each for each in _held(visit, [who], since) if each.near] if who is not None else []
    mergers, agencies = belonging.mergers(visit.session), belonging.of_visitor(visit)
    own = one_with({*agencies, *(each.agency_id for each in mine)}, mergers, visit.effective_on)
    unmet = []
    if own & one_with(owners, mergers, visit.effective_on) or any(each.post_id in posts for each in mine):
        unmet.append("Your own agency owns an action for this, or owned one: somebody of another agency tests it.")
    if own & contributing:
        unmet.append("Your own agency contributes to an action for this: somebody of another agency tests it.")
    return unmet


def _provided(visit: Visit, evidence_id: int) -> _Provided:
    told = (
        select(EvidenceVersion.provided_by_id, EvidenceVersion.effective_on, Evidence.provider_agency_id)
        .join(Evidence, col(Evidence.id) == col(EvidenceVersion.evidence_id))
        .where(EvidenceVersion.evidence_id == evidence_id)
    )
    rows = visit.session.execute(told).all()
    return _Provided(
        persons=frozenset(person for person, _, _ in rows if person is not None),
        named=next((agency for *_, agency in rows), None),
        since=min((day for _, day, _ in rows), default=visit.effective_on),
    )


def _around(visit: Visit, actions: Collection[int]) -> tuple[set[int], set[int], set[int]]:
    """Give the posts that own the actions or ever owned them, their agencies, and the agencies that contributed."""
    owned = select(Post.id, Post.agency_id).join(ActionOwner, col(ActionOwner.post_id) == col(Post.id))
    helped = select(literal(0), ContributingAgency.agency_id).where(col(ContributingAgency.action_id).in_(actions))
    rows = visit.session.execute(union_all(owned.where(col(ActionOwner.action_id).in_(actions)), helped)).all()
    posts = {post for post, _ in rows if post}
    return posts, {agency for post, agency in rows if post}, {agency for post, agency in rows if not post}


def _held(visit: Visit, persons: Collection[int], since: date) -> list[_Held]:
    """Give the posts that these persons have held on any day since.

    Whoever has left an agency belongs to it no longer; whose agency became another has not left it.
    """
    day, ended = visit.effective_on, col(Tenure.ended_on)
    told = (
        select(Tenure.person_id, Post.id, Post.agency_id, Tenure.ended_on, Agency.ended_on)
        .select_from(Tenure)
        .join(Post, col(Post.id) == col(Tenure.post_id))
        .join(Agency, col(Agency.id) == col(Post.agency_id))
        .where(
            col(Tenure.person_id).in_(persons),
            col(Tenure.started_on) <= day,
            or_(ended.is_(None), ended > min(since, day)),
        )
    )
    return [
        _Held(person, post, agency, last is None or last > day or gone is not None)
        for person, post, agency, last, gone in visit.session.execute(told)
    ]
