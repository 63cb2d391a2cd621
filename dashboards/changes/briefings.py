"""The forms of a briefing: write, release and withdraw it, give a team its link, confirm what the team reported."""

from collections.abc import Mapping
from datetime import timedelta

from dashboards.components.dates import in_words
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from dashboards.pages.briefing import claimed
from dashboards.service import read_day
from tracker.commands import briefings as commands
from tracker.commands import team_links
from tracker.commands.team_links import USUAL_DAYS, LinkDraft
from tracker.errors import InputError, NotFoundError
from tracker.queries import briefings as queries
from tracker.queries import lessons
from tracker.queries.briefings import Shown, Version
from tracker.rules.briefing import BLOCKS, TITLE, heading_of
from tracker.visit import Visit
from tracker.words import Permission, Role

Typed = Mapping[str, str]
BOTH = (Role.COORDINATOR, Role.CHAIR)
NAMES = {name: name.replace("_", " ") for name in (TITLE, *BLOCKS)}
LONGEST_KEY = 9
NOBODY = "Name no child who is not named in the published review, and no other person."


def _of(key: int) -> str:
    return f"/reviews/{key}/briefing"


def ask_write(visit: Visit, key: int) -> Form:
    """Ask for the seven blocks, with what they say now."""
    shown = queries.of_review(visit, key)
    texts = shown.newest.texts if shown.newest else {}
    blocks = [
        Field(NAMES[name], heading, Kind.TEXTAREA, texts.get(name, ""), hint="Short: about 100 words.")
        for name, heading in BLOCKS.items()
    ]
    return Form(
        title=f"Write the briefing of {shown.review}",
        lead=f"Seven short blocks, read in seven minutes on a phone. {NOBODY} It becomes a version that never changes.",
        fields=[Field(TITLE, "Title", value=texts.get(TITLE, ""), hint="What it teaches, in a few words."), *blocks],
        submit="Save this version",
        cancel_href=_of(key),
        version=shown.newest.number if shown.newest else 0,
    )


@form("/reviews/<int:key>/briefing/write", needs=Permission.KEEP_BRIEFINGS, ask=ask_write)
def write(visit: Visit, typed: Typed, key: int) -> str:
    """Write the next version."""
    texts = {name: typed.get(field, "") for name, field in NAMES.items()}
    commands.write(visit, key, texts, number=_version(typed))
    return _of(key)


def _version(typed: Typed) -> int:
    given = typed.get("version", "")
    if not (given.isascii() and given.isdigit()) or len(given) > LONGEST_KEY:
        raise InputError("This form is not complete. Open the page again.")
    return int(given)


def ask_release(visit: Visit, key: int) -> Form:
    """Ask for a release, with all that will be read."""
    shown = queries.of_review(visit, key)
    newest = _waiting(shown)
    options = [Option(role.value, f"As the {role.value}") for role in BOTH if role in visit.who.board_roles]
    return Form(
        title=f"Release the briefing of {shown.review}",
        lead=f"{NOBODY} Read it to the end: we search for numbers, dates of birth, postcodes and names of the record, "
        "and such a search finds only what it knows.",
        reading=[(heading_of(name), text) for name, text in newest.texts.items()],
        fields=[Field("role", "How do you release it?", Kind.RADIOS, options=options)],
        warning="With the second release anybody can read it. It can be withdrawn at once.",
        submit="Release it",
        cancel_href=_of(key),
        version=newest.number,
    )


def _waiting(shown: Shown) -> Version:
    if shown.newest is None:
        raise NotFoundError
    return shown.newest


@form("/reviews/<int:key>/briefing/release", needs=Permission.RELEASE_BRIEFING, ask=ask_release)
def release(visit: Visit, typed: Typed, key: int) -> str:
    """Release the version that was read."""
    if typed.get("role") not in set(BOTH):
        raise InputError("Say how you release it.", field="role")
    commands.release(visit, key, as_role=Role(typed["role"]), number=_version(typed))
    return _of(key)


def ask_withdraw(visit: Visit, key: int) -> Form:
    """Ask why nobody shall read it any more."""
    shown = queries.of_review(visit, key)
    if shown.released is None:
        raise NotFoundError
    return Form(
        title=f"Withdraw the briefing of {shown.review}",
        lead=f"From now on nobody reads “{shown.released.title}” without signing in, and the links of the teams lead "
        "nowhere until another version is released. The record keeps it.",
        fields=[Field("reason", "Why?", Kind.TEXTAREA)],
        submit="Withdraw it",
        cancel_href=_of(key),
    )


@form("/reviews/<int:key>/briefing/withdraw", needs=Permission.RELEASE_BRIEFING, ask=ask_withdraw)
def withdraw(visit: Visit, typed: Typed, key: int) -> str:
    """Withdraw the released version."""
    commands.withdraw(visit, key, reason=typed.get("reason", ""))
    return _of(key)


