"""The same record on PostgreSQL: copied table by table out of the embedded database."""

import shutil
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import psycopg
import sqlalchemy
from psycopg import sql
from sqlmodel import SQLModel

from tests.bench.pack import TODAY
from tests.bench.setup import settings_in
from tests.database.postgres import APP, OWNER, Cluster
from tests.database.record import migrated
from tracker.models.columns import UtcDateTime
from tracker.settings import Settings

DURABLE = {"max_connections": "50", "shared_buffers": "256MB", "timezone": "UTC", "listen_addresses": ""}


def to_postgresql(source: Path, folder: Path, cluster: Cluster, database: str = "bench") -> Settings:
    """Copy a record into a new database of the cluster and give the settings that lead to it."""
    cluster.create(database)
    settings = settings_in(folder, TODAY, cluster.address(APP, database))
    settings.owner_database_url = cluster.address(OWNER, database)
    folder.mkdir(parents=True, exist_ok=True)
    migrated(settings)
    with closing(sqlite3.connect(source / "tracker.db")) as origin, cluster.connect(database) as target:
        target.execute("SET session_replication_role = replica")
        for table in SQLModel.metadata.sorted_tables:
            _copy(origin, target, table)
        target.execute("ANALYZE")
    shutil.copy(source / "anchors.jsonl", settings.anchor_file)
    return settings


def _copy(origin: sqlite3.Connection, target: "psycopg.Connection[Any]", table: sqlalchemy.Table) -> None:
    columns = list(table.columns)
    wanted = ", ".join(f'"{column.name}"' for column in columns)
    ends = ["+00" if isinstance(column.type, UtcDateTime) else "" for column in columns]
    flags = [isinstance(column.type, sqlalchemy.Boolean) for column in columns]
    command = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(table.name), sql.SQL(", ").join(sql.Identifier(column.name) for column in columns)
    )
    with target.cursor().copy(command) as copying:
        for row in origin.execute(f"SELECT {wanted} FROM {table.name}"):
            copying.write_row([_value(*each) for each in zip(row, ends, flags, strict=True)])
    if "id" in table.columns and table.columns["id"].autoincrement:
        target.execute(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT max(id) FROM {table.name}))"
        )


def _value(value: Any, end: str, flag: bool) -> Any:
    if value is None:
        return None
    return bool(value) if flag else f"{value}{end}" if end else value
