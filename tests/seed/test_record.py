"""The public record reads whole, cites its sources, copies nothing and says what is wrong where it is wrong."""

import json
import re
import shutil
from collections.abc import Callable, Iterator
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import pytest

from seed.record import FOLDER, PublicRecord, read_public_record
from tracker.errors import InputError
from tracker.words import ReviewKind

SHARED = Path(__file__).parents[3] / "shared" / "data"
WORDS_IN_COMMON = 5
NAMED_CHILDREN = {"Khyra Ishaq", "Keanu Williams"}

with_shared = pytest.mark.skipif(
    not (SHARED / "recommendations.jsonl").exists(), reason="the shared corpus of published recommendations is not here"
)


@pytest.fixture(scope="module")
def record() -> PublicRecord:
    return read_public_record()


@pytest.fixture(scope="module")
def corpus() -> dict[str, dict[str, Any]]:
    lines = (SHARED / "recommendations.jsonl").read_text(encoding="utf-8").splitlines()
    return {row["id"]: row for row in map(json.loads, lines)}


@pytest.fixture
def broken(tmp_path: Path) -> Callable[[str, str, str], str]:
    """Copies the record, changes one text in one file and gives what the reader says."""

    def change(name: str, old: str, new: str) -> str:
        folder = shutil.copytree(FOLDER, tmp_path / "public")
        content = (folder / name).read_text(encoding="utf-8")
        assert old in content
        (folder / name).write_text(content.replace(old, new, 1), encoding="utf-8")
        with pytest.raises(InputError) as refused:
            read_public_record(folder)
        return refused.value.sentence

    return change


def words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9']+", text.casefold().replace("\u2019", "'"))


def in_common(ours: list[str], theirs: list[str]) -> list[str]:
    """The longest run of words that stands in both."""
    run = SequenceMatcher(None, ours, theirs, autojunk=False).find_longest_match()
    return ours[run.a : run.a + run.size]


def sentences(record: PublicRecord) -> Iterator[str]:
    """Everything that we wrote ourselves."""
    for review in record.reviews:
        yield review.note
        for finding in review.findings:
            yield from (finding.what, finding.why, finding.how)
    yield from (entry.wording for _, entry in record.recommendations().values())
    yield from (theme.definition for theme in record.themes)
    yield from (event.sentence for event in record.events)
    yield from (link.reason for link in record.recurrences)


def test_the_record_is_as_large_as_promised(record: PublicRecord) -> None:
    assert len(record.reviews) == 17
    assert len(record.recommendations()) == 175
    assert len(record.events) >= 30
    assert len(record.themes) == 26
    assert sum(len(review.findings) for review in record.reviews) >= 10


def test_sixteen_repeats_are_stated_by_the_inspectors(record: PublicRecord) -> None:
    stated = [name for name, (_, entry) in record.recommendations().items() if entry.stated_repeat]
    assert len([name for name in stated if name.startswith("TOR-INS-2018")]) == 6
    assert len([name for name in stated if name.startswith("SAN-INS-2018")]) == 10
    assert len(stated) == 16


def test_known_and_total_tell_how_much_of_a_review_was_seen(record: PublicRecord) -> None:
    seen = {r.reference: (r.known_recommendations, r.total_recommendations) for r in record.reviews}
    assert seen["BHM-SCR-2010"] == (6, 18)
    assert seen["BHM-SCR-2013"] == (5, 8)
    assert seen["BHM-LPR-2025"] == (4, None)
    assert seen["BHM-INS-2014"] == (16, 16)


def test_no_practice_period_is_guessed(record: PublicRecord) -> None:
    known = {r.reference for r in record.reviews if r.practice_from}
    assert known == {"BHM-INS-2014", "BHM-LSCB-2014", "BHM-INS-2016", "TOR-INS-2018", "TOR-INS-2022"}
    assert {r.practice_basis for r in record.reviews if r.reference in known} == {"fieldwork dates"}


def test_kinds_are_those_of_the_reference(record: PublicRecord) -> None:
    kinds = {"SCR": "SERIOUS_CASE_REVIEW", "NAT": "NATIONAL_REVIEW", "LPR": "LOCAL_PRACTICE_REVIEW"}
    for review in record.reviews:
        assert review.kind == ReviewKind[kinds.get(review.reference.split("-")[1], "INSPECTION")]


