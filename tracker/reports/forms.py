"""The forms of the papers: which version each has, and how an earlier one is held against what is made now."""

import re
from collections.abc import Iterable
from typing import Any

from tracker.fold import ERASED
from tracker.words import Edition, ReportKind

FIRST = 1
PUBLIC = Edition.PUBLIC.value
# One more where a paper, or the public edition, gains a part, number, table, column or sentence. What was frozen before
# is then held against what both forms hold; what was frozen before forms were named has the first.
FORMS: dict[str, int] = dict.fromkeys((*ReportKind, PUBLIC), FIRST)
# By what an entry of these lists is known: they are parts of a form. The entries of every other list are the record's.
KNOWN_BY = {"sections": "heading", "grids": "caption", "numbers": "name", "standings": "state", "deliveries": "state"}
# In these tables each row is a figure with its name in front.
OF_FIGURES = frozenset({"Then and now"})


def as_then(told: dict[str, Any], made: dict[str, Any]) -> tuple[dict[str, Any], list[str]]:
    """Give what is made of an edition now as the forms in which it was frozen hold it, and name what these lack.

    What was frozen in a later form than this program knows keeps the name of that form, and so differs.
    """
    then, earlier = told.get("forms", {}), Earlier()
    old = {name for name, form in made["forms"].items() if then.get(name, FIRST) < form}
    papers = [
        earlier.read(one, other, other["kind"]) if other["kind"] in old else other
        for one, other in zip(told["papers"], made["papers"], strict=True)
    ]
    given = {**made, "papers": papers, "forms": {**made["forms"], **{name: then.get(name, FIRST) for name in old}}}
    if PUBLIC in old:
        given["public"] = earlier.read(told["public"], made["public"], PUBLIC)
    if "forms" not in told:
        del given["forms"]
    return given, earlier.lacked


class Earlier:
    """Reads what is made now as an earlier form would hold it, and notes by name what that form lacks.

    Only whole parts are left out, and only those whose name the earlier form does not know: a value that stands in both
    is never touched, and what stands in the earlier one alone is not made up, so that it remains a difference.
    """

    def __init__(self) -> None:
        self.lacked: list[str] = []

    def read(self, told: Any, made: Any, at: str) -> Any:
        """Give what is made now without the parts that what was told lacks."""
        if not isinstance(told, dict) or not isinstance(made, dict):
            return made
        made = self._with_columns(told, made, at)
        self._note(at, (name for name in made if name not in told))
        return {name: self._part(name, told[name], each, at) for name, each in made.items() if name in told}

    def _part(self, name: str, told: Any, made: Any, at: str) -> Any:
        if not isinstance(told, list) or not isinstance(made, list):
            return self.read(told, made, f"{at}: {name}")
        if name == "said":
            return self._sentences(told, made, at)
        if name in KNOWN_BY and _are_named(told, KNOWN_BY[name]) and _are_named(made, KNOWN_BY[name]):
            return self._named(told, made, KNOWN_BY[name], at)
        if len(told) != len(made):
            return made
        return [self.read(one, other, f"{at}: {name}") for one, other in zip(told, made, strict=True)]

    def _named(self, told: list[Any], made: list[Any], by: str, at: str) -> list[Any]:
        pairs = [(next((one for one in told if _is(one[by], each[by])), None), each) for each in made]
        self._note(at, (each[by] for one, each in pairs if one is None))
        return [self.read(one, each, f"{at}: {each[by]}") for one, each in pairs if one is not None]

    def _sentences(self, told: list[str], made: list[str], at: str) -> list[str]:
        """Leave what the earlier form says, where all of it is said now in the same order."""
        kept: list[str] = []
        more: list[str] = []
        for each in made:
            is_next = len(kept) < len(told) and _is(told[len(kept)], each)
            (kept if is_next else more).append(each)
        if len(kept) < len(told):
            return made
        self._note(at, more)
        return kept

    def _with_columns(self, told: dict[str, Any], made: dict[str, Any], at: str) -> dict[str, Any]:
        """Leave of a table the columns that it had."""
        then, now = told.get("heads"), made.get("heads")
        if then is None or now is None or len(set(now)) < len(now):
            return made
        self._note(at, (head for head in now if head not in then))
        places = [place for place, head in enumerate(now) if head in then]
        rows = [[row[place] for place in places] for row in self._rows(told, made, at)]
        return {**made, "heads": [now[place] for place in places], "rows": rows}

    def _rows(self, told: dict[str, Any], made: dict[str, Any], at: str) -> list[Any]:
        """Give the rows of a table; of one that holds figures those that it had."""
        named = [row[0] for row in told["rows"]]
        if made["caption"] not in OF_FIGURES:
            return list(made["rows"])
        self._note(at, (row[0] for row in made["rows"] if row[0] not in named))
        return [row for row in made["rows"] if row[0] in named]

    def _note(self, at: str, names: Iterable[str]) -> None:
        """Name what is lacked, once where every row of the record lacks it."""
        self.lacked += [each for name in names if (each := f"{at}: {name}") not in self.lacked]


def _is(told: str, made: str) -> bool:
    """Tell whether both are the same text, but for wording in it that was erased since."""
    if ERASED not in made:
        return told == made
    return re.fullmatch(".*".join(map(re.escape, made.split(ERASED))), told, re.DOTALL) is not None


def _are_named(parts: list[Any], by: str) -> bool:
    """Tell whether each part has a name of its own; where two share one, nothing is left out."""
    return len({each[by] for each in parts}) == len(parts)
