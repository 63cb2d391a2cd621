"""The board's totals on any day: daily changes and checkpoints, so that a count never scans the record.

Each thing counts twice: in the group of its agency, and in that of all agencies together, which most pages ask for.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from functools import lru_cache
from typing import Any

from sqlalchemy import Insert, and_, delete, false, func, insert, or_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session
from sqlmodel import col

from tracker.models import ALL_AGENCIES, FOREVER, Checkpoint, Position, Tally, TallyGroup
from tracker.models.statements import select
from tracker.rules import rating
from tracker.rules.facts import Span, When
from tracker.words import Delivery, Standing, Thing, Visibility

ONE_DAY = timedelta(days=1)
MANY, MANY_GROUPS = 50, 5000
# A month has four checkpoints: its first day, from which the ends of months are read, and three more on the way.
CHECKPOINT_DAYS = (1, 8, 15, 22)


@dataclass(frozen=True)
class Group:
    """What is counted together; `agency` 0 is none, `rating` empty is unrated, `moved` is re-dated."""

    visibility: Visibility
    thing: Thing
    agency: int
    state: str
    rating: str
    overdue: bool
    moved: bool


Changes = dict[tuple[date, Group], int]


def group_on(row: Mapping[str, Any], span: Span, day: date) -> Group:
    """Give the group in which a position counts on a day."""
    shown = rating.rating_on(span, day)
    return Group(
        visibility=row["visibility"],
        thing=row["thing"],
        agency=row["agency_id"] or 0,
        state=row["state"],
        rating=shown.value if shown else "",
        overdue=rating.is_overdue(span, day),
        moved=row["extensions"] > 0,
    )


def span_of(row: Mapping[str, Any]) -> Span:
    """Read a position back as the rules know it."""
    names = {name: row[name] for name in Span.__dataclass_fields__ if name not in {"since", "valid_to", "state"}}
    end = None if row["valid_to"] == FOREVER else row["valid_to"]
    state = Delivery(row["state"]) if row["thing"] == Thing.ACTION else Standing(row["state"])
    return Span(**names, valid_to=end, state=state, since=When(row["valid_from"], row["since_seq"]))


def count(row: Mapping[str, Any], changes: Changes, sign: int) -> None:
    """Add to the changes what a position adds on its first day, moves on its turning days and takes away at its end."""
    span, day = span_of(row), row["valid_from"]
    group = group_on(row, span, day)
    _move(changes, day, group, sign)
    for turn in turning_days(row):
        then = group_on(row, span, turn)
        if then != group:
            _move(changes, turn, group, -sign)
            _move(changes, turn, then, sign)
            group = then
    if row["valid_to"] != FOREVER:
        _move(changes, row["valid_to"], group, -sign)


def _move(changes: Changes, day: date, group: Group, change: int) -> None:
    changes[day, group] += change
    changes[day, _of_all_agencies(group)] += change


@lru_cache(maxsize=MANY_GROUPS)
def _of_all_agencies(group: Group) -> Group:
    return replace(group, agency=ALL_AGENCIES)


def turning_days(row: Mapping[str, Any]) -> list[date]:
    """Give the days within a position on which its rating or its lateness may turn, in order."""
    days = {row[name] for name in ("grey_until", "amber_from", "red_from", "overdue_from") if row[name]}
    if row["override_until"] and row["override_until"] < FOREVER:
        days.add(row["override_until"] + ONE_DAY)
    return sorted(day for day in days if row["valid_from"] < day < row["valid_to"])


def add(session: Session, changes: Changes, *, today: date) -> None:
    """Bring the tally up to date with changes, checkpoints included."""
    real = {key: change for key, change in changes.items() if change}
    advance(session, today)
    if not real:
        return
    ids = _group_ids(session, {group for _, group in real})
    daily: list[dict[str, Any]] = [
        {"day": day, "group_id": ids[group], "change": change} for (day, group), change in real.items()
    ]
    session.execute(_upsert(session, Tally, ["day", "group_id"], "change"), daily)
    first, last = session.execute(select(func.min(Checkpoint.day), func.max(Checkpoint.day))).one()
    later = [
        {"day": day, "group_id": row["group_id"], "count": row["change"]}
        for row in daily
        for day in _checkpoints_after(row["day"], first, last)
    ]
    if summed := _summed(later):
        session.execute(_upsert(session, Checkpoint, ["day", "group_id"], "count"), summed)


def _summed(rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    total: dict[tuple[date, int], int] = defaultdict(int)
    for row in rows:
        total[row["day"], row["group_id"]] += row["count"]
    return [{"day": day, "group_id": group, "count": n} for (day, group), n in total.items() if n]


def _upsert(session: Session, model: Any, key: list[str], number: str) -> Insert:
    dialect = sqlite if session.get_bind().dialect.name == "sqlite" else postgresql
    statement = dialect.insert(model)
    standing = model.__table__.c[number]
    upsert: Insert = statement.on_conflict_do_update(
        index_elements=key, set_={number: standing + getattr(statement.excluded, number)}
    )
    return upsert


def _group_ids(session: Session, groups: set[Group]) -> dict[Group, int]:
    """Give the keys of these groups; those of all agencies are below nought, so that they lie together on the disk."""
    found = _known(session, groups)
    if missing := [group for group in groups if group not in found]:
        lowest = min(session.scalar(select(func.min(TallyGroup.id))) or 0, 0)
        wholes = [group for group in missing if group.agency == ALL_AGENCIES]
        keyed = [{"id": lowest - place, **asdict(group)} for place, group in enumerate(wholes, 1)]
        others = [asdict(group) for group in missing if group.agency != ALL_AGENCIES]
        for rows in filter(None, (others, keyed)):
            session.execute(insert(TallyGroup), rows)
        found = _known(session, groups)
    return found


def _known(session: Session, groups: set[Group]) -> dict[Group, int]:
    names = list(Group.__dataclass_fields__)
    columns = [getattr(TallyGroup, name) for name in names]
    chosen = select(TallyGroup.id, *columns)
    if len(groups) <= MANY:
        one = (and_(*(getattr(TallyGroup, n) == getattr(group, n) for n in names)) for group in groups)
        chosen = chosen.where(or_(false(), *one))
    return {Group(*values): key for key, *values in session.execute(chosen)}


def checkpoint_on(day: date) -> date:
    """Give the last day of a checkpoint that is not after this day."""
    return day.replace(day=max(each for each in CHECKPOINT_DAYS if each <= day.day))


def checkpoint_after(day: date) -> date:
    """Give the next day of a checkpoint."""
    later = [each for each in CHECKPOINT_DAYS if each > day.day]
    return day.replace(day=later[0]) if later else (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def _checkpoints_after(day: date, first: date | None, last: date | None) -> Iterator[date]:
    """Give the checkpoints that come after a day, as far as there are any."""
    checkpoint = max(checkpoint_after(day), first or day)
    while last is not None and checkpoint <= last:
        yield checkpoint
        checkpoint = checkpoint_after(checkpoint)


def advance(session: Session, today: date) -> None:
    """Set every checkpoint that has come since the last one."""
    last = session.scalar(select(func.max(Checkpoint.day)))
    begin = checkpoint_after(last) if last else checkpoint_on(today)
    while begin <= today:
        _set_checkpoint(session, begin, last)
        last, begin = begin, checkpoint_after(begin)


def _set_checkpoint(session: Session, day: date, before: date | None) -> None:
    """Set one checkpoint from the one before it and the daily changes between."""
    changes = select(col(Tally.group_id).label("g"), col(Tally.change).label("n")).where(col(Tally.day) < day)
    if before is not None:
        counted = select(col(Checkpoint.group_id).label("g"), col(Checkpoint.count).label("n"))
        changes = changes.where(col(Tally.day) >= before).union_all(counted.where(col(Checkpoint.day) == before))
    parts = changes.subquery()
    total = func.sum(parts.c.n)
    rows = session.execute(select(parts.c.g, total).group_by(parts.c.g).having(total != 0)).all()
    if rows:
        session.execute(insert(Checkpoint), [{"day": day, "group_id": g, "count": n} for g, n in rows])


def rebuild(session: Session, today: date) -> None:
    """Compute the whole tally anew from the positions, with its checkpoints until today."""
    write(session, from_positions(session), today)


def write(session: Session, expected: Changes, today: date) -> None:
    """Put these daily changes in the place of the whole tally, with its checkpoints until today."""
    session.execute(delete(Checkpoint))
    session.execute(delete(Tally))
    ids = _group_ids(session, {group for _, group in expected})
    rows: list[dict[str, Any]] = [
        {"day": day, "group_id": ids[group], "change": n} for (day, group), n in expected.items()
    ]
    if rows:
        session.execute(insert(Tally), rows)
        _checkpoints_from(session, min(row["day"] for row in rows), today)


def _checkpoints_from(session: Session, first: date, today: date) -> None:
    before, day = None, checkpoint_after(first)
    while day <= today:
        _set_checkpoint(session, day, before)
        before, day = day, checkpoint_after(day)


def from_positions(session: Session) -> Changes:
    """Compute every daily change from the positions that stand."""
    changes: Changes = defaultdict(int)
    # Closed by `with`, because a row that cannot be read must not leave the cursor open.
    with session.execute(select(Position.__table__).execution_options(yield_per=2000)) as rows:  # type: ignore[attr-defined]
        for row in rows.mappings():
            count(dict(row), changes, 1)
    return {key: n for key, n in changes.items() if n}


def faults(session: Session) -> Iterator[str]:
    """Name the days on which the tally or a checkpoint differs from the positions."""
    columns = [getattr(TallyGroup, name) for name in Group.__dataclass_fields__]
    stand: Changes = defaultdict(int)
    for day, change, *values in session.execute(
        select(Tally.day, Tally.change, *columns).join(TallyGroup, col(TallyGroup.id) == col(Tally.group_id))
    ):
        stand[day, Group(*values)] += change
    expected = from_positions(session)
    for day, group in sorted(set(stand) | set(expected), key=str):
        if stand.get((day, group), 0) != expected.get((day, group), 0):
            yield f"the tally of {day} differs from the positions ({group.thing.value}, {group.state}, {group.rating})"
    yield from _checkpoint_faults(session)


def _checkpoint_faults(session: Session) -> Iterator[str]:
    running: dict[int, int] = defaultdict(int)
    daily = session.execute(select(Tally.day, Tally.group_id, Tally.change).order_by(col(Tally.day))).all()
    place = 0
    for day in session.scalars(select(Checkpoint.day).distinct().order_by(col(Checkpoint.day))).all():
        while place < len(daily) and daily[place][0] < day:
            running[daily[place][1]] += daily[place][2]
            place += 1
        counted = select(Checkpoint.group_id, col(Checkpoint.count).label("count_")).where(col(Checkpoint.day) == day)
        stand = {row.group_id: row.count_ for row in session.execute(counted)}
        if {g: n for g, n in running.items() if n} != {g: n for g, n in stand.items() if n}:
            yield f"the checkpoint of {day} differs from the daily changes before it"
