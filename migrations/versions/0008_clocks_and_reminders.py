"""Keep clocks, the steps by which a late action climbs, the posts that these go to, and calendar addresses.

Each is only ever added to: triggers refuse to change or take away a row, but for the wording that lawful erasure
empties. On PostgreSQL the rights of the role that runs the service come from the defaults that 0003 set; it may delete
none of them.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

CLOCKS = (
    "serious-incident notification",
    "rapid review",
    "local practice review",
    "publish inspection report",
    "statement of action",
    "coroner's report response",
    "executive response to scrutiny",
    "papers before a meeting",
    "improvement-notice review",
    "response to a public inquiry",
    "owner and date after acceptance",
)
STEPS = (
    "reminder 28 days before",
    "reminder 14 days before",
    "reminder 7 days before",
    "agency lead",
    "sub-group chair",
    "chair to chief officer",
    "lead partners",
    "scrutiny",
    "publication",
)
OUTCOMES = (
    "sent",
    "recorded by a person",
    "could not be sent: nobody holds the post",
    "could not be sent: whoever holds the post may not see it",
    "could not be sent: the mail server refused the address",
)
ABOUT_ONE_THING = (
    "(CASE WHEN review_id IS NULL THEN 0 ELSE 1 END) + (CASE WHEN meeting_id IS NULL THEN 0 ELSE 1 END)"
    " + (CASE WHEN context_id IS NULL THEN 0 ELSE 1 END) = 1"
)

# What stays as it was once it is written: every column but the wording that lawful erasure empties.
LOCKED = {
    "clock": "",
    "clock_pause": "effective_on, recorded_at, seq, id, clock_id, since, by_id",
    "clock_resume": "",
    "clock_done": "",
    "post_duty": "",
    "escalation": (
        "effective_on, recorded_at, seq, id, action_id, due, step, outcome, post_id, person_id, meeting_id, message_id,"
        " by_id"
    ),
    "calendar_address": "",
    "calendar_revoked": "",
}
NEVER = "BEGIN SELECT RAISE(ABORT, 'the record is only ever added to'); END"


def _of(columns: str) -> str:
    return f" OF {columns}" if columns else ""


SQLITE = {
    name: statement
    for table, columns in LOCKED.items()
    for name, statement in (
        (f"{table}_no_update", f"CREATE TRIGGER {table}_no_update BEFORE UPDATE{_of(columns)} ON {table} {NEVER}"),
        (f"{table}_no_delete", f"CREATE TRIGGER {table}_no_delete BEFORE DELETE ON {table} {NEVER}"),
    )
}

POSTGRES_FUNCTIONS = """
CREATE FUNCTION clocks_are_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the record is only ever added to'; END $$;
"""

POSTGRES_TRIGGERS = {
    name: statement
    for table, columns in LOCKED.items()
    for name, statement in (
        (
            f"{table}_append_only",
            f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR UPDATE{_of(columns)} ON {table} "
            "FOR EACH ROW EXECUTE FUNCTION clocks_are_append_only()",
        ),
        (
            f"{table}_no_truncate",
            f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
            "FOR EACH STATEMENT EXECUTE FUNCTION clocks_are_append_only()",
        ),
    )
}


def upgrade() -> None:
    """Make the tables, then lock them."""
    _clocks()
    _escalation()
    _calendar()
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.values():
            op.execute(statement)
        return
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)


def downgrade() -> None:
    """Take the tables away, and their locks with them."""
    children_first = ("calendar_revoked", "calendar_address", "escalation", "post_duty", "clock_done", "clock_resume")
    for table in (*children_first, "clock_pause", "clock"):
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION clocks_are_append_only()")


def _clocks() -> None:
    _fact(
        "clock",
        _words("clock", "kind", CLOCKS),
        _key("clock", "review_id", "review"),
        _key("clock", "meeting_id", "meeting"),
        _key("clock", "context_id", "context_event"),
        sa.Column("started_on", sa.Date(), nullable=False),
        sa.Column("length", sa.Integer(), nullable=False),
        _words("clock", "unit", ("working days", "days", "months")),
        sa.Column("source", sa.String(length=400), nullable=False),
        _key("clock", "key_id", "rating_key", needed=True),
        _key("clock", "by_id", "person"),
        sa.CheckConstraint(ABOUT_ONE_THING, name="clock_about_one_thing"),
        sa.CheckConstraint("(kind = 'papers before a meeting') = (meeting_id IS NOT NULL)", name="papers_of_a_meeting"),
        sa.CheckConstraint("context_id IS NULL OR kind = 'improvement-notice review'", name="notice_is_reviewed"),
        sa.CheckConstraint("length > 0", name="clock_runs"),
    )
    for column in ("review_id", "meeting_id", "context_id"):
        op.create_index(op.f(f"ix_clock_{column}"), "clock", [column])
    _fact(
        "clock_pause",
        _key("clock_pause", "clock_id", "clock", needed=True),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        _key("clock_pause", "by_id", "person"),
        sa.CheckConstraint("reason <> ''", name="clock_pause_has_reason"),
    )
    op.create_index(op.f("ix_clock_pause_clock_id"), "clock_pause", ["clock_id"])
    _fact(
        "clock_resume",
        _key("clock_resume", "pause_id", "clock_pause", needed=True),
        sa.Column("since", sa.Date(), nullable=False),
        _key("clock_resume", "by_id", "person"),
        sa.UniqueConstraint("pause_id", name=op.f("uq_clock_resume_pause_id")),
    )
    _fact(
        "clock_done",
        _key("clock_done", "clock_id", "clock", needed=True),
        sa.Column("done_on", sa.Date(), nullable=False),
        _key("clock_done", "by_id", "person"),
        sa.UniqueConstraint("clock_id", name=op.f("uq_clock_done_clock_id")),
    )


def _escalation() -> None:
    _fact(
        "post_duty",
        _key("post_duty", "post_id", "post", needed=True),
        _words("post_duty", "duty", ("agency lead", "sub-group chair")),
    )
    op.create_index(op.f("ix_post_duty_post_id"), "post_duty", ["post_id"])
    _fact(
        "escalation",
        _key("escalation", "action_id", "action", needed=True),
        sa.Column("due", sa.Date(), nullable=False),
        _words("escalation", "step", STEPS),
        _words("escalation", "outcome", OUTCOMES),
        _key("escalation", "post_id", "post"),
        _key("escalation", "person_id", "person"),
        _key("escalation", "meeting_id", "meeting"),
        sa.Column("message_id", sa.String(length=100), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        _key("escalation", "by_id", "person"),
        sa.UniqueConstraint("action_id", "due", "step", "outcome", name="step_once_for_a_due_date"),
        sa.CheckConstraint("(outcome = 'sent') = (message_id <> '')", name="what_is_sent_has_its_message"),
        sa.CheckConstraint("outcome <> 'sent' OR person_id IS NOT NULL", name="what_is_sent_is_sent_to_somebody"),
        sa.CheckConstraint("step NOT IN ('scrutiny', 'publication') OR meeting_id IS NOT NULL", name="step_is_decided"),
    )


def _calendar() -> None:
    _fact(
        "calendar_address",
        _key("calendar_address", "tenure_id", "tenure", needed=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.UniqueConstraint("token_hash", name=op.f("uq_calendar_address_token_hash")),
    )
    op.create_index(op.f("ix_calendar_address_tenure_id"), "calendar_address", ["tenure_id"])
    _fact(
        "calendar_revoked",
        _key("calendar_revoked", "address_id", "calendar_address", needed=True),
        sa.UniqueConstraint("address_id", name=op.f("uq_calendar_revoked_address_id")),
    )


def _fact(table: str, *parts: Any) -> None:
    """Make a table of facts: the two times, the key, and its own columns and constraints."""
    columns = [each for part in parts for each in (part if isinstance(part, tuple) else (part,))]
    op.create_table(
        table,
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        *columns,
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )


def _key(table: str, column: str, other: str, *, needed: bool = False) -> tuple[Any, Any]:
    named = op.f(f"fk_{table}_{column}")
    return (
        sa.Column(column, sa.Integer(), nullable=not needed),
        sa.ForeignKeyConstraint([column], [f"{other}.id"], name=named, ondelete="RESTRICT"),
    )


def _words(table: str, column: str, words: tuple[str, ...]) -> Any:
    kind = sa.Enum(*words, name=op.f(f"ck_{table}_{column}"), native_enum=False, create_constraint=True, length=60)
    return sa.Column(column, kind, nullable=False)
