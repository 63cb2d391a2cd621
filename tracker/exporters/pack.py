"""The evidence pack of a review: a BagIt 1.0 bag in a zip, written as a stream, its list of hashes signed.

What lies in `data/` depends on the record, the day, what the reader may see and the key, and on nothing else: neither
on who asks nor on the clock. So the same record gives the same `manifest-sha256.txt`. Who made the pack and when stands
in `bag-info.txt`, which the signed `tagmanifest-sha256.txt` lists.
"""

import hashlib
import json
import re
import tempfile
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from tracker.contents import BY_TYPE, KINDS
from tracker.errors import TrackerError
from tracker.exporters import cover, placing
from tracker.exporters.register import as_table, register
from tracker.exporters.signing import SigningKey
from tracker.exporters.zipping import zipped
from tracker.names import as_given_out
from tracker.queries import packed
from tracker.queries.packed import Contents, Held
from tracker.settings import Settings
from tracker.store import Store, digest_of
from tracker.trail import canonical
from tracker.visit import Visit

PORTION = 256 * 1024
LONGEST_NAME = 80
GONE = "Its bytes are not in the store any more: they were erased or lost."
DAMAGED = "Its bytes in the store are not those that were received, so they are not given."
BROKEN = "A file of evidence changed while the pack was written. Make the pack again; `tracker fsck` names the file."
CHECKER = Path(__file__).with_name("checker.py")


class PackBrokenError(TrackerError):
    """A pack cannot be finished; what was written of it is of no use."""


@dataclass(frozen=True)
class Told:
    """Who made a pack, when, and for which board: it stands in `bag-info.txt` alone."""

    who: str
    at: datetime
    board: str


@dataclass(frozen=True)
class Gathered:
    """What a visit gathered for a pack; the trail waits in a file without a name, which goes when it is closed."""

    found: Contents
    trail: BinaryIO


@dataclass(frozen=True)
class Packed:
    """A file that goes into the pack, and under which path."""

    held: Held
    path: str


@dataclass(frozen=True)
class Pack:
    """All that goes into a pack, every file of it read once and found to be what was received."""

    gathered: Gathered
    store: Store
    key: SigningKey
    files: Sequence[Packed]
    left_out: Sequence[Held]

    @property
    def name(self) -> str:
        """The name of the folder in the zip."""
        return f"evidence-pack-{_plain(self.gathered.found.review)}-{self.gathered.found.as_at}"

    @property
    def restricted(self) -> list[int]:
        """The versions whose reading is noted."""
        return [each.held.version_id for each in self.files if each.held.restricted]

    @property
    def what(self) -> str:
        """What is noted of it in the access log."""
        found = self.gathered.found
        return f"evidence pack of {found.review} as at {found.as_at}, up to event {found.head.seq}"


def gather(visit: Visit, review_id: int, settings: Settings) -> Gathered:
    """Gather what goes into the pack of a review; the trail goes to disk, so that memory holds no more than a part."""
    found = packed.contents(visit, review_id)
    with ExitStack() as kept:
        trail = kept.enter_context(tempfile.TemporaryFile(dir=settings.data_dir))
        for event in packed.events(visit, review_id):
            trail.write(f"{canonical(event)}\n".encode())
        trail.flush()
        # It outlives the visit; whoever gathered it closes it, and so does the end of the stream.
        kept.pop_all()
    return Gathered(found, trail)


def made(gathered: Gathered, settings: Settings, key: SigningKey) -> Pack:
    """Read every file once: what is gone or damaged is left out and named, before the first byte of the pack."""
    store, files, left_out = Store(settings.evidence_folder), [], []
    for held in gathered.found.files:
        why = held.why_not or _wrong(store, held.sha256)
        if why:
            left_out.append(Held(**{**vars(held), "why_not": why}))
        else:
            files.append(Packed(held, _path(held)))
    return Pack(gathered, store, key, files, left_out)


def _wrong(store: Store, sha256: str) -> str:
    try:
        with store.get(sha256) as file:
            return "" if digest_of(file) == sha256 else DAMAGED
    except OSError:
        return GONE


def _path(held: Held) -> str:
    """Give a path that every machine can write: plain letters, no way out, and no two alike."""
    given = as_given_out(held.name, BY_TYPE.get(held.media_type, KINDS["txt"]))
    stem, dot, ending = given.rpartition(".")
    kept = f"{_plain(stem)[:LONGEST_NAME]}{dot}{_plain(ending)}"
    return f"evidence/{_plain(held.action)}/{held.evidence_id}-v{held.number}-{kept}"


def _plain(told: str) -> str:
    letters = unicodedata.normalize("NFKD", told).encode("ascii", "ignore").decode()
    return re.sub(r"[^A-Za-z0-9_-]+", "_", letters).strip("_") or "_"


