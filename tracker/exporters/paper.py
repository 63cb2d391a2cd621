"""A paper as markup and as a tagged PDF, from the same template."""

from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from tracker.errors import InputError
from tracker.exporters.stamp import Stamp
from tracker.reports.content import WHOLE, Cell, Report

DOCUMENTS = Path(__file__).parent / "documents"
NO_PANGO = (
    "This service cannot make a PDF, because its machine lacks the library Pango. Print the page instead, or ask "
    "whoever runs the service to install it (on Debian: libpango-1.0-0 and libpangoft2-1.0-0)."
)


@cache
def documents() -> Environment:
    """Give the templates of papers, which escape every text and refuse what they are not given."""
    made = Environment(
        loader=FileSystemLoader(DOCUMENTS), autoescape=select_autoescape(default=True), undefined=StrictUndefined
    )
    made.filters["cell"] = in_words
    made.tests["number"] = lambda value: isinstance(value, int)
    return made


def in_words(cell: Cell) -> str:
    """Write a cell as people read it; what is not there is said, never left open."""
    if cell is None:
        return "Not known"
    if isinstance(cell, date):
        return f"{cell:%-d %b %Y}"
    return f"{cell:,}" if isinstance(cell, int) else cell


def body(report: Report, stamp: Stamp) -> str:
    """Draw a paper as markup, without a frame."""
    return documents().get_template("report.html").render(report=report, stamp=stamp)


def pdf(report: Report, stamp: Stamp) -> bytes:
    """Make a tagged PDF (PDF/UA-1) of a paper."""
    page = documents().get_template("paper.html").render(report=report, stamp=stamp, style=_style())
    printed = _printer().HTML(string=page, url_fetcher=_nothing_fetched)
    made: bytes = printed.write_pdf(pdf_variant="pdf/ua-1", finisher=_say_of_what_a_header_is)
    return made


def _say_of_what_a_header_is(_document: Any, made: Any) -> None:
    """Say of each header cell whether it heads a column or a row, which the printer leaves to the reader to find out.

    It numbers header cells by table, row and column; the first row of every table holds the headers of columns.
    """
    for each in made.objects:
        if isinstance(each, dict) and each.get("S") == "/TH" and "ID" in each:
            _table, row, _column = str(each["ID"].string).split("-")
            each["A"]["Scope"] = "/Column" if row == "0" else "/Row"


def _printer() -> Any:
    try:
        import weasyprint  # noqa: PLC0415  (needs a library of the system, and only here)
    except OSError as error:
        raise InputError(NO_PANGO) from error
    return weasyprint


def _nothing_fetched(url: str, *_args: object, **_more: object) -> Any:
    message = f"a paper fetches nothing, but this one asked for {url}"
    raise ValueError(message)


@cache
def _style() -> str:
    widths = (f".w{each} {{ width: {each}%; }}\n" for each in range(WHOLE + 1))
    return (DOCUMENTS / "paper.css").read_text() + "".join(widths)
