"""A review that was recorded by mistake is withdrawn: it exists for nobody, and the record keeps it."""

from datetime import date

import pytest

from tests.builders import a_recommendation, a_review, a_theme, checked, closed
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import challenges, impact, reviews
from tracker.commands.recommendations import respond
from tracker.commands.reviews import FindingDraft, ReviewDraft
from tracker.errors import ConflictError, InputError, NotFoundError, RuleBrokenError
from tracker.queries import counts, history, names, plan
from tracker.queries import recommendation as recommendations
from tracker.queries import reviews as asking
from tracker.queries.filters import Filters
from tracker.words import FindingKind, ResponseKind, ReviewKind, Role, Thing

COORDINATOR = visitor(Role.COORDINATOR)
ASKED = Filters(thing=Thing.RECOMMENDATION)


@pytest.fixture
def mistaken(record):
    """Give a review that nobody has done anything with, with a finding and a recommendation of a theme."""
    review = a_review(record, "KW-2013", published=False)
    asked = a_recommendation(record, "Ask twice.", review=review, response=None)
    a_theme(record, given_to=[asked])
    with record.changing() as visit:
        reviews.record_finding(visit, review.id, FindingDraft("F1", FindingKind.FAILING, "Nobody asked."))
    return review, asked


def withdrawn(record, review, *, reason="It was typed in twice.", version=1, who=COORDINATOR):
    with record.changing(who) as visit:
        reviews.withdraw(visit, review.id, reason=reason, version=version)


def test_it_exists_for_nobody_on_any_day_and_nothing_counts_it(record, mistaken):
    review, asked = mistaken
    with record.reading() as visit:
        before = counts.on_days(visit, [visit.today])[visit.today].number(thing=Thing.RECOMMENDATION)
    withdrawn(record, review)
    for more in ({}, {"as_at": date(2026, 11, 1)}):
        with record.reading(**more) as visit:
            assert review.id not in {each.id for each in asking.listing(visit)}
            assert plan.listing(visit, ASKED).total == 0
            assert not [each for each in history.of_plan(visit) if each.review_id == review.id]
            for ask in (asking.whole, asking.references_in):
                with pytest.raises(NotFoundError):
                    ask(visit, review.id)
            for look in (recommendations.whole, names.of_recommendation):
                with pytest.raises(NotFoundError):
                    look(visit, asked.id)
    with record.reading() as visit:
        now = counts.on_days(visit, [visit.today])[visit.today].number(thing=Thing.RECOMMENDATION)
    assert (before, now) == (1, 0)
    assert record.faults() == []


def test_the_record_and_the_trail_keep_it_with_the_reason(record, mistaken):
    review, asked = mistaken
    withdrawn(record, review)
    ((publication, note),) = record.read(f"SELECT publication, note FROM review WHERE id = {review.id}")
    assert (publication, note) == ("withdrawn", "Withdrawn on 22 November 2026: It was typed in twice.")
    assert record.read(f"SELECT wording FROM recommendation WHERE id = {asked.id}") == [("Ask twice.",)]
    assert record.read("SELECT count(*) FROM event WHERE kind = 'review withdrawn'") == [(1,)]


def test_its_reference_is_free_for_the_review_that_was_meant(record, mistaken):
    withdrawn(record, mistaken[0])
    with record.changing(COORDINATOR) as visit:
        draft = ReviewDraft("KW-2013", "The right one", ReviewKind.SERIOUS_CASE_REVIEW)
        assert reviews.record_review(visit, draft).id != mistaken[0].id
    assert record.faults() == []


def test_nothing_more_is_done_with_it(record, mistaken):
    review, asked = mistaken
    withdrawn(record, review)
    for act in (
        lambda visit: reviews.withdraw(visit, review.id, reason="Again.", version=2),
        lambda visit: reviews.release(visit, review.id, as_role=Role.COORDINATOR),
        lambda visit: respond(visit, asked.id, kind=ResponseKind.ACCEPTED),
    ):
        with pytest.raises(NotFoundError), record.changing(COORDINATOR) as visit:
            act(visit)


DONE = {
    "was answered": lambda visit, asked: respond(visit, asked.id, kind=ResponseKind.AWAITING),
    "was asked about": lambda visit, asked: challenges.ask_about_recommendation(visit, asked.id, question="Why?"),
    "has an impact test": lambda visit, asked: impact.set_test(
        visit, asked.id, impact.TestDraft("Sooner?", date(2027, 9, 30))
    ),
}


@EMBEDDED_ONLY
@pytest.mark.parametrize("said", DONE)
def test_what_somebody_has_done_something_with_stays(record, mistaken, a_person, said):
    review, asked = mistaken
    with record.changing(visitor(Role.CHAIR, person=a_person().id, loading=True)) as chair:
        DONE[said](chair if said == "was asked about" else chair.by(COORDINATOR), asked)
    with pytest.raises(RuleBrokenError, match=f"Recommendation {asked.reference} {said}"):
        withdrawn(record, review)


@EMBEDDED_ONLY
def test_what_has_an_action_or_was_decided_stays_for_each_of_these_reasons(record, an_action):
    action = an_action(evidence=[checked()])
    closed(record, action.recommendation_ids[0], on=date(2026, 11, 10))
    with record.changing() as visit, pytest.raises(RuleBrokenError) as refused:
        reviews.withdraw(visit, action.review_id, reason="By mistake.", version=3)
    told = " ".join(refused.value.unmet)
    for said in ("was answered", "has an action", "was decided about", "An action was recorded under it"):
        assert said in told


@EMBEDDED_ONLY
def test_it_needs_a_reason_and_the_version_that_was_read(record, mistaken):
    with pytest.raises(InputError, match="Enter reason"):
        withdrawn(record, mistaken[0], reason=" ")
    with pytest.raises(ConflictError):
        withdrawn(record, mistaken[0], version=7)
