"""The list of themes: a controlled list, each with its definition."""

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind
from dashboards.forms import Form, form
from tracker.commands import themes
from tracker.queries import choices
from tracker.visit import Visit
from tracker.words import Permission


def ask_theme(visit: Visit) -> Form:
    """Ask for a theme and what it means."""
    return Form(
        title="Record a theme",
        lead="A theme is given to every recommendation that asks for the same, so that what recurs can be seen.",
        fields=[
            Field("key", "Short key, for example SUPERVISION"),
            Field("name", "Name"),
            Field("definition", "What belongs under it, and what does not?", Kind.TEXTAREA),
            Field("aliases", "Other names for it (optional)"),
            Field(
                "parent",
                "Under which theme does it stand? (optional)",
                Kind.SELECT,
                options=read.options(choices.themes(visit), none="Under none"),
            ),
        ],
        submit="Record the theme",
        cancel_href="/partnership",
    )


@form("/themes/new", needs=Permission.KEEP_THEMES, ask=ask_theme)
def record_theme(visit: Visit, typed: Typed) -> str:
    """Record a theme."""
    told = {name: typed.get(name, "") for name in ("name", "definition", "aliases")}
    parent = read.maybe_key(typed, "parent", "Choose a theme from the list.")
    themes.record_theme(visit, typed.get("key", ""), parent_id=parent, **told)
    return "/partnership"
