"""Blind coding and blind comparison: what persons judged without knowing whose it is, and when it was uncovered.

All of it is only ever added to, which the database itself sees to, but for the wordings that people typed, which can be
erased lawfully. On PostgreSQL the rights of the role that runs the service come from the third revision; it may not
change what has no such wording.
"""

import os
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

# Every column but the wordings: what may never change again.
FROZEN = {
    "coding_round": "id, effective_on, recorded_at, seq, by_id",
    "coding_item": "id, effective_on, recorded_at, seq, round_id, number, recommendation_id, wording_id",
    "coding": "id, effective_on, recorded_at, seq, item_id, coder_id, theme_id",
    "coding_closed": "id, effective_on, recorded_at, seq, round_id, by_id",
    "comparison": "id, effective_on, recorded_at, seq, worse, recorded_by_id",
    "comparison_grade": "id, effective_on, recorded_at, seq, comparison_id, grader_id, chosen, sure",
    "comparison_revealed": "id, effective_on, recorded_at, seq, comparison_id, by_id",
}
WITHOUT_WORDING = ("coding_item", "coding_closed", "comparison_revealed")
STOPS = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    **{f"{t}_no_delete": f"CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t} {STOPS}" for t in FROZEN},
    **{
        f"{t}_no_update": f"CREATE TRIGGER {t}_no_update BEFORE UPDATE OF {c} ON {t} {STOPS}" for t, c in FROZEN.items()
    },
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION blind_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    **{
        f"{t}_append_only": f"CREATE TRIGGER {t}_append_only BEFORE DELETE OR UPDATE OF {c} ON {t} "
        "FOR EACH ROW EXECUTE FUNCTION blind_is_append_only()"
        for t, c in FROZEN.items()
    },
    **{
        f"{t}_no_truncate": f"CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
        "FOR EACH STATEMENT EXECUTE FUNCTION blind_is_append_only()"
        for t in FROZEN
    },
}


def upgrade() -> None:
    """Add the tables, and what keeps them as they are."""
    _add_coding()
    _add_codings()
    _add_comparison()
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
        op.execute("DROP FUNCTION blind_is_append_only()")


def _add_coding() -> None:
    _add("coding_round", sa.Column("title", sa.Text(), nullable=False), BY)
    _add(
        "coding_item",
        Key("coding_round", "round_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        Key("recommendation", "recommendation_id"),
        Key("recommendation_wording", "wording_id"),
        sa.UniqueConstraint("round_id", "number", name="item_number_once"),
        sa.UniqueConstraint("round_id", "recommendation_id", name="recommendation_once_in_round"),
        indexed=("recommendation_id",),
    )


def _add_codings() -> None:
    _add(
        "coding",
        Key("coding_item", "item_id"),
        Key("person", "coder_id"),
        Key("theme", "theme_id", optional=True),
        sa.Column("note", sa.Text(), nullable=False),
        indexed=("item_id",),
    )
    _add(
        "coding_closed",
        Key("coding_round", "round_id"),
        BY,
        sa.UniqueConstraint("round_id", name=op.f("uq_coding_closed_round_id")),
    )


def _add_comparison() -> None:
    worded = ("title", "text_a", "text_b", "outcome_a", "outcome_b")
    _add(
        "comparison",
        *(sa.Column(name, sa.Text(), nullable=False) for name in worded),
        _one_of("comparison", "worse", "A", "B"),
        Key("person", "recorded_by_id"),
        sa.CheckConstraint("text_a <> '' AND text_b <> ''", name="comparison_has_both_texts"),
        sa.CheckConstraint("outcome_a <> '' AND outcome_b <> ''", name="comparison_has_both_outcomes"),
    )
    _add(
        "comparison_grade",
        Key("comparison", "comparison_id"),
        Key("person", "grader_id"),
        _one_of("comparison_grade", "chosen", "A", "B", "cannot tell"),
        _one_of("comparison_grade", "sure", "sure", "fairly sure", "a guess"),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.UniqueConstraint("comparison_id", "grader_id", name="graded_once"),
        sa.CheckConstraint("reason <> ''", name="grade_has_reason"),
    )
    _add(
        "comparison_revealed",
        Key("comparison", "comparison_id"),
        BY,
        sa.UniqueConstraint("comparison_id", name=op.f("uq_comparison_revealed_comparison_id")),
    )


class Key(NamedTuple):
    """A column that names a row of another table."""

    table: str
    column: str
    optional: bool = False


BY = Key("person", "by_id", optional=True)


def _one_of(table: str, column: str, *words: str) -> sa.Column[str]:
    kind = sa.Enum(*words, name=op.f(f"ck_{table}_{column}"), native_enum=False, create_constraint=True, length=60)
    return sa.Column(column, kind, nullable=False)


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
