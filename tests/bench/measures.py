"""The questions of the board pack, each with its floor, asked in turn so that a busy machine burdens all alike."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date

from tests.bench.ask import Browser
from tests.bench.floors import Floor
from tests.bench.pack import ACTIONS, TODAY, TWO_YEARS_AGO
from tests.bench.serve import Served

CALLS, WARM, LONGEST = 30, 3, 25.0
PAST = f"as_at={TWO_YEARS_AGO.isoformat()}"


@dataclass
class Times:
    """Durations of one kind of call, in milliseconds."""

    each: list[float] = field(default_factory=list)

    def add(self, seconds: float) -> None:
        """Take in one more call."""
        self.each.append(seconds * 1000)

    def at(self, part: float) -> float:
        """Give the duration that this part of the calls does not exceed."""
        several = sorted(self.each)
        return several[min(len(several) - 1, int(part * len(several)))] if several else float("nan")


@dataclass
class Question:
    """A question: how to ask the tracker, and how to ask the same of the database by hand."""

    name: str
    ask: Callable[[], bytes]
    floor: Callable[[], None] | None
    selects: Callable[[], int] | None = None
    took: Times = field(default_factory=Times)
    floor_took: Times = field(default_factory=Times)
    cpu: float = 0.0
    size: int = 0


@dataclass
class Bare:
    """The bare Dash callbacks of the same run."""

    browser: Browser
    small: Times = field(default_factory=Times)
    table: Times = field(default_factory=Times)

    def ask(self) -> None:
        """Ask each once."""
        for output, took in (("small", self.small), ("table", self.table)):
            begun = time.perf_counter()
            self.browser.bare(output)
            took.add(time.perf_counter() - begun)


def questions(browser: Browser, floor: Floor, size: int) -> list[Question]:
    """Give the questions of the board pack."""
    late = "/plan?overdue=yes"
    pages = {
        "B2 exceptions, page 1": (late, TODAY, 1),
        "B2 exceptions, page 10": (browser.page_after(late, 9), TODAY, 10),
        "B2 exceptions two years ago": (f"{late}&{PAST}", TWO_YEARS_AGO, 1),
    }
    floor.find_places([TODAY, TWO_YEARS_AGO], [1, 10])
    found = [
        Question("B1 overview today", lambda: browser.page("/"), lambda: floor.overview(TODAY)),
        Question("B1 overview two years ago", lambda: browser.page(f"/?{PAST}"), lambda: floor.overview(TWO_YEARS_AGO)),
    ]
    for name, (address, day, page) in pages.items():
        found.append(_listed(browser, floor, name, (address, day, page)))
    key = size // 2
    return [
        *found,
        Question("B2 whole plan, page 1", lambda: browser.page("/plan"), None),
        Question("B3 trend of 36 months", browser.trend, floor.trend),
        Question("B4 recommendation", lambda: browser.page(f"/recommendations/{key}"), lambda: floor.one(key)),
    ]


def _listed(browser: Browser, floor: Floor, name: str, which: tuple[str, date, int]) -> Question:
    address, day, page = which
    return Question(name, lambda: browser.page(address), lambda: floor.late(day, page))


def form(browser: Browser, floor: Floor, size: int) -> Question:
    """Give the writing question: an update through its form, against a durable write by hand."""
    keys = iter(range(size * ACTIONS // 3, size * ACTIONS))
    others = iter(range(1, size * ACTIONS // 3))
    return Question(
        "B7 update by form",
        lambda: browser.update(next(keys), "Half of the teams are trained."),
        lambda: floor.write(next(others)),
    )


def measure(served: Served, every: list[Question], bare: Bare, *, calls: int = CALLS) -> None:
    """Ask every question so many times, in turn with its floor and with the bare callbacks; bounded in time."""
    for turn in range(-WARM, calls):
        bare.ask()
        for question in every:
            if sum(question.took.each) < LONGEST * 1000:
                _ask(served, question, counted=turn >= 0)
    bare.small.each, bare.table.each = bare.small.each[WARM:], bare.table.each[WARM:]


def _ask(served: Served, question: Question, *, counted: bool) -> None:
    if question.floor is not None:
        begun = time.perf_counter()
        question.floor()
        if counted:
            question.floor_took.add(time.perf_counter() - begun)
    had, begun = served.cpu(), time.perf_counter()
    came = question.ask()
    took = time.perf_counter() - begun
    if counted:
        question.took.add(took)
        question.cpu += served.cpu() - had
        question.size = len(came)
