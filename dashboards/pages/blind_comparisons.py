"""One blind comparison: both chronologies, one's own grade, and, once revealed, how they ended and who was right."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.summary import summary_list
from dashboards.components.tables import Cell, Column, table
from dashboards.components.tags import sentence_case
from dashboards.pages.blind import alike_words, cannot_tell
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.queries import comparisons as queries
from tracker.queries.comparisons import Ended, Given, Listed, Shown
from tracker.rules.phrases import amount
from tracker.visit import Visit
from tracker.words import Grade, Permission


def _title(visit: Visit, key: int) -> str:
    return queries.one(visit, key).listed.title


@page("/blind/comparisons/<int:key>", title="Comparison", needs=Permission.CODE_BLIND, finds=_title, bare=True)
def show_comparison(visit: Visit, _asked: Mapping[str, str], key: int) -> Markup:
    """Draw both chronologies; how they ended only once that is revealed."""
    shown = queries.one(visit, key)
    return html.Div(
        [
            crumbs([("Blind coding", links.to(visit, "/blind"))], shown.listed.title),
            html.H1(shown.listed.title),
            *past(visit, f"/blind/comparisons/{key}"),
            html.P(_sentence(shown), className="lead", id="blind-sentence"),
            _ways(shown.listed),
            _texts("Case {}", shown.text_a, shown.text_b),
            _mine(shown.mine) if shown.mine and not shown.ended else None,
            *(_ended(shown.ended) if shown.ended else []),
        ]
    )


def _sentence(shown: Shown) -> str:
    if shown.ended is None:
        graded = amount(shown.listed.grades, "person").replace("persons", "people")
        return f"How these two cases ended is hidden. {graded} graded."
    return f"Case {shown.ended.worse} ended worse. {shown.ended.chance.words}"


def _ways(listed: Listed) -> Markup | None:
    """Offer what can be done with it now."""
    grade = html.A("Grade it", href=f"/blind/comparisons/{listed.id}/grade", className="button")
    reveal = html.A("Reveal how they ended", href=f"/blind/comparisons/{listed.id}/reveal", className="button second")
    able = [grade] * listed.may_grade + [reveal] * listed.may_reveal
    return html.P(able, className="buttons") if able else None


def _texts(heading: str, *texts: str) -> Markup:
    sections = [
        html.Section([html.H2(heading.format(case)), *(html.P(line) for line in text.splitlines() if line.strip())])
        for case, text in zip("AB", texts, strict=True)
    ]
    return html.Div(sections, className="texts")


def _mine(mine: Given) -> Markup:
    said = [("Ended worse", _worse(mine)), ("How sure", sentence_case(mine.sure.value)), ("Why", mine.reason)]
    return html.Section([html.H2("What you said"), summary_list(said)])


def _worse(given: Given) -> str:
    return sentence_case(given.chosen.value) if given.chosen == Grade.CANNOT_TELL else f"Case {given.chosen.value}"


def _ended(ended: Ended) -> list[Markup]:
    rows: list[list[Cell]] = [
        [each.grader, _worse(each), _right(each, ended), sentence_case(each.sure.value), each.reason]
        for each in ended.grades
    ]
    heads: list[Column | str] = ["Grader", "Ended worse", "Right", "How sure", Column("Why", sentence=True)]
    return [
        _texts("How case {} ended", ended.outcome_a, ended.outcome_b),
        html.H2("Who thought what"),
        html.P(f"{alike_words(*ended.alike)}{cannot_tell(ended.cannot_tell)}"),
        table("Grades in the order in which they were given", heads, rows),
    ]


def _right(each: Given, ended: Ended) -> str:
    if each.chosen == Grade.CANNOT_TELL:
        return "Did not choose"
    return "Right" if each.chosen.value == ended.worse.value else "Wrong"
