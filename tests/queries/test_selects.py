"""How many SELECTs a page takes does not depend on how much stands in the record."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlmodel import col

from tests.bench import inside
from tests.bench.pack import TWO_YEARS_AGO
from tests.database.record import SYSTEM, counting_selects, visitor
from tracker.database import open_visit
from tracker.models import ActionLink, Position
from tracker.models.statements import select
from tracker.queries import (
    action,
    agencies,
    before_meeting,
    choices,
    counts,
    history,
    impact,
    meetings,
    movement,
    my_work,
    partnership,
    plan,
    recommendation,
    reviews,
    xray,
)
from tracker.queries.filters import Filters
from tracker.settings import Settings
from tracker.visit import Visit
from tracker.words import Rating, Role, Thing

SMALL, LARGE = 40, 400
SEEN_BY = {"the chair": SYSTEM, "a member": visitor(Role.MEMBER), "an owner": visitor(Role.OWNER, agency=1)}


def overview(visit: Visit) -> None:
    """Ask what the overview asks."""
    moved = movement.since_last_meeting(visit)
    counts.on_days(visit, {visit.as_at, movement.eve(moved.since) or visit.as_at})
    agencies.side_by_side(visit)
    plan.listing(visit, Filters(turning_until=visit.as_at + timedelta(days=28)), plan.Asked(order=plan.Order.TURNING))
    plan.listing(visit, Filters(rating=Rating.RED), plan.Asked(size=10))


def trend(visit: Visit) -> None:
    """Ask what the trend asks."""
    counts.month_ends(visit)


def whole_plan(visit: Visit) -> None:
    """Ask what the plan asks, its filters included."""
    plan.listing(visit, Filters(overdue=True))
    choices.for_plan(visit)


def one_recommendation(visit: Visit) -> None:
    """Ask everything of the recommendation with most actions and pieces that is there for this person."""
    key = _key(visit, Thing.RECOMMENDATION)
    found = recommendation.whole(visit, key)
    history.of_recommendation(visit, key, [row.id for row in found.actions])


def one_action(visit: Visit) -> None:
    """Ask everything of one action."""
    key = _key(visit, Thing.ACTION)
    action.whole(visit, key)
    history.of_action(visit, key)


def one_review(visit: Visit) -> None:
    """Ask everything of one review."""
    reviews.whole(visit, 1)
    plan.listing(visit, Filters(thing=Thing.RECOMMENDATION, review_id=1))


def all_reviews(visit: Visit) -> None:
    """Ask for the list of reviews."""
    reviews.listing(visit)


def _key(visit: Visit, thing: Thing) -> int:
    """Give the first recommendation with published actions, or the first such action."""
    found = select(ActionLink.recommendation_id if thing == Thing.RECOMMENDATION else ActionLink.action_id)
    published = select(Position.action_id).where(col(Position.visibility) == "published")
    return int(visit.session.scalars(found.where(col(ActionLink.action_id).in_(published)).limit(1)).first())


ASKS: dict[Callable[[Visit], None], int] = {
    overview: 5,
    trend: 3,
    whole_plan: 4,
    one_recommendation: 8,
    one_action: 12,
    one_review: 10,
    all_reviews: 1,
}


@pytest.mark.parametrize("as_at", [None, TWO_YEARS_AGO], ids=["today", "two years ago"])
@pytest.mark.parametrize("who", SEEN_BY)
@pytest.mark.parametrize("ask", ASKS, ids=lambda ask: ask.__name__)
def test_a_larger_record_takes_no_more_selects(
    engine_of: Callable[[int], Engine],
    settings_of: Callable[[int], Settings],
    ask: Callable[[Visit], None],
    who: str,
    as_at: date | None,
) -> None:
    counted = [_count(engine_of(size), settings_of(size), ask, who, as_at) for size in (SMALL, LARGE)]
    assert counted[0] == counted[1]
    # Who sees some things only in part has those counted from the positions.
    assert counted[1] <= ASKS[ask] + (2 if who == "an owner" else 0)


PAGES = {
    "B1 overview today": 5,
    "B1 overview two years ago": 5,
    "B2 exceptions, page 1": 5,
    "B2 exceptions two years ago": 5,
    "B2 whole plan, page 1": 5,
    "B3 trend of 36 months": 5,
    "B4 recommendation": 8,
}


def test_a_page_of_the_board_pack_takes_no_more_selects_than_it_may(settings_of: Callable[[int], Settings]) -> None:
    """Count through the callback of the page: a part that asks for itself counts too."""
    for size in (SMALL, LARGE):
        counted = inside.selects(settings_of(size), size)
        assert counted.keys() == PAGES.keys()
        assert {name: number for name, number in counted.items() if number > PAGES[name]} == {}


def chased(visit: Visit) -> None:
    """Ask what the coordinator's page asks."""
    before_meeting.before(visit)
    xray.checks(visit)
    impact.watch_list(visit)


def kept(visit: Visit) -> None:
    """Ask what the pages of the partnership, the meetings and the history of the plan ask."""
    partnership.agencies(visit)
    meetings.listing(visit)
    history.of_plan(visit)


def owed(visit: Visit) -> None:
    """Ask what an owner's page asks."""
    my_work.mine(visit)


@pytest.mark.parametrize(
    ("ask", "who", "most"), [(chased, "the chair", 15), (kept, "the chair", 6), (owed, "an owner", 10)]
)
def test_the_pages_of_those_who_work_on_the_plan_take_no_more_selects_either(
    engine_of: Callable[[int], Engine],
    settings_of: Callable[[int], Settings],
    ask: Callable[[Visit], None],
    who: str,
    most: int,
) -> None:
    counted = [_count(engine_of(size), settings_of(size), ask, who, None) for size in (SMALL, LARGE)]
    # A page of the history whose entries name nothing asks for no names.
    assert counted[1] <= counted[0] <= most


def _count(engine: Engine, settings: Settings, *how: Any) -> int:
    """Count the SELECTs of the second time: the first reads what stays known, such as the rating key."""
    ask, who, as_at = how
    for _ in range(2):
        with open_visit(engine, SEEN_BY[who], settings, as_at=as_at) as visit, counting_selects(engine) as counted:
            ask(visit)
    extra = 1 if ask in {one_recommendation, one_action} else 0
    return len(counted) - extra
