"""What the illustrative plan says: responses, actions with their dated facts, impact tests and decisions.

A recommendation is named "REVIEW/reference", as in `seed/public` and in the invented reviews of `partnership.toml`.
"""

from datetime import date
from functools import cached_property
from typing import Annotated

from pydantic import Field, StringConstraints
from pydantic.types import Strict

from seed.plan_around import Around
from seed.plan_blind import Blind
from seed.plan_people import Day, Entry, Flag, Number, People, Text
from tracker.words import (
    DecisionKind,
    EvidenceKind,
    EvidenceType,
    ExtensionReason,
    ImpactVerdict,
    Rating,
    ResponseKind,
    Verdict,
)

CHAIR = "ind-chair"


class Response(Entry):
    """An answer to a recommendation; the first one is the earliest, a later one replaces it from its day on."""

    recommendation: Text
    on: Day
    kind: ResponseKind
    meeting: Text | None = None
    note: Text | None = None
    review_on: Day | None = None
    by: Text | None = None


class Update(Entry):
    """What the owner said had happened; `claims_done` is a claim that nobody has checked."""

    on: Day
    wording: Text
    declared: Rating | None = None
    forecast: Day | None = None
    started: Flag = True
    claims_done: Flag = False
    blocked_by: Text | None = None


class OwnerChange(Entry):
    """From a day on another post owns the action, or none."""

    on: Day
    post: Text | None = None
    reason: Text


class Extension(Entry):
    """A new date that was asked for: approved, refused, or still waiting."""

    asked_on: Day
    asked_by: Text
    reason: ExtensionReason
    due: Day
    approved_on: Day | None = None
    refused_on: Day | None = None
    meeting: Text | None = None
    decided_by: Text = CHAIR
    note: Text


class Version(Entry):
    """One version of a piece of evidence; its number is its place in the list, from 1."""

    kind: EvidenceKind
    received_on: Day
    claimed_on: Day
    text: Text | None = None
    link: Annotated[str, Strict(), StringConstraints(pattern=r"^https://[a-z.-]+\.example/\S+$")] | None = None


class Evidence(Entry):
    """A piece of evidence and its versions; `also_proves` names further actions that rest on it."""

    key: Text
    title: Text
    type: EvidenceType
    evidence_class: Annotated[Number, Field(alias="class", ge=1, le=3)]
    provider: Text
    independent: Flag = False
    also_proves: tuple[Text, ...] = ()
    versions: Annotated[tuple[Version, ...], Field(min_length=1)]


class Check(Entry):
    """A verdict on one version of a piece of evidence."""

    on: Day
    evidence: Text
    version: Number
    verdict: Verdict
    reason: Text
    checker: Text


class ActionDecision(Entry):
    """What a meeting decided about an action."""

    on: Day
    kind: DecisionKind
    meeting: Text
    reason: Text
    decided_by: Text = CHAIR
    until: Day | None = None
    rating: Rating | None = None


class Action(Entry):
    """What will be done, and everything that happened to it."""

    key: Annotated[str, Strict(), StringConstraints(pattern=r"^A\d{3}$")]
    recommendations: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
    wording: Text
    owner: Text | None = None
    contributing: tuple[Text, ...] = ()
    recorded_on: Day
    start_on: Day | None = None
    baseline_due: Day | None = None
    due_set_on: Day | None = None
    updates: tuple[Update, ...] = ()
    owner_changes: tuple[OwnerChange, ...] = ()
    extensions: tuple[Extension, ...] = ()
    evidence: tuple[Evidence, ...] = ()
    submissions: tuple[Day, ...] = ()
    checks: tuple[Check, ...] = ()
    decisions: tuple[ActionDecision, ...] = ()


class ActionFile(Entry):
    """One file of `actions/`; the order of files and of actions within them is the order of their keys."""

    name: Text
    action: tuple[Action, ...]


class ImpactResult(Entry):
    """What an impact test found on a day."""

    on: Day
    value: Text
    verdict: ImpactVerdict


class ImpactTest(Entry):
    """How it will be known whether a recommendation made a difference."""

    key: Text
    recommendation: Text
    set_on: Day
    question: Text
    measure: Text
    baseline: Text
    target: Text
    method: Text
    due: Day
    results: tuple[ImpactResult, ...] = ()


class RecommendationDecision(Entry):
    """What a meeting decided about a recommendation; a waiver is the reason for closing untested."""

    on: Day
    recommendation: Text
    kind: DecisionKind
    meeting: Text
    reason: Text
    waiver: Text | None = None
    decided_by: Text = CHAIR


class IllustrativePlan(Entry):
    """The whole illustrative part of the worked example."""

    people: People
    response: tuple[Response, ...]
    action_files: tuple[ActionFile, ...]
    impact_test: tuple[ImpactTest, ...]
    decision: tuple[RecommendationDecision, ...]
    around: Around = Around()
    blind: Blind = Blind()

    @cached_property
    def actions(self) -> tuple[Action, ...]:
        """Give every action of every file, in order."""
        return tuple(action for file in self.action_files for action in file.action)

    @cached_property
    def evidence(self) -> dict[str, tuple[Action, Evidence]]:
        """Give each piece of evidence, by its key, with the action under which it was received."""
        return {piece.key: (action, piece) for action in self.actions for piece in action.evidence}

    def holder(self, post: str, day: date) -> str | None:
        """Name the person who held a post on a day."""
        found = (t.person for t in self.people.tenure if t.post == post and t.covers(day))
        return next(found, None)

    def agency_of(self, post: str | None) -> str | None:
        """Name the agency of a post."""
        return next((each.agency for each in self.people.post if each.key == post), None)

    def agencies_of(self, person: str, day: date) -> frozenset[str]:
        """Name the agencies for which a person worked on a day."""
        posts = (t.post for t in self.people.tenure if t.person == person and t.covers(day))
        return frozenset(agency for post in posts if (agency := self.agency_of(post)))
