"""Take in a file of evidence: receive it, look at it, have it scanned, and keep it once the record is about to name it.

Until it is kept it lies under a name of its own and is gone with the request, so that a refused form leaves nothing.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from tracker.contents import content_of
from tracker.names import as_kept
from tracker.scan import Scanned, scan
from tracker.settings import Settings
from tracker.store import Received, Store, drop, receive
from tracker.words import ScanResult

INFECTED = "The scanner found a virus in this file ({said}). It was put into quarantine and is no evidence."


@dataclass(frozen=True)
class Taken:
    """A file as it was taken in: what it holds, its name as data, and what the scanner said."""

    store: Store
    received: Received
    media_type: str
    original_name: str
    scanned: Scanned
    quota: int

    @property
    def is_infected(self) -> bool:
        """Tell whether the scanner found a virus."""
        return self.scanned.result == ScanResult.INFECTED

    @property
    def why_refused(self) -> str:
        """Tell the uploader what was found."""
        return INFECTED.format(said=self.scanned.said or "its name is not known")

    def keep(self) -> None:
        """Keep the bytes for good; the transaction that names them commits afterwards, and only afterwards."""
        self.store.put(self.received)

    def lock_away(self) -> None:
        """Put infected bytes into quarantine: these, and the same ones that came in before anybody knew."""
        self.store.quarantine_received(self.received)
        self.store.quarantine(self.received.sha256)

    def let_go(self) -> None:
        """Take away what was not kept."""
        drop(self.received.path)


def take_in(settings: Settings, portions: Iterable[bytes], name: str) -> Taken:
    """Take in a file, or refuse it and keep nothing of it."""
    kept_name, store = as_kept(name), Store(settings.evidence_folder)
    received = receive(store.folder, portions, largest=settings.evidence_largest_bytes)
    looked_at = False
    try:
        content, scanned = content_of(received.path), scan(settings, received.path)
        looked_at = True
    finally:
        if not looked_at:
            drop(received.path)
    return Taken(store, received, content.media_type, kept_name, scanned, settings.evidence_quota_bytes)
