"""What the worked example holds once it is loaded is what its files say."""

import re
from collections import Counter, defaultdict
from datetime import date

from sqlalchemy import func
from sqlalchemy.orm import Session

from seed.load_people import ONE_DAY
from seed.load_plan import reason_of
from seed.plan_entries import IllustrativePlan
from seed.plan_facts import owner_on
from seed.record import PublicRecord
from tracker import blinding, briefings, models
from tracker.models.statements import select
from tracker.rules.briefing import BLOCKS, why_not_released
from tracker.words import Publication, Role, Sensitivity


def recommendations(session: Session) -> dict[str, int]:
    """The key of every recommendation under its name in the files."""
    asked = models.Recommendation
    rows = session.execute(
        select(models.Review.reference, asked.reference, asked.id).join(asked, asked.review_id == models.Review.id)
    )
    return {f"{review}/{reference}": key for review, reference, key in rows}


def everything(session: Session) -> dict[str, int]:
    """How many rows each table holds."""
    tables = models.Event.metadata.sorted_tables
    return {table.name: session.scalar(select(func.count()).select_from(table)) for table in tables}


def texts(session: Session, column: object, owner: object) -> dict[int, list[str]]:
    """The texts of a column by the key of what they are about, in order."""
    found = defaultdict(list)
    for key, wording in session.execute(select(owner, column).order_by(column.class_.effective_on, column.class_.id)):
        found[key].append(wording)
    return found


def pairs(session: Session, key: object, value: object) -> dict:
    """One column by another."""
    return dict(map(tuple, session.execute(select(key, value))))


def test_every_public_recommendation_is_as_in_its_file(session: Session, public: PublicRecord) -> None:
    keys, asked = recommendations(session), models.Recommendation
    rows = {row.id: row for row in session.scalars(select(asked))}
    themes = texts(session, models.RecommendationTheme.theme_id, models.RecommendationTheme.recommendation_id)
    names = pairs(session, models.Theme.id, models.Theme.key)
    for review, entry in public.recommendations().values():
        row = rows[keys[f"{review.reference}/{entry.reference}"]]
        assert (row.wording, row.page, row.paraphrased) == (entry.wording, entry.page, True)
        assert (row.addressed_as_written, row.deadline_on) == (entry.addressed_as_written, entry.deadline_on)
        assert [names[key] for key in themes[row.id]] == entry.themes
    assert sum(row.paraphrased for row in rows.values()) == len(public.recommendations())


def test_every_public_review_is_as_in_its_file_and_released_by_two_people(
    session: Session, public: PublicRecord
) -> None:
    rows = {row.reference: row for row in session.scalars(select(models.Review))}
    released = session.execute(
        select(models.Release.review_id, models.Release.role, models.Release.person_id).order_by(models.Release.id)
    )
    by_review = defaultdict(list)
    for key, role, person in released:
        by_review[key].append((role, person))
    for review in public.reviews:
        row = rows[review.reference]
        assert (row.title, row.kind, row.area, row.illustrative) == (review.title, review.kind, review.area, False)
        assert (row.practice_from, row.practice_to) == (review.practice_from, review.practice_to)
        assert (row.publication, row.source_url) == (Publication.PUBLISHED, review.source_url)
        assert row.published_on == review.published_on or review.reference == "BHM-LPR-2025"
        assert review.licence_note in row.note
        (first, one), (second, other) = by_review[row.id]
        assert (first, second) == (Role.COORDINATOR, Role.CHAIR)
        assert None not in {one, other} and one != other


def test_a_review_whose_day_is_not_known_says_so(session: Session) -> None:
    row = session.scalars(select(models.Review).where(models.Review.reference == "BHM-LPR-2025")).one()
    assert row.published_on == date(2025, 12, 10)
    assert "The day of publication is not known" in row.note


def test_context_themes_findings_and_repeats_are_all_there(
    session: Session, public: PublicRecord, given: IllustrativePlan
) -> None:
    rows = everything(session)
    assert rows["theme"] == len(public.themes)
    assert rows["context_event"] == len(public.events) + len(given.people.context)
    assert rows["finding"] == sum(len(review.findings) for review in public.reviews)
    assert rows["repeat_link"] == rows["repeat_answer"] == len(public.recurrences)
    parents = {theme.key: theme.parent for theme in public.themes}
    stand = {row.id: row for row in session.scalars(select(models.Theme))}
    assert {row.key: stand[row.parent_id].key if row.parent_id else None for row in stand.values()} == parents


def test_invented_reviews_are_marked_and_not_public(session: Session, given: IllustrativePlan) -> None:
    rows = session.scalars(select(models.Review).where(models.Review.illustrative)).all()
    assert {row.reference for row in rows} == {review.reference for review in given.people.review}
    states = {(row.publication, row.sensitivity) for row in rows}
    assert states == {(Publication.EMBARGOED, Sensitivity.NORMAL), (Publication.DRAFT, Sensitivity.RESTRICTED)}
    embargoed = next(row for row in rows if row.publication is Publication.EMBARGOED)
    released = select(func.count()).select_from(models.Release).where(models.Release.review_id == embargoed.id)
    assert session.scalar(released) == 2


