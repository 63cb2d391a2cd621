"""A small plan in which every free text is a needle: what somebody may not see can be searched for in every byte."""

from dataclasses import asdict, dataclass, field
from datetime import date, datetime
from functools import partial
from typing import Any

from tests import builders
from tests.database.record import SYSTEM, Record, visitor
from tracker.commands import accounts, actions, asks, decisions, evidence, impact, lessons, recommendations, reviews
from tracker.rules.briefing import BLOCKS, TITLE
from tracker.settings import LONDON
from tracker.visit import Visitor
from tracker.words import (
    DecisionKind,
    EvidenceKind,
    ExtensionReason,
    FindingKind,
    Publication,
    ResponseKind,
    Role,
    Scope,
    Sensitivity,
    Verdict,
)

PASSWORD = "correct horse battery staple"
ON = date(2026, 10, 1)
EMBARGO = datetime(2026, 11, 22, 10, 20, tzinfo=LONDON)

PUBLISHED, DRAFT, OTHER, EMBARGOED = "published", "draft", "draftother", "embargoed"
RESTRICTED, SEALED, CLOSED_ACTION = "restricted", "sealed", "closedaction"
AS_CHAIR = ("coordinator", "chair", "deputy", "scrutineer")
SEES = {
    **{name: {PUBLISHED, DRAFT, OTHER, EMBARGOED, RESTRICTED, SEALED, CLOSED_ACTION} for name in AS_CHAIR},
    "member": {PUBLISHED, DRAFT, OTHER, EMBARGOED},
    "owner_a": {PUBLISHED, DRAFT, EMBARGOED},
    "owner_b": {PUBLISHED},
    "councillor": {PUBLISHED},
    "inspector": {PUBLISHED, DRAFT, OTHER, EMBARGOED, RESTRICTED, CLOSED_ACTION},
    "admin": set(),
    "scoped": {DRAFT, OTHER},
}
GRANTS: dict[str, Role] = {
    "coordinator": Role.COORDINATOR,
    "chair": Role.CHAIR,
    "deputy": Role.DEPUTY,
    "scrutineer": Role.SCRUTINEER,
    "member": Role.MEMBER,
    "owner_a": Role.OWNER,
    "owner_b": Role.OWNER,
    "councillor": Role.COUNCILLOR,
    "inspector": Role.INSPECTOR,
    "admin": Role.ADMIN,
    "scoped": Role.MEMBER,
}
# Where each needle stands on a page that is not its history, so that its absence elsewhere means something.
SHOWN = (
    "title",
    "what",
    "why",
    "how",
    "wording",
    "reason",
    "action",
    "update",
    "blocked",
    "grounds",
    "meeting",
    "theme",
    "challenge",
    "answer",
    "refused",
    "measured",
    "counts",
    "table",
    "unknown",
    "lesson",
    "team",
)


def needle(group: str, what: str) -> str:
    """Give a word that stands nowhere else."""
    return f"zq{group}{what}qz"


@dataclass
class World:
    """The plan: where its record lies, who can sign in, and what was made under which review."""

    record: Record
    people: dict[str, int] = field(default_factory=dict)
    reviews: dict[str, int] = field(default_factory=dict)
    recommendations: dict[str, int] = field(default_factory=dict)
    actions: dict[str, int] = field(default_factory=dict)
    meetings: dict[str, int] = field(default_factory=dict)
    themes: dict[str, int] = field(default_factory=dict)
    agencies: dict[str, int] = field(default_factory=dict)

    def grant(self, name: str) -> int:
        """Give the key of the role grant of somebody."""
        return int(self.record.read(f"SELECT id FROM role_grant WHERE person_id = {self.people[name]}")[0][0])


class ToldByTheCoordinator(builders.HeldPost):
    """A post whose holder may not see what it owns, so that somebody who sees all tells for it."""

    @property
    def owner(self) -> Visitor:
        """Give who tells."""
        return SYSTEM


def email(name: str) -> str:
    """Give the address with which somebody signs in."""
    return f"{name}@board.example"


def built(record: Record) -> World:
    """Build the plan and everybody who looks at it."""
    world = World(record)
    posts = {name: _post(world, name) for name in ("a", "b")}
    closed = ToldByTheCoordinator(**asdict(posts["a"]))
    fill(world, PUBLISHED, posts["a"])
    fill(world, DRAFT, posts["a"], published=False)
    fill(world, EMBARGOED, posts["a"], embargo_until=EMBARGO)
    fill(world, RESTRICTED, closed, sensitivity=Sensitivity.RESTRICTED)
    fill(world, SEALED, closed, sensitivity=Sensitivity.SEALED)
    _of_other_agency(world, posts["b"])
    _without_action(world)
    _closed_action(world, closed)
    _repeats(world)
    _asked_again(world)
    _suggested(world)
    for name, role in GRANTS.items():
        _account(world, name, role)
    return world


