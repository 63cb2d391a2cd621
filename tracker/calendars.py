"""Write days as a calendar feed (RFC 5545): whole days, so that no time zone moves them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from icalendar import Calendar, Event

TYPE = "text/calendar; charset=utf-8"
PRODUCT = "-//Improvement plan tracker//EN"


@dataclass(frozen=True)
class Entry:
    """One day in a calendar; `key` stays the same when the day moves, so that the entry moves with it."""

    key: str
    day: date
    words: str
    link: str


def written(entries: Iterable[Entry], name: str, host: str, now: datetime) -> bytes:
    """Write entries as a feed; lines end with CRLF and are folded at 75 octets."""
    feed = Calendar()
    feed.add("prodid", PRODUCT)
    feed.add("version", "2.0")
    feed.add("method", "PUBLISH")
    feed.add("x-wr-calname", _plain(name))
    for entry in entries:
        feed.add_component(_event(entry, host, now))
    text: bytes = feed.to_ical()
    return text


def _event(entry: Entry, host: str, now: datetime) -> Event:
    event = Event()
    event.add("uid", f"{entry.key}@{host}")
    event.add("dtstamp", now.astimezone(UTC))
    event.add("dtstart", entry.day)
    event.add("dtend", entry.day + timedelta(days=1))
    event.add("summary", _plain(entry.words))
    event.add("url", entry.link)
    event.add("class", "PRIVATE")
    event.add("transp", "TRANSPARENT")
    return event


def _plain(words: str) -> str:
    return " ".join(words.split())
