"""The cover of an evidence pack: a page that needs no software, and the list of what was left out and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from tracker.exporters.register import inert
from tracker.exporters.signing import SigningKey
from tracker.queries.packed import Held, Withheld
from tracker.rules.phrases import day_words

FILES, PARTS, KEPT_BACK = "files", 500, "kept back"
LEFT_OUT = "action,evidence,version,SHA-256,why\r\n"


def _day(told: str | None) -> str:
    return day_words(date.fromisoformat(told)) if told else "not known"


TEMPLATES = Environment(
    loader=PackageLoader("tracker.exporters"), autoescape=True, undefined=StrictUndefined, trim_blocks=True
)
TEMPLATES.filters["day"] = _day


def withheld(kept: Sequence[Withheld], left_out: Sequence[Held]) -> list[str]:
    """Say how much is not in the pack, and why; that nothing is kept back is said, too."""
    counted = Counter(each.why_not for each in left_out)
    told = [f"{each.number} {each.what}: {each.why}" for each in kept]
    told += [f"{number} {FILES}: {why}" for why, number in sorted(counted.items())]
    return told or ["nothing"]


def left_out(several: Sequence[Held]) -> Iterator[bytes]:
    """List the files that the reader may know of and whose bytes are not in the pack, each with its hash and reason."""
    yield LEFT_OUT.encode()
    for each in several:
        kept = each.name or KEPT_BACK, each.number, each.sha256 or KEPT_BACK
        cells = (each.action or KEPT_BACK, *kept, each.why_not)
        yield (",".join(f'"{inert(cell).replace(chr(34), chr(34) * 2)}"' for cell in cells) + "\r\n").encode()


def page(whole: Mapping[str, Any], several: Sequence[Held], key: SigningKey) -> Iterator[bytes]:
    """Draw the cover, a part at a time."""
    kept = [Withheld(**each) for each in whole["withheld"]]
    parts = TEMPLATES.get_template("pack.html").stream(
        whole=whole, withheld=withheld(kept, several), left_out=several, fingerprint=key.fingerprint
    )
    parts.enable_buffering(PARTS)
    yield from (part.encode() for part in parts)
