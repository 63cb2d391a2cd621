"""Owners in one cell are split where they can be told apart, and kept together with a word where they cannot."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tracker.importers.owners import read_owners

SPLIT = {
    "Board Manager; Police; ICB": ["Board Manager", "Police", "ICB"],
    "Board Manager / Police/ICB": ["Board Manager", "Police", "ICB"],
    "Early Help\nYouth Justice": ["Early Help", "Youth Justice"],
    "Police   ICB": ["Police", "ICB"],
    "Board Manager, ICBs & WMP": ["Board Manager", "ICBs", "WMP"],
    "Chair and Director of Public Health": ["Chair", "Director of Public Health"],
    "Police and Health": ["Police", "Health"],
    "Head of Audit Head of Plans": ["Head of Audit", "Head of Plans"],
    "Director of Children's Services Head of Audit": ["Director of Children's Services", "Head of Audit"],
    "Deputy Head of Audit": ["Deputy Head of Audit"],
    "L&D sub-group": ["L&D sub-group"],
    "\N{BULLET} Police\n\N{BULLET} Police\n\N{BULLET} Housing*": ["Police", "Housing"],
    "tbc": [],
    "TBA; Police": ["Police"],
    " ": [],
}


@pytest.mark.parametrize(("written", "names"), SPLIT.items())
def test_split(written, names):
    owners = read_owners(written, [])
    assert (owners.names, owners.doubts) == (names, [])


@pytest.mark.parametrize("written", ["Head of Audit and Quality", "Health and Wellbeing Board", "Education & Skills"])
def test_one_name_that_may_be_two_stays_whole_and_is_told(written):
    owners = read_owners(written, [])
    assert owners.names == [written]
    assert owners.doubts == [f"“{written}” may name more than one owner; read as one"]


def test_initials_between_titles_are_listed_as_dropped():
    owners = read_owners("Head of Audit/ QX Head of Plans", [])
    assert (owners.names, owners.dropped) == (["Head of Audit", "Head of Plans"], ["QX"])


def test_as_above_without_anybody_above_is_told():
    assert read_owners("as above", []).doubts


@given(st.text(max_size=300), st.lists(st.text(), max_size=3))
def test_no_text_ever_raises(written, above):
    read_owners(written, above)
