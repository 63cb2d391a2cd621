"""The public edition as data: everything that its site needs, so that the site is written from a frozen copy alone.

What staff typed (wordings of actions, updates, reasons, notes) is not in it; of these the public reads texts of their
own that two people wrote and approved. Owners are agencies; no person is in it.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date

from tracker.access import needs
from tracker.queries import context, example, plan, public, public_texts, repeated
from tracker.queries.asked import Pair
from tracker.queries.filters import Filters
from tracker.queries.plan import Row
from tracker.queries.public import Published, Reached
from tracker.reports.lines import every_row
from tracker.reports.public_numbers import counted, numbers
from tracker.reports.public_rows import Gathered, Told, action, recommendation, told_day
from tracker.rules.small_numbers import people
from tracker.visit import Visit
from tracker.words import ContextKind, Delivery, Permission, Standing, Thing

FIRST = date(1900, 1, 1)


@needs(Permission.SEE_PLAN)
def content(visit: Visit) -> Told:
    """Gather the public edition as this visitor sees it; it is made for the reader of the edition."""
    got, reviews, reached = _gathered(visit), public.reviews(visit), public.reached(visit)
    rows: dict[int, list[Told]] = defaultdict(list)
    for one in got.shown:
        rows[one.review_id].append(recommendation(got, one))
    happened = context.between(visit, FIRST, visit.as_at)
    return {
        "illustrative": example.is_loaded(visit) or any(each.illustrative for each in reviews),
        "numbers": numbers(got, len(reviews)),
        "standings": counted(Standing, (got.asked[one.id].state for one in got.shown)),
        "deliveries": counted(Delivery, (row.state for row in got.actions)),
        "reviews": [
            {**_review(each), "discussed": _discussed(reached.get(each.id)), "recommendations": rows[each.id]}
            for each in reviews
        ],
        "actions": [action(got, row) for row in got.actions],
        # The public hears of a death from a published review, and from nowhere before.
        "context": [_happened(each) for each in happened if each.kind is not ContextKind.DEATH],
    }


def _gathered(visit: Visit) -> Gathered:
    in_order = plan.Order.REFERENCE
    actions = list(every_row(visit, Filters(), in_order))
    asked = {row.id: row for row in every_row(visit, Filters(thing=Thing.RECOMMENDATION), in_order)}
    same = [each for each in repeated.everything(visit).same if {each.later.id, each.earlier.id} <= asked.keys()]
    return Gathered(
        made=public.recommendations(visit),
        asked=asked,
        actions=actions,
        answering=_by_recommendation(actions),
        overdue=frozenset(row.id for row in every_row(visit, Filters(overdue=True))),
        answers=public.answers(visit),
        addressed=public.addressed(visit),
        tested=public.tested(visit),
        adequate=public.adequate(visit),
        completed=public.completed(visit),
        texts=public_texts.of_all(visit, Thing.RECOMMENDATION),
        action_texts=public_texts.of_all(visit, Thing.ACTION),
        same=same,
        before=_by_key((pair.later.id, pair) for pair in same),
        again=_by_key((pair.earlier.id, pair) for pair in same),
    )


def _by_recommendation(actions: Sequence[Row]) -> Mapping[int, list[Row]]:
    found: dict[int, list[Row]] = defaultdict(list)
    for row in actions:
        for each in row.recommendations:
            found[each.id].append(row)
    return found


def _by_key(pairs: Iterable[tuple[int, Pair]]) -> Mapping[int, list[Pair]]:
    found: dict[int, list[Pair]] = defaultdict(list)
    for key, pair in pairs:
        found[key].append(pair)
    return found


def _review(each: Published) -> Told:
    return {
        "reference": each.reference,
        "title": each.title,
        "kind": each.kind.value,
        "area": each.area,
        "published_on": told_day(each.published_on),
        "source_document": each.source_document,
        "source_address": each.source_url,
        "illustrative": each.illustrative,
    }


def _discussed(reached: Reached | None) -> Told | None:
    return {"teams": reached.teams, "people": people(reached.people)} if reached else None


def _happened(each: context.Happened) -> Told:
    return {
        "on": each.on.isoformat(),
        "precision": each.precision.value,
        "kind": each.kind.value,
        "area": each.area,
        "title": each.title,
        "said": each.sentence,
        "source": each.source,
        "quoted": each.quoted,
    }
