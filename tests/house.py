"""The size limits of the house, checked over the whole tree: `python -m tests.house`."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).parent.parent
PACKAGES = ("tracker", "dashboards", "seed")
LONGEST_FILE, LONGEST_FUNCTION, SMELL = 300, 60, 40
MOST_PARAMETERS, DEEPEST = 6, 4
NESTS = (ast.For, ast.While, ast.If, ast.With, ast.Try)


def faults() -> Iterator[str]:
    """Name every file and function that is too large."""
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            yield from _file_faults(path)


# Lists of words and nothing else: one place to find any of them beats a short file.
LISTS = {"tracker/words.py"}


def _file_faults(path: Path) -> Iterator[str]:
    text = path.read_text()
    where = path.relative_to(ROOT)
    if (lines := text.count("\n")) > LONGEST_FILE and str(where) not in LISTS:
        yield f"{where}: {lines} lines, at most {LONGEST_FILE}"
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield from _function_faults(str(where), node)


def _function_faults(where: str, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    length = (node.end_lineno or node.lineno) - node.lineno + 1
    if length > SMELL:
        yield f"{where}:{node.lineno} {node.name}: {length} lines, at most {SMELL}"
    given = [*node.args.posonlyargs, *node.args.args, *node.args.kwonlyargs]
    if len(given) > MOST_PARAMETERS + 1:
        yield f"{where}:{node.lineno} {node.name}: {len(given)} parameters, at most {MOST_PARAMETERS} beside the visit"
    if (depth := _depth(node)) > DEEPEST:
        yield f"{where}:{node.lineno} {node.name}: nested {depth} deep, at most {DEEPEST}"


def _depth(node: ast.AST) -> int:
    inside = max((_depth(child) for child in ast.iter_child_nodes(node)), default=0)
    return inside + isinstance(node, NESTS)


if __name__ == "__main__":
    found = list(faults())
    print("\n".join(found) or "Every file and function keeps within the house's sizes.")
    sys.exit(1 if found else 0)
