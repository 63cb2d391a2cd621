"""What every paper says of itself: the day it looks at, the head of the record it was made from, and how to cite it."""

from dataclasses import dataclass
from datetime import date

from tracker.trail import head
from tracker.visit import Visit
from tracker.words import Edition


@dataclass(frozen=True)
class Stamp:
    """The edition, the day and the head of the trail; together they name a paper that can be derived again."""

    edition: Edition
    as_at: date
    seq: int
    hash: str
    frozen: bool = False

    @property
    def cited(self) -> str:
        """Name it as people cite it: edition, day, place and hash of the newest event."""
        return f"{self.edition.value}-{self.as_at.isoformat()}-{self.seq}-{self.hash[:8]}"

    @property
    def sentence(self) -> str:
        """Say it in one sentence, as it stands on every page and in every file."""
        edition = {Edition.INSPECTOR: "Inspector's"}.get(self.edition, self.edition.value.capitalize())
        kind = "frozen" if self.frozen else "not frozen"
        return f"{edition} edition, as at {self.as_at:%-d %B %Y}. Snapshot {self.cited} ({kind})."


def stamp_of(visit: Visit, edition: Edition) -> Stamp:
    """Say from which head of the record a paper is made."""
    newest = head(visit.session)
    return Stamp(edition, visit.as_at, newest.seq, newest.hash)
