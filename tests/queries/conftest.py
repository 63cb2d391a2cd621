"""Packs of two sizes, on the embedded database and on PostgreSQL, built once."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Engine

from tests.bench.build import build
from tests.bench.copied import to_postgresql
from tests.bench.pack import TODAY, Pack
from tests.bench.setup import settings_in
from tests.database.postgres import Cluster
from tracker.database import open_engine
from tracker.settings import Settings

Opens = Callable[[int], AbstractContextManager[tuple[Engine, Settings]]]


@pytest.fixture(scope="session")
def packs(tmp_path_factory: pytest.TempPathFactory) -> Callable[[int], Path]:
    made: dict[int, Path] = {}

    def pack(size: int) -> Path:
        if size not in made:
            made[size] = tmp_path_factory.mktemp("bench") / "pack"
            build(Pack(size), made[size], processes=1)
        return made[size]

    return pack


@pytest.fixture(scope="session")
def postgresql_pack(
    packs: Callable[[int], Path], cluster: Cluster, tmp_path_factory: pytest.TempPathFactory
) -> Callable[[int], Settings]:
    made: dict[int, Settings] = {}

    def pack(size: int) -> Settings:
        if size not in made:
            folder = tmp_path_factory.mktemp("bench") / "data"
            made[size] = to_postgresql(packs(size), folder, cluster, f"pack_{size}")
        return made[size]

    return pack


@pytest.fixture(params=["sqlite", "postgresql"])
def settings_of(request: pytest.FixtureRequest) -> Callable[[int], Settings]:
    """Give `settings_of(size)`: the settings that lead to a pack of that size, on each database in turn."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgresql_pack")
    packs = request.getfixturevalue("packs")
    return lambda size: settings_in(packs(size), TODAY)


@pytest.fixture(scope="session")
def engines() -> Iterator[dict[str, Engine]]:
    """Keep the engine of each pack: what it has compiled once serves every test, as in the running service."""
    opened: dict[str, Engine] = {}
    yield opened
    for each in opened.values():
        each.dispose()


@pytest.fixture
def engine_of(settings_of: Callable[[int], Settings], engines: dict[str, Engine]) -> Callable[[int], Engine]:
    def engine(size: int) -> Engine:
        settings = settings_of(size)
        if settings.database not in engines:
            engines[settings.database] = open_engine(settings)
        return engines[settings.database]

    return engine
