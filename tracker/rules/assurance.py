"""How sure one may be that a recommendation made a difference, and the three headline ratios."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from tracker.words import Assurance, EvidenceType, ImpactVerdict, Proof

SMALL_NUMBER = 10
LEVELS = list(Assurance)


@dataclass(frozen=True)
class AdequatePiece:
    """A piece of evidence found adequate.

    `evidence_class`: 1 how much was done, 2 how well, 3 what difference it made for children.
    `source` names who provided it; `dated_on` is the date of the evidence itself (None: not known).
    """

    evidence_class: int
    type: EvidenceType
    source: str
    outside_owner_team: bool = False
    independent_of_agency: bool = False
    dated_on: date | None = None


@dataclass(frozen=True)
class ClosedRecommendation:
    """What the headline ratios ask of one closed recommendation: adequate evidence, check, last impact verdict."""

    evidence_classes: frozenset[int]
    checked_outside: bool
    impact_verdict: ImpactVerdict | None = None


@dataclass(frozen=True)
class Ratio:
    """So many of so many, as "n of m"."""

    n: int
    m: int

    def __str__(self) -> str:
        return n_of_m(self.n, self.m)


@dataclass(frozen=True)
class Headlines:
    """The three headline ratios of what is closed."""

    with_impact: Ratio
    checked_outside: Ratio
    process_only: Ratio

    @property
    def by_proof(self) -> dict[Proof, Ratio]:
        """Give each ratio by its name."""
        return {Proof.IMPACT: self.with_impact, Proof.OUTSIDE: self.checked_outside, Proof.PROCESS: self.process_only}


def ceiling(pieces: Iterable[AdequatePiece], delivered_on: date | None) -> Assurance:
    """Give the highest assurance that the adequate evidence allows; the chair may set a lower one."""
    pieces = tuple(pieces)
    if not pieces:
        return Assurance.NONE
    if is_substantial(pieces, delivered_on):
        return Assurance.SUBSTANTIAL
    return Assurance.REASONABLE if is_reasonable(pieces) else Assurance.LIMITED


def shown(allowed: Assurance, decided: Assurance | None) -> Assurance:
    """Give the assurance that is shown: what the evidence allows, or what the board set where that is lower."""
    return allowed if decided is None or not is_lower(decided, allowed) else decided


def is_lower(one: Assurance, other: Assurance) -> bool:
    """Tell whether the first is a lower assurance than the second."""
    return LEVELS.index(one) < LEVELS.index(other)


def is_substantial(pieces: Iterable[AdequatePiece], delivered_on: date | None) -> bool:
    """Ask of the evidence dated after delivery: class 3, two types, two sources and one independent of the agency."""
    later = [piece for piece in pieces if delivered_on and piece.dated_on and piece.dated_on > delivered_on]
    return (
        any(piece.evidence_class == 3 for piece in later)
        and len({piece.type for piece in later}) >= 2
        and len({piece.source for piece in later}) >= 2
        and any(piece.independent_of_agency for piece in later)
    )


def is_reasonable(pieces: Iterable[AdequatePiece]) -> bool:
    """Ask for evidence that it was done, and from outside the owner's team that it was done well."""
    pieces = tuple(pieces)
    done = any(piece.evidence_class == 1 for piece in pieces)
    return done and any(piece.evidence_class >= 2 and piece.outside_owner_team for piece in pieces)


def has_impact(closed: ClosedRecommendation) -> bool:
    """Tell whether a closed recommendation has evidence of impact that no later test has denied."""
    if closed.impact_verdict is ImpactVerdict.NOT_MET:
        return False
    return closed.impact_verdict in {ImpactVerdict.MET, ImpactVerdict.PARTLY} or 3 in closed.evidence_classes


def is_process_only(closed: ClosedRecommendation) -> bool:
    """Tell whether a closed recommendation rests on how much was done alone, and no test has shown a difference."""
    return closed.evidence_classes == frozenset({1}) and not has_impact(closed)


def headlines(closed: Iterable[ClosedRecommendation]) -> Headlines:
    """Count closed with evidence of impact, checked outside the owner's agency, and closed on process evidence only."""
    closed = tuple(closed)
    return Headlines(
        with_impact=Ratio(sum(map(has_impact, closed)), len(closed)),
        checked_outside=Ratio(sum(each.checked_outside for each in closed), len(closed)),
        process_only=Ratio(sum(map(is_process_only, closed)), len(closed)),
    )


def n_of_m(n: int, m: int) -> str:
    """Write "n of m", from 10 things on with the percentage; 0 % means none and 100 % means all."""
    if not 0 <= n <= m:
        raise ValueError(f"{n} of {m} cannot be counted.")
    if m < SMALL_NUMBER:
        return f"{n} of {m}"
    rounded = (200 * n + m) // (2 * m)
    percent = rounded if n in {0, m} else min(99, max(1, rounded))
    return f"{n} of {m} ({percent}%)"
