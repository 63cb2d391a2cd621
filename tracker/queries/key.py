"""The printed key: by which thresholds things are rated on a day."""

from dataclasses import dataclass
from datetime import date

from tracker import facts
from tracker.access import needs
from tracker.errors import NotFoundError
from tracker.rules.spans import key_on
from tracker.visit import Visit
from tracker.words import Permission


@dataclass(frozen=True)
class Printed:
    """A version of the key, as the board reads it."""

    version: int
    effective_on: date
    red_overdue_months: int
    amber_due_days: int
    unowned_working_days: int
    orphaned_working_days: int
    red_forecast_months: int
    amber_extensions: int
    red_extensions: int
    reporting_cycle_months: int


@needs(Permission.SEE_PLAN)
def printed(visit: Visit) -> Printed:
    """Give the key in force on the day of the visit."""
    keys = facts.keys(visit.session)
    if not keys:
        raise NotFoundError("No rating key has been adopted yet. Run `tracker migrate`.")
    key = key_on(keys, visit.as_at)
    return Printed(**{name: getattr(key, name) for name in Printed.__dataclass_fields__})
