"""Due dates as boards write them: one date, a moved date, two phases, words that are no date."""

import re
from dataclasses import replace
from datetime import date

from tracker.importers import limits
from tracker.importers.cells import folded
from tracker.importers.date_forms import Form, NoSuchDayError, day_of, month_end, read_form
from tracker.importers.rows import Due, DueKind, DuePrecision

READ_CHARACTERS = 400
DASHES = re.compile(r"\s*[\u2010-\u2015\u2212]\s*")
LEAD_IN = re.compile(
    r"(?:due|complete|completed|completion|target|date|by|before|on|no later than|not later than|to be|for|the|end|of"
    r"|beginning|early|mid|late|from now|approx|circa|until|till|in)[\s:.-]+"
)
IMMEDIATE = re.compile(r"(?:with )?immediate(?:ly)?(?: effect)?(?: (?:and|&|/|then) (?:is )?(?:on-?going|continuing))?")
ONGOING = re.compile(r"(?:on-? ?going|continuous(?:ly)?|rolling|continuing)\b")
TBC = re.compile(
    r"(?:tb[acd]|t\.b\.[acd]\.?|to be (?:confirmed|agreed|advised|decided|determined|set)|not (?:yet )?known)\b"
)
NONE = re.compile(
    r"(?:-+|n/?a|n\.a\.|none|nil|no date|not (?:set|stated|applicable)|in place"
    r"|(?:already )?(?:completed?|done|achieved)(?! by)|\?+)"
    r"(?:$|\b)"
)
RECURRING = re.compile(
    r"(?:daily|weekly|fortnightly|monthly|bi-?monthly|quarterly|termly|annual(?:ly)?|yearly|half[ -]yearly"
    r"|(?:two|three|six|\d)[ -]monthly|(?:every|each) [\w ]+)\b"
)
NEXT = re.compile(r"[\s,;:(-]*(?:next(?: due)?|starting|from|first)[\s:]+(?P<next>[^()]+)\)?")
WAS = re.compile(
    r"(?P<now>[^()\[\]]+?)[\s,;-]*[(\[]?\s*\b(?:was|previously|originally|formerly|original(?: date)?|changed from"
    r"|moved from|extended from|revised from|slipped from)\b[\s:]*(?P<then>[^()\[\]]+)[)\]]?"
)
NOW = re.compile(
    r"(?P<then>[^()\[\]]+?)[\s,;-]*[(\[]?\s*\b(?:now|(?:extended|moved|changed|revised|slipped|amended)(?: to| until)?"
    r"|new date)\b[\s:]*(?P<now>[^()\[\]]+)[)\]]?"
)
PHASE = re.compile(r"\b(?:phase|stage|part|step)\s*(?:\d+|[a-c]|one|two|three)\b[\s:.-]*")
CLOSED = re.compile(r"\b(?:completed?|done|achieved|finished|closed)\b")
UNSURE = re.compile(
    r"\b(?:was|were|previous(?:ly)?|original(?:ly)?|since|after|from|not|if|except|or|complete[d]?|working)\b"
)
JOINERS = re.compile(r"(?:\s|[&,;/+-]|\band\b|\bthen\b|\bto\b)*")
MONTHS = r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]{0,6}\.?"
SOMEWHERE = re.compile(
    r"(?<![\w./-])(?:\d{1,2}[./-]\d{1,2}[./-](?:\d{4}|\d{2})|\d{4}-\d{2}-\d{2}"
    rf"|(?:\d{{1,2}}(?:st|nd|rd|th)?[\s-]{{0,2}})?(?:of )?{MONTHS}[\s-]{{0,2}}(?:\d{{4}}|'?\d{{2}}))(?![\w/-]|\.\d)",
    re.ASCII,
)
PHASES = "two phases in one cell; the open one counts"
DATELESS = {DueKind.ONGOING, DueKind.RECURRING, DueKind.TBC, DueKind.NONE, DueKind.UNCLEAR}


