"""Papers: on screen without a script, as a PDF, and as a workbook, each from the same content."""

from collections.abc import Callable
from datetime import date

from flask import Flask, Response, request
from markupsafe import Markup

from dashboards import frame, links, reads
from dashboards.downloads import disposition
from dashboards.service import as_at_of, service, visiting, visitor
from tracker import snapshots
from tracker.access import allows
from tracker.errors import NotFoundError
from tracker.exporters import paper, workbook
from tracker.exporters.stamp import Stamp, stamp_of
from tracker.reports import produce
from tracker.reports.content import Report
from tracker.reports.editions import open_to, papers_in
from tracker.words import Edition, Permission, ReportKind

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
MADE: dict[str, tuple[Callable[[Report, Stamp], bytes], str]] = {
    "pdf": (paper.pdf, "application/pdf"),
    "xlsx": (workbook.workbook, XLSX),
}


def add_routes(server: Flask) -> None:
    """Add the addresses of the papers: by edition and name, and with an ending as a file."""
    server.add_url_rule("/reports/<edition>/<name>", "report", _show, methods=["GET"])
    server.add_url_rule("/snapshots/<cited>/<name>", "frozen_report", _show_frozen, methods=["GET"])


def slug(kind: ReportKind) -> str:
    """Give the name of a paper as it stands in its address."""
    return kind.value.replace("'", "").replace(" ", "-")


def address(edition: Edition, kind: ReportKind, ending: str = "", **asked: links.Value) -> str:
    """Give the address of a paper."""
    return links.address(f"/reports/{edition.value}/{slug(kind)}{ending and '.' + ending}", **asked)


def frozen_address(cited: str, kind: ReportKind, ending: str = "") -> str:
    """Give the address of a paper of a frozen edition."""
    return f"/snapshots/{cited}/{slug(kind)}{ending and '.' + ending}"


def _show(edition: str, name: str) -> Response:
    kind, ending = _asked(name)
    found = next((each for each in Edition if each.value == edition), None)
    with visiting(as_at=_day()) as visit:
        if found is None or found not in open_to(visit) or kind not in papers_in(found):
            raise NotFoundError
        made, stamp = produce.report(visit, kind, found), stamp_of(visit, found)
    day = request.args.get("as_at") or None
    return _answer(made, stamp, ending, lambda ending: address(found, kind, ending, as_at=day))


def _show_frozen(cited: str, name: str) -> Response:
    kind, ending = _asked(name)
    with visiting() as visit:
        kept, papers, stamp = snapshots.papers(visit, service().settings, cited)
    made = next((each for each in papers if each.kind == kind), None)
    if made is None:
        raise NotFoundError
    return _answer(made, stamp, ending, lambda ending: frozen_address(kept.cited, kind, ending))


def _asked(name: str) -> tuple[ReportKind, str]:
    """Read out of an address which paper is asked for, and as which kind of file."""
    if not allows(visitor(), Permission.SEE_PLAN):
        raise NotFoundError
    stem, _, ending = name.partition(".")
    chosen = next((each for each in produce.BUILDERS if slug(each) == stem), None)
    if chosen is None or ending not in {"", *MADE} or name.endswith("."):
        raise NotFoundError
    return chosen, ending


def _day() -> date | None:
    return as_at_of(request.args.get("as_at", ""))


def _answer(report: Report, stamp: Stamp, ending: str, place: Callable[[str], str]) -> Response:
    """Give a paper as a page, or as a file to be saved; what an inspector is given is noted before."""
    reads.note(f"{place(ending)}: {stamp.cited}")
    if ending:
        make, media_type = MADE[ending]
        answer = Response(make(report, stamp), mimetype=media_type)
        answer.headers["Content-Disposition"] = disposition(f"{slug(report.kind)}-{stamp.cited}.{ending}")
        return answer
    files = [
        {"label": label, "href": place(kind)}
        for kind, label in (("pdf", "Download as PDF"), ("xlsx", "Download as a workbook"))
    ]
    drawn = Markup(paper.body(report, stamp))  # noqa: S704  (made by a template that escapes)
    way = [{"label": "Papers", "href": "/reports"}, {"label": report.title}]
    return frame.answer("report", report.title, drawn=drawn, files=files, crumbs=way)
