"""Reads the illustrative plan of the worked example and refuses what contradicts itself."""

import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from seed.plan_checks import problems
from seed.plan_entries import IllustrativePlan
from tracker.errors import InputError, RuleBrokenError

__all__ = ["FOLDER", "IllustrativePlan", "read_illustrative_plan"]

FOLDER = Path(__file__).parent / "illustrative"
FILES = {
    "people": "partnership.toml",
    "response": "responses.toml",
    "around": "around.toml",
    "blind": "blind.toml",
    "action_files": "actions",
}
FLAT = frozenset({"responses.toml", "recommendations.toml"})


def read_illustrative_plan(folder: Path = FOLDER) -> IllustrativePlan:
    """Read the illustrative plan and refuse it when its entries contradict one another or the board's rules."""
    parts = dict(_parts(folder))
    try:
        plan = IllustrativePlan.model_validate(parts)
    except ValidationError as error:
        raise InputError("; ".join(_complaints(parts, error)), field=folder.name) from error
    if found := problems(plan):
        raise RuleBrokenError(found)
    return plan


def _parts(folder: Path) -> Iterator[tuple[str, Any]]:
    yield "people", _toml(folder / "partnership.toml")
    yield from _toml(folder / "responses.toml").items()
    yield from _toml(folder / "recommendations.toml").items()
    yield "around", _toml(folder / "around.toml")
    yield "blind", _toml(folder / "blind.toml")
    files = sorted((folder / "actions").glob("*.toml"))
    yield "action_files", [{"name": f"actions/{file.name}", **_toml(file)} for file in files]


def _toml(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (OSError, tomllib.TOMLDecodeError) as error:
        raise InputError(f"{file.name} cannot be read: {error}", field=file.name) from error


def _complaints(parts: dict[str, Any], error: ValidationError) -> Iterator[str]:
    """Name the file, the place in it (entries are counted from 0) and the fault of each entry that does not fit."""
    for fault in error.errors():
        part, *place = fault["loc"]
        file = FILES.get(str(part), "recommendations.toml")
        if part == "action_files" and place:
            file, place = parts["action_files"][place[0]]["name"], place[1:]
        yield f"{file}, {'.'.join(map(str, [part, *place] if file in FLAT else place))}: {fault['msg']}"
