"""What waits for a person's judgement, in which order and for whom; and what is proposed while somebody types."""

from datetime import date

import pytest

from tests.builders import a_person
from tests.builders.actions import checked
from tests.builders.reviews import RECORDED_ON
from tests.database.record import SYSTEM, counting_selects, visitor
from tracker.commands import repeats, reviews, suggestions
from tracker.errors import InputError, NotFoundError, RefusedError
from tracker.models import Review
from tracker.queries import likely, recurring, suggested_pair
from tracker.queries import suggestions as queries
from tracker.queries.suggestions import Narrowed
from tracker.rules.bands import Band
from tracker.words import RepeatBasis, RepeatVerdict, Role, Standing

SUPERVISE = "Ensure that social workers receive regular reflective supervision."
AGAIN = "Ensure that all social workers have regular, reflective supervision of good quality."
STATED = "Improve the quality of assessments. (This was a recommendation at the last inspection.)"
ASSESS = "Improve the quality of assessments so that risks to children are identified."
BINS = "Publish the minutes of the parish council."


@pytest.fixture
def reviewed(a_review, a_recommendation):
    """Give `reviewed(year, wording)`: a recommendation of a review published in that year."""

    def made(year, wording="Share.", **more):
        published = {"published_on": date(year, 6, 1)} if more.pop("dated", True) else {}
        return a_recommendation(wording, review=a_review(on=date(2026, 9, 1), **published, **more))

    return made


def judge(record, pair, verdict=RepeatVerdict.SAME):
    with record.changing() as visit:
        told = {"verdict": verdict, "reason": "Read both.", "basis": RepeatBasis.SUGGESTED}
        return repeats.judge(visit, pair[0].id, pair[1].id, **told)


def listed(visit, **asked):
    return [(each.later.id, each.earlier.id) for each in queries.waiting(visit, Narrowed(**asked)).rows]


def test_stated_repeats_come_first_and_then_the_surest(visit_as, reviewed, a_suggestion, a_repeat):
    old, other, new, newest = (reviewed(year) for year in (2010, 2011, 2016, 2019))
    a_suggestion(new, old, 0.9)
    a_suggestion(new, other, 0.3)
    a_suggestion(newest, old, 0.2, stated=True)
    a_repeat(newest, other, verdict=None)
    pairs = [(newest.id, old.id), (newest.id, other.id), (new.id, old.id), (new.id, other.id)]
    visit = visit_as(Role.COORDINATOR)
    assert listed(visit) == pairs
    assert [each.score for each in queries.waiting(visit).rows] == [0.2, None, 0.9, 0.3]
    assert listed(visit, stated_only=True) == pairs[:2]
    assert listed(visit, review_id=new.review_id) == pairs[2:]
    assert listed(visit, recommendation_id=other.id) == [pairs[1], pairs[3]]
    told = queries.waiting(visit, Narrowed(review_id=new.review_id))
    assert (told.total, told.stated, told.chosen) == (4, 2, 2)
    assert recurring.overview(visit).bounds.waiting == told.total


def test_pages_follow_one_another_without_a_gap_though_pairs_are_judged_meanwhile(
    record, visit_as, reviewed, a_suggestion
):
    earlier, laters = reviewed(2010), [reviewed(2016) for _ in range(5)]
    for later in laters:
        a_suggestion(later, earlier, 0.5)
    visit = visit_as(Role.COORDINATOR)
    first = queries.waiting(visit, Narrowed(size=2))
    judge(record, (laters[1], earlier))
    second = queries.waiting(visit_as(Role.COORDINATOR), Narrowed(size=2, after=first.next_token))
    third = queries.waiting(visit_as(Role.COORDINATOR), Narrowed(size=2, after=second.next_token))
    seen = [each.later.id for page in (first, second, third) for each in page.rows]
    assert seen == [later.id for later in laters]
    assert third.next_token == ""
    assert queries.next_after(visit_as(Role.COORDINATOR), third.rows[-1].token).later.id == laters[0].id


