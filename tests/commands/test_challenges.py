"""A challenge is asked by whoever holds to account, answered for the owner, and judged by whoever asked."""

from datetime import date

import pytest

from tests.builders import a_member, the_chair
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import challenges
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import challenges as asking
from tracker.queries import history
from tracker.visit import SERVICE, Grant, Visitor
from tracker.words import ChallengeState, Role, Scope, Sensitivity

EARLY, LATER, LAST = date(2026, 10, 5), date(2026, 10, 20), date(2026, 11, 3)


def states(visit, action):
    return [each.state for each in asking.about_action(visit, action.id)]


def test_a_challenge_stands_open_until_an_answer_is_accepted(record, an_action):
    action = an_action()
    member = a_member(record)
    with record.changing(member, on=EARLY) as visit:
        asked = challenges.ask_about_action(visit, action.id, question="Who trains the night teams?")
    with record.changing(action.post.owner, on=LATER) as visit:
        given = challenges.answer(visit, asked.id, answer="The duty teams are trained.")
    with record.changing(member, on=LATER) as visit:
        challenges.judge(visit, asked.id, given.id, accepted=False, reason="That is not what I asked.")
    with record.changing(action.post.owner, on=LAST) as visit:
        again = challenges.answer(visit, asked.id, answer="Nobody yet; from January the agency does.")
    with record.changing(member, on=LAST) as visit:
        challenges.judge(visit, asked.id, again.id, accepted=True)
    with record.reading(member) as visit:
        (one,) = asking.about_action(visit, action.id)
        assert asking.open_ones(visit) == []
    assert (one.state, one.asked_as, one.about) == (ChallengeState.ACCEPTED, Role.MEMBER, f"Action {action.reference}")
    assert [(each.wording[:6], each.accepted, each.reason) for each in one.answers] == [
        ("The du", False, "That is not what I asked."),
        ("Nobody", True, ""),
    ]
    assert record.faults() == []


def test_a_past_day_shows_the_challenge_as_it_stood(record, an_action):
    action, member = an_action(), a_member(record)
    with record.changing(member, on=EARLY) as visit:
        asked = challenges.ask_about_action(visit, action.id, question="Why?")
    with record.changing(action.post.owner, on=LATER) as visit:
        given = challenges.answer(visit, asked.id, answer="Because.")
    with record.changing(member, on=LAST) as visit:
        challenges.judge(visit, asked.id, given.id, accepted=True)
    stood = {}
    for day in (date(2026, 10, 4), EARLY, LATER, LAST):
        with record.reading(member, as_at=day) as visit:
            stood[day] = states(visit, action), len(asking.open_ones(visit))
            assert not any(each.may_judge or each.may_answer for each in asking.about_action(visit, action.id))
    assert list(stood.values()) == [
        ([], 0),
        ([ChallengeState.UNANSWERED], 1),
        ([ChallengeState.TO_JUDGE], 1),
        ([ChallengeState.ACCEPTED], 0),
    ]


def test_the_open_ones_are_listed_in_order_with_who_has_to_answer(record, an_action, a_challenge, a_recommendation):
    owned, nobodys = an_action(), an_action(owner=None)
    alone = a_recommendation()
    a_challenge(action=nobodys.id, on=LAST)
    a_challenge(recommendation=owned.recommendation_ids[0], on=LATER)
    a_challenge(action=owned.id, on=EARLY)
    a_challenge(recommendation=alone.id, on=LATER)
    a_challenge(action=owned.id, on=EARLY, answer="So.", by=a_member(record, Role.COUNCILLOR))
    a_challenge(action=owned.id, on=EARLY, answer="So.", accepted=False)
    a_challenge(action=owned.id, on=EARLY, answer="So.", accepted=True)
    with record.reading() as visit:
        found = asking.open_ones(visit)
    post = f"{owned.post.title}, Agency"
    assert [(each.asked_on, each.waits_for.partition(" ")[0]) for each in found] == [
        (EARLY, "Head"),
        (EARLY, "The"),
        (EARLY, "Head"),
        (LATER, "Head"),
        (LATER, "The"),
        (LAST, "The"),
    ]
    assert found[0].waits_for.startswith(post) and found[3].waits_for.startswith(post)
    assert found[1].waits_for == "The councillor who asked, or the chair"
    assert found[4].waits_for == found[5].waits_for == "The coordinator"
    assert found[3].about.endswith(f"recommendation {_reference(record, owned)}")


