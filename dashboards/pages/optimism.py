"""The optimism gap: what owners declared green or done and the check did not uphold, by agency and by year."""

from collections.abc import Mapping

from markupsafe import Markup

from dashboards import html, links
from dashboards.components.crumbs import crumbs
from dashboards.components.dates import in_words
from dashboards.components.tables import Cell, Column, empty, table, wide
from dashboards.pages.parts import past
from dashboards.wiring import page
from tracker.errors import InputError
from tracker.queries import optimism
from tracker.queries.optimism import Claimed, Gap
from tracker.rules.assurance import Ratio
from tracker.visit import Visit
from tracker.words import Permission

AT, CLAIMS = "/evidence/optimism", "/evidence/claims"
MEANING = (
    "A claim is an owner's Green, “done” or “ready for assessment”, until somebody else judged the action. It is not "
    "upheld when on the last day of judging no evidence was found adequate, or sign-off was refused. What nobody has "
    "judged yet counts for nobody."
)
UPHELD = {"": None, "yes": True, "no": False}


@page(AT, title="Optimism gap", needs=Permission.SEE_PLAN)
def layout(visit: Visit, _asked: Mapping[str, str]) -> Markup:
    """Draw the gap of each agency, in all and by the year in which it was judged."""
    found = optimism.by_agency(visit)
    whole = Ratio(sum(each.whole.n for each in found), sum(each.whole.m for each in found))
    said = f"The check did not uphold {whole} claims that something was green or done."
    return html.Div(
        [
            crumbs([("Evidence", links.to(visit, "/evidence"))], "Optimism gap"),
            html.H1("Optimism gap"),
            *past(visit, AT),
            html.P(said if whole.m else "No claim has been judged yet.", className="lead", id="optimism"),
            _table(visit, found) if found else empty("No owner has declared anything green or done."),
            html.P(MEANING, className="small"),
        ]
    )


def _table(visit: Visit, found: list[Gap]) -> Markup:
    years = sorted({year for each in found for year in each.years})
    heads: list[Column | str] = ["Agency", "Not upheld, of those judged", *map(str, years), "Not judged yet"]
    rows: list[list[Cell]] = [
        [
            each.agency,
            _numbers(visit, each),
            *(str(each.years[year]) if year in each.years else "None judged" for year in years),
            each.waiting,
        ]
        for each in found
    ]
    return wide("Claims that the check did not uphold, by agency and year", heads, rows)


def _numbers(visit: Visit, each: Gap) -> Cell:
    """Link each number to the list that it counts."""
    if not each.whole.m:
        return "None judged"
    n, _, rest = str(each.whole).partition(" of ")
    m, percent, share = rest.partition(" (")
    agency = str(each.agency_id)
    return [
        html.A(n, href=links.to(visit, CLAIMS, agency=agency, upheld="no")),
        " of ",
        html.A(m, href=links.to(visit, CLAIMS, agency=agency)),
        percent + share,
    ]


@page(CLAIMS, title="Claims and what the check found", needs=Permission.SEE_PLAN)
def show_claims(visit: Visit, asked: Mapping[str, str]) -> Markup:
    """List the claims that were judged, the newest judgement first."""
    agency, upheld = _agency(asked.get("agency", "")), _upheld(asked.get("upheld", ""))
    found = optimism.claimed(visit, agency_id=agency, upheld=upheld)
    which = {None: "", True: ", upheld by the check", False: ", not upheld by the check"}[upheld]
    whose = f" of {found[0].agency}" if agency is not None and found else ""
    here = links.address(CLAIMS, agency=asked.get("agency"), upheld=asked.get("upheld"))
    return html.Div(
        [
            crumbs([("Evidence", links.to(visit, "/evidence")), ("Optimism gap", links.to(visit, AT))], "Claims"),
            html.H1("Claims and what the check found"),
            *past(visit, here),
            html.P(f"{len(found):,} {'claim' if len(found) == 1 else 'claims'}{whose}{which}.", className="lead"),
            _claims(visit, found) if found else empty("No claim is like that."),
        ]
    )


def _claims(visit: Visit, found: object) -> Markup:
    heads: list[Column | str] = ["Action", "Owner then", "Declared", "Judged", "What the check found"]
    rows = [_claim(visit, each) for each in found]  # type: ignore[attr-defined]
    return table("Claims, the newest judgement first", heads, rows)


def _claim(visit: Visit, each: Claimed) -> list[Cell]:
    declared = f"{each.claim.words[0].upper()}{each.claim.words[1:]}, {in_words(each.claim.on)}"
    return [
        html.A(each.reference, href=links.action(visit, each.action_id)),
        each.agency,
        declared,
        each.claim.judged_on,
        "Upheld" if each.claim.upheld else "Not upheld",
    ]


def _agency(given: str) -> int | None:
    if not given:
        return None
    if not (given.isascii() and given.isdigit()) or len(given) > 9:
        raise InputError("There is no such agency. Go back to the optimism gap and choose one.", field="agency")
    return int(given)


def _upheld(given: str) -> bool | None:
    if given not in UPHELD:
        raise InputError("Claims are upheld, not upheld, or both: choose from the list.", field="upheld")
    return UPHELD[given]
