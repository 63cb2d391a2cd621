"""Who may read restricted evidence by name: the coordinator or its provider names a person, and takes it back."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import readers as commands
from tracker.queries import readers as queries
from tracker.visit import Visit
from tracker.words import Permission


def ask_reader(visit: Visit, key: int) -> Form:
    """Ask who shall be able to read a piece of restricted evidence, and why."""
    shown = queries.to_name(visit, key)
    return Form(
        title="Name a person who may read restricted evidence",
        lead=f"{shown.title}. They read it where they see an action that it speaks for; every download is noted.",
        fields=[
            Field("e-mail address", "The person's e-mail address"),
            Field("reason", "Why do they need to read it?", Kind.TEXTAREA),
        ],
        submit="Name the person",
        cancel_href=f"/evidence/{key}",
    )


@form("/evidence/<int:key>/readers", needs=Permission.ATTACH_EVIDENCE, ask=ask_reader)
def name_reader(visit: Visit, typed: Typed, key: int) -> str:
    """Name a person who may read a piece of restricted evidence."""
    address, reason = typed.get("e-mail address", ""), typed.get("reason", "")
    commands.name_by_address(visit, key, address=address, reason=reason)
    return f"/evidence/{key}"


def ask_ended(visit: Visit, key: int) -> Form:
    """Ask whose naming is taken back, and why."""
    shown = queries.to_name(visit, key)
    able = [Option("", "Choose"), *(Option(str(each.person_id), each.name) for each in shown.named)]
    return Form(
        title="Take back that a person may read restricted evidence",
        lead=f"{shown.title}. They then read no more of it than their role allows; what they opened stays noted.",
        fields=[
            Field("person", "Who may no longer read it?", Kind.SELECT, options=able),
            Field("reason", "Why?", Kind.TEXTAREA),
        ],
        submit="Take it back",
        cancel_href=f"/evidence/{key}",
    )


@form("/evidence/<int:key>/readers-ended", needs=Permission.ATTACH_EVIDENCE, ask=ask_ended)
def take_back(visit: Visit, typed: Typed, key: int) -> str:
    """Take back that a person was named."""
    person = read.key(typed, "person", "Choose a person who is named.")
    commands.take_back(visit, key, person_id=person, reason=typed.get("reason", ""))
    return f"/evidence/{key}"