def ask_link(visit: Visit, key: int) -> Form:
    """Ask for which team a link is."""
    shown = queries.of_review(visit, key)
    if shown.released is None:
        raise NotFoundError
    agencies = [Option(str(each.id), each.words) for each in lessons.agencies(visit)]
    usual = in_words(visit.today + timedelta(days=USUAL_DAYS))
    return Form(
        title="Give a team its link",
        lead=f"By it the team says that it discussed “{shown.released.title}”. A link that the team has ends.",
        fields=[
            Field("agency", "Of which agency is the team?", Kind.SELECT, options=[Option("", "Choose"), *agencies]),
            Field("team", "Which team?", hint="The name of a team, never of a person."),
            Field("last day", "Until when may it be used?", Kind.DATE, usual, hint="Within a year."),
        ],
        submit="Give the link",
        cancel_href=_of(key),
    )


@form("/reviews/<int:key>/briefing/link", needs=Permission.KEEP_BRIEFINGS, ask=ask_link)
def give_link(visit: Visit, typed: Typed, key: int) -> str:
    """Give a team its link."""
    last_day = read_day(typed.get("last day", ""), name="last day")
    draft = LinkDraft(_key(typed.get("agency", ""), "agency"), typed.get("team", ""), last_day)
    team_links.give_link(visit, key, draft)
    return _of(key)


def _key(given: str, field: str) -> int:
    if not (given.isascii() and given.isdigit()) or len(given) > LONGEST_KEY:
        raise InputError(f"Choose the {field} from the list.", field=field)
    return int(given)


def ask_revoke(visit: Visit, key: int) -> Form:
    """Ask which link shall lead nowhere."""
    shown = queries.of_review(visit, key)
    standing = [each for each in queries.links_of(visit, key) if each.leads_on(visit.today)]
    options = [Option(str(each.id), f"{each.team}, {each.agency}") for each in standing]
    return Form(
        title=f"Revoke a link to the briefing of {shown.review}",
        lead="From now on it leads nowhere. What was reported by it stays. You can give the team another one.",
        fields=[Field("link", "Whose link?", Kind.SELECT, options=[Option("", "Choose"), *options])],
        submit="Revoke it",
        cancel_href=_of(key),
    )


@form("/reviews/<int:key>/briefing/revoke", needs=Permission.KEEP_BRIEFINGS, ask=ask_revoke)
def revoke(visit: Visit, typed: Typed, key: int) -> str:
    """Revoke a link."""
    team_links.revoke_link(visit, key, _key(typed.get("link", ""), "link"))
    return _of(key)


def ask_confirm(visit: Visit, key: int) -> Form:
    """Ask for which actions of the agency a discussion speaks."""
    told = queries.claim(visit, key)
    actions = [Field(f"action {each.id}", each.words, Kind.CHECKBOX) for each in queries.actions_of(visit, told)]
    return Form(
        title=f"Confirm what {told.team} reported",
        lead=f"{claimed(told)}. Confirmed, it is a piece of evidence of class 1 (how much did we do) for the actions "
        "that you choose; those that answer the review stand on top.",
        fields=actions,
        submit="Confirm that it was so",
        cancel_href="/my-work",
    )


@form("/discussions/<int:key>/confirm", needs=Permission.ATTACH_EVIDENCE, ask=ask_confirm)
def confirm(visit: Visit, typed: Typed, key: int) -> str:
    """Confirm what a team reported."""
    chosen = [name.removeprefix("action ") for name, value in typed.items() if name.startswith("action ") and value]
    if not chosen:
        first = next((f"action {each.id}" for each in queries.actions_of(visit, queries.claim(visit, key))), "")
        raise InputError("Choose at least one action that it speaks for.", field=first)
    row = team_links.confirm(visit, key, [_key(each, "action") for each in chosen])
    return f"/evidence/{row.evidence_id}"


def ask_refuse(visit: Visit, key: int) -> Form:
    """Ask why it was not so."""
    told = queries.claim(visit, key)
    return Form(
        title=f"What {told.team} reported was not so",
        lead=f"{claimed(told)}. It stays in the record as not confirmed, and counts for nothing.",
        fields=[Field("reason", "Why not?", Kind.TEXTAREA, hint="Name no person and no child.")],
        submit="Say that it was not so",
        cancel_href="/my-work",
    )


@form("/discussions/<int:key>/refuse", needs=Permission.ATTACH_EVIDENCE, ask=ask_refuse)
def refuse(visit: Visit, typed: Typed, key: int) -> str:
    """Say that it was not so."""
    team_links.refuse(visit, key, reason=typed.get("reason", ""))
    return "/my-work"
