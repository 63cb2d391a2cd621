"""The asks of the worked example rest on judged pairs, never become one lump, and load as in their file."""

from collections import Counter
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from seed.asks import FILE, read_asks
from seed.plan_entries import IllustrativePlan
from seed.record import FOLDER, Pointer, PublicRecord
from seed.visitors import system
from tests.seed.conftest import TODAY
from tracker import models
from tracker.database import open_visit
from tracker.errors import InputError
from tracker.models.statements import select
from tracker.queries import recurring, repeated, returns
from tracker.words import Recurrence, RepeatVerdict

LARGEST = 15


def same_pairs(public: PublicRecord) -> list[tuple[Pointer, Pointer]]:
    return [(link.later, link.earlier) for link in public.recurrences if link.verdict is RepeatVerdict.SAME]


def areas(*ends: Pointer) -> set[str]:
    return {end.review[:3] for end in ends}


def test_every_judged_recurrence_within_an_area_is_in_an_ask_of_that_area(public: PublicRecord) -> None:
    asks = read_asks(public)
    members = {str(member) for ask in asks for member in ask.members}
    same = [pair for pair in same_pairs(public) if len(areas(*pair)) == 1]
    assert members == {str(end) for pair in same for end in pair}
    homes = {str(member): ask.name for ask in asks for member in ask.members}
    assert all(homes[str(later)] == homes[str(earlier)] for later, earlier in same)
    assert all(len(areas(*ask.members)) == 1 for ask in asks)
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


def test_the_example_shows_all_that_recurs(example, public: PublicRecord) -> None:
    with open_visit(example[0], system(), example[1]) as visit:
        found = recurring.overview(visit)
        elsewhere = returns.measured(visit).between_areas
    assert len(found.groups) == found.all_groups >= 20
    assert (found.contradictions, found.outside, found.lone) == ([], [], [])
    kinds = {pair.classed.kind for group in found.groups for pair in group.same}
    assert kinds == {Recurrence.AFTER, Recurrence.BEFORE, Recurrence.UNKNOWN}
    assert found.groups[0].reviews == 3
    assert visit.today == TODAY
    apart = {(str(later), str(earlier)) for later, earlier in same_pairs(public) if len(areas(later, earlier)) == 2}
    assert {(pair.later.cited, pair.earlier.cited) for pair in elsewhere} == apart
    assert {(pair.later.cited, pair.earlier.cited) for _, _, pair in found.mergers} == apart


@pytest.mark.parametrize(
    ("later", "earlier", "kind", "days"),
    [
        ("BHM-LSCB-2014 122", "BHM-INS-2014 29", Recurrence.BEFORE, ["9 Apr 2014", "published on 23 May 2014"]),
        ("TOR-INS-2018 1", "SAN-INS-2018 1", Recurrence.OPEN, ["11 Jun 2018 to 5 Jul 2018", "29 Jan 2018"]),
        ("TOR-INS-2018 10", "SAN-INS-2018 7", Recurrence.OPEN, ["fieldwork dates", "said to be done on 2 Sep 2019"]),
        ("TOR-INS-2018 13", "SAN-INS-2018 6", Recurrence.STRADDLES, ["5 Jul 2018", "done on 25 Jun 2018 (declared"]),
        ("BHM-INS-2016 2", "BHM-INS-2014 29", Recurrence.AFTER, ["12 Sep 2016", "said to be done on"]),
        ("BHM-INS-2019 bullet 4", "BHM-INS-2016 11", Recurrence.UNKNOWN, ["not known"]),
    ],
)
def test_the_example_holds_every_class_on_published_days(
    example, public: PublicRecord, later: str, earlier: str, kind: Recurrence, days: list[str]
) -> None:
    assert (later, earlier) in {(str(one), str(other)) for one, other in same_pairs(public)}
    with open_visit(example[0], system(), example[1]) as visit:
        same = {(pair.later.cited, pair.earlier.cited): pair.classed for pair in repeated.everything(visit).same}
    found, review = same[later, earlier], public.recommendations()[later][0]
    assert found.kind is kind
    assert all(day in found.sentence for day in days)
    # The practice period is the one that the review's source gives, labelled as what it is; without one it is unknown.
    assert (review.practice_from is None) is (kind is Recurrence.UNKNOWN)


def test_one_action_answers_an_ask_with_all_that_recurs_in_it(
    session: Session, public: PublicRecord, given: IllustrativePlan
) -> None:
    (ask,) = [each for each in read_asks(public) if each.answered_by]
    members = {f"{member.review}/{member.reference}" for member in ask.members}
    (action,) = [each for each in given.actions if each.key == ask.answered_by.action]
    assert set(action.recommendations) == members
    assert len(members) > 2
    told = select(models.Ask.name, models.Action.reference, models.AskAction.effective_on, models.AskAction.reason)
    told = told.join(models.AskAction, models.AskAction.ask_id == models.Ask.id)
    rows = session.execute(told.join(models.Action, models.Action.id == models.AskAction.action_id)).all()
    assert [tuple(row) for row in rows] == [(ask.name, action.key, ask.answered_by.on, ask.answered_by.reason)]


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
