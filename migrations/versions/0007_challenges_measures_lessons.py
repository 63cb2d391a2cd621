"""Challenges with their answers and verdicts, measures with their values, and lessons with the teams that heard them.

All of it is only ever added to, which the database itself sees to: nothing is deleted, and nothing is changed but the
wordings that people typed, which can be erased lawfully. On PostgreSQL the rights of the role that runs the service
come from the third revision; it may not change what has no such wording.
"""

import os
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

# Every column but the wordings: what may never change again.
FROZEN = {
    "challenge": "id, effective_on, recorded_at, seq, action_id, recommendation_id, asked_as, asked_by_id",
    "challenge_answer": "id, effective_on, recorded_at, seq, challenge_id, agency_id, answered_by_id",
    "challenge_verdict": "id, effective_on, recorded_at, seq, answer_id, accepted, given_by_id",
    "dissemination": "id, effective_on, recorded_at, seq, lesson_id, agency_id, stage, happened_on, by_id",
    "lesson": "id, effective_on, recorded_at, seq, review_id, recommendation_id, finding_id",
    "lesson_discussion": "id, effective_on, recorded_at, seq, dissemination_id, held_on, present, can, by_id",
    "measure": "id, effective_on, recorded_at, seq, unit, target, direction",
    "measure_link": "id, effective_on, recorded_at, seq, measure_id, recommendation_id",
    "measure_value": "id, effective_on, recorded_at, seq, measure_id, period_from, period_to, value, by_id",
}
STOPS = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    **{f"{t}_no_delete": f"CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t} {STOPS}" for t in FROZEN},
    **{
        f"{t}_no_update": f"CREATE TRIGGER {t}_no_update BEFORE UPDATE OF {c} ON {t} {STOPS}" for t, c in FROZEN.items()
    },
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION record_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    **{
        f"{t}_append_only": f"CREATE TRIGGER {t}_append_only BEFORE DELETE OR UPDATE OF {c} ON {t} "
        "FOR EACH ROW EXECUTE FUNCTION record_is_append_only()"
        for t, c in FROZEN.items()
    },
    **{
        f"{t}_no_truncate": f"CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
        "FOR EACH STATEMENT EXECUTE FUNCTION record_is_append_only()"
        for t in FROZEN
    },
}
WITHOUT_WORDING = ("measure_link",)
ROLES = (
    "admin",
    "coordinator",
    "chair",
    "deputy chair",
    "independent scrutineer",
    "board member",
    "owner",
    "councillor",
    "inspector",
)


def upgrade() -> None:
    """Add the tables, and what keeps them as they are."""
    _add_challenges()
    _add_measures()
    _add_lessons()
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
    """Take the tables away, with their triggers and indexes."""
    for table in (
        "lesson_discussion",
        "dissemination",
        "lesson",
        "measure_value",
        "measure_link",
        "measure",
        "challenge_verdict",
        "challenge_answer",
        "challenge",
    ):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION record_is_append_only()")


def _add_challenges() -> None:
    _add(
        "challenge",
        _to("action", optional=True),
        _to("recommendation", optional=True),
        sa.Column("question", sa.Text(), nullable=False),
        _one_of("challenge", "asked_as", *ROLES),
        _to("person", "asked_by_id"),
        sa.CheckConstraint("(action_id IS NULL) <> (recommendation_id IS NULL)", name="challenge_about_one_thing"),
        indexed=("action_id", "recommendation_id"),
    )
    _add(
        "challenge_answer",
        _to("challenge"),
        sa.Column("answer", sa.Text(), nullable=False),
        _to("agency", optional=True),
        _to("person", "answered_by_id"),
        indexed=("challenge_id",),
    )
    _add(
        "challenge_verdict",
        _to("challenge_answer", "answer_id"),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _to("person", "given_by_id"),
        sa.CheckConstraint("accepted OR reason <> ''", name="not_accepted_has_reason"),
        sa.UniqueConstraint("answer_id", name=op.f("uq_challenge_verdict_answer_id")),
    )


def _add_measures() -> None:
    _add(
        "measure",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("definition", sa.Text(), nullable=False),
        sa.Column("unit", sa.String(length=60), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("target", sa.String(length=40), nullable=False),
        _one_of("measure", "direction", "higher is better", "lower is better"),
    )
    _add(
        "measure_link",
        _to("measure"),
        _to("recommendation"),
        sa.UniqueConstraint("measure_id", "recommendation_id", name="measure_link_once"),
        indexed=("recommendation_id",),
    )
    _add(
        "measure_value",
        _to("measure"),
        sa.Column("period_from", sa.Date(), nullable=False),
        sa.Column("period_to", sa.Date(), nullable=False),
        sa.Column("value", sa.String(length=40), nullable=False),
        sa.Column("unknown_because", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _to("person", "by_id", optional=True),
        sa.CheckConstraint("period_to >= period_from", name="period_in_order"),
        sa.CheckConstraint("(value = '') = (unknown_because <> '')", name="value_or_reason"),
        indexed=("measure_id",),
    )


def _add_lessons() -> None:
    _add(
        "lesson",
        _to("review"),
        _to("recommendation", optional=True),
        _to("finding", optional=True),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.CheckConstraint("recommendation_id IS NULL OR finding_id IS NULL", name="lesson_of_one_thing"),
        sa.CheckConstraint(
            "(wording <> '') = (recommendation_id IS NULL AND finding_id IS NULL)", name="lesson_has_words_of_its_own"
        ),
        sa.UniqueConstraint("recommendation_id", name=op.f("uq_lesson_recommendation_id")),
        sa.UniqueConstraint("finding_id", name=op.f("uq_lesson_finding_id")),
        indexed=("review_id",),
    )
    _add(
        "dissemination",
        _to("lesson"),
        _to("agency"),
        sa.Column("team", sa.Text(), nullable=False),
        _one_of("dissemination", "stage", "sent", "read", "discussed"),
        sa.Column("happened_on", sa.Date(), nullable=False),
        _to("person", "by_id", optional=True),
        indexed=("lesson_id", "agency_id"),
    )
    _add(
        "lesson_discussion",
        _to("dissemination"),
        sa.Column("held_on", sa.Date(), nullable=False),
        sa.Column("present", sa.Integer(), nullable=False),
        sa.Column("can", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _to("person", "by_id", optional=True),
        sa.CheckConstraint("present > 0", name="somebody_was_present"),
        sa.CheckConstraint("can OR reason <> ''", name="cannot_has_reason"),
        indexed=("dissemination_id",),
    )


class Key(NamedTuple):
    """A column that names a row of another table."""

    table: str
    column: str
    optional: bool


def _to(table: str, column: str = "", *, optional: bool = False) -> Key:
    return Key(table, column or f"{table}_id", optional)


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
