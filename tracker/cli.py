"""The command line: operating commands need no person, reading or changing content acts `--as PERSON`."""

import importlib
import json
import os
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlalchemy import Engine

from tracker import (
    cli_evidence,
    cli_exports,
    cli_packs,
    cli_publish,
    cli_recur,
    cli_reminders,
    cli_snapshots,
    derived,
    entry,
    positions,
    schema,
    troubles,
)
from tracker import verify as verification
from tracker.commands import accounts, inspection, keys, people
from tracker.commands.accounts import RoleDraft
from tracker.database import open_engine, open_visit
from tracker.errors import InputError, SignedOutError, TrackerError
from tracker.importers import plan as plans
from tracker.importers.reading import read_workbook
from tracker.queries import figures, reviews
from tracker.queries import people as known
from tracker.settings import Settings, later, local_day
from tracker.visit import SERVICE, Visit, looked_at
from tracker.words import Role, Scope

EXAMPLE_DAY = date(2026, 11, 22)
WORKERS, THREADS = 2, 8

app = typer.Typer(no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False)
user = typer.Typer(no_args_is_help=True, help="Accounts, roles and tokens.")
app.add_typer(user, name="user")
cli_reminders.add_to(app)
cli_evidence.register(app)
cli_recur.register(app)
cli_publish.register(app)

Json = Annotated[bool, typer.Option("--json", help="Print figures as JSON.")]
Days = Annotated[int, typer.Option(min=0, max=3650, help="For how many days; 0 is until it is ended.")]
As = Annotated[str, typer.Option("--as", help="E-mail address of the person; their token in TRACKER_TOKEN.")]

InAgency = Annotated[str, typer.Option("--agency", help="Short key of the agency within which the role holds.")]
InReview = Annotated[str, typer.Option("--review", help="Reference of the review within which the role holds.")]


def main() -> None:
    """Run the command line; an error that a person can act on is one sentence and exit status 1."""
    try:
        app()
    except TrackerError as error:
        why = troubles.sentence(error.__cause__) if isinstance(error.__cause__, OSError) else None
        typer.echo(" ".join(each for each in (error.sentence, why) if each), err=True)
        sys.exit(1)
    except troubles.TROUBLES as trouble:
        if (told := troubles.sentence(trouble)) is None:
            raise
        typer.echo(told, err=True)
        sys.exit(1)


@contextmanager
def _serving(*, change: bool = False) -> Iterator[tuple[Visit, Settings]]:
    settings = Settings()
    with open_visit(_engine(settings), SERVICE, settings, change=change) as visit:
        yield visit, settings


def _engine(settings: Settings) -> Engine:
    engine = open_engine(settings)
    if faults := schema.faults(engine):
        raise InputError(" ".join(faults))
    return engine


@contextmanager
def _visiting(email: str, *, change: bool = False, as_at: date | None = None) -> Iterator[Visit]:
    """Open a visit as a person, who proves it by the token that an administrator issued to them."""
    settings = Settings()
    engine = _engine(settings)
    token = os.environ.get("TRACKER_TOKEN", "")
    with open_visit(engine, SERVICE, settings) as visit:
        who = entry.by_token(visit.session, token, visit.now) if token else None
        person = known.by_email(visit, email) if who else None
    if who is None or person is None or who.person_id != person.id:
        raise SignedOutError("Set TRACKER_TOKEN to the token of the person named by --as (`tracker user token`).")
    with open_visit(engine, who, settings, change=change, as_at=as_at) as visit:
        yield visit


cli_packs.register(app, _visiting)
cli_exports.register(app, _visiting)
cli_snapshots.register(app, _visiting)


