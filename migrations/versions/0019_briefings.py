"""Briefings that teams read without signing in, the teams' links, and the discussions that they report by them.

All of it is only ever added to, which the database itself sees to, but for the wordings that people typed, which can be
erased lawfully. On PostgreSQL the rights of the role that runs the service come from the third revision; it may not
change what has no such wording.
"""

import os
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

FACT = "id, effective_on, recorded_at, seq"
# Every column but the wordings: what may never change again.
FROZEN = {
    "briefing": f"{FACT}, review_id",
    "briefing_version": f"{FACT}, briefing_id, number, by_id",
    "briefing_release": f"{FACT}, version_id, role, person_id",
    "briefing_withdrawn": f"{FACT}, version_id, by_id",
    "team_link": f"{FACT}, briefing_id, dissemination_id, last_day, by_id",
    "team_link_revoked": f"{FACT}, link_id, by_id",
    "discussion_claim": f"{FACT}, link_id, discussion_id, version_id, held_on",
    "claim_answer": f"{FACT}, claim_id, confirmed, evidence_id, by_id",
}
WITHOUT_WORDING = ("briefing", "briefing_release", "team_link", "team_link_revoked", "discussion_claim")
STOPS = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    **{f"{t}_no_delete": f"CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t} {STOPS}" for t in FROZEN},
    **{
        f"{t}_no_update": f"CREATE TRIGGER {t}_no_update BEFORE UPDATE OF {c} ON {t} {STOPS}" for t, c in FROZEN.items()
    },
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION briefings_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    **{
        f"{t}_append_only": f"CREATE TRIGGER {t}_append_only BEFORE DELETE OR UPDATE OF {c} ON {t} "
        "FOR EACH ROW EXECUTE FUNCTION briefings_are_append_only()"
        for t, c in FROZEN.items()
    },
    **{
        f"{t}_no_truncate": f"CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
        "FOR EACH STATEMENT EXECUTE FUNCTION briefings_are_append_only()"
        for t in FROZEN
    },
}


def upgrade() -> None:
    """Add the tables, and what keeps them as they are."""
    _add_briefing()
    _add_links()
    _add_claims()
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
        op.execute("DROP FUNCTION briefings_are_append_only()")


def _add_briefing() -> None:
    blocks = ("title", "happened", "monday", "why", "good_practice", "to_ask", "source", "talk")
    roles = (
        "admin, coordinator, chair, deputy chair, independent scrutineer, board member, owner, councillor, inspector"
    )
    role = sa.Enum(
        *roles.split(", "),
        name=op.f("ck_briefing_release_role"),
        native_enum=False,
        create_constraint=True,
        length=60,
    )
    _add("briefing", Key("review", "review_id"), _once("briefing", "review_id"))
    _add(
        "briefing_version",
        Key("briefing", "briefing_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        *(sa.Column(name, sa.Text(), nullable=False) for name in blocks),
        BY,
        sa.UniqueConstraint("briefing_id", "number", name="briefing_number_once"),
    )
    _add(
        "briefing_release",
        Key("briefing_version", "version_id"),
        sa.Column("role", role, nullable=False),
        Key("person", "person_id"),
        sa.UniqueConstraint("version_id", "role", name="one_briefing_release_per_role"),
        sa.UniqueConstraint("version_id", "person_id", name="two_people_release_a_briefing"),
        sa.CheckConstraint("role IN ('coordinator', 'chair')", name="briefing_release_by_coordinator_and_chair"),
    )
    _add(
        "briefing_withdrawn",
        Key("briefing_version", "version_id"),
        sa.Column("reason", sa.Text(), nullable=False),
        BY,
        _once("briefing_withdrawn", "version_id"),
        sa.CheckConstraint("reason <> ''", name="withdrawn_with_reason"),
    )


def _add_links() -> None:
    _add(
        "team_link",
        Key("briefing", "briefing_id"),
        Key("dissemination", "dissemination_id"),
        sa.Column("last_day", sa.Date(), nullable=False),
        BY,
        indexed=("briefing_id", "dissemination_id"),
    )
    _add("team_link_revoked", Key("team_link", "link_id"), BY, _once("team_link_revoked", "link_id"))


def _add_claims() -> None:
    _add(
        "discussion_claim",
        Key("team_link", "link_id"),
        Key("lesson_discussion", "discussion_id"),
        Key("briefing_version", "version_id"),
        sa.Column("held_on", sa.Date(), nullable=False),
        _once("discussion_claim", "discussion_id"),
        sa.UniqueConstraint("link_id", "held_on", name="claimed_once_a_day"),
    )
    _add(
        "claim_answer",
        Key("discussion_claim", "claim_id"),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        Key("evidence", "evidence_id", optional=True),
        sa.Column("reason", sa.Text(), nullable=False),
        Key("person", "by_id"),
        _once("claim_answer", "claim_id"),
        sa.CheckConstraint("confirmed = (evidence_id IS NOT NULL)", name="confirmed_is_evidence"),
        sa.CheckConstraint("confirmed OR reason <> ''", name="not_confirmed_has_reason"),
    )


class Key(NamedTuple):
    """A column that names a row of another table."""

    table: str
    column: str
    optional: bool = False


BY = Key("person", "by_id", optional=True)


def _once(table: str, column: str) -> sa.UniqueConstraint:
    return sa.UniqueConstraint(column, name=op.f(f"uq_{table}_{column}"))


def _add(table: str, *parts: sa.schema.SchemaItem | Key, indexed: tuple[str, ...] = ()) -> None:
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
    for column in indexed:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def _restricting(table: str, key: Key) -> sa.ForeignKeyConstraint:
    named = op.f(f"fk_{table}_{key.column}")
    return sa.ForeignKeyConstraint([key.column], [f"{key.table}.id"], name=named, ondelete="RESTRICT")


def _app_role() -> str | None:
    """Give the role that runs the service, when it is another than the one that migrates (as in 0002)."""
    name = sa.make_url(os.environ.get("TRACKER_DATABASE_URL") or "postgresql://").username
    owner = op.get_bind().scalar(sa.text("SELECT current_user"))
    return op.get_bind().dialect.identifier_preparer.quote(name) if name and name != owner else None
