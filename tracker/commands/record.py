"""What every command ends with: the event in the trail, then the positions that the change touches."""

from collections.abc import Iterable
from typing import Any

from tracker import positions, trail
from tracker.errors import BothTexts, ConflictError
from tracker.models import Action, Recommendation, Review
from tracker.models.columns import Editable, Fact
from tracker.visit import Visit


def record(
    visit: Visit,
    kind: str,
    row: Fact,
    *,
    actions: Iterable[int] = (),
    recommendations: Iterable[int] = (),
    note: dict[str, Any] | None = None,
) -> None:
    """Append the event of a change and bring the positions of the things it touches up to date."""
    acting, asked = set(actions), set(recommendations)
    trail.append(visit, kind, _about(visit, row, acting, asked), note)
    if acting or asked:
        positions.refresh(visit, actions=acting, recommendations=asked)


def _about(visit: Visit, row: Fact, actions: set[int], recommendations: set[int]) -> trail.About:
    action = _only(row, "action", Action, actions)
    recommendation = _only(row, "recommendation", Recommendation, recommendations)
    after = row.version if isinstance(row, Editable) else None
    return trail.About(
        kind=row.__table__.name,  # type: ignore[attr-defined]
        id=row.id,  # type: ignore[attr-defined]
        review_id=_review_id(visit, row, action, recommendation),
        recommendation_id=recommendation,
        action_id=action,
        version_before=after - 1 if after and after > 1 else None,
        version_after=after,
    )


def _only(row: Fact, name: str, model: type[Any], touched: set[int]) -> int | None:
    if isinstance(row, model):
        return row.id  # type: ignore[no-any-return]
    if (named := getattr(row, f"{name}_id", None)) is not None:
        return int(named)
    return next(iter(touched)) if len(touched) == 1 else None


def _review_id(visit: Visit, row: Fact, action: int | None, recommendation: int | None) -> int | None:
    if isinstance(row, Review):
        return row.id
    if (named := getattr(row, "review_id", None)) is not None:
        return int(named)
    for model, key in ((Action, action), (Recommendation, recommendation)):
        if key is not None and (found := visit.session.get(model, key)) is not None:
            return int(found.review_id)  # type: ignore[attr-defined]
    return None


def change(row: Editable, expected: int, **values: Any) -> None:
    """Change the labels of a row that still has the version that was read; otherwise show both texts."""
    if row.version != expected:
        yours = {name: str(value) for name, value in values.items()}
        raise ConflictError(BothTexts(yours=yours, theirs={name: str(getattr(row, name)) for name in values}))
    for name, value in values.items():
        setattr(row, name, value)
    row.version += 1
