"""The floors: the same questions as SQL written by hand, asked in process of the same database."""

import secrets
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from typing import Any

import psycopg

from tests.bench.pack import TODAY
from tracker.tally import checkpoint_on

Raw = Callable[..., list[Any]]

DAY_COUNTS = """
SELECT g.thing, g.agency, g.state, g.rating, g.overdue, g.moved, n FROM (
  SELECT group_id, sum(n) AS n FROM (
    SELECT group_id, count AS n FROM checkpoint WHERE day = ? AND group_id {0}
    UNION ALL SELECT group_id, change FROM tally WHERE day >= ? AND day <= ? AND group_id {0}
  ) AS parts GROUP BY group_id
) AS sums JOIN tally_group AS g ON g.id = sums.group_id
"""
MOVED = """
SELECT (SELECT count(*) FROM decision WHERE kind = 'close' AND effective_on >= ? AND effective_on <= ?),
  (SELECT count(*) FROM decision WHERE kind = 'reopen' AND effective_on >= ? AND effective_on <= ?),
  (SELECT count(*) FROM extension_answer WHERE effective_on >= ? AND effective_on <= ?),
  (SELECT count(*) FROM position WHERE thing = 'action' AND late_order >= ? AND late_order <= ?
     AND valid_from <= ? AND valid_to > ?)
"""
LAST_MEETING = "SELECT max(held_on) FROM meeting WHERE kind = 'board' AND held_on < ?"
LATE = """
SELECT p.*, a.reference, w.wording, post.title, agency.name,
  (SELECT count(*) FROM evidence_link WHERE action_id = p.action_id),
  (SELECT max(effective_on) FROM progress_update WHERE action_id = p.action_id)
FROM position AS p JOIN action AS a ON a.id = p.action_id
JOIN action_wording AS w ON w.action_id = p.action_id AND w.number = 1
LEFT JOIN post ON post.id = p.post_id LEFT JOIN agency ON agency.id = p.agency_id
WHERE p.thing = 'action' AND p.valid_from <= ? AND p.valid_to > ? AND p.late_order <= ?
  AND (p.late_order, p.thing_id) > (?, ?)
ORDER BY p.late_order, p.thing_id LIMIT 50
"""
ANSWERED = """
SELECT l.action_id, r.reference, v.reference FROM action_link AS l
JOIN recommendation AS r ON r.id = l.recommendation_id
JOIN review AS v ON v.id = r.review_id WHERE l.action_id IN ({})
"""
TREND = """
SELECT c.day, g.rating, sum(c.count) FROM checkpoint AS c JOIN tally_group AS g ON g.id = c.group_id
WHERE g.thing = 'action' AND c.group_id < 0 AND c.day IN ({}) GROUP BY c.day, g.rating
"""
ONE = (
    "SELECT r.*, v.reference, v.title FROM recommendation AS r JOIN review AS v ON v.id = r.review_id WHERE r.id = ?",
    "SELECT * FROM position WHERE recommendation_id = ? AND valid_from <= '{0}' AND valid_to > '{0}'",
    "SELECT a.*, p.* FROM action_link AS l JOIN action AS a ON a.id = l.action_id JOIN position AS p "
    "ON p.action_id = a.id WHERE l.recommendation_id = ? AND p.valid_from <= '{0}' AND p.valid_to > '{0}'",
    "SELECT e.*, n.* FROM action_link AS l JOIN evidence_link AS k ON k.action_id = l.action_id JOIN evidence AS e "
    "ON e.id = k.evidence_id JOIN evidence_version AS n ON n.evidence_id = e.id WHERE l.recommendation_id = ?",
    "SELECT c.*, p.name FROM action_link AS l JOIN evidence_check AS c ON c.action_id = l.action_id "
    "LEFT JOIN person AS p ON p.id = c.checker_id WHERE l.recommendation_id = ?",
    "SELECT t.name FROM recommendation_theme AS k JOIN theme AS t ON t.id = k.theme_id WHERE k.recommendation_id = ?",
    "SELECT * FROM decision WHERE recommendation_id = ?",
    "SELECT * FROM event WHERE recommendation_id = ? ORDER BY effective_on DESC, seq DESC LIMIT 200",
)
NEWEST = "SELECT seq, hash FROM event ORDER BY seq DESC LIMIT 1"
WRITE = (
    "INSERT INTO progress_update (id, action_id, wording, started, declared_done, blocked_by, effective_on,"
    " recorded_at, seq) VALUES (?, ?, 'Half of the teams are trained.', ?, ?, '', ?, ?, ?)",
    "INSERT INTO evidence (id, title, type, evidence_class, independent, sensitivity, effective_on, recorded_at, seq,"
    " version) VALUES (?, 'Audit', 'audit', 2, ?, 'normal', ?, ?, ?, 1)",
    "INSERT INTO event (seq, at, effective_on, actor, session, method, address, kind, object_kind, object_id, body,"
    " prev_hash, hash) VALUES (?, ?, ?, 'raw', '', '', '', 'raw', 'action', ?, '{}', ?, ?)",
)


