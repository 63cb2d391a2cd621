"""Write a zip as a stream: members come one after the other, and nothing is kept but the portion in hand."""

import io
import zipfile
from collections.abc import Iterable, Iterator
from typing import Any

LEVEL = 1


class _Portion(io.RawIOBase):
    """What was written and not yet taken. It cannot seek, so that sizes follow each member instead of preceding it."""

    def __init__(self) -> None:
        self.kept: list[bytes] = []

    def writable(self) -> bool:
        return True

    def write(self, portion: Any, /) -> int:
        self.kept.append(bytes(portion))
        return len(self.kept[-1])

    def take(self) -> bytes:
        """Give what was written since the last time."""
        taken, self.kept = b"".join(self.kept), []
        return taken


def zipped(members: Iterable[tuple[str, Iterable[bytes]]]) -> Iterator[bytes]:
    """Give the bytes of a zip with these members; every member bears the same time, so that no clock is in it."""
    written = _Portion()
    with zipfile.ZipFile(written, "w", zipfile.ZIP_DEFLATED, compresslevel=LEVEL) as archive:
        for name, portions in members:
            with archive.open(name, "w", force_zip64=True) as member:
                for portion in portions:
                    member.write(portion)
                    yield written.take()
            yield written.take()
    yield written.take()
