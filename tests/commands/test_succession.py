"""A post is handed over in one act, and an agency leads to those that follow it, without losing history."""

from dataclasses import replace
from datetime import date

import pytest

from tests.builders import a_person, a_post, unchecked
from tests.database.record import visitor
from tracker import belonging
from tracker.commands import evidence, people, succession
from tracker.commands.succession import HandOver
from tracker.errors import ConflictError, InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import partnership
from tracker.queries.filters import Filters
from tracker.queries.plan import listing
from tracker.words import Rating, Role, Scope, Verdict

COORDINATOR = visitor(Role.COORDINATOR)
ON = date(2026, 11, 22)


def tenure_of(record, post):
    return record.read(f"SELECT id FROM tenure WHERE post_id = {post.id} AND ended_on IS NULL")[0][0]


def held(record, post, day=None):
    with record.reading(COORDINATOR) as visit:
        asked = replace(visit, as_at=day) if day else visit
        return next(one for body in partnership.agencies(asked) for one in body.posts if one.id == post.id)


def test_a_person_takes_a_post_and_the_predecessor_and_the_day_are_kept(record, an_action):
    action, taker = an_action(), a_person(record, "The next one")
    with record.changing(COORDINATOR) as visit:
        moved = succession.hand_over(visit, tenure_of(record, action.post), HandOver(ON, to_person=taker.id), version=1)
    assert moved == 0
    assert (held(record, action.post).holder, held(record, action.post).since) == ("The next one", ON)
    assert held(record, action.post, date(2026, 11, 1)).holder != "The next one"
    assert held(record, action.post).open_actions == 1
    assert record.faults() == []


def test_another_post_takes_the_work_and_nobody_the_post(record, an_action):
    action, other = an_action(), a_post(record)
    with record.changing(COORDINATOR) as visit:
        draft = HandOver(ON, to_post=other.id, reason="The service moved.")
        assert succession.hand_over(visit, tenure_of(record, action.post), draft, version=1) == 1
    assert held(record, action.post).tenure_id is None
    assert held(record, action.post).vacant_since == ON
    assert held(record, other).open_actions == 1
    assert record.faults() == []


def test_nobody_yet_leaves_the_work_orphaned(record, an_action):
    action = an_action()
    with record.changing(COORDINATOR) as visit:
        succession.hand_over(visit, tenure_of(record, action.post), HandOver(ON), version=1)
    with record.reading(COORDINATOR) as visit:
        (row,) = listing(visit, Filters(action_id=action.id)).rows
    assert row.turns == ((date(2026, 12, 12), Rating.RED),)


@pytest.mark.parametrize("how", ["both", "the same person", "unknown person", "stale", "unknown tenure", "no reason"])
def test_a_hand_over_that_makes_no_sense_changes_nothing(record, an_action, how):
    action, taker, other = an_action(), a_person(record, "The next one"), a_post(record)
    drafts = {
        "both": HandOver(ON, to_person=taker.id, to_post=other.id, reason="Why"),
        "the same person": HandOver(ON, to_person=action.post.person_id),
        "unknown person": HandOver(ON, to_person=99999),
        "no reason": HandOver(ON, to_post=other.id),
    }
    before = record.read("SELECT max(seq) FROM event")
    key = 99999 if how == "unknown tenure" else tenure_of(record, action.post)
    wrong = (InputError, ConflictError, NotFoundError)
    with pytest.raises(wrong), record.changing(COORDINATOR) as visit:
        succession.hand_over(visit, key, drafts.get(how, HandOver(ON)), version=7 if how == "stale" else 1)
    assert record.read("SELECT max(seq) FROM event") == before
    assert held(record, action.post).tenure_id


def test_a_merger_takes_posts_holders_work_and_roles_along_and_the_past_keeps_the_old_name(
    record, an_action, an_agency
):
    action, new = an_action(), an_agency("The new one")
    old = action.post.agency_id
    with record.changing(COORDINATOR) as visit:
        assert succession.end_agency(visit, old, followed_by=new.id, posts={}, version=1) == 1
    with record.reading(COORDINATOR) as visit:
        (now,) = listing(visit, Filters(action_id=action.id)).rows
        (then,) = listing(replace(visit, as_at=date(2026, 11, 1)), Filters(action_id=action.id)).rows
        ended = next(body for body in partnership.agencies(visit) if body.id == old)
        assert belonging.counted_as(visit.session, {old}, visit.today) == {old, new.id}
    assert (now.agency, now.post) == ("The new one", action.post.title)
    assert then.agency != "The new one"
    assert (ended.successor, ended.ended_on) == ("The new one", date(2026, 11, 22))
    assert record.faults() == []


