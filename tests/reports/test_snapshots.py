"""A frozen edition stays as it was, and can be derived again from the events up to its head."""

from datetime import date

import pytest

from tests.builders import a_meeting, a_recommendation, a_review, checked, closed, reported, the_chair
from tests.database.record import EMBEDDED_ONLY, migrated, visitor
from tracker import snapshots
from tracker.commands import actions, meetings
from tracker.commands.actions import UpdateDraft
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.fsck import check as fsck
from tracker.models import Agency, Review
from tracker.queries import snapshots as queries
from tracker.reports.editions import papers_in
from tracker.store import Store
from tracker.words import Edition, ReportKind, Role, Sensitivity

DONE = date(2026, 10, 8)
BOARD, MEMBERS = Edition.BOARD, Edition.MEMBERS
AUDIT = checked("Audit of twenty cases", received_on=date(2026, 10, 5))


@pytest.fixture
def plan(record, an_action):
    """Give a plan with a closed recommendation, an open one, and one that is not published."""
    done = an_action(evidence=[AUDIT])
    a_meeting(record, DONE)
    closed(record, done.recommendation_ids[0], on=date(2026, 10, 20))
    an_action("Train the duty team.", due=date(2026, 11, 2))
    hidden = a_recommendation(record, "The hidden wording.", review=a_review(record, "HIDDEN", published=False))
    an_action("The hidden action.", recommendations=[hidden])
    return done


def freeze(record, edition=BOARD, **more):
    with record.changing(the_chair(record)) as visit:
        return snapshots.freeze(visit, record.settings, edition, **more).cited


def checked_again(record, cited):
    with record.reading() as visit:
        return snapshots.check(visit, record.settings, cited)


def papers(record, cited, role=Role.MEMBER):
    with record.reading(visitor(role)) as visit:
        return snapshots.papers(visit, record.settings, cited)[1]


def test_it_is_equal_to_what_the_record_gives_and_later_changes_do_not_alter_it(record, plan, an_action):
    cited = freeze(record)
    before = papers(record, cited)
    assert checked_again(record, cited) == snapshots.Checked([], 0)
    late = an_action("An action entered for an earlier day.", on=date(2026, 10, 2))
    with record.changing(late.post.owner) as visit:
        actions.update(visit, late.id, UpdateDraft("Begun."))
    assert papers(record, cited) == before
    assert checked_again(record, cited) == snapshots.Checked([], 0)
    assert record.faults() == []


@EMBEDDED_ONLY
def test_it_is_cited_by_edition_day_and_head_and_frozen_once(record, plan):
    cited = freeze(record)
    with record.reading() as visit:
        seq, digest = record.read("SELECT head_seq, head_hash FROM snapshot")[0]
        assert visit.today == date(2026, 11, 22)
    assert cited == f"board-2026-11-22-{seq}-{digest[:8]}"
    assert freeze(record) != cited
    record.tamper("DROP TRIGGER snapshot_no_update")


@EMBEDDED_ONLY
def test_a_change_that_somebody_made_to_the_record_is_found(record, plan):
    cited = freeze(record)
    record.tamper("DROP TRIGGER event_no_update", "UPDATE event SET effective_on = '2026-10-19' WHERE seq = 9")
    with pytest.raises(InputError, match="cannot be derived again"):
        checked_again(record, cited)


@EMBEDDED_ONLY
def test_content_that_was_changed_is_not_given_out_and_fsck_names_it(record, plan):
    cited = freeze(record)
    with record.reading() as visit:
        assert fsck(visit.session, record.settings).damage == []
    ((sha256,),) = record.read("SELECT sha256 FROM snapshot")
    path = Store(record.settings.evidence_folder).path(sha256)
    path.chmod(0o640)
    path.write_bytes(path.read_bytes().replace(b"Train the duty team", b"Train the duty tame"))
    with pytest.raises(RuleBrokenError, match="no longer what was frozen"):
        papers(record, cited)
    with record.reading() as visit:
        assert any(sha256 in each for each in fsck(visit.session, record.settings).damage)


@EMBEDDED_ONLY
def test_an_edition_holds_what_its_reader_may_see_and_nobody_reads_a_wider_one(record, plan):
    board, members = freeze(record), freeze(record, MEMBERS)
    assert "The hidden wording." in str(papers(record, board))
    assert "hidden" not in str(papers(record, members, Role.COUNCILLOR)).casefold()
    with pytest.raises(RefusedError, match="holds more than your role may see"):
        papers(record, board, Role.COUNCILLOR)
    with pytest.raises(NotFoundError):
        papers(record, "board-2026-11-22-1-00000000")


