"""Keep that a meeting was moved to another day or called off, with the day that was set before and the reason.

Until now a meeting had one day for ever, so that a plan whose meeting fell out told of decisions that nobody could take.
Both are only ever added to; nothing of a row changes but the wording that lawful erasure empties.
"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

TABLE = "meeting_change"
FROZEN = "effective_on, recorded_at, seq, id, meeting_id, was_on, held_on, by_id"
NEVER = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    f"{TABLE}_no_update": f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE OF {FROZEN} ON {TABLE} {NEVER}",
    f"{TABLE}_no_delete": f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {NEVER}",
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION meeting_changes_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    f"{TABLE}_append_only": f"CREATE TRIGGER {TABLE}_append_only BEFORE DELETE OR UPDATE OF {FROZEN} ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION meeting_changes_are_append_only()",
    f"{TABLE}_no_truncate": f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION meeting_changes_are_append_only()",
}


def upgrade() -> None:
    """Make the table, then lock it."""
    op.create_table(
        TABLE,
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("meeting_id", sa.Integer(), nullable=False),
        sa.Column("was_on", sa.Date(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name="meeting_changed_with_reason"),
        sa.CheckConstraint("held_on IS NULL OR held_on <> was_on", name="meeting_moves_to_another_day"),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["meeting.id"], name=op.f(f"fk_{TABLE}_meeting_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f(f"fk_{TABLE}_by_id"), ondelete="RESTRICT"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_meeting_id"), TABLE, ["meeting_id"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.values():
            op.execute(statement)
        return
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)


def downgrade() -> None:
    """Take the table away, and its locks with it; what stands in it is never thrown away."""
    if op.get_bind().scalar(sa.text(f"SELECT 1 FROM {TABLE} LIMIT 1")):
        raise RuntimeError(f"The table {TABLE} holds records that the older schema cannot keep.")
    op.drop_table(TABLE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION meeting_changes_are_append_only()")
