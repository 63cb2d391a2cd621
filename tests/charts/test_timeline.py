"""The time line of an ask: every day at its place, one sentence for whoever cannot see it, and one scale for all."""

from datetime import date

from dashboards.charts.timeline import Scale, Stretch, scale_of, sentence, timeline
from tests.markup import parts_of

TODAY = date(2026, 11, 22)
PRACTICE = (date(2012, 1, 1), date(2012, 12, 31))
OPEN = Stretch("KW-2013 4", date(2013, 10, 3), None, "", still_open=True, practice=PRACTICE)
DONE = Stretch("SCR-2010 1", date(2010, 7, 27), date(2014, 3, 14), "declared done", still_open=False, practice=None)
AGAIN = Stretch("R 1", date(2010, 1, 4), date(2014, 3, 14), "closed", True, None, open_again_on=date(2016, 5, 2))
NOTHING = Stretch("R 2", None, None, "", still_open=False, practice=None)


def test_the_sentence_says_all_that_is_drawn():
    assert sentence([DONE, OPEN]) == (
        "SCR-2010 1 recommended on 27 Jul 2010, declared done on 14 Mar 2014; KW-2013 4 recommended on 3 Oct 2013, "
        "practice from 1 Jan 2012 to 31 Dec 2012, still open."
    )
    assert sentence([AGAIN]).endswith("closed on 14 Mar 2014, open again on 2 May 2016, still open.")


def test_one_scale_holds_all_and_begins_with_a_year():
    assert scale_of([DONE, OPEN], TODAY) == Scale(date(2010, 1, 1), TODAY)
    assert scale_of([NOTHING], TODAY) == Scale(date(2026, 1, 1), TODAY)
    assert scale_of([], TODAY) == Scale(date(2026, 1, 1), TODAY)


def test_a_day_lies_between_the_ends_wherever_it_is():
    scale = Scale(date(2010, 1, 1), date(2020, 1, 1))
    places = [scale.at(day) for day in (date(2000, 1, 1), date(2010, 1, 1), date(2015, 1, 1), TODAY)]
    assert places == sorted(places)
    assert places[0] == places[1] == 3.0
    assert places[-1] == 97.0


def marks(several):
    drawn = timeline(several, scale_of(several, TODAY))
    texts = [part for part in parts_of(drawn, "text") if part["props"].get("class") == "mark"]
    return len(texts), len(list(parts_of(drawn, "rect"))), drawn.count('class="course"')


def test_each_mark_each_practice_and_each_line_is_drawn_once():
    assert marks([DONE]) == (2, 0, 1)
    assert marks([OPEN]) == (2, 1, 1)
    assert marks([OPEN, OPEN]) == (3, 1, 2)
    assert marks([AGAIN]) == (3, 0, 2)
    assert marks([NOTHING]) == (0, 0, 0)


def test_it_is_an_image_with_its_sentence():
    (drawn,) = parts_of(timeline([OPEN], scale_of([OPEN], TODAY)), "svg")
    assert drawn["props"]["role"] == "img"
    assert drawn["props"]["aria-label"] == sentence([OPEN])