def test_after_a_merger_nobody_of_either_checks_the_work_of_the_other(record, an_action, an_agency):
    new = an_agency("The new one")
    checker = a_post(record, agency=new)
    action = an_action(evidence=[unchecked()], submitted=True)
    with record.changing(COORDINATOR) as visit:
        succession.end_agency(visit, action.post.agency_id, followed_by=new.id, posts={}, version=1)
    who = visitor(Role.MEMBER, person=checker.person_id)
    with pytest.raises(RuleBrokenError, match="agency that owns"), record.changing(who) as visit:
        evidence.check(visit, action.id, action.version_ids[0], verdict=Verdict.ADEQUATE)


def test_a_split_sends_each_post_where_it_is_named(record, an_action, an_agency):
    first = an_action()
    home = first.post.agency_id
    with record.changing() as visit:
        other = people.record_post(visit, home, title="Head of the other half").id
    one, two = an_agency("One half"), an_agency("The other half")
    with record.changing(COORDINATOR) as visit:
        succession.end_agency(visit, home, followed_by=one.id, posts={other: two.id}, version=1)
    with record.reading(COORDINATOR) as visit:
        found = {body.name: [post.title for post in body.posts] for body in partnership.agencies(visit)}
    assert found["One half"] == [first.post.title]
    assert found["The other half"] == ["Head of the other half"]
    assert record.faults() == []


def test_the_owners_role_follows_for_as_long_as_it_was_given(record, an_action, an_agency):
    action, new = an_action(), an_agency("The new one")
    record.tamper(
        "INSERT INTO role_grant (person_id, role, scope, agency_id, valid_from, granted_by, effective_on, recorded_at,"
        f" seq, version) VALUES ({action.post.person_id}, 'owner', 'agency', {action.post.agency_id},"
        " '2026-01-01 00:00:00', 'test', '2026-01-01', '2026-01-01 00:00:00', 1, 1)"
    )
    with record.changing(COORDINATOR) as visit:
        succession.end_agency(visit, action.post.agency_id, followed_by=new.id, posts={}, version=1)
    found = record.read(f"SELECT role, scope FROM role_grant WHERE agency_id = {new.id}")
    assert found == [(Role.OWNER.value, Scope.AGENCY.value)]


@pytest.mark.parametrize("how", ["itself", "unknown", "ended", "twice", "stale"])
def test_an_end_that_makes_no_sense_changes_nothing(record, an_action, an_agency, how):
    action, new = an_action(), an_agency("The new one")
    home = action.post.agency_id
    if how in {"ended", "twice"}:
        gone = an_agency("Gone").id if how == "ended" else home
        with record.changing(COORDINATOR) as visit:
            succession.end_agency(visit, gone, followed_by=new.id, posts={}, version=1)
    follows = {"itself": home, "unknown": 99999, "ended": an_agency("Gone").id}.get(how, new.id)
    before = record.read("SELECT max(seq) FROM event")
    wrong = (InputError, RuleBrokenError, ConflictError)
    with pytest.raises(wrong), record.changing(COORDINATOR) as visit:
        succession.end_agency(visit, home, followed_by=follows, posts={}, version=9 if how == "stale" else 1)
    assert record.read("SELECT max(seq) FROM event") == before


def test_an_administrator_hands_over_a_post_and_moves_no_work(record, an_action):
    action, other = an_action(), a_post(record)
    admin = visitor(Role.ADMIN)
    with pytest.raises(RefusedError), record.changing(admin) as visit:
        draft = HandOver(ON, to_post=other.id, reason="Why")
        succession.hand_over(visit, tenure_of(record, action.post), draft, version=1)
    with record.changing(admin) as visit:
        succession.hand_over(visit, tenure_of(record, action.post), HandOver(ON), version=1)
        assert all(post.open_actions is None for body in partnership.agencies(visit) for post in body.posts)


def test_who_follows_somebody_with_an_announced_last_day_can_be_said(record, an_action):
    action, follows = an_action(), a_person(record, "The next one")
    with record.changing(COORDINATOR) as visit:
        people.end_tenure(visit, tenure_of(record, action.post), ended_on=date(2027, 1, 31))
    assert held(record, action.post).until == date(2027, 1, 31)
    with record.changing(COORDINATOR) as visit:
        people.begin_tenure(visit, action.post.id, person_id=follows.id, started_on=date(2027, 1, 31))
    assert held(record, action.post).holder != "The next one"
    assert record.faults() == []
