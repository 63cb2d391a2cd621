"""The commands that look after the evidence store: `tracker fsck` and `tracker scan`."""

import json
from typing import Annotated

import typer

from tracker import fsck as checking
from tracker import schema, troubles
from tracker.commands import evidence_files
from tracker.database import open_engine, open_visit
from tracker.errors import InputError
from tracker.queries import evidence
from tracker.scan import scan as scan_file
from tracker.settings import Settings
from tracker.store import Store
from tracker.visit import SERVICE
from tracker.words import ScanResult


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.command()(fsck)
    app.command()(scan)


def fsck(
    quick: Annotated[bool, typer.Option(help="Look at sizes only; do not read every file.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print what was found as JSON.")] = False,
    move_orphans: Annotated[
        bool, typer.Option(help="Move files that nothing names and that are older than a day to lost+found.")
    ] = False,
) -> None:
    """Check the record and the evidence store: 0 all is well, 1 warnings, 2 damage; repairs nothing by itself."""
    try:
        found = _found(Settings(), quick=quick, move_orphans=move_orphans)
    except troubles.TROUBLES as trouble:
        if (said := troubles.sentence(trouble)) is None:
            raise
        found = checking.Found(damage=[said])
    if as_json:
        typer.echo(json.dumps(found.as_json()))
    else:
        _tell(found)
    raise typer.Exit(found.status)


def _found(settings: Settings, *, quick: bool, move_orphans: bool) -> checking.Found:
    engine = open_engine(settings)
    if faults := schema.faults(engine):
        return checking.Found(damage=faults)
    # Moving waits for its turn among the writers, so that no upload names a file while it is moved.
    with open_visit(engine, SERVICE, settings, change=move_orphans) as visit:
        found = checking.check(visit.session, settings, quick=quick)
        if move_orphans:
            checking.move_orphans(found, settings)
    return found


def _tell(found: checking.Found) -> None:
    lines = [f"DAMAGE: {each}" for each in found.damage] + [f"Warning: {each}" for each in found.warnings]
    lines += [f"Moved to lost+found: {each}" for each in found.moved]
    files = "1 file" if found.files == 1 else f"{found.files:,} files"
    typer.echo("\n".join(lines) or f"All is well: {files} of evidence.")


def scan() -> None:
    """Have every held file of evidence scanned again; what is clean can be read, what is not goes into quarantine."""
    settings = Settings()
    if settings.scan_socket is None:
        raise InputError("Set TRACKER_SCAN_SOCKET to the socket of the virus scanner.")
    engine, store = open_engine(settings), Store(settings.evidence_folder)
    if faults := schema.faults(engine):
        raise InputError(" ".join(faults))
    with open_visit(engine, SERVICE, settings) as visit:
        waiting = evidence.held(visit)
    still = 0
    for key, sha256 in waiting:
        said = scan_file(settings, store.path(sha256))
        if said.result == ScanResult.ERROR:
            still += 1
            continue
        with open_visit(engine, SERVICE, settings, change=True) as visit:
            evidence_files.note_scan(visit, key, said)
        if said.result == ScanResult.INFECTED:
            store.quarantine(sha256)
        typer.echo(f"Version {key}: {said.result.value}{f', {said.said}' if said.said else ''}")
    typer.echo(f"{len(waiting):,} held, {still:,} still held.")
    raise typer.Exit(1 if still else 0)
