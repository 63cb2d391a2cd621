"""Whoever changes the record behind the tracker's back is found out, and the place is named."""

import re
from datetime import date

import pytest

from tests.database.record import EMBEDDED_ONLY, POSTGRESQL_ONLY
from tests.trail.tampering import head, place, rebuild, tamper, told
from tracker.fold import ERASED, WORDING_ERASED, Fold
from tracker.queries import history as history_pages
from tracker.trail import About, append
from tracker.verify import events


def only(faults, *patterns):
    """Expect these faults and no others, in order."""
    assert len(faults) == len(patterns), faults
    for fault, pattern in zip(faults, patterns, strict=True):
        assert re.search(pattern, fault), fault


def test_an_untouched_record_verifies(record, history):
    assert record.faults() == []


# The twelve tamperings.


@pytest.mark.parametrize("column", ["kind", "object_kind", "session", "method", "address"])
def test_updated_event_is_named(record, history, column):
    tamper(record, f"UPDATE event SET {column} = 'something else' WHERE seq = 5")
    only(record.faults(deep=False), "^Event 5 was changed")


def test_deleted_event_is_named(record, history):
    tamper(record, "DELETE FROM event WHERE seq = 5")
    faults = record.faults(deep=False)
    assert "The trail has a gap: event 5 is missing." in faults
    assert "event 5 is not the one that was anchored" in "".join(faults)


def test_replaced_event_is_named(record, history):
    columns = ", ".join(name for (name,) in _columns(record))
    others = columns.replace("kind,", "'something else',", 1)
    replacing = f"INSERT INTO event ({columns}) SELECT {others} FROM kept"
    tamper(
        record, "CREATE TABLE kept AS SELECT * FROM event WHERE seq = 5", "DELETE FROM event WHERE seq = 5", replacing
    )
    only(record.faults(deep=False), "^Event 5 was changed")


@EMBEDDED_ONLY
def test_insert_or_replace_behind_the_trigger_is_named(record, history):
    columns = [name for (name,) in _columns(record)]
    chosen = ", ".join("'something else'" if name == "actor" else name for name in columns)
    tamper(record, f"INSERT OR REPLACE INTO event SELECT {chosen} FROM event WHERE seq = 5")
    only(record.faults(deep=False), "^Event 5 was changed")


def _columns(record):
    if record.is_sqlite:
        return record.read("SELECT name FROM pragma_table_info('event') ORDER BY cid")
    return record.read(
        "SELECT column_name FROM information_schema.columns WHERE table_name = 'event' ORDER BY ordinal_position"
    )


def test_inserted_event_is_named(record, history):
    end = head(record)
    columns = ", ".join(name for (name,) in _columns(record))
    forged = columns.replace("seq", f"{end + 1}", 1).replace("prev_hash", "'a'", 1).replace(", hash", ", 'b'", 1)
    tamper(record, f"INSERT INTO event ({columns}) SELECT {forged} FROM event WHERE seq = {end}")
    faults = record.faults(deep=False)
    assert f"Event {end + 1} does not follow the one before it: the hash that it names is another." in faults
    assert f"Event {end + 1} was changed: its hash is not that of what it says." in faults


def test_reordered_events_are_named(record, history):
    swap = [f"UPDATE event SET seq = {new} WHERE seq = {old}" for old, new in ((5, 9999), (6, 5), (9999, 6))]
    tamper(record, *swap)
    faults = record.faults(deep=False)
    assert "Event 5 was changed: its hash is not that of what it says." in faults
    assert "Event 6 does not follow the one before it: the hash that it names is another." in faults


def test_cut_tail_is_named_with_the_anchor_that_still_fits(record, history):
    end = head(record)
    tamper(record, f"DELETE FROM kept_text WHERE seq > {end - 2}", f"DELETE FROM event WHERE seq > {end - 2}")
    pattern = rf"^The trail ends at event {end - 2}, but event {end} was anchored .* 2 events were cut off, .*"
    only(record.faults(deep=False), rf"{pattern}since the anchor of event {end - 2} at 2026-11-22")


def test_rebuilt_chain_is_named_with_the_anchor_that_still_fits(record, history):
    rebuild(record, 5, lambda values: values.update(actor="somebody else"))
    pattern = "^The trail was rebuilt or changed: event 5 is not the one that was anchored .*"
    only(record.faults(), rf"{pattern}since the anchor of event 4 at 2026-11-22")


