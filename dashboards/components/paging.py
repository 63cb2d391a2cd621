"""Previous and next: links that carry the place to go on from."""

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria


def paging(*, previous_href: str = "", next_href: str = "", sentence: str = "", what: str = "rows") -> Markup:
    """Link to the rows before and after; with neither there is only the sentence that says how many there are."""
    links: list[Markup] = []
    if previous_href:
        links.append(html.A(f"Previous {what}", href=previous_href, rel="prev"))
    if next_href:
        links.append(html.A(f"Next {what}", href=next_href, rel="next"))
    said: list[Markup] = [html.P(sentence)] if sentence else []
    if not links:
        return html.Div(said, className="paging")
    return html.Nav([*said, *links], className="paging", **aria(label=f"More {what}"))
