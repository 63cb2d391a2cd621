"""Lessons: the coordinator records for all teams, an owner for those of their own agency."""

from datetime import date, timedelta

import pytest

from tests.builders import heard
from tests.database.record import EMBEDDED_ONLY, TODAY, visitor
from tracker.commands import lessons, reviews
from tracker.commands.lessons import About, DiscussionDraft, SentDraft
from tracker.errors import InputError, NotFoundError, RefusedError
from tracker.queries import history
from tracker.queries import lessons as asking
from tracker.words import FindingKind, LessonStage, Role, Sensitivity

EARLY, LATER = date(2026, 10, 5), date(2026, 11, 3)
OWN = About(wording="Ask what the child says.")


def sent(agency, about=OWN, **changes):
    told = {"team": "Duty team", "stage": LessonStage.SENT, "happened_on": EARLY, **changes}
    return SentDraft(about, agency.id, **told)


@pytest.fixture
def finding(record):
    def found(review):
        with record.changing() as visit:
            return reviews.record_finding(
                visit, review.id, reviews.FindingDraft("F1", FindingKind.FAILING, "It was not asked.")
            )

    return found


def test_a_review_tells_who_heard_of_its_lessons(record, a_review, an_agency, a_recommendation, finding):
    review, council, police = a_review(), an_agency("The council"), an_agency("The police")
    asked = a_recommendation(review=review)
    heard(record, review, council, about=About(recommendation_id=asked.id), on=EARLY, can=True)
    heard(
        record, review, council, "duty  TEAM", about=About(recommendation_id=asked.id), stage=LessonStage.READ, on=LATER
    )
    heard(record, review, police, about=About(finding_id=finding(review).id), stage=LessonStage.DISCUSSED, on=LATER)
    heard(record, review, police, "Night team", on=EARLY, can=False, reason="nobody is on duty.", present=1)
    with record.reading() as visit:
        found = asking.of_review(visit, review.id)
        entries = [entry.sentence for entry in history.of_review(visit, review.id)]
    assert found.sentence == "Sent to 3 teams, discussed by 3, 1 has not answered."
    assert [(each.lesson, each.team, each.agency) for each in found.teams] == [
        (f"Recommendation {asked.reference}", "Duty team", "The council"),
        ("Finding F1", "Duty team", "The police"),
        ("Ask what the child says.", "Night team", "The police"),
    ]
    assert found.teams[0].stages == [(LessonStage.SENT, EARLY), (LessonStage.READ, LATER)]
    (one,) = found.teams[2].discussions
    assert (one.on, one.present, one.can, one.reason) == (EARLY, 1, False, "nobody is on duty.")
    assert found.teams[1].discussions == []
    said = "A team discussed the lesson on 5 Oct 2026 (1 person): We cannot, because “nobody is on duty.”"
    assert said in entries
    told = "The lesson “Ask what the child says.” was sent to Night team, The police on 5 Oct 2026."
    assert told in entries
    assert record.read("SELECT count(*) FROM event WHERE body LIKE '%Night%' OR body LIKE '%nobody is%'") == [(0,)]
    assert record.faults() == []


def test_a_past_day_shows_who_had_heard_by_then(record, a_review, an_agency):
    review, agency = a_review(), an_agency()
    heard(record, review, agency, on=EARLY)
    heard(record, review, agency, "Night team", on=LATER, can=True)
    with record.reading(as_at=EARLY) as visit:
        found = asking.of_review(visit, review.id)
        assert found.sentence == "Sent to 1 team, discussed by none, 1 has not answered."
        assert not found.may_send and not found.teams[0].may_record
    with record.reading() as visit:
        assert asking.of_review(visit, review.id).sentence == "Sent to 2 teams, discussed by 1, 1 has not answered."


def test_the_same_lesson_is_recorded_once_however_many_teams_hear_of_it(record, a_review, an_agency, a_recommendation):
    review, agency = a_review(), an_agency()
    asked = a_recommendation(review=review)
    for team in ("A", "B"):
        heard(record, review, agency, team)
        heard(record, review, agency, team, about=About(recommendation_id=asked.id))
    (key,) = record.read("SELECT id FROM lesson WHERE wording <> ''")[0]
    heard(record, review, agency, "C", about=About(lesson_id=key))
    assert record.read("SELECT count(*) FROM lesson") == [(2,)]
    assert record.read("SELECT count(*) FROM dissemination") == [(5,)]


@EMBEDDED_ONLY
def test_an_owner_records_for_their_own_agency_and_for_no_other(record, an_action, an_agency, a_review):
    action, other = an_action(), an_agency("Another agency")
    own = type(other)(id=action.post.agency_id)
    kept = heard(record, a_review("kept"), other)
    with record.changing(action.post.owner) as visit:
        row = lessons.disseminate(visit, action.review_id, sent(own))
        lessons.record_discussion(visit, row.id, DiscussionDraft(TODAY, 4, can=True))
        assert [each.id for each in asking.agencies(visit)] == [own.id]
        assert asking.one(visit, row.id).may_record and not asking.one(visit, kept.id).may_record
        with pytest.raises(RefusedError, match="Only the team's own agency"):
            lessons.disseminate(visit, action.review_id, sent(other))
        with pytest.raises(RefusedError, match="Only the team's own agency"):
            lessons.record_discussion(visit, kept.id, DiscussionDraft(TODAY, 4, can=True))


@EMBEDDED_ONLY
def test_nobody_else_records_who_heard(record, a_review, an_agency):
    review, agency = a_review(), an_agency()
    row = heard(record, review, agency)
    for role in set(Role) - {Role.COORDINATOR, Role.OWNER}:
        with record.changing(visitor(role)) as visit:
            for change in (
                lambda visit=visit: lessons.disseminate(visit, review.id, sent(agency)),
                lambda visit=visit: lessons.record_discussion(visit, row.id, DiscussionDraft(TODAY, 4, can=True)),
                lambda visit=visit: asking.choices(visit, review.id),
                lambda visit=visit: asking.agencies(visit),
            ):
                with pytest.raises(RefusedError):
                    change()