@pytest.mark.parametrize("token", ["x", "1~2", "0~nan~1~1", "0~0.5~x~1", "0~0.5~1~99999999999", "0~0.5~1~1~1"])
def test_a_place_that_is_none_is_refused_in_a_sentence(visit_as, token):
    with pytest.raises(InputError, match="place in the list"):
        queries.waiting(visit_as(Role.COORDINATOR), Narrowed(after=token))


def test_an_answered_pair_waits_no_more_and_waits_again_when_the_answer_is_taken_back(
    record, visit_as, reviewed, a_suggestion
):
    earlier, later = reviewed(2010), reviewed(2016)
    a_suggestion(later, earlier, 0.7)
    given = judge(record, (later, earlier), RepeatVerdict.DIFFERENT)
    assert queries.number_waiting(visit_as(Role.COORDINATOR)) == 0
    with record.changing() as visit:
        repeats.undo(visit, given.link_id, reason="The wrong pair.")
    assert queries.number_waiting(visit_as(Role.COORDINATOR), later.id) == 1


def test_a_pair_with_a_hidden_side_does_not_exist(visit_as, reviewed, a_suggestion):
    hidden, shown, other = reviewed(2010, published=False, dated=False), reviewed(2013), reviewed(2016)
    a_suggestion(shown, hidden, 0.9, stated=True)
    a_suggestion(other, shown, 0.4)
    councillor = visit_as(Role.COUNCILLOR)
    told = queries.waiting(councillor)
    assert ([each.later.id for each in told.rows], told.total, told.stated) == ([other.id], 1, 0)
    assert queries.number_waiting(councillor, shown.id) == 1
    with pytest.raises(NotFoundError):
        suggested_pair.pair(councillor, shown.id, hidden.id)
    assert suggested_pair.pair(visit_as(Role.CHAIR), shown.id, hidden.id).stated


def test_bands_count_what_was_answered_and_pretend_nothing(record, visit_as, reviewed, a_suggestion, a_repeat):
    earlier, laters = reviewed(2010), [reviewed(2016) for _ in range(4)]
    for later, score in zip(laters, (0.2, 0.39, 0.81, 1.0), strict=True):
        a_suggestion(later, earlier, score)
    judge(record, (laters[0], earlier))
    judge(record, (laters[1], earlier), RepeatVerdict.RELATED)
    a_repeat(earlier, laters[3], basis=RepeatBasis.SUGGESTED)  # Linked the other way round: it is the same pair.
    a_repeat(laters[2], earlier)  # Stated by the inspectors: nothing that the machine proposed.
    told = queries.bands(visit_as(Role.COORDINATOR))
    assert [(band.answered, band.same) for band in told] == [(0, 0), (2, 1), (0, 0), (0, 0), (1, 1)]
    assert told[1].confirmed == "1 of 2 were the same."
    assert told[0].confirmed == "Not known: nobody has answered a suggestion of this band yet."
    assert Band(0.2, 0.4, 40, 10).confirmed == "10 of 40 (25%) were the same."


def test_reviews_that_are_released_in_another_order_turn_the_pair_round_and_it_is_judged(
    record, visit_as, a_review, a_recommendation
):
    """The one recorded first was matched as the earlier one, and is published last."""
    first, second = (a_review(published=False, on=RECORDED_ON) for _ in range(2))
    one, other = a_recommendation(SUPERVISE, review=first), a_recommendation(AGAIN, review=second)
    with record.changing() as visit:
        suggestions.match(visit, None)
    assert listed(visit_as(Role.COORDINATOR)) == [(other.id, one.id)]
    releases(record, second, on=date(2026, 10, 5))
    releases(record, first, on=date(2026, 10, 6))
    assert listed(visit_as(Role.COORDINATOR)) == [(one.id, other.id)]
    for keys in ((one.id, other.id), (other.id, one.id)):
        assert suggested_pair.pair(visit_as(Role.COORDINATOR), *keys).keys == (one.id, other.id)
    assert judge(record, (one, other)).link_id
    assert record.faults() == []


