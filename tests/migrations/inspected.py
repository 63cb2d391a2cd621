"""A schema as the database itself tells it."""

from typing import Any

from alembic.script import ScriptDirectory
from sqlalchemy import Engine, inspect

from tracker import schema


def revisions() -> list[str]:
    """Give every revision, the first one first."""
    scripts = ScriptDirectory.from_config(schema.configuration())
    return [script.revision for script in scripts.walk_revisions()][::-1]


def inspected(engine: Engine) -> dict[str, dict[str, Any]]:
    """Give every table with its columns, keys, constraints and indexes, in an order of our own."""
    with engine.connect() as connection:
        seen = inspect(connection)
        columns, keys = seen.get_multi_columns(), seen.get_multi_pk_constraint()
        several = {
            "foreign keys": seen.get_multi_foreign_keys(),
            "unique": seen.get_multi_unique_constraints(),
            "checks": seen.get_multi_check_constraints(),
            "indexes": seen.get_multi_indexes(),
        }
    return {
        table[1]: {
            "columns": [
                (c["name"], str(c["type"].compile(engine.dialect)), c["nullable"], _told(c["default"]))
                for c in columns[table]
            ],
            "primary key": _told(keys[table]),
            **{name: sorted(_told(one) for one in found[table]) for name, found in several.items()},
        }
        for table in columns
        if table[1] != "alembic_version"
    }


def _told(told: Any) -> str:
    """Write a thing down so that two can be compared: in one order, white space as one space."""
    if isinstance(told, dict):
        return "{" + ", ".join(f"{key}: {_told(told[key])}" for key in sorted(told)) + "}"
    return " ".join(str(told).split())
