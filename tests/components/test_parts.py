import re
from datetime import date
from typing import Any

import pytest

from dashboards.components.bars import Part, bar
from dashboards.components.dates import in_words, month_in_words
from dashboards.components.figures import Figure, change_in_words, figure, figures, signed
from dashboards.components.filters import Choose, Target, Write, filters
from dashboards.components.gates import Gate, gates
from dashboards.components.lists import Happened, history
from dashboards.components.paging import paging
from dashboards.components.summary import summary_list
from dashboards.components.tables import Column, Sort, empty, table, wide
from dashboards.components.tags import LETTERS, delivery_tag, rating_tag, standing_tag
from dashboards.drawn import as_data
from tests.components.gallery import FOLDER, everything
from tests.markup import parts_of, tree_of, words_of
from tracker.words import Delivery, Rating, Standing


def said(part: object) -> str:
    """All text of a part in the order in which it is read."""
    return words_of(tree_of(part) if isinstance(part, str) else part)


def found(part: object, kind: str) -> list[dict[str, Any]]:
    """Every element of this kind inside a part."""
    return list(parts_of(part, kind))


def value_of(part: object, name: str) -> object:
    return (next(parts_of(part)) if isinstance(part, str) else part)["props"].get(name)


def test_a_day_is_written_as_a_chair_says_it():
    assert in_words(date(2026, 11, 2)) == "2 Nov 2026"
    assert month_in_words(date(2014, 5, 23)) == "May 2014"
    assert in_words(None) == "Not known"


def test_a_rating_has_word_letter_and_pattern():
    tag = rating_tag(Rating.GREY)
    assert said(tag) == "GyGrey"
    assert [value_of(one, "class") for one in found(tag, "span")][1:3] == ["letter", "patterned"]


def test_no_two_ratings_and_no_two_delivery_statuses_share_a_letter():
    assert len({LETTERS[one] for one in Rating}) == len(Rating)
    assert len({LETTERS[one] for one in Delivery}) == len(Delivery)


def test_blue_says_which_blue_and_nothing_says_not_rated():
    assert said(rating_tag(Rating.BLUE, note="embedded")) == "BBlue: embedded"
    assert said(rating_tag(None)) == "Not rated"


def test_the_word_of_a_short_rating_is_still_there_for_who_listens():
    assert said(rating_tag(Rating.RED, with_word=False)) == "RRed"


def test_standings_and_deliveries_are_words():
    assert said(standing_tag(Standing.AWAITING_RESPONSE)) == "Awaiting response"
    assert said(delivery_tag(Delivery.NOT_STARTED)) == "Not started"


def test_a_number_is_a_link_and_has_its_change():
    shown = figure(18, "red", "/plan?rating=red", 3)
    assert said(shown) == "18red+3 since the last meeting"
    assert value_of(found(shown, "a")[0], "href") == "/plan?rating=red"


def test_an_unknown_change_is_said_to_be_unknown():
    assert change_in_words(None) == "change since the last meeting not known"
    assert change_in_words(0, since="15 September") == "no change since 15 September"
    assert signed(-2) == "\N{MINUS SIGN}2"


def test_five_figures_stand_in_one_list():
    assert len(found(figures([Figure(n, "x", "/") for n in range(5)]), "li")) == 5


def test_a_table_has_caption_headings_and_labels():
    drawn = table("Late", ["Reference", Column("Days", number=True)], [["KW-1", 1046], ["KW-2", None]])
    assert said(found(drawn, "caption")) == "Late"
    assert [value_of(one, "scope") for one in found(drawn, "th")] == ["col", "col", "row", "row"]
    assert [value_of(one, "data-label") for one in found(drawn, "td")] == ["Days", "Days"]
    assert [said(one) for one in found(drawn, "td")] == ["1,046", "Not known"]


def test_a_sorted_column_says_in_which_direction():
    drawn = table("Late", ["Reference", "Due"], [], sort=Sort("Due", True, {"Due": "/?sort=due"}))
    assert [value_of(one, "aria-sort") for one in found(drawn, "th")] == [None, "descending"]
    assert [value_of(one, "href") for one in found(drawn, "a")] == ["/?sort=due"]


