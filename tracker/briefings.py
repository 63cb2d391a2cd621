"""Released briefings, and the links by which teams answer: what anybody may read who has not signed in.

Beside signing in (`tracker.entry`) and `tracker.holders` the only reading of the record that needs no permission. What
is not released, or belongs to a review that is not published, does not exist here.
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy import and_, exists, func
from sqlalchemy.orm import Session, aliased
from sqlmodel import col

from tracker.holders import successors
from tracker.models import (
    FOREVER,
    Agency,
    Briefing,
    BriefingRelease,
    BriefingVersion,
    BriefingWithdrawn,
    Dissemination,
    Review,
    TeamLink,
    TeamLinkRevoked,
)
from tracker.models.statements import select
from tracker.rules.briefing import BLOCKS, TITLE
from tracker.settings import local_day
from tracker.visit import Grant, Visitor
from tracker.words import Publication, Role, Scope, Sensitivity

BOTH = 2
LARGEST_KEY = 2**31 - 1
SALT, LONGEST_TOKEN = "team link", 100
BY_LINK = "link"


@dataclass(frozen=True)
class Released:
    """A briefing as anybody may read it, and the review that it comes from."""

    id: int
    version_id: int
    number: int
    title: str
    blocks: Mapping[str, str]
    released_on: date
    first_released_on: date
    review_id: int
    review: str
    illustrative: bool
    published_on: date | None
    source_document: str
    source_url: str


def all_released(session: Session, *, by: date = FOREVER) -> Sequence[Released]:
    """List the briefings that are released, or were on a day, newest first."""
    rows = session.execute(_released(by)).all()
    return sorted((_read(row) for row in rows), key=lambda each: (each.released_on, each.id), reverse=True)


def released(session: Session, key: int) -> Released | None:
    """Give a released briefing; None when there is none, or none that anybody may read."""
    if not 0 < key <= LARGEST_KEY:
        return None
    row = session.execute(_released().where(col(Briefing.id) == key)).first()
    return _read(row) if row is not None else None


def read_on(session: Session, briefing_id: int, day: date) -> int:
    """Give the version that anybody could read on a day, as a team did that discussed it then."""
    statement = (
        select(BriefingVersion.id)
        .join(BriefingRelease, col(BriefingRelease.version_id) == col(BriefingVersion.id))
        .where(
            col(BriefingVersion.briefing_id) == briefing_id,
            col(BriefingRelease.role) == Role.CHAIR,
            col(BriefingRelease.effective_on) <= day,
        )
        .order_by(col(BriefingVersion.number).desc())
        .limit(1)
    )
    return int(session.scalars(statement).one())


def texts_of(version: BriefingVersion) -> dict[str, str]:
    """Give the title and the blocks of a version by name, in the order in which they are read."""
    return {name: getattr(version, name) for name in (TITLE, *BLOCKS)}


def is_open(review: Review) -> bool:
    """Tell whether anybody may read a briefing of this review: it is published, and neither restricted nor sealed."""
    return review.publication == Publication.PUBLISHED and review.sensitivity == Sensitivity.NORMAL


def _released(by: date = FOREVER) -> Any:
    """Choose of each briefing the newest version that two people released by a day, unless it was withdrawn by then."""
    later = aliased(BriefingVersion)
    newer = exists().where(
        col(later.briefing_id) == col(BriefingVersion.briefing_id),
        col(later.number) > col(BriefingVersion.number),
        _by_both(later, by),
    )
    gone = exists().where(
        col(BriefingWithdrawn.version_id) == col(BriefingVersion.id), col(BriefingWithdrawn.effective_on) <= by
    )
    first = aliased(BriefingVersion)
    # The chair releases last: from that day on anybody can read it.
    day = select(func.min(BriefingRelease.effective_on)).where(col(BriefingRelease.role) == Role.CHAIR)
    since = day.where(col(BriefingRelease.version_id) == col(BriefingVersion.id)).correlate(BriefingVersion)
    ever = day.join(first, col(first.id) == col(BriefingRelease.version_id))
    ever = ever.where(col(first.briefing_id) == col(BriefingVersion.briefing_id)).correlate(BriefingVersion)
    return (
        select(BriefingVersion, Review, since.scalar_subquery(), ever.scalar_subquery())
        .join(Briefing, col(Briefing.id) == col(BriefingVersion.briefing_id))
        .join(Review, col(Review.id) == col(Briefing.review_id))
        .where(
            and_(
                col(Review.publication) == Publication.PUBLISHED,
                col(Review.sensitivity) == Sensitivity.NORMAL,
                _by_both(BriefingVersion, by),
                ~newer,
                ~gone,
            )
        )
    )


def _by_both(version: Any, by: date) -> Any:
    releases = select(func.count()).select_from(BriefingRelease).where(col(BriefingRelease.effective_on) <= by)
    return releases.where(col(BriefingRelease.version_id) == version.id).correlate(version).scalar_subquery() == BOTH


def _read(row: Any) -> Released:
    version, review, since, first = row
    return Released(
        id=version.briefing_id,
        version_id=version.id,
        number=version.number,
        title=version.title,
        blocks={heading: getattr(version, name) for name, heading in BLOCKS.items()},
        released_on=since,
        first_released_on=first,
        review_id=review.id,
        review=review.title,
        illustrative=review.illustrative,
        published_on=review.published_on,
        source_document=review.source_document,
        source_url=review.source_url,
    )


@dataclass(frozen=True)
class Opened:
    """A team's link that leads somewhere: who answers by it, for which team, about which briefing."""

    visitor: Visitor
    link_id: int
    dissemination_id: int
    team: str
    agency: str
    briefing: Released


