"""What an inspector looks at first, and the sample that nobody chose."""

from datetime import date

import pytest

from tests.builders import a_checker, a_recommendation, checked, closed, the_chair, unchecked
from tests.database.record import counting_selects, visitor
from tracker.commands import decisions
from tracker.commands import evidence as proofs
from tracker.commands.deciding import About
from tracker.queries import chains, gaps, optimism, plan, sample
from tracker.queries.filters import Filters
from tracker.queries.gaps import Gap
from tracker.words import DecisionKind, ImpactVerdict, Rating, Role, Thing, Verdict

INSPECTOR = visitor(Role.INSPECTOR)
ON, CLOSED, LATER = date(2026, 10, 5), date(2026, 10, 20), date(2026, 11, 2)


def named(record, gap, who=INSPECTOR, **more):
    """Give the keys of the records in a list, after making sure that its number is its length."""
    with record.reading(who, **more) as visit:
        listed = gaps.listing(visit, gap)
        assert gaps.numbers(visit)[gap] == listed.total == len(listed.rows) == len(gaps.every(visit, gap))
        return [each.recommendation_id or each.action_id for each in listed.rows]


def overturned(record, action, *, on):
    who = a_checker(record)
    with record.changing(who, on=on) as visit:
        proofs.check(visit, action.id, action.version_ids[0], verdict=Verdict.INADEQUATE, reason="Not theirs.")


def reopened(record, key, a_meeting, *, on):
    meeting = a_meeting(on)
    with record.changing(the_chair(record), on=on) as visit:
        decisions.reopen(visit, key, meeting_id=meeting.id, reason="It came back.")


def test_closed_without_adequate_evidence_is_what_no_standing_verdict_proves(record, an_action):
    proven, doubted = (an_action(on=ON, evidence=[checked(received_on=ON)]) for _ in range(2))
    for each in (proven, doubted):
        closed(record, each.recommendation_ids[0], on=CLOSED)
    assert named(record, Gap.UNPROVEN) == []
    overturned(record, doubted, on=LATER)
    assert named(record, Gap.UNPROVEN) == [doubted.recommendation_ids[0]]
    assert named(record, Gap.UNPROVEN, as_at=CLOSED) == []


def test_evidence_that_came_after_the_closing_is_listed_with_its_number(record, an_action):
    action = an_action(on=ON, evidence=[checked(received_on=ON)])
    key = action.recommendation_ids[0]
    closed(record, key, on=CLOSED)
    assert named(record, Gap.LATE) == []
    draft = proofs.EvidenceDraft(
        title="Late",
        type="audit",
        evidence_class=1,
        content=proofs.Content("statement", "It came late."),
    )
    with record.changing(on=LATER) as visit:
        proofs.attach(visit.by(action.post.owner), [action.id], draft)
    assert named(record, Gap.LATE) == [key]
    with record.reading(INSPECTOR) as visit:
        (found,) = gaps.every(visit, Gap.LATE)
    assert (found.on, found.times) == (CLOSED, 1)


def test_one_file_that_speaks_for_ten_actions_is_listed_once(record, an_action):
    several = [an_action(on=ON, evidence=[unchecked("The same", wording="The same.")]) for _ in range(9)]
    assert named(record, Gap.OFTEN) == []
    an_action(on=ON, evidence=[unchecked("The same", wording="The same.")])
    assert named(record, Gap.OFTEN) == [several[0].id]


def test_overrides_reopenings_and_extensions_are_listed_with_their_reasons(record, an_action, a_meeting, an_extension):
    action = an_action(on=ON, evidence=[checked(received_on=ON)], due=date(2027, 3, 31))
    key = action.recommendation_ids[0]
    closed(record, key, on=CLOSED)
    reopened(record, key, a_meeting, on=LATER)
    other = an_action(on=ON, due=date(2027, 3, 31))
    an_extension(other, date(2027, 6, 30), on=LATER)
    an_extension(other, date(2027, 9, 30), on=LATER, approved=False)
    meeting = a_meeting(LATER)
    with record.changing(the_chair(record), on=LATER) as visit:
        decisions.override_rating(
            visit,
            About(action_id=other.id),
            meeting_id=meeting.id,
            rating=Rating.RED,
            until=date(2026, 11, 30),
            reason="Worse.",
        )
    assert named(record, Gap.REOPENED) == [key]
    assert named(record, Gap.EXTENDED) == [other.id]
    assert named(record, Gap.OVERRIDDEN) == [other.id]
    assert named(record, Gap.OVERRIDDEN, as_at=CLOSED) == []
    with record.reading(INSPECTOR) as visit:
        (told,) = gaps.every(visit, Gap.OVERRIDDEN)
    assert (told.reason, told.until) == ("Worse.", date(2026, 11, 30))