def _post(world: World, name: str) -> builders.HeldPost:
    agency = builders.an_agency(world.record, f"Agency {name.upper()}")
    world.agencies[name] = agency.id or 0
    holder = builders.a_person(world.record, f"owner_{name}", email=email(f"owner_{name}"))
    return builders.a_post(world.record, f"Head of {name.upper()}", agency=agency, held_by=holder)


def fill(world: World, group: str, post: builders.HeldPost, **review: Any) -> None:
    """Make one review with a fact of every kind, each with its own needle."""
    record, told = world.record, partial(needle, group)
    made = builders.a_review(
        record,
        told("ref"),
        title=told("title"),
        area=told("area"),
        note=told("note"),
        source_document=told("source"),
        practice_basis=told("basis"),
        on=date(2026, 9, 1),
        **review,
    )
    asked = builders.a_recommendation(
        record,
        told("wording"),
        review=made,
        response=None,
        on=ON,
        reference=told("r"),
        addressed_as_written=told("addressed"),
        deadline_as_written=told("deadline"),
        page=told("page"),
    )
    world.reviews[group], world.recommendations[group] = made.id or 0, asked.id or 0
    with record.changing(on=ON) as visit:
        finding = reviews.FindingDraft(told("f"), FindingKind.FAILING, told("what"), told("why"), told("how"))
        reviews.record_finding(visit, made.id or 0, finding)
        kind = ResponseKind.ACCEPTED_IN_PART
        recommendations.respond(visit, asked.id or 0, kind=kind, reason=told("reason"))
    done = _action(world, group, asked, post)
    _decided(world, group, done)
    _voices(world, group, asked, made)
    blocks = {name: told(f"briefing{place}") for place, name in enumerate((TITLE, *BLOCKS))}
    builders.a_briefing(record, made, released=False, on=ON, **blocks)
    world.themes[group] = builders.a_theme(record, told("theme"), given_to=[asked], on=ON).id or 0


def _action(world: World, group: str, asked: Any, post: builders.HeldPost, **more: Any) -> builders.BuiltAction:
    record, told = world.record, partial(needle, group)
    done = builders.an_action(
        record,
        told("action"),
        recommendations=[asked],
        owner=post,
        on=ON,
        reference=told("a"),
        success_measure=told("success"),
        as_written=actions.AsWritten(owner=told("owner"), due=told("due"), status=told("status"), source=told("from")),
        evidence=[
            builders.unchecked(told("evidence"), wording=told("statement")),
            builders.unchecked(told("secret"), wording=told("secretstatement"), sensitivity=Sensitivity.RESTRICTED),
            builders.unchecked(told("link"), wording=f"https://{told('link')}.example/a", kind=EvidenceKind.LINK),
        ],
        **more,
    )
    world.actions[group] = done.id
    checker = builders.a_person(record, "The scrutineer")
    with record.changing(visitor(Role.SCRUTINEER, person=checker.id, loading=True), on=ON) as visit:
        evidence.check(visit, done.id, done.version_ids[0], verdict=Verdict.PARTLY, reason=told("checked"))
    member = builders.a_member(record, Role.CHAIR)
    builders.a_challenge(record, told("challenge"), action=done.id, by=member, on=ON)
    builders.an_update(record, done, told("update"), on=date(2026, 11, 2), blocked_by=told("blocked"))
    with record.changing(on=date(2026, 11, 3)) as visit:
        from_owner = visit.by(post.owner)
        builders.extensions.ask(
            from_owner, done.id, due=date(2027, 6, 30), reason=ExtensionReason.OTHER, note=told("extension")
        )
    return done


def _voices(world: World, group: str, asked: Any, review: Any) -> None:
    """Have somebody ask about the recommendation, and record a measure of it and a lesson of its review."""
    record, told = world.record, partial(needle, group)
    chair = builders.a_member(record, Role.CHAIR)
    said = {"answer": told("answer"), "accepted": False, "reason": told("refused")}
    builders.a_challenge(record, told("asks"), recommendation=asked.id, by=chair, on=ON, **said)
    measure = builders.a_measure(
        record, told("measured"), recommendations=[asked], on=ON, definition=told("counts"), source=told("return")
    )
    period = {"first": date(2026, 4, 1), "last": date(2026, 6, 30), "on": ON}
    builders.a_value(record, measure, "412", note=told("table"), **period)
    builders.a_value(record, measure, unknown=told("unknown"), **period)
    agency, about = builders.an_agency(record, "Agency A"), lessons.About(wording=told("lesson"))
    more = {"about": about, "can": False, "reason": told("because"), "on": ON}
    builders.heard(record, review, agency, told("team"), **more)
    builders.heard(record, review, agency, told("team"), about=lessons.About(recommendation_id=asked.id), on=ON)


