"""What a person can do here: one way for each thing, and nothing that they may not do."""

from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup

from dashboards import html
from tracker.access import allows
from tracker.visit import Visit
from tracker.words import Permission

HEADING = "What you can do"


@dataclass(frozen=True)
class Offer:
    """One thing to do: its words, its address, what it needs, and whether it makes sense as things stand."""

    words: str
    href: str
    needs: Permission
    fits: bool = True


def offers(visit: Visit, several: Sequence[Offer]) -> Markup | None:
    """Offer what this person may do on the plan of today; the past is only looked at."""
    if not (found := able(visit, several)):
        return None
    items = [html.Li(html.A(each.words, href=each.href)) for each in found]
    inside = [html.H2(HEADING), html.Ul(items)]
    return html.Nav(inside, className="offers", **{"aria-label": HEADING})


def able(visit: Visit, several: Sequence[Offer]) -> list[Offer]:
    """Choose what this person may do on the plan of today and what makes sense as things stand."""
    if visit.as_at != visit.today:
        return []
    return [each for each in several if each.fits and allows(visit.who, each.needs)]


def buttons(visit: Visit, several: Sequence[Offer], label: str) -> Markup | None:
    """Offer the same as buttons, large enough to be read from afar; the label names them for who does not see them."""
    items = [html.Li(html.A(each.words, href=each.href, className="button second")) for each in able(visit, several)]
    return html.Nav(html.Ul(items), className="choices", **{"aria-label": label}) if items else None
