"""Make the trail append-only in the database itself, and give PostgreSQL's app role no more than it needs.

SQLite: triggers stop update, delete and `INSERT OR REPLACE`. PostgreSQL: triggers stop update, delete and truncate for
everybody, and where a separate role runs the service (`TRACKER_DATABASE_URL` names another user than the owner who
migrates) that role may not delete or truncate anything of the record.
"""

import os

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

SQLITE = {
    "event_no_update": "CREATE TRIGGER event_no_update BEFORE UPDATE ON event "
    "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END",
    "event_no_delete": "CREATE TRIGGER event_no_delete BEFORE DELETE ON event "
    "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END",
    "event_no_replace": "CREATE TRIGGER event_no_replace BEFORE INSERT ON event "
    "WHEN EXISTS (SELECT 1 FROM event WHERE seq = NEW.seq OR hash = NEW.hash OR prev_hash = NEW.prev_hash) "
    "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END",
    "kept_text_no_delete": "CREATE TRIGGER kept_text_no_delete BEFORE DELETE ON kept_text "
    "BEGIN SELECT RAISE(ABORT, 'kept wording is erased, never deleted'); END",
    "kept_text_only_erased": "CREATE TRIGGER kept_text_only_erased BEFORE UPDATE ON kept_text "
    "WHEN NEW.wording IS NOT NULL OR NEW.salt IS NOT NULL OR NEW.digest <> OLD.digest OR NEW.seq <> OLD.seq "
    "BEGIN SELECT RAISE(ABORT, 'kept wording is erased, never changed'); END",
    "kept_text_no_replace": "CREATE TRIGGER kept_text_no_replace BEFORE INSERT ON kept_text "
    "WHEN EXISTS (SELECT 1 FROM kept_text WHERE digest = NEW.digest) "
    "BEGIN SELECT RAISE(ABORT, 'kept wording is erased, never changed'); END",
}

POSTGRES_FUNCTIONS = """
CREATE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN RAISE EXCEPTION 'the trail is only ever added to'; END $$;
CREATE FUNCTION kept_text_is_only_erased() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.wording IS NULL AND NEW.salt IS NULL AND NEW.digest = OLD.digest AND NEW.seq = OLD.seq
  THEN RETURN NEW; END IF;
  RAISE EXCEPTION 'kept wording is erased, never changed or deleted';
END $$;
"""

POSTGRES_TRIGGERS = {
    "event_append_only": "CREATE TRIGGER event_append_only BEFORE DELETE OR UPDATE ON event "
    "FOR EACH ROW EXECUTE FUNCTION trail_is_append_only()",
    "event_no_truncate": "CREATE TRIGGER event_no_truncate BEFORE TRUNCATE ON event "
    "FOR EACH STATEMENT EXECUTE FUNCTION trail_is_append_only()",
    "kept_text_only_erased": "CREATE TRIGGER kept_text_only_erased BEFORE DELETE OR UPDATE ON kept_text "
    "FOR EACH ROW EXECUTE FUNCTION kept_text_is_only_erased()",
    "kept_text_no_truncate": "CREATE TRIGGER kept_text_no_truncate BEFORE TRUNCATE ON kept_text "
    "FOR EACH STATEMENT EXECUTE FUNCTION kept_text_is_only_erased()",
}

MAY_DELETE = ("position", "tally", "checkpoint")


def upgrade() -> None:
    """Add the triggers, and on PostgreSQL the grants."""
    if op.get_bind().dialect.name == "sqlite":
        for statement in SQLITE.values():
            op.execute(statement)
        return
    op.execute(POSTGRES_FUNCTIONS)
    for statement in POSTGRES_TRIGGERS.values():
        op.execute(statement)
    if role := app_role():
        grant(role)


def app_role() -> str | None:
    """Give the role that runs the service, when it is another than the one that migrates."""
    name = sa.make_url(os.environ.get("TRACKER_DATABASE_URL") or "postgresql://").username
    owner = op.get_bind().scalar(sa.text("SELECT current_user"))
    return name if name and name != owner else None


def grant(role: str) -> None:
    """Let the service read and add everywhere, change what is editable, and delete only what is derived."""
    quoted = op.get_bind().dialect.identifier_preparer.quote(role)
    op.execute(f"GRANT USAGE ON SCHEMA public TO {quoted}")
    op.execute(f"GRANT SELECT, INSERT, UPDATE ON ALL TABLES IN SCHEMA public TO {quoted}")
    op.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {quoted}")
    op.execute(f"REVOKE UPDATE ON event FROM {quoted}")
    op.execute(f"REVOKE INSERT, UPDATE ON alembic_version FROM {quoted}")
    for table in MAY_DELETE:
        op.execute(f"GRANT DELETE ON {table} TO {quoted}")


def downgrade() -> None:
    """Take the triggers away again; the grants go with the tables."""
    if op.get_bind().dialect.name == "sqlite":
        for name in SQLITE:
            op.execute(f"DROP TRIGGER {name}")
        return
    for name, statement in POSTGRES_TRIGGERS.items():
        table = statement.split(" ON ")[1].split()[0]
        op.execute(f"DROP TRIGGER {name} ON {table}")
    op.execute("DROP FUNCTION trail_is_append_only()")
    op.execute("DROP FUNCTION kept_text_is_only_erased()")
