"""The board's lists of choices: each value is the word that stands on the screen and in the database."""

from enum import StrEnum


class ReviewKind(StrEnum):
    """What kind of review made the recommendations."""

    SERIOUS_CASE_REVIEW = "serious case review"
    LOCAL_PRACTICE_REVIEW = "local child safeguarding practice review"
    RAPID_REVIEW = "rapid review"
    NATIONAL_REVIEW = "national review"
    INSPECTION = "inspection"
    JOINT_INSPECTION = "joint targeted area inspection"
    MONITORING_VISIT = "monitoring visit"
    IMPROVEMENT_NOTICE = "improvement notice"
    SCRUTINY_INQUIRY = "scrutiny inquiry"
    MULTI_AGENCY_AUDIT = "multi-agency audit"
    DOMESTIC_ABUSE_DEATH_REVIEW = "domestic abuse related death review"
    ADULT_REVIEW = "safeguarding adult review"
    FUTURE_DEATHS_REPORT = "prevention of future deaths report"
    PUBLIC_INQUIRY = "public inquiry"


class Publication(StrEnum):
    """How far a review has come on its way to the public."""

    DRAFT = "draft"
    AGREED = "agreed"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Sensitivity(StrEnum):
    """Who may see a record beside its publication state."""

    NORMAL = "normal"
    RESTRICTED = "restricted"
    SEALED = "sealed"


class Visibility(StrEnum):
    """The class by which a rated thing is counted: the stricter of its own and its reviews'."""

    PUBLISHED = "published"
    UNPUBLISHED = "unpublished"
    RESTRICTED = "restricted"
    SEALED = "sealed"


class FindingKind(StrEnum):
    """What a finding is about."""

    FAILING = "failing"
    GOOD_PRACTICE = "good practice"
    DISSENT = "concern raised and not taken up"


class ResponseKind(StrEnum):
    """The answer given to a recommendation."""

    AWAITING = "awaiting"
    ACCEPTED = "accepted"
    ACCEPTED_IN_PART = "accepted in part"
    ACCEPTED_IN_PRINCIPLE = "accepted in principle"
    NOT_ACCEPTED = "not accepted"
    REFERRED = "referred outside the area"
    SUPERSEDED = "superseded"
    MERGED = "merged"


ACCEPTING = frozenset({ResponseKind.ACCEPTED, ResponseKind.ACCEPTED_IN_PART, ResponseKind.ACCEPTED_IN_PRINCIPLE})


class Delivery(StrEnum):
    """Delivery status of an action (first axis)."""

    NOT_STARTED = "not started"
    IN_PROGRESS = "in progress"
    SUBMITTED = "submitted"
    COMPLETED = "completed"
    PAUSED = "paused"
    WITHDRAWN = "withdrawn"


class Standing(StrEnum):
    """Standing of a recommendation: derived, never typed."""

    SUPERSEDED = "superseded"
    MERGED = "merged"
    NOT_ACCEPTED = "not accepted"
    REFERRED = "referred outside the area"
    CLOSED = "closed"
    AWAITING_RESPONSE = "awaiting response"
    EMBEDDED = "embedded"
    DELIVERED = "delivered"
    OPEN = "open"


class Rating(StrEnum):
    """Rating of what is not yet completed (second axis); the word carries the meaning, never the tint."""

    RED = "Red"
    AMBER = "Amber"
    GREEN = "Green"
    GREY = "Grey"
    BLUE = "Blue"


class Thing(StrEnum):
    """What is rated."""

    ACTION = "action"
    RECOMMENDATION = "recommendation"


class ExtensionReason(StrEnum):
    """Why a new date was asked for."""

    CAPACITY = "capacity or vacancy"
    OTHER_AGENCY = "another agency"
    NATIONAL_GUIDANCE = "national guidance"
    PROCUREMENT = "procurement or IT"
    LEGAL = "legal or criminal proceedings"
    SCOPE = "scope changed"
    NOT_STARTED_IN_TIME = "not started in time"
    OTHER = "other"


class DecisionKind(StrEnum):
    """What a meeting can decide."""

    ACCEPT = "accept"
    ACCEPT_IN_PART = "accept in part"
    NOT_ACCEPT = "not accept"
    APPROVE_EVIDENCE = "approve evidence"
    REFUSE_SIGN_OFF = "refuse sign-off"
    EXTEND = "extend"
    ESCALATE = "escalate"
    PAUSE = "pause"
    WITHDRAW = "withdraw"
    MERGE = "merge"
    SUPERSEDE = "supersede"
    CLOSE = "close"
    REOPEN = "reopen"
    OVERRIDE_RATING = "override rating"
    COMMISSION_AUDIT = "commission audit"
    NOTE = "note"