@dataclass
class _Tally:
    """The hash of everything that was written, by its path, and how much of it is payload."""

    hashes: dict[str, str] = field(default_factory=dict)
    size: int = 0

    def counted(self, path: str, portions: Iterable[bytes]) -> Iterator[bytes]:
        digest = hashlib.sha256()
        for portion in portions:
            digest.update(portion)
            self.size += len(portion)
            yield portion
        self.hashes[path] = digest.hexdigest()

    def manifest(self) -> bytes:
        return "".join(f"{self.hashes[path]}  {path}\n" for path in sorted(self.hashes)).encode()


def stream(pack: Pack, told: Told) -> Iterator[bytes]:
    """Give the bytes of the pack; memory holds one portion of one file."""
    try:
        yield from zipped((f"{pack.name}/{path}", portions) for path, portions in _members(pack, told))
    finally:
        pack.gathered.trail.close()


def _members(pack: Pack, told: Told) -> Iterator[tuple[str, Iterable[bytes]]]:
    payload, tags = _Tally(), _Tally()
    for path, portions in _payload(pack):
        yield f"data/{path}", payload.counted(f"data/{path}", portions)
    for path, content in _tags(pack, told, payload):
        yield path, tags.counted(path, [content])
    listed = tags.manifest()
    yield "tagmanifest-sha256.txt", [listed]
    yield "tagmanifest-sha256.txt.sig", [pack.key.sign(listed)]


def _payload(pack: Pack) -> Iterator[tuple[str, Iterable[bytes]]]:
    paths: dict[tuple[int, int], tuple[str | None, str]] = {
        (each.evidence_id, each.number): (None, each.name) for each in pack.left_out
    }
    paths |= {(each.held.evidence_id, each.held.number): (each.path, each.held.name) for each in pack.files}
    whole = register(pack.gathered.found, paths)
    yield "register.json", [_written(whole)]
    yield "register.csv", as_table(whole)
    for each in pack.files:
        yield each.path, _bytes(pack.store, each.held.sha256)
    yield "trail.jsonl", _portions(pack.gathered.trail)
    yield "left-out.csv", cover.left_out(pack.left_out)
    yield "README.html", cover.page(whole, pack.left_out, pack.key)
    yield "checker.py", [CHECKER.read_bytes()]


def _written(whole: Mapping[str, Any]) -> bytes:
    return (json.dumps(whole, ensure_ascii=False, indent=1, sort_keys=True) + "\n").encode()


def _bytes(store: Store, sha256: str) -> Iterator[bytes]:
    """Read a file once more while it is packed; should it have changed since it was read whole, the pack ends here."""
    digest = hashlib.sha256()
    with store.get(sha256) as file:
        while portion := file.read(PORTION):
            digest.update(portion)
            yield portion
    if digest.hexdigest() != sha256:
        raise PackBrokenError(BROKEN)


def _portions(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    while portion := file.read(PORTION):
        yield portion


def _tags(pack: Pack, told: Told, payload: _Tally) -> Iterator[tuple[str, bytes]]:
    yield "bagit.txt", b"BagIt-Version: 1.0\nTag-File-Character-Encoding: UTF-8\n"
    yield "manifest-sha256.txt", payload.manifest()
    yield "signing-key.pem", pack.key.public
    lines = [f"{name}: {' '.join(value.split())}\n" for name, value in _info(pack, told, payload)]
    yield "bag-info.txt", "".join(lines).encode()


def _info(pack: Pack, told: Told, payload: _Tally) -> Iterator[tuple[str, str]]:
    found = pack.gathered.found
    yield "Source-Organization", told.board
    yield "External-Description", f"Evidence pack of {found.review}: {found.title}"
    yield "External-Identifier", pack.name
    yield "Bag-Software-Agent", "improvement-plan-tracker"
    yield "Bagging-Date", told.at.date().isoformat()
    yield "Payload-Oxum", f"{payload.size}.{len(payload.hashes)}"
    yield "Audit-Head", f"{found.head.seq} {found.head.hash}"
    yield "As-At", found.as_at.isoformat()
    yield "Filter", f"review {found.review}"
    yield "Worked-Example", "yes" if found.worked_example else "no"
    yield from (("Withheld", each) for each in cover.withheld(found.withheld, pack.left_out))
    yield "Signing-Key-Fingerprint", pack.key.fingerprint
    yield "Made-By", told.who
    yield "Made-At", told.at.isoformat(timespec="seconds")


def write(pack: Pack, told: Told, path: Path) -> int:
    """Write the pack to a file that bears its name only once it is whole; give its size."""
    with closing(pack.gathered.trail):
        return placing.put(path, stream(pack, told), what="pack")