def _reference(record, action):
    return record.read(f"SELECT reference FROM recommendation WHERE id = {action.recommendation_ids[0]}")[0][0]


@EMBEDDED_ONLY
def test_whoever_does_not_hold_to_account_does_not_ask(record, an_action):
    action = an_action()
    asks = (
        (challenges.ask_about_action, action.id),
        (challenges.ask_about_recommendation, action.recommendation_ids[0]),
    )
    for role in (Role.COORDINATOR, Role.OWNER, Role.INSPECTOR, Role.ADMIN):
        agency = action.post.agency_id if role == Role.OWNER else None
        with record.changing(visitor(role, agency=agency, person=action.post.person_id)) as visit:
            for ask, key in asks:
                with pytest.raises(RefusedError, match="does not allow you to challenge the plan"):
                    ask(visit, key, question="Why?")
            with pytest.raises(RefusedError):
                challenges.judge(visit, 1, 1, accepted=True)


@EMBEDDED_ONLY
def test_a_member_within_one_review_only_reads(record, an_action, a_person):
    action = an_action()
    who = visitor(Role.MEMBER, review=action.review_id, person=a_person().id)
    with record.changing(who) as visit:
        assert asking.about_action(visit, action.id) == []
        with pytest.raises(RefusedError):
            challenges.ask_about_action(visit, action.id, question="Why?")


@EMBEDDED_ONLY
def test_nobody_asks_about_what_they_may_not_see(record, an_action, a_review, a_recommendation):
    draft = a_recommendation(review=a_review(published=False))
    hidden = an_action(recommendations=[draft])
    with record.changing(a_member(record, Role.COUNCILLOR)) as visit:
        for key in (hidden.id, 99999, 0, -1, 2**40):
            with pytest.raises(NotFoundError):
                challenges.ask_about_action(visit, key, question="Why?")
        for key in (draft.id, 99999):
            with pytest.raises(NotFoundError):
                challenges.ask_about_recommendation(visit, key, question="Why?")


@EMBEDDED_ONLY
def test_a_question_is_a_text_that_can_be_kept(record, an_action):
    action = an_action()
    for question in ("", "  \n ", "a" * 20_001, "a\x00"):
        with record.changing(a_member(record)) as visit, pytest.raises(InputError):
            challenges.ask_about_action(visit, action.id, question=question)
    with record.reading() as visit:
        assert asking.open_ones(visit) == []


@EMBEDDED_ONLY
def test_a_person_asks_and_not_the_service(record, an_action):
    action = an_action()
    with record.changing(SERVICE) as visit, pytest.raises(RefusedError, match="A person asks"):
        challenges.ask_about_action(visit, action.id, question="Why?")


@EMBEDDED_ONLY
def test_only_the_owning_agency_and_the_coordinator_answer(record, an_action, a_challenge, a_person):
    action, other = an_action(), an_action()
    asked = a_challenge(action=action.id)
    about_both = a_challenge(recommendation=action.recommendation_ids[0])
    for key in (asked.id, about_both.id):
        with record.changing(other.post.owner) as visit:
            assert not asking.one(visit, key).may_answer
            with pytest.raises(RefusedError, match="Only an agency that owns"):
                challenges.answer(visit, key, answer="Mine.")
        for who in (a_member(record), visitor(Role.INSPECTOR, person=a_person().id)):
            with record.changing(who) as visit, pytest.raises(RefusedError):
                challenges.answer(visit, key, answer="Mine.")
    with record.changing(action.post.owner) as visit:
        assert asking.one(visit, about_both.id).may_answer
        challenges.answer(visit, about_both.id, answer="Ours.")
    with record.changing(visitor(Role.COORDINATOR, person=a_person().id)) as visit:
        challenges.answer(visit, asked.id, answer="For them.")
    with record.reading() as visit:
        agency = asking.one(visit, about_both.id).answers[0].agency
        assert agency and asking.one(visit, asked.id).answers[0].agency == agency


@EMBEDDED_ONLY
def test_an_answer_waits_for_its_verdict_and_an_accepted_one_ends_it(record, an_action, a_challenge):
    action = an_action()
    asked, done = (
        a_challenge(action=action.id, answer="So."),
        a_challenge(action=action.id, answer="So.", accepted=True),
    )
    with record.changing(action.post.owner) as visit:
        with pytest.raises(RuleBrokenError, match="This is answered"):
            challenges.answer(visit, asked.id, answer="More.")
        with pytest.raises(RuleBrokenError, match="was accepted"):
            challenges.answer(visit, done.id, answer="More.")


