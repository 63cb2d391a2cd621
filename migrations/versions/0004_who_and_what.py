"""Say in the tables what must always be true of who decided about what, and of a review's time line.

A decision names what its kind is about; whoever checked, released, decided or answered is known. Who entered, asked or
told stays open: the service enters what was there before anybody held a post.

SQLite cannot add a constraint to a table that is there, so that the table is written anew from its own words.
"""

import re
from collections.abc import Callable
from functools import partial

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

OF_ACTIONS = "'refuse sign-off', 'pause', 'withdraw', 'extend'"
OF_RECOMMENDATIONS = "'accept', 'accept in part', 'not accept', 'merge', 'supersede', 'close', 'reopen'"
CHECKS = {
    ("decision", "decision_names_its_thing"): (
        f"(kind NOT IN ({OF_ACTIONS}) OR action_id IS NOT NULL)"
        f" AND (kind NOT IN ({OF_RECOMMENDATIONS}) OR recommendation_id IS NOT NULL)"
        " AND (kind IN ('note', 'commission audit') OR action_id IS NOT NULL OR recommendation_id IS NOT NULL)"
    ),
    ("review", "review_in_order"): (
        "(completed_on IS NULL OR commissioned_on IS NULL OR completed_on >= commissioned_on)"
        " AND (published_on IS NULL OR completed_on IS NULL OR published_on >= completed_on)"
        " AND (published_on IS NULL OR commissioned_on IS NULL OR published_on >= commissioned_on)"
    ),
}
KNOWN = {
    "decision": "decided_by_id",
    "evidence_check": "checker_id",
    "extension_answer": "answered_by_id",
    "release": "person_id",
}


def upgrade() -> None:
    """Add the checks, and let the columns be filled."""
    for table in _tables():
        if op.get_bind().dialect.name == "sqlite":
            _write_anew(table, partial(_stricter, table))
            continue
        for (home, name), said in CHECKS.items():
            if home == table:
                op.create_check_constraint(name, table, said)
        if table in KNOWN:
            op.alter_column(table, KNOWN[table], nullable=False)


def downgrade() -> None:
    """Take the checks away, and let the columns be empty again."""
    for table in _tables():
        if op.get_bind().dialect.name == "sqlite":
            _write_anew(table, partial(_looser, table))
            continue
        for home, name in CHECKS:
            if home == table:
                op.drop_constraint(name, table, type_="check")
        if table in KNOWN:
            op.alter_column(table, KNOWN[table], nullable=True)


def _tables() -> list[str]:
    return sorted({home for home, _ in CHECKS} | set(KNOWN))


def _stricter(table: str, words: str) -> str:
    """Give the words of a table with its checks and its filled column."""
    if table in KNOWN:
        words = _once(rf"\b{KNOWN[table]} INTEGER", f"{KNOWN[table]} INTEGER NOT NULL", words)
    added = [f"CONSTRAINT {name} CHECK ({said})" for (home, name), said in CHECKS.items() if home == table]
    return f"{words.rstrip()[:-1].rstrip()}, {', '.join(added)})" if added else words


def _looser(table: str, words: str) -> str:
    """Give the words of a table without them."""
    for (home, name), said in CHECKS.items():
        if home == table:
            words = words.replace(f", CONSTRAINT {name} CHECK ({said})", "")
    return _once(rf"\b{KNOWN[table]} INTEGER NOT NULL", f"{KNOWN[table]} INTEGER", words) if table in KNOWN else words


def _once(pattern: str, by: str, words: str) -> str:
    changed, times = re.subn(pattern, by, words)
    if times != 1:
        raise ValueError(f"{pattern} stands {times} times in: {words}")
    return changed


def _write_anew(table: str, change: Callable[[str], str]) -> None:
    """Copy a table of SQLite into one of other words, with its indexes."""
    kept = sa.text("SELECT type, sql FROM sqlite_master WHERE tbl_name = :table AND sql IS NOT NULL ORDER BY rowid")
    (words, *rest) = op.get_bind().execute(kept, {"table": table}).all()
    changed = _once(rf'^CREATE TABLE "?{table}"?(?= *\()', f"CREATE TABLE new_{table}", change(words.sql))
    op.execute(sa.text(_literal(changed)))
    op.execute(f"INSERT INTO new_{table} SELECT * FROM {table}")
    op.execute(f"DROP TABLE {table}")
    op.execute(f"ALTER TABLE new_{table} RENAME TO {table}")
    for each in rest:
        op.execute(sa.text(_literal(each.sql)))


def _literal(statement: str) -> str:
    return statement.replace(":", r"\:")
