"""Keep who closed a piece of evidence further, or opened it again, and why; the piece itself says how it stands.

Nothing of a row changes but the wording that lawful erasure empties.
"""

import sqlalchemy as sa
from alembic import op

revision = "0027"
down_revision = "0026"
branch_labels = None
depends_on = None

TABLE = "evidence_sensitivity"
FROZEN = "effective_on, recorded_at, seq, id, evidence_id, was, now, by_id"
NEVER = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    f"{TABLE}_no_update": f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE OF {FROZEN} ON {TABLE} {NEVER}",
    f"{TABLE}_no_delete": f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {NEVER}",
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION evidence_sensitivity_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    f"{TABLE}_append_only": f"CREATE TRIGGER {TABLE}_append_only BEFORE DELETE OR UPDATE OF {FROZEN} ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION evidence_sensitivity_is_append_only()",
    f"{TABLE}_no_truncate": f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION evidence_sensitivity_is_append_only()",
}


def upgrade() -> None:
    """Make the table, then lock it."""
    named = {"evidence_id": "evidence", "by_id": "person"}
    op.create_table(
        TABLE,
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("evidence_id", sa.Integer(), nullable=False),
        *(sa.Column(each, _sensitivity(each), nullable=False) for each in ("was", "now")),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name="sensitivity_with_reason"),
        sa.CheckConstraint("was <> now", name="sensitivity_differs"),
        *(
            sa.ForeignKeyConstraint([own], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{own}"), ondelete="RESTRICT")
            for own, other in named.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_evidence_id"), TABLE, ["evidence_id"])
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.values():
            op.execute(statement)
        return
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)


def _sensitivity(column: str) -> sa.Enum:
    words, name = ("normal", "restricted", "sealed"), op.f(f"ck_{TABLE}_{column}")
    return sa.Enum(*words, name=name, native_enum=False, create_constraint=True, length=60)


def downgrade() -> None:
    """Take the table away, and its locks with it; what stands in it is never thrown away."""
    if op.get_bind().scalar(sa.text(f"SELECT 1 FROM {TABLE} LIMIT 1")):
        raise RuntimeError(f"The table {TABLE} holds records that the older schema cannot keep.")
    op.drop_table(TABLE)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION evidence_sensitivity_is_append_only()")