def test_a_row_that_does_not_fit_its_headings_is_refused():
    with pytest.raises(ValueError, match="1 cells under 2 headings"):
        table("Late", ["Reference", "Due"], [["KW-1"]])


def test_a_wide_table_scrolls_where_the_keyboard_can_reach():
    drawn = wide("Themes", ["Theme", "2013"], [["Supervision", 2]])
    assert (value_of(drawn, "role"), value_of(drawn, "tabindex"), value_of(drawn, "aria-label")) == (
        "region",
        "0",
        "Themes",
    )


def test_an_empty_list_says_what_to_do_next():
    assert said(empty("No review yet.", "Enter the first one.")) == "No review yet. Enter the first one."


def test_a_bar_leaves_out_nothing_in_words():
    drawn = bar("Two red, none amber.", [Part(Rating.RED, 2, "/r", 1), Part(Rating.AMBER, 0)])
    track = found(drawn, "svg")[0]
    assert (value_of(track, "role"), value_of(track, "aria-label")) == ("img", "Two red, none amber.")
    assert [said(one) for one in found(drawn, "li")] == ["RRed 2 (+1)", "AAmber 0"]


def test_paging_links_only_to_what_is_there():
    assert [said(one) for one in found(paging(next_href="/?after=9"), "a")] == ["Next rows"]
    assert found(paging(sentence="4 rows."), "nav") == []


def test_a_filter_keeps_what_was_chosen():
    form = filters(
        Target("/plan", {"as_at": "2026-11-22"}, "/plan"),
        [Choose("agency", "Agency", [("", "Every"), ("p", "Police")], "p"), Write("words", "Words", "visit")],
    )
    assert (value_of(form, "method"), value_of(form, "action")) == ("get", "/plan")
    assert ["selected" in one["props"] for one in found(form, "option")] == [False, True]
    assert [(value_of(i, "name"), value_of(i, "value")) for i in found(form, "input")] == [
        ("as_at", "2026-11-22"),
        ("words", "visit"),
    ]


def test_every_question_of_a_filter_has_a_label():
    form = filters(Target("/"), [Choose("a", "A", []), Write("b", "B")])
    asked = [value_of(one, "id") for one in [*found(form, "select"), *found(form, "input")]]
    assert [value_of(one, "for") for one in found(form, "label")] == asked


def test_gates_are_words_and_not_only_boxes():
    drawn = gates([Gate("every action completed", True), Gate("decision", False, "Next meeting 16 Dec 2026")])
    assert [said(one) for one in found(drawn, "li")] == [
        "☑Met: every action completed",
        "☐Not yet: decision. Next meeting 16 Dec 2026",
    ]


def test_history_says_when_something_was_entered_later():
    drawn = history([Happened("Coordinator", date(2013, 10, 3), "Entered.", date(2026, 11, 1))])
    assert said(drawn) == "3 Oct 2013 · Coordinator, entered later, on 1 Nov 2026Entered."
    assert value_of(found(drawn, "time")[0], "datetime") == "2013-10-03"


def test_a_summary_reads_not_known_where_nothing_is_known():
    assert said(summary_list([("Forecast", None), ("Due", date(2026, 3, 31))])) == "ForecastNot knownDue31 Mar 2026"


def test_every_class_that_a_component_or_template_uses_has_its_style():
    styles = set(re.findall(r"\.([a-z][\w-]*)", (FOLDER / "assets" / "tracker.css").read_text()))
    markup = " ".join(path.read_text() for path in (FOLDER / "templates").glob("*.html"))
    written = re.findall(r'class="([\w -]+)[{"]', markup)
    drawn = [str(part["props"].get("class", "")) for part in parts_of(as_data(everything()))]
    used = {name for names in [*written, *drawn] for name in names.split()}
    # Standings without a colour of their own share the plain tag.
    plain = {"figure-link", "superseded", "merged", "not-accepted", "referred-outside-the-area"}
    assert used - styles - plain == set()
