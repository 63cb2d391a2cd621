"""Ask the virus scanner about a file: clamd's INSTREAM over its socket; without an answer a file is held."""

import socket
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from tracker.settings import Settings
from tracker.words import ScanResult

PORTION = 64 * 1024
LONGEST_ANSWER = 4096
ASKS = b"zINSTREAM\0"


@dataclass(frozen=True)
class Scanned:
    """What the scanner said, and in which words."""

    result: ScanResult
    said: str = ""


def scan(settings: Settings, path: Path) -> Scanned:
    """Have a file scanned; a scanner that is down, slow or not understood is an error, never a clean bill."""
    if settings.scan_socket is None:
        return Scanned(ScanResult.NOT_CONFIGURED)
    try:
        with path.open("rb") as file:
            return understood(_asked(settings, file))
    except OSError as error:
        return Scanned(ScanResult.ERROR, f"The scanner does not answer: {error.strerror or 'it took too long'}.")


def _asked(settings: Settings, file: BinaryIO) -> bytes:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as scanner:
        scanner.settimeout(settings.scan_seconds)
        scanner.connect(str(settings.scan_socket))
        scanner.sendall(ASKS)
        while portion := file.read(PORTION):
            scanner.sendall(struct.pack("!L", len(portion)) + portion)
        scanner.sendall(struct.pack("!L", 0))
        answer = b""
        while b"\0" not in answer and len(answer) < LONGEST_ANSWER and (more := scanner.recv(LONGEST_ANSWER)):
            answer += more
    return answer


def understood(answer: bytes) -> Scanned:
    """Read the answer: only the very word of the protocol says that a file is clean."""
    said = answer.partition(b"\0")[0].decode("ascii", "replace").strip()
    told = "".join(c for c in said if c.isprintable())[:200]
    if b"\0" in answer and said == "stream: OK":
        return Scanned(ScanResult.CLEAN)
    if said.startswith("stream: ") and said.endswith(" FOUND"):
        return Scanned(ScanResult.INFECTED, told.removeprefix("stream: ").removesuffix(" FOUND"))
    return Scanned(ScanResult.ERROR, told or "The scanner gave no answer.")