def test_swapped_bodies_are_named(record, history):
    (first,), (second,) = record.read("SELECT body FROM event WHERE seq IN (5, 6) ORDER BY seq")
    escaped = [body.replace("'", "''") for body in (first, second)]
    tamper(
        record,
        f"UPDATE event SET body = '{escaped[1]}' WHERE seq = 5",
        f"UPDATE event SET body = '{escaped[0]}' WHERE seq = 6",
    )
    changed = [fault for fault in record.faults(deep=False) if "was changed" in fault]
    only(changed, "^Event 5 was changed", "^Event 6 was changed")


def test_changed_time_is_named(record, history):
    tamper(record, "UPDATE event SET at = '2026-11-01 09:00:00.000000' WHERE seq = 5")
    only(record.faults(deep=False), "^Event 5 was changed", "^Event 5 is dated before the one ahead")


def test_time_that_runs_backwards_is_named_in_a_rebuilt_chain(record, history):
    rebuild(record, 5, lambda values: values.update(at=values["at"].replace(year=2025)))
    only(record.faults(deep=False), "^Event 5 is dated before the one ahead", "rebuilt .* since the anchor of event 4")


@pytest.mark.parametrize("change", ["actor = 'the chair'", "actor_id = 99"])
def test_changed_actor_is_named(record, history, change):
    tamper(record, f"UPDATE event SET {change} WHERE seq = 5")
    only(record.faults(deep=False), "^Event 5 was changed")


@EMBEDDED_ONLY
def test_each_missing_trigger_is_named(record, history):
    trail = "type = 'trigger' AND tbl_name IN ('event', 'kept_text')"
    triggers = [name for (name,) in record.read(f"SELECT name FROM sqlite_master WHERE {trail}")]
    assert len(triggers) == 6
    for name in triggers:
        record.tamper(f"DROP TRIGGER {name}")
    assert record.faults(deep=False) == [
        f"The trigger {name} is missing or switched off: somebody could change the trail unseen."
        for name in ("event_no_update", "event_no_delete", "event_no_replace")
    ] + [
        f"The trigger {name} is missing or switched off: somebody could change the trail unseen."
        for name in ("kept_text_no_delete", "kept_text_only_erased", "kept_text_no_replace")
    ]


@EMBEDDED_ONLY
def test_weakened_and_strange_triggers_are_named(record, history):
    record.tamper(
        "DROP TRIGGER event_no_delete",
        "CREATE TRIGGER event_no_delete BEFORE DELETE ON event WHEN OLD.seq > 9 "
        "BEGIN SELECT RAISE(ABORT, 'the trail is only ever added to'); END",
        "CREATE TRIGGER quiet AFTER INSERT ON event BEGIN UPDATE action SET reference = 'X'; END",
    )
    only(record.faults(deep=False), "^The trigger event_no_delete was changed", "^There is a trigger quiet")


@POSTGRESQL_ONLY
@pytest.mark.parametrize(
    "statement",
    ["DROP TRIGGER event_append_only ON event", "ALTER TABLE event DISABLE TRIGGER event_append_only"],
)
def test_trigger_dropped_or_switched_off_on_postgresql_is_named(record, history, statement):
    record.tamper(statement)
    only(record.faults(deep=False), "^The trigger event_append_only is missing or switched off")


@POSTGRESQL_ONLY
def test_trigger_made_harmless_on_postgresql_is_named(record, history):
    record.tamper(
        "CREATE OR REPLACE FUNCTION trail_is_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        "$$ BEGIN RETURN COALESCE(NEW, OLD); END $$",
        "DROP TRIGGER event_no_truncate ON event",
        "CREATE TRIGGER event_no_truncate BEFORE UPDATE ON event FOR EACH ROW WHEN (OLD.seq < 0) "
        "EXECUTE FUNCTION trail_is_append_only()",
    )
    only(
        record.faults(deep=False),
        "^The trigger event_no_truncate was changed",
        "^The function trail_is_append_only behind the triggers is missing or was changed",
    )


def test_restored_older_backup_is_named(record, history, an_update):
    end = head(record)
    restore = record.back_up()
    an_update(history, on=date(2026, 11, 20))
    an_update(history, on=date(2026, 11, 21))
    restore()
    pattern = rf"^The trail ends at event {end}, but event {end + 2} was anchored .* an older backup was restored, "
    only(record.faults(), pattern + rf"since the anchor of event {end} at")


