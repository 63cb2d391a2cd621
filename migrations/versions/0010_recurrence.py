"""Asks, which are lasting groups of recommendations, with all that persons did to them; and what matching keeps.

Asks are only ever added to, which the database itself sees to, but for the wordings that people typed. An answer to a
possible repeat can be taken back by a further answer. The vectors of texts and the suggestions of the machine are no
part of the record: they can be made again, and the service may throw them away.

SQLite cannot change a check of a table that is there, so that the table is written anew from its own words.
"""

import os
import re
from typing import NamedTuple

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

# Every column but the wordings and the name: what may never change again.
FROZEN = {
    "ask": "id, effective_on, recorded_at, seq, key, split_from_id, by_id",
    "ask_name": "id, effective_on, recorded_at, seq, ask_id, number, by_id",
    "ask_member": "id, effective_on, recorded_at, seq, ask_id, recommendation_id, by_id",
    "ask_leaving": "id, effective_on, recorded_at, seq, member_id, by_id",
    "ask_merger": "id, effective_on, recorded_at, seq, ask_id, into_id, by_id",
    "ask_action": "id, effective_on, recorded_at, seq, ask_id, action_id, by_id",
}
MATCHING = ("suggestion", "matched", "text_vector")
STOPS = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"
SQLITE = {
    **{f"{t}_no_delete": f"CREATE TRIGGER {t}_no_delete BEFORE DELETE ON {t} {STOPS}" for t in FROZEN},
    **{
        f"{t}_no_update": f"CREATE TRIGGER {t}_no_update BEFORE UPDATE OF {c} ON {t} {STOPS}" for t, c in FROZEN.items()
    },
}
POSTGRES_FUNCTIONS = """
CREATE FUNCTION asks_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""
POSTGRES_TRIGGERS = {
    **{
        f"{t}_append_only": f"CREATE TRIGGER {t}_append_only BEFORE DELETE OR UPDATE OF {c} ON {t} "
        "FOR EACH ROW EXECUTE FUNCTION asks_are_append_only()"
        for t, c in FROZEN.items()
    },
    **{
        f"{t}_no_truncate": f"CREATE TRIGGER {t}_no_truncate BEFORE TRUNCATE ON {t} "
        "FOR EACH STATEMENT EXECUTE FUNCTION asks_are_append_only()"
        for t in FROZEN
    },
}
VERDICTS = ("same", "related", "different")
TAKEN_BACK = "taken back"
VERDICT_CHECK = "ck_repeat_answer_verdict"


def upgrade() -> None:
    """Add the tables and what keeps the asks as they are, and let an answer be taken back."""
    _add_asks()
    _add_acts()
    _add_matching()
    if op.get_bind().dialect.name == "sqlite":
        _write_answers_anew(VERDICTS, (*VERDICTS, TAKEN_BACK))
        for statement in SQLITE.values():
            op.execute(statement)
        return
    _check_verdict(*VERDICTS, TAKEN_BACK)
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)
    if role := _app_role():
        op.execute(f"GRANT DELETE ON {', '.join(MATCHING)} TO {role}")


def downgrade() -> None:
    """Take the tables away, with their locks; what persons did is never thrown away."""
    for table in FROZEN:
        if op.get_bind().scalar(sa.text(f"SELECT 1 FROM {table} LIMIT 1")):
            raise RuntimeError(f"The table {table} holds records that the older schema cannot keep.")
    taken_back = sa.text("SELECT 1 FROM repeat_answer WHERE verdict = :verdict LIMIT 1")
    if op.get_bind().scalar(taken_back, {"verdict": TAKEN_BACK}):
        raise RuntimeError("Answers were taken back, which the older schema cannot keep.")
    for table in (*MATCHING, *reversed(FROZEN)):
        op.drop_table(table)
    if op.get_bind().dialect.name == "sqlite":
        _write_answers_anew((*VERDICTS, TAKEN_BACK), VERDICTS)
        return
    _check_verdict(*VERDICTS)
    op.execute("DROP FUNCTION asks_are_append_only()")


def _add_asks() -> None:
    _add(
        "ask",
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        Key("ask", "split_from_id", optional=True),
        BY,
        sa.UniqueConstraint("key", name=op.f("uq_ask_key")),
        indexed=("split_from_id",),
        labels=(sa.Column("version", sa.Integer(), nullable=False),),
    )
    _add(
        "ask_name",
        Key("ask", "ask_id"),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        *_reason("ask_name"),
        sa.UniqueConstraint("ask_id", "number", name="ask_name_number_once"),
    )
    _add(
        "ask_member",
        Key("ask", "ask_id"),
        Key("recommendation", "recommendation_id"),
        *_reason("ask_member"),
        indexed=("ask_id", "recommendation_id"),
    )


def _add_acts() -> None:
    _add(
        "ask_leaving",
        Key("ask_member", "member_id"),
        *_reason("ask_leaving"),
        sa.UniqueConstraint("member_id", name=op.f("uq_ask_leaving_member_id")),
    )
    _add(
        "ask_merger",
        Key("ask", "ask_id"),
        Key("ask", "into_id"),
        *_reason("ask_merger"),
        sa.CheckConstraint("ask_id <> into_id", name="no_merger_with_itself"),
        sa.UniqueConstraint("ask_id", name=op.f("uq_ask_merger_ask_id")),
        indexed=("into_id",),
    )
    _add(
        "ask_action",
        Key("ask", "ask_id"),
        Key("action", "action_id"),
        *_reason("ask_action"),
        indexed=("ask_id", "action_id"),
    )


def _add_matching() -> None:
    op.create_table(
        "text_vector",
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("vector", sa.LargeBinary(), nullable=False),
        sa.Column("tokens", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("digest", "model", name=op.f("pk_text_vector")),
    )
    op.create_table(
        "suggestion",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("later_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.Column("score", sa.Float(), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("weights", sa.String(length=20), nullable=False),
        sa.Column("stated", sa.Boolean(), nullable=False),
        *(_restricting("suggestion", Key("recommendation", column)) for column in ("later_id", "earlier_id")),
        sa.UniqueConstraint("later_id", "earlier_id", name="suggested_once"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
    )
    for column in ("earlier_id", "score"):
        op.create_index(op.f(f"ix_suggestion_{column}"), "suggestion", [column])
    op.create_table(
        "matched",
        sa.Column("recommendation_id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("digest", sa.String(length=64), nullable=False),
        sa.Column("model", sa.String(length=80), nullable=False),
        sa.Column("weights", sa.String(length=20), nullable=False),
        _restricting("matched", Key("recommendation", "recommendation_id")),
        sa.PrimaryKeyConstraint("recommendation_id", name=op.f("pk_matched")),
    )


class Key(NamedTuple):
    """A column that names a row of another table."""

    table: str
    column: str
    optional: bool = False


BY = Key("person", "by_id", optional=True)


def _reason(table: str) -> tuple[sa.schema.SchemaItem | Key, ...]:
    """Give the columns of an act: why, and by whom."""
    return (
        sa.Column("reason", sa.Text(), nullable=False),
        BY,
        sa.CheckConstraint("reason <> ''", name=f"{table}_has_reason"),
    )


def _add(
    table: str,
    *parts: sa.schema.SchemaItem | Key,
    indexed: tuple[str, ...] = (),
    labels: tuple[sa.Column[int], ...] = (),
) -> None:
    """Add a table of facts: its two times, the place of its event, its key, and what it says."""
    keys = [part for part in parts if isinstance(part, Key)]
    op.create_table(
        table,
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        *labels,
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


def _check_verdict(*words: str) -> None:
    """Let an answer on PostgreSQL be one of these words."""
    op.drop_constraint(VERDICT_CHECK, "repeat_answer", type_="check")
    listed = ", ".join(f"'{word}'" for word in words)
    op.create_check_constraint(op.f(VERDICT_CHECK), "repeat_answer", f"verdict IN ({listed})")


def _write_answers_anew(before: tuple[str, ...], after: tuple[str, ...]) -> None:
    """Copy the answers on SQLite into a table that takes other words, with its indexes."""
    kept = sa.text("SELECT sql FROM sqlite_master WHERE tbl_name = 'repeat_answer' AND sql IS NOT NULL ORDER BY rowid")
    words, *rest = op.get_bind().scalars(kept).all()
    listed = {words: ", ".join(f"'{word}'" for word in words) for words in (before, after)}
    changed = _once(r'^CREATE TABLE "?repeat_answer"?(?= *\()', "CREATE TABLE new_repeat_answer", words)
    op.execute(_once(re.escape(f"({listed[before]})"), f"({listed[after]})", changed))
    op.execute("INSERT INTO new_repeat_answer SELECT * FROM repeat_answer")
    op.execute("DROP TABLE repeat_answer")
    op.execute("ALTER TABLE new_repeat_answer RENAME TO repeat_answer")
    for statement in rest:
        op.execute(statement)


def _once(pattern: str, by: str, words: str) -> str:
    changed, times = re.subn(pattern, by, words)
    if times != 1:
        raise ValueError(f"{pattern} stands {times} times in: {words}")
    return changed


def _app_role() -> str | None:
    """Give the role that runs the service, when it is another than the one that migrates (as in 0002)."""
    name = sa.make_url(os.environ.get("TRACKER_DATABASE_URL") or "postgresql://").username
    owner = op.get_bind().scalar(sa.text("SELECT current_user"))
    return op.get_bind().dialect.identifier_preparer.quote(name) if name and name != owner else None
