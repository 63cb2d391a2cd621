"""Asks: found one, join and leave it, merge, split and rename it, and say which action answers it."""

from collections.abc import Sequence

from dashboards.changes import typed as read
from dashboards.changes.repeats import CITED, cited
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import asks as commands
from tracker.errors import InputError
from tracker.queries import ask as queries
from tracker.queries import choices
from tracker.queries.asked import Group
from tracker.queries.choices import Choice
from tracker.visit import Visit
from tracker.words import Permission

JUDGES = Permission.JUDGE_REPEATS
ALIAS = "Its key stays for ever; nothing is lost, and another act can change it again."
WHY = Field("reason", "Why?", Kind.TEXTAREA)
NAME = Field("name", "What do they ask for, in a few words?")
LINES = "One a line, each as it is cited, for example KW-2013 4"


def _home(group: Group) -> str:
    return f"/recurring/{group.key}"


def _group(visit: Visit, key: int) -> Group:
    return queries.whole(visit, key).group


def _form(group: Group, title: str, lead: str, fields: Sequence[Field], submit: str) -> Form:
    """Ask about one ask."""
    return Form(title=title, lead=f"{lead} {ALIAS}", fields=fields, submit=submit, cancel_href=_home(group))


def _lines(visit: Visit, typed: Typed, name: str) -> list[int]:
    """Read recommendations, one a line."""
    lines = [line.strip() for line in typed.get(name, "").splitlines() if line.strip()]
    found = [choices.recommendation_named(visit, line) for line in lines]
    if missing := [line for line, key in zip(lines, found, strict=True) if key is None]:
        raise InputError(f"There is no recommendation {missing[0][:80]}. {LINES}.", field=name)
    return [key for key in found if key is not None]


def ask_found(_visit: Visit) -> Form:
    """Ask which recommendations ask for the same."""
    return Form(
        title="Found an ask",
        lead=f"An ask holds what several reviews asked for. At least two of it were judged the same. {ALIAS}",
        fields=[Field("recommendations", "Which recommendations?", Kind.TEXTAREA, hint=LINES), NAME, WHY],
        submit="Found the ask",
        cancel_href="/recurring",
    )


@form("/recurring/new", needs=JUDGES, ask=ask_found)
def found(visit: Visit, typed: Typed) -> str:
    """Found an ask."""
    keys = _lines(visit, typed, "recommendations")
    row = commands.found(visit, keys, name=typed.get("name", ""), reason=typed.get("reason", ""))
    return f"/recurring/{row.key}"


def ask_join(visit: Visit, key: int) -> Form:
    """Ask which recommendation joins."""
    group = _group(visit, key)
    which = Field("recommendation", "Which recommendation joins it?", hint=CITED.capitalize())
    lead = f"{group.name}. What was judged different from any of it cannot join."
    return _form(group, f"Let a recommendation join {group.key}", lead, [which, WHY], "Let it join")


@form("/recurring/A-<int:key>/join", needs=JUDGES, ask=ask_join)
def join(visit: Visit, typed: Typed, key: int) -> str:
    """Let a recommendation join an ask."""
    group = _group(visit, key)
    commands.join(visit, group.id, cited(visit, typed, "recommendation"), reason=typed.get("reason", ""))
    return _home(group)


def ask_leave(visit: Visit, key: int) -> Form:
    """Ask which recommendation leaves."""
    group = _group(visit, key)
    members = read.options([Choice(each.id, f"{each.cited}: {each.wording[:80]}") for each in group.members])
    which = Field("recommendation", "Which recommendation leaves it?", Kind.SELECT, options=members)
    lead = f"{group.name}. That it was in it stays in the record."
    return _form(group, f"Take a recommendation out of {group.key}", lead, [which, WHY], "Take it out")


@form("/recurring/A-<int:key>/leave", needs=JUDGES, ask=ask_leave)
def leave(visit: Visit, typed: Typed, key: int) -> str:
    """Take a recommendation out of an ask."""
    group = _group(visit, key)
    which = read.key(typed, "recommendation", "Choose a recommendation from the list.")
    commands.leave(visit, group.id, which, reason=typed.get("reason", ""))
    return _home(group)


def ask_merge(visit: Visit, key: int) -> Form:
    """Ask into which other ask it is merged."""
    group = _group(visit, key)
    others = read.options(queries.choices(visit, beside=group.number))
    into = Field("into", "Into which ask?", Kind.SELECT, options=others)
    lead = f"{group.name}. Its recommendations join the other one, and its key leads there."
    return _form(group, f"Merge {group.key} into another ask", lead, [into, WHY], "Merge them")


@form("/recurring/A-<int:key>/merge", needs=JUDGES, ask=ask_merge)
def merge(visit: Visit, typed: Typed, key: int) -> str:
    """Merge an ask into another one."""
    group = _group(visit, key)
    commands.merge(
        visit, group.id, read.key(typed, "into", "Choose an ask from the list."), reason=typed.get("reason", "")
    )
    return _home(group)


def ask_split(visit: Visit, key: int) -> Form:
    """Ask which recommendations become an ask of their own."""
    group = _group(visit, key)
    which = Field("recommendations", "Which recommendations are split off?", Kind.TEXTAREA, hint=LINES)
    lead = f"{group.name}. It holds {', '.join(each.cited for each in group.members)}."
    return _form(group, f"Split recommendations off {group.key}", lead, [which, NAME, WHY], "Split them off")


@form("/recurring/A-<int:key>/split", needs=JUDGES, ask=ask_split)
def split(visit: Visit, typed: Typed, key: int) -> str:
    """Split recommendations off an ask."""
    keys, told = _lines(visit, typed, "recommendations"), {name: typed.get(name, "") for name in ("name", "reason")}
    return f"/recurring/{commands.split(visit, _group(visit, key).id, keys, **told).key}"


def ask_name(visit: Visit, key: int) -> Form:
    """Ask for another name."""
    group = _group(visit, key)
    name = Field("name", "What do they ask for, in a few words?", value=group.name)
    return Form(
        title=f"Give {group.key} another name",
        lead=f"Earlier names stay in the record. {ALIAS}",
        fields=[name, WHY],
        submit="Rename it",
        cancel_href=_home(group),
        version=group.version,
    )


@form("/recurring/A-<int:key>/name", needs=JUDGES, ask=ask_name)
def rename(visit: Visit, typed: Typed, key: int) -> str:
    """Give an ask another name."""
    group, told = _group(visit, key), {name: typed.get(name, "") for name in ("name", "reason")}
    commands.rename(visit, group.id, version=read.version(typed), **told)
    return _home(group)


def ask_action(visit: Visit, key: int) -> Form:
    """Ask which action answers all of it."""
    group = _group(visit, key)
    which = Field("action", "Which action?", hint="Its reference, for example A0012")
    lead = f"{group.name}. The action then answers what is in it now and what joins it."
    return _form(group, f"Say which action answers {group.key}", lead, [which, WHY], "Let it answer")


@form("/recurring/A-<int:key>/action", needs=JUDGES, ask=ask_action)
def answer_by(visit: Visit, typed: Typed, key: int) -> str:
    """Say which action answers an ask."""
    group, written = _group(visit, key), typed.get("action", "").strip()
    action = choices.action_named(visit, written)
    if action is None:
        said = (
            f"There is no action {written[:80]}. Write its reference." if written else "Write the action's reference."
        )
        raise InputError(said, field="action")
    commands.answer_by(visit, group.id, action, reason=typed.get("reason", ""))
    return _home(group)
