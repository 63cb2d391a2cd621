"""Texts written for the public and their approvals, and which frozen editions two people released or took back.

All of it is only ever added to, which the database itself sees to, but for the wordings that people typed, which can be
erased lawfully.
"""

import os
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

FACT = "id, effective_on, recorded_at, seq"
# Every column but the wordings: what may never change again.
FROZEN = {
    "public_text": f"{FACT}, recommendation_id, action_id, number, by_id",
    "public_text_approval": f"{FACT}, text_id, by_id",
    "confirmed_place": f"{FACT}, snapshot_id, place, by_id",
    "snapshot_release": f"{FACT}, snapshot_id, role, person_id",
    "snapshot_withdrawn": f"{FACT}, snapshot_id, by_id",
}
WITHOUT_WORDING = ("public_text_approval", "snapshot_release")
ROLES = "admin, coordinator, chair, deputy chair, independent scrutineer, board member, owner, councillor, inspector"
STOPS = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    **{f"{t}_no_delete": f"CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t} {STOPS}" for t in FROZEN},
    **{
        f"{t}_no_update": f"CREATE TRIGGER {t}_no_update BEFORE UPDATE OF {c} ON {t} {STOPS}" for t, c in FROZEN.items()
    },
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION the_public_edition_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    **{
        f"{t}_append_only": f"CREATE TRIGGER {t}_append_only BEFORE DELETE OR UPDATE OF {c} ON {t} "
        "FOR EACH ROW EXECUTE FUNCTION the_public_edition_is_append_only()"
        for t, c in FROZEN.items()
    },
    **{
        f"{t}_no_truncate": f"CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
        "FOR EACH STATEMENT EXECUTE FUNCTION the_public_edition_is_append_only()"
        for t in FROZEN
    },
}


class Key(NamedTuple):
    """A column that names a row of another table."""

    table: str
    column: str
    optional: bool = False


def upgrade() -> None:
    """Add the tables, then lock them."""
    _add_texts()
    _add_releases()
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.values():
            op.execute(statement)
        return
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)
    if role := _app_role():
        for table in WITHOUT_WORDING:
            op.execute(f"REVOKE UPDATE ON {table} FROM {role}")


def downgrade() -> None:
    """Take the tables away, with their locks; what persons did is never thrown away."""
    for table in FROZEN:
        if op.get_bind().scalar(sa.text(f"SELECT 1 FROM {table} LIMIT 1")):
            raise RuntimeError(f"The table {table} holds records that the older schema cannot keep.")
    for table in reversed(FROZEN):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION the_public_edition_is_append_only()")


def _add_texts() -> None:
    _add(
        "public_text",
        Key("recommendation", "recommendation_id", optional=True),
        Key("action", "action_id", optional=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("wording", sa.Text(), nullable=False),
        Key("person", "by_id"),
        sa.UniqueConstraint("recommendation_id", "number", name="public_text_of_recommendation_once"),
        sa.UniqueConstraint("action_id", "number", name="public_text_of_action_once"),
        sa.CheckConstraint("(recommendation_id IS NULL) <> (action_id IS NULL)", name="public_text_about_one_thing"),
    )
    _add(
        "public_text_approval",
        Key("public_text", "text_id"),
        Key("person", "by_id"),
        _once("public_text_approval", "text_id"),
    )


def _add_releases() -> None:
    named = {"native_enum": False, "create_constraint": True, "length": 60}
    role = sa.Enum(*ROLES.split(", "), name=op.f("ck_snapshot_release_role"), **named)
    _add(
        "confirmed_place",
        Key("snapshot", "snapshot_id"),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        Key("person", "by_id"),
        sa.UniqueConstraint("snapshot_id", "place", name="place_confirmed_once"),
        sa.CheckConstraint("reason <> ''", name="place_confirmed_with_reason"),
    )
    _add(
        "snapshot_release",
        Key("snapshot", "snapshot_id"),
        sa.Column("role", role, nullable=False),
        Key("person", "person_id"),
        sa.UniqueConstraint("snapshot_id", "role", name="one_snapshot_release_per_role"),
        sa.UniqueConstraint("snapshot_id", "person_id", name="two_people_release_a_snapshot"),
        sa.CheckConstraint("role IN ('coordinator', 'chair')", name="snapshot_release_by_coordinator_and_chair"),
    )
    _add(
        "snapshot_withdrawn",
        Key("snapshot", "snapshot_id"),
        sa.Column("reason", sa.Text(), nullable=False),
        Key("person", "by_id"),
        _once("snapshot_withdrawn", "snapshot_id"),
        sa.CheckConstraint("reason <> ''", name="snapshot_withdrawn_with_reason"),
    )


def _once(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}"))


def _add(table: str, *parts: sa.schema.SchemaItem | Key) -> None:
    """Add a table of facts: its two times, the place of its event, its key, and what it says."""
    keys = [part for part in parts if isinstance(part, Key)]
    op.create_table(
        table,
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *(sa.Column(p.column, sa.Integer(), nullable=p.optional) if isinstance(p, Key) else p for p in parts),
        *(_restricting(table, key) for key in keys),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _restricting(table: str, key: Key) -> sa.ForeignKeyConstraint:
    named = op.f(f"fk_{table}_{key.column}")
    return sa.ForeignKeyConstraint([key.column], [f"{key.table}.id"], name=named, ondelete="RESTRICT")


def _app_role() -> str | None:
    """Give the role that runs the service, when it is another than the one that migrates (as in 0002)."""
    name = sa.make_url(os.environ.get("TRACKER_DATABASE_URL") or "postgresql://").username
    owner = op.get_bind().scalar(sa.text("SELECT current_user"))
    return op.get_bind().dialect.identifier_preparer.quote(name) if name and name != owner else None
