"""The agencies side by side: how their actions stand on a day."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from sqlalchemy import case, func
from sqlmodel import col

from tracker.access import needs, reach
from tracker.models import Agency, TallyGroup
from tracker.models.statements import select
from tracker.prepared import prepared
from tracker.queries.counts import RATED, from_positions, of_classes, parts_on
from tracker.tally import Group
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Rating, Thing


@dataclass(frozen=True)
class AgencyCounts:
    """How the actions of one agency stand; `agency_id` 0 is no owner."""

    agency_id: int
    name: str
    actions: int = 0
    completed: int = 0
    red: int = 0
    amber: int = 0
    green: int = 0
    grey: int = 0
    overdue: int = 0
    moved: int = 0


SUMMED = {
    "actions": col(TallyGroup.state) != Delivery.WITHDRAWN.value,
    "completed": col(TallyGroup.state) == Delivery.COMPLETED.value,
    "red": col(TallyGroup.rating) == Rating.RED.value,
    "amber": col(TallyGroup.rating) == Rating.AMBER.value,
    "green": col(TallyGroup.rating) == Rating.GREEN.value,
    "grey": col(TallyGroup.rating) == Rating.GREY.value,
    "overdue": col(TallyGroup.overdue).is_(True),
    "moved": col(TallyGroup.moved).is_(True),
}


@needs(Permission.SEE_PLAN)
def side_by_side(visit: Visit) -> list[AgencyCounts]:
    """Count the actions of each agency on the day of the visit, by name; what no agency owns comes last."""
    found: dict[int, Counter[str]] = {}
    names: dict[int, str] = {}
    for agency_id, name, *numbers in _agencies_tallied(visit) if reach(visit.who).classes else ():
        names[agency_id], found[agency_id] = name or "", Counter(dict(zip(SUMMED, numbers, strict=True)))
    for _day, group, number in from_positions(visit, (visit.as_at,)):
        if group.thing == Thing.ACTION:
            found.setdefault(group.agency, Counter()).update(_summed(group, number))
    if unnamed := found.keys() - names.keys() - {0}:
        names |= dict(iter(visit.session.execute(select(Agency.id, Agency.name).where(col(Agency.id).in_(unnamed)))))
    rows = [AgencyCounts(key, names.get(key, ""), **numbers) for key, numbers in found.items() if any(numbers.values())]
    return sorted(rows, key=lambda row: (not row.agency_id, row.name, row.agency_id))


@prepared
def _agencies_tallied(visit: Visit) -> Any:
    group, parts = TallyGroup, parts_on([visit.as_at], whole=False)
    numbers = [func.sum(case((one, parts.c.n), else_=0)) for one in SUMMED.values()]
    statement = (
        select(group.agency, Agency.name, *numbers)
        .select_from(parts)
        .join(group, col(group.id) == parts.c.g)
        .join(Agency, col(Agency.id) == col(group.agency), isouter=True)
        .where(col(group.thing) == Thing.ACTION)
        .group_by(col(group.agency), col(Agency.name))
    )
    return of_classes(statement, reach(visit.who).classes)


def _summed(group: Group, number: int) -> dict[str, int]:
    holds = {
        "actions": group.state != Delivery.WITHDRAWN.value,
        "completed": group.state == Delivery.COMPLETED.value,
        **{rating.value.lower(): group.rating == rating.value for rating in RATED},
        "overdue": group.overdue,
        "moved": group.moved,
    }
    return {name: number for name, held in holds.items() if held}
