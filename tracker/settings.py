"""Settings from the environment (`TRACKER_...`); the only module that reads the clock."""

import re
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from pydantic import BaseModel, ConfigDict, Field
from pydantic_settings import BaseSettings, SettingsConfigDict

from tracker import faults

LONDON = ZoneInfo("Europe/London")
WEAKEST_SECRET = 32
MEGABYTE = 1024 * 1024
HOST = re.compile(r"\.?[a-z0-9-]+(\.[a-z0-9-]+)+|\.[a-z0-9-]+")
PUBLIC_HOSTS = (".gov.uk", ".nhs.uk", ".police.uk")
# No such host exists: the links of the worked example lead nowhere.
EXAMPLE_HOST = ".example"
# Printed on the sign-in page of the worked example for everybody to see; accounts with it exist only in demo mode.
DEMO_PASSWORD = "northmere worked example"  # noqa: S105


class ClockLength(BaseModel):
    """How long a clock runs where this board's law or practice differs from ours, and by which source."""

    model_config = ConfigDict(extra="forbid")

    length: int = Field(gt=0, le=1000)
    unit: Literal["working days", "days", "months"] | None = None
    source: str = Field(min_length=1, max_length=400)


class Settings(BaseSettings):
    """How this installation runs; every value can be set as `TRACKER_` and its name."""

    model_config = SettingsConfigDict(env_prefix="TRACKER_", extra="ignore")

    data_dir: Path = Path("var")
    database_url: str = ""
    owner_database_url: str = ""
    anchors: Path | None = None
    secret_key: str = ""
    base_url: str = "http://127.0.0.1:8050"
    board_name: str = "Safeguarding Children Partnership"
    demo: bool = False
    debug: bool = False
    today: date | None = None
    idle_minutes: int = 30
    session_hours: int = 12
    busy_seconds: float = 30.0
    trusted_proxies: int = 0
    clocks: dict[str, ClockLength] = {}
    smtp_host: str = ""
    smtp_port: int = 587
    smtp_user: str = ""
    smtp_password: str = ""
    smtp_starttls: bool = True
    smtp_from: str = ""
    evidence_largest_bytes: int = 100 * MEGABYTE
    evidence_quota_bytes: int = 5_000 * MEGABYTE
    evidence_link_hosts: list[str] = list(PUBLIC_HOSTS)
    scan_socket: Path | None = None
    scan_seconds: float = 60.0
    model: Path | None = None
    signing_key: Path | None = None
    listed_names: list[str] = []
    listed_names_file: Path | None = None

    @property
    def database(self) -> str:
        """Address of the record: the embedded database in the data folder unless set."""
        return self.database_url or f"sqlite:///{(self.data_dir / 'tracker.db').resolve()}"

    @property
    def anchor_file(self) -> Path:
        """Where the heads of the trail are kept, outside the database."""
        return self.anchors or self.data_dir / "anchors.jsonl"

    @property
    def evidence_folder(self) -> Path:
        """Where the bytes of evidence lie, each file under the hash of what it holds."""
        return self.data_dir / "evidence"

    @property
    def link_hosts(self) -> tuple[str, ...]:
        """The hosts to which a link given as evidence may lead; one with a dot before it stands for all under it."""
        return (*self.evidence_link_hosts, *((EXAMPLE_HOST,) if self.demo else ()))

    @property
    def is_https(self) -> bool:
        """Tell whether people reach the service over https."""
        return urlsplit(self.base_url).scheme == "https"

    def now(self) -> datetime:
        """Give the instant: the server's clock, or the pinned day at this time of day (worked example only)."""
        instant = datetime.now(UTC)
        if self.today is None:
            return instant
        local = instant.astimezone(LONDON)
        return datetime.combine(self.today, local.time(), tzinfo=LONDON).astimezone(UTC)

    def faults(self) -> list[str]:
        """List what makes it unsafe to start, each as a sentence."""
        found = []
        if len(self.secret_key) < WEAKEST_SECRET or len(set(self.secret_key)) < WEAKEST_SECRET // 4:
            found.append(
                f"TRACKER_SECRET_KEY is missing or weak: set it to at least {WEAKEST_SECRET} random characters."
            )
        if self.debug:
            found.append("TRACKER_DEBUG is on: a debugger lets anyone run code. Switch it off.")
        local = urlsplit(self.base_url).hostname in {"127.0.0.1", "localhost", "::1"}
        if not self.is_https and not local:
            found.append("TRACKER_BASE_URL is not https: passwords would travel in the open.")
        if faults.is_enabled():
            found.append("TRACKER_FAULTS is on: the service would kill itself on purpose. Only tests may do that.")
        if min(self.evidence_largest_bytes, self.evidence_quota_bytes) < 1:
            found.append("TRACKER_EVIDENCE_LARGEST_BYTES and TRACKER_EVIDENCE_QUOTA_BYTES have to be above 0.")
        if any(not HOST.fullmatch(each) for each in self.evidence_link_hosts):
            found.append(
                "TRACKER_EVIDENCE_LINK_HOSTS has to list hosts in small letters, like .gov.uk or www.board.org."
            )
        if self.today is not None and not self.demo:
            found.append("TRACKER_TODAY pins the day: only the worked example may do that. Unset it.")
        return found


def local_day(instant: datetime) -> date:
    """Give the day in London at that instant: a deadline ends at midnight there, summer and winter."""
    return instant.astimezone(LONDON).date()


def later(instant: datetime, *, minutes: int = 0, hours: int = 0, days: int = 0) -> datetime:
    """Give the instant that much later."""
    return instant + timedelta(minutes=minutes, hours=hours, days=days)


def age_of(path: Path) -> float:
    """Give the seconds since a file was last written to, by the machine's clock."""
    return datetime.now(UTC).timestamp() - path.lstat().st_mtime
