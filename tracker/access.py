"""The only place that decides who may do and see what."""

from collections.abc import Callable
from functools import wraps
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlalchemy import ColumnElement, Select, and_, exists, false, or_, true
from sqlmodel import col

from tracker import named, voices, withdrawn
from tracker.errors import NotFoundError, RefusedError, SignedOutError
from tracker.models import (
    Action,
    ActionLink,
    Check,
    Event,
    Evidence,
    EvidenceLink,
    EvidenceVersion,
    Meeting,
    Position,
    Recommendation,
    RecommendationTheme,
    Review,
    Theme,
)
from tracker.models.statements import select
from tracker.roles import acts_for, allows, class_in_sql, class_of, reach, reads_for_the_board, strictest
from tracker.visit import Visit
from tracker.words import Permission, Sensitivity, Thing, Visibility

__all__ = [
    "LARGEST_KEY",
    "allows",
    "class_of",
    "find",
    "must_act_for",
    "needs",
    "reach",
    "strictest",
    "visible_to",
]

Given = ParamSpec("Given")
Found = TypeVar("Found")
Record = TypeVar("Record", Review, Recommendation, Action, Meeting)

EVERY_CLASS = frozenset(Visibility)
MOST_SHAPES = 500
KNOWN_SHAPES: dict[Any, list[str]] = {}
LARGEST_KEY = 2**31 - 1


def needs(
    permission: Permission,
) -> Callable[[Callable[Concatenate[Visit, Given], Found]], Callable[Concatenate[Visit, Given], Found]]:
    """Guard a query or command: signed out is told so, a role without the permission is refused."""

    def guard(act: Callable[Concatenate[Visit, Given], Found]) -> Callable[Concatenate[Visit, Given], Found]:
        @wraps(act)
        def guarded(visit: Visit, *args: Given.args, **kwargs: Given.kwargs) -> Found:
            if not visit.who.grants:
                raise SignedOutError
            if not allows(visit.who, permission):
                raise RefusedError(f"Your role does not allow you to {permission.value}.")
            return act(visit, *args, **kwargs)

        guarded.needs = permission  # type: ignore[attr-defined]
        return guarded  # type: ignore[return-value]

    return guard


def _own_actions(visit: Visit) -> Any:
    """Choose the actions that the visitor's own agencies own today."""
    return (
        select(Position.action_id)
        .where(
            col(Position.thing) == Thing.ACTION,
            col(Position.agency_id).in_(reach(visit.who).agencies),
            col(Position.valid_from) <= visit.today,
            col(Position.valid_to) > visit.today,
            col(Position.visibility).in_([Visibility.PUBLISHED, Visibility.UNPUBLISHED]),
        )
        .correlate(None)
    )


def _own_recommendations(visit: Visit) -> Any:
    own = col(ActionLink.action_id).in_(_own_actions(visit))
    return select(ActionLink.recommendation_id).where(own).correlate(None)


def _reviews(visit: Visit) -> ColumnElement[bool]:
    far = reach(visit.who)
    seen: list[ColumnElement[bool]] = [class_in_sql(col(Review.sensitivity)).in_([c.value for c in far.classes])]
    if far.reviews:
        seen.append(and_(col(Review.id).in_(far.reviews), col(Review.sensitivity) == Sensitivity.NORMAL))
    if far.agencies:
        asked = col(Recommendation.id).in_(_own_recommendations(visit))
        own = select(Recommendation.review_id).where(asked).correlate(None)
        seen.append(and_(col(Review.id).in_(own), col(Review.sensitivity) == Sensitivity.NORMAL))
    return and_(withdrawn.review_stands(), or_(*seen))


def _recommendations(visit: Visit) -> ColumnElement[bool]:
    far = reach(visit.who)
    review = select(Review.id).where(
        col(Review.id) == col(Recommendation.review_id),
        class_in_sql(col(Review.sensitivity), col(Recommendation.sensitivity)).in_([c.value for c in far.classes]),
    )
    seen: list[ColumnElement[bool]] = [exists(review.correlate(Recommendation))]
    if far.reviews:
        seen.append(
            and_(col(Recommendation.review_id).in_(far.reviews), col(Recommendation.sensitivity) == Sensitivity.NORMAL)
        )
    if far.agencies:
        seen.append(col(Recommendation.id).in_(_own_recommendations(visit)))
    return and_(withdrawn.recommendation_stands(), or_(*seen))