@app.command()
def migrate() -> None:
    """Bring the database to the newest schema, and adopt the first rating key where there is none."""
    settings = Settings()
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    engine = open_engine(settings)
    was_older = bool(schema.faults(engine))
    schema.migrate()
    with open_visit(engine, SERVICE, settings, change=True) as visit:
        keys.adopt_first(visit)
        # A newer version may compute positions otherwise than the one that wrote them.
        is_other = was_older and any(derived.faults(visit.session))
        if is_other:
            positions.rebuild(visit)
    engine.dispose()
    typer.echo("The database is at the newest schema." + (" Its positions were computed anew." if is_other else ""))


@app.command()
def serve(port: int = 8050, host: str = "127.0.0.1", workers: int = WORKERS) -> None:
    """Serve the pages with gunicorn; refuses to start while anything is unsafe, and lists it."""
    settings = Settings()
    if faults := [*settings.faults(), *schema.faults(open_engine(settings))]:
        raise InputError("The service does not start:\n- " + "\n- ".join(faults))
    command = [sys.executable, "-m", "gunicorn", "dashboards.app:create_server()", "--bind", f"{host}:{port}"]
    command += ["--worker-class", "gthread", "--workers", str(workers), "--threads", str(THREADS)]
    command += ["--no-control-socket", "--graceful-timeout", "30"]
    os.execv(sys.executable, command)  # noqa: S606  (our own interpreter, our own arguments)


@app.command()
def demo(port: Annotated[int, typer.Option(envvar="PORT")] = 8050) -> None:
    """Load the worked example if the record is empty, and serve it; it stands at its own day."""
    os.environ.setdefault("TRACKER_TODAY", EXAMPLE_DAY.isoformat())
    os.environ.update(TRACKER_DEMO="true", TRACKER_BASE_URL=f"http://127.0.0.1:{port}")
    settings = Settings()
    os.environ.setdefault("TRACKER_SECRET_KEY", _kept_secret(settings.data_dir / "secret"))
    schema.migrate()
    engine = open_engine(settings)
    typer.echo(importlib.import_module("seed.load").load(engine, settings).sentence)
    cli_recur.match_new(engine, settings)
    typer.echo(f"Open http://127.0.0.1:{port} and sign in as anybody whom that page lists.")
    serve(port=port)


def _kept_secret(path: Path) -> str:
    """Give the demonstration's own random secret, made once and readable by its owner only."""
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        os.write(handle, secrets.token_urlsafe(48).encode())
        os.close(handle)
    return path.read_text()


@app.command()
def verify(deep: bool = False, as_json: Json = False) -> None:
    """Check the chain of the trail, its anchors and locks; --deep also that the state is what the events give."""
    with _serving() as (visit, settings):
        faults = verification.verify(visit.session, settings, deep=deep)
    if as_json:
        typer.echo(json.dumps({"faults": faults}))
    else:
        typer.echo("\n".join(faults) or "The record verifies.")
    raise typer.Exit(1 if faults else 0)


@app.command("figures")
def show_figures(
    person: As, as_at: Annotated[datetime | None, typer.Option(formats=["%Y-%m-%d"])] = None, as_json: Json = False
) -> None:
    """Print every headline number of the dashboards, for checking."""
    with _visiting(person, as_at=looked_at(as_at.date(), local_day(Settings().now())) if as_at else None) as visit:
        told, inspects = figures.headline(visit), Role.INSPECTOR in visit.who.roles
    if inspects:
        with _visiting(person, change=True) as visit:
            inspection.note_given(visit, "tracker figures")
    typer.echo(json.dumps(told) if as_json else "\n".join(f"{name}: {number}" for name, number in told.items()))


