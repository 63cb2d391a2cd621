"""Reviews that come in year by year are matched, and change no ask and no confirmed figure without a person's act."""

from datetime import date
from itertools import groupby

import pytest

from tests.builders import RECORDED_ON
from tests.builders.reviews import a_review, an_ask
from tests.database.record import EMBEDDED_ONLY
from tests.matching.fit import SHARED, wordings
from tracker.commands import recommendations, suggestions
from tracker.queries import recurring
from tracker.words import Role

AREAS = {"Birmingham", "Torbay", "Sandwell", "Haringey"}
DATED = SHARED / "recommendations.jsonl"
TOLD = "SELECT {} FROM {} ORDER BY id"
KEPT = {"ask": "id, key, name", "ask_member": "id, ask_id, recommendation_id", "repeat_answer": "id, link_id, verdict"}


def published():
    """Give the reviews of some areas by date, each with its recommendations."""
    rows = [each for each in wordings(DATED.name) if each["area"] in AREAS and each["review_date"]]
    rows.sort(key=lambda each: (each["review_date"], each["review"]))
    return [(key, list(found)) for key, found in groupby(rows, key=lambda each: (each["review_date"], each["review"]))]


def enter(record, number, found):
    """Record a review with what it recommends, as an import does."""
    (day, name), rows = found
    home = a_review(record, f"R-{number}", title=name[:200], area=rows[0]["area"], published_on=date.fromisoformat(day))
    with record.changing(on=RECORDED_ON) as visit:
        return [
            recommendations.record_recommendation(
                visit, home.id, recommendations.RecommendationDraft(reference=str(place), wording=row["text"])
            )
            for place, row in enumerate(rows, 1)
        ]


def kept(record):
    return {table: record.read(TOLD.format(columns, table)) for table, columns in KEPT.items()}


def figures(visit):
    """Give what people confirmed, of the asks that were there."""
    found = recurring.overview(visit)
    asks = [(group.key, group.reviews, [each.id for each in group.members]) for group in found.groups]
    return asks, found.bounds.confirmed, found.classes


@EMBEDDED_ONLY
@pytest.mark.skipif(not DATED.exists(), reason="The published recommendations are not here.")
def test_no_year_changes_an_ask_or_a_confirmed_figure(record, visit_as):
    every = published()
    first, second = (enter(record, number, found) for number, found in enumerate(every[:2]))
    an_ask(record, first[0], second[0])
    before, said, waiting = kept(record), figures(visit_as(Role.CHAIR)), 0
    for number, found in enumerate(every[2:], 2):
        enter(record, number, found)
        with record.changing() as visit:
            suggestions.match(visit, None)
        assert kept(record) == before
        assert figures(visit_as(Role.CHAIR)) == said
        now = record.read("SELECT count(*) FROM suggestion")[0][0]
        assert now >= waiting
        waiting = now
    assert len(every) >= 10
    assert waiting > 50