def sealed(record):
    """Seal all there is: nobody but the chair and the coordinator sees it from now on."""
    record.tamper("UPDATE recommendation SET sensitivity = 'sealed'", "UPDATE position SET visibility = 'sealed'")


def test_what_somebody_may_not_see_is_in_no_list_and_no_number(record, an_action, an_extension):
    action, other = an_action(on=ON, evidence=[checked(received_on=ON)]), an_action(on=ON, due=date(2027, 3, 31))
    key = action.recommendation_ids[0]
    an_extension(other, date(2027, 6, 30), on=ON)
    closed(record, key, on=CLOSED)
    overturned(record, action, on=LATER)
    chair, councillor = visitor(Role.CHAIR), visitor(Role.COUNCILLOR)
    sealed(record)
    assert (named(record, Gap.UNPROVEN, chair), named(record, Gap.EXTENDED, chair)) == ([key], [other.id])
    for who in (INSPECTOR, councillor):
        assert (named(record, Gap.UNPROVEN, who), named(record, Gap.EXTENDED, who)) == ([], [])
        with record.reading(who) as visit:
            assert sample.closed_at_random(visit, seed="7", size=5) == sample.Sample([], 0)


def test_a_list_goes_on_after_its_last_row(record, an_action, an_extension, monkeypatch):
    monkeypatch.setattr(gaps, "AT_ONCE", 2)
    for _ in range(5):
        an_extension(an_action(on=ON, due=date(2027, 3, 31)), date(2027, 6, 30), on=LATER)
    seen, after = [], 0
    with record.reading(INSPECTOR) as visit:
        while True:
            part = gaps.listing(visit, Gap.EXTENDED, after=after)
            seen += [each.action_id for each in part.rows]
            assert part.total == 5
            if not (after := part.next_key):
                break
        assert seen == [each.action_id for each in gaps.every(visit, Gap.EXTENDED)]
        assert gaps.listing(visit, Gap.EXTENDED, after=10_000).total == 5
    assert len(seen) == 5


def test_all_lists_are_counted_in_one_select(record, an_action):
    an_action(on=ON)
    with record.reading(INSPECTOR) as visit, counting_selects(record.engine) as selects:
        gaps.numbers(visit)
    assert len(selects) == 1


def test_the_same_seed_draws_the_same_and_a_later_closing_moves_no_other(record, an_action):
    actions = [an_action(f"Do {n}.", on=ON, evidence=[checked(received_on=ON)]) for n in range(6)]
    for each in actions[:5]:
        closed(record, each.recommendation_ids[0], on=CLOSED)

    def drawn(seed, size, **more):
        with record.reading(INSPECTOR, **more) as visit:
            found = sample.closed_at_random(visit, seed=seed, size=size)
        assert len(found.chains) == min(size, found.out_of)
        return {each.id for each in found.chains}

    first = drawn("7", 3)
    assert drawn("7", 3) == first
    closed(record, actions[5].recommendation_ids[0], on=LATER)
    assert len(drawn("7", 3) & first) >= 2
    assert drawn("7", 3, as_at=CLOSED) == first
    assert drawn("7", 20) == {each.recommendation_ids[0] for each in actions}


def test_a_chain_leads_from_the_recommendation_to_the_decision_and_draws_its_holes(record, an_action, an_impact_test):
    whole = an_action(on=ON, evidence=[checked("Audit", evidence_class=3, received_on=ON)])
    an_impact_test(whole.recommendation_ids[0], due=ON, on=ON, verdict=ImpactVerdict.MET)
    partly = an_action(on=ON, evidence=[checked(received_on=ON), unchecked(received_on=ON)])
    for each in (whole, partly):
        closed(record, each.recommendation_ids[0], on=CLOSED)
    with record.reading(INSPECTOR) as visit:
        first, second = sample.closed_at_random(visit, seed="7", size=5).chains
    assert (first.id, second.id) == (partly.recommendation_ids[0], whole.recommendation_ids[0])
    assert first.holes == 2 and first.test is None and first.closing
    assert [thread.check is None for thread in first.threads] == [False, True]
    (thread,) = second.threads
    assert second.holes == 0 and second.test and second.test.verdict == ImpactVerdict.MET
    assert thread.piece and thread.piece.title == "Audit" and thread.check and thread.check.verdict == Verdict.ADEQUATE


