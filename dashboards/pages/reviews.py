"""Reviews: the list, and one with its time line from incident to impact and its recommendations."""

from collections.abc import Mapping
from operator import attrgetter

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.figures import Figure, figure_line
from dashboards.components.offers import Offer, offers
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, empty, table
from dashboards.components.tags import sentence_case, standing_tag
from dashboards.pages import lessons
from dashboards.pages.clocks import draw_clocks
from dashboards.pages.novelty import draw_novelty, mark_of
from dashboards.pages.parts import draw_history, past, why_rated
from dashboards.pages.suggestions import not_matched
from dashboards.wiring import page
from tracker.access import allows
from tracker.queries import history as histories
from tracker.queries import novelty, plan
from tracker.queries import reviews as queries
from tracker.queries.filters import Filters
from tracker.queries.novelty import OfReview
from tracker.queries.reviews import Step, Whole
from tracker.visit import Visit
from tracker.words import Permission, Publication, Standing, Thing

BY_REFERENCE = plan.Asked(order=plan.Order.REFERENCE, size=500)


@page("/reviews", title="Reviews", needs=Permission.SEE_PLAN, menu=("Reviews", 4))
def show_reviews(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """List the reviews, newest first."""
    found = queries.listing(visit)
    total = sum(each.recommendations for each in found)
    rows: list[list[Cell]] = [
        [
            html.A(f"{each.reference}: {each.title}", href=links.review(visit, each.id)),
            each.kind.value.capitalize(),
            each.area,
            _published(each),
            html.A(
                f"{each.recommendations:,}",
                href=links.to(visit, "/plan", show=Thing.RECOMMENDATION, review=each.id),
            ),
            html.A(
                f"{each.closed:,}",
                href=links.to(visit, "/plan", show=Thing.RECOMMENDATION, review=each.id, state=Standing.CLOSED),
            ),
        ]
        for each in found
    ]
    heads: list[Column | str] = [
        "Review",
        "Kind",
        "Area",
        "Published",
        Column("Recommendations", True),
        Column("Closed", True),
    ]
    shown = table("Reviews, newest first", heads, rows) if rows else empty("No review has been recorded.")
    made = html.A(f"{total:,} recommendations", href=links.to(visit, "/plan", show=Thing.RECOMMENDATION))
    lead = html.P([f"{len(found):,} {'review' if len(found) == 1 else 'reviews'} made ", made, "."], className="lead")
    able = [
        Offer("Record a review", "/reviews/new", Permission.RECORD_REVIEW),
        Offer("Import a plan", "/import", Permission.IMPORT_PLAN),
    ]
    return html.Div([html.H1("Reviews"), *past(visit, "/reviews"), lead, offers(visit, able), _to_clocks(visit), shown])


def _to_clocks(visit: Visit) -> Markup:
    return html.P(html.A("Clocks that are running", href=links.to(visit, "/clocks")))


def _published(each: queries.Listed) -> str:
    marks = " (illustrative)" if each.illustrative else ""
    if each.publication == Publication.PUBLISHED:
        return in_words(each.published_on) + marks
    return each.publication.value.capitalize() + marks


@page(
    "/reviews/<int:key>",
    title="Review",
    needs=Permission.SEE_PLAN,
    finds=lambda visit, key: _named(queries.whole(visit, key)),
)
def show_review(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw one review as it stands on the day of the visit."""
    shown = queries.whole(visit, key)
    asked = plan.listing(visit, Filters(thing=Thing.RECOMMENDATION, review_id=key), BY_REFERENCE)
    known = novelty.of_review(visit, key)
    return html.Div(
        [
            crumbs([("Reviews", links.to(visit, "/reviews"))], shown.reference),
            html.H1(_named(shown)),
            *past(visit, f"/reviews/{key}"),
            html.P(_sentence(visit, shown), className="lead", id="review-sentence"),
            _needs_owner(visit, shown),
            not_matched(visit, key),
            _standings(visit, shown),
            _offers(visit, shown),
            _facts(shown),
            _time_line(shown.steps),
            draw_clocks(visit, key),
            draw_novelty(visit, known),
            _recommendations(visit, asked, known),
            _findings(shown.findings),
            lessons.of_review(visit, key),
            _pack(visit, key),
            draw_history(visit, histories.of_review, key),
        ]
    )


def _named(shown: Whole) -> str:
    return f"{shown.reference}: {shown.title}"


def _pack(visit: Visit, key: int) -> Markup | None:
    """Lead to the evidence pack, for whom may take one along."""
    if not allows(visit.who, Permission.EXPORT_PACK):
        return None
    what = (
        "Everything of this review that you see, with the files and the trail, signed. What you do not see is counted."
    )
    way = html.A("Download the evidence pack", href=links.to(visit, f"/reviews/{key}/pack"), className="button second")
    return html.Section([html.H2("Evidence pack"), html.P(what), html.P(way)], id="pack")


def _sentence(visit: Visit, shown: Whole) -> list[Markup | str]:
    """Say how much the review led to; each number opens its list."""

    def opens(number: int, word: str, **asked: links.Value) -> Markup:
        words = f"{number:,} {word}{'' if number == 1 else 's'}"
        return html.A(words, href=links.to(visit, "/plan", review=shown.id, **asked))

    made = opens(shown.recommendations, "recommendation", show=Thing.RECOMMENDATION)
    needs = links.to(visit, "/plan", show=Thing.RECOMMENDATION, review=shown.id, needs="owner")
    unowned = html.A(f"{shown.without_owner:,} without owner", href=needs)
    mark = "This review is illustrative. " if shown.illustrative else ""
    return [mark, made, ", ", opens(shown.actions, "action"), ", ", unowned, "."]


def _offers(visit: Visit, shown: Whole) -> Markup | None:
    at, waits = f"/reviews/{shown.id}", shown.publication in {Publication.DRAFT, Publication.AGREED}
    record = Permission.RECORD_REVIEW
    untouched = not shown.actions and {standing for standing, _ in shown.by_standing} <= {Standing.AWAITING_RESPONSE}
    return offers(
        visit,
        [
            Offer("Record a recommendation", f"{at}/recommendation", record),
            Offer("Paste recommendations", f"{at}/rows", record),
            Offer("Record a finding", f"{at}/finding", record),
            Offer("Correct its days", f"{at}/days", record),
            Offer("Import a plan", links.address("/import", review=shown.reference), Permission.IMPORT_PLAN),
            Offer("Withdraw it, recorded by mistake", f"{at}/withdraw", record, untouched),
            Offer("Release it for publication", f"{at}/release", Permission.RELEASE_REVIEW, waits),
        ],
    )


def _needs_owner(visit: Visit, shown: Whole) -> Markup | None:
    if not shown.without_owner:
        return None
    href = links.to(visit, "/plan", show=Thing.RECOMMENDATION, review=shown.id, needs="owner")
    word = "recommendation" if shown.without_owner == 1 else "recommendations"
    return html.P(html.A(f"Needs owner: {shown.without_owner:,} {word}", href=href))


def _facts(shown: Whole) -> Markup:
    named = shown.source_document or "Source"
    source = html.A(named, href=shown.source_url, rel="noreferrer") if shown.source_url else shown.source_document
    rows: list[tuple[str, Cell]] = [
        ("Kind", shown.kind.value.capitalize()),
        ("Area", shown.area),
        ("Publication", shown.publication.value.capitalize()),
        ("Source", source),
    ]
    rows += [("Note", shown.note)] if shown.note else []
    return summary_list(rows)


def _time_line(steps: object) -> Markup:
    items = [html.Li([html.Strong(each.label), ": ", _days(each)]) for each in steps]  # type: ignore[attr-defined]
    return html.Section([html.H2("From incident to impact"), html.Ol(items, className="time-line")])


def _days(step: Step) -> str:
    if step.last is not None and step.first is not None and step.last != step.first:
        return f"{in_words(step.first)} to {in_words(step.last)}"
    return in_words(step.first)


def _standings(visit: Visit, shown: Whole) -> Markup:
    if not shown.by_standing:
        return empty("No recommendation had been recorded by this day.")

    def address(standing: Standing) -> str:
        return links.to(visit, "/plan", show=Thing.RECOMMENDATION, review=shown.id, state=standing)

    parts = [Figure(number, sentence_case(each.value), address(each)) for each, number in shown.by_standing]
    return figure_line("Where they stand", parts)


def _recommendations(visit: Visit, found: plan.Page, known: OfReview) -> Markup:
    rows: list[list[Cell]] = [
        [
            html.A(row.reference, href=links.recommendation(visit, row.id)),
            row.wording,
            standing_tag(Standing(row.state)),
            why_rated(row),
            mark_of(known, row.id),
        ]
        for row in sorted(found.rows, key=attrgetter("id"))
    ]
    sentences = [Column("Wording", sentence=True), Column("Rating", sentence=True)]
    heads: list[Column | str] = ["Reference", sentences[0], "Standing", sentences[1], "Made before?"]
    shown = table("Recommendations of this review", heads, rows)
    return html.Section([html.H2("Recommendations"), shown if rows else empty("No recommendation is recorded.")])


def _findings(findings: object) -> Markup | None:
    rows: list[list[Cell]] = [
        [each.reference, each.kind.value.capitalize(), each.what, each.why, each.how]
        for each in findings  # type: ignore[attr-defined]
    ]
    if not rows:
        return None
    heads: list[Column | str] = [
        "Finding",
        "Kind",
        *(Column(head, sentence=True) for head in ("What happened", "Why", "How")),
    ]
    return html.Section([html.H2("Findings"), table("What the review found", heads, rows)])
