"""What recurs, as somebody sees it on a day: asks, classes, contradictions, bounds, measures and the matrix."""

from datetime import date

import pytest

from tests.builders import an_update, checked
from tests.database.record import counting_selects, visitor
from tracker.commands import asks, recommendations, repeats
from tracker.errors import NotFoundError
from tracker.models import Suggestion
from tracker.queries import ask, matrix, novelty, recurring, returns, seen_before, suggested_pair
from tracker.queries.recurring import AFTER_DONE, OPEN, Narrowed
from tracker.words import Novelty, Recurrence, RepeatBasis, RepeatVerdict, Role, Sensitivity

REVIEWS = {
    2010: (date(2010, 2, 1), date(2008, 1, 1), date(2009, 6, 30)),
    2013: (date(2013, 10, 1), date(2010, 6, 1), date(2011, 5, 31)),
    2016: (date(2016, 11, 1), date(2015, 1, 1), date(2016, 3, 31)),
}
DONE = date(2014, 3, 14)
LATE = date(2017, 1, 9)


@pytest.fixture
def reviewed(a_review, a_recommendation):
    """Give `reviewed(year, wording)`: a recommendation of a review of that year, with its practice period."""
    made = {}

    def recommend(year, wording="Share what is known in time.", *, area="Birmingham", published=True):
        published_on, first, last = REVIEWS[year]
        if (year, area, published) not in made:
            made[year, area, published] = a_review(
                f"{area[:3].upper()}-{year}{'' if published else '-X'}",
                area=area,
                published=published,
                on=published_on,
                published_on=published_on,
                practice_from=first,
                practice_to=last,
                practice_basis="",
            )
        return a_recommendation(wording, review=made[year, area, published], on=published_on)

    return recommend


@pytest.fixture
def three(record, reviewed, an_action, an_ask):
    """Give the same recommendation of 2010, 2013 and 2016; that of 2010 was declared done in between."""
    found = [reviewed(year) for year in REVIEWS]
    an_update(record, an_action(recommendations=found[:1], on=date(2010, 3, 1)), on=DONE, declared_done=True)
    an_ask(*found, on=LATE)
    return found


def test_an_ask_lists_its_texts_by_practice_and_classes_each_pair(three, visit_as, record, a_repeat):
    a_repeat(three[2], three[0], on=LATE)
    (group,) = recurring.overview(visit_as(Role.CHAIR)).groups
    assert [each.id for each in group.members] == [each.id for each in three]
    assert (group.key, group.reviews, group.after_done) == ("A-1", 3, 1)
    kinds = {(pair.later.review, pair.earlier.review): pair.classed.kind for pair in group.same}
    assert kinds == {
        ("BIR-2013", "BIR-2010"): Recurrence.OPEN,
        ("BIR-2016", "BIR-2013"): Recurrence.OPEN,
        ("BIR-2016", "BIR-2010"): Recurrence.AFTER,
    }
    (after,) = [pair for pair in group.same if pair.classed.kind is Recurrence.AFTER]
    assert after.classed.sentence == (
        "After it was said to be done: practice 1 Jan 2015 to 31 Mar 2016; the earlier one was published on "
        "1 Feb 2010, said to be done on 14 Mar 2014 (declared done)."
    )
    assert record.faults() == []


def test_the_headline_counts_over_the_last_three_reviews(three, visit_as, reviewed, a_repeat):
    a_repeat(three[2], three[0], on=LATE)
    reviewed(2016, "Something else.")
    told = recurring.overview(visit_as(Role.CHAIR)).headline
    assert (told.reviews, told.recommendations, told.known, told.after_done, told.unjudged) == (3, 4, 2, 1, 2)


def test_a_past_day_shows_what_stood_then(three, visit_as):
    before = recurring.overview(visit_as(Role.CHAIR, as_at=date(2017, 1, 8)))
    assert (before.groups, before.all_groups, before.bounds.possible) == ([], 0, None)
    then = recurring.overview(visit_as(Role.CHAIR, as_at=LATE))
    assert [each.key for each in then.groups] == ["A-1"]
    with pytest.raises(NotFoundError):
        ask.whole(visit_as(Role.CHAIR, as_at=date(2017, 1, 8)), 1)


