"""The site is written from released editions alone, holds what it says, and is proven to hold nothing else."""

import csv
import io
import json
import re
from datetime import date, timedelta
from urllib.parse import quote

import pytest
from typer.testing import CliRunner

from tests import builders
from tests.builders import a_public_text, checked, the_chair
from tests.commands.test_releases import key_of, released
from tests.database.record import EMBEDDED_ONLY, Template, copied, environment, settings_in
from tests.security.world import DRAFT, EMBARGO, EMBARGOED, PUBLISHED, SEES, needle
from tracker import publishing
from tracker.cli import app
from tracker.commands import releases as commands
from tracker.commands.reviews import lift_lapsed_embargoes
from tracker.errors import InputError
from tracker.exporters import folder
from tracker.exporters.open_data import as_text
from tracker.visit import SERVICE
from tracker.words import Thing

AUDIT = checked("Audit of Child B", received_on=date(2026, 10, 5))
HIDDEN = ("wording", "action", "update", "evidence", "title", "ref", "note", "reason", "grounds", "what", "checked")


@pytest.fixture
def place(tmp_path):
    return tmp_path / "site"


@pytest.fixture
def full(world, tmp_path, clock):
    """Give a copy of the plan in which every free text is a needle."""
    record = copied(Template(world.record.settings.data_dir, made=world.record.made), settings_in(tmp_path / "full"))
    yield record
    record.close()


def write(record, place, **more):
    with record.reading(SERVICE) as visit:
        publishing.write(visit, record.settings, place, **more)
    return folder.read(place)


def search(record, place):
    with record.reading(SERVICE) as visit:
        return publishing.search(visit, record.settings, place)


def test_without_a_release_the_folder_says_so_and_a_taken_back_edition_goes(record, an_action, a_public_edition, place):
    an_action()
    cited = a_public_edition()
    assert sorted(write(record, place)) == ["404.html", "index.html", folder.MARK]
    released(record, cited)
    assert cited.encode() in write(record, place)["index.html"]
    with record.changing(the_chair(record)) as visit:
        commands.withdraw(visit, key_of(record, cited), reason="A slip.")
    assert b"There is no public edition" in write(record, place)["index.html"]
    assert not any(cited.encode() in content for content in folder.read(place).values())


@EMBEDDED_ONLY
def test_pages_are_small_plain_and_linked_and_every_number_is_that_of_the_edition(
    record, an_action, a_public_edition, place
):
    done = an_action("Tell Rowan Ash.", evidence=[AUDIT])
    a_public_text(record, Thing.ACTION, done.id, "Train <b>the team</b>.")
    released(record, a_public_edition())
    files = write(record, place)
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html")}
    for name, page in pages.items():
        assert len(page.encode()) <= 60_000
        assert page.count("<h1>") == 1 and 'lang="en-GB"' in page and 'href="#main"' in page, name
        assert not re.search(r"<script|javascript:|\son\w+=|style=|<link[^>]*https?:|src=", page), name
        for href in re.findall(r'href="(?!data:,)([^"#]+)', page):
            base = name.rpartition("/")[0]
            target = (place / base / href).resolve().relative_to(place.resolve()).as_posix()
            assert target in files, (name, href)
        assert page.count("<table") == page.count("<caption>")
    told = json.loads(files["data/edition.json"])
    start = pages["index.html"]
    for each in told["numbers"]:
        assert re.search(rf">{re.escape(each['name'])}</th><td[^>]*>{each['value']:,}</td>", start), each
    for chart in ("standings", "deliveries"):
        drawn = re.findall(r'class="name"[^>]*>([^<]+)</text>.*?class="count"[^>]*>([\d,]+)<', start, re.DOTALL)
        rows = [(f"{each['name'][:1].upper()}{each['name'][1:]}", f"{each['count']:,}") for each in told[chart]]
        assert set(rows) <= set(drawn)
        assert all(f">{name}</th>" in start for name, _ in rows)
    review = next(page for name, page in pages.items() if name.startswith("reviews/"))
    assert "Train &lt;b&gt;the team&lt;/b&gt;." in review and "Rowan" not in review


@EMBEDDED_ONLY
def test_open_data_holds_the_same_and_no_formula(record, an_action, a_public_edition, place):
    done = an_action()
    a_public_text(record, Thing.ACTION, done.id, "=1+1")
    released(record, a_public_edition())
    files = write(record, place)
    (row,) = csv.DictReader(io.StringIO(files["data/actions.csv"].decode()))
    told = json.loads(files["data/edition.json"])
    assert (row["wording"], row["reference"], row["edition"]) == ("'=1+1", done.reference, told["cited"])
    schema = json.loads(files["data/schema.json"])
    assert set(schema["required"]) == set(told)
    for name, several in (("action", told["actions"]), ("review", told["reviews"])):
        for each in several:
            assert set(each) == set(schema["$defs"][name]["required"]) == set(schema["$defs"][name]["properties"])
    assert set(told["reviews"][0]["recommendations"][0]) == set(schema["$defs"]["recommendation"]["required"])


