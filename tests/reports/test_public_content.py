"""The public edition as data: what it holds, what it leaves out, and that its numbers are those of its rows."""

import json
from datetime import date

import pytest

from tests.builders import Recommendation, checked, the_chair
from tests.database.record import EMBEDDED_ONLY, counting_selects
from tests.security.world import CLOSED_ACTION, PUBLISHED, SEES, needle
from tracker.commands import context, decisions
from tracker.queries import counts, plan
from tracker.queries.filters import Filters
from tracker.reports import public
from tracker.reports.editions import reader_of
from tracker.words import ContextKind, Edition, Sensitivity, Thing

AUDIT = checked("Audit of Child B's file", received_on=date(2026, 10, 5), evidence_class=3)
READER = reader_of(Edition.PUBLIC)
# What of a published review the public reads: written from the rule, not from the code.
READ = {"ref", "title", "area", "source", "basis", "r", "page", "wording", "a"}
EVERY = (
    *READ, "note", "addressed", "deadline", "f", "what", "why", "how", "reason", "action", "success", "owner", "due",
    "status", "from", "evidence", "statement", "secret", "secretstatement", "link", "checked", "challenge", "update",
    "blocked", "extension", "asks", "answer", "refused", "measured", "counts", "return", "table", "unknown", "lesson",
    "team", "because", "meeting", "grounds", "question", "measure", "target", "theme", "repeat",
)  # fmt: skip


def content(record, *, as_at=None):
    with record.reading(READER, as_at=as_at) as visit:
        return public.content(visit)


def asked(told, review=-1, place=-1):
    return told["reviews"][review]["recommendations"][place]


def test_it_tells_what_was_asked_done_and_shown(record, an_action, a_recommendation, a_repeat, closed):
    earlier = a_recommendation("Share what is known.", on=date(2026, 9, 10))
    done = an_action(evidence=[AUDIT])
    with record.reading() as visit:
        again = visit.session.get(type(earlier), done.recommendation_ids[0])
    a_repeat(again, earlier)
    closed(again.id, on=date(2026, 10, 20))
    told = content(record)
    one = next(each for review in told["reviews"] for each in review["recommendations"] if each["standing"] == "closed")
    assert (one["wording"], one["wording_is"]) == ("Agree one way of asking for help early.", "as published")
    assert (one["status"], one["closed_on"]) == ("closed by decision of the board", "2026-10-20")
    assert one["is_it_working"] == "Evidence of what difference it made for children."
    assert [each["reference"] for each in one["made_before"]] == [earlier.reference]
    (action,) = told["actions"]
    assert (action["wording"], action["wording_is"]) == (None, "wording not published")
    assert (action["agency"], action["status"], action["evidence_class"]) == (
        record.read("SELECT name FROM agency ORDER BY id LIMIT 1")[0][0],
        "completed",
        3,
    )
    assert one["actions"] == [action["reference"]]


@EMBEDDED_ONLY
def test_dates_tell_how_often_they_moved(record, an_action, an_extension):
    done = an_action(due=date(2026, 11, 1))
    an_extension(done, date(2026, 11, 11), on=date(2026, 10, 20))
    (action,) = content(record)["actions"]
    assert (action["first_due"], action["due"]) == ("2026-11-01", "2026-11-11")
    assert (action["new_dates"], action["days_moved"], action["days_overdue"]) == (1, 10, 11)


@EMBEDDED_ONLY
def test_a_public_text_takes_the_place_of_the_wording_and_a_first_one_that_waits_hides_it(
    record, an_action, a_public_text
):
    done = an_action("Tell Rowan Ash.")
    key = done.recommendation_ids[0]
    a_public_text(Thing.RECOMMENDATION, key, "Ask for help early.", approved=False)
    assert (asked(content(record))["wording"], asked(content(record))["wording_is"]) == (None, "wording not published")
    a_public_text(Thing.RECOMMENDATION, key, "Ask for help.", number=2)
    a_public_text(Thing.ACTION, done.id, "Train the team.")
    told = content(record)
    assert (asked(told)["wording"], asked(told)["wording_is"]) == ("Ask for help.", "written for the public")
    assert told["actions"][0]["wording"] == "Train the team."
    a_public_text(Thing.ACTION, done.id, "Train them.", number=2, approved=False)
    assert content(record)["actions"][0]["wording"] == "Train the team."


def test_of_a_world_full_of_needles_it_holds_those_that_the_public_reads_and_no_other(world):
    told = json.dumps(content(world.record), ensure_ascii=False)
    held = {what for what in EVERY if needle(PUBLISHED, what) in told}
    assert held == READ - {"basis"}
    hidden = {group for group in (*SEES["chair"] - {PUBLISHED}, CLOSED_ACTION) if f"zq{group}" in told}
    assert hidden == set()
    people = [name for (name,) in world.record.read("SELECT name FROM person UNION SELECT email FROM person")]
    assert [name for name in people if name in told] == []


