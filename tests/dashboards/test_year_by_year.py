"""Reviews that come in year by year, by the forms that people use, change no ask and no figure that was confirmed.

Only what is new is counted beside it: suggestions that wait for a person, and what was recommended last.
"""

import re
from datetime import date
from io import BytesIO
from itertools import groupby

import pytest

from tests import builders
from tests.importers.workbooks import HEADINGS, book_with, bytes_of
from tests.matching.fit import SHARED, wordings
from tests.security.site import Caller, Site
from tracker import snapshots
from tracker.queries import novelty, recurring, returns
from tracker.words import Edition

AREAS = {"Birmingham", "Torbay", "Sandwell", "Haringey"}
YEARS = range(2009, 2025)
DATED = SHARED / "recommendations.jsonl"
TOLD = "SELECT {} FROM {} ORDER BY id"
KEPT = {
    "ask": "id, key, name",
    "ask_name": "id, ask_id, name",
    "ask_member": "id, ask_id, recommendation_id",
    "repeat_link": "id, later_id, earlier_id",
    "repeat_answer": "id, link_id, verdict",
}
# Every so many reviews come as a workbook; the others are pasted.
A_WORKBOOK = 4

pytestmark = pytest.mark.skipif(not DATED.exists(), reason="The published recommendations are not here.")


def published(areas: set[str]) -> list[tuple[int, list[list[dict[str, str]]]]]:
    """Give the reviews of some areas, or of all, year by year, each with its recommendations."""
    rows = [each for each in wordings(DATED.name) if each["review_date"] and (not areas or each["area"] in areas)]
    rows = [each for each in rows if int(each["review_date"][:4]) in YEARS]
    rows.sort(key=lambda each: (each["review_date"], each["review"]))
    reviews = [list(found) for _, found in groupby(rows, key=lambda each: (each["review_date"], each["review"]))]
    return [(year, list(found)) for year, found in groupby(reviews, key=lambda found: int(found[0]["review_date"][:4]))]


def enter(coordinator: Caller, reference: str, rows: list[dict[str, str]], *, as_workbook: bool) -> None:
    """Record a review on its form, and bring in what it recommends: look first, then import."""
    day = date.fromisoformat(rows[0]["review_date"])
    said = {"reference": reference, "title": rows[0]["review"][:200], "kind": "inspection", "area": rows[0]["area"]}
    answer = coordinator.send(
        "/reviews/new", **said, **{"day of publication": f"{day:%-d %b %Y}"}, sensitivity="normal"
    )
    assert answer.status_code == 302, answer.get_data(as_text=True)
    texts = [" ".join(each["text"].split()) for each in rows]
    if as_workbook:
        by_workbook(coordinator, reference, texts)
        return
    at, told = f"{answer.headers['Location']}/rows", "\n".join(f"{n}\t{text}" for n, text in enumerate(texts, 1))
    shown = coordinator.send(at, rows=told, step="preview").get_data(as_text=True)
    assert f"{len(texts)} valid, 0 errors" in shown and "Seen before, row by row" in shown
    assert coordinator.send(at, rows=told, step="import").status_code == 302


def by_workbook(coordinator: Caller, reference: str, texts: list[str]) -> None:
    book = bytes_of(book_with([HEADINGS, *([str(number), text] for number, text in enumerate(texts, 1))]))
    asked = {"csrf_token": coordinator.token(), "review": reference, "file": (BytesIO(book), "plan.xlsx")}
    page = coordinator.client.post("/import/preview", data=asked).get_data(as_text=True)
    token = re.search(r'name="token" value="([^"]+)"', page)
    assert token and "Seen before, row by row" in page
    assert coordinator.post("/import/apply", token=token[1]).status_code == 302


def kept(site: Site) -> dict[str, list[tuple[object, ...]]]:
    return {table: site.record.read(TOLD.format(columns, table)) for table, columns in KEPT.items()}


def figures(site: Site) -> tuple[object, ...]:
    """Give every figure that people confirmed: asks, classes, what came back, and the rates of judged reviews."""
    with site.record.reading(builders.the_chair(site.record)) as visit:
        found, measured, rates = recurring.overview(visit), returns.measured(visit), novelty.rates(visit)
    asks = [(group.key, group.name, group.reviews, [each.id for each in group.members]) for group in found.groups]
    pairs = [(pair.later.id, pair.earlier.id) for pair in measured.between_areas]
    shares = [(rate.review, rate.rate, rate.unjudged) for rate in rates]
    return asks, found.bounds.confirmed, found.classes, measured.after_done, pairs, shares


def frozen(site: Site) -> list[str]:
    """Freeze what is published of the plan, to be derived again later."""
    with site.record.changing(builders.the_chair(site.record)) as visit:
        return [snapshots.freeze(visit, site.record.settings, each).cited for each in (Edition.BOARD, Edition.MEMBERS)]


@pytest.mark.parametrize("areas", [AREAS, pytest.param(set(), marks=pytest.mark.soak, id="all areas")])
def test_no_year_changes_an_ask_or_a_confirmed_figure(
    site: Site, areas: set[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TRACKER_MODEL", "/nowhere/model.onnx")
    coordinator, every = site.signed_in("coordinator"), published(areas)
    (_, first), *later = every
    for number, rows in enumerate(first):
        enter(coordinator, f"R-{first[0][0]['review_date'][:4]}-{number}", rows, as_workbook=False)
    before, said, cited, waiting = kept(site), figures(site), frozen(site), 0
    assert before["ask"] and said[0] and said[1]
    imported = len(first)
    for year, reviews in later:
        for number, rows in enumerate(reviews):
            enter(coordinator, f"R-{year}-{number}", rows, as_workbook=imported % A_WORKBOOK == 0)
            imported += 1
        assert kept(site) == before, year
        assert figures(site) == said, year
        now = site.record.read("SELECT count(*) FROM suggestion")[0][0]
        assert now >= waiting
        waiting = now
    with site.record.reading() as visit:
        checked = [snapshots.check(visit, site.record.settings, each) for each in cited]
    assert checked == [snapshots.Checked([], 0)] * len(cited)
    assert {year for year, _ in every} >= {2010, 2014, 2016, 2018, 2024}
    assert imported >= 10
    assert waiting > 50
    assert site.record.read("SELECT count(*) FROM matched") == site.record.read("SELECT count(*) FROM recommendation")
