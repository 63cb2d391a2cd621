"""Give a team its link to a briefing, revoke it, record what the team says by it, and answer that for the agency."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import func
from sqlmodel import col

from tracker import briefings
from tracker.access import LARGEST_KEY, find, needs, visible_to
from tracker.commands.evidence import Content, EvidenceDraft, attach
from tracker.commands.lessons import About, DiscussionDraft, SentDraft, add_discussion, disseminate
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.models import (
    Agency,
    Briefing,
    BriefingVersion,
    ClaimAnswer,
    DiscussionClaim,
    Dissemination,
    Lesson,
    LessonDiscussion,
    Review,
    TeamLink,
    TeamLinkRevoked,
)
from tracker.models.statements import select
from tracker.roles import acts_for, owns
from tracker.rules.briefing import LESSON
from tracker.rules.phrases import amount, day_words
from tracker.rules.spreading import same_team
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import EvidenceKind, EvidenceType, LessonStage, Permission

LONGEST_DAYS, USUAL_DAYS = 366, 92
MOST_PRESENT, MOST_A_DAY = 500, 5
TOO_OFTEN = "This link was used too often today. Try again tomorrow, or tell the board's coordinator."


@dataclass(frozen=True)
class LinkDraft:
    """For which team of which agency, and on which day the link leads somewhere for the last time."""

    agency_id: int
    team: str
    last_day: date


@needs(Permission.KEEP_BRIEFINGS)
def give_link(visit: Visit, review_id: int, draft: LinkDraft) -> TeamLink:
    """Give a team its link to the released briefing of a review; the link that it had before is revoked."""
    find(visit, Review, review_id)
    briefing = visit.session.scalar(select(Briefing).where(Briefing.review_id == review_id))
    if briefing is None or briefings.released(visit.session, briefing.id or 0) is None:
        raise RuleBrokenError(["The briefing of this review is not released: there is nothing that a team could read."])
    if not visit.today <= draft.last_day <= visit.today + timedelta(days=LONGEST_DAYS):
        raise InputError("The last day is today or later, and within a year.", field="last day")
    if _has_ended(visit, draft.agency_id):
        raise InputError("This agency has ended. Choose the one that follows it.", field="agency")
    before = _links_of(visit, briefing.id or 0, draft)
    for link in before:
        _revoke(visit, link)
    heard = before[-1].dissemination_id if before else _sent(visit, review_id, draft)
    row = add(
        visit,
        TeamLink,
        briefing_id=briefing.id,
        dissemination_id=heard,
        last_day=draft.last_day,
        by_id=visit.who.person_id,
    )
    record(visit, "team given a link", briefing, note={"link": row.id})
    return row


def _has_ended(visit: Visit, agency_id: int) -> bool:
    agency = visit.session.get(Agency, agency_id) if 0 < agency_id <= LARGEST_KEY else None
    return agency is not None and agency.ended_on is not None and agency.ended_on <= visit.effective_on


def _sent(visit: Visit, review_id: int, draft: LinkDraft) -> int:
    about = About(wording=LESSON)
    told = SentDraft(about, draft.agency_id, draft.team, LessonStage.SENT, visit.effective_on)
    return disseminate(visit, review_id, told).id or 0


def _links_of(visit: Visit, briefing_id: int, draft: LinkDraft) -> list[TeamLink]:
    """Give the links that stand for this team, oldest first: neither case nor spaces make another team."""
    standing = (
        select(TeamLink, Dissemination.team)
        .join(Dissemination, col(Dissemination.id) == col(TeamLink.dissemination_id))
        .join(TeamLinkRevoked, col(TeamLinkRevoked.link_id) == col(TeamLink.id), isouter=True)
        .where(
            col(TeamLink.briefing_id) == briefing_id,
            col(Dissemination.agency_id) == draft.agency_id,
            col(TeamLinkRevoked.id).is_(None),
        )
        .order_by(col(TeamLink.id))
    )
    return [link for link, team in visit.session.execute(standing) if same_team(team) == same_team(draft.team)]


@needs(Permission.KEEP_BRIEFINGS)
def revoke_link(visit: Visit, review_id: int, link_id: int) -> None:
    """Revoke the link of a team: from now on it leads nowhere."""
    find(visit, Review, review_id)
    standing = (
        select(TeamLink)
        .join(Briefing, col(Briefing.id) == col(TeamLink.briefing_id))
        .join(TeamLinkRevoked, col(TeamLinkRevoked.link_id) == col(TeamLink.id), isouter=True)
        .where(col(TeamLink.id) == link_id, Briefing.review_id == review_id, col(TeamLinkRevoked.id).is_(None))
    )
    link = visit.session.scalar(standing) if 0 < link_id <= LARGEST_KEY else None
    if link is None:
        raise InputError("Choose a link from the list; it may be revoked already.", field="link")
    _revoke(visit, link)


def _revoke(visit: Visit, link: TeamLink) -> None:
    add(visit, TeamLinkRevoked, link_id=link.id, by_id=visit.who.person_id)
    briefing = visit.session.get_one(Briefing, link.briefing_id)
    record(visit, "team link revoked", briefing, note={"link": link.id})


@needs(Permission.DISSEMINATE)
def report(visit: Visit, link_id: int, draft: DiscussionDraft) -> LessonDiscussion:
    """Record what a team says by its link: once for each day, and the first that it said of a day stays.

    It is a claim that counts for nothing until the lead of the team's agency confirms it.
    """
    link = briefings.opened(visit.session, link_id, visit.now)
    if link is None or visit.who.method != briefings.BY_LINK or visit.who.session != link.visitor.session:
        raise NotFoundError
    _check(visit, link.briefing.first_released_on, draft)
    before = select(LessonDiscussion).join(
        DiscussionClaim, col(DiscussionClaim.discussion_id) == col(LessonDiscussion.id)
    )
    first = visit.session.scalar(
        before.where(col(DiscussionClaim.link_id) == link_id, col(DiscussionClaim.held_on) == draft.held_on)
    )
    if first is not None:
        return first  # type: ignore[no-any-return]
    _must_not_be_too_often(visit, link_id)
    heard = visit.session.get_one(Dissemination, link.dissemination_id)
    told = add_discussion(visit, heard, draft)
    add(
        visit,
        DiscussionClaim,
        link_id=link_id,
        discussion_id=told.id,
        version_id=briefings.read_on(visit.session, link.briefing.id, draft.held_on),
        held_on=draft.held_on,
    )
    record(visit, "discussion reported", visit.session.get_one(Lesson, heard.lesson_id))
    return told


def _check(visit: Visit, released_on: date, draft: DiscussionDraft) -> None:
    if draft.held_on > visit.today:
        raise InputError("That day has not come yet.", field="day")
    if draft.held_on < released_on:
        raise InputError(
            f"The briefing was released on {day_words(released_on)}. Enter a day from then on.", field="day"
        )
    if not 0 < draft.present <= MOST_PRESENT:
        raise InputError(f"Enter how many were present, as a whole number from 1 to {MOST_PRESENT}.", field="present")


def _must_not_be_too_often(visit: Visit, link_id: int) -> None:
    today = select(func.count()).where(
        col(DiscussionClaim.link_id) == link_id, col(DiscussionClaim.effective_on) == visit.effective_on
    )
    if (visit.session.scalar(today) or 0) >= MOST_A_DAY and not visit.who.loading:
        raise RuleBrokenError([TOO_OFTEN])


@needs(Permission.ATTACH_EVIDENCE)
def confirm(visit: Visit, claim_id: int, action_ids: Sequence[int]) -> ClaimAnswer:
    """Confirm what a team reported: it becomes a piece of evidence, class 1, for actions of the agency."""
    claim, told, heard, title = _claimed(visit, claim_id)
    agency = _must_lead(visit, heard)
    said = "We can" if told.can else f"We cannot, because {told.reason}"
    present = amount(told.present, "person").replace("persons", "people")
    wording = f"{present} of {heard.team} discussed the briefing “{title}” on {day_words(told.held_on)}. {said}"
    draft = EvidenceDraft(
        title=f"Briefing discussed: {heard.team}",
        type=EvidenceType.BRIEFING,
        evidence_class=1,
        content=Content(EvidenceKind.STATEMENT, wording, claimed_on=told.held_on),
        provider_agency_id=agency,
    )
    piece = attach(visit, action_ids, draft)
    return _answer(visit, claim, heard, evidence_id=piece.id)


@needs(Permission.ATTACH_EVIDENCE)
def refuse(visit: Visit, claim_id: int, *, reason: str) -> ClaimAnswer:
    """Say that it was not so: what a team reported stays in the record and counts for nothing."""
    claim, _, heard, _ = _claimed(visit, claim_id)
    _must_lead(visit, heard)
    return _answer(visit, claim, heard, reason=text(reason, "reason"))


def _answer(
    visit: Visit, claim: DiscussionClaim, heard: Dissemination, *, evidence_id: int | None = None, reason: str = ""
) -> ClaimAnswer:
    row = add(
        visit,
        ClaimAnswer,
        claim_id=claim.id,
        confirmed=evidence_id is not None,
        evidence_id=evidence_id,
        reason=reason,
        by_id=visit.who.person_id,
    )
    kind = "discussion confirmed" if row.confirmed else "discussion not confirmed"
    record(visit, kind, visit.session.get_one(Lesson, heard.lesson_id))
    return row


def _claimed(visit: Visit, key: int) -> tuple[DiscussionClaim, LessonDiscussion, Dissemination, str]:
    """Find what a team reported and nobody has answered yet."""
    chosen = (
        select(DiscussionClaim, LessonDiscussion, Dissemination, BriefingVersion.title)
        .join(LessonDiscussion, col(LessonDiscussion.id) == col(DiscussionClaim.discussion_id))
        .join(Dissemination, col(Dissemination.id) == col(LessonDiscussion.dissemination_id))
        .join(Lesson, col(Lesson.id) == col(Dissemination.lesson_id))
        .join(BriefingVersion, col(BriefingVersion.id) == col(DiscussionClaim.version_id))
        .join(ClaimAnswer, col(ClaimAnswer.claim_id) == col(DiscussionClaim.id), isouter=True)
        .where(col(DiscussionClaim.id) == key, col(ClaimAnswer.id).is_(None))
    )
    found = visit.session.execute(visible_to(visit, chosen)).first() if 0 < key <= LARGEST_KEY else None
    if found is None or not acts_for(visit.who, _answers_for(visit, found[2])):
        raise NotFoundError
    return found[0], found[1], found[2], found[3]


def _answers_for(visit: Visit, heard: Dissemination) -> int:
    return briefings.following(visit.session, visit.today)(heard.agency_id)


def _must_lead(visit: Visit, heard: Dissemination) -> int:
    """Give the agency for which a person who leads it answers; nobody answers for another."""
    agency = _answers_for(visit, heard)
    if not owns(visit.who, agency) or visit.who.person_id is None:
        raise RefusedError("Only the lead of the team's own agency says whether it was so.")
    return agency
