"""Keep the notes that an inspector writes for themselves, and the log of what inspectors and exporters were given.

Both stand beside the trail: a note is nobody else's, and somebody who only reads changes nothing of the record. The
database itself stops whoever would change or take away what stands in them.
"""

import os

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ADDED = ("access_log", "inspector_note")
ABOUT = ("recommendation", "action", "evidence")
ONE_OF = " + ".join(f"(CASE WHEN {name}_id IS NULL THEN 0 ELSE 1 END)" for name in ABOUT)

SQLITE = {
    f"{table}_no_{act.lower()}": f"CREATE TRIGGER {table}_no_{act.lower()} BEFORE {act} ON {table} "
    f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
    for table in ADDED
    for act in ("UPDATE", "DELETE")
} | {
    f"{table}_no_replace": f"CREATE TRIGGER {table}_no_replace BEFORE INSERT ON {table} "
    f"WHEN EXISTS (SELECT 1 FROM {table} WHERE id = NEW.id) "
    f"BEGIN SELECT RAISE(ABORT, '{table} is only ever added to'); END"
    for table in ADDED
}

POSTGRES_FUNCTIONS = """
CREATE FUNCTION inspection_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'notes and reads are only ever added to'; END $$;
"""

POSTGRES_TRIGGERS = {
    f"{table}_append_only": f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR UPDATE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION inspection_is_only_added_to()"
    for table in ADDED
} | {
    f"{table}_no_truncate": f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION inspection_is_only_added_to()"
    for table in ADDED
}


def upgrade() -> None:
    """Add the tables, their locks, and on PostgreSQL the grants."""
    _add(
        "inspector_note",
        *(sa.Column(f"{name}_id", sa.Integer(), nullable=True) for name in ABOUT),
        sa.Column("wording", sa.Text(), nullable=False),
        sa.CheckConstraint(f"{ONE_OF} = 1", name="note_on_one_thing"),
        sa.CheckConstraint("wording <> ''", name="note_says_something"),
        *(_restricting("inspector_note", name) for name in ABOUT),
    )
    _add(
        "access_log",
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
    )
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.values():
            op.execute(statement)
        return
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)
    if role := _app_role():
        op.execute(f"GRANT SELECT, INSERT ON {', '.join(ADDED)} TO {role}")
        # New tables are given out to be changed as well (revision 0003); these two are not.
        op.execute(f"REVOKE UPDATE ON {', '.join(ADDED)} FROM {role}")
        op.execute(f"GRANT USAGE, SELECT ON {', '.join(f'{table}_id_seq' for table in ADDED)} TO {role}")


def downgrade() -> None:
    """Take the tables away, and their locks with them; what stands in them is never thrown away."""
    for table in ADDED:
        if op.get_bind().scalar(sa.text(f"SELECT 1 FROM {table} LIMIT 1")):
            raise RuntimeError(f"The table {table} holds records that the older schema cannot keep.")
    for table in ADDED:
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION inspection_is_only_added_to()")


def _add(table: str, *parts: sa.schema.SchemaItem) -> None:
    op.create_table(
        table,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        *parts,
        _restricting(table, "person"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_person_id"), table, ["person_id"], unique=False)


def _restricting(table: str, other: str) -> sa.ForeignKeyConstraint:
    named = op.f(f"fk_{table}_{other}_id")
    return sa.ForeignKeyConstraint([f"{other}_id"], [f"{other}.id"], name=named, ondelete="RESTRICT")


def _app_role() -> str | None:
    """Give the role that runs the service, when it is another than the one that migrates (as in 0002)."""
    name = sa.make_url(os.environ.get("TRACKER_DATABASE_URL") or "postgresql://").username
    owner = op.get_bind().scalar(sa.text("SELECT current_user"))
    return op.get_bind().dialect.identifier_preparer.quote(name) if name and name != owner else None
