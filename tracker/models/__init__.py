"""The tables, one module per noun."""

from tracker.models.action import (
    Action,
    ActionLink,
    ActionOwner,
    ActionWording,
    Baseline,
    ContributingAgency,
    Extension,
    ExtensionAnswer,
    OwnershipRefusal,
    ProgressUpdate,
    Submission,
)
from tracker.models.blind import (
    Coding,
    CodingClosed,
    CodingItem,
    CodingRound,
    Comparison,
    ComparisonGrade,
    ComparisonRevealed,
)
from tracker.models.calendar import CalendarAddress, CalendarRevoked
from tracker.models.challenge import Challenge, ChallengeAnswer, ChallengeVerdict
from tracker.models.clock import ClockDone, ClockPause, ClockResume, StartedClock
from tracker.models.context import ContextEvent
from tracker.models.escalation import Escalation, GivenDuty
from tracker.models.event import ORIGIN, Event, KeptText
from tracker.models.evidence import Check, Evidence, EvidenceLink, EvidenceRead, EvidenceScan, EvidenceVersion
from tracker.models.impact import ImpactResult, ImpactTest
from tracker.models.lesson import Dissemination, Lesson, LessonDiscussion
from tracker.models.matching import Matched, Suggestion, TextVector
from tracker.models.measure import Measure, MeasureLink, MeasureValue
from tracker.models.meeting import Decision, Meeting
from tracker.models.people import (
    AccessToken,
    Account,
    Agency,
    FormReceipt,
    Person,
    Post,
    RoleGrant,
    SignInAttempt,
    SignInSession,
    Tenure,
)
from tracker.models.position import ALL_AGENCIES, FOREVER, Checkpoint, Position, RatingKey, Tally, TallyGroup
from tracker.models.recommendation import (
    AddressedAgency,
    Recommendation,
    RecommendationWording,
    RepeatAnswer,
    RepeatLink,
    Response,
)
from tracker.models.recurrence import Ask, AskAction, AskLeaving, AskMember, AskMerger, AskName
from tracker.models.review import Finding, Release, Review
from tracker.models.theme import RecommendationTheme, Theme

__all__ = [
    "ALL_AGENCIES",
    "FOREVER",
    "ORIGIN",
    "AccessToken",
    "Account",
    "Action",
    "ActionLink",
    "ActionOwner",
    "ActionWording",
    "AddressedAgency",
    "Agency",
    "Ask",
    "AskAction",
    "AskLeaving",
    "AskMember",
    "AskMerger",
    "AskName",
    "Baseline",
    "CalendarAddress",
    "CalendarRevoked",
    "Challenge",
    "ChallengeAnswer",
    "ChallengeVerdict",
    "Check",
    "Checkpoint",
    "ClockDone",
    "ClockPause",
    "ClockResume",
    "Coding",
    "CodingClosed",
    "CodingItem",
    "CodingRound",
    "Comparison",
    "ComparisonGrade",
    "ComparisonRevealed",
    "ContextEvent",
    "ContributingAgency",
    "Decision",
    "Dissemination",
    "Escalation",
    "Event",
    "Evidence",
    "EvidenceLink",
    "EvidenceRead",
    "EvidenceScan",
    "EvidenceVersion",
    "Extension",
    "ExtensionAnswer",
    "Finding",
    "FormReceipt",
    "GivenDuty",
    "ImpactResult",
    "ImpactTest",
    "KeptText",
    "Lesson",
    "LessonDiscussion",
    "Matched",
    "Measure",
    "MeasureLink",
    "MeasureValue",
    "Meeting",
    "OwnershipRefusal",
    "Person",
    "Position",
    "Post",
    "ProgressUpdate",
    "RatingKey",
    "Recommendation",
    "RecommendationTheme",
    "RecommendationWording",
    "Release",
    "RepeatAnswer",
    "RepeatLink",
    "Response",
    "Review",
    "RoleGrant",
    "SignInAttempt",
    "SignInSession",
    "StartedClock",
    "Submission",
    "Suggestion",
    "Tally",
    "TallyGroup",
    "Tenure",
    "TextVector",
    "Theme",
]
