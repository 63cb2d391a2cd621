"""Matching keeps what may be a repeat, is no fact of the record, and never makes worse what was matched better."""

from datetime import date
from typing import Any

import pytest

from tracker import near_rows, shelf
from tracker.commands import recommendations, suggestions
from tracker.errors import RefusedError
from tracker.matching.model import MODEL, Model, load
from tracker.matching.wording import digest
from tracker.words import Role

SUPERVISE = "Give every social worker regular reflective supervision."
AGAIN = "Ensure that social workers have regular and reflective supervision."
BINS = "Publish the minutes of the parish council."
ODD = ["Supervision", "督导社会工作者", "Überprüfen Sie die Aufsicht über Sozialarbeiter.", "word " * 4_000, AGAIN]


def matched(record: Any, model: Model | None = None, *, again: bool = False) -> suggestions.Done:
    with record.changing() as visit:
        return suggestions.match(visit, model, again=again)


def kept(record: Any) -> list[tuple[int, int, float, str]]:
    found = record.read("SELECT later_id, earlier_id, score, model FROM suggestion ORDER BY later_id, earlier_id")
    return [tuple(row) for row in found]


@pytest.fixture
def pair(a_review: Any, a_recommendation: Any) -> tuple[Any, Any]:
    """Record two that ask the same, of 2010 and of 2016."""
    first, second = (a_review(published_on=date(year, 6, 1)) for year in (2010, 2016))
    return a_recommendation(AGAIN, review=second), a_recommendation(SUPERVISE, review=first)


def test_matching_is_no_fact_and_does_its_work_once(record: Any, pair: Any) -> None:
    before = record.read("SELECT max(seq) FROM event")
    done = matched(record)
    assert (done.matched, done.suggested) == (2, 1)
    assert [row[:2] for row in kept(record)] == [(pair[0].id, pair[1].id)]
    assert record.read("SELECT max(seq) FROM event") == before
    assert matched(record) == suggestions.Done(0, 0, 0)
    assert record.faults() == []


def test_odd_and_equal_wordings_are_matched_too(record: Any, pair: Any, a_recommendation: Any) -> None:
    twins = [a_recommendation(wording) for wording in ODD][-1:]
    assert matched(record).matched == 2 + len(ODD)
    best = {row[0]: row[1] for row in sorted(kept(record), key=lambda row: row[2])}
    assert best[twins[0].id] == pair[0].id


def test_a_corrected_wording_is_matched_anew(record: Any, pair: Any) -> None:
    matched(record)
    with record.changing() as visit:
        recommendations.correct_wording(visit, pair[0].id, wording=BINS, reason="A slip.", version=1)
    assert matched(record).matched == 1
    assert kept(record) == []


