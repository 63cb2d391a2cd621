"""Keep what the virus scanner said of a file, and who was given restricted or sealed bytes; both are only added to.

Reads stand beside the trail, because somebody who only reads changes nothing of the record; the database itself stops
whoever would change or take away what stands in them.
"""

import os

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ADDED = ("evidence_read", "evidence_scan")

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
CREATE FUNCTION evidence_is_only_added_to() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'scans and reads of evidence are only ever added to'; END $$;
"""

POSTGRES_TRIGGERS = {
    f"{table}_append_only": f"CREATE TRIGGER {table}_append_only BEFORE DELETE OR UPDATE ON {table} "
    "FOR EACH ROW EXECUTE FUNCTION evidence_is_only_added_to()"
    for table in ADDED
} | {
    f"{table}_no_truncate": f"CREATE TRIGGER {table}_no_truncate BEFORE TRUNCATE ON {table} "
    "FOR EACH STATEMENT EXECUTE FUNCTION evidence_is_only_added_to()"
    for table in ADDED
}


def upgrade() -> None:
    """Add the tables, their locks, and on PostgreSQL the grants."""
    _add_scans()
    _add_reads()
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.values():
            op.execute(statement)
        return
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)
    if role := _app_role():
        quoted = op.get_bind().dialect.identifier_preparer.quote(role)
        op.execute(f"GRANT SELECT, INSERT ON {', '.join(ADDED)} TO {quoted}")
        # New tables are given out to be changed as well (revision 0003); these two are not.
        op.execute(f"REVOKE UPDATE ON {', '.join(ADDED)} FROM {quoted}")
        op.execute(f"GRANT USAGE, SELECT ON {', '.join(f'{table}_id_seq' for table in ADDED)} TO {quoted}")


def _add_scans() -> None:
    results = ("clean", "infected", "error", "not configured")
    op.create_table(
        "evidence_scan",
        sa.Column("effective_on", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seq", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column(
            "result",
            sa.Enum(
                *results, name=op.f("ck_evidence_scan_result"), native_enum=False, create_constraint=True, length=60
            ),
            nullable=False,
        ),
        sa.Column("said", sa.String(length=200), nullable=False),
        sa.CheckConstraint("version_id IS NOT NULL OR result = 'infected'", name="refused_was_infected"),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["evidence_version.id"],
            name=op.f("fk_evidence_scan_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_scan")),
    )
    op.create_index(op.f("ix_evidence_scan_sha256"), "evidence_scan", ["sha256"], unique=False)
    op.create_index(op.f("ix_evidence_scan_version_id"), "evidence_scan", ["version_id"], unique=False)


def _add_reads() -> None:
    op.create_table(
        "evidence_read",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("version_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("session", sa.String(length=64), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_evidence_read_person_id"), ondelete="RESTRICT"
        ),
        sa.ForeignKeyConstraint(
            ["version_id"],
            ["evidence_version.id"],
            name=op.f("fk_evidence_read_version_id"),
            ondelete="RESTRICT",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_evidence_read")),
    )
    op.create_index(op.f("ix_evidence_read_version_id"), "evidence_read", ["version_id"], unique=False)


def _app_role() -> str | None:
    """Give the role that runs the service, when it is another than the one that migrates."""
    name = sa.make_url(os.environ.get("TRACKER_DATABASE_URL") or "postgresql://").username
    owner = op.get_bind().scalar(sa.text("SELECT current_user"))
    return name if name and name != owner else None


def downgrade() -> None:
    """Take the tables away, and their locks with them; what stands in them is never thrown away."""
    for table in ADDED:
        if op.get_bind().scalar(sa.text(f"SELECT 1 FROM {table} LIMIT 1")):
            raise RuntimeError(f"The table {table} holds records that the older schema cannot keep.")
    for table in ADDED:
        op.drop_table(table)
    if op.get_bind().dialect.name != "sqlite":
        op.execute("DROP FUNCTION evidence_is_only_added_to()")
