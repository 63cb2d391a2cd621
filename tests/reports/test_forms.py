"""What was frozen in an earlier form of a paper is held against what both forms hold, and against no less."""

import json
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from tests.builders import a_meeting, a_public_edition, the_chair
from tests.database.record import EMBEDDED_ONLY
from tests.exporters.test_written import asked
from tracker import snapshots
from tracker.fold import ERASED
from tracker.reports import forms, produce
from tracker.reports.content import Grid, Number, Report, Section, as_bytes, differences, to_json
from tracker.reports.editions import papers_in
from tracker.words import Edition, ReportKind

BOARD, HIGHLIGHT = Edition.BOARD, ReportKind.HIGHLIGHT
FORM_OF_EACH = Path(__file__).parent / "forms.txt"
DAY = date(2026, 11, 2)
TABLE = Grid("Rows", ("Reference", "Due"), (("A1", DAY), ("A2", None)), "None.")
WIDER = replace(TABLE, heads=("Reference", "Owner", "Due"), rows=(("A1", "B", DAY), ("A2", "C", None)))
CLOSED, NEW = Number("Closed", 3), Number("Withdrawn", 0)
FIGURES = Grid("Then and now", ("What", "Then"), (("Closed", 3),), "None.")
PART = Section("Movement", ("First.", "Second."), (CLOSED,), (TABLE, FIGURES))
GAINED = {
    "part": ((PART, replace(PART, heading="New")), "New"),
    "number": ((replace(PART, numbers=(NEW, CLOSED)),), "Movement: Withdrawn"),
    "table": ((replace(PART, grids=(TABLE, FIGURES, replace(TABLE, caption="More"))),), "Movement: More"),
    "sentence": ((replace(PART, said=("First.", "Between.", "Second.")),), "Movement: Between."),
    "column": ((replace(PART, grids=(WIDER, FIGURES)),), "Movement: Rows: Owner"),
    "figure": (
        (replace(PART, grids=(TABLE, replace(FIGURES, rows=(("Red", 0), ("Closed", 3))))),),
        "Movement: Then and now: Red",
    ),
}
UNLIKE = {
    "number": replace(PART, numbers=(NEW, Number("Closed", 4))),
    "change": replace(PART, numbers=(Number("Closed", 3, change=1),)),
    "lost number": replace(PART, numbers=(NEW,)),
    "sentence": replace(PART, said=("First.", "Other.", "Second, too.")),
    "lost sentence": replace(PART, said=("First.",)),
    "order": replace(PART, said=("Second.", "First.")),
    "cell": replace(PART, grids=(replace(WIDER, rows=(("A1", "B", date(2026, 11, 3)), ("A2", "C", None))), FIGURES)),
    "more rows": replace(PART, grids=(replace(TABLE, rows=(*TABLE.rows, ("A3", None))), FIGURES)),
    "how many more": replace(PART, grids=(replace(TABLE, rest=2), FIGURES)),
    "lost column": replace(PART, grids=(replace(TABLE, heads=("Reference", "Until")), FIGURES)),
    "lost table": replace(PART, grids=(TABLE,)),
    "figure": replace(PART, grids=(TABLE, replace(FIGURES, rows=(("Closed", 4),)))),
    "lost figure": replace(PART, grids=(TABLE, replace(FIGURES, rows=(("Red", 3),)))),
    "two of a name": replace(PART, numbers=(CLOSED, CLOSED)),
    "heading": replace(PART, heading="Changes"),
}


def edition(*sections, form):
    """Give an edition of one paper as it stands in the store; its form is not named where it is none."""
    told = {"papers": [to_json(Report(HIGHLIGHT, BOARD, DAY, "Lead.", sections, ("Key.",), False))]}
    return json.loads(as_bytes(told | ({"forms": {HIGHLIGHT.value: form}} if form else {})))


def held(told, made):
    given, lacked = forms.as_then(told, made)
    return list(differences(told, given)), lacked


@pytest.mark.parametrize("named", [forms.FIRST, None], ids=["named", "not named"])
@pytest.mark.parametrize(("sections", "lacked"), GAINED.values(), ids=GAINED)
def test_what_a_later_form_gained_is_named_and_is_no_difference(sections, lacked, named):
    told = edition(PART, form=named)
    assert held(told, edition(*sections, form=2)) == ([], [f"highlight report: {lacked}"])
    assert held(told, edition(*sections, form=forms.FIRST))[0] != []
    assert held(told, edition(PART, form=2)) == held(told, edition(PART, form=forms.FIRST)) == ([], [])


@pytest.mark.parametrize("part", UNLIKE.values(), ids=UNLIKE)
def test_what_both_forms_hold_differs_in_a_later_form_too(part):
    told = edition(PART, form=1)
    for more in ((), (replace(PART, heading="New"),)):
        assert held(told, edition(part, *more, form=2))[0] != []


def test_wording_that_was_erased_is_held_against_what_it_was():
    told = edition(replace(PART, said=("“It” was done.", "Second.")), form=1)
    found, lacked = held(told, edition(replace(PART, said=("New.", f"{ERASED} was done.", "Second.")), form=2))
    assert [ERASED in each for each in found] == [True]
    assert lacked == ["highlight report: Movement: New."]


