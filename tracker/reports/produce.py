"""Make a paper: as the reader of its edition, on the day of the visit."""

from collections.abc import Callable, Iterable, Sequence

from tracker.access import needs
from tracker.queries import example, key
from tracker.reports import (
    briefings,
    exceptions,
    highlight,
    index,
    inspection,
    members,
    period,
    scrutiny,
    whole_plan,
)
from tracker.reports.content import Report, Section
from tracker.reports.editions import must_be_open, must_hold, papers_in, reader_of
from tracker.rules.phrases import times
from tracker.visit import Visit
from tracker.words import Edition, Permission, ReportKind

WORKING = "working day"
Parts = tuple[str, Sequence[Section]]
BUILDERS: dict[ReportKind, Callable[[Visit], Parts]] = {
    ReportKind.HIGHLIGHT: highlight.parts,
    ReportKind.MEMBERS: members.parts,
    ReportKind.SCRUTINY: scrutiny.parts,
    ReportKind.EXCEPTIONS: exceptions.parts,
    ReportKind.PLAN: whole_plan.parts,
    ReportKind.INDEX: index.parts,
    ReportKind.BRIEFINGS: briefings.parts,
    ReportKind.SIX_MONTHS: period.half_year,
    ReportKind.SELF_EVALUATION: inspection.self_evaluation,
    ReportKind.STATEMENT: inspection.statement,
    ReportKind.YEARLY: period.yearly,
    ReportKind.AGENCIES: inspection.agency_returns,
}


@needs(Permission.SEE_PLAN)
def report(visit: Visit, kind: ReportKind, edition: Edition) -> Report:
    """Make one paper of an edition, on the day of the visit; it holds what the reader of the edition may see."""
    must_be_open(visit, edition)
    must_hold(edition, kind)
    return _made(visit.by(reader_of(edition)), kind, edition)


@needs(Permission.SEE_PLAN)
def every(visit: Visit, edition: Edition, kinds: Iterable[ReportKind] | None = None) -> list[Report]:
    """Make every paper of an edition, or those of these kinds."""
    must_be_open(visit, edition)
    reader = visit.by(reader_of(edition))
    return [_made(reader, kind, edition) for kind in (papers_in(edition) if kinds is None else kinds)]


def _made(visit: Visit, kind: ReportKind, edition: Edition) -> Report:
    lead, sections = BUILDERS[kind](visit)
    return Report(
        kind=kind,
        edition=edition,
        as_at=visit.as_at,
        lead=lead,
        sections=tuple(sections),
        key=key_in_words(key.printed(visit)),
        illustrative=example.is_loaded(visit),
    )


def key_in_words(printed: key.Printed) -> tuple[str, ...]:
    """Print the board's key: by which thresholds a colour is given."""
    unowned, vacant = (
        _several(printed.unowned_working_days, WORKING),
        _several(printed.orphaned_working_days, WORKING),
    )
    overdue, cycle = (
        _several(printed.red_overdue_months, "month"),
        _several(printed.reporting_cycle_months, "month"),
    )
    return (
        f"Red: overdue more than {overdue}; no owner or due date {unowned} after acceptance; forecast more than "
        f"{_several(printed.red_forecast_months, 'month')} late; extended {times(printed.red_extensions)}; an impact "
        f"test failed; the owner post vacant more than {vacant}; or the owner says red.",
        f"Amber: overdue up to {overdue}; due within {_several(printed.amber_due_days, 'day')} with nothing submitted; "
        f"forecast after due; no update in {cycle}; extended {times(printed.amber_extensions)}; no owner or due date; "
        "or the owner says amber.",
        "Green: none of these. Grey: not yet begun, or paused until its review date. Blue: completed or embedded.",
        f"Key {printed.version}, in force since {printed.effective_on:%-d %B %Y}.",
    )


def _several(number: int, of: str) -> str:
    return f"{number} {of}" if number == 1 else f"{number} {of}s"
