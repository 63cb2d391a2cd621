"""What people could get around before: each of these was done once, and is refused now."""

from datetime import date

import pytest

from tests.builders import a_meeting, a_post, checked, closed, the_chair, unchecked
from tests.database.record import visitor
from tracker.commands import actions, decisions, escalations, evidence, extensions, ownership, people, succession
from tracker.commands.decisions import About
from tracker.commands.evidence import Content, EvidenceDraft
from tracker.commands.recommendations import respond
from tracker.commands.succession import HandOver
from tracker.errors import InputError, RuleBrokenError
from tracker.queries import history
from tracker.words import (
    EvidenceKind,
    EvidenceType,
    ExtensionReason,
    PostDuty,
    Rating,
    ResponseKind,
    Role,
    Verdict,
)

COORDINATOR = visitor(Role.COORDINATOR)
ON = date(2026, 11, 2)


def checks(record, action, person):
    with record.changing(visitor(Role.MEMBER, person=person)) as visit:
        return evidence.check(visit, action.id, action.version_ids[0], verdict=Verdict.ADEQUATE)


def test_an_agency_that_has_just_given_the_work_away_does_not_check_it(record, an_action, an_agency):
    health = an_agency("Health")
    colleague = a_post(record, agency=health)
    action = an_action(owner=a_post(record, agency=health), evidence=[unchecked()], submitted=True)
    taker = a_post(record)
    with record.changing(COORDINATOR) as visit:
        ownership.move_work(visit, action.post.id, to_post=taker.id, reason="The service moved.")
    with pytest.raises(RuleBrokenError, match="agency that owns"):
        checks(record, action, colleague.person_id)


@pytest.mark.parametrize("to", ["the successor", "another"])
def test_a_colleague_whose_post_went_elsewhere_in_a_split_does_not_check_the_work(record, an_action, an_agency, to):
    health, follows, other = an_agency("Health"), an_agency("New health"), an_agency("Other")
    colleague = a_post(record, agency=health)
    action = an_action(owner=a_post(record, agency=health), evidence=[unchecked()], submitted=True)
    goes = {colleague.id: other.id} if to == "another" else {}
    with record.changing(COORDINATOR) as visit:
        succession.end_agency(visit, health.id, followed_by=follows.id, posts=goes, version=1)
    with pytest.raises(RuleBrokenError, match="agency that owns"):
        checks(record, action, colleague.person_id)


def test_what_is_over_keeps_its_owner(record, an_action):
    action, other = an_action(evidence=[checked()]), a_post(record)
    with pytest.raises(RuleBrokenError, match="keeps the owner"), record.changing(COORDINATOR) as visit:
        actions.give_owner(visit, action.id, post_id=other.id)


def test_a_split_gives_an_owner_rights_only_where_the_own_post_went(record, an_action, an_agency):
    health, follows, other = an_agency("Health"), an_agency("New health"), an_agency("Other")
    mine, gone = (a_post(record, agency=health) for _ in range(2))
    record.tamper(
        "INSERT INTO role_grant (person_id, role, scope, agency_id, valid_from, granted_by, effective_on, recorded_at,"
        f" seq, version) VALUES ({mine.person_id}, 'owner', 'agency', {health.id},"
        " '2026-01-01 00:00:00', 'test', '2026-01-01', '2026-01-01 00:00:00', 1, 1)"
    )
    with record.changing(COORDINATOR) as visit:
        succession.end_agency(visit, health.id, followed_by=follows.id, posts={gone.id: other.id}, version=1)
    found = {key for (key,) in record.read(f"SELECT agency_id FROM role_grant WHERE person_id = {mine.person_id}")}
    assert found == {health.id, follows.id}


def test_a_post_keeps_its_duty_and_its_announced_last_day_when_its_agency_ends(record, an_agency):
    health, follows = an_agency("Health"), an_agency("New health")
    post = a_post(record, "Named nurse", agency=health)
    from_then = record.read(f"SELECT id FROM tenure WHERE post_id = {post.id}")[0][0]
    with record.changing(COORDINATOR) as visit:
        people.end_tenure(visit, from_then, ended_on=date(2027, 1, 31))
        escalations.give_duty(visit, post.id, duty=PostDuty.AGENCY_LEAD)
    with record.changing(COORDINATOR) as visit:
        succession.end_agency(visit, health.id, followed_by=follows.id, posts={}, version=1)
    new = record.read(f"SELECT id FROM post WHERE agency_id = {follows.id}")[0][0]
    assert str(record.read(f"SELECT ended_on FROM tenure WHERE post_id = {new}")[0][0]) == "2027-01-31"
    assert record.read(f"SELECT duty FROM post_duty WHERE post_id = {new}") == [(PostDuty.AGENCY_LEAD.value,)]
    assert record.faults() == []