def test_a_form_later_than_the_program_knows_differs():
    assert held(edition(PART, form=3), edition(PART, form=2)) == (["forms.highlight report: 3, but derived is 2"], [])


@pytest.fixture
def plan(record, an_action):
    """Give a plan with an action that is late."""
    a_meeting(record, date(2026, 10, 8))
    return an_action("Train the duty team.", due=date(2026, 11, 2))


def later(patch, change):
    """Let the highlight report have a later form: its parts are changed so."""
    build = produce.BUILDERS[HIGHLIGHT]

    def parts(visit):
        lead, sections = build(visit)
        return lead, change(list(sections))

    patch.setitem(produce.BUILDERS, HIGHLIGHT, parts)
    patch.setitem(forms.FORMS, HIGHLIGHT, 2)


def with_number(number):
    return lambda parts: [replace(parts[0], numbers=(*parts[0].numbers, number)), *parts[1:]]


def one_more(parts):
    """Count one more in the first number of the first part that has any."""
    place = next(place for place, part in enumerate(parts) if part.numbers)
    first, *rest = parts[place].numbers
    parts[place] = replace(parts[place], numbers=(replace(first, value=first.value + 1), *rest))
    return with_number(NEW)(parts)


def freeze(record):
    with record.changing(the_chair(record)) as visit:
        return snapshots.freeze(visit, record.settings, BOARD).cited


def forget_the_forms(patch):
    """Freeze as before papers named their form."""
    patch.setattr(snapshots, "as_bytes", lambda told: as_bytes({k: v for k, v in told.items() if k != "forms"}))


@EMBEDDED_ONLY
@pytest.mark.parametrize("named", [True, False], ids=["named", "not named"])
def test_the_command_compares_what_both_forms_hold_and_names_what_the_earlier_lacked(record, plan, monkeypatch, named):
    with monkeypatch.context() as patch:
        if not named:
            forget_the_forms(patch)
        cited = freeze(record)
    equal = f"{cited} is equal to what the record gives.\n"
    ran = asked(record, monkeypatch, "snapshot", "check", cited)
    assert (ran.exit_code, ran.output) == (0, equal)
    with monkeypatch.context() as patch:
        later(patch, with_number(NEW))
        ran = asked(record, monkeypatch, "snapshot", "check", cited)
        first, said = ran.output.splitlines()
        assert (ran.exit_code, f"{first}\n") == (0, equal)
        assert said.startswith("Frozen in an earlier form, which lacked highlight report: ")
        assert said.endswith(": Withdrawn.")
        told = json.loads(asked(record, monkeypatch, "snapshot", "check", cited, "--json").output)
        assert (told["differences"], len(told["lacked"])) == ([], 1)
    with monkeypatch.context() as patch:
        later(patch, one_more)
        ran = asked(record, monkeypatch, "snapshot", "check", cited)
        assert ran.exit_code == 1 and "but derived is" in ran.output


@EMBEDDED_ONLY
def test_what_is_frozen_in_the_later_form_is_held_against_all_of_it(record, plan, monkeypatch):
    with monkeypatch.context() as patch:
        later(patch, with_number(NEW))
        cited = freeze(record)
        assert asked(record, monkeypatch, "snapshot", "check", cited).exit_code == 0
        patch.setitem(produce.BUILDERS, HIGHLIGHT, lambda _visit: ("", []))
        assert asked(record, monkeypatch, "snapshot", "check", cited).exit_code == 1


@EMBEDDED_ONLY
def test_a_number_that_the_public_edition_gained_is_named(record, plan, monkeypatch):
    cited = a_public_edition(record)
    gather = snapshots.public.content
    number = {"key": "new", "name": "New", "value": 1, "of": None}

    def content(visit):
        told = gather(visit)
        return told | {"numbers": [number, *told["numbers"]]}

    monkeypatch.setattr(snapshots.public, "content", content)
    with record.reading() as visit:
        assert snapshots.check(visit, record.settings, cited).differences != []
        monkeypatch.setitem(forms.FORMS, forms.PUBLIC, 2)
        assert snapshots.check(visit, record.settings, cited) == snapshots.Checked([], 0, ("public: New",))


def parts_of(told):
    """Name every part of a paper by which its form is known."""
    for each in told["sections"]:
        yield each["heading"]
        yield from (f"  {number['name']}" for number in each["numbers"])
        yield from (f"  {grid['caption']}: {', '.join(grid['heads'])}" for grid in each["grids"])


@EMBEDDED_ONLY
def test_each_form_is_what_its_version_says(record):
    """Whoever changes a form gives it the next version in `tracker/reports/forms.py`, and writes here what it holds."""
    a_meeting(record, date(2026, 10, 8))
    with record.reading() as visit:
        papers = [to_json(each) for each in produce.every(visit, BOARD)]
        public = snapshots.public.content(visit)
    found = [
        f"{each['kind']} {forms.FORMS[each['kind']]}\n" + "".join(f"  {part}\n" for part in parts_of(each))
        for each in papers
    ]
    names = [*sorted(public), *(f"  {each['name']}" for each in public["numbers"])]
    found.append(f"public {forms.FORMS['public']}\n" + "".join(f"  {name}\n" for name in names))
    assert "\n".join(found) == FORM_OF_EACH.read_text()
    assert {each["kind"] for each in papers} == set(papers_in(BOARD)) == set(ReportKind)
