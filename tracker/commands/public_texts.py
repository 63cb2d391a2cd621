"""Write what the public reads of a recommendation or an action, and approve it: two people, one text."""

from typing import Any

from sqlmodel import col

from tracker.access import find, needs
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import BothTexts, ConflictError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import Action, PublicText, PublicTextApproval, Recommendation
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, Thing

# A page of the public edition holds several of them, and has to stay small.
LONGEST = 2_000
FIELD = "text for the public"
MODELS: dict[Thing, Any] = {Thing.ACTION: Action, Thing.RECOMMENDATION: Recommendation}


@needs(Permission.WRITE_PUBLIC_TEXT)
def write(visit: Visit, thing: Thing, key: int, wording: str, *, number: int) -> PublicText:
    """Write the next version of what the public reads, after the version `number` (0: there is none yet).

    It stands beside the wording that people work with and changes nothing of it. The public reads it once a second
    person has approved it; until then what was approved before stays.
    """
    about: Any = find(visit, MODELS[thing], key)
    kept = text(wording, FIELD, longest=LONGEST)
    newest = _newest(visit, thing, key)
    if (newest.number if newest else 0) != number:
        raise ConflictError(BothTexts({FIELD: kept}, {FIELD: newest.wording if newest else ""}))
    named = {f"{thing.value}_id": about.id}
    row = add(visit, PublicText, **named, number=number + 1, wording=kept, by_id=_person(visit, "writes"))
    record(visit, "public text written", row)
    return row


@needs(Permission.APPROVE_PUBLIC_TEXT)
def approve(visit: Visit, thing: Thing, key: int, *, number: int) -> None:
    """Let the public read the newest version, which is `number`; never by the person who wrote it."""
    about: Any = find(visit, MODELS[thing], key)
    newest = _newest(visit, thing, key)
    if newest is None:
        raise NotFoundError
    if newest.number != number:
        raise RuleBrokenError(["A newer text was written since. Read that one first."])
    if newest.by_id == (person := _person(visit, "approves")):
        raise RuleBrokenError(["Whoever wrote a text for the public does not approve it: a second person reads it."])
    if visit.session.scalar(select(PublicTextApproval.id).where(PublicTextApproval.text_id == newest.id)):
        raise RuleBrokenError(["This text is approved already."])
    row = add(visit, PublicTextApproval, text_id=newest.id, by_id=person)
    record(visit, "public text approved", row, **{f"{thing.value}s": [about.id]}, note={"version": number})


def _newest(visit: Visit, thing: Thing, key: int) -> PublicText | None:
    named: Any = PublicText.action_id if thing == Thing.ACTION else PublicText.recommendation_id
    newest = select(PublicText).where(named == key).order_by(col(PublicText.number).desc()).limit(1)
    found: PublicText | None = visit.session.scalar(newest)
    return found


def _person(visit: Visit, does: str) -> int:
    if visit.who.person_id is None:
        raise RefusedError(f"A person {does} a text for the public. Sign in under your own name.")
    return visit.who.person_id
