"""The asks of the worked example rest on judged pairs, never become one lump, and load as in their file."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from seed.asks import FILE, read_asks
from seed.record import FOLDER, PublicRecord
from seed.visitors import system
from tests.seed.conftest import TODAY
from tracker import models
from tracker.database import open_visit
from tracker.errors import InputError
from tracker.models.statements import select
from tracker.queries import recurring
from tracker.words import Recurrence, RepeatVerdict

LARGEST = 15


def test_every_judged_recurrence_is_in_an_ask_of_its_area(public: PublicRecord) -> None:
    asks = read_asks(public)
    members = {str(member) for ask in asks for member in ask.members}
    same = [link for link in public.recurrences if link.verdict is RepeatVerdict.SAME]
    assert members == {str(end) for link in same for end in (link.later, link.earlier)}
    homes = {str(member): ask.name for ask in asks for member in ask.members}
    assert all(homes[str(link.later)] == homes[str(link.earlier)] for link in same)
    assert all(len({member.review[:3] for member in ask.members}) == 1 for ask in asks)
    assert {ask.members[0].review[:3] for ask in asks} == {"BHM", "TOR", "SAN"}
    assert max(len(ask.members) for ask in asks) <= LARGEST
    assert len(asks) >= 20


def test_no_pair_that_was_judged_different_is_in_one_ask(public: PublicRecord) -> None:
    homes = {str(member): ask.name for ask in read_asks(public) for member in ask.members}
    apart = [link for link in public.recurrences if link.verdict is RepeatVerdict.DIFFERENT]
    assert not any(homes.get(str(link.later), 1) == homes.get(str(link.earlier), 2) for link in apart)


def test_the_loaded_asks_are_those_of_the_file(session: Session, public: PublicRecord) -> None:
    rows = session.execute(
        select(models.Ask.name, models.Review.reference, models.Recommendation.reference)
        .join(models.AskMember, models.AskMember.ask_id == models.Ask.id)
        .join(models.Recommendation, models.Recommendation.id == models.AskMember.recommendation_id)
        .join(models.Review, models.Review.id == models.Recommendation.review_id)
    )
    loaded = Counter((name, f"{review} {reference}") for name, review, reference in rows)
    assert loaded == Counter((ask.name, str(member)) for ask in read_asks(public) for member in ask.members)


def test_the_example_shows_all_that_recurs(example) -> None:
    with open_visit(example[0], system(), example[1]) as visit:
        found = recurring.overview(visit)
    assert len(found.groups) == found.all_groups >= 20
    assert (found.contradictions, found.mergers, found.outside, found.lone) == ([], [], [], [])
    kinds = {pair.classed.kind for group in found.groups for pair in group.same}
    assert kinds == {Recurrence.AFTER, Recurrence.UNKNOWN}
    assert found.groups[0].reviews == 3
    assert visit.today == TODAY


@pytest.fixture
def broken(tmp_path: Path, public: PublicRecord):
    """Give `broken(old, new)`: what is said of the file with a change in it."""

    def said(old: str, new: str) -> str:
        text = (FOLDER / FILE).read_text(encoding="utf-8")
        assert old in text
        (tmp_path / FILE).write_text(text.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError) as refused:
            read_asks(public, tmp_path)
        return refused.value.sentence

    return said


def test_what_is_wrong_is_named(broken) -> None:
    assert "there is no recommendation TOR-INS-2018 99." in broken(
        '{ review = "TOR-INS-2018", reference = "5" }', '{ review = "TOR-INS-2018", reference = "99" }'
    )
    assert "TOR-INS-2018 8 was judged the same as none before it." in broken(
        '{ review = "TOR-INS-2018", reference = "5" }', '{ review = "TOR-INS-2018", reference = "8" }'
    )
    assert "TOR-INS-2018 8 is in more than one ask." in broken(
        '{ review = "TOR-INS-2018", reference = "5" }', '{ review = "TOR-INS-2018", reference = "8" }'
    )
    assert "cannot be read" in broken('name = "Core groups meet on time"', "name = 7")
