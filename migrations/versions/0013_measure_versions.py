"""Keep each further version of what a measure counts and of its target, with the reason.

A measure whose definition had a slip could only be recorded again, away from its values. The first version stays in the
measure itself; nothing of a row changes but the wordings that lawful erasure empties.
"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

TABLE = "measure_version"
FROZEN = "effective_on, recorded_at, seq, id, measure_id, number, target, by_id"
NEVER = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    f"{TABLE}_no_update": f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE OF {FROZEN} ON {TABLE} {NEVER}",
    f"{TABLE}_no_delete": f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {NEVER}",
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION measure_versions_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    f"{TABLE}_append_only": f"CREATE TRIGGER {TABLE}_append_only BEFORE DELETE OR UPDATE OF {FROZEN} ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION measure_versions_are_append_only()",
    f"{TABLE}_no_truncate": f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION measure_versions_are_append_only()",
}


def upgrade() -> None:
    """Make the table, then lock it."""
    named = {"measure_id": "measure", "by_id": "person"}
    op.create_table(
        TABLE,
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("measure_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("number > 1 AND reason <> ''", name="measure_changes_with_reason"),
        sa.UniqueConstraint("measure_id", "number", name="measure_version_number_once"),
        *(
            sa.ForeignKeyConstraint([own], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{own}"), ondelete="RESTRICT")
            for own, other in named.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
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
        op.execute("DROP FUNCTION measure_versions_are_append_only()")