class EvidenceKind(StrEnum):
    """In which form a version of evidence came."""

    FILE = "file"
    LINK = "link"
    STATEMENT = "statement"


class EvidenceType(StrEnum):
    """What the evidence is; two types count for substantial assurance."""

    POLICY = "policy or procedure"
    TRAINING = "training attendance"
    MINUTES = "minutes"
    BRIEFING = "briefing"
    AUDIT = "audit"
    DIP_SAMPLE = "dip sample"
    SURVEY = "survey"
    OUTCOME_MEASURE = "outcome measure"
    FAMILY_FEEDBACK = "children's and families' feedback"
    SCRUTINY = "independent scrutiny"
    OTHER = "other"


class ScanResult(StrEnum):
    """What the virus scanner said of a file as received."""

    CLEAN = "clean"
    INFECTED = "infected"
    ERROR = "error"
    NOT_CONFIGURED = "not configured"


class Verdict(StrEnum):
    """What a checker found."""

    ADEQUATE = "adequate"
    PARTLY = "partly"
    INADEQUATE = "inadequate"


class ImpactVerdict(StrEnum):
    """What an impact test found."""

    MET = "met"
    PARTLY = "partly met"
    NOT_MET = "not met"
    NOT_MEASURABLE = "not measurable"


class Assurance(StrEnum):
    """How sure one may be that the recommendation made a difference."""

    NONE = "none"
    LIMITED = "limited"
    REASONABLE = "reasonable"
    SUBSTANTIAL = "substantial"


class Proof(StrEnum):
    """On what a closed recommendation rests: the three headline ratios."""

    IMPACT = "with evidence of impact"
    OUTSIDE = "checked outside the owner's agency"
    PROCESS = "on process evidence only"


class Edition(StrEnum):
    """For whom a paper is made, and so what it may hold."""

    BOARD = "board"
    MEMBERS = "members"
    INSPECTOR = "inspector"
    PUBLIC = "public"


class ScrutinyVerdict(StrEnum):
    """What a scrutiny committee says of a recommendation when it is tracked, in the words of such reports."""

    ACHIEVED = "achieved"
    ACHIEVED_LATE = "achieved late"
    IN_PROGRESS = "in progress"
    PROGRESS_MADE = "not achieved, progress made"
    OBSTACLE = "not achieved, obstacle"
    INSUFFICIENT = "not achieved, insufficient progress"
    NO_LONGER_ASKED = "no longer asked for"


class ReportKind(StrEnum):
    """The papers of the plan."""

    HIGHLIGHT = "highlight report"
    MEMBERS = "members' report"
    SCRUTINY = "scrutiny tracking report"
    EXCEPTIONS = "exception report"
    PLAN = "full plan"
    INDEX = "evidence index"
    BRIEFINGS = "seven-minute briefings"
    SIX_MONTHS = "six-month review"
    SELF_EVALUATION = "self-evaluation extract"
    STATEMENT = "statement of action"
    YEARLY = "yearly-report section"
    AGENCIES = "agency returns"


class MeetingKind(StrEnum):
    """Which body met."""

    BOARD = "board"
    SUB_GROUP = "sub-group"
    SCRUTINY = "scrutiny"
    CABINET = "cabinet"


class ContextKind(StrEnum):
    """What happened around the plan."""

    DEATH = "death or serious harm"
    INSPECTION_JUDGEMENT = "inspection judgement"
    IMPROVEMENT_NOTICE = "improvement notice"
    LEADERSHIP = "leadership change"
    STRUCTURE = "structure change"
    COMMISSIONER = "commissioner"
    PROMISE = "public promise"
    PUBLICATION = "publication"


class AgencyKind(StrEnum):
    """What kind of body an agency is."""

    COUNCIL = "council"
    POLICE = "police"
    HEALTH = "health"
    EDUCATION = "education"
    PROBATION = "probation"
    VOLUNTARY = "voluntary"
    PARTNERSHIP = "partnership"
    OTHER = "other"


class Role(StrEnum):
    """What a person may be, for a time and within a scope."""

    ADMIN = "admin"
    COORDINATOR = "coordinator"
    CHAIR = "chair"
    DEPUTY = "deputy chair"
    SCRUTINEER = "independent scrutineer"
    MEMBER = "board member"
    OWNER = "owner"
    COUNCILLOR = "councillor"
    INSPECTOR = "inspector"


