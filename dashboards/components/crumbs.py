"""The way to this page, from the list in which the record stands."""

from collections.abc import Sequence

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria


def crumbs(way: Sequence[tuple[str, str]], here: str) -> Markup:
    """Lead back along the way; where the reader stands is the last word and no link."""
    links = [html.Li(html.A(words, href=href)) for words, href in way]
    last = html.Li(html.Span(here, **aria(current="page")))
    return html.Nav(html.Ol([*links, last]), className="crumbs", **aria(label="Breadcrumb"))
