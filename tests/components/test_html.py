"""What people typed is shown as typed: no mark-up of theirs, no address that runs something."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboards import html
from dashboards.components.attributes import aria, data
from dashboards.components.tables import table
from tests.markup import parts_of, tree_of, words_of

TYPED = st.text(st.characters(exclude_categories=("Cs", "Cc")))


def test_what_people_wrote_is_shown_as_written():
    wording = '<script>alert("1")</script> & <b>more</b>'
    drawn = html.P(wording, title=wording)
    assert drawn.count("&lt;script&gt;alert(&#34;1&#34;)&lt;/script&gt; &amp; &lt;b&gt;") == 2
    assert [part["type"] for part in parts_of(drawn)] == ["p"]


@given(TYPED, TYPED)
def test_any_text_comes_back_as_it_was(inside, title):
    drawn = html.Div(["before ", html.Span(inside, title=title or None), " after"])
    assert words_of(tree_of(drawn)) == f"before {inside} after"
    assert [part["props"].get("title", "") for part in parts_of(drawn, "span")] == [title]


def test_a_table_keeps_its_headings_labels_and_links():
    drawn = table("Late", ["Reference", "Days"], [[html.A("A1", href="/actions/1"), 3]])
    assert "<caption>Late</caption>" in drawn
    assert '<th scope="col" class="">Days</th>' in drawn
    assert '<a href="/actions/1">A1</a>' in drawn
    assert 'data-label="Days"' in drawn


def test_attributes_with_a_hyphen_and_nothing_at_all():
    part = html.Div(
        [None, "x", html.Details(open=True), html.Span(title=None)], **aria(label="A & B"), **data(label="y")
    )
    assert part == '<div aria-label="A &amp; B" data-label="y">x<details open></details><span></span></div>'


@pytest.mark.parametrize("href", ["javascript:alert(1)", "data:text/html,x", " javascript:alert(1)", "vbscript:x"])
def test_an_address_that_runs_something_is_refused(href):
    with pytest.raises(ValueError, match="href="):
        html.A("x", href=href)


def test_nought_is_written_and_no_is_left_out():
    assert html.Div(0, tabIndex=0, open=False) == '<div tabindex="0">0</div>'


def test_an_attribute_that_runs_something_or_brings_its_own_style_is_refused():
    for name in ("style", "onclick", "srcdoc"):
        with pytest.raises(ValueError, match=name):
            html.Div("x", **{name: "alert(1)"})
