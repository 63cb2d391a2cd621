"""How a review comes into the record: itself, what it found, what it recommends, and its way to the public."""

from dataclasses import replace

from markupsafe import Markup

from dashboards.changes import typed as read
from dashboards.changes.typed import Typed
from dashboards.components.forms import Field, Kind, Option
from dashboards.forms import Form, form
from dashboards.matching import match_new
from dashboards.pages.likely import look_up, look_up_many
from tracker.commands import recommendations, reviews
from tracker.commands.recommendations import RecommendationDraft
from tracker.commands.reviews import FindingDraft, ReviewDraft
from tracker.errors import InputError
from tracker.importers import pasted
from tracker.queries import reviews as queries
from tracker.rules.phrases import told_day
from tracker.visit import Visit
from tracker.words import FindingKind, Permission, ReviewKind, Role, Sensitivity

LOOK = "look"
DAY = "For example, 22 Nov 2026; leave it empty if it is not known"
DAYS = (
    ("day of the incident", "When was the incident?"),
    ("first day of the practice period", "From when on does it look at practice?"),
    ("last day of the practice period", "Until when does it look at practice?"),
    ("day of commissioning", "When was it commissioned?"),
    ("day of completion", "When was it completed?"),
    ("day of publication", "When was it published? (only if it is published already elsewhere)"),
)
HOW_TO_PASTE = (
    "One recommendation in a row, copied from a sheet: reference, wording, to whom it is addressed, the deadline that "
    "the review set. Only the first two are needed."
)


def ask_review(_visit: Visit) -> Form:
    """Ask for a review and its time line."""
    days = [Field(name, label, Kind.DATE, hint=DAY) for name, label in DAYS]
    return Form(
        title="Record a review",
        lead="It begins as a draft that only the board sees. What is not known stays empty and is never guessed.",
        fields=[
            Field("reference", "Short reference, for example KW-2013"),
            Field("title", "Title"),
            Field("kind", "Kind", Kind.SELECT, options=read.words(list(ReviewKind), none="Choose")),
            Field("area", "Area (optional)"),
            *days,
            Field(
                "practice basis", "How is the practice period known? (optional)", hint="For example, fieldwork dates"
            ),
            Field(
                "embargo",
                "Until when is it embargoed? (optional)",
                hint="Day and time in London, for example 16 Dec 2026 10:00",
            ),
            Field("source document", "Source document (optional)"),
            Field("source address", "Its address (optional)", hint="It starts with https://"),
            Field(
                "sensitivity",
                "Who may see it?",
                Kind.SELECT,
                value=Sensitivity.NORMAL.value,
                options=read.words(list(Sensitivity)),
            ),
        ],
        submit="Record the review",
        cancel_href="/reviews",
    )


@form("/reviews/new", needs=Permission.RECORD_REVIEW, ask=ask_review)
def record_review(visit: Visit, typed: Typed) -> str:
    """Record a review."""
    incident, first, last, commissioned, completed, published = (read.maybe_day(typed, name) for name, _ in DAYS)
    draft = ReviewDraft(
        reference=typed.get("reference", ""),
        title=typed.get("title", ""),
        kind=read.word(typed, "kind", ReviewKind, "Choose the kind of review."),
        area=typed.get("area", ""),
        sensitivity=read.word(typed, "sensitivity", Sensitivity, "Choose who may see it."),
        incident_on=incident,
        practice_from=first,
        practice_to=last,
        practice_basis=typed.get("practice basis", ""),
        commissioned_on=commissioned,
        completed_on=completed,
        published_on=published,
        embargo_until=read.maybe_instant(typed, "embargo"),
        source_document=typed.get("source document", ""),
        source_url=typed.get("source address", ""),
    )
    return f"/reviews/{reviews.record_review(visit, draft).id}"


def ask_finding(visit: Visit, key: int) -> Form:
    """Ask what a review found: what happened, why, and how, apart."""
    shown = queries.whole(visit, key)
    return Form(
        title=f"Record a finding of {shown.reference}",
        lead="Good practice is the equal of a failing, and a concern raised and not taken up is a finding too.",
        fields=[
            Field("reference", "Reference, for example Finding 3"),
            Field("kind", "What is it about?", Kind.RADIOS, options=read.words(list(FindingKind))),
            Field("what happened", "What happened?", Kind.TEXTAREA),
            Field("why", "Why? (optional)", Kind.TEXTAREA),
            Field("how", "How? (optional)", Kind.TEXTAREA),
            Field("page", "Page (optional)"),
        ],
        submit="Record the finding",
        cancel_href=f"/reviews/{key}",
    )


@form("/reviews/<int:key>/finding", needs=Permission.RECORD_REVIEW, ask=ask_finding)
def record_finding(visit: Visit, typed: Typed, key: int) -> str:
    """Record a finding."""
    kind = read.word(typed, "kind", FindingKind, "Choose what the finding is about.")
    what, why, how = (typed.get(name, "") for name in ("what happened", "why", "how"))
    draft = FindingDraft(typed.get("reference", ""), kind, what, why, how, typed.get("page", ""))
    reviews.record_finding(visit, key, draft)
    return f"/reviews/{key}"


def ask_recommendation(visit: Visit, key: int) -> Form:
    """Ask for one recommendation as it was published."""
    shown = queries.whole(visit, key)
    return Form(
        title=f"Record a recommendation of {shown.reference}",
        lead="The wording stays exactly as published; a slip is corrected later, and the first wording stays.",
        fields=[
            Field("reference", "Reference, as the review numbers it"),
            Field("wording", "The wording, exactly as published", Kind.TEXTAREA),
            Field("page", "Page (optional)"),
            Field("addressed", "To whom is it addressed? (optional)"),
            Field("deadline", "The deadline that the review itself set (optional)", Kind.DATE, hint=DAY),
            Field(
                "sensitivity",
                "Who may see it?",
                Kind.SELECT,
                value=Sensitivity.NORMAL.value,
                options=read.words(list(Sensitivity)),
            ),
        ],
        steps=[Option(LOOK, "Look for earlier ones"), Option("record", "Record the recommendation")],
        cancel_href=f"/reviews/{key}",
    )


