"""Meeting mode, exceptions one by one: on the left the facts, on the right what is asked and what can be decided."""

from collections.abc import Callable, Mapping, Sequence

from markupsafe import Markup

from dashboards import html, links, way_back
from dashboards.components.attributes import aria
from dashboards.components.dates import in_words
from dashboards.components.offers import Offer, able, buttons
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, empty
from dashboards.components.tags import rating_tag, sentence_case
from dashboards.pages.meeting_screen import (
    DECIDED,
    EXCEPTIONS,
    MOVED,
    RECURS,
    Screen,
    address,
    decides,
    named,
    not_yet,
    shown,
    title_of,
    way,
)
from dashboards.pages.meetings import grounds, what
from dashboards.pages.parts import dates_of, pieces_of, refs, state_tag
from dashboards.wiring import page
from tracker.queries import action as actions
from tracker.queries import deciders, exceptions, meetings, names
from tracker.queries.action import Whole
from tracker.queries.exceptions import Place
from tracker.queries.meetings import Decided, Listed
from tracker.reports.lines import ask
from tracker.visit import Visit
from tracker.words import DecisionKind, Delivery, Permission

ENDED = frozenset({Delivery.COMPLETED, Delivery.WITHDRAWN})
SIGNED_OFF = frozenset({Delivery.SUBMITTED, Delivery.COMPLETED})
NEWEST = 3
# Forms that ask what was decided: what is chosen here is chosen there.
CHOOSES = frozenset({"decide", "note"})


