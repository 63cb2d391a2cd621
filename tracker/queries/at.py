"""How a position reads on a day, as SQL: the same comparisons of dates as `tracker.rules.reading`."""

from datetime import date

from sqlalchemy import ColumnElement, and_, case, func, null, or_
from sqlmodel import col

from tracker.models import FOREVER, Decision, Position, Recommendation
from tracker.models.statements import select
from tracker.words import DecisionKind, Rating


def standing_on(day: date) -> ColumnElement[bool]:
    """Choose the position in which each thing stands on a day."""
    return and_(col(Position.valid_from) <= day, col(Position.valid_to) > day)


def rating_on(day: date) -> ColumnElement[str]:
    """Give the rating on a day: word for word the order of `rules.reading.rating_on`."""
    quiet = and_(
        or_(col(Position.red_from).is_(None), col(Position.red_from) > day),
        or_(col(Position.amber_from).is_(None), col(Position.amber_from) > day),
    )
    return case(
        (col(Position.rated).is_(False), null()),
        (and_(col(Position.blue), quiet), Rating.BLUE.value),
        (col(Position.override_until) >= day, col(Position.override_rating)),
        (col(Position.grey_until) > day, Rating.GREY.value),
        (col(Position.red_from) <= day, Rating.RED.value),
        (col(Position.amber_from) <= day, Rating.AMBER.value),
        else_=Rating.GREEN.value,
    )


def overdue_on(day: date) -> ColumnElement[bool]:
    """Tell whether an action is overdue on a day."""
    return col(Position.late_order) <= min(day, _day_before(FOREVER))


def _day_before(day: date) -> date:
    return date.fromordinal(day.toordinal() - 1)


def turning_between(after: date, until: date) -> ColumnElement[bool]:
    """Choose what turns amber or red by itself after a day and until another, both in the same interval."""
    return or_(
        *(
            and_(day > after, day <= until, day < col(Position.valid_to))
            for day in (col(Position.shown_amber_from), col(Position.shown_red_from))
        )
    )


def turns_on(after: date) -> ColumnElement[date]:
    """Give the first day after this one on which the rating turns amber or red, or for ever when it does not."""
    amber, red = (
        case((and_(day > after, day < col(Position.valid_to)), day), else_=FOREVER)
        for day in (col(Position.shown_amber_from), col(Position.shown_red_from))
    )
    return case((amber < red, amber), else_=red)


def closed_on(day: date) -> ColumnElement[date]:
    """Give the day of the last closing of a recommendation that took effect by a day, beside its row."""
    closing: ColumnElement[date] = (
        select(func.max(Decision.effective_on))
        .where(
            Decision.kind == DecisionKind.CLOSE,
            col(Decision.recommendation_id) == col(Recommendation.id),
            col(Decision.effective_on) <= day,
        )
        .correlate(Recommendation)
        .scalar_subquery()
    )
    return closing
