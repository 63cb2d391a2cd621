"""The papers in the browser: accessible, printed from the same numbers, of the day that was asked, by keyboard."""

import io
import re

import openpyxl

from tests.markup import first_number

PAPERS = "/reports"
HIGHLIGHT, MEMBERS, TRACKING = (
    "/reports/board/highlight-report",
    "/reports/members/members-report",
    "/reports/members/scrutiny-tracking-report",
)


def numbers_on(page):
    """Give the numbers of a paper by their names."""
    said = page.locator(".report dl.numbers > div").all()
    return {each.locator("dt").inner_text(): first_number(each.locator("dd").inner_text()) for each in said}


def test_the_paper_the_workbook_and_the_overview_say_the_same(visitor_of):
    """Story 5: delivery and rating apart; their sums are the plan's and the paper's."""
    chair = visitor_of("chair")
    # The board's edition holds what a member sees.
    member = visitor_of("member")
    page = member.opens("/")
    sentence = page.locator("#movement").inner_text()
    page = chair.opens(HIGHLIGHT)
    assert page.locator("#lead").inner_text() == sentence
    told = numbers_on(page)
    states = ("Not started", "In progress", "Submitted", "Completed", "Paused")
    assert sum(told[name] for name in states) == told["Actions in the plan"]
    assert sum(told[name] for name in ("Red", "Amber", "Green", "Grey")) == told["Actions not completed"]
    plan = member.opens("/plan?in_plan=yes")
    assert first_number(plan.locator("#plan-sentence").inner_text()) == told["Actions in the plan"]
    answer = chair.page.request.get(chair.site + HIGHLIGHT + ".xlsx")
    rows = openpyxl.load_workbook(io.BytesIO(answer.body()))["Summary"].iter_rows(values_only=True)
    assert {row[0]: row[1] for row in rows if len(row) > 1 and isinstance(row[1], int)} == told


def test_as_at_an_earlier_day_the_paper_carries_the_day_and_what_to_cite(visitor_of):
    """Story 21: the export carries the date and a snapshot id."""
    chair = visitor_of("chair")
    page = chair.opens(f"{PAPERS}?as_at=2014-10-01")
    page = chair.follows(page.get_by_role("link", name="Highlight report", exact=True))
    stamp = page.locator(".stamp").inner_text()
    assert "as at 1 October 2014" in stamp
    cited = re.search(r"Snapshot (board-2014-10-01-\d+-[0-9a-f]{8})", stamp)[1]
    href = page.get_by_role("link", name="Download as PDF").get_attribute("href")
    answer = chair.page.request.get(chair.site + href)
    assert answer.headers["content-type"] == "application/pdf"
    assert f"highlight-report-{cited}.pdf" in answer.headers["content-disposition"]


def test_a_councillor_reads_who_will_explain_and_no_more_than_is_published(visitor_of):
    """Story 16: n of m of what the council leads, what is late with its post and when something was last said."""
    councillor = visitor_of("councillor")
    page = councillor.opens(PAPERS)
    editions = page.locator("h2").all_inner_texts()
    assert "Members edition" in editions and "Board edition" not in editions and "Inspector edition" not in editions
    page = councillor.follows(page.get_by_role("link", name="Members' report", exact=True))
    lead = page.locator("#lead").inner_text()
    led, done, on_time, late = map(int, re.findall(r"\d+", lead)[:4])
    assert led == done + on_time + late and late > 0
    heads = page.locator("table", has_text="Who will explain").locator("thead th").all_inner_texts()
    assert heads[1] == "Who will explain" and heads[-1] == "Last said on"
    assert page.locator("table", has_text="Who will explain").locator("tbody tr").count() == late


def test_scrutiny_reads_nine_columns_and_three_verdicts(visitor_of):
    """Story 18: what is proposed stands apart from what the committee said."""
    page = visitor_of("councillor").opens(TRACKING)
    heads = page.locator("table", has_text="Proposed verdict").locator("thead th").all_inner_texts()
    assert heads == [
        "Reference",
        "Origin",
        "Date",
        "Area",
        "Recommendation",
        "Executive date",
        "Lead",
        "Action taken",
        "Status",
        "Proposed verdict",
        "Committee's verdict",
        "Previous verdict",
    ]


def test_an_edition_is_frozen_by_keyboard_and_stays_as_it_was(visitor_of):
    chair = visitor_of("chair")
    page = chair.opens("/reports/freeze")
    chair.tabs_to("INPUT", "")
    chair.presses("Space")
    chair.tabs_to("BUTTON", "Freeze it")
    chair.presses("Enter")
    page.wait_for_url("**/reports")
    page = chair.opens(PAPERS)
    frozen = page.locator("table", has_text="Frozen editions").locator("tbody tr").first
    cited = frozen.locator("th, td").first.inner_text()
    page = chair.follows(frozen.get_by_role("link", name=f"Highlight report, {cited}"))
    assert f"Snapshot {cited} (frozen)" in page.locator(".stamp").inner_text()