class Scope(StrEnum):
    """How far a role reaches."""

    BOARD = "board"
    AGENCY = "agency"
    REVIEW = "review"


class Precision(StrEnum):
    """How exactly a date was written."""

    DAY = "day"
    WEEK = "week"
    MONTH = "month"
    SEASON = "season"
    YEAR = "year"
    QUARTER = "quarter"
    NONE = "none"


class Clock(StrEnum):
    """Statutory and house clocks (`rules/clocks.py` gives each its length and source)."""

    INCIDENT_NOTIFICATION = "serious-incident notification"
    RAPID_REVIEW = "rapid review"
    LOCAL_PRACTICE_REVIEW = "local practice review"
    PUBLISH_INSPECTION_REPORT = "publish inspection report"
    STATEMENT_OF_ACTION = "statement of action"
    CORONER_RESPONSE = "coroner's report response"
    EXECUTIVE_RESPONSE = "executive response to scrutiny"
    MEETING_PAPERS = "papers before a meeting"
    IMPROVEMENT_NOTICE_REVIEW = "improvement-notice review"
    INQUIRY_RESPONSE = "response to a public inquiry"
    OWNER_AND_DATE = "owner and date after acceptance"


class ClockUnit(StrEnum):
    """In what a clock counts."""

    WORKING_DAYS = "working days"
    DAYS = "days"
    MONTHS = "months"


class EscalationStep(StrEnum):
    """The steps by which a late action climbs, in their order (`rules/escalation.py` says when each is due)."""

    REMINDER_28 = "reminder 28 days before"
    REMINDER_14 = "reminder 14 days before"
    REMINDER_7 = "reminder 7 days before"
    AGENCY_LEAD = "agency lead"
    SUB_GROUP_CHAIR = "sub-group chair"
    CHIEF_OFFICER = "chair to chief officer"
    LEAD_PARTNERS = "lead partners"
    SCRUTINY = "scrutiny"
    PUBLICATION = "publication"


class Sending(StrEnum):
    """What became of a step."""

    SENT = "sent"
    RECORDED = "recorded by a person"
    NOBODY = "could not be sent: nobody holds the post"
    UNSEEN = "could not be sent: whoever holds the post may not see it"
    REFUSED = "could not be sent: the mail server refused the address"


class PostDuty(StrEnum):
    """What a post does for the board beside owning actions."""

    AGENCY_LEAD = "agency lead"
    SUB_GROUP_CHAIR = "sub-group chair"


class Reason(StrEnum):
    """Why a thing is amber or red."""

    OVERDUE = "overdue"
    NO_OWNER = "no owner"
    NO_DUE_DATE = "no due date"
    NO_ACTION = "no action"
    FORECAST_LATE = "forecast after the due date"
    EXTENSIONS = "extended again"
    IMPACT_FAILED = "impact test failed"
    IMPACT_OVERDUE = "impact test overdue"
    ORPHANED = "nobody holds the owner post"
    DECLARED = "owner's own rating"
    DUE_SOON = "due soon and nothing submitted"
    NO_UPDATE = "no update in the reporting cycle"
    AWAITING_RESPONSE = "awaiting response"


class RepeatBasis(StrEnum):
    """Where a possible repeat comes from."""

    STATED = "stated by the inspectors"
    JUDGED = "judged by reading"
    SUGGESTED = "suggested"


class RepeatVerdict(StrEnum):
    """What a person answered to a possible repeat; an answer that was taken back leaves it unjudged."""

    SAME = "same"
    RELATED = "related"
    DIFFERENT = "different"
    UNDONE = "taken back"


class Recurrence(StrEnum):
    """When the practice that a later review criticises took place, beside what was recommended before."""

    BEFORE = "before it was made"
    OPEN = "while open"
    AFTER = "after it was said to be done"
    STRADDLES = "straddles"
    UNKNOWN = "unknown"


class Turn(StrEnum):
    """What changed whether a recommendation was open: said to be done, in one of three ways, and what followed."""

    DECLARED = "declared done"
    DELIVERED = "delivered"
    CLOSED = "closed"
    REOPENED = "open again"
    ASIDE = "set aside"