def test_what_was_answered_last_comes_first_whenever_it_was_linked(record, visit_as, reviewed, a_repeat):
    old, newer, newest = (reviewed(year) for year in (2010, 2011, 2016))
    first = a_repeat(newer, old, verdict=None)
    second = a_repeat(newest, old, verdict=None)
    for link in (second, first):
        with record.changing() as visit:
            repeats.answer(visit, link.id, verdict=RepeatVerdict.RELATED, reason="Read both.")
    found = suggested_pair.answered_last(visit_as(Role.COORDINATOR))
    assert [each.link_id for each in found] == [first.id, second.id]


def releases(record, review, *, on):
    for role in (Role.COORDINATOR, Role.CHAIR):
        who = visitor(role, person=a_person(record, f"The {role.value} who releases").id, loading=True)
        with record.changing(who, on=on) as visit:
            reviews.release(visit, review.id, as_role=role)


def test_a_suggestion_never_counts_as_confirmed(visit_as, reviewed, a_suggestion):
    earlier, later = reviewed(2010), reviewed(2016)
    a_suggestion(later, earlier, 1.0, stated=True)
    told = recurring.overview(visit_as(Role.CHAIR))
    assert (told.bounds.confirmed, told.headline.known, told.groups) == (0, 0, [])


def test_a_pair_shows_the_earlier_one_as_on_the_first_day_of_the_practice(visit_as, reviewed, a_suggestion, an_action):
    earlier = reviewed(2010, SUPERVISE)
    action = an_action(recommendations=[earlier], on=date(2026, 10, 5), evidence=[checked("Audit")])
    practice = {"practice_from": date(2026, 11, 10), "practice_to": date(2026, 11, 20)}
    later, unknown = reviewed(2026, AGAIN, **practice), reviewed(2016, AGAIN)
    before = reviewed(2026, AGAIN, practice_from=date(2020, 1, 1), practice_to=date(2021, 1, 1))
    for each in (later, unknown, before):
        a_suggestion(each, earlier, 0.7)
    visit = visit_as(Role.COORDINATOR)
    shown = suggested_pair.pair(visit, later.id, earlier.id)
    assert shown.then is not None
    assert (shown.then.day, shown.then.standing) == (date(2026, 11, 10), Standing.DELIVERED)
    assert [(piece.action_id, [check.verdict for check in piece.checks]) for piece in shown.then.pieces] == [
        (action.id, ["adequate"])
    ]
    assert shown.band == Band(0.6, 0.8)
    assert "supervision" in [pair.one for pair in shown.why.partners]
    assert suggested_pair.pair(visit, unknown.id, earlier.id).then is None
    assert "not known" in suggested_pair.pair(visit, unknown.id, earlier.id).pair.classed.sentence
    then = suggested_pair.pair(visit, before.id, earlier.id).then
    assert then is not None
    assert (then.standing, then.pieces) == (None, [])


def test_a_pair_that_nobody_suggested_or_linked_and_keys_that_are_none_lead_nowhere(visit_as, reviewed):
    one, other = reviewed(2010), reviewed(2016)
    for keys in ((other.id, one.id), (0, one.id), (other.id, 2**40), (one.id, one.id)):
        with pytest.raises(NotFoundError):
            suggested_pair.pair(visit_as(Role.COORDINATOR), *keys)


def test_what_is_typed_finds_the_nearest_earlier_ones_that_the_visitor_sees(record, visit_as, reviewed):
    shown, hidden = reviewed(2010, SUPERVISE), reviewed(2012, AGAIN, published=False, dated=False)
    reviewed(2011, BINS)
    found = likely.likely(visit_as(Role.COORDINATOR), [AGAIN, "", BINS + " "], None)
    assert {near.asked.id for near in found.near[0]} == {shown.id, hidden.id}
    assert found.near[0][0].asked.id == hidden.id
    assert (found.near[1], found.left_out) == ([], 0)
    assert [near.asked.id for near in likely.likely(visit_as(Role.COUNCILLOR), [AGAIN], None).near[0]] == [shown.id]
    own = likely.likely(visit_as(Role.COORDINATOR), [AGAIN], None, review_id=hidden.review_id)
    assert [near.asked.id for near in own.near[0]] == [shown.id]


