"""A frozen public edition is released by two people, tells of nobody who they are, and can be taken back."""

import pytest

from tests.builders import a_person, the_chair, the_coordinator
from tests.database.record import EMBEDDED_ONLY, visitor
from tracker import releases, snapshots
from tracker.commands import releases as commands
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.queries import releases as queries
from tracker.words import Edition, Publication, Role, Sensitivity, Thing

NUMBER, CODE, BORN = "999 000 0018", "B13 9PX", "3 May 2019"


def key_of(record, cited):
    return record.read(f"SELECT id FROM snapshot WHERE cited = '{cited}'")[0][0]


def release(record, key, role, who=None, word="publish"):
    who = who or {Role.CHAIR: the_chair, Role.COORDINATOR: the_coordinator}[role](record)
    with record.changing(who) as visit:
        releases.release(visit, record.settings, key, as_role=role, word=word)


def released(record, cited):
    for role in (Role.COORDINATOR, Role.CHAIR):
        release(record, key_of(record, cited), role)


def published(record):
    with record.reading() as visit:
        return [each.stand.kept.cited for each in releases.published(visit, record.settings)]


def found(record, key):
    with record.reading() as visit:
        return releases.found(visit, record.settings, key)[1]


def confirm(record, key, place, who=None, reason="It is printed in the review."):
    with record.changing(who or the_chair(record)) as visit:
        releases.confirm(visit, record.settings, key, place=place, reason=reason)


def test_it_is_published_once_both_released_it_and_no_more_once_it_was_taken_back(record, an_action, a_public_edition):
    an_action()
    cited = a_public_edition()
    key = key_of(record, cited)
    release(record, key, Role.COORDINATOR)
    assert published(record) == []
    release(record, key, Role.CHAIR)
    assert published(record) == [cited]
    with record.changing(the_chair(record)) as visit:
        commands.withdraw(visit, key, reason="A name was in it.")
    assert published(record) == []
    with record.reading() as visit:
        assert queries.one(visit, key).sentence == "Taken back on 22 November 2026: “A name was in it.”"
    assert record.faults() == []


@EMBEDDED_ONLY
def test_the_one_released_last_comes_first_and_an_earlier_one_follows_when_it_is_taken_back(
    record, an_action, a_public_edition
):
    an_action()
    first = a_public_edition()
    an_action()
    second = a_public_edition()
    released(record, second)
    released(record, first)
    assert published(record) == [first, second]
    with record.changing(the_coordinator(record)) as visit:
        commands.withdraw(visit, key_of(record, first), reason="The older one.")
    assert published(record) == [second]


@EMBEDDED_ONLY
def test_order_persons_roles_and_the_word_are_asked_for(record, an_action, a_public_edition):
    an_action()
    key = key_of(record, a_public_edition())
    both = visitor(Role.CHAIR, person=a_person(record, "Both").id)
    both = type(both)(both.person_id, "both", (*both.grants, *visitor(Role.COORDINATOR).grants), method="test")
    with pytest.raises(RuleBrokenError, match="coordinator releases an edition before the chair"):
        release(record, key, Role.CHAIR)
    for word in ("", "yes", "publish it"):
        with pytest.raises(InputError, match="Type the word publish"):
            release(record, key, Role.COORDINATOR, word=word)
    release(record, key, Role.COORDINATOR, both, word=" Publish ")
    for role, who in ((Role.CHAIR, both), (Role.COORDINATOR, the_coordinator(record))):
        with pytest.raises(RuleBrokenError, match="Two different people"):
            release(record, key, role, who)
    for role, who in (
        (Role.CHAIR, the_coordinator(record)),
        (Role.MEMBER, the_chair(record)),
        (Role.CHAIR, visitor(Role.CHAIR)),
    ):
        with pytest.raises(RefusedError):
            release(record, key, role, who)
    assert published(record) == []


