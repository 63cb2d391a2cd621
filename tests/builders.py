"""Short words to arrange a record with, through the real commands; each is also a fixture bound to `record`.

Every builder takes `on`, the day on which its facts take effect, and commits. Who acts matters little to most tests, so
that the system enters what it can; where the rules ask for two people, two people do it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import count
from typing import Any

from sqlmodel import col

from tests.database.record import KEY_FROM, Record, visitor
from tracker.commands import actions, decisions, evidence, extensions, impact, meetings, people, recommendations
from tracker.commands import repeats, reviews, themes
from tracker.models import (
    Agency,
    Decision,
    EvidenceVersion,
    Extension,
    ImpactTest,
    Meeting,
    Person,
    ProgressUpdate,
    Recommendation,
    RepeatLink,
    Review,
    Theme,
)
from tracker.models.statements import select
from tracker.visit import Visit, Visitor
from tracker.words import (
    AgencyKind,
    EvidenceKind,
    EvidenceType,
    ExtensionReason,
    ImpactVerdict,
    MeetingKind,
    Rating,
    RepeatBasis,
    RepeatVerdict,
    ResponseKind,
    ReviewKind,
    Role,
    Sensitivity,
    Verdict,
)

__all__ = [
    "a_meeting",
    "a_person",
    "a_post",
    "a_recommendation",
    "a_repeat",
    "a_review",
    "a_theme",
    "an_action",
    "an_agency",
    "an_extension",
    "an_impact_test",
    "an_update",
    "closed",
]

PUBLISHED_ON = date(2026, 9, 1)
RECORDED_ON = date(2026, 10, 1)
DUE = date(2027, 3, 31)
_numbers = count(1)


@dataclass(frozen=True)
class HeldPost:
    """A post and whoever holds it; `owner` is that person as a visitor of the tracker."""

    id: int
    title: str
    agency_id: int
    person_id: int | None

    @property
    def owner(self) -> Visitor:
        """Give the holder, as owner for their agency, who may enter earlier days."""
        return visitor(Role.OWNER, agency=self.agency_id, person=self.person_id, loading=True)


SOMEBODY = HeldPost(0, "", 0, None)


@dataclass(frozen=True)
class Piece:
    """A piece of evidence to attach to an action; see `checked` and `unchecked`."""

    title: str
    evidence_class: int = 2
    type: EvidenceType = EvidenceType.AUDIT
    wording: str = "What we looked at, and what we found."
    kind: EvidenceKind = EvidenceKind.STATEMENT
    claimed_on: date | None = None
    independent: bool = False
    sensitivity: Sensitivity = Sensitivity.NORMAL
    received_on: date | None = None
    verdict: Verdict | None = None
    reason: str = ""
    checked_on: date | None = None


@dataclass(frozen=True)
class BuiltAction:
    """An action as built: what it answers, who owns it, and its pieces of evidence in order."""

    id: int
    reference: str
    review_id: int
    recommendation_ids: tuple[int, ...]
    post: HeldPost | None
    evidence_ids: tuple[int, ...] = ()
    version_ids: tuple[int, ...] = ()


def unchecked(title: str = "Draft policy", **more: Any) -> Piece:
    """Give evidence that nobody checked yet; `more` are the fields of `Piece`."""
    return Piece(title, **more)


def checked(title: str = "Case audit", *, verdict: Verdict = Verdict.ADEQUATE, **more: Any) -> Piece:
    """Give evidence that an independent checker judged, adequate unless said otherwise; `more` are the fields of `Piece`."""
    reason = "" if verdict == Verdict.ADEQUATE else "The sample is too small."
    return Piece(title, verdict=verdict, **{"reason": reason, **more})


def an_agency(record: Record, name: str = "", *, kind: AgencyKind = AgencyKind.COUNCIL) -> Agency:
    """Record an agency; the same name gives the same agency."""
    told = name or f"Agency {next(_numbers)}"
    if told not in record.made:
        with record.changing(on=KEY_FROM) as visit:
            record.made[told] = people.record_agency(visit, told.lower().replace(" ", "-"), name=told, kind=kind)
    return _as(Agency, record.made[told])


def a_person(record: Record, name: str = "", *, email: str = "") -> Person:
    """Record a person without any post; the same name gives the same person."""
    told = name or f"Person {next(_numbers)}"
    key = f"person {told}"
    if key not in record.made:
        address = email or f"{told.lower().replace(' ', '.')}@board.example"
        with record.changing(on=KEY_FROM) as visit:
            record.made[key] = people.record_person(visit, told, email=address)
    return _as(Person, record.made[key])


def a_post(
    record: Record,
    title: str = "",
    *,
    agency: Agency | None = None,
    held_by: Person | str | None = "",
    since: date = KEY_FROM,
    until: date | None = None,
) -> HeldPost:
    """Record a post of an agency, held by a new person (or by the one named or given; None: by nobody) from a day on."""
    home = agency or an_agency(record)
    holder = held_by if isinstance(held_by, Person) or held_by is None else a_person(record, held_by)
    told = title or f"Head of service {next(_numbers)}"
    with record.changing(on=since) as visit:
        post = people.record_post(visit, _id(home), title=told)
        if holder is not None:
            tenure = people.begin_tenure(visit, _id(post), person_id=_id(holder), started_on=since)
            if until is not None:
                people.end_tenure(visit.on(min(until, visit.today)), _id(tenure), ended_on=until)
    return HeldPost(_id(post), told, _id(home), holder.id if holder else None)


def a_review(
    record: Record,
    reference: str = "",
    *,
    published: bool = True,
    on: date = PUBLISHED_ON,
    title: str = "",
    kind: ReviewKind = ReviewKind.LOCAL_PRACTICE_REVIEW,
    sensitivity: Sensitivity = Sensitivity.NORMAL,
    embargo_until: datetime | None = None,
    **more: Any,
) -> Review:
    """Record a review, released by the coordinator and by the chair unless `published=False`; `more` as in `ReviewDraft`."""
    told = reference or f"R{next(_numbers)}"
    draft = reviews.ReviewDraft(
        reference=told,
        title=title or f"Review {told}",
        kind=kind,
        sensitivity=sensitivity,
        embargo_until=embargo_until,
        **more,
    )
    with record.changing(on=on) as visit:
        review = reviews.record_review(visit, draft)
    if published:
        for role in (Role.COORDINATOR, Role.CHAIR):
            who = visitor(role, person=_id(a_person(record, f"The {role.value}")), loading=True)
            with record.changing(who, on=on) as visit:
                reviews.release(visit, _id(review), as_role=role)
    with record.reading() as reading:
        return _as(Review, reading.session.get(Review, review.id))


def a_recommendation(
    record: Record,
    wording: str = "Agree one way of asking for help early.",
    *,
    review: Review | None = None,
    response: ResponseKind | None = ResponseKind.ACCEPTED,
    on: date = RECORDED_ON,
    responded_on: date | None = None,
    addressed: Sequence[Agency] = (),
    **more: Any,
) -> Recommendation:
    """Record a recommendation of a (published) review, answered with `response`; None: unanswered.

    `more` are the fields of `RecommendationDraft`.
    """
    home = review or a_review(record, on=min(on, PUBLISHED_ON))
    draft = recommendations.RecommendationDraft(
        reference=more.pop("reference", "") or f"{next(_numbers)}",
        wording=wording,
        addressed=[_id(agency) for agency in addressed],
        **more,
    )
    with record.changing(on=on) as visit:
        made = recommendations.record_recommendation(visit, _id(home), draft)
        if response is not None:
            reason = "" if response in recommendations.NEED_NO_REASON else "The board's reason."
            review_on = DUE if response == ResponseKind.ACCEPTED_IN_PRINCIPLE else None
            answered = visit.on(responded_on or on)
            recommendations.respond(answered, _id(made), kind=response, reason=reason, review_on=review_on)
    return made


def an_action(
    record: Record,
    wording: str = "Train every duty team.",
    *,
    recommendations: Sequence[Recommendation] = (),
    owner: HeldPost | None = SOMEBODY,
    due: date | None = DUE,
    on: date = RECORDED_ON,
    evidence: Sequence[Piece] = (),
    submitted: bool = False,
    **more: Any,
) -> BuiltAction:
    """Record an action owned by a new post (`owner=None`: by nobody) and due next spring (`due=None`: without a date).

    It answers a new accepted recommendation unless `recommendations` are given. Evidence is provided by the owner; an
    action is submitted when asked or when any of its evidence is checked. `more` are the fields of `ActionDraft`.
    """
    answers = list(recommendations) or [a_recommendation(record, on=on)]
    post = a_post(record) if owner is SOMEBODY else owner
    draft = actions.ActionDraft(
        wording,
        [_id(recommendation) for recommendation in answers],
        owner_post_id=post.id if post else None,
        due=due,
        **more,
    )
    with record.changing(on=on) as visit:
        made = actions.record_action(visit, draft)
    provided = _provide(record, _id(made), post, evidence, on=on, submitted=submitted)
    _check(record, _id(made), list(zip(evidence, (version for _, version in provided), strict=True)), on=on)
    return BuiltAction(
        id=_id(made),
        reference=made.reference,
        review_id=made.review_id,
        recommendation_ids=tuple(_id(recommendation) for recommendation in answers),
        post=post,
        evidence_ids=tuple(piece for piece, _ in provided),
        version_ids=tuple(version for _, version in provided),
    )


def _provide(
    record: Record, action: int, post: HeldPost | None, pieces: Sequence[Piece], *, on: date, submitted: bool
) -> list[tuple[int, int]]:
    """Attach the pieces as the owner and submit the action; give the ids of the pieces and of their first versions."""
    found = []
    with record.changing() as visit:
        who = post.owner if post else visit.who
        for piece in pieces:
            content = evidence.Content(piece.kind, piece.wording, piece.claimed_on)
            draft = evidence.EvidenceDraft(
                title=piece.title,
                type=piece.type,
                evidence_class=piece.evidence_class,
                content=content,
                independent=piece.independent,
                sensitivity=piece.sensitivity,
            )
            row = evidence.attach(visit.on(piece.received_on or on).by(who), [action], draft)
            found.append((_id(row), _newest_version(visit, _id(row))))
        if submitted or any(piece.verdict for piece in pieces):
            last = max((piece.received_on or on for piece in pieces), default=on)
            actions.submit(visit.on(last).by(who), action)
    return found


def _newest_version(visit: Visit, key: int) -> int:
    newest = select(EvidenceVersion.id).where(EvidenceVersion.evidence_id == key).order_by(col(EvidenceVersion.id).desc())
    return int(visit.session.scalars(newest).first())


def _check(record: Record, action: int, pieces: Sequence[tuple[Piece, int]], *, on: date) -> None:
    """Have a member of the board from elsewhere judge the pieces that have a verdict."""
    judged = [(piece, version) for piece, version in pieces if piece.verdict is not None]
    if not judged:
        return
    who = a_checker(record)
    for piece, version in judged:
        with record.changing(who, on=piece.checked_on or piece.received_on or on) as visit:
            evidence.check(visit, action, version, verdict=_as(Verdict, piece.verdict), reason=piece.reason)


def a_checker(record: Record) -> Visitor:
    """Give a member of the board who holds a post with the police and may check what others own."""
    if "checker" not in record.made:
        police = an_agency(record, "The police", kind=AgencyKind.POLICE)
        record.made["checker"] = a_post(record, "Head of public protection", agency=police, held_by="The checker")
    return visitor(Role.MEMBER, person=record.made["checker"].person_id, loading=True)


def an_update(
    record: Record,
    action: BuiltAction,
    wording: str = "Half of the teams are trained.",
    *,
    on: date,
    declared: Rating | None = None,
    forecast: date | None = None,
    **more: Any,
) -> ProgressUpdate:
    """Give an update of an action by its owner; `more` are the fields of `UpdateDraft`."""
    draft = actions.UpdateDraft(wording, declared=declared, forecast=forecast, **more)
    with record.changing(on=on) as visit:
        return actions.update(visit.by(action.post.owner) if action.post else visit, action.id, draft)


def an_extension(
    record: Record,
    action: BuiltAction,
    due: date,
    *,
    on: date,
    reason: ExtensionReason = ExtensionReason.CAPACITY,
    approved: bool | None = True,
) -> Extension:
    """Ask for a new date as the owner, and have the chair approve (or refuse) it; `approved=None` leaves it unanswered."""
    with record.changing(on=on) as visit:
        note = "The owner's words." if reason == ExtensionReason.OTHER else ""
        asked = extensions.ask(
            visit.by(action.post.owner) if action.post else visit, action.id, due=due, reason=reason, note=note
        )
        if approved is not None:
            said = "" if approved else "The date was promised in public."
            extensions.answer(visit.by(_chair(record)), _id(asked), approved=approved, reason=said)
    return asked


def a_meeting(
    record: Record, held_on: date = RECORDED_ON, *, kind: MeetingKind = MeetingKind.BOARD, title: str = ""
) -> Meeting:
    """Record a meeting, of the board unless said otherwise; the same day, kind and title give the same meeting."""
    key = f"meeting {kind} {held_on} {title}"
    if key not in record.made:
        with record.changing() as visit:
            record.made[key] = meetings.record_meeting(visit, kind, title=title or f"Meeting of {held_on}", held_on=held_on)
    return _as(Meeting, record.made[key])


def closed(record: Record, recommendation_id: int, *, on: date, waiver: str = "Too small to measure.") -> Decision:
    """Have the chair close a recommendation at a board meeting of that day; its gates must be met but the impact test."""
    meeting = a_meeting(record, on)
    with record.changing(_chair(record), on=on) as visit:
        return decisions.close(visit, recommendation_id, meeting_id=_id(meeting), waiver=waiver)


def an_impact_test(
    record: Record,
    recommendation_id: int,
    *,
    due: date,
    on: date = RECORDED_ON,
    verdict: ImpactVerdict | None = None,
    found_on: date | None = None,
) -> ImpactTest:
    """Set an impact test and, with a verdict, record what it found."""
    draft = impact.TestDraft("Do families get help sooner?", due, measure="days until the first visit")
    with record.changing(on=on) as visit:
        test = impact.set_test(visit, recommendation_id, draft)
        if verdict is not None:
            impact.record_result(visit.on(found_on or on), _id(test), verdict=verdict, value="4 days, before 11")
    return test


def a_theme(record: Record, name: str = "", *, given_to: Sequence[Recommendation] = (), on: date = RECORDED_ON) -> Theme:
    """Record a theme and give it to these recommendations; the same name gives the same theme."""
    told = name or f"Theme {next(_numbers)}"
    key = f"theme {told}"
    if key not in record.made:
        with record.changing(on=KEY_FROM) as visit:
            short = f"T{len(record.made)}"
            record.made[key] = themes.record_theme(visit, short, name=told, definition=f"What {told} means.")
    theme = _as(Theme, record.made[key])
    with record.changing(on=on) as visit:
        for recommendation in given_to:
            themes.give_themes(visit, _id(recommendation), theme_ids=[_id(theme)])
    return theme


def a_repeat(
    record: Record,
    later: Recommendation,
    earlier: Recommendation,
    *,
    on: date = RECORDED_ON,
    basis: RepeatBasis = RepeatBasis.STATED,
    verdict: RepeatVerdict | None = RepeatVerdict.SAME,
) -> RepeatLink:
    """Link a recommendation with an earlier one that it repeats, and answer the link; `verdict=None` leaves it open."""
    with record.changing(on=on) as visit:
        link = repeats.link(visit, _id(later), _id(earlier), basis=basis)
        if verdict is not None:
            repeats.answer(visit, _id(link), verdict=verdict, reason="It asks for the same thing.")
    return link


def _chair(record: Record) -> Visitor:
    return visitor(Role.CHAIR, person=_id(a_person(record, "The chair")), loading=True)


def _id(row: Any) -> int:
    return int(row.id)


def _as(kind: type[Any], found: Any) -> Any:
    assert isinstance(found, kind)
    return found
