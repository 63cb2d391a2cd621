"""Release a frozen public edition, let stand what was found in it, and take it back."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from dashboards.service import service
from tracker import releases
from tracker.commands import releases as commands
from tracker.errors import InputError, NotFoundError
from tracker.queries import releases as queries
from tracker.releases import WORD, Found
from tracker.visit import Visit
from tracker.words import Permission, Role

HOME = "/public"


def ask_release(visit: Visit, key: int) -> Form:
    """Ask whether an edition is to be released, with what was found in it."""
    stand, found = releases.found(visit, service().settings, key)
    roles = [role for role in commands.BOTH if role in visit.who.board_roles]
    return Form(
        title=f"Release {stand.kept.cited} to the public",
        lead=f"{stand.sentence} Look at the preview first, page by page: we search for NHS numbers, dates of birth, "
        "postcodes and names, and such a search finds only what it knows.",
        reading=[("What was found", _told(found))],
        fields=[
            Field("role", "As whom do you release it?", Kind.RADIOS, options=read.words(roles)),
            Field("word", f"Type the word {WORD}"),
        ],
        warning="With the second release `tracker publish` writes it for everybody. It can be taken back at once.",
        submit="Release it",
        cancel_href=HOME,
    )


def _told(found: list[Found]) -> str:
    return "\n".join(each.sentence for each in found) or "Nothing that we know to search for."


@form("/snapshots/<int:key>/release", needs=Permission.RELEASE_EDITION, ask=ask_release)
def release(visit: Visit, typed: Typed, key: int) -> str:
    """Release an edition to the public."""
    role = read.word(typed, "role", Role, "Choose as whom you release it.")
    releases.release(visit, service().settings, key, as_role=role, word=typed.get("word", ""))
    return HOME


def ask_confirm(visit: Visit, key: int) -> Form:
    """Ask the chair which of the things that were found may stand, and why."""
    stand, found = releases.found(visit, service().settings, key)
    left = [each for each in found if each.may_stand and not each.reason]
    if not left or Role.CHAIR not in visit.who.board_roles:
        raise NotFoundError
    return Form(
        title=f"Let something stand in {stand.kept.cited}",
        lead="One thing at a time, each with its reason. A number of the NHS and a listed name can never stand.",
        fields=[
            Field(
                "place",
                "What may stand?",
                Kind.RADIOS,
                options=[Option(each.id, f"{each.where}: {each.place.sentence}") for each in left],
            ),
            Field("reason", "Why may the public read it?", Kind.TEXTAREA),
        ],
        submit="Let it stand",
        cancel_href=HOME,
    )


@form("/snapshots/<int:key>/confirm", needs=Permission.RELEASE_EDITION, ask=ask_confirm)
def confirm(visit: Visit, typed: Typed, key: int) -> str:
    """Let one thing that was found stand."""
    if not (place := typed.get("place", "")):
        raise InputError("Choose what may stand.", field="place")
    releases.confirm(visit, service().settings, key, place=place, reason=typed.get("reason", ""))
    return HOME


def ask_withdraw(visit: Visit, key: int) -> Form:
    """Ask why the public shall not read an edition any more."""
    stand = queries.one(visit, key)
    if not stand.releases or stand.withdrawn_on:
        raise NotFoundError
    return Form(
        title=f"Take back {stand.kept.cited}",
        lead="From then on it is not published: the next `tracker publish` writes the site without it, and with the "
        "edition released before it, if there is one.",
        fields=[Field("reason", "Why?", Kind.TEXTAREA)],
        warning="Until somebody runs `tracker publish`, the pages stay where they are. The record keeps the edition.",
        submit="Take it back",
        cancel_href=HOME,
    )


@form("/snapshots/<int:key>/withdraw", needs=Permission.RELEASE_EDITION, ask=ask_withdraw)
def withdraw(visit: Visit, typed: Typed, key: int) -> str:
    """Take a released edition back."""
    commands.withdraw(visit, key, reason=typed.get("reason", ""))
    return HOME
