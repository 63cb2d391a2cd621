"""Freezes the public edition of the worked example on its own day, and releases it by the two people who may."""

from seed.loading import Loading
from seed.visitors import coordinator, holder
from tracker import releases, snapshots
from tracker.settings import Settings
from tracker.words import Edition, Role

CHAIR = "ind-chair"


def public_edition(loading: Loading, settings: Settings) -> None:
    """Freeze the public edition and release it; it is told to be a worked example, which the record says by then."""
    today = loading.visit.today
    visits = {Role.COORDINATOR: coordinator(loading, today), Role.CHAIR: holder(loading, CHAIR, today)}
    frozen = snapshots.freeze(visits[Role.COORDINATOR], settings, Edition.PUBLIC)
    for role, visit in visits.items():
        releases.release(visit, settings, frozen.id or 0, as_role=role, word=releases.WORD)
