"""What a record needs before its first review: schema, rating key, who signs in, the partnership, its meetings."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from tests.bench.pack import FIRST_HOLDER, LEADS, SETUP, THEMES, TODAY, Pack, held_until, holder_of, posts_of
from tests.bench.stored import at
from tests.database.record import KEY_FROM, SYSTEM, migrated
from tracker import tally, trail
from tracker.commands import accounts, keys, people
from tracker.commands.accounts import RoleDraft
from tracker.database import open_engine, open_visit
from tracker.models import Agency, Meeting, Person, Post, Tenure, Theme
from tracker.settings import Settings
from tracker.visit import Visit
from tracker.words import AgencyKind, MeetingKind, Role

PASSWORD = "a password for the bench only"
SECRET = "a key of the bench that is long enough, and not 1 letter only"
SIGNS_IN = (Role.COORDINATOR, Role.CHAIR, Role.MEMBER)


def settings_in(folder: Path, today: date = SETUP, database_url: str = "") -> Settings:
    """Give the settings of a record that keeps its files in this folder, on a given day."""
    return Settings(data_dir=folder, secret_key=SECRET, demo=True, today=today, database_url=database_url)


def email_of(role: Role) -> str:
    """Give the address with which somebody of this role signs in."""
    return f"{role.name.lower()}@board.example"


@contextmanager
def changing(settings: Settings) -> Iterator[Visit]:
    """Open a visit of the system that changes the record."""
    engine = open_engine(settings)
    with open_visit(engine, SYSTEM, settings, change=True) as visit:
        yield visit
    engine.dispose()


def found(settings: Settings, pack: Pack) -> None:
    """Migrate an empty record and enter what is there before the first review."""
    migrated(settings)
    with changing(settings) as visit:
        keys.adopt(visit.on(KEY_FROM))
        for role in SIGNS_IN:
            person = people.record_person(visit, f"The {role.value}", email=email_of(role))
            accounts.open_account(visit, person.id or 0, password=PASSWORD)
            accounts.grant_role(visit, person.id or 0, RoleDraft(role))
        _partnership(visit, pack)


def _partnership(visit: Visit, pack: Pack) -> None:
    fact = {"effective_on": SETUP, "recorded_at": at(SETUP), "seq": trail.head(visit.session).seq + 1, "version": 1}
    for model, rows in _rows(pack):
        visit.session.execute(insert(model), [{**fact, **values} for values in rows])
    trail.append(visit, "partnership recorded", trail.About(kind="agency", id=None))


def _rows(pack: Pack) -> Iterator[tuple[type[Any], list[dict[str, Any]]]]:
    agencies = range(1, len(LEADS) + 1)
    posts = [(post, agency) for agency in agencies for post in posts_of(agency)]
    kinds = list(AgencyKind)
    yield (
        Agency,
        [{"id": key, "key": f"agency-{key}", "name": f"Agency {key:02d}", "kind": kinds[key % 8]} for key in agencies],
    )
    yield Post, [{"id": key, "agency_id": agency, "title": f"Head of service {key:03d}"} for key, agency in posts]
    people_of = [(holder_of(post), post) for post, _ in posts]
    yield (
        Person,
        [
            {"id": key, "name": f"Holder {key - FIRST_HOLDER:03d}", "email": f"{key}@board.example"}
            for key, _ in people_of
        ],
    )
    yield (
        Tenure,
        [
            {"id": post, "post_id": post, "person_id": key, "started_on": SETUP, "ended_on": held_until(post)}
            for key, post in people_of
        ],
    )
    yield (
        Theme,
        [
            {"id": key, "key": f"T{key:02d}", "name": f"Theme {key:02d}", "definition": f"What theme {key} is about."}
            for key in range(1, THEMES + 1)
        ],
    )
    yield (
        Meeting,
        [
            {"id": key, "kind": MeetingKind.BOARD, "title": f"Board {day.isoformat()}", "held_on": day}
            for key, day in enumerate(pack.meetings, start=1)
        ],
    )


def finish(settings: Settings, changes: tally.Changes) -> None:
    """Write the tally and put the anchor beside the trail."""
    with changing(settings) as visit:
        tally.write(visit.session, changes, TODAY)
        # The stories were chained without a commit of ours; this one anchors where they end.
        visit.session.info["appended"] = trail.head(visit.session)
