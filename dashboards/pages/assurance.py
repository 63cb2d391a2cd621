"""The assurance of a recommendation in one sentence: what is shown, what the evidence allows, and who set it lower."""

from markupsafe import Markup

from dashboards import html
from dashboards.components.dates import in_words
from tracker.queries.recommendation import Whole


def assured(whole: Whole) -> Markup:
    """Say how sure one may be that a recommendation made a difference, and why."""
    now = whole.assured
    allowed = f"The adequate evidence allows {now.allowed.value} assurance."
    told = [html.P([html.Strong(now.shown.value.capitalize()), ". ", allowed], id="assurance")]
    if now.decided is not None and now.decided.assurance is not None:
        on, level = in_words(now.decided.on), now.decided.assurance.value
        told.append(html.P(f"{now.decided.meeting} set it to {level} on {on}: {now.decided.reason}"))
    return html.Section([html.H2("Assurance"), *told])
