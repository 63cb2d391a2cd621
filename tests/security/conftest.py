"""The service over a small plan full of needles."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import time_machine

from tests.database.record import Template, copied, settings_in
from tests.security.site import Site, opened
from tests.security.world import World


def site_over(world: World, folder: Path) -> Site:
    """Open the service over a copy of a plan."""
    lies = Template(world.record.settings.data_dir, made=world.record.made)
    record = copied(lies, settings_in(folder))
    made = {name: dict(kept) for name, kept in vars(world).items() if name != "record"}
    return opened(record, replace(world, record=record, **made))


@pytest.fixture
def site(world: World, tmp_path: Path, clock: time_machine.Traveller) -> Iterator[Site]:
    """Give the service over a copy of the plan that this test may change."""
    made = site_over(world, tmp_path / "site")
    yield made
    made.close()


@pytest.fixture(scope="module")
def shared(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """Give the service over one copy for all tests of a file: for tests that only read."""
    made = site_over(world, tmp_path_factory.mktemp("shared"))
    yield made
    made.close()
