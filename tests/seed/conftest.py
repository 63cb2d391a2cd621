"""The worked example, loaded once for all tests that look at it, and what its files say."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from seed import load, plan, record
from seed.plan_entries import IllustrativePlan
from seed.record import PublicRecord
from seed.visitors import system
from tracker import schema
from tracker.database import open_engine, open_visit
from tracker.settings import Settings

TODAY = date(2026, 11, 22)


def migrated(folder: Path, **told: object) -> tuple[Engine, Settings]:
    """An empty record in a folder of its own."""
    with pytest.MonkeyPatch.context() as environment:
        environment.setenv("TRACKER_DATA_DIR", str(folder))
        schema.migrate()
    settings = Settings(data_dir=folder, demo=True, **told)
    return open_engine(settings), settings


@pytest.fixture(scope="session")
def example(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Engine, Settings]]:
    engine, settings = migrated(tmp_path_factory.mktemp("example"), today=TODAY)
    assert load.load(engine, settings).fresh
    yield engine, settings
    engine.dispose()


@pytest.fixture
def session(example: tuple[Engine, Settings]) -> Iterator[Session]:
    with open_visit(example[0], system(), example[1]) as visit:
        yield visit.session


@pytest.fixture
def empty(tmp_path: Path) -> Iterator[tuple[Engine, Settings]]:
    engine, settings = migrated(tmp_path)
    yield engine, settings
    engine.dispose()


@pytest.fixture(scope="session")
def given() -> IllustrativePlan:
    return plan.read_illustrative_plan()


@pytest.fixture(scope="session")
def public() -> PublicRecord:
    return record.read_public_record()
