"""Reads what pages draw: markup and what Dash sends, as one tree of elements."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import Any

EMPTY = {"input"}


class _Grown(HTMLParser):
    """Markup as a tree: elements are `{"type": "td", "props": {..., "children": [...]}}`, text is text."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.open: list[list[Any]] = [[]]
        self.feed(markup)
        self.close()
        assert len(self.open) == 1, f"not closed: {markup[:200]}"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        inside: list[Any] = []
        self.open[-1].append({"type": tag, "props": {**dict(attrs), "children": inside}})
        if tag not in EMPTY:
            self.open.append(inside)

    def handle_endtag(self, _tag: str) -> None:
        self.open.pop()

    def handle_data(self, data: str) -> None:
        self.open[-1].append(data)


def tree_of(markup: str) -> list[Any]:
    """Read markup as a tree."""
    return _Grown(markup).open[0]


def parts_of(drawn: Any, kind: str = "") -> Iterator[dict[str, Any]]:
    """Walk through every element, or every one of a kind, of markup or of what Dash sends."""
    if isinstance(drawn, str):
        drawn = tree_of(drawn)
    if isinstance(drawn, list):
        for each in drawn:
            if not isinstance(each, str):
                yield from parts_of(each, kind)
    elif isinstance(drawn, dict) and drawn.get("type") == "Markup":
        yield from parts_of(tree_of(drawn["props"]["html"]), kind)
    elif isinstance(drawn, dict) and "type" in drawn:
        if kind in {"", drawn["type"]}:
            yield drawn
        yield from parts_of(drawn["props"].get("children"), kind)


def words_of(tree: Any) -> str:
    """Give the text of a tree in the order of reading."""
    if isinstance(tree, list):
        return "".join(words_of(each) for each in tree)
    if isinstance(tree, dict):
        return words_of(tree.get("props", {}).get("children"))
    return "" if tree is None else str(tree)


def first_number(words: str) -> int | None:
    """Give the first number that stands in a text."""
    found = re.search(r"\d[\d,]*", words)
    return int(found.group().replace(",", "")) if found else None
