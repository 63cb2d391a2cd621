"""Words that one row alone may have: said in a sentence before the database refuses them."""

from typing import Any

from sqlmodel import col

from tracker.errors import InputError
from tracker.models.statements import select
from tracker.visit import Visit


def free(visit: Visit, model: type[Any], thing: str, **words: str) -> None:
    """Refuse each of these words that a row of this kind already has; `thing` is what people call the kind."""
    for name, word in words.items():
        if visit.session.scalar(select(model.id).where(col(getattr(model, name)) == word)):
            raise InputError(f"{thing} with this {name} is already recorded.", field=name)
