"""The board pack is a record like any other: its positions and tally are those of its facts, and its trail verifies."""

from pathlib import Path

import pytest
from sqlalchemy import func

from tests.bench.build import build
from tests.bench.pack import ACTIONS, TODAY, Pack
from tests.bench.setup import settings_in
from tests.database.record import SYSTEM
from tracker import derived
from tracker.database import open_engine, open_visit
from tracker.models import Action, Evidence, Recommendation
from tracker.models.statements import select
from tracker.queries import counts
from tracker.verify import verify
from tracker.visit import Visit
from tracker.words import Thing

SIZE = 60


@pytest.fixture(scope="module")
def pack_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bench") / "pack"
    build(Pack(SIZE), folder, processes=1)
    return folder


@pytest.fixture
def visit(pack_folder: Path):
    settings = settings_in(pack_folder, TODAY)
    engine = open_engine(settings)
    with open_visit(engine, SYSTEM, settings) as opened:
        yield opened
    engine.dispose()


def test_the_pack_holds_what_was_asked_for(visit: Visit) -> None:
    numbers = [
        visit.session.scalar(select(func.count()).select_from(each)) for each in (Recommendation, Action, Evidence)
    ]
    assert numbers == [SIZE, SIZE * ACTIONS, SIZE * ACTIONS]


def test_positions_and_tally_are_those_of_the_facts(visit: Visit) -> None:
    assert list(derived.faults(visit.session)) == []


def test_the_trail_verifies(visit: Visit, pack_folder: Path) -> None:
    assert verify(visit.session, settings_in(pack_folder, TODAY)) == []


def test_every_recommendation_and_action_is_counted(visit: Visit) -> None:
    counted = counts.on_days(visit, [TODAY])[TODAY]
    assert counted.actions() == SIZE * ACTIONS
    assert counted.number(thing=Thing.RECOMMENDATION) == SIZE
