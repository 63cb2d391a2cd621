"""The trend of ratings, month by month, with what happened around the plan as marks above it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from html import escape
from typing import Any

from dashboards import html
from dashboards.components.dates import in_words, month_in_words
from dashboards.components.tables import Cell, Column
from dashboards.components.tags import LETTERS
from tracker.words import ContextKind, Rating

SHOWN = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)
# Middle tones keep 3:1 against white and against the dark page; pattern and line keep the areas apart without colour.
COLOURS = {Rating.RED: "#d0433b", Rating.AMBER: "#b3760c", Rating.GREEN: "#2f8a57", Rating.GREY: "#7a828a"}
PATTERNS = {Rating.RED: "/", Rating.AMBER: ".", Rating.GREEN: "-", Rating.GREY: "|"}
DASHES = {Rating.RED: "solid", Rating.AMBER: "dash", Rating.GREEN: "dot", Rating.GREY: "dashdot"}
MARKS = {
    ContextKind.DEATH: "cross",
    ContextKind.INSPECTION_JUDGEMENT: "diamond",
    ContextKind.IMPROVEMENT_NOTICE: "triangle-down",
    ContextKind.LEADERSHIP: "square",
    ContextKind.STRUCTURE: "hexagon",
    ContextKind.COMMISSIONER: "pentagon",
    ContextKind.PROMISE: "circle",
    ContextKind.PUBLICATION: "star",
}
INK = "#6b737b"
FONT = "Liberation Sans, Arial, Helvetica, sans-serif"
TOP = 0.84
LETTER_ROOM = 0.075
LOW, HIGH, MARKS_ABREAST = 0.0, 0.6, 40

TREND_COLUMNS = (Column("Month"), *(Column(rating.value, number=True) for rating in SHOWN))
EVENT_COLUMNS = (Column("Mark"), Column("Day"), Column("What happened"))


@dataclass(frozen=True)
class TrendPoint:
    """How many stood at each rating at the end of a month; `hrefs` lead to the lists of what was counted."""

    month_end: date
    red: int
    amber: int
    green: int
    grey: int
    hrefs: Mapping[Rating, str] = field(default_factory=dict)

    def count(self, rating: Rating) -> int:
        """Count the things at one rating."""
        return {Rating.RED: self.red, Rating.AMBER: self.amber, Rating.GREEN: self.green, Rating.GREY: self.grey}[
            rating
        ]


@dataclass(frozen=True)
class TrendEvent:
    """Something that happened around the plan: a judgement, a notice, a change of leadership."""

    on: date
    kind: ContextKind
    sentence: str


def trend(points: Sequence[TrendPoint], events: Sequence[TrendEvent] = ()) -> dict[str, Any]:
    """Draw stacked areas of Red, Amber, Green and Grey over month ends, with numbered marks above them."""
    marked = _within(points, events)
    areas = [_area(rating, points) for rating in SHOWN]
    return {"data": [*areas, _marks(marked, points)] if marked else areas, "layout": _layout(points, marked)}


def trend_sentence(points: Sequence[TrendPoint], since: TrendEvent | None = None, red_then: int | None = None) -> str:
    """Say how the reds moved: "Reds fell from 31 to 18 since the inspection judgement of 14 May 2014.".

    `red_then` counts the reds on the day of the event; without an event the first month end is where it began.
    """
    if not points:
        return "No month has been counted yet."
    last = points[-1]
    if since is not None and red_then is not None:
        return _moved(red_then, last.red, f"the {since.kind.value} of {in_words(since.on)}")
    if len(points) == 1:
        return f"Reds stand at {last.red} at the end of {month_in_words(last.month_end)}."
    return _moved(points[0].red, last.red, f"the end of {month_in_words(points[0].month_end)}")


def _moved(start: int, last: int, since: str) -> str:
    if start == last:
        return f"Reds stand at {last}, unchanged since {since}."
    return f"Reds {'fell' if last < start else 'rose'} from {start} to {last} since {since}."


def trend_rows(points: Sequence[TrendPoint]) -> list[list[Cell]]:
    """Give the numbers of the chart as table rows, newest first."""
    return [[month_in_words(one.month_end), *(_opens(one, rating) for rating in SHOWN)] for one in reversed(points)]


def _opens(one: TrendPoint, rating: Rating) -> Cell:
    number = one.count(rating)
    return html.A(f"{number:,}", href=one.hrefs[rating]) if rating in one.hrefs else number


def event_rows(points: Sequence[TrendPoint], events: Sequence[TrendEvent]) -> list[list[Cell]]:
    """Give the numbered marks of the chart as table rows."""
    return [
        [number, event.on, f"{event.kind.value.capitalize()}: {event.sentence}"]
        for number, event in enumerate(_within(points, events), 1)
    ]


def _area(rating: Rating, points: Sequence[TrendPoint]) -> dict[str, Any]:
    colour = COLOURS[rating]
    return {
        "type": "scatter",
        "mode": "lines",
        "name": rating.value,
        "stackgroup": "ratings",
        "x": [one.month_end.isoformat() for one in points],
        "y": [one.count(rating) for one in points],
        "line": {"color": colour, "width": 2, "dash": DASHES[rating]},
        "fillpattern": {"shape": PATTERNS[rating], "fgcolor": colour, "bgcolor": "rgba(0,0,0,0)", "size": 7},
        "hovertemplate": f"{rating.value} %{{y}}<extra></extra>",
    }


def _marks(events: Sequence[TrendEvent], points: Sequence[TrendPoint]) -> dict[str, Any]:
    return {
        "type": "scatter",
        "mode": "markers+text",
        "name": "What happened",
        "yaxis": "y2",
        "x": [event.on.isoformat() for event in events],
        "y": _heights(events, points),
        "text": [str(number) for number in range(1, len(events) + 1)],
        "textposition": "top center",
        "textfont": {"size": 13},
        "cliponaxis": False,
        "marker": {"symbol": [MARKS[event.kind] for event in events], "size": 11, "color": INK},
        # Plotly reads tags in texts; what people wrote is shown as written.
        "hovertext": [escape(f"{in_words(event.on)}: {event.sentence}", quote=False) for event in events],
        "hovertemplate": "%{hovertext}<extra></extra>",
    }


def _heights(events: Sequence[TrendEvent], points: Sequence[TrendPoint]) -> list[float]:
    """Lift a mark that would stand on the one before it, so that the numbers of both can be read."""
    room = (points[-1].month_end - points[0].month_end) / MARKS_ABREAST
    heights: list[float] = []
    for place, event in enumerate(events):
        crowded = place > 0 and event.on - events[place - 1].on < room and heights[-1] == LOW
        heights.append(HIGH if crowded else LOW)
    return heights


def _layout(points: Sequence[TrendPoint], events: Sequence[TrendEvent]) -> dict[str, Any]:
    return {
        "margin": {"l": 40, "r": 56, "t": 8, "b": 44},
        "paper_bgcolor": "rgba(0,0,0,0)",
        "plot_bgcolor": "rgba(0,0,0,0)",
        "font": {"family": FONT, "size": 14, "color": INK},
        "showlegend": False,
        "hovermode": "closest",
        "hoverlabel": {"bgcolor": "#ffffff", "bordercolor": "#14181f", "font": {"color": "#14181f", "family": FONT}},
        "xaxis": _months(points),
        "yaxis": {
            "domain": [0, TOP],
            "range": [0, _ceiling(points)],
            "fixedrange": True,
            "tickformat": "d",
            "nticks": 6,
        },
        "yaxis2": {"domain": [TOP, 1], "range": [0, 1], "visible": False, "fixedrange": True},
        "annotations": _letters(points),
        "shapes": [_drop(event) for event in events],
    }


def _months(points: Sequence[TrendPoint]) -> dict[str, Any]:
    axis: dict[str, Any] = {"type": "date", "fixedrange": True, "showgrid": False}
    axis |= {"tickformat": "%b<br>%Y", "nticks": 7, "tickangle": 0, "tickfont": {"size": 13}}
    if len(points) > 1:
        axis["range"] = [points[0].month_end.isoformat(), points[-1].month_end.isoformat()]
    return axis


def _ceiling(points: Sequence[TrendPoint]) -> float:
    return 1.06 * max((sum(one.count(rating) for rating in SHOWN) for one in points), default=1) or 1


def _letters(points: Sequence[TrendPoint]) -> list[dict[str, Any]]:
    """Write letter and number beside the end of each area, moved apart where areas are thin."""
    labels, below, lowest = [], 0, 0.0
    for rating in SHOWN if points else ():
        number = points[-1].count(rating)
        height = max(TOP * (below + number / 2) / _ceiling(points), lowest)
        below += number
        if number:
            labels.append(_label(f"{LETTERS[rating]} {number}", height))
            lowest = height + LETTER_ROOM
    return labels


def _label(text: str, height: float) -> dict[str, Any]:
    place = {"xref": "paper", "yref": "paper", "x": 1, "y": height, "xanchor": "left", "yanchor": "middle", "xshift": 6}
    return {**place, "text": text, "showarrow": False}


def _drop(event: TrendEvent) -> dict[str, Any]:
    """Lead the eye from a mark down to the month in which it happened."""
    day = event.on.isoformat()
    line = {"color": INK, "width": 1, "dash": "dot"}
    return {"type": "line", "xref": "x", "yref": "paper", "x0": day, "x1": day, "y0": 0, "y1": 0.87, "line": line}


def _within(points: Sequence[TrendPoint], events: Sequence[TrendEvent]) -> list[TrendEvent]:
    shown = [event for event in events if points and points[0].month_end <= event.on <= points[-1].month_end]
    return sorted(shown, key=lambda event: (event.on, event.sentence))
