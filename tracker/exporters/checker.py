"""Check an evidence pack with nothing but Python: `python3 checker.py [FOLDER] [--fingerprint F]`.

FOLDER is the unpacked pack; without it, the pack in which this file lies. The hash of every file is computed again,
the chain of the trail is followed from its first event to the audit head, and the signature (Ed25519) is verified.
Whoever changed a pack may have changed this file in it as well: use the copy that the board gives out, and compare the
fingerprint of the key with the one that the board printed.
"""

import base64
import hashlib
import json
import sys
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

PORTION = 256 * 1024
MANIFEST, TAGMANIFEST, INFO, KEY = "manifest-sha256.txt", "tagmanifest-sha256.txt", "bag-info.txt", "signing-key.pem"
SIGNATURE = f"{TAGMANIFEST}.sig"
NEEDED = ("bagit.txt", INFO, MANIFEST, KEY)
ORIGIN = "0" * 64

# The curve of Ed25519: its prime, its order, its constant, the square root of -1, and the base point.
P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)
Point = tuple[int, int, int, int]
SPKI = bytes.fromhex("302a300506032b6570032100")


def digest(path: Path) -> str:
    """Give the SHA-256 of a file, read a portion at a time."""
    found = hashlib.sha256()
    with path.open("rb") as file:
        while portion := file.read(PORTION):
            found.update(portion)
    return found.hexdigest()


def listed(manifest: Path) -> dict[str, str]:
    """Read a manifest: the hash of each file by its path."""
    rows = (line.split(maxsplit=1) for line in manifest.read_text("utf-8").splitlines() if line.strip())
    return {row[1]: row[0] for row in rows if len(row) == 2}


def told(folder: Path) -> dict[str, str]:
    """Read what the pack says of itself."""
    rows = (line.partition(": ") for line in (folder / INFO).read_text("utf-8").splitlines())
    return {name: value for name, _, value in rows}


def files_wrong(folder: Path, name: str) -> Iterator[str]:
    """Compare the files that a manifest lists with those that are there."""
    for path, expected in sorted(listed(folder / name).items()):
        found = folder / path
        if ".." in PurePosixPath(path).parts or path.startswith("/"):
            yield f"{name} leads out of the pack: {path}"
        elif found.is_symlink() or not found.is_file():
            yield f"{path} is missing"
        elif digest(found) != expected:
            yield f"{path} was changed: its hash is not the one in {name}"


def extra(folder: Path) -> Iterator[str]:
    """Name the files of the payload that no manifest lists."""
    known = listed(folder / MANIFEST)
    for path in sorted((folder / "data").rglob("*")):
        name = path.relative_to(folder).as_posix()
        if (path.is_symlink() or not path.is_dir()) and name not in known:
            yield f"{name} was added: no manifest lists it"
    tags = listed(folder / TAGMANIFEST)
    yield from (f"{name} is not in {TAGMANIFEST}" for name in NEEDED if name not in tags)


def oxum_wrong(folder: Path) -> Iterator[str]:
    """Compare how much there is with how much the pack says."""
    found = [path.stat().st_size for path in (folder / "data").rglob("*") if path.is_file()]
    if told(folder).get("Payload-Oxum") != f"{sum(found)}.{len(found)}":
        yield f"the pack holds {sum(found)} bytes in {len(found)} files, and says something else"


def canonical(value: Any) -> str:
    """Write JSON in one way only, as the trail does."""
    return json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def chain_wrong(folder: Path) -> Iterator[str]:
    """Follow the trail: each event names the hash of the one before it, and what stands in full gives its own hash."""
    before, seq = ORIGIN, 0
    with (folder / "data" / "trail.jsonl").open(encoding="utf-8") as lines:
        for line in lines:
            event = json.loads(line)
            seq += 1
            own = event.pop("hash")
            if event["seq"] != seq or event["prev_hash"] != before:
                yield f"the trail is broken at event {seq}: it does not follow the one before it"
                return
            if "body" in event and hashlib.sha256(canonical(event).encode()).hexdigest() != own:
                yield f"event {seq} of the trail was changed"
            before = own
    if told(folder).get("Audit-Head") != f"{seq} {before}":
        yield "the trail does not end at the audit head that the pack names"


