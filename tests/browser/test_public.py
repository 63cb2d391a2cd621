"""Story 25: the public edition by keyboard, by ear and on a phone; an embargoed review only after both released it."""

import threading
from datetime import timedelta
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer

import pytest

from tests import builders
from tests.browser.visitor import Visitor
from tests.commands.test_releases import released
from tests.database.record import Template, copied, settings_in
from tests.security.world import EMBARGO, EMBARGOED, PUBLISHED, needle
from tracker import publishing
from tracker.commands.reviews import lift_lapsed_embargoes
from tracker.visit import SERVICE

PAGES = ("index.html", "again.html", "context.html", "changes.html", "data.html", "accessibility.html", "404.html")
CHARTS = """() => [...document.querySelectorAll('figure')].map(f => ({
  drawn: [...f.querySelectorAll('svg text')].map(t => t.textContent),
  told: [...f.querySelectorAll('tbody tr')].flatMap(r => [...r.children].map(c => c.textContent)),
  label: f.querySelector('svg[role=img]').getAttribute('aria-label')}))"""


class _Quiet(SimpleHTTPRequestHandler):
    def end_headers(self):
        """Let the browser keep nothing: two editions of one second bear the same time."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def log_message(self, *_told):
        """Say nothing."""


@pytest.fixture
def full(world, tmp_path, clock):
    record = copied(Template(world.record.settings.data_dir, made=world.record.made), settings_in(tmp_path / "full"))
    yield record
    record.close()


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "site"


@pytest.fixture
def address(folder):
    """Serve the written folder as any web server would, by nothing but its files."""
    folder.mkdir()
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/"
    server.shutdown()
    server.server_close()


@pytest.fixture
def reader(browser, address):
    page = browser.new_context().new_page()
    visitor = Visitor(page, address)
    yield visitor
    page.close()
    assert visitor.complaints() == []


def write(record, folder):
    with record.reading(SERVICE) as visit:
        publishing.write(visit, record.settings, folder)


def test_every_page_is_accessible_and_each_chart_has_its_table(full, folder, reader):
    released(full, builders.a_public_edition(full))
    write(full, folder)
    names = [*PAGES, *(f"reviews/{path.name}" for path in (folder / "reviews").iterdir())]
    for name in names:
        page = reader.opens(name)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            for width in (1280, 320):
                page.set_viewport_size({"width": width, "height": 800})
                assert not reader.scrolls_sideways(), (name, width)
                assert reader.violations() == "", (name, width, scheme)
    charts = reader.opens("index.html").evaluate(CHARTS)
    assert len(charts) == 2
    for chart in charts:
        assert chart["drawn"] == chart["told"] and len(chart["told"]) >= 12
        assert all(number in chart["label"] for number in chart["told"][1::2])


def test_it_is_read_with_the_keyboard_alone(full, folder, reader):
    released(full, builders.a_public_edition(full))
    write(full, folder)
    page = reader.opens("index.html")
    reader.presses("Tab")
    assert reader.in_front() == ("A", "Skip to the main part")
    reader.presses("Enter")
    assert reader.in_front()[0] == "MAIN"
    reader.tabs_to("A", needle(PUBLISHED, "ref"))
    with page.expect_navigation():
        reader.presses("Enter")
    told = page.locator("main").inner_text()
    for said in ("You said", "We did", "Is it working?", "Status: open.", needle(PUBLISHED, "wording")):
        assert said in told
    assert "Wording not published" in told and needle(PUBLISHED, "action") not in told


def test_an_embargoed_review_appears_only_after_both_released_it(full, folder, reader, clock):
    def shown():
        write(full, folder)
        return needle(EMBARGOED, "title") in reader.opens("index.html").content()

    clock.move_to(EMBARGO - timedelta(seconds=1), tick=False)
    released(full, builders.a_public_edition(full))
    assert not shown()
    clock.move_to(EMBARGO, tick=False)
    with full.changing(SERVICE) as visit:
        lift_lapsed_embargoes(visit)
    after = builders.a_public_edition(full)
    assert not shown()
    released(full, after)
    assert shown()