def token_of(secret_key: str, link_id: int) -> str:
    """Give the signed word by which a team's link is known: it says nothing of the team, and nobody can make it up."""
    word: str | bytes = _signer(secret_key).dumps(link_id)
    return word if isinstance(word, str) else word.decode()


def link_of(secret_key: str, token: str) -> int | None:
    """Give the link that a signed word stands for; None when we did not sign it."""
    if len(token) > LONGEST_TOKEN or not token.isascii():
        return None
    try:
        key = _signer(secret_key).loads(token)
    except BadSignature:
        return None
    return key if type(key) is int else None


def _signer(secret_key: str) -> URLSafeSerializer:
    how = {"key_derivation": "hmac", "digest_method": hashlib.sha256}
    return URLSafeSerializer(secret_key, salt=SALT, signer_kwargs=how)


def opened(session: Session, link_id: int | None, now: datetime) -> Opened | None:
    """Give where a link leads; None once it is revoked or over, its agency has ended, or its briefing is withdrawn."""
    if link_id is None or not 0 < link_id <= LARGEST_KEY:
        return None
    day = local_day(now)
    statement = (
        select(TeamLink, Dissemination, Agency)
        .join(Dissemination, col(Dissemination.id) == col(TeamLink.dissemination_id))
        .join(Agency, col(Agency.id) == col(Dissemination.agency_id))
        .join(TeamLinkRevoked, col(TeamLinkRevoked.link_id) == col(TeamLink.id), isouter=True)
        .where(
            col(TeamLink.id) == link_id,
            col(TeamLinkRevoked.id).is_(None),
            col(TeamLink.last_day) >= day,
            col(Agency.ended_on).is_(None) | (col(Agency.ended_on) > day),
        )
    )
    row = session.execute(statement).first()
    briefing = released(session, row[0].briefing_id) if row is not None else None
    if row is None or briefing is None:
        return None
    _, heard, agency = row
    return Opened(_team(link_id, agency.id), link_id, heard.id, heard.team, agency.name, briefing)


def _team(link_id: int, agency_id: int) -> Visitor:
    """Let whoever holds the link act as the team's agency does: only to say that the team discussed the briefing."""
    grant = Grant(Role.OWNER, Scope.AGENCY, agency_id=agency_id)
    return Visitor(None, "a team's link", (grant,), session=f"link{link_id}", method=BY_LINK)


def following(session: Session, day: date) -> Callable[[int], int]:
    """Give what tells which agency answers for a team on a day: its own, or in the end the one that follows it."""
    next_of = successors(session, day)

    def answers(agency_id: int) -> int:
        seen = {agency_id}
        while (after := next_of.get(agency_id)) is not None and after not in seen:
            agency_id = after
            seen.add(after)
        return agency_id

    return answers
