"""The service over one plan for all tests of a file, put back as it was before each of them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import time_machine

from tests.dashboards.sent_forms import SENT, Sent, keys_of
from tests.database.postgres import APP, OWNER, Cluster
from tests.database.record import MORNING, Record, Template, copied, settings_in
from tests.security.site import Caller, Site, opened
from tests.security.world import World, built

# Later than everything in the plan, whose making takes a while of the same clock, and before the embargo in it ends.
LATER = MORNING + timedelta(minutes=10)

_names = count(1)


@dataclass
class Plan:
    """A running service, who is signed in to it, and a way to put its record back as it was."""

    site: Site
    clock: Any
    keys: dict[str, str]
    callers: dict[str, Caller]
    restore: Callable[[], None]
    anchors: bytes
    made: dict[str, Any]

    @property
    def record(self) -> Record:
        """Give the record."""
        return self.site.record

    def as_it_was(self) -> None:
        """Put back the record, its anchors and the clock."""
        self.site.server.extensions["tracker"].engine.dispose()
        self.restore()
        self.record.settings.anchor_file.write_bytes(self.anchors)
        self.record.made = dict(self.made)
        self.clock.move_to(LATER)

    def filled(self, sent: Sent) -> tuple[Caller, str, dict[str, str]]:
        """Give who sends a form, its address, and what is typed, with a key under which it is sent once."""
        caller = self.callers[sent.who]
        path, typed = sent.filled(self.keys)
        return caller, path, {**typed, "form_key": caller.form_key(path)}

    def everything(self) -> dict[str, list[tuple[Any, ...]]]:
        """Read every row of every table, and the anchors."""
        names = "SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name"
        if not self.record.is_sqlite:
            names = "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename"
        with self.record.owning_the_machine() as connection:
            tables = [name for (name,) in connection.execute(names).fetchall()]
            rows = {name: connection.execute(f'SELECT * FROM "{name}"').fetchall() for name in tables}
        anchors = [(self.record.settings.anchor_file.read_bytes(),)]
        return {**{name: sorted(found, key=repr) for name, found in rows.items()}, "anchors": anchors}


def planned(world: World, record: Record, clock: Any) -> Plan:
    """Open the service over a record, sign everybody in who sends a form, and keep how it is now."""
    site = opened(record, replace(world, record=record))
    keys = keys_of(site)
    clock.move_to(LATER)
    callers = {who: site.signed_in(who) for who in sorted({sent.who for sent in SENT})}
    for caller in callers.values():
        caller.token()
    site.server.extensions["tracker"].engine.dispose()
    made = dict(record.made)
    return Plan(site, clock, keys, callers, record.back_up(), record.settings.anchor_file.read_bytes(), made)


@pytest.fixture(scope="module")
def standing() -> Iterator[time_machine.Traveller]:
    """Let it be ten in the morning for all tests of a file."""
    with time_machine.travel(MORNING, tick=True) as travelled:
        yield travelled


def on_postgresql(template: Template, folder: Path, cluster: Cluster) -> Record:
    """Give a copy of the migrated record in a database of its own."""
    settings, database = settings_in(folder), f"faults_{next(_names)}"
    settings.database_url = cluster.address(APP, database)
    settings.owner_database_url = cluster.address(OWNER, database)
    return copied(template, settings, cluster, database)


@pytest.fixture(scope="module")
def embedded(
    world: World, standing: time_machine.Traveller, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Plan]:
    """Give the service over the embedded database."""
    lies = Template(world.record.settings.data_dir, made=world.record.made)
    plan = planned(world, copied(lies, settings_in(tmp_path_factory.mktemp("embedded"))), standing)
    yield plan
    plan.site.close()


@pytest.fixture(scope="module")
def served(
    postgresql_template: Template,
    cluster: Cluster,
    standing: time_machine.Traveller,
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Plan]:
    """Give the service over PostgreSQL."""
    standing.move_to(MORNING)
    record = on_postgresql(postgresql_template, tmp_path_factory.mktemp("served"), cluster)
    plan = planned(built(record), record, standing)
    yield plan
    plan.site.close()


@pytest.fixture(scope="module", params=["embedded", "served"])
def plan(request: pytest.FixtureRequest) -> Plan:
    """Give the service on each database in turn."""
    made: Plan = request.getfixturevalue(request.param)
    return made
