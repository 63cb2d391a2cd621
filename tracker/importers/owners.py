"""Owners written in one cell, split into posts and agencies; what is only a doubt stays together."""

import re
from dataclasses import dataclass, field

from tracker.importers.cells import folded, name_free_of_tricks

NOBODY = {"tbc", "tba", "tbd", "-", "\N{EN DASH}", "n/a", "none", "to be confirmed", "to be agreed", "vacant", "?"}
AS_ABOVE = {"as above", "ditto", "same as above", "as before", '"'}
MARKS = re.compile(r"^[\s\u2022\u25cf\u25aa\u00b7*\u2013-]+|[\s*\u2020\u2021]+$")
STRONG = re.compile(r"[\n;,]|\s{2,}|\t|(?<=[^\s/]{2})/(?=\s*\S{2})|\s/\s?")
WEAK = re.compile(r"\s+(?:&|and|\+|with)\s+", re.IGNORECASE)
TITLE = re.compile(r"\b(?:Head of|Director of|HoS|Service Manager|Group Head|Principal Social Worker|Chair of)\b")
BODY = re.compile(
    r"\b(?:board|service|team|group|partnership|trust|council|committee|forum|panel|hub)s?$", re.IGNORECASE
)
RANK = re.compile(
    r"\b(?:Deputy|Assistant|Associate|Interim|Acting|Joint|Strategic|Corporate|Executive|Vice|Group|Service)$"
)
OWNER = re.compile(
    r"\b(?:Head|Director|Manager|Lead|Leads|Chair|Chairs|Officer|Team|Teams|Board|Group|Partnership|Service|Services|Police"
    r"|Health|Education|Housing|Probation|Schools|Council|Trust|Nurse|Doctor|Commissioner|Coordinator|HoS|Partners"
    r"|Sub-?group|Administrator|Consultant|Worker|Headteacher|Midwife)s?\b|^(?-i:[A-Z]{2,6}s?)$",
    re.IGNORECASE,
)
TITLED = re.compile(r"\b(?:head|director|manager|chair|lead|officer|police|hos)\b|^(?-i:[A-Z]{2,6}s?)$", re.IGNORECASE)
WITHIN = re.compile(r"^(?:.*\s)?(?:of|for|to)\s", re.IGNORECASE)


@dataclass
class Owners:
    """Names in the order of the cell; what was dropped; and what a person should look at."""

    names: list[str] = field(default_factory=list)
    dropped: list[str] = field(default_factory=list)
    doubts: list[str] = field(default_factory=list)


def read_owners(written: str, above: list[str]) -> Owners:
    """Split a cell of owners; "as above" repeats the owners of the action before."""
    if folded(written) in AS_ABOVE:
        return Owners(list(above), doubts=[] if above else ["“as above” stands here, but nobody is named above"])
    owners = Owners()
    for piece in _pieces(name_free_of_tricks(written), owners):
        name = MARKS.sub("", piece).strip()
        if name and folded(name) not in NOBODY and name not in owners.names:
            owners.names.append(name)
    return owners


def _pieces(written: str, owners: Owners) -> list[str]:
    pieces = []
    for title in _titles(written, owners):
        for strong in STRONG.split(title):
            pieces.extend(_weakly_split(strong.strip(), owners))
    return pieces


def _titles(written: str, owners: Owners) -> list[str]:
    """Split "Head of A Head of B": a job title beginning in the middle of a line is another owner."""
    starts = [0]
    for found in TITLE.finditer(written):
        before = written[starts[-1] : found.start()].rstrip()
        named = TITLE.match(written, starts[-1])
        if before and before[-1] not in "/,;&+(-\n" and named and not RANK.search(before) and _ends_a_name(before):
            starts.append(found.start())
    pieces = [written[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    return [_without_stray_initials(piece, owners) for piece in pieces[:-1]] + pieces[-1:]


def _ends_a_name(before: str) -> bool:
    return not re.search(r"\b(?:and|with|to|for|of|the)$", before, re.IGNORECASE)


def _without_stray_initials(piece: str, owners: Owners) -> str:
    """Drop "/ SA" before the next title: two letters that are no post and no agency, but a person's initials."""
    found = re.search(r"\s*/\s*([A-Z]{2})\s*$", piece)
    if not found:
        return piece
    owners.dropped.append(found[1])
    return piece[: found.start()]


def _weakly_split(piece: str, owners: Owners) -> list[str]:
    """Split at "and" or "&" where each side is an owner by itself: "Education and Skills" is one name."""
    parts = [part.strip() for part in WEAK.split(piece)]
    if len(parts) == 1:
        return [piece]
    if all(OWNER.search(part) for part in parts) and not _is_one_name(parts):
        return parts
    owners.doubts.append(f"“{piece}” may name more than one owner; read as one")
    return [piece]


def _is_one_name(parts: list[str]) -> bool:
    """Whether this reads like one post or body: "Head of Early Help and Health", "Health and Wellbeing Board"."""
    in_one_post = WITHIN.match(parts[0]) and not TITLED.search(parts[1])
    in_one_body = " " not in parts[0] and parts[0].upper() != parts[0] and BODY.search(parts[-1])
    return bool(in_one_post or in_one_body)
