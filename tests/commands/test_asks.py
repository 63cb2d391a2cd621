"""An ask is founded, joined, left, merged, split and renamed by a person with a reason; it never changes by itself."""

from datetime import date

import pytest

from tests.builders import a_meeting, a_repeat, an_ask, checked, the_chair
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker import asks as reading
from tracker.commands import asks, decisions, repeats, reviews
from tracker.errors import ConflictError, InputError, NotFoundError, RefusedError, RuleBrokenError, SignedOutError
from tracker.models import Ask, AskMember, Review
from tracker.models.statements import select
from tracker.visit import STRANGER
from tracker.words import DecisionKind, RepeatBasis, RepeatVerdict, ResponseKind, Role

EARLY, LATER, LAST = date(2026, 10, 5), date(2026, 10, 20), date(2026, 11, 3)
WHY = "Both ask that what is known be shared."


@pytest.fixture
def three(a_recommendation):
    """Give three recommendations of three reviews, nothing judged."""
    return [a_recommendation(f"Share, the {place} time.") for place in ("first", "second", "third")]


def members(record, day=None):
    """Give what is in each ask on a day: its key, and the keys of its recommendations."""
    with record.reading() as visit:
        joined = select(Ask.key, AskMember.recommendation_id).join(Ask, Ask.id == AskMember.ask_id)
        rows = visit.session.execute(joined.where(reading.standing_member(day)).order_by(AskMember.recommendation_id))
        found = {}
        for key, recommendation in rows:
            found.setdefault(key, []).append(recommendation)
        return found


def ids(several):
    return [each.id for each in several]


def test_an_ask_is_founded_on_a_pair_that_was_judged_the_same(record, three, a_repeat):
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="No two of these were judged the same"):
        asks.found(visit, ids(three), name="Sharing", reason=WHY)
    a_repeat(three[1], three[0])
    with record.changing() as visit:
        made = asks.found(visit, ids(three), name="Sharing", reason=WHY)
    assert (made.key, made.name) == ("A-1", "Sharing")
    assert members(record) == {"A-1": ids(three)}
    assert record.read("SELECT name, reason FROM ask_name") == [("Sharing", WHY)]
    assert record.faults() == []


def test_a_group_of_one_is_none(record, three):
    for chosen in ([], [three[0].id], [three[0].id, three[0].id]):
        with record.changing() as visit, pytest.raises(InputError, match="at least two"):
            asks.found(visit, chosen, name="Sharing", reason=WHY)
    assert members(record) == {}


@pytest.mark.parametrize(("name", "reason"), [("", WHY), ("Sharing", " "), ("x" * 201, WHY)])
def test_a_name_and_a_reason_are_needed(record, three, a_repeat, name, reason):
    a_repeat(three[1], three[0])
    with record.changing() as visit, pytest.raises(InputError):
        asks.found(visit, ids(three[:2]), name=name, reason=reason)
    assert members(record) == {}


def test_what_was_judged_different_is_never_brought_together(record, three, an_ask, a_recommendation):
    ask = an_ask(*three[:2])
    a_repeat(record, three[2], three[0], verdict=RepeatVerdict.DIFFERENT)
    other = an_ask(three[2], a_recommendation("Share again."))
    with record.changing() as visit, pytest.raises(RuleBrokenError, match=r"R\d+ \d+ and R\d+ \d+ were judged diff"):
        asks.merge(visit, ask.id, other.id, reason=WHY)
    with record.changing() as visit:
        asks.leave(visit, other.id, three[2].id, reason="It stands alone.")
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="were judged different"):
        asks.join(visit, ask.id, three[2].id, reason=WHY)
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="were judged different"):
        asks.found(visit, ids(three), name="All", reason=WHY)
    assert members(record)["A-1"] == ids(three[:2])


def test_judging_different_within_an_ask_is_allowed_and_changes_nothing(record, three, an_ask):
    an_ask(*three)
    with record.changing() as visit:
        repeats.judge(visit, three[2].id, three[0].id, verdict=RepeatVerdict.DIFFERENT, reason="Another service.")
    assert members(record) == {"A-1": ids(three)}
    assert record.faults() == []


