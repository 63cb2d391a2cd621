"""What assurance the adequate evidence of a recommendation allows on a day, and what the board set instead."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from operator import itemgetter
from typing import Any

from sqlalchemy import Date, Integer, bindparam, func
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker import belonging, verdicts
from tracker.models import (
    ActionLink,
    ActionOwner,
    AssuranceSet,
    Check,
    Decision,
    Evidence,
    EvidenceVersion,
    Meeting,
    Position,
    Post,
    Recommendation,
)
from tracker.models.statements import select
from tracker.nested import as_json, unpacked
from tracker.nested import day as day_of
from tracker.prepared import execute
from tracker.rules.assurance import AdequatePiece, ceiling, shown
from tracker.rules.mergers import Merger, one_with
from tracker.words import Assurance, DecisionKind, EvidenceType, Standing

DONE = frozenset({Standing.CLOSED.value, Standing.EMBEDDED.value, Standing.DELIVERED.value})


@dataclass(frozen=True)
class SetByTheBoard:
    """A decision about the assurance: since when, at which meeting, to what (None: lifted) and why."""

    on: date
    meeting: str
    assurance: Assurance | None
    reason: str


@dataclass(frozen=True)
class Assured:
    """What is shown, what the evidence allows, and the decision that set it lower if there is one."""

    shown: Assurance
    allowed: Assurance
    decided: SetByTheBoard | None


def of(session: Session, recommendation_id: int, day: date) -> Assured:
    """Give the assurance of a recommendation on a day; nothing from before a reopening counts.

    Like a rating, it counts evidence whether or not its reader may open it.
    """
    values = {"recommendation": recommendation_id, "day": day}
    return read(execute(session, "assurance", lambda: _alone(session), values).mappings().one(), day)


def _alone(session: Session) -> Any:
    columns = beside(session, bindparam("recommendation", type_=Integer), bindparam("day", type_=Date))
    return select(*(one.label(name) for name, one in columns.items()))


def beside(session: Session, key: Any, day: Any) -> dict[str, Any]:
    """Gather what the assurance of a recommendation rests on in columns that stand in its row; `read` makes it out."""
    told = {
        "adequate": _adequate(session, key, day),
        "owners": _owners(session, key, day),
        "stood": _stood(session, key, day),
        "assurance_set": _set(session, key, day),
    }
    columns = {name: one.correlate(Recommendation).scalar_subquery() for name, one in told.items()}
    return {**columns, "merged": belonging.mergers_beside(session)}


def read(row: Mapping[Any, Any], day: date) -> Assured:
    """Make out the assurance from the columns that `beside` gathered."""
    mergers, owners = belonging.read_mergers(row["merged"]), _owned(row["owners"])
    pieces = [_piece(told, owners, mergers, day) for told in row["adequate"] or ()]
    allowed, decided = ceiling(pieces, _delivered_on(row["stood"])), _decided(row["assurance_set"])
    return Assured(shown(allowed, decided.assurance if decided else None), allowed, decided)


def _piece(told: Any, owners: Mapping[int, set[int]], mergers: list[Merger], day: date) -> AdequatePiece:
    """Say of a version whether its provider is no owner of the action: whoever gave work away is no outsider to it."""
    evidence_class, kind, agency, person, independent, claimed_on, action = told
    provider = one_with([agency], mergers, day) if agency is not None else frozenset()
    outside = bool(provider) and provider.isdisjoint(one_with(owners.get(action, ()), mergers, day))
    source = f"agency {min(provider)}" if provider else f"person {person}"
    dated_on = day_of(claimed_on) if claimed_on else None
    return AdequatePiece(evidence_class, EvidenceType(kind), source, outside, bool(independent), dated_on)


def _adequate(session: Session, key: Any, day: Any) -> Any:
    """Read the versions found adequate for the recommendation's actions, since its last reopening."""
    reopened = select(func.max(Decision.effective_on)).where(
        col(Decision.kind) == DecisionKind.REOPEN,
        col(Decision.recommendation_id) == key,
        col(Decision.effective_on) <= day,
    )
    since = func.coalesce(reopened.correlate(Recommendation).scalar_subquery(), date.min)
    version = EvidenceVersion
    columns = (Evidence.evidence_class, Evidence.type, Evidence.provider_agency_id, version.provided_by_id)
    return (
        select(as_json(session, *columns, Evidence.independent, version.claimed_on, Check.action_id))
        .select_from(Check)
        .join(version, col(version.id) == col(Check.version_id))
        .join(Evidence, col(Evidence.id) == col(version.evidence_id))
        .join(ActionLink, col(ActionLink.action_id) == col(Check.action_id))
        .where(
            col(ActionLink.recommendation_id) == key,
            col(ActionLink.effective_on) <= day,
            verdicts.adequate_on(day),
            col(Check.effective_on) >= since,
        )
    )


def _owners(session: Session, key: Any, day: Any) -> Any:
    """Read every agency that owns or owned each action."""
    return (
        select(as_json(session, ActionOwner.action_id, Post.agency_id))
        .select_from(ActionOwner)
        .join(Post, col(Post.id) == col(ActionOwner.post_id))
        .join(ActionLink, col(ActionLink.action_id) == col(ActionOwner.action_id))
        .where(col(ActionLink.recommendation_id) == key, col(ActionOwner.effective_on) <= day)
    )


def _owned(told: Iterable[tuple[int, int]] | None) -> dict[int, set[int]]:
    found: dict[int, set[int]] = {}
    for action, agency in told or ():
        found.setdefault(action, set()).add(agency)
    return found


def _stood(session: Session, key: Any, day: Any) -> Any:
    """Read how the recommendation has stood, interval by interval."""
    told = Position
    chosen = col(told.recommendation_id) == key, col(told.valid_from) <= day
    return select(as_json(session, told.valid_from, told.state)).where(*chosen)


def _delivered_on(told: Any) -> date | None:
    """Give the day since when the recommendation has stood as delivered without a break, if it does."""
    since: date | None = None
    for start, state in sorted(unpacked(told, day_of, None)):
        since = (since or start) if state in DONE else None
    return since


def _set(session: Session, key: Any, day: Any) -> Any:
    """Read the decisions of the board about the assurance."""
    told = AssuranceSet
    return (
        select(as_json(session, told.effective_on, told.seq, Meeting.title, told.assurance, Decision.reason))
        .select_from(told)
        .join(Decision, col(Decision.id) == col(told.decision_id))
        .join(Meeting, col(Meeting.id) == col(Decision.meeting_id))
        .where(col(told.recommendation_id) == key, col(told.effective_on) <= day)
    )


def _decided(told: Any) -> SetByTheBoard | None:
    """Give the newest decision of the board about the assurance, if it set one that was not lifted."""
    rows = sorted(unpacked(told, day_of, None, None, Assurance, None), key=itemgetter(0, 1))
    if not rows or rows[-1][3] is None:
        return None
    on, _seq, meeting, assurance, reason = rows[-1]
    return SetByTheBoard(on, meeting, assurance, reason)