def _positions(visit: Visit) -> ColumnElement[bool]:
    far = reach(visit.who)
    seen: list[ColumnElement[bool]] = [col(Position.visibility).in_(far.classes)]
    if far.reviews:
        normal = [Visibility.PUBLISHED, Visibility.UNPUBLISHED]
        seen.append(and_(col(Position.review_id).in_(far.reviews), col(Position.visibility).in_(normal)))
    if far.agencies:
        seen.append(col(Position.action_id).in_(_own_actions(visit)))
        own = col(Position.recommendation_id).in_(_own_recommendations(visit))
        seen.append(and_(own, col(Position.visibility) == Visibility.UNPUBLISHED))
    return or_(*seen)


def _actions(visit: Visit) -> ColumnElement[bool]:
    now = select(Position.id).where(
        col(Position.action_id) == col(Action.id),
        col(Position.valid_from) <= visit.today,
        col(Position.valid_to) > visit.today,
        _positions(visit),
    )
    return exists(now.correlate(Action))


def _evidence(visit: Visit) -> ColumnElement[bool]:
    """Choose the evidence for visible actions: what is restricted for who sees that class, owns it, or is named."""
    far = reach(visit.who)
    closed = {Sensitivity.RESTRICTED: Visibility.RESTRICTED, Sensitivity.SEALED: Visibility.SEALED}
    opened = [Sensitivity.NORMAL, *(kept for kept, seen in closed.items() if seen in far.classes)]
    visible = select(Action.id).where(_actions(visit)).correlate(None)
    own = and_(col(Evidence.sensitivity) == Sensitivity.RESTRICTED, _speaks_for(_own_actions(visit)))
    given = and_(named.to_read(visit.who.person_id), _speaks_for(visible))
    return or_(and_(col(Evidence.sensitivity).in_(opened), _speaks_for(visible)), own, given)


def _speaks_for(actions: Any) -> ColumnElement[bool]:
    linked = select(EvidenceLink.evidence_id).where(col(EvidenceLink.action_id).in_(actions))
    return col(Evidence.id).in_(linked.correlate(None))


def _themes(visit: Visit) -> ColumnElement[bool]:
    """Choose every theme for the board; for others only the themes of what they see, as a name can tell of the rest."""
    if Visibility.UNPUBLISHED in reach(visit.who).classes:
        return true()
    asked = select(Recommendation.id).where(_recommendations(visit)).correlate(None)
    given = select(RecommendationTheme.theme_id).where(col(RecommendationTheme.recommendation_id).in_(asked))
    return col(Theme.id).in_(given.correlate(None))


def _events(visit: Visit) -> ColumnElement[bool]:
    """Choose the history that the visitor may read, without what evidence says that they may not read."""
    if reach(visit.who).classes == EVERY_CLASS:
        return and_(col(Event.object_kind) != "account", withdrawn.event_stands())
    evidence = select(Evidence.id).where(_evidence(visit)).correlate(None)
    checks = (
        select(Check.id)
        .join(EvidenceVersion, col(EvidenceVersion.id) == col(Check.version_id))
        .where(col(EvidenceVersion.evidence_id).in_(evidence))
        .correlate(None)
    )
    kind, about = col(Event.object_kind), col(Event.object_id)
    return and_(
        _traced(visit),
        or_(kind != "evidence", about.in_(evidence)),
        or_(kind != "evidence_check", about.in_(checks)),
        voices.no_hidden_measure(_recommendations(visit)),
    )


def _traced(visit: Visit) -> ColumnElement[bool]:
    """Choose the history that the visitor may read.

    That of everything that a reader for the board sees; of their review alone where a role is within one; and an
    owner's is that of their own agencies' actions.
    """
    if reads_for_the_board(visit.who):
        return _of_what_is_seen(visit)
    far = reach(visit.who)
    seen: list[ColumnElement[bool]] = [col(Event.action_id).in_(_own_actions(visit))]
    if far.reviews:
        seen.append(and_(col(Event.review_id).in_(far.reviews), _of_what_is_seen(visit)))
    return or_(*seen)