def test_what_is_recorded_or_judged_later_joins_nothing_by_itself(record, three, an_ask, a_recommendation):
    an_ask(*three)
    before = members(record), record.read("SELECT * FROM ask")
    a_repeat(record, a_recommendation("Share, once more."), three[0])
    assert (members(record), record.read("SELECT * FROM ask")) == before


def test_a_recommendation_is_in_one_ask_at_a_time(record, three, an_ask, a_recommendation):
    first, second = an_ask(*three[:2]), an_ask(three[2], a_recommendation("Share again."))
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="is in A-1 already"):
        asks.join(visit, second.id, three[0].id, reason=WHY)
    with record.changing(on=LATER) as visit:
        asks.leave(visit, first.id, three[0].id, reason="It speaks of another service.")
    with record.changing(on=LAST) as visit:
        asks.join(visit, second.id, three[0].id, reason=WHY)
    assert members(record)["A-2"][0] == three[0].id
    assert members(record, date(2026, 9, 30)) == {}
    assert members(record, date(2026, 10, 19))["A-1"] == ids(three[:2])
    assert members(record, LATER)["A-1"] == [three[1].id]
    with record.changing() as visit, pytest.raises(InputError, match="that is in A-1"):
        asks.leave(visit, first.id, three[0].id, reason="Again.")


def test_nothing_leaves_before_it_joined(record, three, an_ask):
    ask = an_ask(*three, on=LATER)
    with record.changing(on=EARLY) as visit, pytest.raises(InputError, match="before it joined"):
        asks.leave(visit, ask.id, three[0].id, reason="Too soon.")


def test_a_merged_ask_leads_to_the_other_one_and_never_back(record, three, an_ask, a_recommendation):
    more = [a_recommendation("Share again."), a_recommendation("And again.")]
    first, second = an_ask(*three), an_ask(*more)
    with record.changing(on=LAST) as visit:
        asks.merge(visit, second.id, first.id, reason=WHY)
    assert members(record) == {"A-1": [*ids(three), *ids(more)]}
    assert members(record, LATER) == {"A-1": ids(three), "A-2": ids(more)}
    for one, other in ((first, second), (second, first)):
        with record.changing() as visit, pytest.raises(InputError, match="A-2 was merged into A-1"):
            asks.merge(visit, one.id, other.id, reason=WHY)
    with record.changing() as visit, pytest.raises(InputError, match="not merged into itself"):
        asks.merge(visit, first.id, first.id, reason=WHY)
    with record.changing() as visit, pytest.raises(InputError, match="choose that one"):
        asks.join(visit, second.id, three[0].id, reason=WHY)
    assert record.faults() == []


def test_a_part_is_split_off_with_a_key_of_its_own(record, three, an_ask, a_recommendation):
    more = [a_recommendation("Share again."), a_recommendation("And again.")]
    ask = an_ask(*three, *more)
    with record.changing(on=LAST) as visit:
        made = asks.split(visit, ask.id, ids(more), name="Share at night", reason="These speak of nights.")
    assert (made.key, made.split_from_id) == ("A-2", ask.id)
    assert members(record) == {"A-1": ids(three), "A-2": ids(more)}
    assert members(record, LATER) == {"A-1": [*ids(three), *ids(more)]}
    with record.changing() as visit, pytest.raises(InputError, match="stay behind"):
        asks.split(visit, ask.id, ids(three), name="All", reason=WHY)
    with record.changing() as visit, pytest.raises(InputError, match="that are in A-1"):
        asks.split(visit, ask.id, ids(more), name="Some", reason=WHY)
    assert record.faults() == []