@EMBEDDED_ONLY
def test_whoever_asked_does_not_answer_and_whoever_answered_does_not_judge(record, an_action, a_person):
    action, person = an_action(), a_person().id
    own = Grant(Role.OWNER, Scope.AGENCY, agency_id=action.post.agency_id)
    both = Visitor(person, "both", (Grant(Role.MEMBER), own), method="test")
    chair = Visitor(person, "both", (Grant(Role.CHAIR), own), method="test")
    with record.changing(both) as visit:
        asked = challenges.ask_about_action(visit, action.id, question="Why?")
        with pytest.raises(RefusedError, match="Whoever asked does not answer"):
            challenges.answer(visit, asked.id, answer="So.")
    with record.changing(a_member(record)) as visit:
        other = challenges.ask_about_action(visit, action.id, question="And?")
        given = challenges.answer(visit.by(both), other.id, answer="So.")
        with pytest.raises(RefusedError, match="Whoever answered does not judge"):
            challenges.judge(visit.by(chair), other.id, given.id, accepted=True)


@EMBEDDED_ONLY
def test_whoever_asked_or_the_chair_judges_and_nobody_else(record, an_action, a_challenge):
    action = an_action()
    asked = a_challenge(action=action.id, answer="So.")
    with record.reading() as visit:
        (given,) = asking.one(visit, asked.id).answers
    for role in (Role.COUNCILLOR, Role.DEPUTY, Role.SCRUTINEER):
        with record.changing(a_member(record, role)) as visit:
            assert not asking.one(visit, asked.id).may_judge
            with pytest.raises(RefusedError, match="Whoever asked, or the chair"):
                challenges.judge(visit, asked.id, given.id, accepted=True)
    with record.changing(the_chair(record)) as visit:
        assert asking.one(visit, asked.id).may_judge
        challenges.judge(visit, asked.id, given.id, accepted=True)


@EMBEDDED_ONLY
def test_a_chair_of_the_owning_agency_leaves_the_verdict_to_whoever_asked(record, an_action, a_challenge):
    action = an_action()
    asked = a_challenge(action=action.id, answer="So.")
    chair = visitor(Role.CHAIR, person=action.post.person_id)
    with record.changing(chair) as visit:
        (given,) = asking.one(visit, asked.id).answers
        with pytest.raises(RefusedError, match="Your own agency owns this"):
            challenges.judge(visit, asked.id, given.id, accepted=True)


@EMBEDDED_ONLY
def test_a_verdict_is_on_the_answer_that_was_read_and_given_once(record, an_action, a_challenge):
    action = an_action()
    asked = a_challenge(action=action.id)
    with record.changing(a_member(record)) as visit, pytest.raises(RuleBrokenError, match="not answered yet"):
        challenges.judge(visit, asked.id, 1, accepted=True)
    with record.changing(action.post.owner) as visit:
        given = challenges.answer(visit, asked.id, answer="So.")
    with record.changing(a_member(record)) as visit:
        with pytest.raises(RuleBrokenError, match="read it first"):
            challenges.judge(visit, asked.id, given.id + 1, accepted=True)
        with pytest.raises(InputError, match="Enter reason"):
            challenges.judge(visit, asked.id, given.id, accepted=False, reason=" ")
        challenges.judge(visit, asked.id, given.id, accepted=True)
        with pytest.raises(RuleBrokenError, match="was judged"):
            challenges.judge(visit, asked.id, given.id, accepted=True)


