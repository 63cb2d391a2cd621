"""Better or worse than last time: what moved, delivery and rating apart; on the overview and at the meeting."""

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.bars import Part, bar
from dashboards.components.headed import headed
from tracker.queries import movement
from tracker.queries.counts import Counts
from tracker.visit import Visit
from tracker.words import Delivery, Rating, Thing

RATED = (Rating.RED, Rating.AMBER, Rating.GREEN, Rating.GREY)
DELIVERED = (Delivery.NOT_STARTED, Delivery.IN_PROGRESS, Delivery.SUBMITTED, Delivery.PAUSED, Delivery.COMPLETED)
# What was refused is told apart: the sentence says what moved.
IN_THE_SENTENCE = 4


def moved(visit: Visit, told: movement.Movement) -> Markup:
    """Say in one sentence what moved since the last meeting; each number opens its list."""
    if told.since is None:
        return html.P("No board meeting has been recorded before this day.", className="lead")
    said: list[Markup | str] = [f"Since {told.since:%-d %B %Y}: "]
    for place, (kind, number, words) in enumerate(kinds(told)[:IN_THE_SENTENCE]):
        said += [", " if place else "", html.A(f"{number} {words}", href=opens(visit, told, kind))]
    return html.P([*said, "."], className="lead", id="movement")


def kinds(told: movement.Movement) -> list[tuple[movement.Moved, int, str]]:
    """Give each kind of movement with its number and its words."""
    return [
        (movement.Moved.CLOSED, told.closed, "closed"),
        (movement.Moved.REOPENED, told.reopened, "reopened"),
        (movement.Moved.NEWLY_OVERDUE, told.newly_overdue, "newly overdue"),
        (movement.Moved.DATES_MOVED, told.dates_moved, "date moved" if told.dates_moved == 1 else "dates moved"),
        (movement.Moved.REFUSED, told.refused, "sign-off refused" if told.refused == 1 else "sign-offs refused"),
    ]


def opens(visit: Visit, told: movement.Movement, kind: movement.Moved) -> str:
    """Give the address of the list that a number of the movement counts."""
    return links.to(visit, "/plan", show=movement.thing_of(kind), moved=kind, since=told.since)


def delivery(visit: Visit, now: Counts, before: Counts | None) -> Markup:
    """Draw how the actions are delivered, each number with its change since the last meeting and its list."""
    parts = _parts(visit, now, before, "state", DELIVERED)
    said = ", ".join(f"{part.number:,} {part.kind.value}" for part in parts)
    beside: list[Markup | str] = [html.A(f"{now.actions():,} actions", href=links.to(visit, "/plan", in_plan=True))]
    if withdrawn := now.number(thing=Thing.ACTION, state=Delivery.WITHDRAWN.value):
        href = links.to(visit, "/plan", state=Delivery.WITHDRAWN)
        beside += [", not counting ", html.A(f"{withdrawn:,} withdrawn", href=href), " by decision"]
    shape = bar(f"Of {now.actions():,} actions {said}.", parts, show_sentence=False)
    return headed("Delivery", beside, shape)


def rating(visit: Visit, now: Counts, before: Counts | None) -> Markup:
    """Draw how the actions that are not completed are rated, apart from their delivery."""
    parts = _parts(visit, now, before, "rating", RATED)
    said = ", ".join(f"{part.number:,} {part.kind.value}" for part in parts)
    sentence = f"Of the {now.unfinished():,} actions not completed {said}."
    every = html.A(f"{now.unfinished():,} actions not completed", href=links.to(visit, "/plan", unfinished=True))
    shape = bar(sentence, parts, show_sentence=False)
    return headed("Rating", ["of the ", every], shape, _unanswered(visit, now))


def _parts(
    visit: Visit, now: Counts, before: Counts | None, name: str, kinds: Sequence[Delivery | Rating]
) -> list[Part]:
    """Count the actions of each kind, with the change since the last meeting and the list behind the number."""

    def part(kind: Delivery | Rating) -> Part:
        like: dict[str, Any] = {"thing": Thing.ACTION, name: kind}
        number = now.number(**like)
        change = number - before.number(**like) if before else None
        return Part(kind, number, links.to(visit, "/plan", **{name: kind}), change)

    return [part(kind) for kind in kinds]


def _unanswered(visit: Visit, now: Counts) -> Markup | None:
    """Count the recommendations that no open action carries and that are not done: they are rated themselves."""
    items: list[Markup | str] = []
    for each in RATED:
        if number := now.number(thing=Thing.RECOMMENDATION, rating=each):
            href = links.to(visit, "/plan", show=Thing.RECOMMENDATION, rating=each)
            items += [", " if items else "", html.A(f"{number:,} {each.value}", href=href)]
    if not items:
        return None
    return html.P(["Recommendations that no open action answers: ", *items, "."], className="small")
