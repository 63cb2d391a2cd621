"""Texts written for the public: what may be read, what waits for the second person, and what stands beside a thing."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col

from tracker.access import find, needs, visible_to
from tracker.models import Action, ActionWording, PublicText, PublicTextApproval, Recommendation, Review
from tracker.models.statements import select
from tracker.visit import Visit
from tracker.words import Permission, Thing

MODELS: dict[Thing, Any] = {Thing.ACTION: Action, Thing.RECOMMENDATION: Recommendation}
KEYS: dict[Thing, Any] = {Thing.ACTION: PublicText.action_id, Thing.RECOMMENDATION: PublicText.recommendation_id}


@dataclass(frozen=True)
class Texts:
    """What the public reads of the things of one kind, by their keys, and of which a first text waits for approval."""

    approved: dict[int, str]
    waiting: frozenset[int]


@dataclass(frozen=True)
class Written:
    """A text for the public: its version, and whether a second person approved it."""

    number: int
    wording: str
    by_id: int
    approved: bool


@dataclass(frozen=True)
class About:
    """A thing with its own wording, and the texts that were written of it for the public, newest first."""

    thing: Thing
    id: int
    cited: str
    wording: str
    texts: Sequence[Written]

    @property
    def newest(self) -> Written | None:
        """Give the newest version."""
        return self.texts[0] if self.texts else None

    @property
    def read(self) -> Written | None:
        """Give the version that the public reads: the newest that was approved."""
        return next((each for each in self.texts if each.approved), None)


@needs(Permission.SEE_PLAN)
def of_all(visit: Visit, thing: Thing) -> Texts:
    """Give the texts of everything of a kind, as they stand on the day of the visit."""
    approved: dict[int, str] = {}
    written: set[int] = set()
    for key, text, is_approved in visit.session.execute(_asked(visit, thing)):
        written.add(key)
        if is_approved:
            approved[key] = text
    return Texts(approved, frozenset(written - approved.keys()))


def _asked(visit: Visit, thing: Thing) -> Any:
    """Ask for every version, the oldest first, and whether it was approved by the day of the visit."""
    approval = PublicTextApproval
    statement = (
        select(MODELS[thing].id, PublicText.wording, approval.id)
        .select_from(PublicText)
        .join(MODELS[thing], MODELS[thing].id == col(KEYS[thing]))
        .join(
            approval,
            (col(approval.text_id) == col(PublicText.id)) & (col(approval.effective_on) <= visit.as_at),
            isouter=True,
        )
        .where(col(PublicText.effective_on) <= visit.as_at)
        .order_by(col(PublicText.number), col(PublicText.id))
    )
    return visible_to(visit, statement)


@needs(Permission.SEE_PLAN)
def about(visit: Visit, thing: Thing, key: int) -> About:
    """Give one thing with the texts that were written of it for the public."""
    found: Any = find(visit, MODELS[thing], key)
    statement = (
        select(PublicText.number, PublicText.wording, PublicText.by_id, PublicTextApproval.id)
        .select_from(PublicText)
        .join(PublicTextApproval, col(PublicTextApproval.text_id) == col(PublicText.id), isouter=True)
        .where(col(KEYS[thing]) == found.id)
        .order_by(col(PublicText.number).desc())
    )
    texts = [Written(number, text, by, key is not None) for number, text, by, key in visit.session.execute(statement)]
    return About(thing, found.id, _cited(visit, found), _wording(visit, found), texts)


def _cited(visit: Visit, found: Any) -> str:
    if isinstance(found, Action):
        return found.reference
    review = visit.session.get(Review, found.review_id)
    return f"{review.reference if review else ''} {found.reference}".strip()


def _wording(visit: Visit, found: Any) -> str:
    """Give the wording that people work with: of an action the newest."""
    if not isinstance(found, Action):
        return str(found.wording)
    newest = select(ActionWording.wording).where(ActionWording.action_id == found.id)
    return visit.session.scalar(newest.order_by(col(ActionWording.number).desc()).limit(1)) or found.wording


@dataclass(frozen=True)
class Waiting:
    """A thing of which the newest text waits for a second person."""

    thing: Thing
    id: int
    cited: str
    wording: str


@needs(Permission.SEE_PLAN)
def waiting(visit: Visit) -> list[Waiting]:
    """List the newest texts that nobody has approved yet, as far as the visitor sees what they are about."""
    return [each for thing in (Thing.RECOMMENDATION, Thing.ACTION) for each in _waiting(visit, thing)]


def _waiting(visit: Visit, thing: Thing) -> list[Waiting]:
    model = MODELS[thing]
    home = model.review_id
    statement = (
        select(model.id, Review.reference, model.reference, PublicText.wording, PublicTextApproval.id)
        .select_from(PublicText)
        .join(model, model.id == col(KEYS[thing]))
        .join(Review, col(Review.id) == home)
        .join(PublicTextApproval, col(PublicTextApproval.text_id) == col(PublicText.id), isouter=True)
        .order_by(model.id, col(PublicText.number))
    )
    newest = {row[0]: row for row in visit.session.execute(visible_to(visit, statement))}
    return [
        Waiting(thing, key, reference if thing == Thing.ACTION else f"{review} {reference}", text)
        for key, review, reference, text, approved in newest.values()
        if approved is None
    ]
