"""What tells whose a wording is, is taken out of it: of every kind of name, however it is written."""

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.builders import a_person
from tests.database.record import counting_selects
from tracker.blinding import Names, blind, known, tells
from tracker.words import ReviewKind

NAMES = Names(
    agencies=("Northmere Council Children's Services", "Northmere Hospitals and Health Trust", "Northmere Police"),
    places=("Birmingham", "Torbay and Sandwell"),
    references=("BHM-SCR-2013", "12"),
    titles=(
        "Serious case review in respect of the death of Keanu Williams (case 25)",
        "Ofsted inspection of services for looked after children, Sandwell, 2013",
    ),
    persons=("Grace Tembe", "Rose", "The chair"),
    common=frozenset({"early", "rose"}),
)
WORDS = st.sampled_from(["ask", "the", "nurse", "early", "on", "site", ",", "—"])
DAYS = ["1999", "2013/14", "31 March 2014", "March 2014", "03/04/2015", "2019-05-02"]
CALLED = ["Birmingham", "SANDWELL", "Torbay's", "keanu\u00a0williams", "Keanu\u2019s", "Tembe", "bhm-scr-2013"]
TOLD = st.sampled_from([*NAMES.agencies, *NAMES.titles, *CALLED, *DAYS, "Child AB"])
LEFT = re.compile(r"(?i)northmere|birmingham|sandwell|torbay|keanu|williams|tembe|bhm|march|(?<!\d)(19|20)\d\d(?!\d)")


@pytest.mark.parametrize(
    ("text", "blinded"),
    [
        ("Ask Northmere Council Children\u2019s Services.", "Ask [agency]."),
        ("The Council Children's Services and NHHT", "The [agency] and [agency]"),
        ("Police in northmere", "Police in [place]"),
        ("As BHM-SCR-2013 said of KEANU and Keanu  Williams", "As [review] said of [person] and [person]"),
        ("Grace, Dr Tembe and the nurse", "[person], Dr [person] and the nurse"),
        ("Birmingham City Council by 31st March 2014", "[agency] by [date]"),
        ("Heart of England NHS Foundation Trust", "[agency]"),
        ("Ask South Midshire Police; the Police and the LSCB", "[agency]; the Police and the LSCB"),
        (
            "Let the officers of West Midshire Police and the BSCB act",
            "Let the officers of [agency] and the [agency] act",
        ),
        ("The Police of Wales and Baby Peter", "The Police of [place] and [child]"),
        ("In 2013-14, April 2016 and May 3rd; not before 03/04/15", "In [year], [date] and [date]; not before [date]"),
        ("Baby P and Child AB, case 25", "[child] and [child], [review]"),
        ("Bir\u200bmingham, \uff12\uff10\uff11\uff13", "[place], [year]"),
        ("see https://birmingham.example/2013 or ask@torbay.example", "see [link] or [link]"),
        (
            "Ofsted asked 12 early nurses, who may 14 times rise",
            "[agency] asked 12 early nurses, who may 14 times rise",
        ),
        ("Rose answered when they rose", "Rose answered when they rose"),
        ("", ""),
    ],
)
def test_each_kind_of_name_has_its_neutral_word(text, blinded):
    assert blind(text, NAMES) == blinded
    assert tells(text, NAMES) is (text not in {blinded, ""})


@given(st.lists(st.one_of(WORDS, TOLD), max_size=12))
def test_nothing_of_a_name_is_left_wherever_it_stands(parts):
    blinded = blind(" ".join(parts), NAMES)
    assert not LEFT.search(blinded), blinded
    assert blind(blinded, NAMES) == blinded


@given(st.text(max_size=200))
def test_any_text_can_be_blinded(text):
    assert not re.search(r"(?<!\d)(19|20)[0-9]{2}(?!\d)", blind(text, NAMES))


@given(st.lists(WORDS, max_size=12))
def test_what_names_nothing_stays_as_it_is(parts):
    assert not tells(" ".join(parts), NAMES)
    assert blind(" ".join(parts), Names()) == " ".join(parts)


@pytest.mark.parametrize("name", ["(", "a+b", "[x]", "\\", "Grace (Tembe", "Ö. Å"])
def test_signs_in_a_name_are_signs(name):
    assert "Children" in blind(f"Children of {name} today", Names(agencies=(name,), persons=(name,), titles=(name,)))


def test_the_names_of_the_record_are_found_in_three_kinds_of_table(record, a_review, an_agency, a_theme):
    an_agency("Northmere Police")
    a_person(record, "Grace Tembe")
    a_review("NMP-1", title="Review of the death of Ida Farrow", area="Northmere", published=False)
    a_theme("Early help")
    with record.reading() as visit:
        with counting_selects(record.engine) as selects:
            names = known(visit.session)
        assert len(selects) == 4
    told = "Northmere Police and Ida of NMP-1 in Northmere; Grace; Farrow; early."
    assert blind(told, names) == "[agency] and [person] of [review] in [place]; [person]; [person]; early."


@pytest.mark.parametrize("kind", ReviewKind)
def test_the_kind_of_a_review_is_no_name(kind):
    title = f"{kind.value.title()} of Services"
    assert blind("Services review each Inquiry", Names(titles=(title,))) == "Services review each Inquiry"
