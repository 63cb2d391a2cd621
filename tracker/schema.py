"""The schema's revision: migrate to the newest, and tell when code and database do not fit."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Engine

import migrations

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
    """Bring the database that the settings name up to a revision."""
    command.upgrade(configuration(), revision)


def downgrade(revision: str) -> None:
    """Bring the database that the settings name down to a revision."""
    command.downgrade(configuration(), revision)


def faults(engine: Engine) -> list[str]:
    """List why the service cannot run on this database, each as a sentence."""
    scripts = ScriptDirectory.from_config(configuration())
    newest = scripts.get_current_head()
    with engine.connect() as connection:
        found = MigrationContext.configure(connection).get_current_revision()
    if found == newest:
        return []
    if found is None:
        return [MISSING]
    known = {script.revision for script in scripts.walk_revisions()}
    return [(BEHIND if found in known else UNKNOWN).format(found=found, newest=newest)]
