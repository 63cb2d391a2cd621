"""The board's printed key: adopt a version."""

import json
from collections.abc import Mapping

from sqlalchemy import func

from tracker import positions
from tracker.access import needs
from tracker.commands.record import record
from tracker.models import Action, RatingKey, Recommendation
from tracker.models.statements import select
from tracker.rules.clocks import bank_holidays
from tracker.rules.facts import Key
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission

FIRST_YEAR, LAST_YEAR = 2000, 2045
THRESHOLDS = (
    "red_overdue_months",
    "amber_due_days",
    "unowned_working_days",
    "orphaned_working_days",
    "red_forecast_months",
    "amber_extensions",
    "red_extensions",
    "reporting_cycle_months",
)


@needs(Permission.ADOPT_KEY)
def adopt(visit: Visit, thresholds: Mapping[str, int] | None = None) -> RatingKey:
    """Adopt a version of the key from today on, with the bank holidays of England as known today.

    `thresholds` are those of `tracker.rules.facts.Key` by name; what is not given stays as product practice has it.
    """
    days = bank_holidays(FIRST_YEAR, LAST_YEAR)
    key = Key(version=0, effective_on=visit.effective_on, bank_holidays=days, **(thresholds or {}))
    number = (visit.session.scalar(select(func.max(RatingKey.number))) or 0) + 1
    row = add(
        visit,
        RatingKey,
        number=number,
        bank_holidays=json.dumps(sorted(day.isoformat() for day in days)),
        **{name: getattr(key, name) for name in THRESHOLDS},
    )
    visit.session.info.pop("keys", None)
    record(visit, "key adopted", row)
    _refresh_all(visit)
    return row


@needs(Permission.ADOPT_KEY)
def adopt_first(visit: Visit) -> None:
    """Adopt the first version of the key where there is none: without one nothing can be rated."""
    if visit.session.scalar(select(func.count()).select_from(RatingKey)) == 0:
        adopt(visit)


def _refresh_all(visit: Visit) -> None:
    actions = [key for key in visit.session.scalars(select(Action.id)).all() if key is not None]
    recommendations = [key for key in visit.session.scalars(select(Recommendation.id)).all() if key is not None]
    for portion in positions.chunks(actions):
        positions.refresh(visit, actions=portion)
    for portion in positions.chunks(recommendations):
        positions.refresh(visit, recommendations=portion)
