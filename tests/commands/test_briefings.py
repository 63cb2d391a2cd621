"""Briefings: versions that never change, two releases, and nothing for anybody before and after."""

import pytest

from tests.builders import a_member, a_person, texts
from tests.builders.reviews import RECORDED_ON
from tests.database.record import EMBEDDED_ONLY, TODAY, visitor
from tracker import briefings
from tracker.commands import briefings as writing
from tracker.errors import ConflictError, InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import briefings as asking
from tracker.queries import history
from tracker.rules.briefing import BLOCKS
from tracker.words import Role, Sensitivity


def public(record):
    with record.reading() as visit:
        return briefings.all_released(visit.session)


def coordinator(record):
    return visitor(Role.COORDINATOR, person=a_person(record, "The coordinator").id, loading=True)


def release(record, review, role, *, number=1, who=None):
    who = who or (coordinator(record) if role == Role.COORDINATOR else a_member(record, Role.CHAIR))
    with record.changing(who) as visit:
        writing.release(visit, review.id, as_role=role, number=number)


def test_anybody_reads_a_briefing_once_two_people_released_it(record, a_review, a_briefing):
    review = a_review(title="A review")
    a_briefing(review, released=False)
    assert public(record) == []
    release(record, review, Role.COORDINATOR)
    assert public(record) == []
    release(record, review, Role.CHAIR)
    (shown,) = public(record)
    assert (shown.title, shown.review, shown.number, shown.released_on) == ("Ask the others", "A review", 1, TODAY)
    assert list(shown.blocks) == list(BLOCKS.values())
    assert list(shown.blocks)[1] == "What should I do differently on Monday?"
    with record.reading() as visit:
        said = [entry.sentence for entry in history.of_review(visit, review.id)]
    assert "Wrote version 1 of the briefing." in said
    assert "Released the briefing as the chair: anybody can read it now." in said
    assert record.read("SELECT count(*) FROM event WHERE body LIKE '%Ask the others%'") == [(0,)]
    assert record.faults() == []


def test_a_newer_version_takes_its_place_only_when_it_is_released_too(record, a_review, a_briefing):
    review = a_review()
    a_briefing(review)
    a_briefing(review, released=False, number=1, title="Said better")
    assert [(each.number, each.title) for each in public(record)] == [(1, "Ask the others")]
    release(record, review, Role.COORDINATOR, number=2)
    release(record, review, Role.CHAIR, number=2)
    assert [(each.number, each.title) for each in public(record)] == [(2, "Said better")]
    rows = record.read("SELECT number, title FROM briefing_version ORDER BY number")
    assert rows == [(1, "Ask the others"), (2, "Said better")]


@EMBEDDED_ONLY
def test_a_version_that_somebody_has_not_read_is_neither_replaced_nor_released(record, a_review, a_briefing):
    review = a_review()
    a_briefing(review, released=False)
    with record.changing() as visit, pytest.raises(ConflictError) as told:
        writing.write(visit, review.id, texts(title="Mine"), number=0)
    assert (told.value.texts.yours["Title"], told.value.texts.theirs["Title"]) == ("Mine", "Ask the others")
    a_briefing(review, released=False, number=1)
    with pytest.raises(RuleBrokenError, match="newer version"):
        release(record, review, Role.COORDINATOR, number=1)


@EMBEDDED_ONLY
def test_two_different_people_release_it_the_coordinator_first(record, a_review, a_briefing):
    review = a_review()
    a_briefing(review, released=False)
    with pytest.raises(RuleBrokenError, match="The coordinator releases a briefing before the chair"):
        release(record, review, Role.CHAIR)
    release(record, review, Role.COORDINATOR)
    same = visitor(Role.CHAIR, person=a_person(record, "The coordinator").id)
    with pytest.raises(RuleBrokenError, match="Two different people"):
        release(record, review, Role.CHAIR, who=same)
    with pytest.raises(RuleBrokenError, match="Two different people"):
        release(record, review, Role.COORDINATOR)
    for role in (Role.DEPUTY, Role.MEMBER):
        with pytest.raises(RefusedError):
            release(record, review, role, who=visitor(Role.COORDINATOR, person=a_member(record).person_id))
    with pytest.raises(RefusedError, match="A person releases"):
        release(record, review, Role.CHAIR, who=visitor(Role.CHAIR))
    assert public(record) == []


@EMBEDDED_ONLY
@pytest.mark.parametrize(
    "review", [{"published": False}, {"sensitivity": Sensitivity.RESTRICTED}, {"sensitivity": Sensitivity.SEALED}]
)
def test_a_review_that_is_not_open_to_all_has_no_released_briefing(record, a_review, a_briefing, review):
    made = a_review(**review)
    a_briefing(made, released=False)
    with pytest.raises(RuleBrokenError, match="once its review is published"):
        release(record, made, Role.COORDINATOR)
    made_open = a_review()
    a_briefing(made_open)
    assert len(public(record)) == 1
    record.tamper(f"UPDATE review SET publication = 'withdrawn' WHERE id = {made_open.id}")
    assert public(record) == []