def test_every_action_is_as_in_its_file(session: Session, given: IllustrativePlan) -> None:
    rows = {row.reference: row for row in session.scalars(select(models.Action))}
    keys = {key: name for name, key in recommendations(session).items()}
    posts = pairs(session, models.Post.id, models.Post.title)
    titles = {post.key: post.title for post in given.people.post}
    owners = texts(session, models.ActionOwner.post_id, models.ActionOwner.action_id)
    links = texts(session, models.ActionLink.recommendation_id, models.ActionLink.action_id)
    assert list(rows) == [action.key for action in sorted(given.actions, key=lambda each: each.recorded_on)]
    for action in given.actions:
        row = rows[action.key]
        assert (row.wording, row.start_on, row.effective_on) == (action.wording, action.start_on, action.recorded_on)
        assert [keys[key] for key in links[row.id]] == list(action.recommendations)
        named = [*([action.owner] if action.owner else []), *(change.post for change in action.owner_changes)]
        assert [key and posts[key] for key in owners[row.id]] == [post and titles[post] for post in named]


def test_every_date_and_extension_is_as_in_its_file(session: Session, given: IllustrativePlan) -> None:
    keys = pairs(session, models.Action.reference, models.Action.id)
    due = pairs(session, models.Baseline.action_id, models.Baseline.due)
    answer = models.ExtensionAnswer
    asked = session.execute(
        select(models.Extension, answer.approved, answer.effective_on)
        .join(answer, answer.extension_id == models.Extension.id, isouter=True)
        .order_by(models.Extension.effective_on)
    )
    found = defaultdict(list)
    for row, approved, answered_on in asked:
        found[row.action_id].append((row.effective_on, row.due, row.reason_code, approved, answered_on))
    for action in given.actions:
        assert due.get(keys[action.key]) == action.baseline_due
        assert found[keys[action.key]] == [
            (e.asked_on, e.due, e.reason, bool(e.approved_on) if e.meeting else None, e.approved_on or e.refused_on)
            for e in action.extensions
        ]


def test_updates_submissions_and_evidence_are_those_of_the_files(session: Session, given: IllustrativePlan) -> None:
    keys = pairs(session, models.Action.reference, models.Action.id)
    told = texts(session, models.ProgressUpdate.wording, models.ProgressUpdate.action_id)
    submitted = texts(session, models.Submission.effective_on, models.Submission.action_id)
    for action in given.actions:
        assert told[keys[action.key]] == [update.wording for update in action.updates]
        assert submitted[keys[action.key]] == list(action.submissions)
    pieces = [piece for _, piece in given.evidence.values()]
    rows = everything(session)
    assert rows["evidence"] == len(pieces)
    assert rows["evidence_version"] == sum(len(piece.versions) for piece in pieces)
    assert rows["evidence_link"] == sum(1 + len(piece.also_proves) for piece in pieces)


def test_one_piece_of_evidence_proves_several_actions_and_is_checked_for_each(
    session: Session, given: IllustrativePlan
) -> None:
    shared = [key for key, (_, piece) in given.evidence.items() if piece.also_proves]
    assert shared
    checks = [check for action in given.actions for check in action.checks]
    more = sum(len(given.evidence[check.evidence][1].also_proves) for check in checks)
    assert everything(session)["evidence_check"] == len(checks) + more


def test_each_check_is_by_the_person_of_the_files(session: Session, given: IllustrativePlan) -> None:
    names = {person.key: person.name for person in given.people.person}
    rows = session.execute(
        select(models.Check.effective_on, models.Person.name, models.Check.verdict)
        .join(models.Person, models.Person.id == models.Check.checker_id)
        .distinct()
    )
    told = {(check.on, names[check.checker], check.verdict) for action in given.actions for check in action.checks}
    assert {tuple(row) for row in rows} == told


def test_answers_tests_and_decisions_are_those_of_the_files(session: Session, given: IllustrativePlan) -> None:
    keys = recommendations(session)
    response = models.Response
    found = session.execute(select(response.recommendation_id, response.effective_on, response.kind, response.reason))
    told = [(keys[r.recommendation], r.on, r.kind, reason_of(r)) for r in given.response]
    assert sorted(map(tuple, found)) == sorted(told)
    rows = everything(session)
    assert rows["impact_test"] == len(given.impact_test)
    assert rows["impact_result"] == sum(len(test.results) for test in given.impact_test)
    decided = Counter(session.scalars(select(models.Decision.kind)))
    meant = Counter(each.kind for each in given.decision) + Counter(d.kind for a in given.actions for d in a.decisions)
    assert decided - meant == Counter({"merge": decided["merge"], "supersede": decided["supersede"]})
    assert not meant - decided


def test_tenures_end_on_the_day_after_the_last_day_in_the_post(session: Session, given: IllustrativePlan) -> None:
    rows = Counter(map(tuple, session.execute(select(models.Tenure.started_on, models.Tenure.ended_on))))
    assert rows == Counter((t.start, t.end + ONE_DAY if t.end else None) for t in given.people.tenure)