@pytest.mark.parametrize(
    "text", ["=1", "+1", "-1", "@x", "\t=1", "\r=1", "\n=1", "\uff1d1", "\uff0b1", "\uff0d1", "\uff20x"]
)
def test_no_text_is_taken_for_a_formula(text):
    assert as_text(text) == f"'{text}"
    assert (as_text(-3), as_text("x=1"), as_text(None), as_text(True)) == ("-3", "x=1", "", "yes")


@EMBEDDED_ONLY
def test_the_feed_and_the_page_tell_what_changed(record, an_action, an_extension, a_public_edition, place):
    done = an_action(due=date(2026, 12, 1))
    released(record, a_public_edition())
    an_extension(done, date(2026, 12, 31), on=date(2026, 11, 20))
    released(record, a_public_edition())
    files = write(record, place)
    said = f"Action {done.reference}: was due on 1 December 2026, is now due on 31 December 2026."
    assert said in files["changes.html"].decode() and said in files["feed.xml"].decode()
    assert files["feed.xml"].decode().count("<entry>") == 2


@EMBEDDED_ONLY
def test_a_folder_of_others_is_left_alone(record, an_action, place, tmp_path):
    an_action()
    place.mkdir()
    (place / "mine.txt").write_text("Mine.")
    with pytest.raises(InputError, match="were not written by `tracker publish`"):
        write(record, place)
    assert [each.name for each in place.iterdir()] == ["mine.txt"]
    assert write(record, tmp_path / "new") == write(record, tmp_path / "new")
    assert [each.name for each in tmp_path.iterdir() if each.name.startswith(".new")] == []


def test_no_needle_is_in_a_site_of_the_full_plan_and_the_search_says_so(full, place):
    released(full, builders.a_public_edition(full))
    held = b"".join(write(full, place).values()).decode()
    assert needle(PUBLISHED, "title") in held
    assert {group for group in SEES["chair"] - {PUBLISHED} if f"zq{group}" in held} == set()
    found = search(full, place)
    assert found.leaks == [] and found.texts > 500


@pytest.mark.parametrize("form", [str, quote, lambda text: "".join(f"&#{ord(each)};" for each in text), json.dumps])
def test_a_needle_that_leaks_is_found_in_whatever_form_and_its_place_is_named(full, place, form):
    released(full, builders.a_public_edition(full))
    write(full, place)
    page = place / "context.html"
    clean = page.read_bytes()
    for group in (DRAFT, EMBARGOED, PUBLISHED):
        hidden = HIDDEN if group != PUBLISHED else ("action", "update", "evidence", "note", "reason")
        told = {what: form(needle(group, what)) for what in hidden}
        page.write_bytes(clean + "\n".join(["", *told.values()]).encode())
        first = clean.count(b"\n") + 2
        lines = {leak.line for leak in search(full, place).leaks if leak.file == "context.html"}
        assert lines >= set(range(first, first + len(told) - 1)), group


def test_a_part_of_a_long_text_is_found_whatever_markup_parts_it(record, an_action, an_update, a_public_edition, place):
    done = an_action()
    an_update(done, " ".join(f"word{number}ing" for number in range(30)), on=date(2026, 11, 2))
    released(record, a_public_edition())
    write(record, place)
    (place / "other.html").write_text("<p>" + " ".join(f"<b>word{n}ing</b>" for n in range(11, 19)) + "</p>")
    (leak,) = search(record, place).leaks[:1]
    assert (leak.file, leak.table, leak.column) == ("other.html", "progress_update", "wording")


def test_an_embargoed_review_appears_only_after_its_instant_and_both_releases(full, place, clock):
    def held():
        return needle(EMBARGOED, "title") in b"".join(write(full, place).values()).decode()

    def freeze():
        with full.changing(SERVICE) as visit:
            lift_lapsed_embargoes(visit)
        return builders.a_public_edition(full)

    clock.move_to(EMBARGO - timedelta(seconds=1), tick=False)
    released(full, freeze())
    assert not held()
    clock.move_to(EMBARGO, tick=False)
    after = freeze()
    assert not held()
    released(full, after)
    assert held()
    assert search(full, place).leaks == []


def test_the_command_writes_searches_and_fails_with_the_place(full, place, monkeypatch):
    for name, value in environment(full.settings).items():
        monkeypatch.setenv(name, value)
    released(full, builders.a_public_edition(full))
    run = CliRunner().invoke
    assert "is written into" in run(app, ["publish", str(place)]).output
    assert run(app, ["publish", str(place), "--check"]).exit_code == 0
    (place / "data.html").write_text(f"<p>{needle(DRAFT, 'wording')}</p>")
    failed = run(app, ["publish", str(place), "--check"])
    assert failed.exit_code == 1 and "data.html, line 1: words that are not public" in failed.output
    assert needle(DRAFT, "wording") not in failed.output
