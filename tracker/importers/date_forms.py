"""One written date: each form that boards use, and the day it comes to. Day first, always; nothing is guessed."""

import calendar
import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from tracker.importers import limits
from tracker.importers.rows import DueKind, DuePrecision

MONTHS = {
    name: number
    for number, names in enumerate(
        ("jan january", "feb february", "mar march", "apr april", "may", "jun june", "jul july", "aug august",
         "sep sept september", "oct october", "nov november", "dec december"),
        start=1,
    )
    for name in names.split()
}  # fmt: skip
MONTH = r"(?:" + "|".join(sorted(MONTHS, key=len, reverse=True)) + r")"
NAMED = rf"(?P<month>{MONTH})\.?"
YEAR = r"'?(?P<year>\d{4}|\d{2})"
ORDINAL = r"(?P<day>\d{1,2})(?:\s?(?:st|nd|rd|th))?"
PAIR = r"(?P<first>\d{4}|\d{2})\s?[/-]\s?(?P<second>\d{4}|\d{2})"
WEEKDAY = r"(?:(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?,?\s)?"
QUARTER_ENDS = {1: (6, 30), 2: (9, 30), 3: (12, 31), 4: (3, 31)}
SEASON_ENDS = {"spring": (5, 31), "summer": (8, 31), "autumn": (11, 30), "xmas": (12, 25), "christmas": (12, 25)}
COUNTS = ("a", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve")
NUMBERS = {word: max(number, 1) for number, word in enumerate(COUNTS)} | {"eighteen": 18}

NO_SUCH_DAY = "no such day"
NO_YEAR = "no year is written, and the publication date that would tell it is not known"


class NoSuchDayError(ValueError):
    """A date is written that no calendar has, or whose year is out of reach."""


@dataclass(frozen=True)
class Form:
    """What a written date comes to; `iso` is None when it needs a publication date that is not known."""

    kind: DueKind
    iso: date | None
    precision: DuePrecision | None
    note: str | None = None
    doubt: str | None = None


def read_form(words: str, published_on: date | None) -> Form | None:
    """Read words that are one date and nothing else; None when they are not."""
    for pattern, read in FORMS:
        if found := pattern.fullmatch(words):
            return read(found, published_on)
    return None


def year_of(written: str) -> int:
    """Read the year; two digits are of this century, from 90 on of the last."""
    number = int(written)
    if len(written) == 2:
        number += 1900 if number >= limits.FIRST_YEAR % 100 else 2000
    return number


def day_of(year: int, month: int, day: int) -> date:
    """Give that day, if the calendar has it and its year is within reach."""
    if not limits.FIRST_YEAR <= year <= limits.LAST_YEAR:
        raise NoSuchDayError(f"the year {year} is outside {limits.FIRST_YEAR} to {limits.LAST_YEAR}")
    try:
        return date(year, month, day)
    except ValueError as fault:
        raise NoSuchDayError(NO_SUCH_DAY) from fault


def month_end(year: int, month: int) -> date:
    """Give the last day of the month."""
    first = day_of(year, month, 1)
    return first.replace(day=calendar.monthrange(year, month)[1])


def months_after(day: date, months: int) -> date:
    """Give the same day some months on, or the last day of a shorter month."""
    years, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_end(years, month + 1)
    return last.replace(day=min(day.day, last.day))


def _next(published_on: date | None, month: int, day: int | None) -> date | None:
    """Find the first such day, or end of such a month, from the publication on."""
    if published_on is None:
        return None
    for year in (published_on.year, published_on.year + 1):
        found = day_of(year, month, day) if day else month_end(year, month)
        if found >= published_on:
            return found
    return None


def _yearless(form: Form) -> Form:
    note = "year from the plan" if form.iso else NO_YEAR
    return Form(form.kind, form.iso, form.precision, note)


def _numeric(found: re.Match[str], _published_on: date | None) -> Form:
    day = day_of(year_of(found["year"]), int(found["m"]), int(found["day"]))
    # Three numbers of two digits could be meant in another order.
    doubt = f"the year has two digits; read as {day:%-d %b %Y}" if len(found["year"]) == 2 else None
    return Form(DueKind.DATE, day, DuePrecision.DAY, doubt=doubt)


def _named(found: re.Match[str], _published_on: date | None) -> Form:
    day = day_of(year_of(found["year"]), MONTHS[found["month"]], int(found["day"]))
    return Form(DueKind.DATE, day, DuePrecision.DAY)


def _named_yearless(found: re.Match[str], published_on: date | None) -> Form:
    month, day = MONTHS[found["month"]], int(found["day"])
    day_of(2000, month, day)
    return _yearless(Form(DueKind.DATE, _next(published_on, month, day), DuePrecision.DAY))


def _month(found: re.Match[str], _published_on: date | None) -> Form:
    month = int(found["m"]) if "m" in found.re.groupindex else MONTHS[found["month"]]
    return Form(DueKind.MONTH, month_end(year_of(found["year"]), month), DuePrecision.MONTH)


def _iso_month(found: re.Match[str], _published_on: date | None) -> Form | None:
    if int(found["m"]) == (int(found["year"]) + 1) % 100:
        return None  # "2011-12" may be a month or a financial year.
    return _month(found, _published_on)


def _month_yearless(found: re.Match[str], published_on: date | None) -> Form:
    end = _next(published_on, MONTHS[found["month"]], None)
    return _yearless(Form(DueKind.MONTH, end, DuePrecision.MONTH))


def _two_months(found: re.Match[str], _published_on: date | None) -> Form:
    end = month_end(year_of(found["year"]), MONTHS[found["month"]])
    return Form(DueKind.TWO_MONTHS, end, DuePrecision.MONTH, "two dates; the last one closes")


def _week(found: re.Match[str], published_on: date | None) -> Form | None:
    day = read_form(found["rest"], published_on)
    if day is None or day.precision is not DuePrecision.DAY:
        return None
    return Form(DueKind.WEEK, day.iso, DuePrecision.WEEK, day.note, day.doubt)


def _financial(found: re.Match[str]) -> int | None:
    """Give the first year of a pair such as 2018/19; None when the two do not follow each other."""
    first = year_of(found["first"])
    follows = (first + 1) % 10 ** len(found["second"]) == int(found["second"])
    return first if follows else None


def _quarter(found: re.Match[str], published_on: date | None) -> Form | None:
    month, day = QUARTER_ENDS[int(found["q"] or found["nth"])]
    note = "financial year from April"
    if found["first"] is None and found["year"] is None:
        end = _next(published_on, month, day)
        return Form(DueKind.QUARTER, end, DuePrecision.QUARTER, note if end else NO_YEAR)
    if found["first"]:
        first = _financial(found)
        if first is None:
            return None
        return Form(DueKind.QUARTER, day_of(first + (month == 3), month, day), DuePrecision.QUARTER, note)
    if month == 3:
        return None  # "Q4 2016" may be meant to end in March of 2016 or of 2017.
    return Form(DueKind.QUARTER, day_of(year_of(found["year"]), month, day), DuePrecision.QUARTER, note)


def _season(found: re.Match[str], published_on: date | None) -> Form:
    month, day = SEASON_ENDS[found["season"]]
    if found["year"] is None:
        return _yearless(Form(DueKind.SEASON, _next(published_on, month, day), DuePrecision.SEASON))
    return Form(DueKind.SEASON, day_of(year_of(found["year"]), month, day), DuePrecision.SEASON)


def _winter(found: re.Match[str], _published_on: date | None) -> Form | None:
    first = _financial(found)
    if first is None:
        return None
    return Form(DueKind.SEASON, month_end(first + 1, 2), DuePrecision.SEASON)


def _financial_year(found: re.Match[str], _published_on: date | None) -> Form | None:
    first = _financial(found)
    if first is None:
        return None
    return Form(DueKind.FINANCIAL_YEAR, day_of(first + 1, 3, 31), DuePrecision.YEAR, "financial year from April")


def _year_end(found: re.Match[str], _published_on: date | None) -> Form:
    return Form(DueKind.YEAR, day_of(int(found["year"]), 12, 31), DuePrecision.YEAR)


def _relative(found: re.Match[str], published_on: date | None) -> Form:
    if published_on is None:
        return Form(DueKind.RELATIVE, None, None, "counted from the publication date, which is not known")
    day_of(published_on.year, 1, 1)
    count = NUMBERS.get(found["count"]) or int(found["count"])
    unit = found["unit"]
    if unit in {"month", "year"}:
        end = months_after(published_on, count * (12 if unit == "year" else 1))
    else:
        end = published_on + timedelta(days=count * (7 if unit == "week" else 1))
    return Form(
        DueKind.RELATIVE, day_of(end.year, end.month, end.day), DuePrecision.DAY, "counted from the publication date"
    )


def _serial(found: re.Match[str], _published_on: date | None) -> Form:
    day = date(1899, 12, 30) + timedelta(days=int(found["serial"]))
    return Form(DueKind.EXCEL_SERIAL, day_of(day.year, day.month, day.day), DuePrecision.DAY)


Reader = Callable[[re.Match[str], date | None], Form | None]
SPACE = r"[\s,./-]*"
FORMS: list[tuple[re.Pattern[str], Reader]] = [
    (re.compile(pattern, re.ASCII), read)
    for pattern, read in (
        (rf"{WEEKDAY}(?P<day>\d{{1,2}})\s?[./\s-]\s?(?P<m>\d{{1,2}})\s?[./\s-]\s?(?P<year>\d{{4}}|\d{{2}})", _numeric),
        (r"(?P<year>\d{4})[./-](?P<m>\d{1,2})[./-](?P<day>\d{1,2})(?:[t ]\d\d:\d\d(?::\d\d(?:\.\d+)?)?)?", _numeric),
        (rf"{WEEKDAY}(?:the )?{ORDINAL}{SPACE}(?:of )?{NAMED}{SPACE}{YEAR}", _named),
        (rf"{WEEKDAY}{NAMED}\s?{ORDINAL}(?:,\s?|\s)(?P<year>\d{{4}})", _named),
        (rf"{NAMED}{SPACE}{YEAR}", _month),
        (r"(?P<m>\d{1,2})\s?[./-]\s?(?P<year>\d{4})", _month),
        (r"(?P<year>\d{4})-(?P<m>0[1-9]|1[0-2])", _iso_month),
        (rf"{WEEKDAY}(?:the )?{ORDINAL}{SPACE}(?:of )?{NAMED}", _named_yearless),
        (rf"{NAMED}\s?(?P<day>\d{{1,2}})\s?(?:st|nd|rd|th)", _named_yearless),
        (NAMED, _month_yearless),
        (rf"{MONTH}\.?(?:{SPACE}'?\d{{2,4}})?\s?(?:&|and|/|,|-|to|\n)\s?{NAMED}{SPACE}{YEAR}", _two_months),
        (r"(?:w/?[ce]|w/?b|week (?:commencing|beginning|ending))[:\s]\s?(?P<rest>.{1,40})", _week),
        (r"(?:q(?:uarter)?\s?(?P<q>[1-4])|(?P<nth>[1-4])(?:st|nd|rd|th) quarter)"
         rf"(?:\s?(?:of |,|-)?\s?(?:{PAIR}|{YEAR}))?",
         _quarter),
        (rf"(?P<season>{'|'.join(SEASON_ENDS)})(?:\s?(?:of )?{YEAR})?", _season),
        (rf"winter (?:of )?{PAIR}", _winter),
        (rf"(?:f/?y|financial year)\s?{PAIR}", _financial_year),
        (r"(?P<first>\d{4})\s?/\s?(?P<second>\d{4}|\d{2})", _financial_year),
        (r"(?P<first>\d{4})\s?-\s?(?P<second>\d{4}|1[3-9]|[2-9]\d)", _financial_year),
        (r"(?:the )?end (?:of )?(?P<year>\d{4})", _year_end),
        (rf"(?:with)?in (?P<count>\d{{1,3}}|{'|'.join(NUMBERS)}) (?P<unit>day|week|month|year)s?'?"
         r"(?: time)?(?: (?:of|from|after) (?:the )?(?:publication|report)(?: date)?)?", _relative),
        (rf"(?P<count>\d{{1,3}}|{'|'.join(NUMBERS)}) (?P<unit>day|week|month|year)s?"
         r"(?:(?: of| from| after) (?:the )?(?:publication|report)(?: date)?)?", _relative),
        (r"(?P<serial>[3-7]\d{4})(?:\.0+)?", _serial),
    )
]  # fmt: skip
