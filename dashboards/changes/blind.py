"""Rounds of blind coding: make one, code one wording a screen, correct what one coded, and close the round."""

from collections.abc import Sequence

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from tracker.commands import coding as commands
from tracker.commands.coding import MADE_IT, Chosen
from tracker.errors import InputError, NotFoundError
from tracker.queries import choices
from tracker.queries import coding as queries
from tracker.queries.coding import Item, Round
from tracker.visit import Visit
from tracker.words import Permission

LIST = "/blind"
NONE = Option("none", "None of these", "No theme of the list says what this asks for.")
WHICH = "Which theme does this wording ask for?"
CHOOSE = "Choose the theme that the wording asks for most, or none of these."


def ask_round(visit: Visit) -> Form:
    """Ask of which recommendations a round is made."""
    offered = choices.for_plan(visit)
    return Form(
        title="Make a round of blind coding",
        lead="Two people will give each wording a theme, without knowing whose it is and without seeing each other's.",
        fields=[
            Field("title", "Title", hint="Coders read it. It must not name a child, review, place, agency or year."),
            Field(
                "review",
                "Only the recommendations of one review? (optional)",
                Kind.SELECT,
                options=read.options(offered.reviews, none="Any review"),
            ),
            Field(
                "theme",
                "Only those that have a theme already? (optional)",
                Kind.SELECT,
                options=read.options(offered.themes, none="Any theme"),
            ),
        ],
        warning="What is restricted or sealed is left out, because not everybody who codes may see it.",
        submit="Make the round",
        cancel_href=LIST,
    )


@form("/blind/rounds/new", needs=Permission.PREPARE_BLIND, ask=ask_round)
def make_round(visit: Visit, typed: Typed) -> str:
    """Make a round of blind coding."""
    chosen = Chosen(
        review_id=read.maybe_key(typed, "review", "Choose a review from the list."),
        theme_id=read.maybe_key(typed, "theme", "Choose a theme from the list."),
    )
    commands.make_round(visit, title=typed.get("title", ""), chosen=chosen)
    return LIST


def ask_next(visit: Visit, key: int) -> Form:
    """Show the next wording, and ask for its theme."""
    item, shown = queries.next_item(visit, key), queries.one_round(visit, key)
    if not shown.may_code or item is None:
        return _over(shown)
    return _coding(visit, item, "Save, and show the next one", f"/blind/rounds/{key}/mine")


def _over(shown: Round) -> Form:
    """Say why there is nothing to code, and lead on."""
    said = f"You have coded all {shown.items} wordings of this round."
    if not shown.may_code:
        said = "This round is closed." if shown.closed_on else "Two people code this round already."
        said = MADE_IT if shown.made_it and not shown.closed_on else said
    return Form(title="Nothing to code", lead=said, fields=[], submit="Go on", cancel_href=LIST, bare=True)


def _coding(visit: Visit, item: Item, submit: str, back: str) -> Form:
    given = str(item.theme_id) if item.theme_id else NONE.value if item.theme else ""
    return Form(
        title=f"Item {item.number}",
        lead=item.wording,
        fields=[
            Field("number", "", Kind.HIDDEN, value=str(item.number)),
            Field("theme", WHICH, Kind.RADIOS, value=given, options=_themes(visit), first=True),
            Field("note", "Note (optional)", Kind.TEXTAREA, value=item.note),
        ],
        submit=submit,
        crumbs=[("Blind coding", LIST), (f"Wording {item.place} of {item.of}", "")],
        cancel_href=back,
        bare=True,
    )


def _themes(visit: Visit) -> Sequence[Option]:
    return [*(Option(str(each.id), each.name, each.definition) for each in queries.themes(visit)), NONE]


@form("/blind/rounds/<int:key>", needs=Permission.CODE_BLIND, ask=ask_next)
def code_next(visit: Visit, typed: Typed, key: int) -> str:
    """Give the wording that was shown a theme, and go on to the next."""
    if "number" not in typed:
        return _onward(visit, key)
    number, item = read.key(typed, "number", read.INCOMPLETE), queries.next_item(visit, key)
    if item is None or item.number != number:
        # It was coded in another window meanwhile, and can be corrected: what is typed here belongs to no other one.
        return f"/blind/rounds/{key}"
    _code(visit, typed, key, number)
    return f"/blind/rounds/{key}" if queries.next_item(visit, key) else f"/blind/rounds/{key}/mine"


def _onward(visit: Visit, key: int) -> str:
    """Lead on from a round in which there is nothing to code; from a wording nobody goes on without an answer."""
    shown = queries.one_round(visit, key)
    if shown.may_code and queries.next_item(visit, key):
        raise InputError(CHOOSE, field="theme")
    if shown.closed_on:
        return f"/blind/rounds/{key}/result"
    return f"/blind/rounds/{key}/mine" if shown.mine else LIST


def _code(visit: Visit, typed: Typed, key: int, number: int) -> None:
    given = typed.get("theme", "")
    theme = None if given == NONE.value else read.key(typed, "theme", CHOOSE)
    commands.code(visit, key, number, theme_id=theme, note=typed.get("note", ""))


def ask_correction(visit: Visit, key: int, number: int) -> Form:
    """Show a wording that this person has coded, and ask for its theme again."""
    return _coding(visit, queries.one_item(visit, key, number), "Save the correction", f"/blind/rounds/{key}/mine")


@form("/blind/rounds/<int:key>/items/<int:number>", needs=Permission.CODE_BLIND, ask=ask_correction)
def correct(visit: Visit, typed: Typed, key: int, number: int) -> str:
    """Correct what this person coded; the earlier coding stays in the record."""
    queries.one_item(visit, key, number)
    _code(visit, typed, key, number)
    return f"/blind/rounds/{key}/mine"


def ask_closing(visit: Visit, key: int) -> Form:
    """Ask whether to close a round."""
    shown = queries.one_round(visit, key)
    if shown.closed_on is not None:
        raise NotFoundError
    return Form(
        title=f"Close the round “{shown.title}”?",
        lead="Both codings and their agreement are then shown. No theme is given by it: a person does that.",
        fields=[],
        warning="Nothing in the round can be changed afterwards.",
        submit="Close the round",
        cancel_href=f"/blind/rounds/{key}/result",
    )


@form("/blind/rounds/<int:key>/close", needs=Permission.PREPARE_BLIND, ask=ask_closing)
def close(visit: Visit, _typed: Typed, key: int) -> str:
    """Close a round that two people have coded."""
    commands.close_round(visit, key)
    return f"/blind/rounds/{key}/result"
