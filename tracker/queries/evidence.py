"""One piece of evidence: what it claims, its versions, the verdicts on them, and who was given restricted bytes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlmodel import col

from tracker import belonging, nearness, readable, scans
from tracker.access import allows, needs, visible_to
from tracker.contents import BY_TYPE
from tracker.errors import NotFoundError
from tracker.facts import owner_agency
from tracker.models import (
    Action,
    Agency,
    Evidence,
    EvidenceLink,
    EvidenceRead,
    EvidenceVersion,
    Person,
    Post,
    Tenure,
)
from tracker.models.statements import select
from tracker.queries import pieces
from tracker.queries.open_work import worded
from tracker.queries.pieces import Verdicts
from tracker.roles import acts_for, sees_reads
from tracker.visit import Visit
from tracker.words import EvidenceKind, EvidenceType, Permission, ScanResult, Sensitivity

Checks = Mapping[int, Mapping[int, Sequence[Verdicts]]]
MOST_READS, AT_ONCE = 200, 500


@dataclass(frozen=True)
class ForAction:
    """An action that the evidence speaks for, and why this visitor may not check it for that (nothing: they may)."""

    id: int
    reference: str
    wording: str
    why_not: Sequence[str]


@dataclass(frozen=True)
class Version:
    """One version: what the provider claims, and apart from it when the server received it."""

    id: int
    number: int
    kind: EvidenceKind
    received_at: datetime
    received_on: date
    claimed_on: date | None
    provider: str
    url: str
    statement: str
    sha256: str
    name: str
    size: int | None
    words: str
    scanned: ScanResult | None
    why_closed: str
    checks: Mapping[int, Sequence[Verdicts]]


@dataclass(frozen=True)
class Read:
    """Somebody was given the bytes of a version."""

    at: datetime
    who: str
    version: int


@dataclass(frozen=True)
class Whole:
    """One piece of evidence and all that is known of it; `withheld` keeps back what it says."""

    id: int
    title: str
    type: EvidenceType
    evidence_class: int
    independent: bool
    sensitivity: Sensitivity
    provider: str
    actions: Sequence[ForAction]
    versions: Sequence[Version]
    reads: Sequence[Read]
    withheld: bool
    may_add: bool
    may_check: bool
    may_seal: bool
    version: int


@dataclass(frozen=True)
class File:
    """The bytes that a visitor may be given: under which hash they lie, and under which name they go out."""

    evidence_id: int
    sha256: str
    size: int
    media_type: str
    name: str
    restricted: bool
    why_closed: str


@needs(Permission.SEE_PLAN)
def whole(visit: Visit, evidence_id: int) -> Whole:
    """Give one piece of evidence as it stood on the day of the visit."""
    piece = _known(visit, evidence_id)
    now, withheld = visit.as_at == visit.today, not readable.may_read(visit, piece)
    provider = visit.session.get(Agency, piece.provider_agency_id) if piece.provider_agency_id else None
    return Whole(
        id=evidence_id,
        title=piece.title,
        type=piece.type,
        evidence_class=piece.evidence_class,
        independent=piece.independent,
        sensitivity=piece.sensitivity,
        provider=provider.name if provider else "",
        actions=_actions(visit, piece),
        versions=_versions(visit, piece, withheld=withheld),
        reads=_reads(visit, piece),
        withheld=withheld,
        may_add=now and _may_add(visit, evidence_id),
        may_check=now and allows(visit.who, Permission.CHECK_EVIDENCE),
        may_seal=now and allows(visit.who, Permission.SEAL_EVIDENCE),
        version=piece.version,
    )


@needs(Permission.SEE_PLAN)
def title(visit: Visit, evidence_id: int) -> str:
    """Give the title of a piece of evidence that was there on the day of the visit."""
    return _known(visit, evidence_id).title


@needs(Permission.SEE_PLAN)
def file(visit: Visit, version_id: int) -> File:
    """Find the bytes of a version that this visitor may be given."""
    piece, version = readable.find_file(visit, version_id)
    result = scans.result_of(visit.session, version)
    theirs = version.provided_by_id is not None and version.provided_by_id == visit.who.person_id
    held_for_them = result == ScanResult.ERROR and theirs
    return File(
        evidence_id=version.evidence_id,
        sha256=version.sha256,
        size=version.size or 0,
        media_type=version.media_type,
        name=version.original_name,
        restricted=readable.is_closed(visit, piece),
        why_closed="" if held_for_them else scans.why_closed(result) or "",
    )


@needs(Permission.SEE_PLAN)
def of_version(visit: Visit, version_id: int) -> int:
    """Name the piece to which a version belongs."""
    return readable.find_version(visit, version_id)[1].evidence_id


@needs(Permission.KEEP_STORE)
def held(visit: Visit) -> Sequence[tuple[int, str]]:
    """List the versions that wait for a scan, by key and hash and nothing else."""
    files = select(EvidenceVersion).where(EvidenceVersion.kind == EvidenceKind.FILE).order_by(col(EvidenceVersion.id))
    found = []
    for portion in visit.session.scalars(files).partitions(AT_ONCE):
        results = scans.results_of(visit.session, portion)
        found += [(each.id or 0, each.sha256) for each in portion if results[each.id or 0] == ScanResult.ERROR]
    return found


def _known(visit: Visit, evidence_id: int) -> Evidence:
    """Find a piece of evidence; one that came after the day of the visit does not exist yet."""
    piece = readable.find_piece(visit, evidence_id)
    if piece.effective_on > visit.as_at:
        raise NotFoundError
    return piece


def _may_add(visit: Visit, evidence_id: int) -> bool:
    linked = visit.session.scalars(select(EvidenceLink.action_id).where(EvidenceLink.evidence_id == evidence_id))
    owners = [owner_agency(visit.session, key) for key in linked]
    return allows(visit.who, Permission.ATTACH_EVIDENCE) and all(acts_for(visit.who, owner) for owner in owners)


def _actions(visit: Visit, piece: Evidence) -> list[ForAction]:
    """Give the actions for which the piece spoke on the day, each as it was worded then."""
    linked = select(EvidenceLink.action_id).where(
        EvidenceLink.evidence_id == piece.id, col(EvidenceLink.effective_on) <= visit.as_at
    )
    chosen = select(Action.id, Action.reference, worded(visit)).where(col(Action.id).in_(linked))
    rows = visit.session.execute(visible_to(visit, chosen).order_by(col(Action.reference))).all()
    if not allows(visit.who, Permission.CHECK_EVIDENCE):
        return [ForAction(key, reference, wording, ()) for key, reference, wording in rows]
    mine = belonging.of_visitor(visit)
    return [
        ForAction(key, reference, wording, nearness.too_near(visit, key, piece.id or 0, mine))
        for key, reference, wording in rows
    ]


def _versions(visit: Visit, piece: Evidence, *, withheld: bool) -> list[Version]:
    chosen = (
        select(EvidenceVersion)
        .where(EvidenceVersion.evidence_id == piece.id, col(EvidenceVersion.effective_on) <= visit.as_at)
        .order_by(col(EvidenceVersion.number).desc())
    )
    rows = visit.session.scalars(chosen).all()
    scanned, checks = scans.results_of(visit.session, rows), _checks(visit, piece)
    providers = _providers(visit, rows)
    found = [_version(row, providers[row.id or 0], scanned.get(row.id or 0), checks) for row in rows]
    return [replace(each, url="", statement="", sha256="", name="", size=None) for each in found] if withheld else found


def _version(row: EvidenceVersion, provider: str, scanned: ScanResult | None, checks: Checks) -> Version:
    known = BY_TYPE.get(row.media_type)
    return Version(
        id=row.id or 0,
        number=row.number,
        kind=row.kind,
        received_at=row.recorded_at,
        received_on=row.effective_on,
        claimed_on=row.claimed_on,
        provider=provider,
        url=row.url,
        statement=row.statement,
        sha256=row.sha256,
        name=row.original_name,
        size=row.size,
        words=known.words if known else "",
        scanned=scanned,
        why_closed=scans.why_closed(scanned) or "",
        checks=checks.get(row.id or 0, {}),
    )


def _providers(visit: Visit, rows: Sequence[EvidenceVersion]) -> dict[int, str]:
    """Name the posts that each provider held on the day, with their agencies; the person where they held none."""
    people = {row.provided_by_id for row in rows}
    known = visit.session.execute(select(Person.id, Person.name).where(col(Person.id).in_(people)))
    names = {person.id: person.name for person in known}
    chosen = (
        select(Tenure.person_id, Tenure.started_on, Tenure.ended_on, Post.title, Agency.name)
        .join(Post, col(Tenure.post_id) == col(Post.id))
        .join(Agency, col(Agency.id) == col(Post.agency_id))
        .where(col(Tenure.person_id).in_(people))
        .order_by(col(Post.id), col(Tenure.id))
    )
    held = visit.session.execute(chosen).all()

    def named(row: EvidenceVersion) -> str:
        posts = [
            f"{post}, {agency}"
            for person, start, end, post, agency in held
            if person == row.provided_by_id and start <= row.effective_on and (end is None or end > row.effective_on)
        ]
        return "; ".join(posts) or names.get(row.provided_by_id, "")

    return {row.id or 0: named(row) for row in rows}


def _checks(visit: Visit, piece: Evidence) -> Checks:
    """Give the checks by version and action, as far as the visitor may read them."""
    linked = select(Action.id).where(
        col(Action.id).in_(select(EvidenceLink.action_id).where(EvidenceLink.evidence_id == piece.id))
    )
    actions = list(visit.session.scalars(visible_to(visit, linked)))
    found: dict[int, dict[int, Sequence[Verdicts]]] = {}
    for each in pieces.for_actions(visit, actions):
        if each.evidence_id == piece.id and each.checks:
            found.setdefault(each.version_id, {})[each.action_id] = each.checks
    return found


def _reads(visit: Visit, piece: Evidence) -> list[Read]:
    if not sees_reads(visit.who):
        return []
    rows = (
        select(EvidenceRead.at, Person.name, EvidenceVersion.number)
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(EvidenceRead.version_id))
        .join(Person, col(Person.id) == col(EvidenceRead.person_id))
        .where(EvidenceVersion.evidence_id == piece.id)
        .order_by(col(EvidenceRead.at).desc(), col(EvidenceRead.id).desc())
        .limit(MOST_READS)
    )
    return [Read(*row) for row in visit.session.execute(rows)]