@EMBEDDED_ONLY
def test_a_councillor_reads_challenges_about_published_things_and_an_owner_of_what_they_see(
    record, an_action, a_review, a_recommendation, a_challenge
):
    published, draft = an_action(), an_action(recommendations=[a_recommendation(review=a_review(published=False))])
    closed = an_action(sensitivity=Sensitivity.RESTRICTED)
    keys = {
        each.id: a_challenge(action=each.id, by=a_member(record, Role.CHAIR)).id for each in (published, draft, closed)
    }
    keys["asked"] = a_challenge(recommendation=draft.recommendation_ids[0]).id
    seen = {}
    who = {
        "councillor": visitor(Role.COUNCILLOR),
        "owner": draft.post.owner,
        "stranger to it": published.post.owner,
        "member": visitor(Role.MEMBER),
        "chair": visitor(Role.CHAIR),
    }
    for name, asker in who.items():
        with record.reading(asker) as visit:
            seen[name] = {each.id for each in asking.open_ones(visit)}
            assert {key for key in keys.values() if _exists(visit, key)} == seen[name]
    assert seen == {
        "councillor": {keys[published.id]},
        "owner": {keys[published.id], keys[draft.id], keys["asked"]},
        "stranger to it": {keys[published.id]},
        "member": {keys[published.id], keys[draft.id], keys["asked"]},
        "chair": set(keys.values()),
    }


def _exists(visit, key):
    try:
        return asking.one(visit, key).id == key
    except NotFoundError:
        return False


@EMBEDDED_ONLY
def test_the_post_of_a_hidden_action_is_not_named(record, an_action, a_recommendation, a_challenge):
    asked = a_recommendation()
    an_action(recommendations=[asked], sensitivity=Sensitivity.RESTRICTED)
    a_challenge(recommendation=asked.id)
    for role, told in ((Role.COUNCILLOR, "The coordinator"), (Role.CHAIR, "Head of service")):
        with record.reading(visitor(role)) as visit:
            assert asking.open_ones(visit)[0].waits_for.startswith(told)


@EMBEDDED_ONLY
@pytest.mark.parametrize("key", [0, -1, 99999, 2**40])
def test_a_challenge_that_is_not_there_is_neither_answered_nor_judged(record, a_person, key):
    with record.changing(visitor(Role.COORDINATOR, person=a_person().id)) as visit, pytest.raises(NotFoundError):
        challenges.answer(visit, key, answer="So.")
    with record.changing(a_member(record)) as visit, pytest.raises(NotFoundError):
        challenges.judge(visit, key, 1, accepted=True)
    with record.reading(a_member(record)) as visit, pytest.raises(NotFoundError):
        asking.one(visit, key)


def test_the_history_tells_it_and_keeps_the_wording_aside(record, an_action, a_challenge):
    action = an_action()
    a_challenge("Zqwhy?", action=action.id, answer="Zqso.", accepted=False, reason="Zqno.")
    with record.reading() as visit:
        told = [entry.sentence for entry in history.of_action(visit, action.id)][:3]
        agency = asking.about_action(visit, action.id)[0].answers[0].agency
    assert told == [
        "Did not accept the answer: “Zqno.”",
        f"Answered the challenge for {agency}: “Zqso.”",
        "Asked, as board member: “Zqwhy?”",
    ]
    assert record.read("SELECT count(*) FROM event WHERE body LIKE '%Zq%'") == [(0,)]


@EMBEDDED_ONLY
def test_a_challenge_about_a_recommendation_is_in_its_history(record, an_action, a_challenge):
    action = an_action()
    key = action.recommendation_ids[0]
    a_challenge("Is it enough?", recommendation=key)
    with record.reading() as visit:
        assert history.of_recommendation(visit, key, [])[0].sentence == "Asked, as board member: “Is it enough?”"


STATEMENTS = (
    "DELETE FROM challenge_answer",
    "UPDATE challenge SET effective_on = '2020-01-01'",
    "UPDATE challenge_answer SET challenge_id = 2",
    "UPDATE challenge SET asked_by_id = 2",
)


def test_the_database_itself_refuses_to_change_a_challenge(record, an_action, a_challenge):
    a_challenge(action=an_action().id, answer="So.")
    for statement in STATEMENTS:
        with pytest.raises(Exception, match="the record is only ever added to"):
            record.tamper(statement)
    assert record.faults(deep=False) == []


@EMBEDDED_ONLY
def test_a_changed_question_is_found(record, an_action, a_challenge):
    a_challenge(action=an_action().id)
    record.tamper("UPDATE challenge SET question = 'Another one?'")
    assert record.faults() == ["The row challenge 1 is not what its events say: question."]


def test_a_missing_lock_is_found(record):
    name = "challenge_no_delete" if record.is_sqlite else "challenge_append_only"
    record.tamper(f"DROP TRIGGER {name}{'' if record.is_sqlite else ' ON challenge'}")
    (fault,) = record.faults(deep=False)
    assert fault.startswith(f"The trigger {name} is missing")
