"""Which verdict a scrutiny tracking report proposes."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.rules.scrutiny import DONE, GONE, Tracked, proposed
from tracker.words import Delivery, ScrutinyVerdict, Standing

DOING, COMPLETED, SUBMITTED = Delivery.IN_PROGRESS, Delivery.COMPLETED, Delivery.SUBMITTED
LATE = Tracked(DOING, late=True)


@pytest.mark.parametrize(
    ("standing", "actions", "verdict"),
    [
        (Standing.CLOSED, [Tracked(COMPLETED)], ScrutinyVerdict.ACHIEVED),
        (Standing.CLOSED, [Tracked(COMPLETED, late=True)], ScrutinyVerdict.ACHIEVED_LATE),
        (Standing.DELIVERED, [Tracked(COMPLETED, moved=True)], ScrutinyVerdict.ACHIEVED_LATE),
        (Standing.DELIVERED, [Tracked(Delivery.WITHDRAWN, late=True), Tracked(COMPLETED)], ScrutinyVerdict.ACHIEVED),
        (Standing.OPEN, [Tracked(DOING)], ScrutinyVerdict.IN_PROGRESS),
        (Standing.OPEN, [Tracked(COMPLETED, late=True), Tracked(DOING)], ScrutinyVerdict.IN_PROGRESS),
        (Standing.OPEN, [LATE, Tracked(COMPLETED)], ScrutinyVerdict.PROGRESS_MADE),
        (Standing.OPEN, [LATE, Tracked(SUBMITTED)], ScrutinyVerdict.PROGRESS_MADE),
        (Standing.OPEN, [LATE], ScrutinyVerdict.INSUFFICIENT),
        (Standing.OPEN, [Tracked(DOING, late=True, blocked=True)], ScrutinyVerdict.OBSTACLE),
        (Standing.OPEN, [], ScrutinyVerdict.INSUFFICIENT),
        (Standing.AWAITING_RESPONSE, [], ScrutinyVerdict.INSUFFICIENT),
        (Standing.NOT_ACCEPTED, [LATE], ScrutinyVerdict.NO_LONGER_ASKED),
    ],
)
def test_the_record_proposes(standing, actions, verdict):
    assert proposed(standing, actions) is verdict


TRACKED = st.builds(Tracked, st.sampled_from(Delivery), st.booleans(), st.booleans(), st.booleans())


@given(st.sampled_from(Standing), st.lists(TRACKED, max_size=4))
def test_nothing_open_is_proposed_as_achieved(standing, actions):
    achieved = {ScrutinyVerdict.ACHIEVED, ScrutinyVerdict.ACHIEVED_LATE}
    assert (proposed(standing, actions) in achieved) == (standing in DONE)
    assert (proposed(standing, actions) is ScrutinyVerdict.NO_LONGER_ASKED) == (standing in GONE)
