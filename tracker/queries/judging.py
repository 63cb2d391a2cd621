"""One pair of recommendations, for the person who judges it."""

from tracker.access import needs
from tracker.errors import NotFoundError
from tracker.queries import repeated
from tracker.queries.asked import Pair
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.JUDGE_REPEATS)
def pair(visit: Visit, link_id: int) -> Pair:
    """Give a pair by the key of its link."""
    found = next((each for each in repeated.everything(visit).pairs if each.link_id == link_id), None)
    if found is None:
        raise NotFoundError
    return found
