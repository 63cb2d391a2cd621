"""What the public reads of a recommendation or an action: one person writes it, another approves it."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import public_texts as commands
from tracker.errors import InputError, NotFoundError
from tracker.queries import public_texts as queries
from tracker.visit import Visit
from tracker.words import Permission, Thing

NOBODY = "Name no child who is not named in the published review, and no other person."
STAYS = "What people work with stays as it is: the public reads this text, once a second person has approved it."
ITSELF = {
    Thing.ACTION: "Without one the public reads “wording not published”.",
    Thing.RECOMMENDATION: "Without one the public reads the wording as published. While the first one waits, none.",
}
READ = "yes"


def _home(thing: Thing, key: int) -> str:
    return f"/{thing.value}s/{key}"


def _ask_write(visit: Visit, thing: Thing, key: int) -> Form:
    about = queries.about(visit, thing, key)
    newest = about.newest
    said = newest.wording if newest else ""
    return Form(
        title=f"Write for the public: {about.cited}",
        lead=f"{STAYS} {ITSELF[thing]} {NOBODY}",
        reading=[("The wording that people work with", about.wording)],
        fields=[Field(commands.FIELD, "What shall the public read?", Kind.TEXTAREA, said)],
        submit="Save this version",
        cancel_href=_home(thing, key),
        version=newest.number if newest else 0,
    )


def _write(visit: Visit, typed: Typed, thing: Thing, key: int) -> str:
    commands.write(visit, thing, key, typed.get(commands.FIELD, ""), number=read.version(typed))
    return _home(thing, key)


def _ask_approve(visit: Visit, thing: Thing, key: int) -> Form:
    about = queries.about(visit, thing, key)
    newest = about.newest
    if newest is None:
        raise NotFoundError
    return Form(
        title=f"Approve what the public reads: {about.cited}",
        lead=f"{NOBODY} Read it to the end, beside what people work with.",
        reading=[("What the public would read", newest.wording), ("What people work with", about.wording)],
        fields=[Field("read", "Does it tell the public nothing that it must not?", Kind.RADIOS, options=_yes())],
        warning="The next frozen public edition holds it. Another version can take its place later.",
        submit="Approve it",
        cancel_href=_home(thing, key),
        version=newest.number,
    )


def _yes() -> list[Option]:
    return [Option(READ, "Yes, I read it to the end: it names nobody")]


def _approve(visit: Visit, typed: Typed, thing: Thing, key: int) -> str:
    if typed.get("read") != READ:
        raise InputError("Say that you read it to the end.", field="read")
    commands.approve(visit, thing, key, number=read.version(typed))
    return _home(thing, key)


def ask_write_of_action(visit: Visit, key: int) -> Form:
    """Ask what the public shall read of an action."""
    return _ask_write(visit, Thing.ACTION, key)


@form("/actions/<int:key>/public-text", needs=Permission.WRITE_PUBLIC_TEXT, ask=ask_write_of_action)
def write_of_action(visit: Visit, typed: Typed, key: int) -> str:
    """Write what the public reads of an action."""
    return _write(visit, typed, Thing.ACTION, key)


def ask_write_of_recommendation(visit: Visit, key: int) -> Form:
    """Ask what the public shall read of a recommendation."""
    return _ask_write(visit, Thing.RECOMMENDATION, key)


@form("/recommendations/<int:key>/public-text", needs=Permission.WRITE_PUBLIC_TEXT, ask=ask_write_of_recommendation)
def write_of_recommendation(visit: Visit, typed: Typed, key: int) -> str:
    """Write what the public reads of a recommendation."""
    return _write(visit, typed, Thing.RECOMMENDATION, key)


def ask_approve_of_action(visit: Visit, key: int) -> Form:
    """Ask a second person whether the public may read the text of an action."""
    return _ask_approve(visit, Thing.ACTION, key)


@form("/actions/<int:key>/public-text/approve", needs=Permission.APPROVE_PUBLIC_TEXT, ask=ask_approve_of_action)
def approve_of_action(visit: Visit, typed: Typed, key: int) -> str:
    """Let the public read the text of an action."""
    return _approve(visit, typed, Thing.ACTION, key)


def ask_approve_of_recommendation(visit: Visit, key: int) -> Form:
    """Ask a second person whether the public may read the text of a recommendation."""
    return _ask_approve(visit, Thing.RECOMMENDATION, key)


@form(
    "/recommendations/<int:key>/public-text/approve",
    needs=Permission.APPROVE_PUBLIC_TEXT,
    ask=ask_approve_of_recommendation,
)
def approve_of_recommendation(visit: Visit, typed: Typed, key: int) -> str:
    """Let the public read the text of a recommendation."""
    return _approve(visit, typed, Thing.RECOMMENDATION, key)