@EMBEDDED_ONLY
def test_what_could_tell_who_somebody_is_stops_the_release_with_its_places(record, a_review, a_briefing):
    review = a_review()
    a_person(record, "Rowan Ash")
    a_briefing(
        review,
        released=False,
        why="Nobody looked.\nHer NHS number is 999 000 0018.",
        talk="Born on 3 May 2009, at B13 9PX. Ask Rowan Ash.",
    )
    with pytest.raises(RuleBrokenError) as told:
        release(record, review, Role.COORDINATOR)
    assert told.value.unmet == [
        "Why did it happen: “999 000 0018” in line 2 looks like an NHS number.",
        "Talk about it: “3 May 2009” in line 1 looks like a date of birth.",
        "Talk about it: “B13 9PX” in line 1 looks like a postcode.",
        "Talk about it: “Rowan Ash” in line 1 looks like a name from the record.",
    ]
    assert record.read("SELECT count(*) FROM briefing_release") == [(0,)]


@EMBEDDED_ONLY
def test_what_takes_longer_than_seven_minutes_is_not_released(record, a_review, a_briefing):
    long = " ".join(["word"] * 220)
    review = a_review()
    a_briefing(review, released=False, **dict.fromkeys(BLOCKS, long))
    with pytest.raises(RuleBrokenError, match="It takes 8 minutes to read"):
        release(record, review, Role.COORDINATOR)


@EMBEDDED_ONLY
def test_one_person_takes_a_briefing_back_and_an_earlier_version_does_not_return(record, a_review, a_briefing):
    review = a_review()
    a_briefing(review)
    a_briefing(review, number=1, title="Said better")
    with record.changing(coordinator(record)) as visit:
        writing.withdraw(visit, review.id, reason="It named a street.")
    assert public(record) == []
    with record.changing(coordinator(record)) as visit, pytest.raises(RuleBrokenError, match="No briefing"):
        writing.withdraw(visit, review.id, reason="Twice.")
    with pytest.raises(RuleBrokenError, match="withdrawn"):
        release(record, review, Role.COORDINATOR, number=2)
    a_briefing(review, number=2, title="Third")
    assert [each.title for each in public(record)] == ["Third"]
    assert record.faults() == []


@EMBEDDED_ONLY
def test_what_is_not_released_exists_only_for_who_writes_and_releases(record, a_review, a_briefing):
    review = a_review()
    a_briefing(review, released=False)
    for role in set(Role) - {Role.ADMIN, Role.OWNER}:
        with record.reading(visitor(role)) as visit:
            shown = asking.of_review(visit, review.id)
            assert shown.released is None
            assert (shown.newest is not None) == (role in {Role.COORDINATOR, Role.CHAIR}), role
    with record.reading(visitor(Role.COUNCILLOR)) as visit, pytest.raises(NotFoundError):
        asking.of_review(visit, a_review(published=False).id)


@EMBEDDED_ONLY
def test_every_block_is_needed_and_short(record, a_review):
    review = a_review()
    for wrong in ({"monday": " "}, {"title": ""}, {"talk": "x" * 1501}, {"title": "x" * 121}):
        with record.changing() as visit, pytest.raises(InputError):
            writing.write(visit, review.id, texts(**wrong), number=0)
    assert record.read("SELECT count(*) FROM briefing") == [(0,)]


@EMBEDDED_ONLY
def test_nobody_else_writes_releases_or_withdraws(record, a_review, a_briefing):
    review = a_review()
    a_briefing(review)
    acts = {
        Role.COORDINATOR: lambda visit: writing.write(visit, review.id, texts(), number=1),
        Role.CHAIR: lambda visit: writing.withdraw(visit, review.id, reason="So."),
    }
    for role in set(Role) - {Role.COORDINATOR}:
        for needed, act in acts.items():
            if role != needed:
                with record.changing(visitor(role)) as visit, pytest.raises(RefusedError):
                    act(visit)


def test_no_row_of_a_briefing_is_changed_or_deleted_by_anybody(record, a_review, a_briefing):
    a_briefing(a_review(), on=RECORDED_ON)
    for statement in (
        "DELETE FROM briefing_release",
        "DELETE FROM briefing_version",
        "UPDATE briefing_version SET number = 7",
        "UPDATE briefing_release SET person_id = 1",
    ):
        with pytest.raises(Exception, match="only ever added to"):
            record.tamper(statement)
