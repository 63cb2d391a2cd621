"""The plan as a list: filters in the address, search, order, pages; every number elsewhere opens it."""

from collections.abc import Mapping, Sequence
from datetime import date
from enum import Enum
from typing import TypeVar

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.dates import in_words
from dashboards.components.filters import Asked, Choose, Target, Write, filters
from dashboards.components.paging import paging
from dashboards.components.tables import empty
from dashboards.pages.parts import past
from dashboards.pages.plan_rows import draw_rows
from dashboards.service import read_day
from dashboards.wiring import page
from tracker.errors import InputError
from tracker.queries import choices, plan
from tracker.queries.filters import LONGEST_SEARCH, Filters
from tracker.queries.movement import Moved
from tracker.visit import Visit
from tracker.words import Delivery, Permission, Proof, Rating, Standing, Thing

Word = TypeVar("Word", bound=Enum)
ANY = ("", "Any")
PASSED_ON = ("in_plan", "moved", "since", "turning", "redated", "unfinished", "needs", "post", "proof")


@page("/plan", title="Plan", needs=Permission.SEE_PLAN, menu=("Plan", 2))
def layout(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """List what the address asks for."""
    chosen, order = read_filters(asked), read_order(asked)
    found, lists = plan.listing(visit, chosen, order), choices.for_plan(visit, review_id=chosen.review_id)
    return html.Div(
        [
            html.H1("Plan"),
            *past(visit, links.address("/plan", **{k: v for k, v in asked.items() if k not in {"as_at", "after"}})),
            html.P(_sentence(chosen, lists, found.total), className="lead", id="plan-sentence"),
            _filters(visit, asked, chosen, lists),
            draw_rows(visit, asked, order, found) if found.rows else _nothing(asked),
            _paging(visit, asked, order, found),
        ]
    )


def read_filters(asked: Mapping[str, str]) -> Filters:
    """Read the filters that an address names; a value that is in no list is refused."""
    thing = _word(Thing, asked.get("show", ""), "show") or Thing.ACTION
    return Filters(
        thing=thing,
        rating=_word(Rating, asked.get("rating", ""), "rating"),
        state=_state(thing, asked.get("state", "")),
        in_plan=bool(asked.get("in_plan")),
        unfinished=bool(asked.get("unfinished")),
        overdue=bool(asked.get("overdue")),
        re_dated=bool(asked.get("redated")),
        needs_owner=asked.get("needs") == "owner",
        agency_id=_number(asked, "agency"),
        post_id=_number(asked, "post"),
        review_id=_number(asked, "review"),
        theme_id=_number(asked, "theme"),
        words=_search(asked.get("words", "")),
        moved=_word(Moved, asked.get("moved", ""), "moved"),
        since=_day(asked, "since"),
        turning_until=_day(asked, "turning"),
        proof=_word(Proof, asked.get("proof", ""), "proof"),
    )


def read_order(asked: Mapping[str, str]) -> plan.Asked:
    """Read the order and the page that an address names."""
    order = _word(plan.Order, asked.get("order", ""), "order") or plan.Order.OVERDUE
    return plan.Asked(order=order, descending=bool(asked.get("descending")), after=asked.get("after", ""))


def _word(words: type[Word], given: str, name: str) -> Word | None:
    try:
        return words(given) if given else None
    except ValueError as error:
        raise InputError(f"There is no {name} “{given[:60]}”. Choose one from the list.", field=name) from error


def _state(thing: Thing, given: str) -> str:
    """Read a delivery status or a standing; one that belongs to the other kind of thing narrows nothing."""
    others = Standing if thing == Thing.ACTION else Delivery
    if given in {each.value for each in others} - {each.value for each in _states(thing)}:
        return ""
    word = _word(Delivery, given, "status") if thing == Thing.ACTION else _word(Standing, given, "standing")
    return str(word.value) if word else ""


def _states(thing: Thing) -> type[Delivery] | type[Standing]:
    return Delivery if thing == Thing.ACTION else Standing


def _number(asked: Mapping[str, str], name: str) -> int | None:
    given = asked.get(name, "")
    if not given:
        return None
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InputError(f"There is no such {name}. Choose one from the list.", field=name)
    return int(given)


def _day(asked: Mapping[str, str], name: str) -> date | None:
    return read_day(asked[name], name=name) if asked.get(name) else None


def _search(words: str) -> str:
    if len(words) > LONGEST_SEARCH:
        raise InputError(f"Search for {LONGEST_SEARCH} characters or fewer.", field="words")
    return words


def _sentence(chosen: Filters, lists: choices.Choices, total: int) -> str:
    kind = chosen.thing.value if total == 1 else f"{chosen.thing.value}s"
    said = [word for word in (_quality(chosen), _history(chosen), _place(chosen, lists)) if word]
    return f"{total:,} {kind}{' ' if said else ''}{', '.join(said)}."


def _quality(chosen: Filters) -> str:
    told = [f"rated {chosen.rating.value}"] if chosen.rating else []
    told += [chosen.state] if chosen.state else []
    told += ["overdue"] if chosen.overdue else []
    told += ["re-dated"] if chosen.re_dated else []
    told += ["without an owner"] if chosen.needs_owner else []
    told += ["not completed"] if chosen.unfinished else []
    told += ["not withdrawn"] if chosen.in_plan else []
    told += [f"closed {chosen.proof.value}"] if chosen.proof else []
    return ", ".join(told)


def _history(chosen: Filters) -> str:
    told = [f"{chosen.moved.value} since {in_words(chosen.since)}"] if chosen.moved and chosen.since else []
    told += [f"turning amber or red by {in_words(chosen.turning_until)}"] if chosen.turning_until else []
    told += [f"holding “{chosen.words}”"] if chosen.words else []
    return ", ".join(told)


def _place(chosen: Filters, lists: choices.Choices) -> str:
    told = ["without an owner"] if chosen.agency_id == 0 else _named(lists.agencies, chosen.agency_id, "owned by {}")
    told += _named(lists.reviews, chosen.review_id, "from {}")
    told += _named(lists.themes, chosen.theme_id, "about “{}”")
    return ", ".join(told)


def _named(several: Sequence[choices.Choice], key: int | None, words: str) -> list[str]:
    return [words.format(each.words) for each in several if each.id == key]


def _filters(visit: Visit, asked: Mapping[str, str], chosen: Filters, lists: choices.Choices) -> Markup:
    kept = {name: asked[name] for name in PASSED_ON if asked.get(name)}
    if visit.as_at != visit.today:
        kept["as_at"] = visit.as_at.isoformat()
    fields: list[Asked] = [
        Choose("show", "Show", [(each.value, f"{each.value.capitalize()}s") for each in Thing], chosen.thing.value),
        Choose("rating", "Rating", [ANY, *((each.value, each.value) for each in Rating)], asked.get("rating", "")),
        Choose(
            "state",
            "Status",
            [ANY, *((each.value, each.value.capitalize()) for each in _states(chosen.thing))],
            chosen.state,
        ),
        Choose("overdue", "Overdue", [ANY, ("yes", "Overdue only")], "yes" if chosen.overdue else ""),
        Choose("agency", "Agency", [ANY, ("0", "No owner"), *_options(lists.agencies)], asked.get("agency", "")),
        Choose("review", "Review", [ANY, *_options(lists.reviews)], asked.get("review", "")),
        Choose("theme", "Theme", [ANY, *_options(lists.themes)], asked.get("theme", "")),
        Write("words", "Words in the wording", chosen.words),
    ]
    return filters(Target("/plan", kept, links.to(visit, "/plan")), fields)


def _options(several: object) -> list[tuple[str, str]]:
    return [(str(each.id), each.words) for each in several]  # type: ignore[attr-defined]


def _nothing(asked: Mapping[str, str]) -> Markup:
    if asked:
        return empty("Nothing in the plan is like that.", "Clear the filter, or choose less.")
    return empty("The plan is empty.", "Record a review, or import a plan.")


def _paging(visit: Visit, asked: Mapping[str, str], order: plan.Asked, found: plan.Page) -> Markup | None:
    kept = {k: v for k, v in asked.items() if k not in {"after", "as_at"}}
    following = links.to(visit, "/plan", **kept, after=found.next_token) if found.next_token else ""
    first = links.to(visit, "/plan", **kept) if order.after else ""
    if not following and not first:
        return None
    said = f"{len(found.rows):,} of {found.total:,} on this page."
    back = html.P(html.A("Back to the first page", href=first)) if first else None
    return html.Div([back, paging(next_href=following, sentence=said)])