def test_what_was_matched_is_not_read_again_until_it_is_corrected(
    record: Any, pair: Any, a_recommendation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    matched(record)
    seen: list[str] = []
    monkeypatch.setattr(shelf, "digest", lambda text: seen.append(text) or digest(text))
    a_recommendation(BINS)
    assert matched(record).matched == 1
    assert seen == [BINS]
    assert matched(record) == suggestions.Done(0, 0, 0)
    assert seen == [BINS]


def test_a_wording_that_was_corrected_back_is_read_once_and_noted(
    record: Any, pair: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    matched(record)
    found, noted = kept(record), "SELECT count(*) FROM matched WHERE version = 2"
    with record.changing() as visit:
        recommendations.correct_wording(visit, pair[0].id, wording=f"{AGAIN} ", reason="A slip.", version=1)
    assert record.read(noted) == [(0,)]
    assert matched(record) == suggestions.Done(0, 0, 0)
    assert (record.read(noted), kept(record)) == ([(1,)], found)


def test_what_was_thrown_away_is_read_again_from_the_record(record: Any, pair: Any, a_recommendation: Any) -> None:
    matched(record)
    found = kept(record)
    record.tamper("DELETE FROM text_vector")
    a_recommendation(BINS)
    assert matched(record) == suggestions.Done(read=3, matched=1, suggested=0)
    assert matched(record, again=True).matched == 3
    assert kept(record) == found


@pytest.mark.parametrize("again", [True, False])
def test_what_was_read_by_other_weights_is_read_again(record: Any, pair: Any, again: bool) -> None:
    matched(record)
    found, words = kept(record), record.read("SELECT vector FROM text_vector ORDER BY digest")
    record.tamper("UPDATE matched SET weights = 'of old'", "UPDATE text_vector SET vector = tokens")
    assert matched(record, again=again) == suggestions.Done(read=2, matched=2, suggested=1)
    assert (kept(record), record.read("SELECT vector FROM text_vector ORDER BY digest")) == (found, words)


def test_what_was_matched_before_it_was_noted_is_kept_and_noted_then(record: Any, pair: Any) -> None:
    matched(record)
    found = kept(record)
    record.tamper("UPDATE matched SET version = NULL, stated = NULL")
    assert matched(record) == suggestions.Done(0, 0, 0)
    assert kept(record) == found
    assert record.read("SELECT count(*) FROM matched WHERE version IS NULL") == [(0,)]


def test_without_the_model_what_was_matched_by_it_stays_and_what_is_new_is_matched(
    record: Any, pair: Any, a_recommendation: Any
) -> None:
    matched(record, load())
    better = kept(record)
    assert [row[3] for row in better] == [MODEL]
    assert matched(record) == suggestions.Done(0, 0, 0)
    a_recommendation(SUPERVISE)
    assert matched(record).matched == 1
    assert set(better) < set(kept(record))
    assert matched(record, load()).matched == 1


@pytest.fixture
def large(record: Any, pair: Any, a_recommendation: Any, monkeypatch: pytest.MonkeyPatch) -> Any:
    """Take a register of seven for a large one, whose shelf is kept three to a row."""
    monkeypatch.setattr(shelf, "SAMPLE", 3)
    monkeypatch.setattr(near_rows, "IN_A_ROW", 3)
    for wording in (*ODD[:3], BINS, "Hold core groups on time."):
        a_recommendation(wording)
    matched(record, again=True)
    return pair


def refuse(*given: Any) -> Any:
    raise AssertionError("The whole shelf is read.")


def test_a_few_new_ones_of_a_large_register_are_matched_as_all_of_it_would_be_and_nothing_else_is_read(
    record: Any, large: Any, a_recommendation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert record.read("SELECT number FROM near_rows ORDER BY number") == [(0,), (1,), (2,), (3,)]
    before = kept(record)
    new = [a_recommendation(wording) for wording in (f"{AGAIN} Always.", SUPERVISE, "Hold core groups without delay.")]
    with monkeypatch.context() as only:
        only.setattr(shelf, "shelf", refuse)
        done = matched(record)
        assert (done.read, done.matched) == (2, 3)
        assert matched(record) == suggestions.Done(0, 0, 0)
    found = kept(record)
    assert set(before) < set(found)
    assert {key for row in found if row not in before for key in row[:2]} >= {each.id for each in new}
    matched(record, again=True)
    assert [(row[:2], pytest.approx(row[2], abs=1e-5)) for row in kept(record)] == [(row[:2], row[2]) for row in found]
    assert record.faults() == []


def test_a_corrected_wording_of_a_large_register_stands_on_its_shelf_as_it_is_now(
    record: Any, large: Any, a_recommendation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(shelf, "shelf", refuse)
    with record.changing() as visit:
        recommendations.correct_wording(visit, large[0].id, wording="Count the bins.", reason="A slip.", version=1)
    assert matched(record).matched == 1
    assert [row for row in kept(record) if large[0].id in row[:2]] == []
    like = a_recommendation("Count every one of the bins.")
    assert matched(record).matched == 1
    assert [row[:2] for row in kept(record) if like.id in row[:2]] == [(like.id, large[0].id)]


@pytest.mark.parametrize("lost", ["DELETE FROM near_rows", "DELETE FROM near_rows WHERE number = 2"])
def test_a_shelf_that_is_not_whole_is_read_from_the_record_and_kept_anew(
    record: Any, large: Any, a_recommendation: Any, lost: str
) -> None:
    whole = record.read("SELECT count(*) FROM near_rows")
    record.tamper(lost)
    a_recommendation(SUPERVISE)
    assert matched(record).matched == 1
    assert record.read("SELECT count(*) FROM near_rows") == whole
    assert large[1].id in {key for row in kept(record) for key in row[:2]}


def test_many_new_ones_are_matched_as_the_whole_register_is(
    record: Any, large: Any, a_recommendation: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(suggestions, "MANY", 1)
    a_recommendation(SUPERVISE)
    a_recommendation(AGAIN)
    assert matched(record).matched == 2
    read = b"".join(keys for (keys,) in record.read("SELECT keys FROM near_rows ORDER BY number"))
    assert len(read) == 8 * 9


def test_what_was_thrown_away_of_a_large_register_is_read_again(record: Any, large: Any, a_recommendation: Any) -> None:
    record.tamper("DELETE FROM text_vector")
    a_recommendation(SUPERVISE)
    assert matched(record).matched == 1
    assert [row[:2] for row in kept(record) if row[2] > 0.9]


def test_nobody_but_the_coordinator_matches(visit_as: Any) -> None:
    for role in (Role.CHAIR, Role.MEMBER, Role.COUNCILLOR):
        with pytest.raises(RefusedError):
            suggestions.match(visit_as(role), None)
