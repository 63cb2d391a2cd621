"""What people type, before it is kept: nothing is cut, and what cannot be kept is refused with its field."""

import re
import unicodedata

import pytest

from tracker.commands.texts import LONGEST, MARKS_IN_A_ROW, text
from tracker.errors import InputError

KEPT = {
    "emoji, one of several parts": "Done \U0001f642 \U0001f468\u200d\U0001f469\u200d\U0001f467",
    "a code point that means nothing yet": "a\u0378b",
    "from right to left": "\u05e9\u05dc\u05d5\u05dd \u0645\u0631\u062d\u0628\u0627",
    "as many marks as a language needs": "Z" + "\u0301" * MARKS_IN_A_ROW,
    "lines and columns": "one\n\ttwo",
    "signs of formulas, templates and Markdown": "=1+1 {{7*7}} %s {0} ${x} ![a](https://evil.example/a.png) <b>",
    "just short enough": "x" * LONGEST,
}
REFUSED = {
    "half a character": ("a\ud800b", "U+D800"),
    "the other half": ("a\udc00b", "U+DC00"),
    "the null character": ("a\x00b", "U+0000"),
    "an escape": ("a\x1b[31mb", "U+001B"),
    "a bare carriage return": ("a\rSet-Cookie: b", "U+000D"),
    "a delete": ("a\x7fb", "U+007F"),
    "too many marks": ("Z" + "\u0301" * (MARKS_IN_A_ROW + 2), "combining marks"),
    "a thousand marks": ("Z" + "\u0335" * 1000, "combining marks"),
    "one letter too many": ("x" * (LONGEST + 1), "20,000 characters or fewer"),
    "a megabyte": ("x" * 1_000_000, "20,000 characters or fewer"),
    "nothing": ("", "Enter the reason."),
    "only room": (" \t\n\u00a0\u2003\u3000 ", "Enter the reason."),
}


@pytest.mark.parametrize("what", KEPT)
def test_what_can_be_kept_is_kept_as_it_is(what):
    assert text(KEPT[what], "the reason") == unicodedata.normalize("NFC", KEPT[what])


@pytest.mark.parametrize("what", REFUSED)
def test_what_cannot_be_kept_is_refused_with_its_field(what):
    given, said = REFUSED[what]
    with pytest.raises(InputError, match=re.escape(said)) as refused:
        text(given, "the reason")
    assert refused.value.field == "the reason"


def test_accents_are_written_in_one_way_and_lines_end_in_one():
    assert text("Cafe\u0301\r\nbeside it", "the reason") == "Caf\u00e9\nbeside it"


def test_what_is_not_needed_may_be_empty():
    assert text("  ", "the reason", needed=False) == ""
