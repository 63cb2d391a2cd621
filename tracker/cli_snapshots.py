"""The commands about frozen editions: `tracker snapshot create` and `tracker snapshot check`."""

import json
from typing import Annotated

import typer

from tracker import schema, snapshots
from tracker.cli_packs import As, Json, Visiting
from tracker.database import open_engine, open_visit
from tracker.errors import InputError
from tracker.names import as_kept
from tracker.queries import meetings
from tracker.settings import Settings
from tracker.visit import SERVICE, Visit
from tracker.words import Edition

snapshot = typer.Typer(no_args_is_help=True, help="Frozen editions of the plan.")
NEITHER = (
    "“{asked}” is neither an edition ({editions}) nor the day of a meeting, like 2026-12-16, nor the number in the "
    "address of its page."
)


def register(app: typer.Typer, visiting: Visiting) -> None:
    """Add the commands to the command line."""
    app.add_typer(snapshot, name="snapshot")

    @snapshot.command("create")
    def create(
        what: Annotated[str, typer.Argument(metavar="MEETING|EDITION", help="The day of a meeting, or an edition.")],
        person: As,
        edition: Annotated[Edition, typer.Option(help="The edition that a meeting is given.")] = Edition.BOARD,
        as_json: Json = False,
    ) -> None:
        """Freeze an edition as it stands, on its own or as the papers of a meeting, as the form on the pages does."""
        alone = next((each for each in Edition if each.value == what), None)
        with visiting(person, change=True) as visit:
            meeting = None if alone else _meeting(visit, what)
            row = snapshots.freeze(visit, Settings(), alone or edition, meeting_id=meeting)
            told = {"cited": row.cited, "edition": row.edition.value, "meeting": what if meeting else None}
        typer.echo(json.dumps(told) if as_json else f"Frozen: {told['cited']}.")


def _meeting(visit: Visit, asked: str) -> int:
    """Find a meeting by its day, or by its number as in the address of its page."""
    every = meetings.listing(visit)
    found = [each for each in every if asked in {str(each.id), each.held_on.isoformat()}]
    if not found:
        raise InputError(NEITHER.format(asked=as_kept(asked), editions=", ".join(Edition)))
    if len(found) > 1:
        several = "; ".join(f"{each.id}, {each.kind.value}" for each in found)
        raise InputError(f"Several meetings are held on {asked}. Name one by its number: {several}.")
    return found[0].id


@snapshot.command("check")
def check(cited: str, as_json: Json = False) -> None:
    """Derive a frozen edition again from the events up to its head; exit status 1 where it is not the same.

    Where a paper has gained something since, what both forms hold is compared, and what the earlier lacked is named.
    """
    settings = Settings()
    engine = open_engine(settings)
    if faults := schema.faults(engine):
        raise InputError(" ".join(faults))
    with open_visit(engine, SERVICE, settings) as visit:
        found = snapshots.check(visit, settings, cited)
    engine.dispose()
    if as_json:
        typer.echo(json.dumps({"cited": cited, **vars(found)}))
    else:
        typer.echo("\n".join(found.differences) or f"{cited} is equal to what the record gives.")
        for each in found.lacked:
            typer.echo(f"Frozen in an earlier form, which lacked {each}.")
        if found.erased:
            typer.echo(f"{found.erased} wordings in it were erased since.")
    raise typer.Exit(1 if found.differences else 0)
