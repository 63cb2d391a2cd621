"""The commands about frozen editions: `tracker snapshot create` and `tracker snapshot check`."""

import json
from typing import Annotated

import typer

from tracker import schema, snapshots
from tracker.database import open_engine, open_visit
from tracker.errors import InputError
from tracker.settings import Settings
from tracker.visit import SERVICE

snapshot = typer.Typer(no_args_is_help=True, help="Frozen editions of the plan.")


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(snapshot, name="snapshot")


@snapshot.command("check")
def check(cited: str, as_json: Annotated[bool, typer.Option("--json", help="Print as JSON.")] = False) -> None:
    """Derive a frozen edition again from the events up to its head; exit status 1 where it is not the same."""
    settings = Settings()
    engine = open_engine(settings)
    if faults := schema.faults(engine):
        raise InputError(" ".join(faults))
    with open_visit(engine, SERVICE, settings) as visit:
        found = snapshots.check(visit, settings, cited)
    engine.dispose()
    if as_json:
        typer.echo(json.dumps({"cited": cited, "differences": found.differences, "erased": found.erased}))
    else:
        typer.echo("\n".join(found.differences) or f"{cited} is equal to what the record gives.")
        if found.erased:
            typer.echo(f"{found.erased} wordings in it were erased since.")
    raise typer.Exit(1 if found.differences else 0)
