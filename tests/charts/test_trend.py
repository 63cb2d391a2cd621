import json
from datetime import date
from itertools import pairwise

from dashboards.charts.policy import style_sources
from dashboards.charts.trend import (
    COLOURS,
    DASHES,
    PATTERNS,
    TrendEvent,
    TrendPoint,
    event_rows,
    trend,
    trend_rows,
    trend_sentence,
)
from dashboards.components.dates import in_words
from tests.components.test_style import colours, contrast
from tracker.words import ContextKind, Rating

POINTS = [
    TrendPoint(date(2014, 4, 30), 31, 10, 20, 2),
    TrendPoint(date(2014, 5, 31), 24, 12, 22, 0),
    TrendPoint(date(2014, 6, 30), 18, 1, 1, 1),
]
INSPECTION = TrendEvent(date(2014, 5, 23), ContextKind.INSPECTION_JUDGEMENT, "Judged inadequate")


def test_the_sentence_compares_with_the_day_of_the_event_itself():
    since = "since the inspection judgement of " + in_words(INSPECTION.on)
    assert trend_sentence(POINTS, INSPECTION, 29) == f"Reds fell from 29 to 18 {since}."
    assert trend_sentence(POINTS, INSPECTION, 2) == f"Reds rose from 2 to 18 {since}."
    assert trend_sentence(POINTS, INSPECTION, 18) == f"Reds stand at 18, unchanged {since}."


def test_the_sentence_without_an_event_counts_from_the_first_month_end():
    assert trend_sentence(POINTS) == "Reds fell from 31 to 18 since the end of April 2014."
    assert trend_sentence(POINTS[::2][::-1]) == "Reds rose from 18 to 31 since the end of June 2014."


def test_the_sentence_says_when_nothing_moved_and_when_nothing_was_counted():
    same = [POINTS[0], TrendPoint(date(2014, 5, 31), 31, 0, 0, 0)]
    assert trend_sentence(same) == "Reds stand at 31, unchanged since the end of April 2014."
    assert trend_sentence(POINTS[:1]) == "Reds stand at 31 at the end of April 2014."
    assert trend_sentence([]) == "No month has been counted yet."


def test_a_number_of_the_table_opens_the_list_of_that_month_end():
    point = TrendPoint(date(2014, 6, 30), 18, 1, 1, 1, {Rating.RED: "/plan?rating=Red&as_at=2014-06-30"})
    assert trend_rows([point])[0][1:3] == ['<a href="/plan?rating=Red&amp;as_at=2014-06-30">18</a>', 1]


def test_the_table_holds_the_numbers_of_the_chart():
    figure = trend(POINTS, [INSPECTION])
    drawn = [list(reversed(area["y"])) for area in figure["data"][:4]]
    assert [list(column) for column in zip(*[row[1:] for row in trend_rows(POINTS)], strict=True)] == drawn
    assert trend_rows(POINTS)[0] == ["June 2014", 18, 1, 1, 1]


def test_marks_have_the_numbers_of_their_table():
    late = TrendEvent(date(2014, 6, 2), ContextKind.PROMISE, "Every date by summer")
    outside = TrendEvent(date(2015, 1, 1), ContextKind.PROMISE, "Later")
    marks = trend(POINTS, [late, outside, INSPECTION])["data"][4]
    assert marks["text"] == ["1", "2"]
    assert [row[2] for row in event_rows(POINTS, [late, outside, INSPECTION])] == [
        "Inspection judgement: Judged inadequate",
        "Public promise: Every date by summer",
    ]


def test_what_people_wrote_is_never_read_as_a_tag():
    event = TrendEvent(date(2014, 5, 1), ContextKind.PROMISE, '<a href="javascript:x">a</a> & b')
    assert trend(POINTS, [event])["data"][4]["hovertext"] == [
        '1 May 2014: &lt;a href="javascript:x"&gt;a&lt;/a&gt; &amp; b'
    ]


def test_letters_beside_thin_areas_do_not_lie_on_each_other():
    heights = [label["y"] for label in trend(POINTS)["layout"]["annotations"]]
    assert len(heights) == 4
    assert all(upper - lower >= 0.07 for lower, upper in pairwise(heights))


def test_areas_differ_without_colour():
    assert len(set(PATTERNS.values())) == len(PATTERNS) == len(set(DASHES.values()))


def test_areas_are_seen_on_the_light_and_on_the_dark_page():
    for colour in COLOURS.values():
        assert contrast(colour[1:], colours("light")["paper"]) >= 3
        assert contrast(colour[1:], colours("dark")["paper"]) >= 3


def test_no_text_of_the_figure_holds_a_style_tag():
    # Plotly would write a style attribute for it, which the policy refuses.
    written = json.dumps(trend(POINTS, [INSPECTION]))
    assert not any(tag in written for tag in ("<b>", "<i>", "<span", "<a "))


def test_an_empty_trend_can_still_be_drawn():
    assert trend([])["layout"]["annotations"] == []
    assert len(trend(POINTS[:1])["data"]) == 4


def test_the_policy_lets_through_known_sheets_only():
    assert style_sources().startswith("'self' 'sha256-")
    assert "unsafe" not in style_sources()


def test_marks_of_one_day_do_not_cover_each_other():
    same = TrendEvent(INSPECTION.on, ContextKind.LEADERSHIP, "A new director")
    low, high = trend(POINTS, [INSPECTION, same])["data"][4]["y"]
    assert low < high
