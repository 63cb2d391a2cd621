"""Put the sheets of a workbook together: a row that stands word for word on an earlier sheet is taken once."""

from dataclasses import dataclass, field

from tracker.importers.rows import LeftOut, Problem, Record
from tracker.importers.title_rows import Edition


@dataclass
class Plan:
    """What the sheets of a workbook gave."""

    records: list[Record] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    left_out: list[LeftOut] = field(default_factory=list)
    edition: Edition = field(default_factory=Edition)


def join(plan: Plan, own: Plan, name: str) -> None:
    """Add what one sheet gave to the plan; of a copied sheet only what is new, and say so once."""
    earlier = {_words(record): record.where for record in plan.records}
    copies = {record.where: earlier[_words(record)] for record in own.records if _words(record) in earlier}
    if copies:
        plan.problems.append(Problem(where=name, message=_told(copies, len(own.records))))
        said = {_place(each.where, each.message) for each in plan.problems}
        dropped = {(each.text, each.why) for each in plan.left_out}
        own.problems = [each for each in own.problems if _place(each.where, each.message) not in said]
        own.left_out = [each for each in own.left_out if (each.text, each.why) not in dropped]
    plan.records += [record for record in own.records if record.where not in copies]
    plan.problems += own.problems
    plan.left_out += own.left_out
    plan.edition = own.edition


def _words(record: Record) -> str:
    return record.model_copy(update={"where": ""}).model_dump_json()


def _place(where: str, message: str) -> tuple[str, str]:
    """Give the cell without its sheet: the same doubt on a copy is the same doubt."""
    return where.rpartition("!")[2], message


def _told(copies: dict[str, str], rows: int) -> str:
    sheets = " and ".join(dict.fromkeys(f"“{where.rpartition('!')[0]}”" for where in copies.values()))
    if len(copies) == rows:
        return f"this sheet holds the same table as {sheets}; it was taken once"
    return f"{len(copies)} of the {rows} rows of this sheet stand word for word on {sheets} too; they were taken once"
