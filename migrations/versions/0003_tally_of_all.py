"""Count everything twice, by agency and for all agencies together, with four checkpoints a month instead of one.

The board's pages ask for all agencies together: summing hundreds of groups for each of 36 month ends took longer than
everything else on the page, and so did three weeks of daily changes since the last checkpoint. The groups of all
agencies have keys below nought, so that their rows lie together on the disk.

What turns amber or red next is counted and listed from an index alone.

On PostgreSQL the role that runs the service is given its rights on the tables of later revisions as well.
"""

import os
from datetime import date, timedelta

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

ALL = -1
TURNS = {"amber": "red", "red": "amber"}
WITH = ("thing_id", "valid_from", "valid_to")
DAYS = (1, 8, 15, 22)
SHAPE = ("visibility", "thing", "state", "rating", "overdue", "moved")
GROUPS = f"""
INSERT INTO tally_group (id, agency, {", ".join(SHAPE)})
SELECT -ROW_NUMBER() OVER (ORDER BY {", ".join(SHAPE)}), {ALL}, {", ".join(SHAPE)}
FROM (SELECT DISTINCT {", ".join(SHAPE)} FROM tally_group) AS shapes
"""
DAILY = f"""
INSERT INTO tally (day, group_id, change)
SELECT t.day, whole.id, sum(t.change) FROM tally AS t JOIN tally_group AS g ON g.id = t.group_id
JOIN tally_group AS whole ON whole.agency = {ALL} AND {" AND ".join(f"whole.{name} = g.{name}" for name in SHAPE)}
WHERE g.agency <> {ALL} GROUP BY t.day, whole.id HAVING sum(t.change) <> 0
"""
CHECKPOINT = """
INSERT INTO checkpoint (day, group_id, count)
SELECT :day, group_id, sum(n) FROM (
  SELECT group_id, change AS n FROM tally WHERE day >= :before AND day < :day
  UNION ALL SELECT group_id, count FROM checkpoint WHERE day = :before
) AS parts GROUP BY group_id HAVING sum(n) <> 0
"""


def upgrade() -> None:
    """Add the groups of all agencies, their changes, and the checkpoints in between."""
    op.execute("ALTER TABLE checkpoint RENAME COLUMN month TO day")
    op.execute(GROUPS)
    op.execute(DAILY)
    _set_checkpoints()
    for one, other in TURNS.items():
        op.drop_index(f"position_turns_{one}", "position")
        columns = ["thing", f"shown_{one}_from", *WITH, f"shown_{other}_from"]
        op.create_index(f"position_turns_{one}", "position", columns)
    if role := _app_role():
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE ON TABLES TO {role}")
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO {role}")


def downgrade() -> None:
    """Take them away again."""
    whole = f"SELECT id FROM tally_group WHERE agency = {ALL}"
    op.execute(f"DELETE FROM checkpoint WHERE group_id IN ({whole})")
    op.execute(f"DELETE FROM tally WHERE group_id IN ({whole})")
    op.execute(f"DELETE FROM tally_group WHERE agency = {ALL}")
    for day in op.get_bind().execute(sa.text("SELECT DISTINCT day FROM checkpoint").columns(day=sa.Date)).scalars():
        if day.day != 1:
            op.get_bind().execute(sa.text("DELETE FROM checkpoint WHERE day = :day").bindparams(_day("day", day)))
    op.execute("ALTER TABLE checkpoint RENAME COLUMN day TO month")
    for one in TURNS:
        op.drop_index(f"position_turns_{one}", "position")
        op.create_index(f"position_turns_{one}", "position", [f"shown_{one}_from", "thing"])
    if role := _app_role():
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE SELECT, INSERT, UPDATE ON TABLES FROM {role}")
        op.execute(f"ALTER DEFAULT PRIVILEGES IN SCHEMA public REVOKE USAGE, SELECT ON SEQUENCES FROM {role}")


def _set_checkpoints() -> None:
    """Set every checkpoint anew, from the first change to the last checkpoint that there was."""
    ends = sa.text("SELECT (SELECT min(day) FROM tally) AS first, (SELECT max(day) FROM checkpoint) AS last")
    first, last = op.get_bind().execute(ends.columns(first=sa.Date, last=sa.Date)).one()
    op.execute("DELETE FROM checkpoint")
    if first is None or last is None:
        return
    before, day = first, _checkpoint_after(first)
    while day <= last:
        op.get_bind().execute(sa.text(CHECKPOINT).bindparams(_day("day", day), _day("before", before)))
        before, day = day, _checkpoint_after(day)


def _checkpoint_after(day: date) -> date:
    later = [each for each in DAYS if each > day.day]
    return day.replace(day=later[0]) if later else (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _day(name: str, day: date) -> sa.BindParameter[date]:
    return sa.bindparam(name, day, sa.Date)


def _app_role() -> str | None:
    """Give the role that runs the service, when it is another than the one that migrates (as in 0002)."""
    if op.get_bind().dialect.name == "sqlite":
        return None
    name = sa.make_url(os.environ.get("TRACKER_DATABASE_URL") or "postgresql://").username
    owner = op.get_bind().scalar(sa.text("SELECT current_user"))
    return op.get_bind().dialect.identifier_preparer.quote(name) if name and name != owner else None
