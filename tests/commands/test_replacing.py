"""Superseding and merging name the recommendation that takes the place of another, and both lead to each other."""

from datetime import date

import pytest

from tests.builders import the_chair
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import decisions
from tracker.errors import InputError, NotFoundError
from tracker.models import Replacement
from tracker.models.statements import select
from tracker.queries import recommendation as queries
from tracker.rules.deciding import wrong_target
from tracker.words import DecisionKind, ResponseKind, Role, Sensitivity, Standing

ON = date(2026, 11, 10)


@pytest.fixture
def replaced(record, a_meeting):
    """Give `replaced(this, other, ...)`: what the chair decides at a meeting of the board."""

    def replace(this, other, *, kind=DecisionKind.SUPERSEDE, on=ON):
        meeting = a_meeting(on)
        with record.changing(the_chair(record), on=on) as visit:
            told = {"meeting_id": meeting.id, "reason": "It says it better."}
            return decisions.replace(visit, this.id, kind=kind, other_id=other.id, **told)

    return replace


def accepted_again(record, a_meeting, this, *, on):
    meeting = a_meeting(on)
    with record.changing(the_chair(record), on=on) as visit:
        decisions.answer(visit, this.id, kind=DecisionKind.ACCEPT, meeting_id=meeting.id)


def ends(record, this, *, role=Role.CHAIR, as_at=None):
    """Give what takes its place, and what it takes the place of."""
    with record.reading(visitor(role), as_at=as_at) as visit:
        shown = queries.whole(visit, this.id)
        return [each.id for each in shown.replaced_by], [each.id for each in shown.replaces]


@pytest.mark.parametrize(
    ("standing", "said"),
    [
        (Standing.SUPERSEDED, "is superseded itself: name the one that takes its place"),
        (Standing.MERGED, "is merged itself: name the one that takes its place"),
        (Standing.NOT_ACCEPTED, "is not accepted: what was asked for would be followed nowhere"),
        (Standing.REFERRED, "is referred outside the area: what was asked for would be followed nowhere"),
        *((each, "") for each in (Standing.AWAITING_RESPONSE, Standing.OPEN, Standing.DELIVERED, Standing.CLOSED)),
    ],
)
def test_only_what_is_followed_takes_the_place_of_another(standing, said):
    assert wrong_target(standing) == said


@pytest.mark.parametrize("kind", [DecisionKind.SUPERSEDE, DecisionKind.MERGE])
def test_both_lead_to_each_other_from_that_day_on(record, a_recommendation, replaced, kind):
    this, other = a_recommendation(), a_recommendation()
    decision = replaced(this, other, kind=kind)
    assert ends(record, this) == ([other.id], [])
    assert ends(record, other) == ([], [this.id])
    assert ends(record, other, as_at=date(2026, 11, 9)) == ([], [])
    with record.reading() as visit:
        (row,) = visit.session.scalars(select(Replacement)).all()
        assert (row.decision_id, row.recommendation_id, row.other_id) == (decision.id, this.id, other.id)
    assert record.faults() == []


def test_what_was_taken_up_again_leads_nowhere_and_a_newer_decision_leads_elsewhere(
    record, a_recommendation, a_meeting, replaced
):
    this, first, second = (a_recommendation() for _ in range(3))
    replaced(this, first)
    accepted_again(record, a_meeting, this, on=date(2026, 11, 11))
    assert ends(record, this) == ends(record, first) == ([], [])
    replaced(this, second, on=date(2026, 11, 12))
    assert ends(record, this) == ([second.id], [])
    assert ends(record, first) == ([], [])
    assert ends(record, second) == ([], [this.id])
    assert ends(record, this, as_at=ON) == ([first.id], [])


def test_nothing_is_merged_in_a_circle(record, a_recommendation, replaced):
    one, two, three = (a_recommendation() for _ in range(3))
    replaced(one, two)
    replaced(two, three)
    with pytest.raises(InputError, match=f"Recommendation {one.reference} is superseded itself"):
        replaced(three, one)
    with pytest.raises(InputError, match="cannot take its own place"):
        replaced(three, three)
    assert record.read("SELECT count(*) FROM replacement") == [(2,)]
    assert record.faults() == []


@EMBEDDED_ONLY
@pytest.mark.parametrize("answer", [ResponseKind.NOT_ACCEPTED, ResponseKind.REFERRED])
def test_what_nobody_follows_takes_no_place(record, a_recommendation, replaced, answer):
    with pytest.raises(InputError, match="would be followed nowhere"):
        replaced(a_recommendation(), a_recommendation(response=answer))
    assert record.read("SELECT count(*) FROM replacement") == [(0,)]


@EMBEDDED_ONLY
def test_an_end_that_somebody_may_not_see_is_not_there(record, a_review, a_recommendation, replaced):
    sealed = a_recommendation(review=a_review(sensitivity=Sensitivity.SEALED))
    this, other = a_recommendation(), a_recommendation()
    replaced(this, sealed)
    replaced(sealed, other)
    for role in (Role.MEMBER, Role.COUNCILLOR, Role.INSPECTOR):
        assert ends(record, this, role=role) == ends(record, other, role=role) == ([], [])
    assert ends(record, this) == ([sealed.id], [])
    assert ends(record, other) == ([], [sealed.id])


@EMBEDDED_ONLY
def test_a_recommendation_that_is_not_there_takes_no_place(record, a_recommendation, replaced):
    this = a_recommendation()
    gone = type(this)(id=99_999)
    with pytest.raises(NotFoundError):
        replaced(this, gone)
