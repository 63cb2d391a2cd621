"""The optimism gap: what owners declared green or done and the check did not uphold, by agency and over time."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import and_, or_
from sqlmodel import col

from tracker.access import needs, visible_to
from tracker.models import Action, Agency, Check, Decision, Position, ProgressUpdate, Submission
from tracker.models.statements import select
from tracker.rules.assurance import Ratio
from tracker.rules.optimism import Answered, Claim, Said, claims
from tracker.visit import Visit
from tracker.words import DecisionKind, Permission, Rating, Verdict

NOBODY = "No owner"


@dataclass(frozen=True)
class Claimed:
    """A claim about an action, by the agency that owned it when the claim was made."""

    action_id: int
    reference: str
    agency_id: int
    agency: str
    claim: Claim


@dataclass(frozen=True)
class Gap:
    """Of an agency (0: no owner): how many judged claims were not upheld, in all and by year; how many wait."""

    agency_id: int
    agency: str
    whole: Ratio
    years: Mapping[int, Ratio]
    waiting: int


@needs(Permission.SEE_PLAN)
def by_agency(visit: Visit) -> list[Gap]:
    """Give the gap of each agency about whose actions the visitor sees a claim, by name."""
    found: dict[tuple[str, int], list[Claim]] = defaultdict(list)
    for each in _claimed(visit):
        found[each.agency, each.agency_id].append(each.claim)
    return [_gap(agency, key, several) for (agency, key), several in sorted(found.items())]


@needs(Permission.SEE_PLAN)
def claimed(visit: Visit, *, agency_id: int | None = None, upheld: bool | None = None) -> Sequence[Claimed]:
    """List the judged claims, the newest judgement first; of one agency, and only those upheld or not, if asked."""
    chosen = [
        each
        for each in _claimed(visit)
        if each.claim.judged_on and agency_id in {None, each.agency_id} and upheld in {None, each.claim.upheld}
    ]
    return sorted(chosen, key=lambda each: (each.claim.judged_on or date.min, each.action_id), reverse=True)


def _gap(agency: str, key: int, several: Sequence[Claim]) -> Gap:
    judged = [each for each in several if each.judged_on]
    years = sorted({each.judged_on.year for each in judged if each.judged_on})
    by_year = {
        year: _ratio([each for each in judged if each.judged_on and each.judged_on.year == year]) for year in years
    }
    return Gap(key, agency, _ratio(judged), by_year, len(several) - len(judged))


def _ratio(judged: Sequence[Claim]) -> Ratio:
    return Ratio(sum(not each.upheld for each in judged), len(judged))


def _claimed(visit: Visit) -> Iterator[Claimed]:
    said, answered, owners = _said(visit), _answered(visit), _owners(visit)
    for action, spans in owners.items():
        for claim in claims(said.get(action, ()), answered.get(action, ())):
            reference, agency_id, agency = _owner_on(spans, claim.on)
            yield Claimed(action, reference, agency_id, agency, claim)


def _owner_on(spans: Sequence[tuple[date, str, int | None, str | None]], day: date) -> tuple[str, int, str]:
    """Give the reference and who owned the action on a day; what was declared before it stood counts for the first."""
    _, reference, key, agency = next((span for span in reversed(spans) if span[0] <= day), spans[0])
    return reference, key or 0, agency or NOBODY


def _said(visit: Visit) -> dict[int, list[Said]]:
    """Read what owners declared green or done, and what they submitted as done, by the day of the visit."""
    told, done = ProgressUpdate, Submission
    declared = or_(col(told.declared) == Rating.GREEN, col(told.declared_done))
    updates = select(told.action_id, told.effective_on, told.seq, told.declared_done).where(declared)
    submitted = select(done.action_id, done.effective_on, done.seq)
    found: dict[int, list[Said]] = defaultdict(list)
    for action, on, seq, is_done in visit.session.execute(_of_visible(visit, updates, told)):
        found[action].append(Said(on, seq, "done" if is_done else Rating.GREEN.value))
    for action, on, seq in visit.session.execute(_of_visible(visit, submitted, done)):
        found[action].append(Said(on, seq, "ready for assessment"))
    return found


def _answered(visit: Visit) -> dict[int, list[Answered]]:
    checked = select(Check.action_id, Check.effective_on, Check.seq, Check.verdict)
    refused = select(Decision.action_id, Decision.effective_on, Decision.seq).where(
        col(Decision.kind) == DecisionKind.REFUSE_SIGN_OFF
    )
    found: dict[int, list[Answered]] = defaultdict(list)
    for action, on, seq, verdict in visit.session.execute(_of_visible(visit, checked, Check)):
        found[action].append(Answered(on, seq, upheld=verdict == Verdict.ADEQUATE))
    for action, on, seq in visit.session.execute(_of_visible(visit, refused, Decision)):
        found[action].append(Answered(on, seq, upheld=False, takes_back=True))
    return found


def _of_visible(visit: Visit, statement: Any, fact: Any) -> Any:
    seen = visible_to(visit, select(Action.id))
    return statement.where(col(fact.action_id).in_(seen.correlate(None)), col(fact.effective_on) <= visit.as_at)


def _owners(visit: Visit) -> dict[int, list[tuple[date, str, int | None, str | None]]]:
    """Read who owned each visible action from which day on."""
    statement = (
        select(Action.id, Position.valid_from, Action.reference, Position.agency_id, Agency.name)
        .select_from(Action)
        .join(Position, and_(col(Position.action_id) == col(Action.id), col(Position.valid_from) <= visit.as_at))
        .join(Agency, col(Agency.id) == col(Position.agency_id), isouter=True)
        .order_by(col(Action.id), col(Position.valid_from))
    )
    found: dict[int, list[tuple[date, str, int | None, str | None]]] = defaultdict(list)
    for action, since, reference, key, agency in visit.session.execute(_narrowed(visit, statement)):
        found[action].append((since, reference, key, agency))
    return found


def _narrowed(visit: Visit, statement: Any) -> Any:
    """Narrow by the action alone: whoever sees an action sees who owned it before, too."""
    return statement.where(col(Action.id).in_(visible_to(visit, select(Action.id)).correlate(None)))