@pytest.mark.parametrize("kind", [ResponseKind.NOT_ACCEPTED, ResponseKind.ACCEPTED, ResponseKind.REFERRED])
def test_the_coordinator_undoes_no_closing_by_an_answer(record, an_action, kind):
    action = an_action(on=date(2026, 10, 1), evidence=[checked(received_on=date(2026, 10, 5))])
    closed(record, action.recommendation_ids[0], on=date(2026, 10, 20))
    with pytest.raises(RuleBrokenError, match="a meeting decides"), record.changing(COORDINATOR) as visit:
        respond(visit, action.recommendation_ids[0], kind=kind, reason="Why.")


def test_no_further_action_answers_what_is_closed(record, an_action):
    action = an_action(on=date(2026, 10, 1), evidence=[checked(received_on=date(2026, 10, 5))])
    closed(record, action.recommendation_ids[0], on=date(2026, 10, 20))
    other = an_action()
    with pytest.raises(RuleBrokenError, match="the board reopens it"), record.changing(COORDINATOR) as visit:
        ownership.answer_also(visit, other.id, recommendations=action.recommendation_ids)


def test_past_days_are_not_rewritten_by_tenures(record, an_action):
    action, vacant = an_action(), a_post(record, held_by=None)
    tenure = record.read(f"SELECT id FROM tenure WHERE post_id = {action.post.id}")[0][0]
    with pytest.raises(InputError, match="past days"), record.changing(COORDINATOR) as visit:
        people.begin_tenure(visit, vacant.id, person_id=action.post.person_id, started_on=ON)
    with pytest.raises(InputError, match="past days"), record.changing(COORDINATOR) as visit:
        succession.hand_over(visit, tenure, HandOver(ON), version=1)


def test_work_moves_on_the_day_on_which_it_is_moved(record, an_action):
    action, other = an_action(), a_post(record)
    tenure = record.read(f"SELECT id FROM tenure WHERE post_id = {action.post.id}")[0][0]
    draft = HandOver(date(2027, 3, 1), to_post=other.id, reason="The service moves.")
    with pytest.raises(InputError, match="on that day"), record.changing(COORDINATOR) as visit:
        succession.hand_over(visit, tenure, draft, version=1)


def test_an_override_waits_for_a_meeting_at_which_it_ends(record, an_action):
    action, meeting = an_action(), a_meeting(record, ON)
    who = visitor(Role.CHAIR, person=the_chair(record).person_id)

    def overrides(until):
        with record.changing(who) as visit:
            about = About(action_id=action.id)
            decisions.override_rating(
                visit, about, meeting_id=meeting.id, rating=Rating.RED, until=until, reason="It is worse."
            )

    with pytest.raises(InputError, match="Record the next meeting first"):
        overrides(date(2026, 12, 16))
    a_meeting(record, date(2026, 12, 16))
    with pytest.raises(InputError, match="next meeting at the latest"):
        overrides(date(2026, 12, 17))
    overrides(date(2026, 12, 16))


def test_one_new_date_waits_at_a_time_and_no_older_meeting_answers_it(record, an_action):
    action, older = an_action(), a_meeting(record, date(2020, 1, 10))
    owner = visitor(Role.OWNER, agency=action.post.agency_id, person=action.post.person_id)

    def asks(due):
        with record.changing(owner) as visit:
            return extensions.ask(visit, action.id, due=due, reason=ExtensionReason.CAPACITY)

    asked = asks(date(2027, 6, 30))
    with pytest.raises(RuleBrokenError, match="waits for an answer"):
        asks(date(2027, 9, 30))
    who = visitor(Role.CHAIR, person=the_chair(record).person_id)
    with pytest.raises(InputError, match="before the new date was asked"), record.changing(who) as visit:
        extensions.answer(visit, asked.id, approved=True, meeting_id=older.id)


def test_evidence_for_several_actions_is_in_the_history_of_each(record, an_action, a_post):
    post = a_post()
    both = [an_action(owner=post), an_action(owner=post)]
    draft = EvidenceDraft("Audit", EvidenceType.AUDIT, 2, Content(EvidenceKind.STATEMENT, "Eighteen of twenty."))
    with record.changing(post.owner, on=ON) as visit:
        evidence.attach(visit, [action.id for action in both], draft)
    with record.reading(COORDINATOR) as visit:
        for action in both:
            assert "speaks for this action and for others" in history.of_action(visit, action.id)[0].sentence
    assert record.faults() == []


def test_a_post_or_an_agency_that_ended_takes_nothing_on(record, an_action, an_agency):
    health, follows, action = an_agency("Health"), an_agency("New health"), an_action()
    gone = a_post(record, agency=health)
    with record.changing(COORDINATOR) as visit:
        succession.end_agency(visit, health.id, followed_by=follows.id, posts={}, version=1)
    with pytest.raises(InputError, match="Choose a post"), record.changing(COORDINATOR) as visit:
        actions.give_owner(visit, action.id, post_id=gone.id)
    with pytest.raises(InputError, match="Choose an agency"), record.changing(COORDINATOR) as visit:
        people.record_post(visit, health.id, title="Anything")
