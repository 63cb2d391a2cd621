"""Keep the days of a review that were corrected, as they stood before, and which recommendation takes another's place.

Until now a slip in a review's days stayed for ever, and a decision to merge or supersede named the other recommendation
in its reason alone. Both are only ever added to; nothing of a row changes but the reason that lawful erasure empties.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0023"
branch_labels = None
depends_on = None

DAYS = ("incident_on", "practice_from", "practice_to", "commissioned_on", "completed_on", "published_on")
FACT = "effective_on, recorded_at, seq, id"
FROZEN = {
    "review_correction": f"{FACT}, review_id, {', '.join(f'was_{day}' for day in DAYS)}, was_practice_basis, "
    "was_embargo_until, by_id",
    "replacement": f"{FACT}, decision_id, recommendation_id, other_id",
}
NEVER = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    name: statement
    for table, frozen in FROZEN.items()
    for name, statement in (
        (f"{table}_no_update", f"CREATE TRIGGER {table}_no_update BEFORE UPDATE OF {frozen} ON {table} {NEVER}"),
        (f"{table}_no_delete", f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {NEVER}"),
    )
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION corrections_and_replacements_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
REFUSES = "EXECUTE FUNCTION corrections_and_replacements_are_append_only()"
POSTGRES_TRIGGERS = {
    name: statement
    for table, frozen in FROZEN.items()
    for name, statement in (
        (
            f"{table}_append_only",
            f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR UPDATE OF {frozen} ON {table} FOR EACH ROW {REFUSES}",
        ),
        (
            f"{table}_no_truncate",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} FOR EACH STATEMENT {REFUSES}",
        ),
    )
}


def upgrade() -> None:
    """Make the tables, then lock them."""
    _make(
        "review_correction",
        {"review_id": "review", "by_id": "person"},
        sa.Column("review_id", sa.Integer(), nullable=False),
        *(sa.Column(f"was_{day}", sa.Date(), nullable=True) for day in DAYS),
        sa.Column("was_practice_basis", sa.String(length=120), nullable=False),
        sa.Column("was_embargo_until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.CheckConstraint("reason <> ''", name="review_corrected_with_reason"),
    )
    op.create_index(op.f("ix_review_correction_review_id"), "review_correction", ["review_id"])
    _make(
        "replacement",
        {"decision_id": "decision", "recommendation_id": "recommendation", "other_id": "recommendation"},
        *(sa.Column(name, sa.Integer(), nullable=False) for name in ("decision_id", "recommendation_id", "other_id")),
        sa.CheckConstraint("other_id <> recommendation_id", name="replaced_by_another"),
        sa.UniqueConstraint("decision_id", name=op.f("uq_replacement_decision_id")),
    )
    for column in ("recommendation_id", "other_id"):
        op.create_index(op.f(f"ix_replacement_{column}"), "replacement", [column])
    _lock()


def _make(table: str, named: dict[str, str], *more: sa.Column[Any] | sa.Constraint) -> None:
    op.create_table(
        table,
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *more,
        *(
            sa.ForeignKeyConstraint([own], [f"{other}.id"], name=op.f(f"fk_{table}_{own}"), ondelete="RESTRICT")
            for own, other in named.items()
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _lock() -> None:
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.values():
            op.execute(statement)
        return
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)


def downgrade() -> None:
    """Take the tables away, and their locks with them; what stands in them is never thrown away."""
    for table in FROZEN:
        if op.get_bind().scalar(sa.text(f"SELECT 1 FROM {table} LIMIT 1")):
            raise RuntimeError(f"The table {table} holds records that the older schema cannot keep.")
    for table in FROZEN:
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION corrections_and_replacements_are_append_only()")
