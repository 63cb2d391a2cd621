"""What a team reports by its link: once a day, and for nothing until the lead of its agency confirms it."""

from datetime import date, timedelta

import pytest

from tests.builders import a_briefing, a_team_link, heard, reported
from tests.builders.briefings import LAST_DAY
from tests.database.record import EMBEDDED_ONLY, TODAY, visitor
from tracker import briefings
from tracker.commands import briefings as writing
from tracker.commands import succession, team_links
from tracker.commands.lessons import DiscussionDraft
from tracker.commands.team_links import LinkDraft
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import Agency
from tracker.queries import briefings as asking
from tracker.queries import history, lessons, reached
from tracker.words import ClaimState, Role

RELEASED = date(2026, 10, 1)


@pytest.fixture
def owned(record, an_action):
    """An action with its owner, the briefing of its review, released on 1 October, and the link of a team."""
    action = an_action()
    with record.reading() as visit:
        review = visit.session.get(writing.Review, action.review_id)
        agency = visit.session.get(Agency, action.post.agency_id)
    a_briefing(record, review, on=RELEASED)
    return action, review, agency


def opened(record, link):
    with record.reading() as visit:
        return briefings.opened(visit.session, link.id, visit.now)


def claims(record, who):
    with record.reading(who) as visit:
        return asking.unconfirmed(visit)


def state_of(record):
    return record.read("SELECT * FROM position ORDER BY id"), record.read("SELECT * FROM evidence")


def test_a_team_reports_once_a_day_and_the_agency_lead_makes_it_evidence(record, owned):
    action, review, agency = owned
    link = a_team_link(record, review, agency)
    before = state_of(record)
    reported(record, link, on=date(2026, 11, 20))
    again = reported(record, link, on=date(2026, 11, 20), present=400, can=False, reason="Not so.")
    assert (again.present, again.can) == (9, True)
    assert state_of(record) == before
    assert record.read("SELECT count(*) FROM lesson_discussion") == [(1,)]
    (claim,) = claims(record, action.post.owner)
    assert (claim.team, claim.held_on, claim.present, claim.can) == ("Duty team", date(2026, 11, 20), 9, True)
    with record.reading() as visit:
        found = lessons.of_review(visit, review.id)
    said = (
        "Sent to 1 team, discussed by none, 1 has not answered. 1 discussion is reported, unconfirmed, and not counted."
    )
    assert found.sentence == said
    assert found.teams[0].discussions[0].claim == ClaimState.UNCONFIRMED
    with record.changing(action.post.owner) as visit:
        team_links.confirm(visit, claim.id, [action.id])
    ((key, kind, level),) = record.read("SELECT id, type, evidence_class FROM evidence")
    assert (kind, level) == ("briefing", 1)
    assert record.read("SELECT evidence_id, action_id FROM evidence_link") == [(key, action.id)]
    ((statement, day),) = record.read("SELECT statement, claimed_on FROM evidence_version")
    assert statement == "9 people of Duty team discussed the briefing “Ask the others” on 20 Nov 2026. We can"
    assert str(day) == "2026-11-20"
    assert claims(record, action.post.owner) == []
    with record.reading() as visit:
        assert lessons.of_review(visit, review.id).sentence == "Sent to 1 team, discussed by 1, all have answered."
        told = [entry.sentence for entry in history.of_review(visit, review.id)]
    assert "By its link: A team discussed the lesson on 20 Nov 2026 (9 people): We can. It is unconfirmed." in told
    assert record.faults() == []


@EMBEDDED_ONLY
def test_only_a_person_of_the_teams_own_agency_answers(record, owned, an_agency, a_post):
    action, review, agency = owned
    reported(record, a_team_link(record, review, agency))
    other = a_post("Head of another", agency=an_agency("Another agency"))
    (claim,) = claims(record, action.post.owner)
    assert claims(record, other.owner) == claims(record, visitor(Role.COORDINATOR)) == []
    link_itself = opened(record, a_team_link(record, review, agency, "Night team")).visitor
    for who, error in (
        (other.owner, NotFoundError),
        (visitor(Role.COORDINATOR), RefusedError),
        (link_itself, RefusedError),
    ):
        with record.changing(who) as visit, pytest.raises(error):
            team_links.confirm(visit, claim.id, [action.id])
        with record.changing(who) as visit, pytest.raises(error):
            team_links.refuse(visit, claim.id, reason="So.")
    for role in set(Role) - {Role.COORDINATOR, Role.OWNER}:
        with record.changing(visitor(role)) as visit, pytest.raises(RefusedError):
            team_links.confirm(visit, claim.id, [action.id])
    with record.changing(action.post.owner) as visit, pytest.raises(InputError, match="at least one action"):
        team_links.confirm(visit, claim.id, [])
    assert record.read("SELECT count(*) FROM evidence") == [(0,)]


