"""The service over the small plan of the security tests, and over one in which all stands that the forms name."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import time_machine

from tests.dashboards.sent_forms import keys_of
from tests.database.record import EARLIER_THAT_DAY
from tests.security.conftest import shared, site, site_over
from tests.security.site import Site
from tests.security.world import World

__all__ = ["shared", "site"]


@pytest.fixture(scope="session")
def filled(world: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[World, dict[str, str]]]:
    """Give a plan in which all stands that the forms name, with its keys: built once, for it takes two seconds."""
    with time_machine.travel(EARLIER_THAT_DAY + timedelta(hours=2), tick=True):
        made = site_over(world, tmp_path_factory.mktemp("filled"))
        keys = keys_of(made)
    # Closed, all of it lies in the one file that is copied.
    made.close()
    yield replace(made.world, record=made.record), keys


@pytest.fixture
def filled_site(filled: tuple[World, dict[str, str]], tmp_path: Path, clock: time_machine.Traveller) -> Iterator[Site]:
    """Give the service over a copy of that plan, which this test may change."""
    made = site_over(filled[0], tmp_path / "site")
    yield made
    made.close()
