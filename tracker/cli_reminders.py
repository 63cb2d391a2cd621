"""The commands of the command line that tell people what is due."""

import json
from typing import Annotated

import typer

from tracker import reminders, schema
from tracker.database import open_engine
from tracker.errors import InputError
from tracker.settings import Settings

Trial = Annotated[bool, typer.Option("--dry-run", help="Print what would be sent; send and record nothing.")]
Json = Annotated[bool, typer.Option("--json", help="Print what was done as JSON.")]


def remind(dry_run: Trial = False, as_json: Json = False) -> None:
    """Send reminders and escalate what is overdue, one mail to each person; run it once a day, on one machine.

    Exit status 1 when a mail is left for the next run.
    """
    settings = Settings()
    engine = open_engine(settings)
    if faults := schema.faults(engine):
        raise InputError(" ".join(faults))
    done = reminders.run(engine, settings, dry_run=dry_run)
    typer.echo(json.dumps(done.as_json(), ensure_ascii=False) if as_json else done.in_words())
    raise typer.Exit(1 if done.left else 0)


def add_to(app: typer.Typer) -> None:
    """Add these commands to the command line."""
    app.command("remind")(remind)
