"""The commands that export evidence packs: `tracker pack` and `tracker signing-key`."""

import json
from collections.abc import Callable
from contextlib import AbstractContextManager, closing
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from tracker.commands import packs
from tracker.exporters import pack as exporting
from tracker.exporters.signing import signing_key
from tracker.queries import reviews
from tracker.settings import Settings, local_day
from tracker.store import in_words
from tracker.visit import Visit, looked_at

As = Annotated[str, typer.Option("--as", help="E-mail address of the person; their token in TRACKER_TOKEN.")]
Json = Annotated[bool, typer.Option("--json", help="Print figures as JSON.")]


# Opens a visit as a person, who proves it by their token.
Visiting = Callable[..., AbstractContextManager[Visit]]


def register(app: typer.Typer, visiting: Visiting) -> None:
    """Add the commands to the command line."""

    @app.command("pack")
    def pack(
        review: str,
        file: Path,
        person: As,
        as_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None,
        as_json: Json = False,
    ) -> None:
        """Write the signed evidence pack of a review to a file, as the person may see it."""
        settings = Settings()
        day = looked_at(as_at.date(), local_day(settings.now())) if as_at else None
        key = signing_key(settings)
        with visiting(person, as_at=day) as visit:
            gathered = exporting.gather(visit, reviews.by_reference(visit, review).id, settings)
        with closing(gathered.trail):
            made = exporting.made(gathered, settings, key)
            with visiting(person, change=True) as visit:
                packs.note_export(visit, made.what, restricted=made.restricted)
                told = exporting.Told(visit.who.name, visit.now, settings.board_name)
            size = exporting.write(made, told, file)
        _tell(made, file, size, as_json=as_json)

    app.command("signing-key")(show_key)


def _tell(made: exporting.Pack, file: Path, size: int, *, as_json: bool) -> None:
    told = {
        "file": str(file),
        "bytes": size,
        "files": len(made.files),
        "left_out": len(made.left_out),
        "audit_head": made.gathered.found.head.hash,
        "fingerprint": made.key.fingerprint,
    }
    if as_json:
        typer.echo(json.dumps(told))
        return
    out = f", {len(made.left_out):,} left out" if made.left_out else ""
    typer.echo(f"{file}: {in_words(size)}, {len(made.files):,} files of evidence{out}.")
    typer.echo(f"Signed by the key with the fingerprint {made.key.fingerprint}.")


def show_key() -> None:
    """Print the public half of the key that signs packs, and its fingerprint; give both to whoever checks packs."""
    key = signing_key(Settings())
    typer.echo(f"{key.public.decode()}Fingerprint: {key.fingerprint}")