def public_key(folder: Path) -> bytes:
    """Read the 32 bytes of the public key."""
    lines = (folder / KEY).read_text("ascii").split("-----")
    der = base64.b64decode(lines[2])
    if der[:12] != SPKI or len(der) != 44:
        raise ValueError("no Ed25519 key")
    return der[12:]


def fingerprint(key: bytes) -> str:
    """Give the fingerprint of a public key, in groups of four."""
    found = hashlib.sha256(key).hexdigest()
    return " ".join(found[at : at + 4] for at in range(0, len(found), 4))


def _sum(one: Point, other: Point) -> Point:
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c, d = 2 * one[3] * other[3] * D % P, 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % P, g * h % P, f * g % P, e * h % P


def _times(number: int, point: Point) -> Point:
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = _sum(found, point)
        point, number = _sum(point, point), number >> 1
    return found


def _point(told: bytes) -> Point:
    """Read a point of the curve; what is none raises ValueError."""
    number = int.from_bytes(told, "little")
    y, sign = number & ((1 << 255) - 1), number >> 255
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if y >= P or (x * x - square) % P or (x == 0 and sign):
        raise ValueError("no point of the curve")
    x = P - x if x & 1 != sign else x
    return x, y, 1, x * y % P


def _bytes(point: Point) -> bytes:
    inverse = pow(point[2], P - 2, P)
    x, y = point[0] * inverse % P, point[1] * inverse % P
    return (y | (x & 1) << 255).to_bytes(32, "little")


def is_signed(key: bytes, message: bytes, signature: bytes) -> bool:
    """Verify an Ed25519 signature (RFC 8032, section 5.1.7)."""
    if len(key) != 32 or len(signature) != 64 or (s := int.from_bytes(signature[32:], "little")) >= ORDER:
        return False
    try:
        owner = _point(key)
    except ValueError:
        return False
    k = int.from_bytes(hashlib.sha512(signature[:32] + key + message).digest(), "little") % ORDER
    base = _point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))
    minus = (P - owner[0], owner[1], owner[2], P - owner[3])
    return _bytes(_sum(_times(s, base), _times(k, minus))) == signature[:32]


def signature_wrong(folder: Path, expected: str) -> Iterator[str]:
    """Verify that the key in the pack signed it, and that it is the key that was expected."""
    try:
        key, signature = public_key(folder), (folder / SIGNATURE).read_bytes()
    except (OSError, ValueError, IndexError):
        yield f"{KEY} or {SIGNATURE} is missing or cannot be read"
        return
    if not is_signed(key, (folder / TAGMANIFEST).read_bytes(), signature):
        yield f"{TAGMANIFEST} was not signed by the key in the pack: somebody made it again"
    if expected and "".join(expected.split()).lower() != fingerprint(key).replace(" ", ""):
        yield "the pack was signed by another key than the one expected"


def wrong(folder: Path, expected: str = "") -> Iterator[str]:
    """Name everything that is wrong with a pack."""
    missing = [name for name in (*NEEDED, TAGMANIFEST) if not (folder / name).is_file()]
    if missing:
        yield from (f"{name} is missing" for name in missing)
        return
    checks: dict[str, Callable[[], Iterator[str]]] = {
        "the list of what describes the pack": lambda: files_wrong(folder, TAGMANIFEST),
        "the list of files": lambda: files_wrong(folder, MANIFEST),
        "what the pack holds": lambda: extra(folder),
        "what the pack says of itself": lambda: oxum_wrong(folder),
        "the signature": lambda: signature_wrong(folder, expected),
        "the trail": lambda: chain_wrong(folder),
    }
    for name, check in checks.items():
        try:
            yield from check()
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            yield f"{name} cannot be read"


def main(given: list[str]) -> int:
    """Check the pack, say what is wrong, and end with 0 when nothing is."""
    expected = ""
    if "--fingerprint" in given:
        at = given.index("--fingerprint")
        expected, given = " ".join(given[at + 1 :]), given[:at]
    folder = Path(given[0]) if given else Path(__file__).resolve().parent.parent
    found = list(wrong(folder, expected))
    for each in found:
        sys.stdout.write(f"WRONG: {each}.\n")
    if not found:
        about = told(folder)
        sys.stdout.write(
            f"All is well: every file is as it was packed, and the trail holds to event {about['Audit-Head']}.\n"
            f"Signed by the key with the fingerprint {fingerprint(public_key(folder))}.\n"
            + ("" if expected else "Compare it with the fingerprint that the board printed.\n")
        )
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