@EMBEDDED_ONLY
def test_what_is_hidden_changes_no_byte_of_it(record, an_action, a_review, a_recommendation):
    an_action(evidence=[AUDIT])
    before = json.dumps(content(record))
    hidden = a_recommendation("Hidden.", review=a_review("HIDDEN", published=False))
    an_action("Hidden.", recommendations=[hidden])
    a_recommendation("Sealed.", review=a_review("SEALED", sensitivity=Sensitivity.SEALED))
    assert json.dumps(content(record)) == before


@EMBEDDED_ONLY
def test_an_action_about_named_people_is_not_told_though_its_recommendation_is(record, an_action):
    shown = an_action()
    with record.reading() as visit:
        one = visit.session.get(Recommendation, shown.recommendation_ids[0])
    hidden = an_action("Of named people.", recommendations=[one], sensitivity=Sensitivity.RESTRICTED)
    told = content(record)
    assert [each["reference"] for each in told["actions"]] == asked(told)["actions"] == [shown.reference]
    assert hidden.reference not in json.dumps(told)


@EMBEDDED_ONLY
def test_context_is_told_but_for_deaths(record, an_action):
    an_action()
    with record.changing(on=date(2026, 10, 1)) as visit:
        for kind in (ContextKind.DEATH, ContextKind.INSPECTION_JUDGEMENT):
            draft = context.ContextDraft(
                happened_on=date(2026, 5, 1), kind=kind, title=f"A {kind.value}", sentence="It was.", source="Minutes"
            )
            context.record_context(visit, draft)
    assert [each["title"] for each in content(record)["context"]] == ["A inspection judgement"]


def numbers_agree(record, told):
    rows = [each for review in told["reviews"] for each in review["recommendations"]]
    number = {each["key"]: each["value"] for each in told["numbers"]}
    inside = [each for each in told["actions"] if each["status"] != "withdrawn"]
    assert number["recommendations"] == len(rows) == sum(each["count"] for each in told["standings"])
    assert len(told["actions"]) == sum(each["count"] for each in told["deliveries"])
    assert number["actions"] == len(inside)
    assert number["overdue"] == sum(each["overdue"] for each in inside)
    assert number["completed"] == sum(each["status"] == "completed" for each in inside)
    assert number["made_before"] == sum(bool(each["made_before"]) for each in rows)
    with record.reading(READER) as visit:
        now = counts.on_days(visit, [visit.as_at])[visit.as_at]
        assert number["actions"] == now.actions()
        assert number["overdue"] == now.number(thing=Thing.ACTION, overdue=True)
        assert number["re_dated"] == plan.listing(visit, Filters(re_dated=True)).total
        for each in told["standings"]:
            assert each["count"] == now.number(thing=Thing.RECOMMENDATION, state=each["state"])


def test_its_numbers_are_those_of_its_rows_and_of_the_plan(record, an_action, closed, a_meeting):
    done = an_action(evidence=[AUDIT])
    closed(done.recommendation_ids[0], on=date(2026, 10, 20))
    an_action(due=date(2026, 11, 2))
    numbers_agree(record, content(record))


def test_its_numbers_agree_in_a_world_with_everything(world):
    numbers_agree(world.record, content(world.record))


@EMBEDDED_ONLY
def test_nothing_from_before_a_reopening_counts_as_evidence(record, an_action, closed, a_meeting, the_chair_decides):
    done = an_action(evidence=[AUDIT])
    key = done.recommendation_ids[0]
    closed(key, on=date(2026, 10, 20))
    the_chair_decides(key, date(2026, 11, 4))
    one = asked(content(record))
    assert (one["standing"], one["reopened_on"], one["evidence_class"]) == ("open", "2026-11-04", 0)


@pytest.fixture
def the_chair_decides(record, a_meeting):
    def reopen(key, on):
        meeting = a_meeting(on)
        with record.changing(the_chair(record), on=on) as visit:
            decisions.reopen(visit, key, meeting_id=meeting.id, reason="It came back.")

    return reopen


@EMBEDDED_ONLY
def test_how_much_stands_in_it_does_not_change_how_often_it_asks(record, an_action, a_public_text):
    def selects():
        with record.reading(READER) as visit, counting_selects(record.engine) as counted:
            public.content(visit)
        return len(counted)

    done = an_action(evidence=[AUDIT])
    a_public_text(Thing.ACTION, done.id, "Train.")
    selects()
    few = selects()
    for _ in range(5):
        an_action(evidence=[AUDIT])
    assert selects() == few