@pytest.mark.parametrize(
    ("narrowed", "keys"),
    [
        (Narrowed(), ["A-1", "A-2"]),
        (Narrowed(area="Torbay"), ["A-2"]),
        (Narrowed(kind=Recurrence.BEFORE), []),
        (Narrowed(kind=Recurrence.OPEN), ["A-1", "A-2"]),
        (Narrowed(state=AFTER_DONE), []),
        (Narrowed(state=OPEN), ["A-1", "A-2"]),
        (Narrowed(words="SUPERVISE"), ["A-2"]),
        (Narrowed(words="a-1"), ["A-1"]),
        (Narrowed(theme_id=999), []),
    ],
)
def test_the_asks_are_narrowed(three, reviewed, an_ask, visit_as, narrowed, keys):
    an_ask(*(reviewed(year, "Supervise staff.", area="Torbay") for year in (2013, 2016)), on=LATE)
    found = recurring.overview(visit_as(Role.CHAIR), narrowed)
    assert [each.key for each in found.groups] == keys
    assert (found.all_groups, found.areas) == (2, ["Birmingham", "Torbay"])


def test_contradictions_and_possible_mergers_are_listed(record, three, reviewed, an_ask, a_repeat, visit_as):
    other = [reviewed(year, "Share, again.") for year in (2013, 2016)]
    an_ask(*other, on=LATE)
    a_repeat(other[1], three[0], on=LATE)
    alone = reviewed(2016, "Share, thirdly.")
    a_repeat(alone, three[0], on=LATE)
    with record.changing() as visit:
        repeats.judge(visit, three[1].id, three[0].id, verdict=RepeatVerdict.DIFFERENT, reason="Another service.")
    found = recurring.overview(visit_as(Role.CHAIR))
    assert [(group.key, pair.reason) for group, pair in found.contradictions] == [("A-1", "Another service.")]
    assert [{one.key, two.key} for one, two, _ in found.mergers] == [{"A-1", "A-2"}]
    assert [pair.later.id for pair in found.outside] == [alone.id]
    shown = ask.whole(visit_as(Role.CHAIR), 1)
    assert [group.key for group, _ in shown.mergers] == ["A-2"]
    assert [pair.later.id for pair in shown.outside] == [alone.id]
    assert [link.pair.verdict for link in shown.links] == [RepeatVerdict.DIFFERENT, RepeatVerdict.SAME]


def test_whoever_may_not_see_a_text_sees_no_trace_of_it(record, reviewed, an_ask, a_repeat, visit_as):
    hidden, shown = reviewed(2016, published=False), [reviewed(year) for year in (2010, 2013)]
    an_ask(*shown, hidden, on=LATE)
    secret = [reviewed(2016, "Secret.", published=False), reviewed(2013, "Open.")]
    an_ask(*reversed(secret), on=LATE)
    with record.changing() as visit:
        visit.session.add(
            Suggestion(later_id=hidden.id, earlier_id=shown[0].id, score=0.9, model="m", weights="w", stated=False)
        )
    seen = visit_as(Role.COUNCILLOR)
    found = recurring.overview(seen)
    (group,) = found.groups
    assert (group.key, [each.id for each in group.members], group.reviews) == ("A-1", [e.id for e in shown], 2)
    assert (found.all_groups, found.headline.recommendations, found.headline.known) == (1, 3, 1)
    assert (found.bounds.recommendations, found.bounds.confirmed, found.bounds.possible) == (3, 1, 1)
    assert (found.bounds.waiting, found.lone, found.outside) == (0, [], [])
    assert len(ask.whole(seen, 1).links) == 1
    with pytest.raises(NotFoundError):
        ask.whole(seen, 2)
    every = recurring.overview(visit_as(Role.CHAIR))
    assert (len(every.groups), every.bounds.possible, every.bounds.waiting) == (2, 4 - 1, 1)