def test_every_entry_has_a_source_address(record: PublicRecord) -> None:
    entries = [entry for _, entry in record.recommendations().values()]
    findings = [finding for review in record.reviews for finding in review.findings]
    addresses = [review.source_url for review in record.reviews] + [event.source_url for event in record.events]
    addresses += [entry.source_url for entry in entries] + [finding.source_url for finding in findings]
    assert all(address.startswith("http") for address in addresses)
    assert all(entry.page for review, entry in record.recommendations().values() if review.kind == "inspection")


def test_wordings_are_short_and_differ(record: PublicRecord) -> None:
    wordings = [entry.wording for _, entry in record.recommendations().values()]
    assert len(set(wordings)) == len(wordings)
    for wording in wordings:
        assert wording.endswith((".", ".)"))
        assert len(words(wording)) <= 60


def test_quotations_have_at_most_a_few_words(record: PublicRecord) -> None:
    quoted = [re.findall("“([^”]*)”", event.sentence) for event in record.events if event.quoted]
    assert quoted
    assert all(len(words(quotation)) <= 4 for found in quoted for quotation in found)


def test_only_children_named_by_their_published_reviews_are_named(record: PublicRecord) -> None:
    by_name = {r.short_title for r in record.reviews if r.incident_on}
    assert by_name == NAMED_CHILDREN


def test_every_stated_repeat_names_an_earlier_one_of_its_area(record: PublicRecord) -> None:
    stated = [link for link in record.recurrences if link.basis == "stated by the inspectors"]
    assert len(stated) == 16
    assert {link.later.review[:3] == link.earlier.review[:3] for link in stated} == {True}


@with_shared
def test_every_recommendation_of_these_reviews_is_here(record: PublicRecord, corpus: dict[str, dict[str, Any]]) -> None:
    ours = {entry.corpus_id for _, entry in record.recommendations().values()}
    reviews = {corpus[name]["review"] for name in ours}
    assert ours == {name for name, row in corpus.items() if row["review"] in reviews}


@with_shared
def test_pages_and_days_are_those_of_the_corpus(record: PublicRecord, corpus: dict[str, dict[str, Any]]) -> None:
    for review, entry in record.recommendations().values():
        row = corpus[entry.corpus_id]
        assert entry.page == str(row["source_page"] or "")
        assert entry.source_url == row["source_url"]
        assert row["review_date"] == (review.published_on and review.published_on.isoformat())


@with_shared
def test_inspectors_statements_are_those_of_the_corpus(record: PublicRecord, corpus: dict[str, dict[str, Any]]) -> None:
    for _, entry in record.recommendations().values():
        said = "was a recommendation at the last inspection" in corpus[entry.corpus_id]["text"]
        assert entry.stated_repeat == said


@with_shared
def test_no_paraphrase_copies_its_source(record: PublicRecord, corpus: dict[str, dict[str, Any]]) -> None:
    for name, (_, entry) in record.recommendations().items():
        run = in_common(words(entry.wording), words(corpus[entry.corpus_id]["text"]))
        assert len(run) <= WORDS_IN_COMMON, f"{name}: {' '.join(run)}"


@with_shared
def test_nothing_that_we_wrote_copies_any_report(record: PublicRecord, corpus: dict[str, dict[str, Any]]) -> None:
    theirs = {
        tuple(run)
        for row in corpus.values()
        for text in [words(row["text"])]
        for run in zip(*(text[start:] for start in range(7)), strict=False)
    }
    for sentence in sentences(record):
        ours = words(sentence)
        copied = theirs.intersection(zip(*(ours[start:] for start in range(7)), strict=False))
        assert not copied, sentence


@with_shared
def test_themes_are_those_of_the_corpus_under_our_names(record: PublicRecord) -> None:
    shared = json.loads((SHARED / "themes.json").read_text(encoding="utf-8"))
    assert {theme.corpus_key for theme in record.themes} == set(shared["themes"])
    assert not {theme.name.casefold() for theme in record.themes} & {
        n.casefold() for n in shared["themes"].values()
    } - {
        "domestic abuse",
        "neglect",
    }
    keys = {theme.corpus_key: theme.key for theme in record.themes}
    for name, (_, entry) in record.recommendations().items():
        labels = {keys[label] for label in shared["labels_dev"].get(entry.corpus_id, [])}
        assert labels <= set(entry.themes), name


