"""Filters: a plain form that asks for the same page again with the chosen values in its address."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from markupsafe import Markup

from dashboards import html
from dashboards.components.attributes import aria


@dataclass(frozen=True)
class Choose:
    """A list of values and their words, of which one is chosen."""

    name: str
    label: str
    options: Sequence[tuple[str, str]]
    value: str = ""


@dataclass(frozen=True)
class Write:
    """A line of text, such as words to search for."""

    name: str
    label: str
    value: str = ""
    hint: str = ""


@dataclass(frozen=True)
class Day:
    """A date, written as text because every browser and screen reader copes with it."""

    name: str
    label: str
    value: str = ""
    hint: str = "For example, 22 Nov 2026"


Asked = Choose | Write | Day


@dataclass(frozen=True)
class Target:
    """The page that the form asks for, what stays in its address, and the address without filters."""

    action: str
    kept: Mapping[str, str] = field(default_factory=dict)
    clear_href: str = ""


def filters(to: Target, asked: Sequence[Asked], *, name: str = "filter", submit: str = "Apply filter") -> Markup:
    """Draw the filter form; it works with the keyboard and without any callback."""
    buttons: list[Markup] = [html.Button(submit, type="submit", className="button second")]
    if to.clear_href:
        buttons.append(html.A("Clear filter", href=to.clear_href))
    kept = [html.Input(type="hidden", id=f"{name}-{key}", name=key, value=value) for key, value in to.kept.items()]
    return html.Form(
        [*kept, *[_field(one, f"{name}-{one.name}") for one in asked], html.Div(buttons, className="buttons")],
        action=to.action,
        method="get",
        className="filters",
        role="search",
        **aria(label=sentence_of(submit)),
    )


def sentence_of(submit: str) -> str:
    """Name the form by what its button does."""
    return f"{submit} to this page"


def _field(asked: Asked, ident: str) -> Markup:
    label = html.Label(asked.label, htmlFor=ident)
    if isinstance(asked, Choose):
        return html.Div([label, _select(asked, ident)], className="field")
    hinted = f"{ident}-hint" if asked.hint else None
    hint = html.Span(asked.hint, className="hint", id=hinted) if hinted else None
    line = html.Input(
        type="text", id=ident, name=asked.name, value=asked.value, autoComplete="off", **{"aria-describedby": hinted}
    )
    return html.Div([label, hint, line], className="field")


def _select(asked: Choose, ident: str) -> Markup:
    options = [html.Option(word, value=value, selected=value == asked.value) for value, word in asked.options]
    return html.Select(options, id=ident, name=asked.name)