class Floor:
    """The questions on one open connection."""

    def __init__(self, ask: Raw, begin: str, commit: str) -> None:
        self.ask, self.begin, self.commit = ask, begin, commit

    def overview(self, day: date) -> None:
        """B1: the counts of the day, of the last meeting's eve and by agency, and what moved since."""
        told = day.isoformat()
        since = str(self.ask(LAST_MEETING, told)[0][0])
        for each, groups in ((day, "< 0"), (date.fromisoformat(since), "< 0"), (day, ">= 0")):
            begun = checkpoint_on(each).isoformat()
            self.ask(DAY_COUNTS.format(groups), begun, begun, each.isoformat())
        self.ask(MOVED, *(since, told) * 4, told, told)

    def late(self, day: date, pages: int = 1) -> None:
        """B2: the actions longest overdue, a page of 50, by going on from where the page before ended."""
        told, after = day.isoformat(), self.places[day, pages]
        rows = self.ask(LATE, told, told, told, *after)
        keys = [row[self.thing_id] for row in rows]
        self.ask(ANSWERED.format(", ".join("?" * len(keys))), *keys)

    def find_places(self, days: list[date], pages: list[int]) -> None:
        """Look up once where the pages begin, as the token in an address would say."""
        self.places: dict[tuple[date, int], tuple[str, int]] = {}
        for day in days:
            for page in pages:
                rows = self.ask(
                    "SELECT late_order, thing_id FROM position WHERE thing = 'action' AND valid_from <= ? "
                    "AND valid_to > ? AND late_order <= ? ORDER BY late_order, thing_id LIMIT ?",
                    *(day.isoformat(),) * 3,
                    (page - 1) * 50 + 1,
                )
                last = rows[-2] if page > 1 and len(rows) > 1 else ("0001-01-01", 0)
                self.places[day, page] = (str(last[0]), int(last[1]))

    def trend(self) -> None:
        """B3: the ratings at 36 month ends."""
        months, month = [], TODAY.replace(day=1)
        for _ in range(36):
            months.append(month.isoformat())
            month = month.replace(day=1, month=month.month - 1) if month.month > 1 else date(month.year - 1, 12, 1)
        self.ask(TREND.format(", ".join("?" * len(months))), *months)

    def one(self, key: int) -> None:
        """B4: everything of one recommendation."""
        for statement in ONE:
            self.ask(statement.format(TODAY.isoformat()), key)

    def write(self, action: int) -> None:
        """B7: an update, a piece of evidence and an event, durable."""
        self.ask(self.begin)
        seq, newest = self.ask(NEWEST)[0]
        seq, now, day, key = seq + 1, "2026-11-22 12:00:00.000000", TODAY.isoformat(), 1_000_000_000 + seq
        self.ask(WRITE[0], key, action, True, False, day, now, seq)
        self.ask(WRITE[1], key, False, day, now, seq)
        self.ask(WRITE[2], seq, now, day, action, newest, secrets.token_hex(32))
        self.ask(self.commit)

    thing_id = 4


@contextmanager
def on_sqlite(file: str) -> Iterator[Floor]:
    """Ask the embedded database."""
    connection = sqlite3.connect(file, isolation_level=None)
    for pragma in ("synchronous=FULL", "cache_size=-32000", "mmap_size=268435456", "temp_store=MEMORY"):
        connection.execute(f"PRAGMA {pragma}")
    yield Floor(lambda told, *values: connection.execute(told, values).fetchall(), "BEGIN IMMEDIATE", "COMMIT")
    connection.close()


@contextmanager
def on_postgresql(address: str) -> Iterator[Floor]:
    """Ask PostgreSQL."""
    connection = psycopg.connect(address.replace("+psycopg", ""), autocommit=True, prepare_threshold=1)

    def ask(told: str, *values: Any) -> list[Any]:
        cursor = connection.execute(told.replace("?", "%s"), values or None)
        return cursor.fetchall() if cursor.description else []

    yield Floor(ask, "BEGIN", "COMMIT")
    connection.close()
