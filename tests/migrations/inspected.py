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
    seen = inspect(engine)
    found: dict[str, dict[str, Any]] = {}
    for table in seen.get_table_names():
        if table == "alembic_version":
            continue
        found[table] = {
            "columns": [
                (c["name"], str(c["type"].compile(engine.dialect)), c["nullable"], _told(c["default"]))
                for c in seen.get_columns(table)
            ],
            "primary key": _told(seen.get_pk_constraint(table)),
            "foreign keys": _sorted(seen.get_foreign_keys(table)),
            "unique": _sorted(seen.get_unique_constraints(table)),
            "checks": _sorted(seen.get_check_constraints(table)),
            "indexes": _sorted(seen.get_indexes(table)),
        }
    return found


def _sorted(told: Any) -> list[str]:
    return sorted(_told(one) for one in told)


def _told(told: Any) -> str:
    """Write a thing down so that two can be compared; a reflected clause by its text, white space as one space."""
    if isinstance(told, dict):
        return "{" + ", ".join(f"{key}: {_told(told[key])}" for key in sorted(told)) + "}"
    return " ".join(str(told).split())
