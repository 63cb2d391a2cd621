"""Help: the printed key by which everything is rated, and what the words mean."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html
from dashboards.components.dates import in_words
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, table
from dashboards.components.tags import rating_tag
from dashboards.wiring import page
from tracker.queries import key as keys
from tracker.queries.key import Printed
from tracker.visit import Visit
from tracker.words import Permission, Rating


@page("/help", title="Help", needs=Permission.SEE_PLAN, menu=("Help", 9))
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """Print the key in force on the day of the visit."""
    shown = keys.printed(visit)
    return html.Div(
        [
            html.H1("Help"),
            html.P("Delivery says what was done. Rating says how what is left is going. They are never mixed."),
            html.Section([html.H2("The printed key"), _version(shown), _ratings(shown)], id="key"),
            html.Section([html.H2("What the words mean"), summary_list(WORDS)]),
        ]
    )


def _version(shown: Printed) -> Markup:
    return html.P(
        f"Version {shown.version}, in force since {in_words(shown.effective_on)}. Months are calendar months; working "
        "days leave out Saturdays, Sundays and the bank holidays of England."
    )


def _ratings(shown: Printed) -> Markup:
    rules = {
        Rating.RED: (
            f"overdue more than {_months(shown.red_overdue_months)}; or no owner or no due date "
            f"{shown.unowned_working_days} working days after acceptance; or forecast more than "
            f"{_months(shown.red_forecast_months)} late; or {shown.red_extensions} extensions; or an impact test "
            f"failed; or nobody has held the owner post for more than {shown.orphaned_working_days} working days; or "
            "the owner says red"
        ),
        Rating.AMBER: (
            f"overdue up to {_months(shown.red_overdue_months)}; or due within {shown.amber_due_days} days with "
            f"nothing submitted; or forecast after due; or no update for {_months(shown.reporting_cycle_months)}; or "
            f"{shown.amber_extensions} extensions; or no owner or due date (until Red); or the owner says amber"
        ),
        Rating.GREEN: "none of these; acceptance counts as the first update",
        Rating.GREY: "the start lies in the future, with owner and due date known; or paused until its review date",
        Rating.BLUE: "completed (delivered), or shown to have made a difference (embedded)",
    }
    rows: list[list[Cell]] = [[rating_tag(rating), words.capitalize() + "."] for rating, words in rules.items()]
    return table("When a thing has which rating: the first that holds, from the top", ["Rating", "When"], rows)


def _months(number: int) -> str:
    return "1 month" if number == 1 else f"{number} months"


WORDS: list[tuple[str, Cell]] = [
    (
        "Overdue",
        "Measured to the day on which evidence later found adequate was received, not to the day of its check.",
    ),
    ("Re-dated", "The due date was moved by an approved extension. The baseline never changes and stands beside it."),
    ("Completed", "An independent checker found the submitted action's evidence adequate. A meeting held is not that."),
    ("Closed", "A board meeting decided so, once every gate was met. The coordinator and the owner cannot close."),
    ("Embedded", "An impact test showed a difference; the recommendation stays on watch."),
    ("As at", "Every page can be shown as the plan stood on a past day, with the rights of today."),
    (
        "Meeting mode",
        "The screens of one meeting, from its page or from the overview; the arrow keys \N{LEFTWARDS ARROW} and "
        "\N{RIGHTWARDS ARROW} lead from one to the next. What is decided there stands in its minute.",
    ),
    ("Entered later", "Written down on a later day than the one on which it took effect."),
]