def _decided(world: World, group: str, done: builders.BuiltAction) -> None:
    told, meeting = (
        partial(needle, group),
        builders.a_meeting(world.record, date(2026, 11, 4), title=needle(group, "meeting")),
    )
    world.meetings[group] = meeting.id or 0
    chair = visitor(Role.CHAIR, person=builders.a_person(world.record, "The chair").id, loading=True)
    about = decisions.About(recommendation_id=done.recommendation_ids[0])
    with world.record.changing(chair, on=date(2026, 11, 4)) as visit:
        decisions.note(visit, about, kind=DecisionKind.NOTE, meeting_id=meeting.id or 0, reason=told("grounds"))
    with world.record.changing(on=ON) as visit:
        draft = impact.TestDraft(told("question"), date(2027, 9, 30), told("measure"), target=told("target"))
        impact.set_test(visit, done.recommendation_ids[0], draft)


def _of_other_agency(world: World, post: builders.HeldPost) -> None:
    """Let agency B own an action in the published review."""
    with world.record.reading() as visit:
        asked = visit.session.get(builders.Recommendation, world.recommendations[PUBLISHED])
    done = builders.an_action(world.record, "Agree the form.", recommendations=[asked], owner=post, on=ON)
    world.actions["b"] = done.id


def _without_action(world: World) -> None:
    """Put a recommendation that nobody acts on into the unpublished review: its owner has no business with it."""
    record = world.record
    with record.reading() as visit:
        draft = visit.session.get(builders.Review, world.reviews[DRAFT])
    asked = builders.a_recommendation(
        record, needle(OTHER, "wording"), review=draft, response=None, on=ON, reference=needle(OTHER, "r")
    )
    world.recommendations[OTHER] = asked.id or 0


def _closed_action(world: World, post: builders.HeldPost) -> None:
    """Put an action about named people under the published recommendation."""
    with world.record.reading() as visit:
        asked = visit.session.get(builders.Recommendation, world.recommendations[PUBLISHED])
    _action(world, CLOSED_ACTION, asked, post, sensitivity=Sensitivity.RESTRICTED)


def _repeats(world: World) -> None:
    with world.record.reading() as visit:
        rows = {group: visit.session.get(builders.Recommendation, key) for group, key in world.recommendations.items()}
    for group in (DRAFT, EMBARGOED, RESTRICTED, SEALED):
        with world.record.changing(on=ON) as visit:
            link = builders.repeats.link(visit, rows[PUBLISHED].id, rows[group].id, basis=builders.RepeatBasis.JUDGED)
            builders.repeats.answer(
                visit, link.id or 0, verdict=builders.RepeatVerdict.SAME, reason=needle(group, "repeat")
            )


def _asked_again(world: World) -> None:
    """Bring what was judged the same together in one ask, of which few people see more than one text."""
    together = [world.recommendations[group] for group in (PUBLISHED, DRAFT, EMBARGOED, RESTRICTED, SEALED)]
    with world.record.changing(on=ON) as visit:
        asks.found(visit, together, name="Asked again", reason=needle(SEALED, "brought"))


def _suggested(world: World) -> None:
    """Suggest for each group that it repeats what stands in the unpublished review and few people see."""
    with world.record.reading() as visit:
        rows = {group: visit.session.get(builders.Recommendation, key) for group, key in world.recommendations.items()}
    for group in (PUBLISHED, DRAFT, EMBARGOED, RESTRICTED, SEALED):
        builders.a_suggestion(world.record, rows[group], rows[OTHER])


def _account(world: World, name: str, role: Role) -> None:
    person = builders.a_person(world.record, name, email=email(name))
    world.people[name] = person.id or 0
    draft = accounts.RoleDraft(role)
    if role == Role.OWNER:
        draft = accounts.RoleDraft(role, Scope.AGENCY, agency_id=world.agencies[name[-1]])
    if name == "scoped":
        draft = accounts.RoleDraft(role, Scope.REVIEW, review_id=world.reviews[DRAFT])
    with world.record.changing() as visit:
        accounts.open_account(visit, person.id or 0, password=PASSWORD)
        accounts.grant_role(visit, person.id or 0, draft)


def publication_of(record: Record, review_id: int) -> Publication:
    """Tell how far a review has come."""
    return Publication(record.read(f"SELECT publication FROM review WHERE id = {review_id}")[0][0])
