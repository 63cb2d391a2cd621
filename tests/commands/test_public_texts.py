"""What the public reads is a text of its own: one writes it, another approves it, and the first wording stays."""

import pytest

from tests.database.record import EMBEDDED_ONLY, visitor
from tracker.commands import public_texts
from tracker.errors import ConflictError, InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import history
from tracker.queries import public_texts as queries
from tracker.words import Role, Thing

ACTION, ASKED = Thing.ACTION, Thing.RECOMMENDATION


def about(record, thing, key):
    with record.reading() as visit:
        return queries.about(visit, thing, key)


def as_both(record, person):
    """Give somebody who is coordinator and chair at once."""
    coordinator, chair = visitor(Role.COORDINATOR, person=person), visitor(Role.CHAIR, person=person)
    return type(chair)(person, "both", (*coordinator.grants, *chair.grants), method="test")


def test_a_text_is_read_once_another_person_approved_it(record, an_action, a_public_text):
    done = an_action("Tell Rowan Ash to train the duty team.")
    for thing, key in ((ACTION, done.id), (ASKED, done.recommendation_ids[0])):
        a_public_text(thing, key, "Train the duty team.", approved=False)
        assert (about(record, thing, key).read, about(record, thing, key).newest.wording) == (
            None,
            "Train the duty team.",
        )
        a_public_text(thing, key, "Train the team.", number=2)
        told = about(record, thing, key)
        assert (told.read.wording, told.read.number, len(told.texts)) == ("Train the team.", 2, 2)
    assert about(record, ACTION, done.id).wording == "Tell Rowan Ash to train the duty team."
    assert record.faults() == []


@EMBEDDED_ONLY
def test_a_newer_text_takes_the_place_of_an_approved_one_only_when_it_is_approved(record, an_action, a_public_text):
    done = an_action()
    a_public_text(ACTION, done.id, "The first.")
    a_public_text(ACTION, done.id, "The second.", number=2, approved=False)
    assert about(record, ACTION, done.id).read.wording == "The first."
    with record.reading() as visit:
        assert [(each.cited, each.wording) for each in queries.waiting(visit)] == [(done.reference, "The second.")]


@EMBEDDED_ONLY
def test_nobody_approves_what_they_wrote_nor_twice_nor_an_older_one(record, an_action, a_person, a_public_text):
    done, person = an_action(), a_person("Both").id
    with record.changing(as_both(record, person)) as visit:
        public_texts.write(visit, ACTION, done.id, "Mine.", number=0)
    with record.changing(as_both(record, person)) as visit, pytest.raises(RuleBrokenError, match="second person"):
        public_texts.approve(visit, ACTION, done.id, number=1)
    a_public_text(ACTION, done.id, "Another.", number=2)
    chair = visitor(Role.CHAIR, person=person)
    for number, why in ((1, "newer text"), (2, "approved already")):
        with record.changing(chair) as visit, pytest.raises(RuleBrokenError, match=why):
            public_texts.approve(visit, ACTION, done.id, number=number)
    other = an_action()
    with record.changing(chair) as visit, pytest.raises(NotFoundError):
        public_texts.approve(visit, ACTION, other.id, number=0)


@EMBEDDED_ONLY
def test_a_stale_an_empty_and_a_long_text_are_refused_and_somebody_without_a_name_writes_none(record, an_action):
    done = an_action()
    coordinator = visitor(Role.COORDINATOR, person=1)
    for wording, number, error in (("Text.", 1, ConflictError), (" ", 0, InputError), ("x" * 2001, 0, InputError)):
        with record.changing(coordinator) as visit, pytest.raises(error):
            public_texts.write(visit, ACTION, done.id, wording, number=number)
    with record.changing(visitor(Role.COORDINATOR)) as visit, pytest.raises(RefusedError, match="under your own name"):
        public_texts.write(visit, ACTION, done.id, "Text.", number=0)
    for role in (Role.CHAIR, Role.MEMBER):
        with record.changing(visitor(role, person=1)) as visit, pytest.raises(RefusedError):
            public_texts.write(visit, ACTION, done.id, "Text.", number=0)


@EMBEDDED_ONLY
def test_the_history_tells_of_it_in_sentences(record, an_action, a_public_text):
    done = an_action()
    a_public_text(ACTION, done.id, "Train the team.")
    with record.reading() as visit:
        told = [each.sentence for each in history.of_action(visit, done.id)][:2]
    assert told == ["Let the public read the text that was written for it.", "Wrote for the public: “Train the team.”"]
