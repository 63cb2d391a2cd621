"""The schema's revision: migrate to the newest, and tell when code and database do not fit."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine, create_engine
from sqlalchemy.pool import NullPool

import migrations
from tracker.errors import InputError
from tracker.settings import Settings

MISSING = "The database has no schema yet. Run `tracker migrate`."
BEHIND = "The database is at schema revision {found}, this version needs {newest}. Run `tracker migrate`."
UNKNOWN = (
    "The database is at schema revision {found}, which this version does not know (its newest is {newest}). "
    "It was made by a newer version: install that one."
)


def configuration() -> Config:
    """Give Alembic's configuration, wherever the package is installed."""
    config = Config()
    config.set_main_option("script_location", str(Path(migrations.__file__).parent))
    return config


def migrate(revision: str = "head") -> None:
    """Bring the database that the settings name up to a revision; one that a newer version made is refused."""
    settings = Settings()
    engine = create_engine(settings.owner_database_url or settings.database, poolclass=NullPool, hide_parameters=True)
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found is not None and found not in _known():
        raise InputError(UNKNOWN.format(found=found, newest=_scripts().get_current_head()))
    command.upgrade(configuration(), revision)


def downgrade(revision: str) -> None:
    """Bring the database that the settings name down to a revision."""
    command.downgrade(configuration(), revision)


@cache
def _scripts() -> ScriptDirectory:
    # Reading every revision takes as long as a page; they do not change while a process runs.
    return ScriptDirectory.from_config(configuration())


def _known() -> set[str]:
    return {script.revision for script in _scripts().walk_revisions()}


def faults(engine: Engine) -> list[str]:
    """List why the service cannot run on this database, each as a sentence."""
    newest = _scripts().get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == newest:
        return []
    if found is None:
        return [MISSING]
    return [(BEHIND if found in _known() else UNKNOWN).format(found=found, newest=newest)]
