"""Receipts of forms: sending one again gives the first answer and changes nothing."""

from sqlmodel import col

from tracker.errors import InputError
from tracker.models import FormReceipt
from tracker.models.statements import select
from tracker.visit import Visit


def first_answer(visit: Visit, key: str, path: str) -> str | None:
    """Give the answer that this person's form already got; a key used for anything else is refused."""
    found = visit.session.scalar(select(FormReceipt).where(col(FormReceipt.key) == key))
    if found is None:
        return None
    if found.person_id != visit.who.person_id or found.path != path:
        raise InputError("This form was sent before, for something else. Open the page again.")
    return str(found.answer)


def keep_answer(visit: Visit, key: str, path: str, answer: str) -> None:
    """Keep the answer in the transaction of the change."""
    visit.session.add(FormReceipt(key=key, person_id=visit.who.person_id or 0, path=path, answer=answer, at=visit.now))