def test_a_suggestion_waits_until_somebody_judged_it_and_again_when_that_is_taken_back(record, reviewed, visit_as):
    earlier, later = reviewed(2010), reviewed(2013)
    with record.changing() as visit:
        visit.session.add(
            Suggestion(later_id=later.id, earlier_id=earlier.id, score=0.9, model="m", weights="w", stated=False)
        )

    def bounds():
        told = recurring.overview(visit_as(Role.CHAIR)).bounds
        return told.confirmed, told.possible, told.waiting

    assert bounds() == (0, 1, 1)
    with record.changing() as visit:
        told = {"verdict": RepeatVerdict.SAME, "reason": "Alike.", "basis": RepeatBasis.SUGGESTED}
        given = repeats.judge(visit, later.id, earlier.id, **told)
    assert bounds() == (1, 1, 0)
    assert len(seen_before.of(visit_as(Role.CHAIR), later.id)) == 1
    with record.changing() as visit:
        repeats.undo(visit, given.link_id, reason="The wrong one.")
    assert bounds() == (0, 1, 1)
    assert seen_before.of(visit_as(Role.CHAIR), later.id) == []
    with record.changing() as visit:
        repeats.judge(visit, later.id, earlier.id, verdict=RepeatVerdict.DIFFERENT, reason="Not so.")
    assert bounds() == (0, 0, 0)


def test_an_alias_leads_to_the_survivor(record, three, reviewed, an_ask, visit_as):
    second = an_ask(*(reviewed(year, "Share, again.") for year in (2013, 2016)), on=LATE)
    with record.changing(on=date(2018, 1, 1)) as visit:
        asks.merge(visit, second.id, 1, reason="One and the same.")
    shown = ask.whole(visit_as(Role.CHAIR), 2)
    assert (shown.group.key, shown.alias, len(shown.group.members)) == ("A-1", "A-2", 5)
    assert ask.whole(visit_as(Role.CHAIR, as_at=LATE), 2).group.key == "A-2"
    acts = ask.whole(visit_as(Role.COORDINATOR), 1).acts
    assert {each.what for each in acts} == {"Named", "Joined", "Merged into it"}
    assert {each.about for each in acts if each.what == "Joined"} == {each.cited for each in shown.group.members}
    assert [each.about for each in acts if each.what == "Merged into it"] == ["A-2"]
    assert shown.acts == ()
    with pytest.raises(NotFoundError):
        ask.whole(visit_as(Role.CHAIR), 99)


def test_standing_and_evidence_are_those_of_the_later_practice(reviewed, an_action, an_ask, visit_as):
    earlier, later = reviewed(2010), reviewed(2016)
    an_action(recommendations=[earlier], on=date(2010, 3, 1), evidence=[checked("An audit")])
    an_ask(earlier, later, on=LATE)
    (link,) = ask.whole(visit_as(Role.CHAIR), 1).links
    assert link.standing == "delivered"
    assert [each.title for each in link.evidence] == ["An audit"]
    assert link.pair.classed.kind is Recurrence.AFTER


def test_an_ask_and_the_queue_look_at_the_earlier_one_on_the_same_day(reviewed, an_action, an_ask, visit_as):
    """It was delivered while that practice went on: on its first day it was not."""
    earlier, later = reviewed(2010), reviewed(2016)
    an_action(recommendations=[earlier], on=date(2015, 6, 1), evidence=[checked("An audit")])
    an_ask(earlier, later, on=LATE)
    (link,) = ask.whole(visit_as(Role.CHAIR), 1).links
    then = suggested_pair.pair(visit_as(Role.COORDINATOR), later.id, earlier.id).then
    assert then.day == REVIEWS[2016][1]
    assert link.standing == then.standing != "delivered"
    assert list(link.evidence) == list(then.pieces) == []


def test_a_review_says_how_new_it_is(record, three, reviewed, a_repeat, visit_as):
    reviewed(2016, "Nobody has looked at this.")
    fresh = reviewed(2016, "Something new.")
    a_repeat(fresh, three[0], on=LATE, verdict=RepeatVerdict.DIFFERENT)
    told = novelty.of_review(visit_as(Role.CHAIR), three[2].review_id)
    assert dict(told.counts) == {Novelty.NEW: 1, Novelty.KNOWN_OPEN: 1, Novelty.UNJUDGED: 1}
    assert (str(told.rate), told.unjudged) == ("1 of 2", 1)
    assert told.marks[three[2].id] is Novelty.KNOWN_OPEN
    assert told.line == (
        "Recommended once since 2013 in 1 review; none of those was signed off complete before this review's "
        "practice ended."
    )
    a_repeat(three[2], three[0], on=LATE)
    again = novelty.of_review(visit_as(Role.CHAIR), three[2].review_id)
    assert again.marks[three[2].id] is Novelty.KNOWN_DONE


