"""Freeze an edition of the plan, read it again as it was, and derive it anew to see that it is still the same."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from tracker.access import needs
from tracker.commands import snapshots as commands
from tracker.commands.snapshots import Frozen
from tracker.errors import InputError, RuleBrokenError
from tracker.exporters.stamp import Stamp
from tracker.fold import ERASED
from tracker.models import Snapshot
from tracker.queries import snapshots as queries
from tracker.queries.snapshots import Kept
from tracker.reports import produce, public
from tracker.reports.content import Report, as_bytes, differences, from_json, to_json
from tracker.reports.editions import must_be_open, papers_in, reader_of
from tracker.reports.forms import FORMS, PUBLIC, as_then
from tracker.rewind import rewound
from tracker.roles import READS_AS_CHAIR
from tracker.settings import Settings
from tracker.store import Store, digest_of, receive
from tracker.trail import Head, head
from tracker.visit import Visit, visiting
from tracker.words import Edition, Permission, ReportKind

LARGEST = 2**31
TWICE = "This edition is frozen already, and nothing was recorded since: it is {cited}."
GONE = (
    "The bytes of this edition are no longer what was frozen. Tell whoever runs the service: `tracker fsck` names them."
)
CLOSED = (
    "Something in this edition was withdrawn, or marked restricted or sealed, after it was frozen. The chair and the "
    "coordinator can still read it."
)


@dataclass(frozen=True)
class Checked:
    """What came of deriving an edition again: every difference, and how many more come from wording that was erased.

    `lacked` names what papers of this form hold since, and what had an earlier form does not: that is no difference.
    """

    differences: Sequence[str]
    erased: int
    lacked: Sequence[str] = ()


@needs(Permission.FREEZE_EDITION)
def freeze(visit: Visit, settings: Settings, edition: Edition, *, meeting_id: int | None = None) -> Snapshot:
    """Freeze an edition as it stands: its bytes first, then the row that names them."""
    newest = head(visit.session)
    if newest.seq == 0:
        raise RuleBrokenError(["Nothing has been recorded yet, so that there is nothing to freeze."])
    stamp = Stamp(edition, visit.as_at, newest.seq, newest.hash)
    if any(each.cited == stamp.cited for each in queries.listing(visit, [edition])):
        raise InputError(TWICE.format(cited=stamp.cited), field="edition")
    told = as_bytes(_content(visit, edition, newest, papers_in(edition)))
    store = Store(settings.evidence_folder)
    received = receive(store.folder, [told], largest=LARGEST)
    store.put(received)
    frozen = Frozen(stamp.cited, edition, visit.as_at, newest, received.sha256, received.size)
    return commands.record_snapshot(visit, frozen, meeting_id=meeting_id)


def _content(visit: Visit, edition: Edition, newest: Head, kinds: Sequence[ReportKind]) -> dict[str, Any]:
    """Gather what an edition holds: its papers, and the keys of all that it may speak of.

    The public edition has no papers: it holds what its site is written from.
    """
    reader = visit.by(reader_of(edition))
    return {
        "edition": edition.value,
        "as_at": visit.as_at.isoformat(),
        "head": {"seq": newest.seq, "hash": newest.hash},
        "holds": queries.holdings(reader),
        "papers": [to_json(each) for each in produce.every(visit, edition, kinds)],
        "forms": {name: FORMS[name] for name in (*kinds, *([PUBLIC] if edition is Edition.PUBLIC else []))},
        **({"public": public.content(reader)} if edition is Edition.PUBLIC else {}),
    }


@needs(Permission.SEE_PLAN)
def papers(visit: Visit, settings: Settings, cited: str) -> tuple[Kept, list[Report], Stamp]:
    """Read a frozen edition as it was; what was closed since is given only to those who see everything."""
    kept = queries.by_citation(visit, cited)
    must_be_open(visit, kept.edition)
    told = read(settings, kept)
    if not visit.who.board_roles & READS_AS_CHAIR and closed_since(visit, kept.edition, told):
        raise RuleBrokenError([CLOSED])
    stamp = Stamp(kept.edition, kept.as_at, kept.head_seq, kept.head_hash, frozen=True)
    return kept, [from_json(each) for each in told["papers"]], stamp


def closed_since(visit: Visit, edition: Edition, told: dict[str, Any]) -> bool:
    """Tell whether an edition speaks of something that its reader may no longer see."""
    seen = queries.holdings(visit.by(reader_of(edition)))
    return any(set(keys) - set(seen[name]) for name, keys in told["holds"].items())


def read(settings: Settings, kept: Kept) -> dict[str, Any]:
    """Read the content of a frozen edition; only bytes that still have their hash are read."""
    try:
        with Store(settings.evidence_folder).get(kept.sha256) as file:
            if digest_of(file) != kept.sha256:
                raise RuleBrokenError([GONE])
            file.seek(0)
            return json.loads(file.read())  # type: ignore[no-any-return]
    except OSError as error:
        raise RuleBrokenError([GONE]) from error


@needs(Permission.SEE_PLAN)
def check(visit: Visit, settings: Settings, cited: str) -> Checked:
    """Derive a frozen edition again from the events up to its head, and name every place in which it differs.

    What was frozen in an earlier form of a paper is held against what both forms hold; what it lacked is named apart.
    """
    kept = queries.by_citation(visit, cited)
    told = read(settings, kept)
    # An edition is held against what it was frozen with: later there may be more kinds of papers, and of things.
    kinds = [ReportKind(each["kind"]) for each in told["papers"]]
    with rewound(visit.session, kept.head_seq, kept.head_hash, kept.made_at) as past:
        then = visiting(past, visit.who, kept.made_at, as_at=kept.as_at)
        derived = _content(then, kept.edition, Head(kept.head_seq, kept.head_hash, kept.made_at), kinds)
    derived["holds"] = {name: keys for name, keys in derived["holds"].items() if name in told["holds"]}
    # Both are compared as JSON, so that what was read and what was derived are of the same kinds.
    given, lacked = as_then(told, json.loads(as_bytes(derived)))
    found = list(differences(told, given))
    return Checked([each for each in found if ERASED not in each], sum(ERASED in each for each in found), tuple(lacked))
