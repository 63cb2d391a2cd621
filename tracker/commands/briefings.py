"""Write the briefing of a review, release it by two people, and take it back."""

from collections.abc import Mapping

from sqlmodel import col

from tracker import briefings
from tracker.access import find, needs
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import BothTexts, ConflictError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import Briefing, BriefingRelease, BriefingVersion, BriefingWithdrawn, Person, Review
from tracker.models.statements import select
from tracker.rules.briefing import BLOCKS, TITLE, heading_of, why_not_released
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, Role

LONGEST_TITLE, LONGEST_BLOCK = 120, 1500
NOT_OPEN = "A briefing is released once its review is published, and not for a restricted or sealed one."


@needs(Permission.KEEP_BRIEFINGS)
def write(visit: Visit, review_id: int, texts: Mapping[str, str], *, number: int) -> BriefingVersion:
    """Write the next version of the briefing of a review, after the version `number` (0: there is none yet).

    A version never changes: whoever writes on makes another, which two people release anew.
    """
    review = find(visit, Review, review_id)
    newest = _newest(visit, review_id)
    kept = {TITLE: text(texts.get(TITLE, ""), TITLE, longest=LONGEST_TITLE)}
    kept |= {name: text(texts.get(name, ""), _field(name), longest=LONGEST_BLOCK) for name in BLOCKS}
    if (newest.number if newest else 0) != number:
        theirs = briefings.texts_of(newest) if newest else {}
        raise ConflictError(BothTexts(_headed(kept), _headed(theirs)))
    briefing = _of_review(visit, review_id) or add(visit, Briefing, review_id=review.id)
    row = add(visit, BriefingVersion, briefing_id=briefing.id, number=number + 1, by_id=visit.who.person_id, **kept)
    record(visit, "briefing written", briefing, note={"version": row.number})
    return row


def _field(name: str) -> str:
    """Name a block as its field in the form is named."""
    return name.replace("_", " ")


def _headed(texts: Mapping[str, str]) -> dict[str, str]:
    return {heading_of(name): words for name, words in texts.items()}


def _of_review(visit: Visit, review_id: int) -> Briefing | None:
    found: Briefing | None = visit.session.scalar(select(Briefing).where(Briefing.review_id == review_id))
    return found


def _newest(visit: Visit, review_id: int) -> BriefingVersion | None:
    newest = (
        select(BriefingVersion)
        .join(Briefing, col(Briefing.id) == col(BriefingVersion.briefing_id))
        .where(Briefing.review_id == review_id)
        .order_by(col(BriefingVersion.number).desc())
        .limit(1)
    )
    found: BriefingVersion | None = visit.session.scalar(newest)
    return found


@needs(Permission.RELEASE_BRIEFING)
def release(visit: Visit, review_id: int, *, as_role: Role, number: int) -> None:
    """Release the newest version for everybody: the coordinator first, then the chair, two different people.

    `number` is the version that was read. Nothing in it may tell who somebody is.
    """
    review = find(visit, Review, review_id)
    if as_role not in {Role.COORDINATOR, Role.CHAIR} or as_role not in visit.who.board_roles:
        raise RefusedError("A briefing is released by the coordinator and by the chair.")
    if visit.who.person_id is None:
        raise RefusedError("A person releases a briefing. Sign in under your own name.")
    newest = _newest(visit, review_id)
    if newest is None:
        raise NotFoundError
    if newest.number != number:
        raise RuleBrokenError(["A newer version was written since. Read that one first."])
    if unmet := [*_not_open(review), *_not_twice(visit, newest, as_role), *_not_fit(visit, newest)]:
        raise RuleBrokenError(unmet)
    add(visit, BriefingRelease, version_id=newest.id, role=as_role, person_id=visit.who.person_id)
    briefing = _of_review(visit, review_id)
    if briefing is not None:
        record(visit, f"briefing released by the {as_role.value}", briefing, note={"version": number})


def _not_open(review: Review) -> list[str]:
    return [] if briefings.is_open(review) else [NOT_OPEN]


def _not_twice(visit: Visit, version: BriefingVersion, as_role: Role) -> list[str]:
    done = visit.session.scalars(select(BriefingRelease).where(BriefingRelease.version_id == version.id)).all()
    if visit.session.scalar(select(BriefingWithdrawn.id).where(BriefingWithdrawn.version_id == version.id)):
        return ["This version was withdrawn. Write another one."]
    if as_role == Role.CHAIR and Role.COORDINATOR not in {row.role for row in done}:
        return ["The coordinator releases a briefing before the chair does."]
    if any(row.role == as_role or row.person_id == visit.who.person_id for row in done):
        return ["Two different people release a briefing, each once."]
    return []


def _not_fit(visit: Visit, version: BriefingVersion) -> list[str]:
    names = visit.session.scalars(select(Person.name).order_by(col(Person.id))).all()
    return why_not_released(briefings.texts_of(version), names)


@needs(Permission.RELEASE_BRIEFING)
def withdraw(visit: Visit, review_id: int, *, reason: str) -> None:
    """Take the released briefing of a review back at once: one person is enough, with a reason."""
    find(visit, Review, review_id)
    briefing, kept = _of_review(visit, review_id), text(reason, "reason")
    shown = briefings.released(visit.session, briefing.id or 0) if briefing is not None else None
    if briefing is None or shown is None:
        raise RuleBrokenError(["No briefing of this review is released: nobody reads it without signing in."])
    add(visit, BriefingWithdrawn, version_id=shown.version_id, reason=kept, by_id=visit.who.person_id)
    record(visit, "briefing withdrawn", briefing, note={"version": shown.number})
