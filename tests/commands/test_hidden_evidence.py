"""Evidence that somebody may not see cannot be checked or added to: for them it does not exist."""

from datetime import date

import pytest

from tests.builders import the_chair, unchecked
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import evidence
from tracker.commands.evidence import Content
from tracker.errors import NotFoundError
from tracker.words import EvidenceKind, Role, Sensitivity, Verdict

pytestmark = EMBEDDED_ONLY
ON = date(2026, 11, 10)
CLOSED = [Sensitivity.RESTRICTED, Sensitivity.SEALED]


@pytest.fixture
def action(an_action, request):
    """Give an action with a piece of evidence of this sensitivity."""
    return an_action(evidence=[unchecked(sensitivity=request.param)], submitted=True)


def checked(record, who, action, version):
    with record.changing(who, on=ON) as visit:
        return evidence.check(visit, action.id, version, verdict=Verdict.ADEQUATE)


@pytest.mark.parametrize("action", CLOSED, indirect=True)
def test_a_member_does_not_check_what_they_may_not_see(record, action, a_post):
    member = visitor(Role.MEMBER, person=a_post().person_id, loading=True)
    with pytest.raises(NotFoundError) as hidden:
        checked(record, member, action, action.version_ids[0])
    for key in (0, -1, 99_999, 2**70):
        with pytest.raises(NotFoundError) as missing:
            checked(record, member, action, key)
        assert hidden.value.sentence == missing.value.sentence


@pytest.mark.parametrize("action", list(Sensitivity), indirect=True)
def test_the_chair_checks_what_they_see(record, action):
    assert checked(record, the_chair(record), action, action.version_ids[0]).verdict == Verdict.ADEQUATE


def added(record, who, key):
    with record.changing(who, on=ON) as visit:
        return evidence.add_version(visit, key, Content(EvidenceKind.STATEMENT, "Once more."))


@pytest.mark.parametrize("action", [Sensitivity.SEALED], indirect=True)
def test_an_owner_adds_nothing_to_what_is_sealed(record, action):
    for key in (action.evidence_ids[0], 99_999, 0, 2**70):
        with pytest.raises(NotFoundError):
            added(record, action.post.owner, key)


@pytest.mark.parametrize("action", [Sensitivity.RESTRICTED, Sensitivity.NORMAL], indirect=True)
def test_an_owner_adds_to_their_own(record, action):
    assert added(record, action.post.owner, action.evidence_ids[0]).number == 2