def test_nothing_is_new_while_suggestions_for_it_wait(record, three, reviewed, a_repeat, a_suggestion, visit_as):
    fresh, hidden = reviewed(2016, "Something new."), reviewed(2013, "Hidden.", published=False)
    a_repeat(fresh, three[0], on=LATE, verdict=RepeatVerdict.DIFFERENT)

    def told(role=Role.CHAIR, day=None):
        visit = visit_as(role, as_at=day)
        shown = novelty.of_review(visit, fresh.review_id)
        rate = next(each for each in novelty.rates(visit) if each.review_id == fresh.review_id)
        unjudged = recurring.overview(visit).headline.unjudged
        return shown.marks[fresh.id], shown.waiting.get(fresh.id, 0), (shown.unjudged, rate.unjudged, unjudged)

    assert told() == (Novelty.NEW, 0, (0, 0, 1))
    a_suggestion(fresh, hidden)
    assert told() == (Novelty.WAITING, 1, (1, 1, 2))
    assert told(day=LATE) == (Novelty.WAITING, 0, (1, 1, 2))
    assert told(Role.COUNCILLOR) == (Novelty.NEW, 0, (0, 0, 1))
    a_suggestion(fresh, three[1])
    assert told()[1] == 2
    assert dict(novelty.of_review(visit_as(Role.CHAIR), fresh.review_id).counts)[Novelty.WAITING] == 1
    a_repeat(fresh, hidden, on=date(2018, 1, 8), verdict=RepeatVerdict.DIFFERENT)
    a_repeat(fresh, three[1], on=date(2018, 1, 8), verdict=None)
    assert told() == (Novelty.WAITING, 1, (1, 1, 2))
    with record.changing() as visit:
        repeats.judge(visit, fresh.id, three[1].id, verdict=RepeatVerdict.RELATED, reason="Not the same.")
    assert told() == (Novelty.NEW, 0, (0, 0, 1))


def test_the_rate_of_each_review_counts_what_was_judged(three, reviewed, a_repeat, visit_as):
    reviewed(2016, "Nobody has looked at this.")
    fresh, hidden = reviewed(2016, "Something new."), reviewed(2016, "Hidden.", published=False)
    a_repeat(fresh, three[0], on=LATE, verdict=RepeatVerdict.DIFFERENT)
    a_repeat(hidden, three[0], on=LATE)
    rates = novelty.rates(visit_as(Role.COUNCILLOR))
    assert [(each.review, str(each.rate), each.unjudged) for each in rates] == [
        ("BIR-2016", "1 of 2", 1),
        ("BIR-2013", "1 of 1", 0),
    ]
    assert [each.review for each in novelty.rates(visit_as(Role.CHAIR))][:1] == ["BIR-2016-X"]


def test_the_line_names_post_and_evidence_of_the_last_sign_off(reviewed, an_action, a_repeat, visit_as, a_post):
    earlier, later = reviewed(2010), reviewed(2016)
    an_action(recommendations=[earlier], on=date(2010, 3, 1), evidence=[checked("An audit")], owner=a_post("Head of A"))
    a_repeat(later, earlier, on=LATE)
    line = novelty.of_review(visit_as(Role.CHAIR), later.review_id).line
    assert line.startswith("Recommended once since 2010 in 1 review; 1 of those was signed off complete before")
    assert line.endswith("by Head of A on An audit.")


def test_what_came_back_after_it_was_done_is_counted_of_what_was_at_risk(record, three, reviewed, a_repeat, visit_as):
    assert returns.measured(visit_as(Role.CHAIR)).after_done == returns.AfterDone(1, 0, None)
    a_repeat(three[2], three[0], on=LATE)
    assert returns.measured(visit_as(Role.CHAIR)).after_done == returns.AfterDone(1, 1, None)
    elsewhere = reviewed(2016, area="Torbay")
    a_repeat(elsewhere, three[0], on=LATE)
    told = returns.measured(visit_as(Role.CHAIR))
    assert told.after_done == returns.AfterDone(1, 1, None)
    assert [(pair.later.area, pair.earlier.area) for pair in told.between_areas] == [("Torbay", "Birmingham")]