STATE = {
    "reference": ("UPDATE action SET reference = 'A9999' WHERE id = 1", "^The row action 1 is not .*: reference.$"),
    "wording": (
        "UPDATE progress_update SET wording = 'Done.' WHERE id = 1",
        "^The row progress_update 1 .*: wording.$",
    ),
    "empty wording": (
        "UPDATE progress_update SET wording = '' WHERE id = 1",
        "^The row progress_update 1 .*: wording.$",
    ),
    "day": (
        "UPDATE progress_update SET forecast = '2027-01-01' WHERE id = 2",
        "^The row progress_update 2 .*: forecast.$",
    ),
    "instant": (
        "UPDATE post SET recorded_at = '2026-11-22 06:00:00' WHERE id = 1",
        "^The row post 1 .*: recorded_at.$",
    ),
    "yes or no": (
        "UPDATE progress_update SET started = NOT started WHERE id = 1",
        "^The row progress_update 1 .*: started.$",
    ),
    "a word": ("UPDATE review SET kind = 'inspection' WHERE id = 1", "^The row review 1 .*: kind.$"),
    "name of a person": ("UPDATE person SET email = 'x@y.example' WHERE id = 1", "^The row person 1 .*: email.$"),
    "verdict": (
        "UPDATE evidence_check SET verdict = 'partly', reason = 'x'",
        "^The row evidence_check 1 .*: verdict, reason.$",
    ),
    "deleted": ("DELETE FROM evidence_check", "^The events tell of evidence_check 1, but there is no such row"),
    "added": (
        "INSERT INTO agency (key, name, kind, effective_on, recorded_at, seq, version) "
        "SELECT 'x', 'X', kind, effective_on, recorded_at, seq, 1 FROM agency WHERE id = 1",
        "^The row agency 3 is in no event",
    ),
}


@pytest.mark.parametrize("case", STATE)
def test_row_changed_without_an_event_is_named(record, history, case):
    statement, pattern = STATE[case]
    record.tamper(statement)
    assert record.faults(deep=False) == []
    only([fault for fault in record.faults() if not fault.startswith("Derived")], pattern)


@EMBEDDED_ONLY
def test_what_the_tables_no_longer_allow_is_named_and_stops_nothing(record, history):
    record.tamper(
        "PRAGMA ignore_check_constraints = ON",
        "UPDATE review SET kind = 'no such kind', published_on = 'yesterday', recorded_at = 'then' WHERE id = 1",
        "UPDATE agency SET name = x'00ff' WHERE id = 1",
    )
    fold = Fold()
    with record.reading() as visit:
        for portion in events(visit.session):
            fold.see(portion)
        found = sorted(fold.faults(visit.session))
    only(found, "^The row agency 1 .*: name.$", "^The row review 1 .*: recorded_at, kind, published_on.$")


# Beyond the twelve.


def test_changed_row_with_a_forged_event_is_named_by_the_anchors(record, history):
    record.tamper("UPDATE action SET reference = 'A9999' WHERE id = 1")
    rebuild(record, place(record, "action recorded"), lambda values: told(values, "action", "reference", "A9999"))
    only(record.faults(), "^The trail was rebuilt or changed")


@pytest.mark.parametrize(
    ("statement", "pattern"),
    [
        ("UPDATE position SET amber_from = '2026-10-02' WHERE action_id = 1", "^Derived: the positions of action 1 "),
        ("DELETE FROM position WHERE action_id = 1", "^Derived: the positions of action 1 differ"),
        ("UPDATE tally SET change = change + 1", "^Derived: the tally of 2026-10-01 differs"),
        ("UPDATE checkpoint SET count = count + 1", "^Derived: the checkpoint of 2026-11-22 differs"),
        (
            "UPDATE tally_group SET agency = 77 WHERE state = 'completed' AND agency > 0",
            "^Derived: the tally of 2026-10-01 differs",
        ),
    ],
)
def test_changed_reading_is_named(record, history, statement, pattern):
    record.tamper(statement)
    assert record.faults(deep=False) == []
    assert re.search(pattern, record.faults()[0])


def test_changed_kept_wording_is_named(record, history):
    seq = place(record, "update given")
    tamper(record, f"UPDATE kept_text SET wording = 'All was well.' WHERE seq = {seq}")
    only(record.faults(deep=False), f"^The wording kept with event {seq} was changed")