@app.command("import")
def import_plan(
    file: Path,
    preview: Annotated[bool, typer.Option(help="Show what was understood; change nothing.")] = False,
    review: Annotated[str, typer.Option(help="Reference of the review that the plan answers.")] = "",
    person: As = "",
    as_json: Json = False,
) -> None:
    """Read an improvement tracker from a workbook; show it, or apply it to a review in one transaction."""
    if preview and not person:
        reading = read_workbook(file)
        told = {**reading.model_dump(mode="json"), "changes": {}}
        typer.echo(json.dumps(told, ensure_ascii=False) if as_json else plans.in_words(reading))
        return
    if not review:
        raise InputError("Name the review that the plan answers: --review REF.")
    if not person:
        raise InputError("Say who imports: --as E-MAIL, with your token in TRACKER_TOKEN.")
    with _visiting(person, change=not preview) as visit:
        found = reviews.by_reference(visit, review)
        reading = read_workbook(file, published_on=found.published_on)
        done: Any = plans.preview if preview else plans.apply
        result = done(visit, found.id, reading, name=file.name)
    if not preview:
        cli_recur.match_new(_engine(Settings()), Settings())
    typer.echo(json.dumps(result.as_json(), ensure_ascii=False) if as_json else result.in_words())


@user.command("add")
def add_user(name: str, email: str, role: Role, agency: InAgency = "", review: InReview = "", days: Days = 0) -> None:
    """Record a person with an account and a role; the password is asked for and never shown."""
    with _serving() as (visit, _):
        draft = _role(visit, role, agency, review, days)
    password = os.environ.get("TRACKER_NEW_PASSWORD") or typer.prompt("Password", hide_input=True)
    with _serving(change=True) as (visit, _):
        person = people.record_person(visit, name, email=email)
        accounts.open_account(visit, person.id or 0, password=password)
        accounts.grant_role(visit, person.id or 0, draft)
    typer.echo(f"{email} can sign in as {role.value}.")


def _role(visit: Visit, role: Role, agency: str, review: str, days: int) -> RoleDraft:
    """Give the role within the agency or review that was named; refuse what cannot be, before anything is asked."""
    if agency and review:
        raise InputError("Name an agency or a review, not both.")
    draft = RoleDraft(
        role,
        Scope.AGENCY if agency else Scope.REVIEW if review else Scope.BOARD,
        agency_id=known.agency_by_key(visit, agency).id if agency else None,
        review_id=reviews.by_reference(visit, review).id if review else None,
        valid_until=later(visit.now, days=days) if days else None,
    )
    accounts.must_fit(draft)
    return draft


@user.command("grant")
def grant(email: str, role: Role, agency: InAgency = "", review: InReview = "", days: Days = 0) -> None:
    """Give a person a role."""
    with _serving(change=True) as (visit, _):
        person = known.by_email(visit, email)
        accounts.grant_role(visit, person.id, _role(visit, role, agency, review, days))
    typer.echo(f"{email} has the role {role.value}.")


@user.command("extend")
def extend(email: str, role: Role, days: Annotated[int, typer.Option(min=1, max=3650)]) -> None:
    """Let a role of a person that has an end hold so many days longer; an inspector's 90 days in all at most."""
    with _serving(change=True) as (visit, _):
        held = known.ends_of(visit, known.by_email(visit, email).id, role)
        if not held:
            raise InputError(f"{email} has no role {role.value} that ends. Give it with `tracker user grant`.")
        for key, ends in held.items():
            accounts.extend_role(visit, key, until=later(ends, days=days))
    typer.echo(f"{email} has the role {role.value} for {days} days longer.")


@user.command("revoke")
def revoke(email: str, role: Role) -> None:
    """End a role of a person now."""
    with _serving(change=True) as (visit, _):
        for held in known.grants_of(visit, known.by_email(visit, email).id, role):
            accounts.revoke_role(visit, held)
    typer.echo(f"{email} no longer has the role {role.value}.")


@user.command("disable")
def disable(email: str) -> None:
    """Close an account at once, with its sessions and tokens."""
    with _serving(change=True) as (visit, _):
        accounts.disable_account(visit, known.by_email(visit, email).id)
    typer.echo(f"The account of {email} is closed.")


@user.command("token")
def token(email: str) -> None:
    """Issue a token by which a person's command line acts under their own rules; it is shown this once."""
    with _serving(change=True) as (visit, _):
        issued = accounts.issue_token(visit, known.by_email(visit, email).id)
    typer.echo(issued)


if __name__ == "__main__":
    main()