def test_themes_are_counted_by_review_and_those_without_a_plan_named(three, reviewed, a_theme, visit_as):
    bare, hidden = reviewed(2016, "Nothing is done."), reviewed(2016, "Hidden.", published=False)
    a_theme("Sharing", given_to=[*three, hidden], on=LATE)
    a_theme("Supervision", given_to=[bare], on=LATE)
    a_theme("Secret", given_to=[hidden], on=LATE)
    told = matrix.themes_by_reviews(visit_as(Role.COUNCILLOR))
    assert [each.reference for each in told.reviews] == ["BIR-2010", "BIR-2013", "BIR-2016"]
    assert [(each.name, each.recommendations, each.with_action) for each in told.themes] == [
        ("Sharing", 3, 1),
        ("Supervision", 1, 0),
    ]
    assert ([each.name for each in told.without_plan], told.without_theme, told.most) == (["Supervision"], 0, 1)
    every = matrix.themes_by_reviews(visit_as(Role.CHAIR))
    assert [each.name for each in every.themes] == ["Sharing", "Secret", "Supervision"]
    assert matrix.themes_by_reviews(visit_as(Role.CHAIR, as_at=date(2017, 1, 8))).themes == []


ASKS = {
    "what recurs": (lambda visit, _: recurring.overview(visit), 12),
    "one ask": (lambda visit, _: ask.whole(visit, 1), 13),
    "a review": (novelty.of_review, 13),
    "the rates": (lambda visit, _: novelty.rates(visit), 9),
    "the measures": (lambda visit, _: returns.measured(visit), 12),
    "the matrix": (lambda visit, _: matrix.themes_by_reviews(visit), 2),
}


@pytest.mark.parametrize("role", [Role.COORDINATOR, Role.COUNCILLOR])
@pytest.mark.parametrize("asked", ASKS)
def test_a_larger_record_takes_no_more_selects(record, three, reviewed, an_ask, a_theme, asked, role):
    question, most = ASKS[asked]
    a_theme("Sharing", given_to=three, on=LATE)
    counted = []
    for number in (1, 3):
        for each in range(number):
            an_ask(*(reviewed(year, f"Again {number} {each}.") for year in REVIEWS), on=LATE)
        with record.reading(visitor(role)) as visit, counting_selects(record.engine) as selects:
            question(visit, three[2].review_id)
        counted.append(len(selects))
    assert counted[0] == counted[1] <= most


def test_what_is_not_known_is_said_and_not_counted_as_none(record, a_review, reviewed, an_action, an_ask, visit_as):
    earlier = reviewed(2010)
    an_update(record, an_action(recommendations=[earlier], on=date(2010, 3, 1)), on=DONE, declared_done=True)
    unclear = a_review("BIR-2017", area="Birmingham", on=date(2017, 1, 5), published_on=date(2017, 1, 5))
    with record.changing(on=date(2017, 1, 5)) as visit:
        draft = recommendations.RecommendationDraft(reference="1", wording="Share.")
        later = recommendations.record_recommendation(visit, unclear.id, draft)
    an_ask(earlier, later, on=LATE)
    found = recurring.overview(visit_as(Role.CHAIR))
    (group,) = found.groups
    assert (group.after_done, group.not_known) == (0, 1)
    assert (found.headline.after_done, found.headline.not_known) == (0, 1)
    assert returns.measured(visit_as(Role.CHAIR)).after_done == returns.AfterDone(0, 0, None, 1)


def test_a_past_day_shows_the_name_and_the_action_of_that_day(record, three, an_action, visit_as):
    action = an_action(recommendations=three[2:], on=LATE)
    with record.changing(on=date(2018, 1, 8)) as visit:
        asks.rename(visit, 1, name="Said better", reason="Clearer.", version=1)
        asks.answer_by(visit, 1, action.id, reason="One plan for all.")
    for day, name, answered in ((LATE, "Share what is known", ""), (None, "Said better", action.reference)):
        group = ask.whole(visit_as(Role.CHAIR, as_at=day), 1).group
        assert (group.name, group.action) == (name, answered)


def test_an_action_that_somebody_may_not_see_answers_nothing_for_them(record, three, an_action, visit_as):
    hidden = an_action(recommendations=three[2:], on=LATE, sensitivity=Sensitivity.RESTRICTED)
    with record.changing(on=LATE) as visit:
        asks.answer_by(visit, 1, hidden.id, reason="One plan for all.")
    assert ask.whole(visit_as(Role.COUNCILLOR), 1).group.action_id is None
    assert ask.whole(visit_as(Role.CHAIR), 1).group.action_id == hidden.id