@EMBEDDED_ONLY
def test_what_was_not_so_counts_for_nothing_and_stays_in_the_record(record, owned):
    action, review, agency = owned
    reported(record, a_team_link(record, review, agency), can=False, reason="nobody is on duty at night.")
    (claim,) = claims(record, action.post.owner)
    with record.changing(action.post.owner) as visit, pytest.raises(InputError):
        team_links.refuse(visit, claim.id, reason=" ")
    with record.changing(action.post.owner) as visit:
        team_links.refuse(visit, claim.id, reason="That was another meeting.")
    with record.changing(action.post.owner) as visit, pytest.raises(NotFoundError):
        team_links.confirm(visit, claim.id, [action.id])
    with record.reading() as visit:
        found = lessons.of_review(visit, review.id)
    assert found.teams[0].discussions[0].claim == ClaimState.NOT_CONFIRMED
    assert found.sentence == "Sent to 1 team, discussed by none, 1 has not answered."
    assert record.read("SELECT count(*) FROM evidence") == [(0,)]
    assert record.faults() == []


@EMBEDDED_ONLY
def test_after_a_merger_the_lead_of_the_agency_that_follows_answers(record, owned, an_agency, a_post):
    _, review, agency = owned
    reported(record, a_team_link(record, review, agency))
    after = a_post("Head of the new", agency=an_agency("The new agency"))
    with record.changing() as visit:
        succession.end_agency(visit, agency.id, followed_by=after.agency_id, posts={}, version=1)
    (claim,) = claims(record, after.owner)
    with record.changing(after.owner) as visit:
        team_links.refuse(visit, claim.id, reason="We were not told.")
    assert claims(record, after.owner) == []


@EMBEDDED_ONLY
@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"held_on": TODAY + timedelta(days=1)}, "day"),
        ({"held_on": RELEASED - timedelta(days=1)}, "day"),
        ({"present": 0}, "present"),
        ({"present": 501}, "present"),
        ({"can": False, "reason": " "}, "reason"),
    ],
)
def test_what_cannot_be_is_refused_with_its_field(record, owned, given, field):
    _, review, agency = owned
    link = a_team_link(record, review, agency)
    draft = {"held_on": TODAY, "present": 9, "can": True, "reason": "", **given}
    with record.changing(opened(record, link).visitor) as visit, pytest.raises(InputError) as told:
        team_links.report(visit, link.id, DiscussionDraft(**draft))
    assert told.value.field == field
    assert record.read("SELECT count(*) FROM discussion_claim") == [(0,)]


@EMBEDDED_ONLY
def test_the_first_day_and_the_largest_number_are_taken(record, owned):
    _, review, agency = owned
    link = a_team_link(record, review, agency)
    assert reported(record, link, on=RELEASED, present=500).present == 500
    assert reported(record, link, on=TODAY, present=1).present == 1


@EMBEDDED_ONLY
def test_a_team_reports_of_the_version_that_it_could_read_on_its_day(record, owned):
    action, review, agency = owned
    a_briefing(record, review, on=date(2026, 11, 10), number=1, title="Said better")
    link = a_team_link(record, review, agency)
    assert opened(record, link).briefing.title == "Said better"
    for day in (date(2026, 11, 9), date(2026, 11, 10)):
        reported(record, link, on=day)
    assert [each.briefing for each in claims(record, action.post.owner)] == ["Ask the others", "Said better"]


@EMBEDDED_ONLY
def test_a_link_takes_five_reports_a_day(record, owned, clock):
    _, review, agency = owned
    link = a_team_link(record, review, agency)
    for back in range(5):
        reported(record, link, on=TODAY - timedelta(days=back))
    reported(record, link, on=TODAY)
    with pytest.raises(RuleBrokenError, match="too often"):
        reported(record, link, on=TODAY - timedelta(days=5))
    clock.shift(timedelta(days=1))
    reported(record, link, on=TODAY - timedelta(days=5))


@EMBEDDED_ONLY
def test_a_link_ends_with_its_last_day_its_revocation_its_agency_and_its_briefing(record, owned, clock, an_agency):
    _, review, agency = owned
    link, other = a_team_link(record, review, agency), a_team_link(record, review, agency, "Night team")
    gone = an_agency("An agency that ends")
    third = a_team_link(record, review, gone)
    assert opened(record, link).team == "Duty team"
    with record.changing() as visit:
        team_links.revoke_link(visit, review.id, other.id)
        succession.end_agency(visit, gone.id, followed_by=agency.id, posts={}, version=1)
    assert opened(record, other) is opened(record, third) is None
    with record.changing() as visit, pytest.raises(InputError):
        team_links.revoke_link(visit, review.id, other.id)
    with record.changing(visitor(Role.OWNER, agency=agency.id)) as visit, pytest.raises(NotFoundError):
        team_links.report(visit, other.id, DiscussionDraft(TODAY, 9, can=True))
    clock.move_to("2026-12-31T23:59:59+00:00", tick=False)
    assert opened(record, link) is not None
    clock.move_to("2027-01-01T00:00:00+00:00", tick=False)
    assert opened(record, link) is None
    clock.move_to("2026-12-01T10:00:00+00:00", tick=False)
    with record.changing() as visit:
        writing.withdraw(visit, review.id, reason="It named a street.")
    assert opened(record, link) is None