def test_updates_are_in_the_name_of_whoever_held_the_post(session: Session, given: IllustrativePlan) -> None:
    emails = {person.key: person.email for person in given.people.person}
    people = pairs(session, models.Person.id, models.Person.email)
    by = texts(session, models.ProgressUpdate.by_id, models.ProgressUpdate.action_id)
    keys = pairs(session, models.Action.reference, models.Action.id)
    for action in given.actions:
        for person, update in zip(by[keys[action.key]], action.updates, strict=True):
            held_by = given.holder(owner_on(action, update.on) or "", update.on)
            if held_by is None or action.recommendations[0].startswith("NMP-RAP"):
                held_by = given.holder("off-manager", update.on)
            assert people[person] == emails[held_by], (action.key, update.on)


def test_what_goes_on_around_the_actions_is_as_in_its_file(session: Session, given: IllustrativePlan) -> None:
    told = given.around
    actions = pairs(session, models.Action.id, models.Action.reference)
    asked = {(actions[row.action_id], row.question) for row in session.scalars(select(models.Challenge))}
    assert asked == {(each.action, each.question) for each in told.challenge}
    answers = set(session.scalars(select(models.ChallengeAnswer.answer)))
    assert answers == {each.answer for each in told.challenge if each.answer_on}
    values = session.execute(
        select(models.Measure.name, models.MeasureValue.period_from).join(
            models.MeasureValue, models.MeasureValue.measure_id == models.Measure.id
        )
    )
    assert Counter(map(tuple, values)) == Counter((m.name, v.first) for m in told.measure for v in m.values)
    teams = pairs(session, models.Dissemination.team, models.Dissemination.stage)
    assert teams == {heard.team: heard.stage for lesson in told.lesson for heard in lesson.sent}
    links = [link for briefing in told.briefing for link in briefing.links]
    present = sorted(session.scalars(select(models.LessonDiscussion.present)))
    every = [*(heard for lesson in told.lesson for heard in lesson.sent), *links]
    assert present == sorted(one.present for one in every if one.held_on)
    assert session.scalar(select(func.count()).select_from(models.StartedClock)) == len(told.clock)
    assert session.scalar(select(func.count()).select_from(models.GivenDuty)) == len(told.duty)


def test_a_briefing_is_released_and_one_of_two_teams_used_its_link(session: Session, given: IllustrativePlan) -> None:
    (told,) = given.around.briefing
    (shown,) = briefings.all_released(session)
    assert (shown.title, list(shown.blocks.values())) == (told.title, [getattr(told, name) for name in BLOCKS])
    assert shown.released_on == told.on and shown.source_url.startswith("https://")
    assert "illustrative" in shown.blocks["Where does the learning come from?"]
    assert why_not_released({"title": shown.title, **shown.blocks}, session.scalars(select(models.Person.name))) == []
    assert session.scalar(select(func.count()).select_from(models.TeamLink)) == 2
    assert session.scalars(select(models.DiscussionClaim.held_on)).all() == [told.links[0].held_on]
    assert session.scalar(select(func.count()).select_from(models.ClaimAnswer)) == 0


def test_what_is_judged_blind_is_as_in_its_file_and_tells_no_name(session: Session, given: IllustrativePlan) -> None:
    told, names = given.blind, blinding.known(session)
    rounds = pairs(session, models.CodingRound.title, models.CodingRound.id)
    assert set(rounds) == {each.title for each in told.round}
    items, coded = models.CodingItem, models.Coding
    for each in told.round:
        mine = select(func.count()).select_from(items).where(items.round_id == rounds[each.title])
        assert session.scalar(mine) == len(each.recommendations)
    assert session.scalar(select(func.count()).select_from(coded)) == sum(
        len(coder.themes) for each in told.round for coder in each.coder
    )
    closed = set(session.scalars(select(models.CodingClosed.round_id)))
    assert closed == {rounds[each.title] for each in told.round if each.closed_on}
    kept = {row.title: row for row in session.scalars(select(models.Comparison))}
    assert {title: (row.text_a, row.outcome_b, row.worse) for title, row in kept.items()} == {
        each.title: (each.a, each.outcome_b, each.worse) for each in told.comparison
    }
    assert not [row.title for row in kept.values() if blinding.tells(row.text_a + row.text_b, names)]
    grades = session.scalar(select(func.count()).select_from(models.ComparisonGrade))
    assert grades == sum(len(each.grades) for each in told.comparison)
    revealed = set(session.scalars(select(models.ComparisonRevealed.comparison_id)))
    assert revealed == {kept[each.title].id for each in told.comparison if each.revealed_on}


def test_no_wording_that_coders_see_names_a_place_an_agency_a_child_or_a_year(session: Session) -> None:
    names = blinding.known(session)
    wordings = session.scalars(select(models.RecommendationWording.wording)).all()
    told = "(?i)birmingham|torbay|sandwell|northmere|ofsted|keanu|khyra|ishaq|(?<!\\d)(19|20)\\d\\d(?!\\d)"
    assert len(wordings) > 100 and any(re.search(told, each) for each in wordings)
    assert [each for each in wordings if re.search(told, blinding.blind(each, names))] == []
