"""Every number opens the list that it counts, and the list has that length."""

from collections.abc import Iterator
from typing import Any

import pytest

from tests.browser.reader import Reader
from tests.markup import first_number, parts_of, words_of


def numbers_on(page: Any) -> dict[str, tuple[str, int]]:
    """Give each link to a list with the number that it shows."""
    found = {}
    for part in parts_of(page):
        href = part["props"].get("href") or ""
        number = first_number(words_of(part)) if part["type"] == "a" and href.startswith("/plan?") else None
        if number is not None:
            found[f"{href} {words_of(part)}"] = (href, number)
    return found


def is_of_one_agency_or_all(href: str) -> bool:
    """Choose what a past day needs checked: the agencies' cells are all made alike, so one agency stands for them."""
    return "agency=" not in href or "agency=2&" in href


def rows_through(reader: Reader, href: str) -> Iterator[tuple[str, int]]:
    """Give the sentence and the number of rows of each page of a list, from the first to the last."""
    while href:
        parts = list(parts_of(reader.read(href)))
        sentence = next(words_of(part) for part in parts if part["props"].get("id") == "plan-sentence")
        bodies = [part for part in parts if part["type"] == "tbody"]
        yield sentence, sum(len(body["props"]["children"]) for body in bodies)
        href = next((part["props"]["href"] for part in parts if part["props"].get("rel") == "next"), "")


@pytest.mark.parametrize("day", ["", "?as_at=2025-10-01"])
@pytest.mark.parametrize("who", ["chair", "councillor", "council owner"])
def test_every_number_of_the_overview_opens_a_list_of_that_length(visitor_of, who, day):
    reader = Reader(visitor_of(who))
    numbers = numbers_on(reader.read(f"/{day}"))
    assert len(numbers) > 60
    if day:
        numbers = {shown: found for shown, found in numbers.items() if is_of_one_agency_or_all(found[0])}
    wrong = []
    for shown, (href, number) in numbers.items():
        pages = list(rows_through(reader, href))
        told, walked = {first_number(sentence) for sentence, _ in pages}, sum(rows for _, rows in pages)
        if told != {number} or walked != number:
            wrong.append((shown, number, told, walked))
    assert wrong == []


@pytest.mark.parametrize("who", ["chair", "councillor"])
def test_every_number_of_the_reviews_opens_a_list_of_that_length(visitor_of, who):
    reader = Reader(visitor_of(who))
    listed = reader.read("/reviews")
    reviews = [p["props"]["href"] for p in parts_of(listed) if str(p["props"].get("href")).startswith("/reviews/")]
    numbers = numbers_on(listed)
    for href in reviews[:6]:
        numbers |= numbers_on(reader.read(href))
    for shown, (href, number) in numbers.items():
        assert sum(rows for _, rows in rows_through(reader, href)) == number, shown


def test_a_number_that_is_pressed_opens_its_list(chair):
    page = chair.opens("/")
    link = page.locator("#movement a").first
    number = first_number(link.inner_text())
    page.locator("#movement a").first.click()
    page.wait_for_selector("#plan-sentence")
    assert first_number(page.locator("#plan-sentence").inner_text()) == number
    assert page.locator("main tbody tr").count() == number
