"""The numbers of a paper are the same on screen, on paper, in the workbook and in `tracker figures`."""

import io
import random
import re
from datetime import timedelta

import openpyxl
import pypdf
import pytest

from tests.bench.build import build
from tests.bench.pack import TODAY, Pack
from tests.bench.setup import settings_in
from tests.database.record import SYSTEM
from tracker.database import open_engine, open_visit
from tracker.exporters import paper, workbook
from tracker.exporters.stamp import Stamp
from tracker.queries import figures
from tracker.reports import produce
from tracker.reports.editions import reader_of
from tracker.words import Edition, ReportKind

SIZE, DAYS = 24, 3
NUMBER = re.compile(r"<dt>(?P<name>.*?)</dt><dd>(?P<value>[\d,]+)(?: of (?P<of>[\d,]+))?")


@pytest.fixture(scope="module")
def pack(tmp_path_factory):
    """Give `pack(seed)`: a small plan with a history of six years, another one for each seed."""
    opened = {}

    def give(seed):
        if seed not in opened:
            folder = tmp_path_factory.mktemp("plan") / "pack"
            build(Pack(SIZE, seed), folder, processes=1)
            settings = settings_in(folder, TODAY)
            opened[seed] = open_engine(settings), settings
        return opened[seed]

    yield give
    for engine, _ in opened.values():
        engine.dispose()


def on_screen(markup):
    return [(name, int(value.replace(",", ""))) for name, value, _ in NUMBER.findall(markup.replace("&#39;", "'"))]


def in_a_workbook(made):
    rows = openpyxl.load_workbook(io.BytesIO(made))["Summary"].iter_rows(values_only=True)
    return [(row[0], row[1]) for row in rows if len(row) > 1 and isinstance(row[1], int)]


def on_paper(made):
    text = " ".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(made)).pages)
    return re.sub(r"\s+", " ", text)


def looked_at(pack, seed, back, kinds):
    engine, settings = pack(seed)
    with open_visit(engine, SYSTEM, settings, as_at=TODAY - timedelta(days=back)) as visit:
        stamp = Stamp(Edition.BOARD, visit.as_at, 1, "0" * 64)
        told = figures.headline(visit.by(reader_of(Edition.BOARD)))
        return [(produce.report(visit, kind, Edition.BOARD), stamp, told) for kind in kinds]


def agree(report, stamp, told, *, printed):
    said = [(each.name, each.value) for section in report.sections for each in section.numbers]
    assert report.figures.items() <= told.items()
    assert on_screen(paper.body(report, stamp)) == said
    assert in_a_workbook(workbook.workbook(report, stamp)) == said
    if printed:
        text = on_paper(paper.pdf(report, stamp))
        assert [each for each in said if f"{each[0]} {each[1]:,}" not in text] == []


@pytest.mark.parametrize("kind", list(produce.BUILDERS))
def test_the_numbers_are_the_same_wherever_they_stand(pack, kind):
    rest = random.Random(kind.value)
    for place in range(DAYS):
        (found,) = looked_at(pack, 1, rest.randrange(2000), [kind])
        agree(*found, printed=place == 0 and kind != ReportKind.PLAN)


@pytest.mark.soak
def test_they_are_the_same_on_fifty_random_histories(pack):
    rest = random.Random(50)
    for history in range(50):
        for found in looked_at(pack, history % 10 + 1, rest.randrange(2000), produce.BUILDERS):
            agree(*found, printed=found[0].kind != ReportKind.PLAN)
