"""Note that somebody exported an evidence pack: in the access log, and each restricted file as read."""

from collections.abc import Sequence

from tracker.access import needs
from tracker.commands import inspection
from tracker.commands.evidence_files import note_read
from tracker.visit import Visit
from tracker.words import Permission


@needs(Permission.EXPORT_PACK)
def note_export(visit: Visit, what: str, *, restricted: Sequence[int]) -> None:
    """Note an export before the first byte is given: what cannot be noted is not given.

    It leaves no event: the same record gives the same pack however often it is asked for, and an inspector does not see
    what another one took along.
    """
    inspection.note_given(visit, what)
    for version in restricted:
        note_read(visit, version)