def test_a_name_changes_and_the_earlier_ones_stay(record, three, an_ask):
    ask = an_ask(*three, name="Sharing")
    with record.changing() as visit:
        asks.rename(visit, ask.id, name="Share in time", reason="It is about time.", version=1)
    with record.changing() as visit, pytest.raises(ConflictError):
        asks.rename(visit, ask.id, name="Share", reason="Shorter.", version=1)
    assert record.read("SELECT number, name FROM ask_name ORDER BY number") == [(1, "Sharing"), (2, "Share in time")]
    assert record.read("SELECT name, version FROM ask") == [("Share in time", 2)]
    assert record.faults() == []


def test_one_action_answers_all_that_the_ask_holds(record, three, an_ask, an_action):
    ask, action = an_ask(*three), an_action(recommendations=[three[0]])
    with record.changing() as visit:
        asks.answer_by(visit, ask.id, action.id, reason="One plan for all of them.")
    answers = record.read(f"SELECT recommendation_id FROM action_link WHERE action_id = {action.id} ORDER BY 1")
    assert [key for (key,) in answers] == ids(three)
    assert record.faults() == []


def answered_by(record, action):
    rows = record.read(f"SELECT recommendation_id FROM action_link WHERE action_id = {action.id} ORDER BY 1")
    return [key for (key,) in rows]


def test_what_joins_is_answered_by_the_action_of_the_ask(record, three, an_ask, an_action, a_recommendation):
    ask, action = an_ask(*three[:2]), an_action(recommendations=[three[0]])
    refused = a_recommendation("Share.", response=ResponseKind.NOT_ACCEPTED)
    with record.changing() as visit:
        asks.answer_by(visit, ask.id, action.id, reason="One plan for all of them.")
    with record.changing() as visit:
        asks.join(visit, ask.id, three[2].id, reason=WHY)
        asks.join(visit, ask.id, refused.id, reason=WHY)
    assert answered_by(record, action) == ids(three)
    assert members(record) == {"A-1": [*ids(three), refused.id]}
    trail = [kind for (kind,) in record.read("SELECT kind FROM event ORDER BY seq DESC LIMIT 3")]
    assert trail == ["ask joined", "action answers more", "ask joined"]
    assert record.faults() == []


def test_what_is_merged_into_an_ask_is_answered_by_its_action(record, three, an_ask, an_action, a_recommendation):
    others = [a_recommendation(f"Share, once more {each}.") for each in range(2)]
    into, merged, action = an_ask(*three), an_ask(*others), an_action(recommendations=[three[0]])
    with record.changing() as visit:
        asks.answer_by(visit, into.id, action.id, reason="One plan for all of them.")
    with record.changing() as visit:
        asks.merge(visit, merged.id, into.id, reason=WHY)
    assert answered_by(record, action) == ids([*three, *others])
    assert record.faults() == []


def test_work_that_is_over_answers_nothing_that_comes_later(record, three, an_ask, an_action):
    ask, action = an_ask(*three[:2]), an_action(recommendations=three[:2])
    with record.changing() as visit:
        asks.answer_by(visit, ask.id, action.id, reason="One plan for all of them.")
    withdraw(record, action)
    with record.changing() as visit:
        asks.join(visit, ask.id, three[2].id, reason=WHY)
    assert answered_by(record, action) == ids(three[:2])


def withdraw(record, action):
    held = a_meeting(record, LAST)
    with record.changing(the_chair(record)) as visit:
        told = {"kind": DecisionKind.WITHDRAW, "meeting_id": held.id, "reason": "Another plan has it."}
        decisions.decide_about_action(visit, action.id, **told)


def test_an_action_that_is_over_or_may_not_answer_is_refused(record, a_recommendation, an_ask, an_action):
    asked, refused = a_recommendation("Share."), a_recommendation("Share.", response=ResponseKind.NOT_ACCEPTED)
    ask, action = an_ask(asked, refused), an_action(recommendations=[asked])
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="was accepted"):
        asks.answer_by(visit, ask.id, action.id, reason="One plan.")
    done = an_action(recommendations=[asked], evidence=[checked()])
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="is completed: only open work"):
        asks.answer_by(visit, ask.id, done.id, reason="One plan.")
    assert record.read("SELECT count(*) FROM ask_action") == [(0,)]