@EMBEDDED_ONLY
def test_only_the_link_itself_reports_by_it(record, owned):
    action, review, agency = owned
    link, other = a_team_link(record, review, agency), a_team_link(record, review, agency, "Night team")
    for who in (action.post.owner, visitor(Role.COORDINATOR), opened(record, other).visitor):
        with record.changing(who) as visit, pytest.raises(NotFoundError):
            team_links.report(visit, link.id, DiscussionDraft(TODAY, 9, can=True))


@EMBEDDED_ONLY
def test_a_team_has_one_link_and_a_new_one_ends_the_one_before(record, owned):
    _, review, agency = owned
    first, second = a_team_link(record, review, agency), a_team_link(record, review, agency, " duty  TEAM")
    assert opened(record, first) is None
    assert opened(record, second).team == "Duty team"
    assert record.read("SELECT count(*) FROM dissemination") == [(1,)]
    with record.reading() as visit:
        shown = [(each.id, each.leads_on(TODAY)) for each in asking.links_of(visit, review.id)]
    assert shown == [(second.id, True), (first.id, False)]


@EMBEDDED_ONLY
def test_a_link_needs_a_released_briefing_a_standing_agency_and_a_day_within_a_year(record, owned, a_review, an_agency):
    _, review, agency = owned
    draft, without, gone = LinkDraft(agency.id, "Duty team", LAST_DAY), a_review(), an_agency("Gone")
    with record.changing() as visit:
        with pytest.raises(RuleBrokenError, match="not released"):
            team_links.give_link(visit, without.id, draft)
        for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=367)):
            with pytest.raises(InputError, match="within a year"):
                team_links.give_link(visit, review.id, LinkDraft(agency.id, "Duty team", day))
        for wrong in (LinkDraft(0, "Duty team", LAST_DAY), LinkDraft(agency.id, " ", LAST_DAY)):
            with pytest.raises(InputError):
                team_links.give_link(visit, review.id, wrong)
        succession.end_agency(visit, gone.id, followed_by=agency.id, posts={}, version=1)
        with pytest.raises(InputError, match="has ended"):
            team_links.give_link(visit, review.id, LinkDraft(gone.id, "Duty team", LAST_DAY))
    for role in set(Role) - {Role.COORDINATOR}:
        with record.changing(visitor(role)) as visit:
            for act in (
                lambda visit=visit: team_links.give_link(visit, review.id, draft),
                lambda visit=visit: team_links.revoke_link(visit, review.id, 1),
                lambda visit=visit: asking.links_of(visit, review.id),
            ):
                with pytest.raises(RefusedError):
                    act()


def test_a_signed_word_leads_to_its_link_and_nobody_makes_one_up():
    key, other = "a key of the tests that is long enough", "another key of the tests that is long enough"
    token = briefings.token_of(key, 12)
    assert briefings.link_of(key, token) == 12
    assert briefings.link_of(other, token) is None
    body, _, seal = token.partition(".")
    forged = briefings.token_of(key, 13).partition(".")[0]
    for wrong in (
        "",
        ".",
        body,
        f"{forged}.{seal}",
        f"{body}.{seal[:-2]}",
        "é" * 9,
        "x" * 5000,
        token + "x",
        "12",
        "\0",
    ):
        assert briefings.link_of(key, wrong) is None, wrong


@EMBEDDED_ONLY
def test_teams_that_were_not_reached_stand_on_top(record, owned, a_review):
    action, review, agency = owned
    for team in ("Duty team", "Night team", "School nurses"):
        a_team_link(record, review, agency, team)
    heard(record, a_review("else"), agency, "Far team")
    links = {each.team: each.id for each in _links(record, review)}
    with record.reading() as visit:
        link = visit.session.get(team_links.TeamLink, links["Night team"])
    reported(record, link, can=False, reason="nobody is on duty.")
    with record.reading() as visit:
        rows = reached.by_team(visit, lessons.of_review(visit, review.id))
    assert [(each.team, each.steps) for each in rows] == [
        ("Far team", 0),
        ("Duty team", 1),
        ("Night team", 1),
        ("School nurses", 1),
    ]
    assert reached.sentence(rows) == "Of 4 teams, none discussed the briefing; 1 not reached."
    (claim,) = claims(record, action.post.owner)
    with record.changing(action.post.owner) as visit:
        team_links.confirm(visit, claim.id, [action.id])
    with record.reading() as visit:
        rows = reached.by_team(visit, lessons.of_review(visit, review.id))
    assert rows[-1].team == "Night team" and rows[-1].discussions[0].reason == "nobody is on duty."
    assert reached.sentence(rows) == "Of 4 teams, 1 discussed the briefing; 1 not reached."


def _links(record, review):
    with record.reading() as visit:
        return asking.links_of(visit, review.id)
