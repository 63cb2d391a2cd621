"""Tables in plain HTML: a caption, headers that sort by a link, and rows that stack on a small screen."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria, data
from dashboards.components.dates import day_shown

Cell = str | int | float | date | Markup | Sequence[Markup | str] | None


@dataclass(frozen=True)
class Column:
    """A heading; numbers stand to the right, sentences get room and on a small screen a line of their own."""

    title: str
    number: bool = False
    sentence: bool = False


@dataclass(frozen=True)
class Sort:
    """By which column the rows are ordered, and the address that orders them by each column that can."""

    by: str
    descending: bool = False
    hrefs: Mapping[str, str] = field(default_factory=dict)


def table(
    caption: str,
    columns: Sequence[Column | str],
    rows: Sequence[Sequence[Cell]],
    *,
    row_headers: bool = True,
    sort: Sort | None = None,
    stacked: bool = True,
) -> Markup:
    """Draw rows under a caption; the first cell of each row is its heading, and on a small screen rows are stacked."""
    heads = [one if isinstance(one, Column) else Column(one) for one in columns]
    return html.Table(
        [
            html.Caption(caption),
            html.Thead(html.Tr([_head(one, sort) for one in heads])),
            html.Tbody([_row(heads, row, row_headers=row_headers) for row in rows]),
        ],
        className=" ".join(["rows"] * stacked + ["sortable"] * bool(sort and sort.hrefs)),
    )


def wide(caption: str, columns: Sequence[Column | str], rows: Sequence[Sequence[Cell]]) -> Markup:
    """Draw a table that must stay a table in a region that scrolls sideways and that the keyboard can reach."""
    inner = table(caption, columns, rows, stacked=False)
    return html.Div(inner, className="scroll", role="region", tabIndex=0, **aria(label=caption))


def empty(sentence: str, next_step: str | Markup = "") -> Markup:
    """Say that a list is empty and what to do next."""
    return html.Div(html.P([sentence, " ", next_step] if next_step else sentence), className="empty")


def shown(cell: Cell) -> str | Markup | Sequence[Markup | str]:
    """Turn a plain value into what stands on the page; nothing known reads "Not known", never 0."""
    if cell is None or cell == "":
        return "Not known"
    if isinstance(cell, date):
        return day_shown(cell)
    if isinstance(cell, int | float):
        return f"{cell:,}"
    return cell


def _head(column: Column, sort: Sort | None) -> Markup:
    href = sort.hrefs.get(column.title) if sort else None
    classes = " ".join(filter(None, [_look(column), "by" if href else ""]))
    if not sort or not href:
        return html.Th(column.title, scope="col", className=classes)
    order = aria(sort="descending" if sort.descending else "ascending") if sort.by == column.title else {}
    return html.Th(html.A(column.title, href=href), scope="col", className=classes, **order)


def _row(heads: Sequence[Column], row: Sequence[Cell], *, row_headers: bool) -> Markup:
    if len(row) != len(heads):
        raise ValueError(f"A row has {len(row)} cells under {len(heads)} headings.")
    cells = [_cell(column, cell) for column, cell in zip(heads, row, strict=True)]
    if row_headers:
        cells[0] = html.Th(shown(row[0]), scope="row", className=_look(heads[0]))
    return html.Tr(cells)


def _cell(column: Column, cell: Cell) -> Markup:
    return html.Td(html.Div(shown(cell)), className=_look(column), **data(label=column.title))


def _look(column: Column) -> str:
    return "number" if column.number else "sentence" if column.sentence else ""
