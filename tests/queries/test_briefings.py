"""What pages ask about briefings takes the same number of SELECTs for one team as for many."""

from datetime import date

import pytest

from tests.builders import a_briefing, a_team_link, reported
from tests.database.record import EMBEDDED_ONLY, counting_selects, visitor
from tracker import briefings
from tracker.commands import team_links
from tracker.models import Agency, Review
from tracker.queries import briefings as asking
from tracker.queries import lessons, reached
from tracker.words import Role


@pytest.fixture
def owned(record, an_action):
    action = an_action()
    with record.reading() as visit:
        review = visit.session.get(Review, action.review_id)
        agency = visit.session.get(Agency, action.post.agency_id)
    a_briefing(record, review)
    reported(record, a_team_link(record, review, agency, "Team 0"))
    return action, review, agency


@EMBEDDED_ONLY
def test_more_teams_take_no_more_selects(record, owned):
    action, review, agency = owned
    asks = {
        "anybody reads the list": (lambda v: briefings.all_released(v.session), 1),
        "anybody reads one": (lambda v: briefings.released(v.session, 1), 1),
        "a link": (lambda v: briefings.opened(v.session, 1, v.now), 2),
        "the page": (lambda v: asking.of_review(v, review.id), 6),
        "the links": (lambda v: asking.links_of(v, review.id), 2),
        "the reach": (lambda v: reached.by_team(v, lessons.of_review(v, review.id)), 3),
        "all unconfirmed": (asking.all_unconfirmed, 2),
        "all released": (asking.all_released, 2),
    }
    own = {
        "to confirm": (asking.unconfirmed, 2),
        "one to confirm": (lambda v: asking.actions_of(v, asking.claim(v, 1)), 3),
    }

    def counted():
        found = {}
        for who, several in ((visitor(Role.COORDINATOR), asks), (action.post.owner, own)):
            for name, (ask, _) in several.items():
                with record.reading(who) as visit, counting_selects(record.engine) as selects:
                    assert ask(visit)
                found[name] = len(selects)
        return found

    few = counted()
    for number in range(1, 12):
        reported(record, a_team_link(record, review, agency, f"Team {number}"))
    assert counted() == few
    assert {name: few[name] for name, (_, most) in {**asks, **own}.items() if few[name] > most} == {}


@EMBEDDED_ONLY
def test_a_past_day_shows_what_was_unconfirmed_then(record, owned, clock):
    action, _, _ = owned
    clock.move_to("2026-11-25T10:00:00+00:00")
    with record.changing(action.post.owner) as visit:
        team_links.refuse(visit, 1, reason="Not so.")
    for day, number in ((date(2026, 11, 21), 0), (date(2026, 11, 22), 1), (date(2026, 11, 24), 1), (None, 0)):
        with record.reading(as_at=day) as visit:
            assert len(asking.all_unconfirmed(visit)) == number, day


@EMBEDDED_ONLY
def test_who_sees_no_review_sees_nothing_of_what_its_teams_reported(record, owned):
    _, review, _ = owned
    with record.reading(visitor(Role.COUNCILLOR)) as visit:
        (seen,) = asking.all_unconfirmed(visit)
        assert (seen.team, seen.reason) == ("Team 0", "")
    record.tamper(f"UPDATE review SET sensitivity = 'sealed' WHERE id = {review.id}")
    for role in (Role.COUNCILLOR, Role.MEMBER, Role.INSPECTOR):
        with record.reading(visitor(role)) as visit:
            assert asking.all_unconfirmed(visit) == []
