"""Run migrations so that a kill in the middle leaves the database as it was: one transaction per revision."""

from typing import Any, Literal

from alembic import context
from sqlalchemy import Connection, create_engine, event, pool
from sqlmodel import SQLModel
from sqlmodel.sql.sqltypes import AutoString

import tracker.models  # noqa: F401  (fills the metadata)
from tracker.models.columns import UtcDateTime
from tracker.settings import Settings


def render_item(kind: str, item: Any, _autogenerate: object) -> str | Literal[False]:
    """Write SQLModel's and our own column types as plain SQLAlchemy: a migration is history and imports no models."""
    if kind == "type" and isinstance(item, AutoString):
        return f"sa.String(length={item.length})" if item.length else "sa.String()"
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def run(connection: Connection) -> None:
    """Run the revisions on one connection."""
    context.configure(
        connection=connection,
        target_metadata=SQLModel.metadata,
        render_item=render_item,
        transactional_ddl=True,
        transaction_per_migration=True,
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()


def connect() -> Connection:
    """Open the database named by the settings; SQLite's DDL takes part in transactions only when we begin them."""
    settings = Settings()
    url = settings.owner_database_url or settings.database
    arguments: dict[str, Any] = {"isolation_level": None, "timeout": 60} if url.startswith("sqlite") else {}
    engine = create_engine(url, poolclass=pool.NullPool, connect_args=arguments)
    if url.startswith("sqlite"):
        event.listen(engine, "begin", lambda connection: connection.exec_driver_sql("BEGIN IMMEDIATE"))
    return engine.connect()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    run(given)
else:
    with connect() as opened:
        run(opened)
