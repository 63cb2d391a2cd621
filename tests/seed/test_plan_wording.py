"""The illustrative plan answers the public record by name, and in words of its own."""

import json
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest

from seed.plan import FOLDER, IllustrativePlan, read_illustrative_plan

ROOT = Path(__file__).parents[2]
CORPUS = ROOT / "../shared/data/recommendations.jsonl"
WORDS = re.compile(r"[a-z0-9']+")
FREE = frozenset({"wording", "text", "note", "reason", "waiver", "question", "measure", "summary"})
PUBLIC_REVIEWS = {
    "KI": "BHM-SCR-2010",
    "KW": "BHM-SCR-2013",
    "LG14": "BHM-NAT-2014",
    "BBA25": "BHM-LPR-2025",
    "OFS-BHM-2014-LA": "BHM-INS-2014",
    "OFS-BHM-2014-LSCB": "BHM-LSCB-2014",
    "OFS-BHM-2016-LA": "BHM-INS-2016",
    "OFS-BHM-2019-LA": "BHM-INS-2019",
    "OFS-BHM-2023-LA": "BHM-INS-2023",
    "OFS-TOR-2016-LA": "TOR-INS-2016",
    "OFS-TOR-2016-LSCB": "TOR-LSCB-2016",
    "OFS-TOR-2018-LA": "TOR-INS-2018",
    "OFS-TOR-2022-LA": "TOR-INS-2022",
    "OFS-SAW-2013-LAC": "SAN-LAC-2013",
    "OFS-SAW-2015-LA": "SAN-INS-2015",
    "OFS-SAW-2015-LSCB": "SAN-LSCB-2015",
    "OFS-SAW-2018-LA": "SAN-INS-2018",
}
needs_corpus = pytest.mark.skipif(not CORPUS.exists(), reason="The published recommendations are not beside the repo.")


@pytest.fixture(scope="module")
def plan() -> IllustrativePlan:
    return read_illustrative_plan()


def test_the_names_are_those_of_the_public_record(plan):
    files = sorted((ROOT / "seed/public/reviews").glob("*.toml"))
    if not files:
        pytest.skip("The public part of the worked example is not there.")
    reviews = [tomllib.loads(file.read_text(encoding="utf-8")) for file in files]
    public = {f"{review['reference']}/{each['reference']}" for review in reviews for each in review["recommendation"]}
    invented = {f"{r.reference}/{each.reference}" for r in plan.people.review for each in r.recommendation}
    assert {response.recommendation for response in plan.response} == public | invented


@needs_corpus
def test_every_public_recommendation_has_exactly_one_first_response(plan):
    first: Counter[str] = Counter()
    for name in {response.recommendation for response in plan.response}:
        days = [response.on for response in plan.response if response.recommendation == name]
        first[name] = days.count(min(days))
    names = list(_published())
    assert len(names) == 175
    assert {name: first[name] for name in names} == dict.fromkeys(names, 1)


@needs_corpus
def test_no_published_sentence_is_copied():
    published = {run for _, text in _corpus() for run in _runs(text)}
    copied = [text for text in _texts() if not published.isdisjoint(_runs(text))]
    assert copied == []


def test_no_sentence_is_repeated():
    told = Counter(text for text in _texts() if len(text.split()) > 4)
    assert [text for text, times in told.items() if times > 2] == []


def _corpus() -> list[tuple[str, str]]:
    rows = [json.loads(line) for line in CORPUS.read_text(encoding="utf-8").splitlines()]
    return [(_name(row["id"], row["rec_no"]), row["text"]) for row in rows]


def _published() -> list[str]:
    return [name for name, _ in _corpus() if name]


def _name(corpus_id: str, number: str | None) -> str:
    """Name a published recommendation as the plan does; those of other reviews have no name."""
    review, _, last = corpus_id.rpartition("-")
    if review not in PUBLIC_REVIEWS:
        return ""
    return f"{PUBLIC_REVIEWS[review]}/{number.strip('()') if number else last.replace('s', 'summary ')}"


def _texts() -> list[str]:
    """Give every free text of the files, each as often as it stands there."""

    def walk(part: object) -> list[str]:
        if isinstance(part, dict):
            own = [text for key, text in part.items() if key in FREE and isinstance(text, str)]
            return own + [text for value in part.values() for text in walk(value)]
        return [text for value in part for text in walk(value)] if isinstance(part, list) else []

    files = sorted(FOLDER.rglob("*.toml"))
    return [text for file in files for text in walk(tomllib.loads(file.read_text(encoding="utf-8")))]


def _runs(text: str) -> set[tuple[str, ...]]:
    words = WORDS.findall(text.lower())
    return {tuple(words[start : start + 7]) for start in range(len(words) - 6)}
