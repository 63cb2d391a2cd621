"""Matching keeps what may be a repeat, is no fact of the record, and never makes worse what was matched better."""

from datetime import date
from typing import Any

import pytest

from tracker.commands import recommendations, suggestions
from tracker.errors import RefusedError
from tracker.matching.model import MODEL, Model, load
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


def test_nobody_but_the_coordinator_matches(visit_as: Any) -> None:
    for role in (Role.CHAIR, Role.MEMBER, Role.COUNCILLOR):
        with pytest.raises(RefusedError):
            suggestions.match(visit_as(role), None)
