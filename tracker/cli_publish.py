"""The command that writes the public edition: `tracker publish`."""

from pathlib import Path
from typing import Annotated

import typer

from tracker import publishing, schema
from tracker.database import open_engine, open_visit
from tracker.errors import InputError
from tracker.settings import Settings
from tracker.visit import SERVICE


def register(app: typer.Typer) -> None:
    """Add the command to the command line."""
    app.command()(publish)


def publish(
    folder: Path,
    check: Annotated[
        bool, typer.Option("--check", help="Write nothing; search the folder for what is not public.")
    ] = False,
    illustrative: Annotated[
        bool, typer.Option("--illustrative", help="Write a worked example, and say so on every page.")
    ] = False,
) -> None:
    """Write the public edition that was released last as a folder of pages; --check: exit status 1 if it holds more."""
    settings = Settings()
    engine = open_engine(settings)
    if faults := schema.faults(engine):
        raise InputError(" ".join(faults))
    with open_visit(engine, SERVICE, settings) as visit:
        if not check:
            typer.echo(publishing.write(visit, settings, folder, illustrative=illustrative).sentence)
            return
        found = publishing.search(visit, settings, folder)
    engine.dispose()
    for leak in found.leaks:
        typer.echo(leak.sentence)
    if found.leaks:
        raise typer.Exit(1)
    typer.echo(f"Nothing that is not public is in {folder}: {found.texts:,} texts of the record were searched for.")
