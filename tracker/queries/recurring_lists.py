"""The lists behind the figures of what recurs: each has as many rows as its figure says."""

from collections.abc import Sequence

from tracker.access import needs
from tracker.errors import NotFoundError
from tracker.queries import matrix, novelty, recurring, repeated, returns
from tracker.queries.asked import Asked, Pair
from tracker.visit import Visit
from tracker.words import Counted, Permission, Recurrence

AFTER_DONE = frozenset({Counted.AT_RISK, Counted.CAME_BACK, Counted.NOT_CLEAR})
OF_REVIEW = frozenset({Counted.REVIEW_JUDGED, Counted.REVIEW_KNOWN, Counted.REVIEW_UNJUDGED})


@needs(Permission.SEE_PLAN)
def recommendations(visit: Visit, of: Counted, review_id: int | None = None) -> Sequence[Asked]:
    """Give the recommendations that a figure counts, oldest first; `review_id`: where it is of one review."""
    texts = repeated.texts_of(visit, sorted(_keys(visit, of, review_id)))
    return sorted(texts.values(), key=lambda each: each.order)


def _keys(visit: Visit, of: Counted, review_id: int | None) -> frozenset[int]:
    if of is Counted.NO_THEME:
        return matrix.without_theme(visit)
    if of in AFTER_DONE:
        return returns.measured(visit).after_done.keys[of]
    if of not in OF_REVIEW:
        return recurring.counted(visit, of)
    found = next((each for each in novelty.rates(visit) if each.review_id == review_id), None)
    if found is None:
        raise NotFoundError
    return found.keys[of]


@needs(Permission.SEE_PLAN)
def pairs(visit: Visit, kind: Recurrence | None = None) -> Sequence[Pair]:
    """Give the pairs of one class, or of all, that were judged the same, in the order in which they were linked."""
    return [pair for pair in repeated.everything(visit).same if kind in {None, pair.classed.kind}]