def read_due(written: str, *, published_on: date | None = None) -> Due:
    """Read the words of a due date; relative ones count from the publication date."""
    if not written.strip():
        return Due(raw=None, kind=DueKind.NONE)
    if len(written) > READ_CHARACTERS:
        return _unclear(written)
    try:
        return _doubted(_read(written, _words(written), published_on))
    except NoSuchDayError as fault:
        said = f"“{_short(written)}” is not a date ({fault}); no date was taken"
        return Due(raw=written, kind=DueKind.INVALID, note=str(fault), doubt=said)


def read_due_day(day: date, written: str, *, month_only: bool = False) -> Due:
    """Read a date cell; one that shows month and year only means the month."""
    try:
        iso = month_end(day.year, day.month) if month_only else day_of(day.year, day.month, day.day)
    except NoSuchDayError as fault:
        return Due(raw=written, kind=DueKind.INVALID, note=str(fault), doubt=f"{fault}; no date was taken")
    if month_only:
        note = "the cell shows month and year only"
        return Due(raw=written, kind=DueKind.MONTH, iso=iso, precision=DuePrecision.MONTH, note=note)
    return Due(raw=written, kind=DueKind.DATE, iso=iso, precision=DuePrecision.DAY)


def _words(written: str) -> str:
    lines = (folded(DASHES.sub(" - ", line)) for line in written.splitlines())
    return "\n".join(line for line in lines if line).replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")


def _short(written: str) -> str:
    words = " ".join(written.split())
    return words if len(words) <= 80 else f"{words[:79]}…"


def _unclear(written: str) -> Due:
    said = f"“{_short(written)}” was not understood as a date; no date was taken"
    return Due(raw=written, kind=DueKind.UNCLEAR, doubt=said)


def _read(written: str, words: str, published_on: date | None) -> Due:
    for read in (_plain, _moved, _phases, _two_dates, _among_words):
        if due := read(written, words, published_on):
            return due
    return _unclear(written)


def _plain(written: str, words: str, published_on: date | None) -> Due | None:
    if due := _no_date(written, words, published_on):
        return due
    form = _form(words, published_on)
    return _due(written, form) if form else None


def _due(written: str, form: Form, **more: object) -> Due:
    doubt = f"“{_short(written)}”: {form.doubt}" if form.doubt else None
    given = {"kind": form.kind, "iso": form.iso, "precision": form.precision, "note": form.note, "doubt": doubt} | more
    return Due.model_validate({"raw": written, **given})


def _form(words: str, published_on: date | None) -> Form | None:
    """Read one date, with or without words such as "by the end of" before it."""
    plain = words.replace("\n", " ").strip(" .,;:*()[]-")
    while True:
        if form := read_form(plain, published_on):
            return form
        lead_in = LEAD_IN.match(plain)
        if not lead_in:
            return None
        plain = plain[lead_in.end() :]


def _no_date(written: str, words: str, published_on: date | None) -> Due | None:
    plain = words.strip(" .,;:*()[]")
    if IMMEDIATE.fullmatch(plain):
        also = "; also ongoing" if "going" in plain else ""
        note = f"publication date{also}" if published_on else f"publication date, which is not known{also}"
        precision = DuePrecision.DAY if published_on else None
        return Due(raw=written, kind=DueKind.IMMEDIATE, iso=published_on, precision=precision, note=note)
    if found := RECURRING.match(plain):
        return _recurring(written, plain[found.end() :], published_on)
    for kind, pattern in ((DueKind.ONGOING, ONGOING), (DueKind.TBC, TBC), (DueKind.NONE, NONE)):
        if found := pattern.match(plain):
            beside = SOMEWHERE.search(plain, found.end())
            doubt = f"“{_short(written)}” also names a date; no date was taken" if beside else None
            return Due(raw=written, kind=kind, doubt=doubt)
    return None


