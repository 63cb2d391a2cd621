"""The time line of an ask: years along, when it was recommended, said to be done and still open, practice shaded."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria
from dashboards.components.dates import in_words

RECOMMENDED, SAID_DONE, STILL_OPEN = "●", "■", "○"
KEY = f"{RECOMMENDED} recommended, {SAID_DONE} said to be done, {STILL_OPEN} still open, dashed box: practice period"
LEFT, RIGHT = 3.0, 97.0
MOST_YEARS = 8


@dataclass(frozen=True)
class Stretch:
    """One recommendation on the line: when it was made and said to be done, and the practice its review looked at."""

    cited: str
    made_on: date | None
    said_done_on: date | None
    said_done: str
    still_open: bool
    practice: tuple[date, date] | None
    open_again_on: date | None = None


@dataclass(frozen=True)
class Scale:
    """From the first day to the last of all lines of a page, so that they can be read one under the other."""

    first: date
    last: date

    def at(self, day: date) -> float:
        """Give how far along a day lies, in hundredths of the width."""
        whole = max(1, (self.last - self.first).days)
        part = min(max((day - self.first).days, 0), whole) / whole
        return LEFT + (RIGHT - LEFT) * part


def scale_of(several: Iterable[Stretch], today: date) -> Scale:
    """Give a scale from the first of January before all of them to the day that is looked at."""
    days = [day for each in several for day in (each.made_on, each.practice[0] if each.practice else None) if day]
    return Scale(date(min([*days, today]).year, 1, 1), max([*days, today]))


def timeline(several: Sequence[Stretch], scale: Scale) -> Markup:
    """Draw one line; whoever cannot see it hears its sentence."""
    inside = [*_years(scale), *_practices(several, scale), *_course(several, scale), *_marks(several, scale)]
    return html.Svg(inside, className="timeline", role="img", **aria(label=sentence(several)))


def sentence(several: Sequence[Stretch]) -> str:
    """Say what the line shows, text by text."""
    return "; ".join(_told(each) for each in several) + "."


def _told(each: Stretch) -> str:
    said = [f"{each.cited} recommended on {in_words(each.made_on)}" if each.made_on else f"{each.cited} recommended"]
    said += [f"practice from {in_words(each.practice[0])} to {in_words(each.practice[1])}"] if each.practice else []
    said += [f"{each.said_done} on {in_words(each.said_done_on)}"] if each.said_done_on else []
    said += [f"open again on {in_words(each.open_again_on)}"] if each.open_again_on and each.said_done_on else []
    said += ["still open"] if each.still_open else []
    return ", ".join(said)


def _percent(value: float) -> str:
    return f"{value:.2f}%"


def _years(scale: Scale) -> list[Markup]:
    """Draw the first of January of every few years, with the year under it."""
    every = list(range(scale.first.year, scale.last.year + 1))
    step = -(-len(every) // MOST_YEARS)
    drawn = []
    for year in every[::step]:
        x = _percent(scale.at(date(year, 1, 1)))
        drawn += [html.Line(x1=x, x2=x, y1="0", y2="70%", className="year"), html.Text(str(year), x=x, y="96%")]
    return drawn


def _practices(several: Sequence[Stretch], scale: Scale) -> list[Markup]:
    known = sorted({each.practice for each in several if each.practice})
    return [
        html.Rect(
            x=_percent(scale.at(first)),
            y="6%",
            width=_percent(max(0.6, scale.at(last) - scale.at(first))),
            height="56%",
            className="practice",
        )
        for first, last in known
    ]


def _course(several: Sequence[Stretch], scale: Scale) -> list[Markup]:
    """Draw the lines in which each was open: until it was said to be done, and again from when it was open again."""
    spans = [span for each in several for span in _open(each, scale.last)]
    return [
        html.Line(x1=_percent(scale.at(first)), x2=_percent(scale.at(last)), y1="34%", y2="34%", className="course")
        for first, last in spans
    ]


def _open(each: Stretch, today: date) -> list[tuple[date, date]]:
    made = each.made_on
    found = [(made, each.said_done_on or today)] if made and (each.said_done_on or each.still_open) else []
    again = each.open_again_on
    return [*found, (again, today)] if again and each.said_done_on and each.still_open else found


def _marks(several: Sequence[Stretch], scale: Scale) -> list[Markup]:
    marks = [(each.made_on, RECOMMENDED) for each in several if each.made_on]
    marks += [(each.said_done_on, SAID_DONE) for each in several if each.said_done_on]
    marks += [(scale.last, STILL_OPEN)] if any(each.still_open for each in several) else []
    return [html.Text(sign, x=_percent(scale.at(day)), y="48%", className="mark") for day, sign in marks]
