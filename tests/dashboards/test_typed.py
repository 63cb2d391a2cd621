"""What people type into forms, read: a time that comes twice is asked about, and one that never comes is refused."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards.changes import typed
from tracker.errors import InputError
from tracker.words import Role


def at(written):
    return typed.maybe_instant({"embargo": written}, "embargo")


@pytest.mark.parametrize(
    ("written", "instant"),
    [
        ("", None),
        ("16 Dec 2026 10:00", datetime(2026, 12, 16, 10, 0, tzinfo=UTC)),
        ("16/06/2026  09:30", datetime(2026, 6, 16, 8, 30, tzinfo=UTC)),
        ("25 Oct 2026 01:30 BST", datetime(2026, 10, 25, 0, 30, tzinfo=UTC)),
        ("25 Oct 2026 01:30 GMT", datetime(2026, 10, 25, 1, 30, tzinfo=UTC)),
        ("25 Oct 2026 02:30", datetime(2026, 10, 25, 2, 30, tzinfo=UTC)),
        ("29 Mar 2026 00:59", datetime(2026, 3, 29, 0, 59, tzinfo=UTC)),
    ],
)
def test_a_time_in_london_is_an_instant(written, instant):
    assert at(written) == instant


@pytest.mark.parametrize(
    ("written", "says"),
    [
        ("25 Oct 2026 01:30", "write 01:30 BST or 01:30 GMT"),
        ("29 Mar 2026 01:30", "01:30 does not come on that day"),
        ("16 Dec 2026", "Enter a"),
        ("16 Dec 2026 25:00", "Enter a day and a time"),
        ("16 Dec 2026 10:00 PST", "Enter a"),
        ("10:00", "Enter a date"),
        ("31 Feb 2026 10:00", "Enter a date"),
    ],
)
def test_a_time_that_nobody_could_tell_is_asked_about(written, says):
    with pytest.raises(InputError, match=says):
        at(written)


@given(st.text(max_size=40))
def test_whatever_is_typed_is_read_or_said_at_its_field(written):
    for read in (
        lambda: at(written),
        lambda: typed.maybe_day({"embargo": written}, "embargo"),
        lambda: typed.maybe_key({"embargo": written}, "embargo", "Choose."),
        lambda: typed.maybe_word({"embargo": written}, "embargo", Role, "Choose."),
    ):
        try:
            read()
        except InputError as error:
            assert error.field == "embargo"


@pytest.mark.parametrize("given_key", ["0x1", "-1", "1e3", "٣", "9" * 10, "1.0", " 1", "NaN"])
def test_a_key_is_plain_digits(given_key):
    with pytest.raises(InputError, match="Choose"):
        typed.key({"post": given_key}, "post", "Choose a post.")