def test_what_was_published_after_the_review_being_entered_was_not_there_before(visit_as, reviewed, a_review):
    reviewed(2016, SUPERVISE)
    old = a_review(published_on=date(2010, 6, 1))
    assert likely.likely(visit_as(Role.COORDINATOR), [AGAIN], None, review_id=old.id).near == [[]]


ODD = ["", "  .", "Supervision", "Überprüfen Sie die Aufsicht über Sozialarbeiter.", "督导社会工作者", "word " * 4_000]


def test_odd_wordings_are_matched_or_left_alone_and_nothing_is_written(record, visit_as, reviewed):
    reviewed(2010, SUPERVISE)
    twins = [reviewed(year, AGAIN) for year in (2012, 2014)]
    found = likely.likely(visit_as(Role.COORDINATOR), [*ODD, AGAIN, AGAIN], None)
    assert len(found.near) == len(ODD) + 2
    assert {near.asked.id for near in found.near[-1][:2]} == {twin.id for twin in twins}
    assert found.near[-1] == found.near[-2]
    assert record.read("SELECT count(*) FROM text_vector") == [(0,)]


def test_matching_leads_what_waits_and_says_what_is_not_matched_yet(record, visit_as, reviewed):
    earlier, later = reviewed(2010, ASSESS), reviewed(2016, STATED)
    for wording in ODD[2:]:
        reviewed(2016, wording)
    assert sum(queries.unmatched(visit_as(Role.COORDINATOR), None).values()) == 2 + len(ODD[2:])
    with record.changing() as visit:
        suggestions.match(visit, None)
    assert queries.unmatched(visit_as(Role.COORDINATOR), None) == {}
    first = queries.waiting(visit_as(Role.COORDINATOR)).rows[0]
    assert (first.later.id, first.earlier.id, first.stated) == (later.id, earlier.id, True)


def test_selects_do_not_grow_with_what_stands_in_the_record(record, reviewed, a_suggestion, an_action):
    def counted(ask):
        with record.reading(SYSTEM) as visit, counting_selects(record.engine) as found:
            ask(visit)
        return len(found)

    asks = [
        queries.waiting,
        queries.bands,
        lambda visit: queries.unmatched(visit, None),
        lambda visit: likely.likely(visit, [AGAIN, SUPERVISE], None),
        lambda visit: suggested_pair.pair(visit, pair[0].id, pair[1].id),
    ]
    practice = {"practice_from": date(2026, 11, 10), "practice_to": date(2026, 11, 20)}
    pair = reviewed(2016, AGAIN, **practice), reviewed(2010, SUPERVISE)
    a_suggestion(*pair, 0.5)
    few = [counted(ask) for ask in asks]
    for place in range(8):
        a_suggestion(reviewed(2016, AGAIN), pair[1], 0.5 + place / 100)
        an_action(recommendations=[pair[1]], on=RECORDED_ON, evidence=[checked("Audit")])
    assert [counted(ask) for ask in asks] == few
    assert max(few) <= 12


def test_only_who_may_judge_hears_what_is_not_matched(visit_as):
    with pytest.raises(RefusedError):
        queries.unmatched(visit_as(Role.MEMBER), None)


def test_what_was_recorded_by_mistake_waits_for_nobody_and_was_not_seen_before(
    record, visit_as, reviewed, a_review, a_recommendation, a_suggestion
):
    gone = a_recommendation(SUPERVISE, review=a_review(published=False), response=None)
    other = reviewed(2016, AGAIN)
    a_suggestion(other, gone, 0.9)
    with record.changing() as visit:
        review = visit.session.get(Review, gone.review_id)
        reviews.withdraw(visit, review.id, reason="Recorded twice.", version=review.version)
    coordinator = visit_as(Role.COORDINATOR)
    assert (queries.waiting(coordinator).total, queries.number_waiting(coordinator, other.id)) == (0, 0)
    assert likely.likely(coordinator, [AGAIN], None, review_id=other.review_id).near == [[]]
    assert list(queries.unmatched(coordinator, None)) == [other.review_id]