@page(
    "/meetings/<int:key>/table/exceptions", title="Meeting mode", needs=Permission.SEE_PLAN, finds=title_of(EXCEPTIONS)
)
def show_first(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw the worst exception, or say that there is none."""
    first = exceptions.ends(visit).first_id
    if first is not None:
        return _one(visit, key, first)

    def draw(meeting: Listed) -> Screen:
        none = [empty("No action is red and none is overdue.")]
        before, after = way(visit, meeting, MOVED), way(visit, meeting, RECURS)
        return Screen(EXCEPTIONS, "Exceptions", "0 of 0", before, after, none)

    return shown(visit, key, draw)


def _title(visit: Visit, key: int, exception: int) -> str:
    return f"{names.of_action(visit, exception)} · {meetings.one(visit, key).title}"


@page(
    "/meetings/<int:key>/table/exceptions/<int:exception>", title="Exception", needs=Permission.SEE_PLAN, finds=_title
)
def show_exception(visit: Visit, asked: Mapping[str, str], key: int, exception: int) -> Markup:
    """Draw one action on a screen of its own."""
    return _one(visit, key, exception, asked.get("was", ""))


def _one(visit: Visit, key: int, exception: int, was: str = "") -> Markup:
    def draw(meeting: Listed) -> Screen:
        told = actions.whole(visit, exception)
        found = exceptions.place_of(visit, exception, was=was)
        return Screen(
            EXCEPTIONS,
            f"Action {told.row.reference}",
            _place(found),
            _beside(visit, meeting, found.previous_id, MOVED),
            _beside(visit, meeting, found.next_id, RECURS),
            [_wording(visit, told), html.Div([_facts(told), _asked(visit, meeting, told, found)], className="two")],
            exception,
        )

    return shown(visit, key, draw)


def _place(found: Place) -> str:
    if found.is_one:
        return f"Exception {found.before + 1:,} of {found.total:,}"
    left = "1 exception is left" if found.total == 1 else f"{found.total:,} exceptions are left"
    return f"No exception now: {left}"


def _beside(visit: Visit, meeting: Listed, key: int | None, otherwise: str) -> tuple[str, str]:
    """Lead to the exception beside this one, or out of the exceptions."""
    return (" exception", address(visit, meeting, EXCEPTIONS, key)) if key else way(visit, meeting, otherwise)


def _wording(visit: Visit, told: Whole) -> Markup:
    row = told.row
    answers = html.P(
        ["Answers ", *refs(visit, row), ". ", html.A("The whole action", href=links.action(visit, row.id))]
    )
    return html.Div([html.P(row.wording, className="wording"), answers], className="what")


def _facts(told: Whole) -> Markup:
    row = told.row
    due: Cell = dates_of(row) if row.extensions or row.due is None else [dates_of(row), ", the baseline: not moved"]
    rows: list[tuple[str, Cell]] = [
        ("Owner post", f"{row.post}, {row.agency}" if row.post else "No owner"),
        ("Due", due),
        ("Forecast", row.forecast or "No forecast given"),
        ("Evidence", pieces_of(row)),
        ("Last said", _last_said(told)),
    ]
    rated = html.Div([html.H2("The facts"), rating_tag(row.rating), state_tag(row)], className="rated")
    why = html.P(row.why, className="why", id="why")
    return html.Section([rated, why, _declared(told), summary_list(rows)], className="facts")


def _declared(told: Whole) -> Markup | None:
    """Show what the owner says beside what was computed, where the reason does not say it."""
    if not told.declared_beside or "owner says" in told.row.why:
        return None
    return html.P(f"{sentence_case(told.declared_beside)}.", id="beside")


def _last_said(told: Whole) -> Cell:
    if not told.updates:
        return "No update yet"
    newest = told.updates[0]
    return html.Div(f"{in_words(newest.on)}: “{newest.wording}”", className="said")


def _asked(visit: Visit, meeting: Listed, told: Whole, found: Place) -> Markup:
    """Say what is asked of the meeting, offer what this person may do about it, and list what was decided."""
    decisions = meetings.decided(visit, meeting.id) if meeting.decisions else []
    inside = [
        html.H2("The ask"),
        html.P(_ask(told), className="ask", id="ask"),
        _decided_here(told, decisions),
        *_choices(visit, meeting, told, found),
        _running(visit, meeting, decisions),
    ]
    return html.Section(inside, className="asked")


def _ask(told: Whole) -> str:
    asked = told.asked
    if asked is None or told.row.due is None:
        return f"{ask(told.row)}."
    note = f" They say: {asked.note}" if asked.note else ""
    moved = f"{in_words(asked.due)} instead of {in_words(told.row.due)}"
    return f"Answer the new date: {moved}, because of {asked.reason.value}.{note}"


def _decided_here(told: Whole, decisions: Sequence[Decided]) -> Markup | None:
    """Say what this meeting decided about this action: whoever comes back from a form sees that it was recorded."""
    mine = [each for each in decisions if each.action_id == told.row.id]
    if not mine:
        return None
    said = [html.P([html.Strong(f"{what(each)}: "), grounds(each)]) for each in mine]
    return html.Div(said, className="notice", id="decided-here", role="status")


def _choices(visit: Visit, meeting: Listed, told: Whole, found: Place) -> list[Markup | None]:
    """Offer the decisions to whoever takes them, and what others can do besides; nothing on a past day."""
    decisions, besides = _decisions(visit, meeting, told, found), _besides(visit, meeting, told, found)
    why = deciders.about_action(visit, told.row.id) if able(visit, decisions) else ""
    decided = html.P(why, id="who-decides") if why else buttons(visit, decisions, "Decisions")
    return [decided, buttons(visit, besides, "What you can do besides"), not_yet(visit, meeting)]


def _ways(visit: Visit, meeting: Listed, told: Whole, found: Place) -> Callable[..., str]:
    """Give what leads from this screen to the forms of the action: each knows this meeting and leads back here."""
    back = links.address(address(visit, meeting, EXCEPTIONS, told.row.id), was=found.order)

    def to(path: str, decision: str = "") -> str:
        return way_back.form(f"/actions/{told.row.id}/{path}", back, meeting=meeting.id, decision=decision)

    return to


def _decisions(visit: Visit, meeting: Listed, told: Whole, found: Place) -> list[Offer]:
    row, to = told.row, _ways(visit, meeting, told, found)
    is_open, signed = row.state not in ENDED, row.state in SIGNED_OFF

    def offer(words: str, path: str, kind: DecisionKind, fits: bool = True) -> Offer:
        href = to(path, kind if path in CHOOSES else "")
        return Offer(words, href, Permission.DECIDE, fits and decides(visit, meeting, kind))

    answers = told.asked is not None and decides(visit, meeting, DecisionKind.EXTEND)
    return [
        Offer("Answer the new date", to("answer-date"), Permission.ANSWER_EXTENSION, answers),
        offer("Refuse sign-off", "decide", DecisionKind.REFUSE_SIGN_OFF, signed),
        offer("Approve the evidence", "note", DecisionKind.APPROVE_EVIDENCE, bool(row.evidence)),
        offer("Escalate", "note", DecisionKind.ESCALATE),
        offer("Override its rating", "override", DecisionKind.OVERRIDE_RATING, is_open),
        offer("Pause", "decide", DecisionKind.PAUSE, is_open),
        offer("Withdraw", "decide", DecisionKind.WITHDRAW, row.state != Delivery.WITHDRAWN),
        offer("Commission an audit", "note", DecisionKind.COMMISSION_AUDIT),
        offer("Note something", "note", DecisionKind.NOTE),
    ]


def _besides(visit: Visit, meeting: Listed, told: Whole, found: Place) -> list[Offer]:
    row, to = told.row, _ways(visit, meeting, told, found)
    own, is_open = told.may_change, row.state not in ENDED
    late = row.due is not None and row.due < visit.today
    moves = own and is_open and row.due is not None and told.asked is None
    return [
        Offer("Ask for a new date", to("new-date"), Permission.ASK_EXTENSION, moves),
        Offer("Give an update", to("update"), Permission.UPDATE_ACTION, own),
        Offer("Give it an owner", to("owner"), Permission.RECORD_ACTION, is_open),
        Offer("Set the due date", to("due"), Permission.RECORD_ACTION, row.baseline_due is None),
        Offer("Record an escalation", to("escalate"), Permission.ESCALATE, is_open and late),
    ]


def _running(visit: Visit, meeting: Listed, decisions: Sequence[Decided]) -> Markup:
    """List what was decided last; all of it becomes the minute."""
    name = named(visit, meeting, DECIDED)
    if not decisions:
        return html.P(f"{name}: nothing yet.", className="running", id="running")
    items = [html.Li(f"{each.about or 'The plan'}: {what(each)}") for each in reversed(decisions[-NEWEST:])]
    every = html.A(f"{name}: {len(decisions):,}", href=address(visit, meeting, DECIDED))
    return html.Div([html.P(every), html.Ul(items)], className="running", id="running", **aria(label=name))
