"""Every headline number of the dashboards, for checking a page, a paper or a file against the record."""

from tracker.access import needs
from tracker.queries import counts, gaps, movement, proof
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Rating, Standing, Thing


@needs(Permission.SEE_PLAN)
def headline(visit: Visit) -> dict[str, int]:
    """Give the numbers by their names, as at the day of the visit."""
    now = counts.on_days(visit, [visit.as_at])[visit.as_at]
    moved = movement.since_last_meeting(visit)
    told = {"actions": now.actions(), "actions not completed": now.unfinished()}
    told |= {f"actions {each.value}": now.number(thing=Thing.ACTION, state=each.value) for each in Delivery}
    told |= {f"actions rated {each.value}": now.number(thing=Thing.ACTION, rating=each) for each in Rating}
    told |= {"actions overdue": now.number(thing=Thing.ACTION, overdue=True)}
    told |= {"actions re-dated": now.number(thing=Thing.ACTION, moved=True)}
    told |= {
        f"recommendations {each.value}": now.number(thing=Thing.RECOMMENDATION, state=each.value) for each in Standing
    }
    told |= {
        f"recommendations rated {each.value}": now.number(thing=Thing.RECOMMENDATION, rating=each) for each in Rating
    }
    told |= {f"closed {each.value}": ratio.n for each, ratio in proof.headlines(visit).by_proof.items()}
    told |= {f"list: {gap.value}": number for gap, number in gaps.numbers(visit).items()}
    since = {
        "closed": moved.closed,
        "reopened": moved.reopened,
        "newly overdue": moved.newly_overdue,
        "dates moved": moved.dates_moved,
        "sign-off refused": moved.refused,
    }
    return told | {f"{name} since the last meeting": number for name, number in since.items()}
