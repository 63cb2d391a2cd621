"""The commands about recurrence; `tracker recur score` and `suggest` need neither a person nor a database."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import typer
from sqlalchemy import Engine

from tracker import schema
from tracker.commands import suggestions
from tracker.database import open_engine, open_visit
from tracker.errors import InputError, TrackerError
from tracker.matching import candidates, model
from tracker.matching.reading import Readings, read
from tracker.matching.score import scores
from tracker.settings import Settings
from tracker.visit import SERVICE

recur = typer.Typer(no_args_is_help=True, help="Find recommendations that may be the same ask.")
Texts = Annotated[Path, typer.Option(help="Recommendations, one JSON object a line with id, review and text.")]
Pairs = Annotated[Path, typer.Option(help="Pairs to score, one JSON object a line with a and b.")]


def register(app: typer.Typer) -> None:
    """Add the commands to the command line."""
    app.add_typer(recur, name="recur")


@recur.command("score")
def score_pairs(texts: Texts, pairs: Pairs) -> None:
    """Print for each pair how sure the machine is, from 0 to 1, that b is the same recommendation as a."""
    rows = _texts(texts)
    known = {str(row["id"]): place for place, row in enumerate(rows)}
    asked = [(str(pair["a"]), str(pair["b"])) for pair in _lines(pairs, needs=("a", "b"))]
    if unknown := [name for pair in asked for name in pair if name not in known]:
        message = f"{texts} has no recommendation {unknown[0]}, which {pairs} asks for. Add it, or take the pair out."
        raise InputError(message)
    wanted = sorted({known[name] for pair in asked for name in pair})
    found, place = _read([rows[each] for each in wanted]), {each: at for at, each in enumerate(wanted)}
    ones, others = (np.array([place[known[pair[side]]] for pair in asked], dtype=np.int64) for side in (0, 1))
    for (one, other), sure in zip(asked, scores(found, ones, found, others).tolist(), strict=True):
        typer.echo(json.dumps({"a": one, "b": other, "score": round(sure, 6)}))


@recur.command()
def suggest(
    texts: Texts, top: Annotated[int, typer.Option(min=1, help="How many to print for each text.")] = 50
) -> None:
    """Print for each text its nearest among those of other reviews, best first."""
    rows = _texts(texts)
    found = _read(rows)
    allowed = candidates.elsewhere([str(row.get("review", "")) for row in rows])
    for row, nearest in zip(rows, candidates.nearest(found, found, allowed, top=top), strict=True):
        for near in nearest:
            pair = {"a": str(row["id"]), "b": str(rows[near.place]["id"]), "score": round(near.score, 6)}
            typer.echo(json.dumps(pair))


@recur.command()
def rebuild() -> None:
    """Match the whole record anew and keep what may be a repeat; changes no ask and no confirmed figure."""
    settings = Settings()
    engine = open_engine(settings)
    if faults := schema.faults(engine):
        raise InputError(" ".join(faults))
    with open_visit(engine, SERVICE, settings, change=True) as visit:
        done = suggestions.match(visit, _model(), again=True)
    typer.echo(f"Matched {done.matched} recommendations; {done.suggested} pairs are kept for a person to judge.")


def match_new(engine: Engine, settings: Settings) -> None:
    """Match what was not matched yet, in a transaction of its own; where that fails, what was recorded stays."""
    try:
        with open_visit(engine, SERVICE, settings, change=True) as visit:
            done = suggestions.match(visit, _model())
    except TrackerError as error:
        typer.echo(f"Recommendations were not matched: {error.sentence} Run `tracker recur rebuild` later.", err=True)
        return
    if done.matched:
        typer.echo(f"Matched {done.matched:,} recommendations; {done.suggested:,} pairs wait for a person.", err=True)


def _read(rows: list[dict[str, Any]]) -> Readings:
    """Read the wordings, with the language model or, saying so, without."""
    return read([str(row["text"]) for row in rows], _model())


def _model() -> model.Model | None:
    try:
        return model.load(Settings().model)
    except model.NoModelError as error:
        typer.echo(str(error), err=True)
        return None


def _texts(path: Path) -> list[dict[str, Any]]:
    rows = list(_lines(path, needs=("id", "text")))
    if len({str(row["id"]) for row in rows}) < len(rows):
        message = f"{path} names an id twice. Give each recommendation an id of its own."
        raise InputError(message)
    return rows


def _lines(path: Path, *, needs: tuple[str, ...]) -> Iterator[dict[str, Any]]:
    """Read a file of JSON objects, one a line; a line that is not one is named."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        message = f"{path} cannot be read as text. Give a file of one JSON object a line."
        raise InputError(message) from error
    for number, line in enumerate(text.splitlines(), 1):
        if line.strip():
            yield _object(line, f"{path}, line {number}", needs)


def _object(line: str, where: str, needs: tuple[str, ...]) -> dict[str, Any]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict) or any(name not in found for name in needs):
        message = f"{where}: expected a JSON object with {' and '.join(needs)}."
        raise InputError(message)
    return found
