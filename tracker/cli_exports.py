"""The command that writes a paper to a file: `tracker export plan|exceptions|scrutiny|index FILE`."""

import json
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from tracker.cli_packs import As, Json, Visiting
from tracker.commands import inspection
from tracker.errors import InputError, RefusedError
from tracker.exporters import paper, placing, workbook
from tracker.exporters.stamp import stamp_of
from tracker.names import as_kept
from tracker.reports import produce
from tracker.reports.editions import own, papers_in
from tracker.settings import Settings, local_day
from tracker.store import in_words
from tracker.visit import Visit, looked_at
from tracker.words import Edition, ReportKind

MADE = {".xlsx": workbook.workbook, ".pdf": paper.pdf}


class Export(StrEnum):
    """What can be exported, by the word that is typed."""

    PLAN = "plan"
    EXCEPTIONS = "exceptions"
    SCRUTINY = "scrutiny"
    INDEX = "index"


KINDS = {
    Export.PLAN: ReportKind.PLAN,
    Export.EXCEPTIONS: ReportKind.EXCEPTIONS,
    Export.SCRUTINY: ReportKind.SCRUTINY,
    Export.INDEX: ReportKind.INDEX,
}
Chosen = Annotated[Edition | None, typer.Option(help="For whom it is made; unless said, for readers like the person.")]


def register(app: typer.Typer, visiting: Visiting) -> None:
    """Add the command to the command line."""

    @app.command("export")
    def export(
        what: Export,
        file: Path,
        person: As,
        as_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
        edition: Chosen = None,
        as_json: Json = False,
    ) -> None:
        """Write a paper to a file, a workbook or a PDF by its ending, with the numbers of the pages."""
        make = MADE.get(file.suffix.lower())
        if make is None:
            raise InputError("Name a file that ends in .xlsx or in .pdf.", field="file")
        placing.must_be_free(file)
        settings = Settings()
        day = looked_at(as_at.date(), local_day(settings.now())) if as_at else None
        with visiting(person, as_at=day) as visit:
            chosen = edition or _own(visit, KINDS[what])
            made, stamp = produce.report(visit, KINDS[what], chosen), stamp_of(visit, chosen)
        with visiting(person, change=True) as visit:
            # What cannot be noted is not given.
            inspection.note_given(visit, f"tracker export {what.value}: {stamp.cited}")
        size = placing.put(file, [make(made, stamp)], what="paper")
        told = {"file": str(file), "bytes": size, "cited": stamp.cited, "figures": made.figures}
        typer.echo(json.dumps(told) if as_json else f"{as_kept(str(file))}: {in_words(size)}. {stamp.sentence}")


def _own(visit: Visit, kind: ReportKind) -> Edition:
    """Choose the edition that is made for readers like this person."""
    found = own(visit)
    if found is None or kind not in papers_in(found):
        raise RefusedError(f"No {kind.value} is made for your role.")
    return found
