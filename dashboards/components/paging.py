"""Previous and next: links that carry the place to go on from."""

from dash import html
from dash.development.base_component import Component

from dashboards.components.attributes import aria


def paging(
    *, previous_href: str = "", next_href: str = "", sentence: str = "", what: str = "rows"
) -> html.Nav | html.Div:
    """Link to the rows before and after; with neither there is only the sentence that says how many there are."""
    links: list[Component] = []
    if previous_href:
        links.append(html.A(f"Previous {what}", href=previous_href, rel="prev"))
    if next_href:
        links.append(html.A(f"Next {what}", href=next_href, rel="next"))
    said: list[Component] = [html.P(sentence)] if sentence else []
    if not links:
        return html.Div(said, className="paging")
    return html.Nav([*said, *links], className="paging", **aria(label=f"More {what}"))
