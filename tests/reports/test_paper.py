"""A paper for print: tagged so that it can be read aloud, two pages for a plan of 150 actions, fetching nothing."""

import io
import sys

import pdfua
import pypdf
import pytest

from tests.bench.build import build
from tests.bench.pack import ACTIONS, TODAY, Pack
from tests.bench.setup import settings_in
from tests.database.record import SYSTEM
from tests.reports.test_content import DAY, STAMP, a_report
from tracker.database import open_engine, open_visit
from tracker.errors import InputError
from tracker.exporters import paper
from tracker.reports import produce
from tracker.words import Edition, ReportKind


@pytest.fixture(scope="module")
def printed(tmp_path_factory):
    """Give the highlight report of a plan of 150 actions as a PDF."""
    folder = tmp_path_factory.mktemp("plan") / "pack"
    build(Pack(150 // ACTIONS), folder, processes=1)
    settings = settings_in(folder, TODAY)
    engine = open_engine(settings)
    with open_visit(engine, SYSTEM, settings) as visit:
        report = produce.report(visit, ReportKind.HIGHLIGHT, Edition.BOARD)
    engine.dispose()
    made = folder / "report.pdf"
    made.write_bytes(paper.pdf(report, STAMP))
    return made


def test_the_highlight_report_of_150_actions_fits_two_pages(printed):
    assert len(pypdf.PdfReader(printed).pages) <= 2


def test_it_is_tagged_and_nothing_that_can_be_checked_by_machine_is_wrong(printed):
    found = pdfua.validate(str(printed))
    # One rule of the checker cannot read what this printer writes; it says so, and finds nothing.
    assert [each for each in found.findings if each.severity > pdfua.Severity.INFO] == []
    read = pypdf.PdfReader(printed)
    assert read.trailer["/Root"]["/Lang"] == "en-GB"
    assert read.trailer["/Root"]["/MarkInfo"]["/Marked"] is not None
    assert read.metadata.title.startswith("Highlight report, board-2026-11-22-7-")


def test_text_that_looks_like_markup_or_names_an_address_is_only_text():
    hostile = '<img src="https://evil.example/x.png"><script>alert(1)</script>{{ 7*7 }}'
    made = paper.pdf(a_report(hostile), STAMP)
    text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    assert "<script>alert(1)</script>" in text.replace("\n", "")
    assert "{{ 7*7 }}" in text.replace("\n", " ")


def test_what_is_not_known_is_said(capsys):
    drawn = paper.body(a_report(None, DAY, 1234), STAMP)
    assert all(said in drawn for said in ("Not known", "22 Nov 2026", "1,234"))


def test_without_its_library_a_sentence_says_what_to_do(monkeypatch):
    class Missing:
        def find_spec(self, name, *_more):
            if name == "weasyprint":
                raise OSError("cannot load library 'libpango-1.0-0'")

    monkeypatch.delitem(sys.modules, "weasyprint", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    with pytest.raises(InputError, match="lacks the library Pango"):
        paper.pdf(a_report("x"), STAMP)
