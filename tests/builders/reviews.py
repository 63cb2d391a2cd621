"""Reviews, what they recommend, the themes of that and what it repeats."""

from collections.abc import Sequence
from datetime import date, datetime
from itertools import pairwise
from typing import Any

from tests.builders.people import NUMBERS, a_person, kept, row_id
from tests.database.record import KEY_FROM, Record, visitor
from tracker.commands import asks, recommendations, repeats, reviews, themes
from tracker.models import Agency, Ask, Recommendation, RepeatLink, Review, Suggestion, Theme
from tracker.words import RepeatBasis, RepeatVerdict, ResponseKind, ReviewKind, Role, Sensitivity

PUBLISHED_ON = date(2026, 9, 1)
RECORDED_ON = date(2026, 10, 1)
DUE = date(2027, 3, 31)


def a_review(
    record: Record,
    reference: str = "",
    *,
    published: bool = True,
    on: date = PUBLISHED_ON,
    title: str = "",
    kind: ReviewKind = ReviewKind.LOCAL_PRACTICE_REVIEW,
    sensitivity: Sensitivity = Sensitivity.NORMAL,
    embargo_until: datetime | None = None,
    **more: Any,
) -> Review:
    """Record a review, released by coordinator and chair unless `published=False`; `more` as in `ReviewDraft`."""
    told = reference or f"R{next(NUMBERS)}"
    draft = reviews.ReviewDraft(
        reference=told,
        title=title or f"Review {told}",
        kind=kind,
        sensitivity=sensitivity,
        embargo_until=embargo_until,
        **more,
    )
    with record.changing(on=on) as visit:
        review = reviews.record_review(visit, draft)
    if published:
        for role in (Role.COORDINATOR, Role.CHAIR):
            who = visitor(role, person=row_id(a_person(record, f"The {role.value}")), loading=True)
            with record.changing(who, on=on) as visit:
                reviews.release(visit, row_id(review), as_role=role)
    with record.reading() as reading:
        return kept(Review, reading.session.get(Review, review.id))


def a_recommendation(
    record: Record,
    wording: str = "Agree one way of asking for help early.",
    *,
    review: Review | None = None,
    response: ResponseKind | None = ResponseKind.ACCEPTED,
    on: date = RECORDED_ON,
    responded_on: date | None = None,
    addressed: Sequence[Agency] = (),
    **more: Any,
) -> Recommendation:
    """Record a recommendation of a (published) review, answered with `response`; None: unanswered.

    `more` are the fields of `RecommendationDraft`.
    """
    home = review or a_review(record, on=min(on, PUBLISHED_ON))
    draft = recommendations.RecommendationDraft(
        reference=more.pop("reference", "") or f"{next(NUMBERS)}",
        wording=wording,
        addressed=[row_id(agency) for agency in addressed],
        **more,
    )
    with record.changing(on=on) as visit:
        made = recommendations.record_recommendation(visit, row_id(home), draft)
        if response is not None:
            reason = "" if response in recommendations.NEED_NO_REASON else "The board's reason."
            review_on = DUE if response == ResponseKind.ACCEPTED_IN_PRINCIPLE else None
            answered = visit.on(responded_on or on)
            recommendations.respond(answered, row_id(made), kind=response, reason=reason, review_on=review_on)
    return made


def a_theme(
    record: Record,
    name: str = "",
    *,
    given_to: Sequence[Recommendation] = (),
    on: date = RECORDED_ON,
    definition: str = "",
) -> Theme:
    """Record a theme and give it to these recommendations; the same name gives the same theme."""
    told = name or f"Theme {next(NUMBERS)}"
    key = f"theme {told}"
    if key not in record.made:
        with record.changing(on=KEY_FROM) as visit:
            short = f"T{len(record.made)}"
            record.made[key] = themes.record_theme(
                visit, short, name=told, definition=definition or f"What {told} means."
            )
    theme = kept(Theme, record.made[key])
    with record.changing(on=on) as visit:
        for recommendation in given_to:
            themes.give_themes(visit, row_id(recommendation), theme_ids=[row_id(theme)])
    return theme


def a_repeat(
    record: Record,
    later: Recommendation,
    earlier: Recommendation,
    *,
    on: date = RECORDED_ON,
    basis: RepeatBasis = RepeatBasis.STATED,
    verdict: RepeatVerdict | None = RepeatVerdict.SAME,
) -> RepeatLink:
    """Link a recommendation with an earlier one that it repeats, and answer the link; `verdict=None` leaves it open."""
    with record.changing(on=on) as visit:
        link = repeats.link(visit, row_id(later), row_id(earlier), basis=basis)
        if verdict is not None:
            repeats.answer(visit, row_id(link), verdict=verdict, reason="It asks for the same thing.")
    return link


def a_suggestion(
    record: Record, later: Recommendation, earlier: Recommendation, score: float = 0.5, *, stated: bool = False
) -> None:
    """Keep a suggestion as the machine does: it is no fact, and leaves no event."""
    made = {"score": score, "stated": stated, "model": "a model", "weights": "0"}
    with record.changing() as visit:
        visit.session.add(Suggestion(later_id=row_id(later), earlier_id=row_id(earlier), **made))


def an_ask(
    record: Record,
    *members: Recommendation,
    name: str = "Share what is known",
    on: date = RECORDED_ON,
    judged: bool = True,
) -> Ask:
    """Found an ask of these recommendations, the oldest first, each judged the same as the one before it."""
    if judged:
        for earlier, later in pairwise(members):
            a_repeat(record, later, earlier, on=on, basis=RepeatBasis.JUDGED)
    with record.changing(on=on) as visit:
        return asks.found(visit, [row_id(each) for each in members], name=name, reason="They ask for the same thing.")
