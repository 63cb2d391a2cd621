"""A value that nothing can read any more is named with its row, and the rest of the record is still verified."""

import re

import pytest
from sqlalchemy import Boolean, Date, Enum, Integer
from sqlmodel import SQLModel

from tests.database.record import EMBEDDED_ONLY
from tests.trail.tampering import rebuild, tamper
from tracker.fold import tables
from tracker.models import Checkpoint, Position, Tally, TallyGroup
from tracker.models.columns import UtcDateTime

LATER_FAULT = "UPDATE checkpoint SET count = count + 1"
LATER = "Derived: the checkpoint of 2026-11-22 differs from the daily changes before it."
DERIVED = [model.__table__ for model in (Position, TallyGroup, Tally, Checkpoint)]
PARSED = (Date, Enum, Boolean, Integer, UtcDateTime)


def named(faults, pattern):
    return [fault for fault in faults if re.search(pattern, fault)]


@EMBEDDED_ONLY
@pytest.mark.parametrize(
    ("statement", "pattern"),
    [
        ("UPDATE baseline SET due = 'soon' WHERE id = 1", "^The row baseline 1 cannot be read: due.$"),
        ("UPDATE response SET kind = 'x' WHERE id = 1", "^The row response 1 cannot be read: kind.$"),
        (
            "UPDATE position SET valid_to = 'never' WHERE id = 9",
            "^Derived: the row position 9 cannot be read: valid_to",
        ),
        ("UPDATE rating_key SET bank_holidays = 'x'", "^Derived: the rating key cannot be read"),
        ("UPDATE action SET start_on = x'ff00' WHERE id = 1", "^The row action 1 cannot be read: start_on.$"),
        ("UPDATE tally SET change = 'many'", "^Derived: the row tally 2026-10-01 -?\\d+ cannot be read: change.$"),
        ("UPDATE agency SET name = CAST(x'ff' AS TEXT) WHERE id = 1", "^The table agency cannot be read to its end"),
        ("UPDATE event SET actor = CAST(x'ff' AS TEXT) WHERE seq = 5", "^The trail cannot be read to its end"),
    ],
)
def test_what_does_not_parse_is_named_and_the_rest_is_verified(record, history, statement, pattern):
    locked = " event " in statement
    (tamper if locked else record.tamper.__func__)(record, "PRAGMA ignore_check_constraints = ON", statement)
    record.tamper(LATER_FAULT)
    faults = record.faults()
    assert named(faults, pattern), faults
    assert LATER in faults or named(faults, "^Derived: the tally cannot be read to its end"), faults


@pytest.mark.parametrize("holidays", ["x", "{}", "[1]", '["no day"]', "null"])
def test_bank_holidays_that_do_not_parse_are_named(record, history, holidays):
    record.tamper(f"UPDATE rating_key SET bank_holidays = '{holidays}'", LATER_FAULT)
    faults = record.faults()
    assert named(faults, "^The row rating_key 1 is not what its events say: bank_holidays.$")
    assert named(faults, "^Derived: the rating key cannot be read") or holidays == "{}"
    assert LATER in faults


def test_a_word_that_no_rule_knows_is_named(record, history):
    record.tamper("UPDATE position SET state = 'somewhere' WHERE thing = 'action'", LATER_FAULT)
    assert named(record.faults(), "^Derived: the (positions of action 1|tally)")


@EMBEDDED_ONLY
def test_no_column_of_any_table_stops_the_verifying(record, history):
    restore = record.back_up()
    for table in [*tables(), *DERIVED]:
        if not record.read(f'SELECT count(*) FROM "{table.name}"')[0][0]:
            continue
        keys = ", ".join(column.name for column in table.primary_key)
        first = f'({keys}) = (SELECT {keys} FROM "{table.name}" ORDER BY {keys} LIMIT 1)'
        for column in table.columns:
            if not column.primary_key and isinstance(column.type, PARSED):
                record.tamper(
                    "PRAGMA ignore_check_constraints = ON",
                    f'UPDATE "{table.name}" SET "{column.name}" = \'x\' WHERE {first}',
                )
                assert record.faults(), f"{table.name}.{column.name}"
                restore()


@pytest.mark.parametrize(
    "body",
    [
        "",
        "[" * 100_000,
        '{"rows":[[1,2,3]]}',
        '{"rows":[["action",[],{}]]}',
        '{"rows":[["action",99999999999999999999,{}]]}',
        '{"rows":[["action",1,{"wording":{"kept":[]}}]]}',
        '{"rows":[["action",1,{"wording":{"kept":null}}]]}',
        '{"rows":[["action",1,{"wording":{"secret":[]}}]]}',
        '{"rows":[["action",1,{"wording":1e999}]]}',
    ],
)
def test_no_forged_body_stops_the_verifying(record, history, body):
    rebuild(record, 5, lambda values: values.update(body=body))
    record.tamper(LATER_FAULT)
    faults = record.faults()
    assert named(faults, "^Event 5 cannot be read"), faults
    assert LATER in faults


@pytest.mark.parametrize("line", ["[" * 100_000, '{"seq": 1e999, "hash": "x", "at": "y"}', "\x00", "[]", "null"])
def test_no_line_of_the_anchor_file_stops_the_verifying(record, history, line):
    with record.settings.anchor_file.open("a") as file:
        file.write(line + "\n")
    number = len(record.settings.anchor_file.read_text().splitlines())
    assert record.faults() == [f"Line {number} of the anchor file cannot be read."]


def test_an_anchor_file_that_cannot_be_opened_is_named(record, history):
    record.settings.anchor_file.unlink()
    record.settings.anchor_file.mkdir()
    assert named(record.faults(), "^The anchor file cannot be opened")


def test_every_type_of_column_is_known():
    every = SQLModel.metadata.tables
    # What the machine keeps to match texts is neither of the record nor derived from it: nobody verifies it.
    read = [table for name, table in every.items() if name not in {"text_vector", "suggestion", "matched", "near_rows"}]
    kinds = {type(column.type).__name__ for table in read for column in table.columns}
    assert kinds == {"AutoString", "Boolean", "Date", "Enum", "Integer", "Text", "UtcDateTime"}
