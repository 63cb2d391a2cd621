"""How long what was said to be done stayed away: a line of steps, down at each return, with the half marked."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria
from tracker.rules.survival import Step

LEFT, RIGHT, TOP, FOOT = 12.0, 97.0, 8.0, 78.0


def survival(steps: Sequence[Step]) -> Markup:
    """Draw the steps; whoever cannot see them hears their sentence."""
    longest = max(1, -(-int(steps[-1].years * 10) // 10))
    inside = [*_frame(longest), *_line(steps, longest)]
    return html.Svg(inside, className="timeline survival", role="img", **aria(label=sentence(steps)))


def sentence(steps: Sequence[Step]) -> str:
    """Say what the line shows, step by step."""
    return "; ".join(f"after {each.years:.1f} years {100 * each.left:.0f}% had not come back" for each in steps) + "."


def _x(years: float, longest: int) -> str:
    return f"{LEFT + (RIGHT - LEFT) * min(years / longest, 1):.2f}%"


def _y(share: float) -> str:
    return f"{FOOT - (FOOT - TOP) * share:.2f}%"


def _frame(longest: int) -> list[Markup]:
    """Draw all, half and none along the side, and the years along the foot."""
    drawn = []
    for share in (1.0, 0.5, 0.0):
        drawn.append(html.Line(x1=_x(0, 1), x2=_x(1, 1), y1=_y(share), y2=_y(share), className="year"))
        drawn.append(html.Text(f"{100 * share:.0f}%", x="5%", y=f"{FOOT - (FOOT - TOP) * share + 3:.2f}%"))
    step = -(-longest // 8)
    return drawn + [html.Text(str(year), x=_x(year, longest), y="97%") for year in range(0, longest + 1, step)]


def _line(steps: Sequence[Step], longest: int) -> list[Markup]:
    """Go along until something came back, and down by it."""
    drawn, before, share = [], 0.0, 1.0
    for each in steps:
        drawn += [_stroke((before, share), (each.years, share), longest)]
        drawn += [_stroke((each.years, share), (each.years, each.left), longest)]
        before, share = each.years, each.left
    return [*drawn, _stroke((before, share), (longest, share), longest)]


def _stroke(one: tuple[float, float], other: tuple[float, float], longest: int) -> Markup:
    (begun, high), (ended, low) = one, other
    return html.Line(x1=_x(begun, longest), x2=_x(ended, longest), y1=_y(high), y2=_y(low), className="course")