def followed(record, who=INSPECTOR, **more):
    """Follow every recommendation that somebody sees."""
    with record.reading(who, **more) as visit:
        asked, done = (plan.listing(visit, Filters(thing=thing)).rows for thing in (Thing.RECOMMENDATION, Thing.ACTION))
        with counting_selects(record.engine) as selects:
            return {each.id: each for each in chains.of(visit, asked, done)}, len(selects)


def test_every_recommendation_is_followed_as_the_sample_follows_it_in_few_selects(record, an_action, an_impact_test):
    done = [an_action(on=ON, evidence=[checked(received_on=ON), unchecked(received_on=ON)]) for _ in range(3)]
    for each in done:
        closed(record, each.recommendation_ids[0], on=CLOSED)
    an_impact_test(done[0].recommendation_ids[0], due=ON, on=ON, verdict=ImpactVerdict.MET)
    still, (nothing,) = an_action(on=ON), [a_recommendation(record, on=ON)]
    found, selects = followed(record)
    assert selects <= 3
    with record.reading(INSPECTOR) as visit:
        drawn = {each.id: each for each in sample.closed_at_random(visit, seed="7", size=5).chains}
    assert {key: each for key, each in found.items() if key in drawn} == drawn and len(drawn) == 3
    assert found[nothing.id].threads == [chains.Thread()] and found[nothing.id].standing == "open"
    (thread,) = found[still.recommendation_ids[0]].threads
    assert thread.action and (thread.action.id, thread.piece) == (still.id, None)
    early, _ = followed(record, as_at=ON)
    assert {each.closing for each in early.values()} == {None}


def test_what_is_sealed_is_followed_by_nobody_who_may_not_see_it(record, an_action):
    an_action(on=ON, evidence=[checked(received_on=ON)])
    sealed(record)
    assert len(followed(record, visitor(Role.CHAIR))[0]) == 1
    assert followed(record)[0] == {}
    with record.reading(visitor(Role.CHAIR)) as visit:
        asked, done = (plan.listing(visit, Filters(thing=thing)).rows for thing in (Thing.RECOMMENDATION, Thing.ACTION))
    with record.reading(INSPECTOR) as visit:
        assert chains.of(visit, asked, done) == []


def test_one_file_with_two_titles_is_named_by_its_first_version(record, an_action, monkeypatch):
    monkeypatch.setattr(gaps, "OFTEN", 2)
    for title in ("Zebra", "Apple"):
        an_action(on=ON, evidence=[unchecked(title, received_on=ON)])
    with record.reading(INSPECTOR) as visit:
        (told,) = gaps.every(visit, Gap.OFTEN)
    assert (told.name, told.times) == ("Zebra", 2)


def test_the_gap_counts_what_the_check_did_not_uphold(record, an_action, an_update, a_meeting):
    believed = an_action(on=ON, evidence=[checked(received_on=ON)])
    doubted = an_action(on=ON, evidence=[checked(received_on=ON, verdict=Verdict.INADEQUATE)])
    waiting = an_action(on=ON)
    an_update(waiting, on=LATER, declared=Rating.GREEN)
    with record.reading(INSPECTOR) as visit:
        told = {each.agency_id: each for each in optimism.by_agency(visit)}
        assert {(each.action_id, each.claim.upheld) for each in optimism.claimed(visit)} == {
            (believed.id, True),
            (doubted.id, False),
        }
        (denied,) = optimism.claimed(visit, agency_id=doubted.post.agency_id, upheld=False)
    assert denied.claim.words == "ready for assessment" and denied.claim.judged_on == ON
    assert sum(each.whole.n for each in told.values()) == 1 and sum(each.whole.m for each in told.values()) == 2
    assert told[waiting.post.agency_id].waiting == 1
    meeting = a_meeting(LATER)
    with record.changing(the_chair(record), on=LATER) as visit:
        decisions.decide_about_action(
            visit, believed.id, kind=DecisionKind.REFUSE_SIGN_OFF, meeting_id=meeting.id, reason="Ask again."
        )
    with record.reading(INSPECTOR) as visit:
        assert sum(each.whole.n for each in optimism.by_agency(visit)) == 2
    with record.reading(INSPECTOR, as_at=CLOSED) as visit:
        assert sum(each.whole.n for each in optimism.by_agency(visit)) == 1


@pytest.mark.parametrize("role", [Role.INSPECTOR, Role.COUNCILLOR])
def test_no_claim_about_a_hidden_action_is_counted(record, an_action, role):
    an_action(on=ON, evidence=[checked(received_on=ON)])
    sealed(record)
    with record.reading(visitor(Role.CHAIR)) as visit:
        assert len(optimism.claimed(visit)) == 1
    with record.reading(visitor(role)) as visit:
        assert (optimism.claimed(visit), optimism.by_agency(visit)) == ([], [])
