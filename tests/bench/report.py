"""The numbers as a table to read and as JSON to compare."""

from typing import Any

from tests.bench.measures import Bare, Question

HEADS = ("", "p50 ms", "p95", "CPU ms", "kB", "floor", "x floor", "x bare", "x bare table", "SELECTs")


def run(every: list[Question], bare: Bare, selects: dict[str, int]) -> dict[str, Any]:
    """Put one run into plain numbers."""
    small, table_took = bare.small.at(0.5), bare.table.at(0.5)
    return {
        "bare": {"p50": round(small, 2), "p95": round(bare.small.at(0.95), 2)},
        "bare_table": {"p50": round(table_took, 2), "p95": round(bare.table.at(0.95), 2)},
        "questions": [_question(each, small, table_took, selects.get(each.name)) for each in every],
    }


def _question(asked: Question, small: float, table_took: float, selects: int | None) -> dict[str, Any]:
    p50, floor = asked.took.at(0.5), asked.floor_took.at(0.5)
    return {
        "name": asked.name,
        "calls": len(asked.took.each),
        "p50": round(p50, 2),
        "p95": round(asked.took.at(0.95), 2),
        "cpu": round(asked.cpu * 1000 / max(1, len(asked.took.each)), 2),
        "kb": round(asked.size / 1000, 1),
        "floor": round(floor, 2) if asked.floor else None,
        "to_floor": round(p50 / floor, 1) if asked.floor else None,
        "to_bare": round(p50 / small, 1),
        "to_bare_table": round(p50 / table_took, 1),
        "selects": selects,
    }


def table(one: dict[str, Any]) -> str:
    """Write a run as a table."""
    lines = [
        f"\n{one['database']}, {one['size']:,} recommendations: bare Dash callback {one['bare']['p50']} ms, "
        f"bare table of 50 rows {one['bare_table']['p50']} ms, worker {one['memory_mb']} MB, "
        f"ready in {one['started_in_s']} s; update and evidence by commands in process "
        f"{one['commands']['p50']} ms (p95 {one['commands']['p95']})",
        _line(HEADS),
    ]
    for each in one["questions"]:
        names = ("name", "p50", "p95", "cpu", "kb", "floor", "to_floor", "to_bare", "to_bare_table", "selects")
        lines.append(_line([each[name] for name in names]))
    return "\n".join(lines)


def _line(cells: Any) -> str:
    first, *rest = ["-" if cell is None else str(cell) for cell in cells]
    return f"{first:<30}" + "".join(f"{cell:>13}" for cell in rest)


def growth(runs: list[dict[str, Any]]) -> str:
    """Say by what factor each question grows from the smallest to the largest size on SQLite."""
    embedded = sorted((one for one in runs if one["database"] == "sqlite"), key=lambda one: one["size"])
    if len(embedded) < 2:
        return ""
    first, last = embedded[0], embedded[-1]
    lines = [f"\nFrom {first['size']:,} to {last['size']:,}, in bare Dash callbacks of the same run:"]
    for small, large in zip(first["questions"], last["questions"], strict=True):
        lines.append(f"{small['name']:<30}{round(large['to_bare'] / small['to_bare'], 2):>13}")
    return "\n".join(lines)
