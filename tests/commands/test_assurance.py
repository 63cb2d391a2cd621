"""The assurance that evidence allows, and the board that sets it lower, never higher, until another decision."""

from datetime import date

import pytest

from tests.builders import a_meeting, checked, the_chair
from tests.database.record import EMBEDDED_ONLY, counting_selects, visitor
from tracker.commands import accounts, assurance, decisions
from tracker.commands.accounts import RoleDraft
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import assurance as asking
from tracker.queries import history
from tracker.words import Assurance, EvidenceType, MeetingKind, Role

ON, LATER = date(2026, 11, 10), date(2026, 11, 16)
LIMITED, REASONABLE = Assurance.LIMITED, Assurance.REASONABLE
POLICY = checked("Policy", evidence_class=1, type=EvidenceType.POLICY, received_on=date(2026, 10, 5))


@pytest.fixture
def limited(an_action):
    """Give a recommendation whose evidence says only how much was done."""
    return an_action(evidence=[POLICY]).recommendation_ids[0]


def set_to(record, key, level, *, on=ON, kind=MeetingKind.BOARD, who=None, reason="The sample is small."):
    meeting = a_meeting(record, on, kind=kind)
    with record.changing(who or the_chair(record), on=on) as visit:
        return assurance.set_assurance(visit, key, assurance=level, meeting_id=meeting.id, reason=reason)


def shown(record, key, **more):
    with record.reading(**more) as visit:
        now = asking.of_recommendation(visit, key)
    return now.shown, now.allowed


def test_both_are_shown_from_the_day_of_the_decision_until_another_lifts_it(record, limited):
    assert shown(record, limited) == (LIMITED, LIMITED)
    set_to(record, limited, Assurance.NONE)
    set_to(record, limited, None, on=LATER, reason="A second sample came.")
    assert shown(record, limited, as_at=date(2026, 11, 9)) == (LIMITED, LIMITED)
    assert shown(record, limited, as_at=ON) == (Assurance.NONE, LIMITED)
    assert shown(record, limited) == (LIMITED, LIMITED)
    with record.reading() as visit:
        told = [each.sentence for each in history.of_recommendation(visit, limited, [])][:2]
    assert told == [
        "Meeting of 2026-11-16 let the assurance be what the evidence allows. “A second sample came.” "
        "Assurance: none → as the evidence allows.",
        "Meeting of 2026-11-10 set the assurance to none. “The sample is small.” "
        "Assurance: as the evidence allows → none.",
    ]
    assert record.faults() == []


@EMBEDDED_ONLY
@pytest.mark.parametrize("level", [LIMITED, REASONABLE, Assurance.SUBSTANTIAL])
def test_it_is_never_set_as_high_as_the_evidence_allows_or_higher(record, limited, level):
    with pytest.raises(RuleBrokenError, match="allows limited assurance: it can be set lower, and never higher"):
        set_to(record, limited, level)


@EMBEDDED_ONLY
def test_what_was_set_stays_lower_when_more_evidence_comes_and_gives_way_when_less_is_left(
    record, an_action, an_agency
):
    action = an_action(evidence=[POLICY, checked("Audit", received_on=date(2026, 10, 6))])
    (key,) = action.recommendation_ids
    record.tamper(f"UPDATE evidence SET provider_agency_id = {an_agency().id} WHERE id = {action.evidence_ids[1]}")
    assert shown(record, key) == (REASONABLE, REASONABLE)
    set_to(record, key, LIMITED)
    assert shown(record, key) == (LIMITED, REASONABLE)
    meeting = a_meeting(record, LATER)
    with record.changing(the_chair(record), on=LATER) as visit:
        decisions.reopen(visit, key, meeting_id=meeting.id, reason="It came back.")
    assert shown(record, key) == (Assurance.NONE, Assurance.NONE)


def test_evidence_of_the_owners_own_agency_is_not_from_outside_also_after_the_work_was_given_away(record, an_action):
    action = an_action(evidence=[POLICY, checked("Audit", received_on=date(2026, 10, 6))])
    record.tamper(f"UPDATE evidence SET provider_agency_id = {action.post.agency_id}")
    assert shown(record, action.recommendation_ids[0])[1] == LIMITED


@EMBEDDED_ONLY
@pytest.mark.parametrize("kind", [MeetingKind.SUB_GROUP, MeetingKind.SCRUTINY, MeetingKind.CABINET])
def test_only_the_board_decides_it(record, limited, kind):
    with pytest.raises(RuleBrokenError, match="Only a meeting of the board"):
        set_to(record, limited, Assurance.NONE, kind=kind)


@EMBEDDED_ONLY
def test_the_chair_decides_and_nobody_for_their_own_agency(record, an_action, a_person):
    action = an_action(evidence=[POLICY])
    (key,) = action.recommendation_ids
    for role in (Role.DEPUTY, Role.SCRUTINEER):
        with pytest.raises(RefusedError, match="The chair decides this"):
            set_to(record, key, Assurance.NONE, who=visitor(role, person=a_person(role.value).id, loading=True))
    with record.changing() as visit:
        accounts.grant_role(visit, action.post.person_id, RoleDraft(Role.CHAIR))
    own = visitor(Role.CHAIR, person=action.post.person_id, loading=True)
    with pytest.raises(RefusedError, match="The chair's own agency owns this"):
        set_to(record, key, Assurance.NONE, who=own)
    deputy = visitor(Role.DEPUTY, person=a_person(Role.DEPUTY.value).id, loading=True)
    set_to(record, key, Assurance.NONE, who=deputy)
    assert shown(record, key) == (Assurance.NONE, LIMITED)


@EMBEDDED_ONLY
def test_what_makes_no_sense_is_refused(record, limited):
    with pytest.raises(RuleBrokenError, match="set no other assurance"):
        set_to(record, limited, None)
    with pytest.raises(InputError, match="Enter reason"):
        set_to(record, limited, Assurance.NONE, reason=" ")
    set_to(record, limited, Assurance.NONE)
    with pytest.raises(InputError, match="to none already"):
        set_to(record, limited, Assurance.NONE)
    with pytest.raises(NotFoundError):
        set_to(record, 9999, Assurance.NONE)


@EMBEDDED_ONLY
def test_it_takes_as_many_selects_for_much_evidence_as_for_little(record, an_action):
    counted = []
    for number in (1, 4):
        (key,) = an_action(evidence=[checked(f"Audit {each}") for each in range(number)]).recommendation_ids
        with record.reading() as visit, counting_selects(record.engine) as selects:
            asking.of_recommendation(visit, key)
        counted.append(len(selects))
    assert counted[0] == counted[1]