@EMBEDDED_ONLY
def test_what_was_closed_since_is_given_only_to_who_sees_everything(record, plan):
    cited = freeze(record)
    record.tamper("UPDATE review SET sensitivity = 'sealed' WHERE id = 1")
    with pytest.raises(RuleBrokenError, match="after it was frozen"):
        papers(record, cited)
    assert papers(record, cited, Role.CHAIR)


@EMBEDDED_ONLY
@pytest.mark.parametrize("role", [Role.MEMBER, Role.COUNCILLOR, Role.INSPECTOR, Role.SCRUTINEER])
def test_only_the_coordinator_and_the_chair_freeze(record, plan, role):
    with pytest.raises(RefusedError), record.changing(visitor(role)) as visit:
        snapshots.freeze(visit, record.settings, MEMBERS)


@EMBEDDED_ONLY
def test_an_empty_plan_can_be_frozen_too(record):
    a_meeting(record, DONE)
    cited = freeze(record)
    assert checked_again(record, cited) == snapshots.Checked([], 0)
    assert (
        papers(record, cited)[0].lead == "Since 8 October 2026: 0 closed, 0 reopened, 0 newly overdue, 0 dates moved."
    )


@EMBEDDED_ONLY
def test_wording_that_was_erased_is_told_apart_from_a_difference(record, plan):
    cited = freeze(record)
    record.tamper("UPDATE kept_text SET wording = NULL, salt = NULL WHERE wording = 'Train the duty team.'")
    found = checked_again(record, cited)
    assert found.differences == []
    assert found.erased > 0


@EMBEDDED_ONLY
def test_sealed_and_restricted_records_are_in_no_board_edition(record, plan, an_action):
    sealed = a_recommendation(record, "Sealed wording.", review=a_review(record, sensitivity=Sensitivity.SEALED))
    an_action("Sealed action.", recommendations=[sealed])
    assert "sealed" not in str(papers(record, freeze(record))).casefold()


@EMBEDDED_ONLY
def test_a_meeting_that_moves_keeps_its_papers_and_one_called_off_gets_none(record, plan, clock):
    meeting = a_meeting(record, date(2026, 12, 16))
    cited = freeze(record, meeting_id=meeting.id)
    before = papers(record, cited)
    clock.move_to("2026-11-24T10:00:00+00:00")
    with record.changing() as visit:
        meetings.move(visit, meeting.id, held_on=date(2027, 1, 13), reason="Snow.", version=1)
    assert papers(record, cited) == before
    assert checked_again(record, cited) == snapshots.Checked([], 0)
    for day, held in ((date(2026, 11, 23), date(2026, 12, 16)), (None, date(2027, 1, 13))):
        with record.reading(as_at=day) as visit:
            (kept,) = queries.listing(visit, [BOARD], meeting_id=meeting.id)
            assert (kept.cited, kept.met_on) == (cited, held)
    with record.changing() as visit:
        meetings.call_off(visit, meeting.id, reason="Nobody can come.", version=2)
    with pytest.raises(InputError, match="This meeting was called off"):
        freeze(record, MEMBERS, meeting_id=meeting.id)


@pytest.mark.parametrize("empty", ["sqlite"], indirect=True)
def test_what_has_no_event_has_nothing_to_freeze(empty):
    migrated(empty.settings)
    with pytest.raises(RuleBrokenError, match="Nothing has been recorded yet"), empty.changing() as visit:
        snapshots.freeze(visit, empty.settings, BOARD)


@EMBEDDED_ONLY
def test_an_edition_is_held_against_the_papers_that_it_was_frozen_with(record, plan, monkeypatch):
    """A later version of the tracker may have more kinds of papers."""
    with monkeypatch.context() as earlier:
        earlier.setattr(snapshots, "papers_in", lambda edition: papers_in(edition)[:3])
        cited = freeze(record)
    assert len(papers(record, cited)) == 3
    assert checked_again(record, cited) == snapshots.Checked([], 0)


@EMBEDDED_ONLY
def test_the_index_and_the_briefings_are_frozen_with_the_board_and_derived_again(record, plan, a_briefing, a_team_link):
    with record.reading() as visit:
        review, agency = visit.session.get(Review, plan.review_id), visit.session.get(Agency, plan.post.agency_id)
    a_briefing(review)
    reported(record, a_team_link(review, agency, "Night team"))
    cited = freeze(record)
    found = {each.kind: each for each in papers(record, cited)}
    assert "Audit of twenty cases" in str(found[ReportKind.INDEX])
    assert "Night team" in str(found[ReportKind.BRIEFINGS])
    assert checked_again(record, cited) == snapshots.Checked([], 0)
    assert ReportKind.INDEX not in {each.kind for each in papers(record, freeze(record, MEMBERS), Role.COUNCILLOR)}
