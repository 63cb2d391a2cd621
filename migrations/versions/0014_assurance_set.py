"""Keep where the board set the assurance of a recommendation lower than its evidence allows, and where it lifted that.

The reason stands in the decision itself. Rows are only ever added.
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

TABLE = "assurance_set"
LEVELS = ("none", "limited", "reasonable", "substantial")
FROZEN = "effective_on, recorded_at, seq, id, decision_id, recommendation_id, assurance"
NEVER = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    f"{TABLE}_no_update": f"CREATE TRIGGER {TABLE}_no_update BEFORE UPDATE OF {FROZEN} ON {TABLE} {NEVER}",
    f"{TABLE}_no_delete": f"CREATE TRIGGER {TABLE}_no_delete BEFORE DELETE ON {TABLE} {NEVER}",
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION assurance_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    f"{TABLE}_append_only": f"CREATE TRIGGER {TABLE}_append_only BEFORE DELETE OR UPDATE OF {FROZEN} ON {TABLE} "
    "FOR EACH ROW EXECUTE FUNCTION assurance_is_append_only()",
    f"{TABLE}_no_truncate": f"CREATE TRIGGER {TABLE}_no_truncate BEFORE TRUNCATE ON {TABLE} "
    "FOR EACH STATEMENT EXECUTE FUNCTION assurance_is_append_only()",
}


def upgrade() -> None:
    """Make the table, then lock it."""
    named = {"decision_id": "decision", "recommendation_id": "recommendation"}
    op.create_table(
        TABLE,
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("decision_id", sa.Integer(), nullable=False),
        sa.Column("recommendation_id", sa.Integer(), nullable=False),
        sa.Column(
            "assurance",
            sa.Enum(*LEVELS, name=op.f(f"ck_{TABLE}_assurance"), native_enum=False, create_constraint=True, length=60),
            nullable=True,
        ),
        sa.UniqueConstraint("decision_id", name=op.f(f"uq_{TABLE}_decision_id")),
        *(
            sa.ForeignKeyConstraint([own], [f"{other}.id"], name=op.f(f"fk_{TABLE}_{own}"), ondelete="RESTRICT")
            for own, other in named.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{TABLE}")),
    )
    op.create_index(op.f(f"ix_{TABLE}_recommendation_id"), TABLE, ["recommendation_id"])
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
        op.execute("DROP FUNCTION assurance_is_append_only()")
