"""Dates as a chair would read them out."""

from datetime import date

from markupsafe import Markup

from dashboards import html

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
LONG_MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip


def in_words(day: date | None) -> str:
    """Write a day as "22 Nov 2026", in English whatever the server's language."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}" if day else "Not known"


def day_shown(day: date | None) -> Markup | str:
    """Write a day so that no line breaks inside it."""
    return html.Time(in_words(day), dateTime=day.isoformat(), className="nowrap") if day else in_words(day)


def month_in_words(day: date | None) -> str:
    """Write the month of a day as "November 2026"."""
    return f"{LONG_MONTHS[day.month - 1]} {day.year}" if day else "Not known"
