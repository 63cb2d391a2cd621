"""Which evidence somebody may see, and of which they may read what it says."""

from typing import Any

from sqlalchemy import and_
from sqlmodel import col

from tracker import named
from tracker.access import LARGEST_KEY, visible_to
from tracker.errors import NotFoundError
from tracker.models import Action, Evidence, EvidenceLink, EvidenceVersion, Position
from tracker.models.statements import select
from tracker.roles import allows, may_read_evidence
from tracker.visit import Visit
from tracker.words import EvidenceKind, Permission, Role, Sensitivity, Visibility

CLOSED = frozenset({Visibility.RESTRICTED, Visibility.SEALED})


def find_piece(visit: Visit, evidence_id: int) -> Evidence:
    """Find a piece of evidence that the visitor may see: what is restricted or sealed does not exist for others."""
    chosen = visible_to(visit, select(Evidence).where(Evidence.id == evidence_id))
    found: Evidence | None = visit.session.scalar(chosen) if 0 < evidence_id <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    return found


def find_version(visit: Visit, version_id: int) -> tuple[Evidence, EvidenceVersion]:
    """Find a version of a piece that the visitor may see."""
    version = visit.session.get(EvidenceVersion, version_id) if 0 < version_id <= LARGEST_KEY else None
    if version is None:
        raise NotFoundError
    return find_piece(visit, version.evidence_id), version


def find_file(visit: Visit, version_id: int) -> tuple[Evidence, EvidenceVersion]:
    """Find a version whose bytes the visitor may be given; for anybody else there is no such address."""
    piece, version = find_version(visit, version_id)
    if version.kind != EvidenceKind.FILE or not may_read(visit, piece):
        raise NotFoundError
    return piece, version


def speaks_for(visit: Visit, piece: Evidence, action_id: int) -> bool:
    """Tell whether a piece of evidence speaks for an action."""
    link = select(EvidenceLink.id).where(EvidenceLink.evidence_id == piece.id, EvidenceLink.action_id == action_id)
    return visit.session.scalar(link) is not None


def may_read(visit: Visit, piece: Evidence) -> bool:
    """Tell whether the visitor may read what a piece says, beyond its title: for one of its actions is enough."""
    who, seen = visit.who.person_id, visible_to(visit, select(Action.id))
    standing = _standing(visit, piece).where(col(Position.action_id).in_(seen))
    if any(may_read_evidence(visit.who, agency, review) for agency, review, _ in visit.session.execute(standing)):
        return True
    return visit.session.scalar(select(Evidence.id).where(Evidence.id == piece.id, named.to_read(who))) is not None


def is_closed(visit: Visit, piece: Evidence) -> bool:
    """Tell whether a piece is restricted or sealed: by itself, or by what it speaks for."""
    if piece.sensitivity != Sensitivity.NORMAL:
        return True
    return any(visibility in CLOSED for _, _, visibility in visit.session.execute(_standing(visit, piece)))


def _standing(visit: Visit, piece: Evidence) -> Any:
    """Ask how the actions of a piece stand today."""
    today = and_(col(Position.valid_from) <= visit.today, col(Position.valid_to) > visit.today)
    linked = select(EvidenceLink.action_id).where(EvidenceLink.evidence_id == piece.id)
    return select(Position.agency_id, Position.review_id, Position.visibility).where(
        col(Position.action_id).in_(linked), today
    )


def may_name(visit: Visit, piece: Evidence) -> bool:
    """Tell whether the visitor may name who reads a piece: the coordinator, and whoever provided a version of it."""
    if Role.COORDINATOR in visit.who.board_roles:
        return True
    provided = select(EvidenceVersion.id).where(
        EvidenceVersion.evidence_id == piece.id, EvidenceVersion.provided_by_id == visit.who.person_id
    )
    provides = visit.who.person_id is not None and visit.session.scalar(provided.limit(1)) is not None
    return provides and allows(visit.who, Permission.ATTACH_EVIDENCE)