@EMBEDDED_ONLY
def test_a_lesson_of_another_review_or_of_nothing_is_not_sent(record, a_review, an_agency, a_recommendation, finding):
    review, other, agency = a_review(), a_review(), an_agency()
    strange, found = a_recommendation(review=other), finding(other)
    heard(record, other, agency)
    wrong = [About(recommendation_id=strange.id), About(finding_id=found.id), About(lesson_id=1)]
    wrong += [About(**{name: key}) for name in ("recommendation_id", "finding_id", "lesson_id") for key in (0, 2**40)]
    with record.changing() as visit:
        for about in wrong:
            with pytest.raises(NotFoundError):
                lessons.disseminate(visit, review.id, sent(agency, about))
        for about in (About(), About(wording="  "), About(lesson_id=1, wording="Both.")):
            with pytest.raises(InputError, match="Choose the lesson"):
                lessons.disseminate(visit, review.id, sent(agency, about))
        for key in (0, 99999, 2**40):
            with pytest.raises(NotFoundError):
                lessons.disseminate(visit, key, sent(agency))
            with pytest.raises(NotFoundError):
                lessons.record_discussion(visit, key, DiscussionDraft(TODAY, 1, can=True))
            with pytest.raises(InputError, match="Choose an agency"):
                lessons.disseminate(visit, review.id, sent(type(agency)(id=key)))


SENSELESS = (
    ({"team": " "}, "Enter team"),
    ({"team": "x" * 201}, "200 characters"),
    ({"happened_on": TODAY + timedelta(1)}, "has not come yet"),
    ({"happened_on": date(214, 1, 1)}, "Check the year"),
    ({"about": About(wording="x" * 1001)}, "1,000 characters"),
)


@EMBEDDED_ONLY
def test_what_cannot_be_meant_is_refused(record, a_review, an_agency):
    review, agency = a_review(), an_agency()
    for changes, said in SENSELESS:
        with record.changing() as visit, pytest.raises(InputError, match=said):
            lessons.disseminate(visit, review.id, sent(agency, **changes))


IMPOSSIBLE = (
    (DiscussionDraft(EARLY, 0, can=True), "how many were present"),
    (DiscussionDraft(EARLY, -3, can=True), "how many were present"),
    (DiscussionDraft(EARLY, 2**40, can=True), "how many were present"),
    (DiscussionDraft(EARLY, 3, can=False, reason=" "), "Enter reason"),
    (DiscussionDraft(TODAY + timedelta(1), 3, can=True), "has not come yet"),
    (DiscussionDraft(EARLY - timedelta(1), 3, can=True), "before it came to the team"),
)


@EMBEDDED_ONLY
def test_a_discussion_that_cannot_be_meant_is_refused(record, a_review, an_agency):
    row = heard(record, a_review(), an_agency(), on=EARLY)
    for draft, said in IMPOSSIBLE:
        with record.changing() as visit, pytest.raises(InputError, match=said):
            lessons.record_discussion(visit, row.id, draft)
    assert record.read("SELECT count(*) FROM lesson_discussion") == [(0,)]


@EMBEDDED_ONLY
def test_lessons_are_narrowed_to_what_is_visible_and_so_is_the_sentence(
    record, a_review, an_agency, a_recommendation, an_action
):
    review, draft, agency = a_review(), a_review(published=False), an_agency()
    closed = a_recommendation(review=review, sensitivity=Sensitivity.RESTRICTED)
    heard(record, review, agency)
    hidden = heard(record, review, agency, "Zqteam", about=About(recommendation_id=closed.id))
    unpublished = heard(record, draft, agency)
    for role, teams in ((Role.COUNCILLOR, 1), (Role.MEMBER, 1), (Role.INSPECTOR, 2), (Role.CHAIR, 2)):
        with record.reading(visitor(role)) as visit:
            found = asking.of_review(visit, review.id)
            assert len(found.teams) == teams and found.sentence.startswith(f"Sent to {teams} team")
            if teams == 1:
                with pytest.raises(NotFoundError):
                    asking.one(visit, hidden.id)
    with record.reading(visitor(Role.COUNCILLOR)) as visit:
        with pytest.raises(NotFoundError):
            asking.of_review(visit, draft.id)
        with pytest.raises(NotFoundError):
            asking.one(visit, unpublished.id)
    with record.changing(visitor(Role.OWNER, agency=agency.id)) as visit:
        with pytest.raises(NotFoundError):
            lessons.record_discussion(visit, unpublished.id, DiscussionDraft(TODAY, 3, can=True))
        assert asking.choices(visit, review.id) == [("lesson 1", "Ask what the child says.")]


@EMBEDDED_ONLY
def test_why_a_team_cannot_is_for_the_board_and_its_own_agency(record, a_review, an_agency, an_action):
    action, review, agency = an_action(), a_review(), an_agency()
    heard(record, review, agency, can=False, reason="Two posts are vacant.")
    who = {
        visitor(Role.COUNCILLOR): None,
        action.post.owner: None,
        visitor(Role.OWNER, agency=agency.id): "Two posts are vacant.",
        visitor(Role.MEMBER): "Two posts are vacant.",
        visitor(Role.INSPECTOR): "Two posts are vacant.",
    }
    for asker, reason in who.items():
        with record.reading(asker) as visit:
            (one,) = asking.of_review(visit, review.id).teams[0].discussions
            assert (one.can, one.reason) == (False, reason)