def test_deleted_kept_wording_is_named(record, history):
    seq = place(record, "update given")
    tamper(record, f"DELETE FROM kept_text WHERE seq = {seq}")
    only(record.faults(deep=False), f"^Wording of event {seq} is missing, and was not erased")


def test_added_kept_wording_is_named(record, history):
    record.tamper("INSERT INTO kept_text (digest, seq, salt, wording) VALUES ('d', 1, 's', 'w'), ('e', 999, 's', 'w')")
    only(
        record.faults(deep=False),
        "^The wording kept with event 1 was changed",
        "^Wording is kept with event 1 that it does not name",
        "^Wording is kept with event 999, which is not in the trail",
    )


def kept(record, table, column="wording", key=1):
    """Give the digest by which the events name what a row says, and its place in the trail."""
    chosen = f"WHERE wording = (SELECT {column} FROM {table} WHERE id = {key})"
    return record.read(f"SELECT digest, seq FROM kept_text {chosen} ORDER BY seq LIMIT 1")[0]


def erase(record, *digests, told=None):
    """Empty kept wording, and tell it in the trail as a lawful erasure does."""
    chosen = ", ".join(f"'{digest}'" for digest in digests)
    record.tamper(f"UPDATE kept_text SET salt = NULL, wording = NULL WHERE digest IN ({chosen})")
    with record.changing() as visit:
        note = {"digests": list(digests) if told is None else told, "reason": "The family asked for it."}
        append(visit, WORDING_ERASED, About(kind="kept text", id=None), note)


def test_lawfully_erased_wording_still_verifies(record, history):
    digest, _ = kept(record, "progress_update")
    record.tamper(f"UPDATE progress_update SET wording = '{ERASED}' WHERE id = 1")
    erase(record, digest)
    assert record.faults() == []
    record.tamper("UPDATE progress_update SET wording = '' WHERE id = 1")
    assert record.faults() == []


def test_wording_emptied_without_an_event_of_erasure_is_named(record, history):
    digest, seq = kept(record, "progress_update")
    record.tamper(f"UPDATE kept_text SET salt = NULL, wording = NULL WHERE digest = '{digest}'")
    only(record.faults(deep=False), f"^The wording kept with event {seq} was emptied, but no event tells of an erasure")


def test_text_changed_after_its_kept_wording_was_emptied_is_named(record, history):
    _, seq = kept(record, "action")
    record.tamper(
        "UPDATE kept_text SET wording = NULL, salt = NULL WHERE wording = (SELECT wording FROM action WHERE id = 1)",
        "UPDATE action SET wording = 'something else' WHERE id = 1",
    )
    faults = record.faults()
    assert f"The wording kept with event {seq} was emptied, but no event tells of an erasure." in faults
    assert "The row action 1 is not what its events say: wording." in faults


def test_history_and_verify_agree_on_the_sign_of_erasure():
    assert history_pages.ERASED == ERASED


def test_text_that_stands_although_its_wording_was_erased_is_named(record, history):
    digest, _ = kept(record, "progress_update")
    erase(record, digest)
    only(record.faults(), "^The row progress_update 1 is not what its events say: wording.$")


def test_erasure_that_is_told_but_was_not_done_is_named(record, history):
    digest, seq = kept(record, "progress_update")
    with record.changing() as visit:
        append(visit, WORDING_ERASED, About(kind="kept text", id=None), {"digests": [digest, "d" * 64]})
    end = head(record)
    only(
        record.faults(deep=False),
        f"^Event {end} says that wording of event {seq} was erased, but it is still kept",
        f"^Event {end} says that wording was erased which no event before it named",
    )


@pytest.mark.parametrize("told", ["all of it", [1, None], {"digests": []}])
def test_erasure_that_names_nothing_readable_erases_nothing(record, history, told):
    digest, seq = kept(record, "progress_update")
    erase(record, digest, told=told)
    only(record.faults(deep=False), f"^The wording kept with event {seq} was emptied")


def test_unreadable_body_is_named(record, history):
    rebuild(record, 5, lambda values: values.update(body="{}"))
    faults = record.faults()
    assert faults[0].startswith("Event 5 cannot be read")
    assert any("is in no event" in fault for fault in faults)


def test_a_broken_trail_is_told_in_few_sentences(record, history):
    tamper(record, "UPDATE event SET actor = 'x'")
    faults = record.faults(deep=False)
    assert len(faults) == 21
    assert re.search(r"^And \d+ more of this kind\.$", faults[20])