def test_a_judgement_makes_its_link_and_finds_it_again_either_way_round(record, three):
    later, earlier = three[1].id, three[0].id
    with record.changing() as visit:
        repeats.judge(visit, later, earlier, verdict=RepeatVerdict.RELATED, reason="The same subject.")
    with record.changing() as visit:
        repeats.judge(visit, earlier, later, verdict=RepeatVerdict.SAME, reason="Read again.", basis=RepeatBasis.STATED)
    assert record.read("SELECT later_id, earlier_id, basis FROM repeat_link") == [(later, earlier, "judged by reading")]
    assert record.read("SELECT verdict FROM repeat_answer ORDER BY id") == [("related",), ("same",)]
    assert record.faults() == []


def test_a_pair_the_wrong_way_round_is_refused(record, a_review, a_recommendation):
    reviews = [a_review(published_on=date(year, 5, 1)) for year in (2013, 2016)]
    earlier, later = (a_recommendation("Share.", review=each) for each in reviews)
    with record.changing() as visit, pytest.raises(InputError, match="the other way round"):
        repeats.judge(visit, earlier.id, later.id, verdict=RepeatVerdict.SAME, reason=WHY)
    with record.changing() as visit:
        repeats.judge(visit, later.id, earlier.id, verdict=RepeatVerdict.SAME, reason=WHY)


def test_an_answer_is_taken_back_by_a_further_record(record, three, a_repeat):
    link = a_repeat(three[1], three[0])
    with record.changing() as visit:
        repeats.undo(visit, link.id, reason="It was the wrong pair.")
    assert record.read("SELECT verdict FROM repeat_answer ORDER BY id") == [("same",), ("taken back",)]
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="nothing to undo"):
        repeats.undo(visit, link.id, reason="Again.")
    with record.changing() as visit, pytest.raises(RuleBrokenError, match="judged the same"):
        asks.found(visit, ids(three[:2]), name="Sharing", reason=WHY)
    with record.changing() as visit, pytest.raises(InputError, match="taken back apart"):
        repeats.answer(visit, link.id, verdict=RepeatVerdict.UNDONE, reason="No.")
    assert record.faults() == []


@EMBEDDED_ONLY
@pytest.mark.parametrize("role", [role for role in Role if role != Role.COORDINATOR])
def test_only_the_coordinator_keeps_asks(record, three, an_ask, role):
    ask = an_ask(*three)
    who = visitor(role, agency=1) if role == Role.OWNER else visitor(role)
    for act in (
        lambda visit: asks.leave(visit, ask.id, three[0].id, reason=WHY),
        lambda visit: asks.rename(visit, ask.id, name="Mine", reason=WHY, version=1),
        lambda visit: repeats.judge(visit, three[1].id, three[0].id, verdict=RepeatVerdict.SAME, reason=WHY),
        lambda visit: repeats.undo(visit, 1, reason=WHY),
    ):
        with record.changing(who) as visit, pytest.raises(RefusedError):
            act(visit)
        with record.changing(STRANGER) as visit, pytest.raises(SignedOutError):
            act(visit)


@EMBEDDED_ONLY
@pytest.mark.parametrize("key", [0, -1, 99, 2**31, 2**70])
def test_an_ask_that_is_not_there_is_not_found(record, three, key):
    with record.changing() as visit, pytest.raises(NotFoundError):
        asks.join(visit, key, three[0].id, reason=WHY)
    with record.changing() as visit, pytest.raises(NotFoundError):
        repeats.undo(visit, key, reason=WHY)


def test_a_review_of_which_an_ask_holds_a_recommendation_is_not_withdrawn(record, a_review, a_recommendation):
    home = a_review(published=False)
    inside = a_recommendation("Read the file.", review=home, response=None)
    an_ask(record, a_recommendation("Read each file."), inside)
    with pytest.raises(RuleBrokenError, match="belongs to an ask: the review stays"), record.changing() as visit:
        reviews.withdraw(visit, home.id, reason="Twice.", version=visit.session.get(Review, home.id).version)
