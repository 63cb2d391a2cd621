"""Evidence, its versions, and the verdicts on them."""

from datetime import date, datetime

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from tracker.models.columns import Editable, Fact, choice, free_text, instant, operational
from tracker.words import EvidenceKind, EvidenceType, ScanResult, Sensitivity, Verdict


class Evidence(Editable, table=True):
    """A claim that something was done, how well, or with what effect (class 1, 2, 3)."""

    __table_args__ = (CheckConstraint("evidence_class IN (1, 2, 3)", name="class_1_2_3"),)
    id: int | None = Field(default=None, primary_key=True)
    title: str = free_text(default=None)
    type: EvidenceType = choice(EvidenceType)
    evidence_class: int
    independent: bool = False
    provider_agency_id: int | None = Field(default=None, foreign_key="agency.id", ondelete="RESTRICT")
    sensitivity: Sensitivity = choice(Sensitivity)


class EvidenceLink(Fact, table=True):
    """The evidence speaks for the action; one piece may speak for many."""

    __tablename__ = "evidence_link"
    __table_args__ = (UniqueConstraint("evidence_id", "action_id", name="evidence_link_once"),)
    id: int | None = Field(default=None, primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", ondelete="RESTRICT")
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)


class EvidenceVersion(Fact, table=True):
    """One version: the bytes, the link or the statement as received; `claimed_on` is what the provider says."""

    __tablename__ = "evidence_version"
    __table_args__ = (
        UniqueConstraint("evidence_id", "number", name="version_number_once"),
        CheckConstraint("kind <> 'link' OR url <> ''", name="link_has_address"),
        CheckConstraint("kind <> 'statement' OR statement <> ''", name="statement_has_text"),
        CheckConstraint("kind <> 'file' OR size IS NOT NULL", name="file_has_size"),
    )
    id: int | None = Field(default=None, primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", ondelete="RESTRICT")
    number: int
    kind: EvidenceKind = choice(EvidenceKind)
    sha256: str = Field(max_length=64, index=True)
    size: int | None = None
    original_name: str = free_text()
    media_type: str = Field(default="", max_length=120)
    url: str = free_text()
    statement: str = free_text()
    claimed_on: date | None = None
    provided_by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class Check(Fact, table=True):
    """A verdict on one version of a piece of evidence, bound to its hash."""

    __tablename__ = "evidence_check"
    __table_args__ = (CheckConstraint("verdict = 'adequate' OR reason <> ''", name="refusal_has_reason"),)
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="evidence_version.id", ondelete="RESTRICT", index=True)
    action_id: int = Field(foreign_key="action.id", ondelete="RESTRICT", index=True)
    sha256: str = Field(max_length=64)
    verdict: Verdict = choice(Verdict)
    reason: str = free_text()
    checker_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
    checker_agency_id: int | None = Field(default=None, foreign_key="agency.id", ondelete="RESTRICT")


class EvidenceScan(Fact, table=True):
    """What the virus scanner said of a file; without a version the file was refused and never became evidence."""

    __tablename__ = "evidence_scan"
    __table_args__ = (CheckConstraint("version_id IS NOT NULL OR result = 'infected'", name="refused_was_infected"),)
    id: int | None = Field(default=None, primary_key=True)
    version_id: int | None = Field(default=None, foreign_key="evidence_version.id", ondelete="RESTRICT", index=True)
    sha256: str = Field(max_length=64, index=True)
    result: ScanResult = choice(ScanResult)
    said: str = Field(default="", max_length=200)


class EvidenceReader(Fact, table=True):
    """A person was named to read a piece of restricted evidence, or no longer may; the newest holds."""

    __tablename__ = "evidence_reader"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="reader_named_with_reason"),
        Index("reader_of_evidence", "person_id", "evidence_id"),
    )
    id: int | None = Field(default=None, primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", ondelete="RESTRICT")
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
    may_read: bool
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class EvidenceSensitivity(Fact, table=True):
    """From now on others may see a piece of evidence than before: it was attached by mistake, or closed too far."""

    __tablename__ = "evidence_sensitivity"
    __table_args__ = (
        CheckConstraint("reason <> ''", name="sensitivity_with_reason"),
        CheckConstraint("was <> now", name="sensitivity_differs"),
    )
    id: int | None = Field(default=None, primary_key=True)
    evidence_id: int = Field(foreign_key="evidence.id", ondelete="RESTRICT", index=True)
    was: Sensitivity = choice(Sensitivity)
    now: Sensitivity = choice(Sensitivity)
    reason: str = free_text(default=None)
    by_id: int | None = Field(default=None, foreign_key="person.id", ondelete="RESTRICT")


class EvidenceRead(SQLModel, table=True):
    """Somebody was given the bytes of restricted or sealed evidence; kept apart from the trail, and only added to."""

    __tablename__ = "evidence_read"
    __table_args__ = operational()
    id: int | None = Field(default=None, primary_key=True)
    version_id: int = Field(foreign_key="evidence_version.id", ondelete="RESTRICT", index=True)
    person_id: int = Field(foreign_key="person.id", ondelete="RESTRICT")
    at: datetime = instant()
    session: str = Field(default="", max_length=64)
