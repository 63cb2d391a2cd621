"""The worked example holds a public edition that both released, and its site says on every page what it is."""

import gzip
import json

import pytest

from seed import load
from tests.seed.conftest import TODAY
from tracker import publishing, releases, snapshots
from tracker.database import open_visit
from tracker.errors import InputError
from tracker.exporters import folder
from tracker.visit import SERVICE

LIGHT = 60 * 1024


def test_it_is_released_once_by_two_persons_and_equal_to_what_the_record_gives(example):
    engine, settings = example
    assert not load.load(engine, settings).fresh
    with open_visit(engine, SERVICE, settings) as visit:
        (one,) = releases.published(visit, settings)
        assert len({each.person for each in one.stand.releases}) == 2
        assert one.stand.kept.as_at == TODAY
        assert one.public["illustrative"]
        assert releases.found(visit, settings, one.stand.kept.id)[1] == []
        assert snapshots.check(visit, settings, one.stand.kept.cited) == snapshots.Checked([], 0)


def test_its_site_is_written_only_as_an_example_says_so_everywhere_and_holds_nothing_else(example, tmp_path):
    engine, settings = example
    with open_visit(engine, SERVICE, settings) as visit:
        with pytest.raises(InputError, match="worked example"):
            publishing.write(visit, settings, tmp_path / "site")
        assert not (tmp_path / "site").exists()
        publishing.write(visit, settings, tmp_path / "site", illustrative=True)
        assert publishing.search(visit, settings, tmp_path / "site").leaks == []
    files = folder.read(tmp_path / "site")
    pages = [content.decode() for name, content in files.items() if name.endswith(".html")]
    assert len(pages) > 20
    assert all("Worked example: the plan is illustrative." in page for page in pages)
    around = sum(len(gzip.compress(content)) for name, content in files.items() if name.endswith((".css", ".svg")))
    weights = {name: len(gzip.compress(files[name])) + around for name in files if name.endswith(".html")}
    assert {name: weight for name, weight in weights.items() if weight > LIGHT} == {}
    assert not any("<script" in page for page in pages)
    for name in ("actions", "recommendations", "numbers", "context"):
        header, *rows = files[f"data/{name}.csv"].decode().strip().split("\r\n")
        assert header.endswith(",edition,example")
        assert rows and files[f"data/{name}.csv"].decode().count(",worked example\r\n") >= len(rows) // 2
    assert json.loads(files["data/edition.json"])["illustrative"] is True