@with_shared
def test_judged_pairs_agree_with_the_corpus(record: PublicRecord) -> None:
    ids = {name: entry.corpus_id for name, (_, entry) in record.recommendations().items()}
    lines = (SHARED / "pairs_dev.jsonl").read_text(encoding="utf-8").splitlines()
    judged = {frozenset((row["a"], row["b"])): row["label"] for row in map(json.loads, lines)}
    both = [
        (link, judged.get(frozenset((ids[str(link.later)], ids[str(link.earlier)])))) for link in record.recurrences
    ]
    assert len([label for _, label in both if label]) >= 5
    assert [str(link.later) for link, label in both if label and link.verdict != label] == []


def test_an_unknown_theme_is_named_with_its_entry(broken: Callable[[str, str, str], str]) -> None:
    said = broken("reviews/BHM-INS-2023.toml", '["domestic-abuse"]', '["violence"]')
    assert said == "BHM-INS-2023.toml, recommendation bullet 1: the theme violence is not in themes.toml."


def test_a_reference_that_stands_twice_is_named(broken: Callable[[str, str, str], str]) -> None:
    said = broken(
        "reviews/BHM-SCR-2013.toml", '[[recommendation]]\nreference = "2"', '[[recommendation]]\nreference = "1"'
    )
    assert "BHM-SCR-2013.toml, recommendation 1: the reference stands twice." in said


def test_a_deadline_before_publication_is_named(broken: Callable[[str, str, str], str]) -> None:
    said = broken("reviews/SAN-LAC-2013.toml", "deadline_on = 2013-11-02", "deadline_on = 2013-08-01")
    assert said == (
        "SAN-LAC-2013.toml, recommendation bullet 9: the deadline 2013-08-01 is before the publication on 2013-08-02."
    )


def test_a_recurrence_the_wrong_way_round_is_named(broken: Callable[[str, str, str], str]) -> None:
    said = broken("reviews/TOR-INS-2016.toml", "published_on = 2016-01-05", "published_on = 2018-08-25")
    wrong = "the later one was published before the earlier one."
    assert f"recurrences.toml, TOR-INS-2018 8 repeats TOR-INS-2016 1: {wrong}" in said


def test_a_recurrence_to_nowhere_is_named(broken: Callable[[str, str, str], str]) -> None:
    said = broken(
        "recurrences.toml",
        '{ review = "TOR-INS-2016", reference = "1" }',
        '{ review = "TOR-INS-2016", reference = "99" }',
    )
    assert said == (
        "recurrences.toml, TOR-INS-2018 8 repeats TOR-INS-2016 99: there is no recommendation TOR-INS-2016 99."
    )


def test_a_stated_repeat_without_its_earlier_one_is_named(broken: Callable[[str, str, str], str]) -> None:
    said = broken("reviews/TOR-INS-2018.toml", "stated_repeat = true\n", "")
    assert "TOR-INS-2018 1: a stated repeat needs" in said


def test_an_unknown_field_is_named_with_its_entry(broken: Callable[[str, str, str], str]) -> None:
    said = broken("reviews/BHM-INS-2014.toml", "addressed_as_written", "adressed_as_written")
    assert said == "BHM-INS-2014.toml, recommendation 24, adressed_as_written: Extra inputs are not permitted."


def test_a_date_written_as_text_is_refused(broken: Callable[[str, str, str], str]) -> None:
    said = broken("reviews/BHM-INS-2014.toml", "published_on = 2014-05-23", 'published_on = "2014-05-23"')
    assert said == "BHM-INS-2014.toml, published_on: Input should be a valid date."


def test_half_a_practice_period_is_refused(broken: Callable[[str, str, str], str]) -> None:
    said = broken("reviews/BHM-INS-2014.toml", "practice_to = 2014-04-09\n", "")
    assert said == "BHM-INS-2014.toml, practice period: give both days or neither."


def test_a_month_that_does_not_begin_on_its_first_day_is_refused(broken: Callable[[str, str, str], str]) -> None:
    said = broken("context.toml", "on = 2009-02-01", "on = 2009-02-03")
    assert "with precision month, give its first day." in said


def test_a_quotation_must_be_marked(broken: Callable[[str, str, str], str]) -> None:
    assert "say quoted = true where" in broken("context.toml", "quoted = true\n", "")


def test_a_theme_cannot_be_its_own_parent(broken: Callable[[str, str, str], str]) -> None:
    said = broken("themes.toml", 'parent = "assessment"', 'parent = "history"')
    assert said == "themes.toml, theme history: the parent history is not another theme of the list."


def test_a_file_that_is_not_toml_is_named(broken: Callable[[str, str, str], str]) -> None:
    assert broken("themes.toml", "[[theme]]", "[[theme]").startswith("themes.toml cannot be read: ")