@form("/reviews/<int:key>/recommendation", needs=Permission.RECORD_REVIEW, ask=ask_recommendation, after=match_new)
def record_recommendation(visit: Visit, typed: Typed, key: int) -> str | Form:
    """Show what was recommended before that is like it, or record a recommendation."""
    if typed.get("step") == LOOK:
        return replace(ask_recommendation(visit, key), shown=_seen_before(visit, typed, key))
    draft = RecommendationDraft(
        reference=typed.get("reference", ""),
        wording=typed.get("wording", ""),
        page=typed.get("page", ""),
        addressed_as_written=typed.get("addressed", ""),
        deadline_on=read.maybe_day(typed, "deadline"),
        deadline_as_written=typed.get("deadline", ""),
        sensitivity=read.word(typed, "sensitivity", Sensitivity, "Choose who may see it."),
    )
    return f"/recommendations/{recommendations.record_recommendation(visit, key, draft).id}"


def _seen_before(visit: Visit, typed: Typed, key: int) -> Markup:
    wording = typed.get("wording", "")
    if not wording.strip():
        raise InputError("Write the wording first; then we can look for earlier ones.", field="wording")
    return look_up(visit, wording, key)


def ask_rows(visit: Visit, key: int) -> Form:
    """Ask for several recommendations, pasted as rows."""
    shown = queries.whole(visit, key)
    return Form(
        title=f"Paste recommendations of {shown.reference}",
        lead="First look at what we understood; nothing is saved before you press Import.",
        fields=[Field("rows", "Recommendations", Kind.TEXTAREA, hint=HOW_TO_PASTE)],
        steps=[Option("preview", "Preview"), Option("import", "Import")],
        cancel_href=f"/reviews/{key}",
    )


@form("/reviews/<int:key>/rows", needs=Permission.RECORD_REVIEW, ask=ask_rows, after=match_new)
def record_rows(visit: Visit, typed: Typed, key: int) -> str | Form:
    """Show what was understood of pasted rows, or record all of them; with any error, none."""
    rows = pasted.read(typed.get("rows", ""))
    wrong = pasted.told_wrong(rows, known=queries.references_in(visit, key))
    if not rows:
        raise InputError("Paste at least one row.", field="rows")
    if typed.get("step") != "import":
        good = len(rows) - len(wrong)
        said = f"{good:,} valid, {len(wrong):,} {'error' if len(wrong) == 1 else 'errors'}. Nothing has been saved yet."
        seen = [(f"Row {row.number}", wrong.get(row.number, row.in_words())) for row in rows]
        told = [(f"Row {row.number}", row.wording) for row in rows if row.number not in wrong]
        shown = look_up_many(visit, told, key)
        return replace(ask_rows(visit, key), lead=said, understood=seen, shown=shown)
    if wrong:
        number, sentence = next(iter(wrong.items()))
        raise InputError(f"Row {number}: {sentence} Nothing was saved.", field="rows")
    for row in rows:
        recommendations.record_recommendation(visit, key, row.draft())
    return f"/reviews/{key}"


def ask_withdraw(visit: Visit, key: int) -> Form:
    """Ask why a review was recorded by mistake."""
    shown = queries.whole(visit, key)
    return Form(
        title=f"Withdraw {shown.reference}, recorded by mistake",
        lead=f"{shown.title}. This is for a review that should not be here at all, as long as none of its "
        "recommendations was answered, decided about or has an action.",
        fields=[Field("reason", "Why should it not be here?", Kind.TEXTAREA)],
        warning="From then on it exists for nobody, with what it found and recommended. The record keeps it.",
        submit="Withdraw the review",
        cancel_href=f"/reviews/{key}",
        version=shown.version,
    )


@form("/reviews/<int:key>/withdraw", needs=Permission.RECORD_REVIEW, ask=ask_withdraw)
def withdraw(visit: Visit, typed: Typed, key: int) -> str:
    """Withdraw a review that was recorded by mistake."""
    reviews.withdraw(visit, key, reason=typed.get("reason", ""), version=read.version(typed))
    return "/reviews"


def ask_release(visit: Visit, key: int) -> Form:
    """Ask whether a review is to be released, saying what that does."""
    shown = queries.whole(visit, key)
    until = f" It is embargoed until {told_day(shown.embargo_until)}." if shown.embargo_until else ""
    return Form(
        title=f"Release {shown.reference} for publication",
        lead=f"{shown.title}. Two people release a review: the coordinator first, then the chair.{until}",
        fields=[
            Field(
                "role",
                "As whom do you release it?",
                Kind.RADIOS,
                options=read.words([role for role in (Role.COORDINATOR, Role.CHAIR) if role in visit.who.board_roles]),
            )
        ],
        warning="Once both have released it and no embargo holds, councillors see it and it may be published.",
        submit="Release it",
        cancel_href=f"/reviews/{key}",
        version=shown.version,
    )


@form("/reviews/<int:key>/release", needs=Permission.RELEASE_REVIEW, ask=ask_release)
def release(visit: Visit, typed: Typed, key: int) -> str:
    """Release a review for publication."""
    role = read.word(typed, "role", Role, "Choose as whom you release it.")
    reviews.release(visit, key, as_role=role, version=read.version(typed))
    return f"/reviews/{key}"
