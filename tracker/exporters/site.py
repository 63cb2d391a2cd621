"""The public edition as a folder of pages: written from released editions alone, never from the live record."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from jinja2 import Environment
from markupsafe import Markup

from tracker.errors import InputError
from tracker.exporters import open_data, site_changes
from tracker.exporters.paper import DOCUMENTS, documents
from tracker.exporters.site_rows import Told, Where, action_rows, chart_rows, counted, said, when_words
from tracker.rules.phrases import amount

LARGEST = 60_000
# What a frame, a heading and the links between the parts of a page take, with room to spare.
BLOCKS = 48_000
ACTIONS = ("Action", "What will be done", "Agency", "Status", "First due", "Due now", "New dates", "Evidence")
NOTHING = "There is no public edition at the moment. What was published before was taken back."
NO_PAGE = "There is no such page here. Check the address, or begin again at the start page of this site."


@dataclass(frozen=True)
class Released:
    """A released edition: how it is cited, its days, and what it holds."""

    cited: str
    as_at: date
    released_on: date
    told: Told


@dataclass(frozen=True)
class Site:
    """What every page says of the edition that it is written from."""

    board: str
    cited: str = ""
    as_at: str = ""
    released_on: str = ""
    illustrative: bool = False


def files(board: str, editions: Sequence[Released], *, illustrative: bool = False) -> dict[str, bytes]:
    """Write every file of the site from the newest of these editions; the others are what its changes are told from."""
    if not editions:
        return _nothing(Site(board, illustrative=illustrative))
    now = editions[0]
    site = Site(board, now.cited, now.as_at.isoformat(), now.released_on.isoformat(), now.told["illustrative"])
    pages = _Pages(site, now.told)
    written = {name: text.encode() for name, text in pages.every(editions)}
    written |= {"style.css": _style().encode(), **open_data.files(site, now.told)}
    return {name: _small_enough(name, content) for name, content in sorted(written.items())}


def _nothing(site: Site) -> dict[str, bytes]:
    start = _alone(site, "Public edition", NOTHING)
    return {"404.html": _alone(site, "Page not found", NO_PAGE).encode(), "index.html": start.encode()}


def _alone(site: Site, title: str, lead: str) -> str:
    """Draw a page that needs no other file, for it may be shown at any address."""
    return _draw("nothing", site, title=title, lead=lead, style=Markup(_style()))  # noqa: S704  (our own file)


def _small_enough(name: str, content: bytes) -> bytes:
    """Refuse a page that would be slow to load, rather than cutting it."""
    if name.endswith(".html") and len(content) > LARGEST:
        raise InputError(
            f"The page {name} would have {len(content):,} bytes, at most {LARGEST:,} are allowed. Write shorter texts "
            "for the public, and freeze the edition again."
        )
    return content


@cache
def _style() -> str:
    return (DOCUMENTS / "site" / "style.css").read_text()


@cache
def _templates() -> Environment:
    made = documents().overlay()
    made.filters = {**made.filters, "day": said, "amount": amount}
    made.globals = {**made.globals, "cells": lambda rows: [(row["name"], f"{row['count']:,}") for row in rows]}
    return made


def _draw(template: str, site: Site, **values: Any) -> str:
    return _templates().get_template(f"site/{template}.html").render(site=site, **{"up": "", **values})


def _block(template: str, **values: Any) -> str:
    return _templates().get_template(f"site/{template}.html").render(**values)


class _Pages:
    """The pages of one edition."""

    def __init__(self, site: Site, told: Told) -> None:
        self.site, self.told = site, told
        self.actions = {each["reference"]: each for each in told["actions"]}
        self.where = Where(told["reviews"])
        # First it is drawn where each recommendation lies, for one may name another that comes later.
        self.parts = {review["reference"]: self._parts(review) for review in told["reviews"]}
        self.where.settle({name: [len(part) for part in parts] for name, parts in self.parts.items()})

    def every(self, editions: Sequence[Released]) -> Iterator[tuple[str, str]]:
        """Give every page with its name in the folder."""
        yield "index.html", self._start()
        for review in self.told["reviews"]:
            yield from self._review(review)
        yield from self._listed("again", "What was recommended again", self._again_lead(), self._again())
        yield from self._listed("context", "What happened around it", CONTEXT, self._context())
        changes = site_changes.told(editions)
        blocks = [
            _block("changed", cited=each.cited, released_on=each.released_on, said=part, part=number)
            for each in changes
            for number, part in enumerate(each.parts, start=1)
        ]
        yield from self._listed("changes", "What changed from edition to edition", CHANGES, blocks)
        yield "feed.xml", site_changes.feed(self.site, changes, _templates())
        yield "data.html", _draw("data", self.site, title="Open data", lead=DATA, files=open_data.DESCRIBED)
        yield "accessibility.html", _draw("accessibility", self.site, title="Accessibility of these pages")
        yield "404.html", _alone(self.site, "Page not found", NO_PAGE)

    def _start(self) -> str:
        told = self.told
        return _draw(
            "index",
            self.site,
            title="What was promised, what was done, is it working",
            lead=_lead(told["numbers"]),
            numbers=[(each["name"], f"{each['value']:,}", _of(each)) for each in told["numbers"]],
            standings=chart_rows(told["standings"]),
            standings_said=counted(told["standings"]),
            deliveries=chart_rows(told["deliveries"]),
            deliveries_said=counted(told["deliveries"]),
            reviews=[{**each, "page": self.where.pages[each["reference"]][0]} for each in told["reviews"]],
        )

    def _parts(self, review: Told) -> list[list[Told]]:
        """Part the recommendations of a review into pages that are small enough."""
        drawn = [(one, len(self._recommendation(review, one).encode())) for one in review["recommendations"]]
        return [[one for one, _ in part] for part in _portions(drawn, lambda pair: pair[1])] or [[]]

    def _recommendation(self, review: Told, one: Told) -> str:
        return _block(
            "recommendation",
            one=one,
            anchor=self.where.anchor(review["reference"], one["reference"]),
            heads=ACTIONS,
            actions=action_rows(self.actions[each] for each in one["actions"]),
            before=[self._linked(each, "../") for each in one["made_before"]],
            again=[self._linked(each, "../") for each in one["made_again"]],
        )

    def _linked(self, each: Told, up: str) -> Told:
        return {**each, "cited": f"{each['review']} {each['reference']}", "href": up + self.where.href(each)}

    def _review(self, review: Told) -> Iterator[tuple[str, str]]:
        names = self.where.pages[review["reference"]]
        here = [name.removeprefix("reviews/") for name in names]
        for place, (name, part) in enumerate(zip(names, self.parts[review["reference"]], strict=True)):
            yield (
                name,
                _draw(
                    "review",
                    self.site,
                    up="../",
                    title=f"{review['reference']}: {review['title']}",
                    lead=_review_lead(review),
                    review=review,
                    pages=here,
                    here=here[place],
                    first=place == 0,
                    blocks=_together(self._recommendation(review, one) for one in part),
                ),
            )

    def _again(self) -> list[str]:
        return [
            _block(
                "again",
                cited=f"{review['reference']} {one['reference']}",
                href=self.where.href({"review": review["reference"], "reference": one["reference"]}),
                wording=one["wording"],
                before=[self._linked(each, "") for each in one["made_before"]],
            )
            for review in self.told["reviews"]
            for one in review["recommendations"]
            if one["made_before"]
        ]

    def _again_lead(self) -> str:
        number = {each["key"]: each for each in self.told["numbers"]}
        before, after = number["made_before"], number["made_after_done"]
        return (
            f"{before['value']:,} of {before['of']:,} recommendations had been made before; {after['value']:,} of "
            "these after the earlier one was said to be done. People judged by reading that they ask for the same."
        )

    def _context(self) -> list[str]:
        return [_block("happened", each=each, when=when_words(each)) for each in reversed(self.told["context"])]

    def _listed(self, name: str, title: str, lead: str, blocks: list[str]) -> Iterator[tuple[str, str]]:
        """Give a list of blocks as one page or several."""
        parts = _portions(blocks, lambda block: len(block.encode())) or [[]]
        names = [f"{name}.html" if number == 0 else f"{name}-{number + 1}.html" for number in range(len(parts))]
        for here, part in zip(names, parts, strict=True):
            drawn = _together(part) if part else Markup("<p>There is nothing to tell.</p>")
            yield here, _draw("list", self.site, title=title, lead=lead, pages=names, here=here, blocks=drawn)


CONTEXT = "Judgements, notices, changes of leadership and public promises, newest first, each with its source."
CHANGES = "Each edition beside the one that was released before it, newest first."
DATA = "Everything on these pages as files, from the same edition: free to use, with the edition cited."


def _portions(blocks: Iterable[Any], size: Any) -> list[list[Any]]:
    """Part blocks into pages, each as full as it may be."""
    parts: list[list[Any]] = []
    room = 0
    for block in blocks:
        if not parts or size(block) > room:
            parts.append([])
            room = BLOCKS
        parts[-1].append(block)
        room -= size(block)
    return parts


def _together(blocks: Iterable[str]) -> Markup:
    return Markup("\n").join(Markup(each) for each in blocks)  # noqa: S704  (made by templates that escape)


def _of(each: Told) -> str:
    return "" if each["of"] is None else f"{each['of']:,}"


def _lead(numbers: Sequence[Told]) -> str:
    number = {each["key"]: each["value"] for each in numbers}
    return (
        f"Of {amount(number['recommendations'], 'recommendation')} in {amount(number['reviews'], 'published review')}, "
        f"{number['closed']:,} are closed, {number['closed_with_impact']:,} of these with evidence of impact. "
        f"{number['made_before']:,} had been made before. "
        f"{number['overdue']:,} of {amount(number['actions'], 'action')} are overdue."
    )


def _review_lead(review: Told) -> str:
    closed = sum(each["standing"] == "closed" for each in review["recommendations"])
    every = amount(len(review["recommendations"]), "recommendation")
    kind = f"{review['kind'][:1].upper()}{review['kind'][1:]}"
    return f"{kind}, published on {said(review['published_on'])}: {every}, {closed:,} closed."