@EMBEDDED_ONLY
def test_only_a_public_edition_is_released_and_what_nobody_released_is_not_taken_back(record, an_action):
    an_action()
    with record.changing(the_chair(record)) as visit:
        board = snapshots.freeze(visit, record.settings, Edition.BOARD).id
    with pytest.raises(NotFoundError):
        release(record, board, Role.COORDINATOR)
    with record.changing(the_chair(record)) as visit:
        public = snapshots.freeze(visit, record.settings, Edition.PUBLIC).id
        for key, error in ((board, NotFoundError), (2**40, NotFoundError), (public, RuleBrokenError)):
            with pytest.raises(error):
                commands.withdraw(visit, key, reason="No.")


@EMBEDDED_ONLY
def test_what_was_found_stops_it_and_says_where(record, an_action, a_public_text, a_public_edition):
    done = an_action()
    a_public_text(Thing.ACTION, done.id, f"Her NHS number is {NUMBER}, she was born on {BORN}, at {CODE}.")
    key = key_of(record, a_public_edition())
    with pytest.raises(RuleBrokenError) as stopped:
        release(record, key, Role.COORDINATOR)
    assert [each.partition(" looks like ")[0] for each in stopped.value.unmet] == [
        f"The edition {done.reference}: “{what}” in line 1" for what in (NUMBER, BORN, CODE)
    ]
    assert published(record) == []


@EMBEDDED_ONLY
def test_the_chair_lets_a_date_and_a_postcode_stand_one_by_one_but_never_an_nhs_number(
    record, an_action, a_public_text, a_public_edition
):
    done = an_action()
    a_public_text(Thing.ACTION, done.id, f"She was born on {BORN}, at {CODE}.")
    key = key_of(record, a_public_edition())
    born, code = found(record, key)
    with pytest.raises(RefusedError):
        confirm(record, key, born.id, the_coordinator(record))
    with pytest.raises(InputError):
        confirm(record, key, born.id, reason=" ")
    with pytest.raises(NotFoundError):
        confirm(record, key, "elsewhere")
    confirm(record, key, born.id)
    with pytest.raises(RuleBrokenError, match="confirmed already"):
        confirm(record, key, born.id)
    with pytest.raises(RuleBrokenError, match=CODE):
        release(record, key, Role.COORDINATOR)
    confirm(record, key, code.id)
    release(record, key, Role.COORDINATOR)
    a_public_text(Thing.ACTION, done.id, f"NHS {NUMBER}", number=2)
    other = key_of(record, a_public_edition())
    (number,) = found(record, other)
    assert not number.may_stand
    with pytest.raises(RuleBrokenError, match="never published"):
        confirm(record, other, number.id)


@EMBEDDED_ONLY
def test_names_of_the_record_and_listed_names_stop_it(
    record, an_action, a_person, a_public_text, a_public_edition, tmp_path
):
    a_person("Rowan Ash")
    done = an_action()
    a_public_text(Thing.ACTION, done.id, "Rowan Ash told Keanu.")
    key = key_of(record, a_public_edition())
    assert [each.place.kind for each in found(record, key)] == ["a name from the record"]
    record.settings.listed_names = ["Rowan"]
    names = record.settings.listed_names_file = tmp_path / "names.txt"
    with pytest.raises(RuleBrokenError, match="cannot be read"):
        release(record, key, Role.COORDINATOR)
    names.write_text("\n KEANU \n\n")
    assert {(each.place.words, each.may_stand) for each in found(record, key)} == {
        ("Rowan Ash", True),
        ("Rowan", False),
        ("Keanu", False),
    }
    with pytest.raises(RuleBrokenError, match="a listed name"):
        release(record, key, Role.COORDINATOR)


@EMBEDDED_ONLY
def test_what_was_closed_since_is_neither_released_nor_published(record, an_action, a_public_edition):
    done = an_action()
    first = a_public_edition()
    released(record, first)
    an_action()
    second = key_of(record, a_public_edition())
    record.tamper(f"UPDATE review SET sensitivity = '{Sensitivity.SEALED.value}' WHERE id = {done.review_id}")
    assert published(record) == []
    with pytest.raises(RuleBrokenError, match="after it was frozen"):
        release(record, second, Role.COORDINATOR)
    assert (
        Publication.PUBLISHED.value == record.read(f"SELECT publication FROM review WHERE id = {done.review_id}")[0][0]
    )
