"""The numbers of a paper are the same on screen, on paper, in the workbook and in `tracker figures`."""

import io
import random
import re
from collections import Counter
from datetime import timedelta
from html import unescape

import openpyxl
import pypdf
import pytest
import time_machine

from tests.database.record import MORNING, SYSTEM, TODAY
from tests.reports.lives import lived
from tracker.database import open_visit
from tracker.exporters import paper, workbook
from tracker.exporters.stamp import stamp_of
from tracker.queries import figures
from tracker.reports import produce
from tracker.reports.editions import WITH_PAPERS, papers_in, reader_of
from tracker.words import ReportKind

# How many histories `make test` looks at, and `make soak`.
FEW, MANY = range(3), range(3, 53)
NUMBER = re.compile(r"<dt>(?P<name>.*?)</dt><dd>(?P<value>[\d,]+)(?: of (?P<of>[\d,]+))?")
WITHOUT_NUMBERS = {ReportKind.STATEMENT, ReportKind.SELF_EVALUATION, ReportKind.AGENCIES}
ROW = re.compile(r'<th scope="row">')


@pytest.fixture(scope="module")
def history(sqlite_template, tmp_path_factory):
    """Give `history(seed)`: a small plan with a history of two years, another one for each seed."""
    known = {}

    def give(seed):
        if seed not in known:
            known[seed] = lived(sqlite_template, tmp_path_factory.mktemp("life") / "plan", seed)
        return known[seed]

    with time_machine.travel(MORNING, tick=True):
        yield give
        for record in known.values():
            record.close()


def on_screen(markup):
    return [(unescape(name), read(value), read(of)) for name, value, of in NUMBER.findall(markup)]


def read(written):
    return int(written.replace(",", "")) if written else None


def in_a_workbook(book):
    rows = book["Summary"].iter_rows(values_only=True)
    return [(row[0], row[1], row[2]) for row in rows if len(row) > 2 and isinstance(row[1], int)]


def on_paper(made):
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    return re.sub(r"\s+", " ", text)


def looked_at(record, kind, rest):
    """Make a paper of an edition by chance, as at a day by chance; with what `tracker figures` tells its reader."""
    edition = rest.choice([each for each in WITH_PAPERS if kind in papers_in(each)])
    day = TODAY - timedelta(days=rest.choice([0, rest.randrange(700)]))
    with open_visit(record.engine, SYSTEM, record.settings, as_at=day) as visit:
        told = figures.headline(visit.by(reader_of(edition)))
        return produce.report(visit, kind, edition), stamp_of(visit, edition), told


def agree(report, stamp, told, *, printed):
    said = [(each.name, each.value, each.of) for section in report.sections for each in section.numbers]
    grids = [grid for section in report.sections for grid in section.grids]
    assert report.figures.items() <= told.items()
    drawn = paper.body(report, stamp)
    assert on_screen(drawn) == said
    assert len(ROW.findall(drawn)) == sum(len(grid.rows) for grid in grids)
    book = openpyxl.load_workbook(io.BytesIO(workbook.workbook(report, stamp)))
    assert in_a_workbook(book) == said
    lines = [(len(grid.rows) or 1) + (grid.rest > 0) for grid in grids]
    assert [rows_below(book, sheet) for sheet in book.sheetnames[1:]] == lines
    if printed:
        text = on_paper(paper.pdf(report, stamp))
        assert stamp.cited in text.replace(" ", "")
        wanted = [f"{name} {value:,}" if of is None else f"{name} {value:,} of {of:,}" for name, value, of in said]
        assert [each for each in wanted if each not in text] == []
    return Counter({name: value for name, value, _ in said})


def rows_below(book, name):
    """Count the rows below the heads of a sheet, where it is frozen."""
    sheet = book[name]
    return sheet.max_row - int(re.search(r"\d+", sheet.freeze_panes)[0]) + 1


def test_every_kind_of_paper_is_made_and_is_in_some_edition():
    assert set(produce.BUILDERS) == set(ReportKind)
    assert {kind for edition in WITH_PAPERS for kind in papers_in(edition)} == set(ReportKind)


@pytest.mark.parametrize("kind", list(produce.BUILDERS))
def test_the_numbers_are_the_same_wherever_they_stand(history, kind):
    place, counted = list(ReportKind).index(kind), Counter()
    for seed in FEW:
        found = looked_at(history(seed), kind, random.Random(f"{kind} {seed}"))
        counted += agree(*found, printed=seed == place % len(FEW))
    # Papers of nothing agree with anything.
    assert counted or kind in WITHOUT_NUMBERS


@pytest.mark.soak
@pytest.mark.parametrize("seed", MANY)
def test_they_are_the_same_on_fifty_random_histories(history, seed):
    for kind in produce.BUILDERS:
        agree(*looked_at(history(seed), kind, random.Random(f"{kind} {seed}")), printed=True)


def test_these_histories_hold_what_an_inspector_and_a_board_look_at(history):
    told = Counter()
    for seed in FEW:
        with history(seed).reading(reader_of(WITH_PAPERS[0])) as visit:
            told += Counter(figures.headline(visit))
    wanted = ["recommendations closed", "closed with evidence of impact", "list: reopened", "list: ratings overridden"]
    wanted += ["list: dates extended", "actions overdue", "actions completed", "list: closed without adequate evidence"]
    assert [name for name in wanted if not told[name]] == []