def _of_what_is_seen(visit: Visit) -> ColumnElement[bool]:
    review = select(Review.id).where(_reviews(visit)).correlate(None)
    recommendation = select(Recommendation.id).where(_recommendations(visit)).correlate(None)
    action = select(Action.id).where(_actions(visit)).correlate(None)
    return or_(
        and_(col(Event.action_id).is_not(None), col(Event.action_id).in_(action)),
        and_(
            col(Event.action_id).is_(None),
            col(Event.recommendation_id).is_not(None),
            col(Event.recommendation_id).in_(recommendation),
        ),
        and_(
            col(Event.action_id).is_(None),
            col(Event.recommendation_id).is_(None),
            col(Event.review_id).is_not(None),
            col(Event.review_id).in_(review),
        ),
        voices.of_measures(_recommendations(visit)),
    )


NARROWED: dict[str, Callable[[Visit], ColumnElement[bool]]] = {
    "review": _reviews,
    "recommendation": _recommendations,
    "action": _actions,
    "position": _positions,
    "evidence": _evidence,
    "theme": _themes,
    "event": _events,
    "challenge": lambda visit: voices.challenges(_actions(visit), _recommendations(visit)),
    "measure": lambda visit: voices.measures(_recommendations(visit)),
    "lesson": lambda visit: voices.lessons(_reviews(visit), _recommendations(visit)),
}
KEPT_FROM_ALL: dict[str, Callable[[Visit], ColumnElement[bool]]] = {"event": _events, **withdrawn.NARROWED}


def visible_to(visit: Visit, statement: Select[Any]) -> Select[Any]:
    """Narrow a statement to the rows that this visitor may see, table by table."""
    if not visit.who.grants:
        return statement.where(false())
    # Whoever sees every class sees every row, but for what was withdrawn and what the trail keeps back from everybody.
    narrowing = KEPT_FROM_ALL if reach(visit.who).classes == EVERY_CLASS else NARROWED
    for table in _tables(statement):
        if (narrowed := narrowing.get(table)) is not None:
            statement = statement.where(narrowed(visit))
    return statement


def _tables(statement: Select[Any]) -> list[str]:
    """Name the tables from which a statement reads; found once for all statements of the same shape, for it is slow."""
    shape = statement._generate_cache_key()
    if shape is None:
        return _read_tables(statement)
    known = KNOWN_SHAPES.get(shape.key)
    if known is None:
        if len(KNOWN_SHAPES) >= MOST_SHAPES:
            KNOWN_SHAPES.clear()
        known = KNOWN_SHAPES[shape.key] = _read_tables(statement)
    return known


def _read_tables(statement: Select[Any]) -> list[str]:
    found: list[str] = []
    waiting: list[Any] = list(statement.get_final_froms())
    while waiting:
        clause = waiting.pop()
        if hasattr(clause, "left"):
            waiting += [clause.left, clause.right]
        elif (name := getattr(clause, "name", None)) is not None:
            found.append(str(name))
    return found


def find(visit: Visit, model: type[Record], key: int) -> Record:
    """Find a record that this visitor may see; otherwise it does not exist for them."""
    if not 0 < key <= LARGEST_KEY:
        raise NotFoundError
    found: Record | None = visit.session.scalars(_narrowed(visit, model, key)).one_or_none()
    if found is None:
        raise NotFoundError
    return found


def _narrowed(visit: Visit, model: type[Record], key: int) -> Any:
    if not visit.who.grants:
        return select(model).where(false())
    statement = select(model).where(col(model.id) == key)
    narrowed = NARROWED.get(str(model.__table__.name))  # type: ignore[attr-defined]
    return statement.where(narrowed(visit)) if narrowed else statement


def must_act_for(visit: Visit, agency_id: int | None) -> None:
    """Refuse an owner who would change what another agency owns; the coordinator acts for all."""
    if not acts_for(visit.who, agency_id):
        raise RefusedError("Only the agency that owns this action, or the coordinator, may change it.")