def _recurring(written: str, rest: str, published_on: date | None) -> Due | None:
    """Read "Quarterly, next Oct 14"; without a next date it recurs and has no due date."""
    following = NEXT.fullmatch(rest)
    form = _form(following["next"], published_on) if following else None
    if form:
        return _due(written, form, kind=DueKind.RECURRING)
    doubt = f"“{_short(written)}” also names a date; no date was taken" if SOMEWHERE.search(rest) else None
    return Due(raw=written, kind=DueKind.RECURRING, doubt=doubt)


def _moved(written: str, words: str, published_on: date | None) -> Due | None:
    for pattern in (WAS, NOW):
        found = pattern.fullmatch(words)
        now = _form(found["now"], published_on) if found else None
        then = _form(found["then"], published_on) if found else None
        if found and now and then:
            note = "earlier date kept as history"
            return _due(written, replace(now, doubt=now.doubt or then.doubt), note=note, earlier=then.iso)
    return None


def _phases(written: str, words: str, published_on: date | None) -> Due | None:
    starts = [found.start() for found in PHASE.finditer(words)]
    if len(starts) < 2 or words[: starts[0]].strip(" -,;"):
        return None
    parts = [words[start:end] for start, end in zip(starts, [*starts[1:], None], strict=True)]
    open_parts = [PHASE.sub("", part, count=1) for part in parts if not CLOSED.search(part)]
    if not open_parts:
        return Due(raw=written, kind=DueKind.NONE, note="all phases are written as completed")
    forms = [_form(part, published_on) for part in open_parts]
    dated = [form for form in forms if form and form.iso]
    if len(dated) < len(open_parts):
        return None
    last = max(dated, key=lambda form: form.iso or date.min)
    return _due(written, last, note=PHASES if len(open_parts) == 1 else "several open phases; the last one closes")


def _two_dates(written: str, words: str, published_on: date | None) -> Due | None:
    found = list(SOMEWHERE.finditer(words))
    if len(found) < 2 or not JOINERS.fullmatch(SOMEWHERE.sub(" ", words)):
        return None
    forms = [form for each in found if (form := _form(each[0], published_on)) and form.iso]
    if len(forms) < len(found):
        return None
    last = max(forms, key=lambda form: form.iso or date.min)
    months = all(form.kind is DueKind.MONTH for form in forms)
    kind = DueKind.TWO_MONTHS if months else DueKind.TWO_DATES
    return _due(written, last, kind=kind, note="two dates; the last one closes")


def _among_words(written: str, words: str, published_on: date | None) -> Due | None:
    """Take the only date that stands among other words, and say so; of several, or of a past one, none."""
    found = list(SOMEWHERE.finditer(words))
    if len(found) != 1 or UNSURE.search(words):
        return None
    form = _form(found[0][0], published_on)
    if form is None or form.iso is None:
        return None
    doubt = f"“{_short(written)}”: only the date {form.iso.isoformat()} was taken; look at the other words"
    return _due(written, form, note="a date among other words", doubt=doubt)


def _doubted(due: Due) -> Due:
    """Let a person see a date that needs the publication date and has none."""
    if due.iso or due.doubt or due.kind in DATELESS:
        return due
    doubt = f"“{_short(due.raw or '')}”: {due.note}; no date was taken"
    return due.model_copy(update={"precision": None, "doubt": doubt})


def is_far_off(due: Due, published_on: date | None) -> str | None:
    """Say when a due date lies before the publication or more than ten years after it."""
    if due.iso is None or published_on is None:
        return None
    if due.iso < published_on:
        return f"the date {due.iso.isoformat()} is before the publication ({published_on.isoformat()})"
    if due.iso.year - published_on.year > 10 and due.iso.year <= limits.LAST_YEAR:
        return (
            f"the date {due.iso.isoformat()} is more than ten years after the publication ({published_on.isoformat()})"
        )
    return None