class Counted(StrEnum):
    """What a figure of what recurs counts, as the list says that it opens."""

    LAST = "recommendations of the last reviews"
    LAST_KNOWN = "of the last reviews, made before"
    LAST_AFTER = "of the last reviews, came after an earlier one was said to be done"
    LAST_NOT_KNOWN = "of the last reviews, not known whether after that"
    LAST_UNJUDGED = "of the last reviews, not judged yet"
    EVERY = "all recommendations"
    CONFIRMED = "confirmed by a person to repeat an earlier one"
    POSSIBLE = "confirmed, or waiting for a judgement"
    AT_RISK = "said to be done, and could have been found again"
    CAME_BACK = "said to be done, and came back"
    NOT_CLEAR = "said to be done, and not known whether it came back after that"
    REVIEW_JUDGED = "judged"
    REVIEW_KNOWN = "judged, and made before"
    REVIEW_UNJUDGED = "not judged"
    NO_THEME = "without a theme"


class Novelty(StrEnum):
    """Whether a recommendation had been made before, and how the earlier ones stood when it was made."""

    NEW = "new"
    KNOWN = "known"
    KNOWN_OPEN = "known and still open"
    KNOWN_DONE = "known and said to be complete"
    WAITING = "not judged yet, while suggestions wait"
    UNJUDGED = "not judged yet"


class ChallengeState(StrEnum):
    """How a challenge stands; it is open until an answer is accepted."""

    UNANSWERED = "not answered"
    TO_JUDGE = "answered, not yet judged"
    NOT_ACCEPTED = "answer not accepted"
    ACCEPTED = "answer accepted"


class Direction(StrEnum):
    """Which way a measure has to go."""

    HIGHER = "higher is better"
    LOWER = "lower is better"


class LessonStage(StrEnum):
    """How far a lesson has come with a team."""

    SENT = "sent"
    READ = "read"
    DISCUSSED = "discussed"


class ClaimState(StrEnum):
    """What the agency lead answered to a discussion that a team reported; before that it counts for nothing."""

    UNCONFIRMED = "unconfirmed"
    CONFIRMED = "confirmed"
    NOT_CONFIRMED = "not confirmed"


class Case(StrEnum):
    """One of the two cases of a blind comparison."""

    A = "A"
    B = "B"


class Grade(StrEnum):
    """Which of the two cases a grader thinks ended worse."""

    A = "A"
    B = "B"
    CANNOT_TELL = "cannot tell"


class Sureness(StrEnum):
    """How sure a grader is."""

    SURE = "sure"
    FAIRLY = "fairly sure"
    GUESS = "a guess"


class Permission(StrEnum):
    """What a query or command needs; `tracker.access` says which roles have it."""

    SEE_PLAN = "see the plan"
    SEE_HISTORY = "see the history"
    RECORD_REVIEW = "record a review"
    RELEASE_REVIEW = "release a review"
    RESPOND = "respond to a recommendation"
    RECORD_ACTION = "record an action"
    EDIT_ACTION = "edit an action"
    UPDATE_ACTION = "update an action"
    ASK_EXTENSION = "ask for a new date"
    ANSWER_EXTENSION = "answer a request for a new date"
    ATTACH_EVIDENCE = "attach evidence"
    SUBMIT_ACTION = "submit an action for assessment"
    CHECK_EVIDENCE = "check evidence"
    SEAL_EVIDENCE = "seal evidence"
    TEST_IMPACT = "set and record an impact test"
    RECORD_MEETING = "record a meeting"
    FREEZE_EDITION = "freeze an edition"
    RECORD_VERDICT = "record what scrutiny said"
    WRITE_PUBLIC_TEXT = "write a text for the public"
    APPROVE_PUBLIC_TEXT = "approve a text for the public"
    RELEASE_EDITION = "release an edition to the public"
    DECIDE = "decide"
    KEEP_THEMES = "keep the list of themes"
    JUDGE_REPEATS = "judge repeats"
    PREPARE_BLIND = "prepare blind coding and comparison"
    CODE_BLIND = "code and grade blind"
    KEEP_CONTEXT = "record context"
    KEEP_PARTNERSHIP = "keep agencies, posts and tenures"
    MANAGE_PEOPLE = "manage accounts and roles"
    KEEP_STORE = "look after the evidence store"
    ADOPT_KEY = "adopt a rating key"
    IMPORT_PLAN = "import a plan"
    CHALLENGE = "challenge the plan"
    ANSWER_CHALLENGE = "answer a challenge"
    KEEP_MEASURES = "keep measures"
    DISSEMINATE = "record which team heard of a lesson"
    KEEP_BRIEFINGS = "write briefings and give teams their links"
    RELEASE_BRIEFING = "release a briefing"
    KEEP_CLOCKS = "keep the clocks"
    ESCALATE = "record an escalation"
    SEND_REMINDERS = "send reminders"
    KEEP_CALENDAR = "keep a calendar address"
    KEEP_NOTES = "keep own notes of an inspection"
    EXPORT_PACK = "export an evidence pack"
