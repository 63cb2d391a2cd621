"""Blind coding and comparison as people meet them: what each may open, and that no byte tells whose it is."""

import html
import re
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine

from tests import builders
from tests.builders.blind import TOLD
from tests.database.record import MORNING, visitor
from tests.security.site import Caller, Site, plain
from tests.security.world import GRANTS
from tracker.commands import coding, comparisons
from tracker.commands.comparisons import Told
from tracker.words import Grade, Role, Sureness

CHILD = "Ida Farrow"
TITLE = f"Local child safeguarding practice review about the death of {CHILD}"
SAYS = (
    "In NMP-7 of 2014 Northmere Police and Northmere Health Trust were told about Ida by 3 May 2013: "
    "ask Northmere schools, and Grace Tembe."
)
BLINDED = "In [review] of [year] [agency] and [agency] were told about [person] by [date]: ask [place] schools"
EVERYBODY = (*GRANTS, "public")
JUDGES = {"coordinator", "chair", "scrutineer", "member"}
CODERS = {"chair", "member"}
YEAR = re.compile(r"(?<!\d)(19|20)\d\d(?!\d)")
ENDED = "The child came to serious harm."


@dataclass(frozen=True)
class Made:
    """What is judged: three rounds and three comparisons, each begun, judged by two, or open to all no more."""

    begun: int
    coded: int
    closed: int
    graded_once: int
    graded: int
    revealed: int

    @property
    def rounds(self) -> dict[str, int]:
        return {"begun": self.begun, "coded": self.coded, "closed": self.closed}

    @property
    def comparisons(self) -> dict[str, int]:
        return {"graded once": self.graded_once, "graded": self.graded, "revealed": self.revealed}


def _known(site: Site) -> list[Any]:
    record = site.record
    for name in ("Northmere Police", "Northmere Health Trust"):
        builders.an_agency(record, name)
    builders.a_person(record, "Grace Tembe")
    review = builders.a_review(record, "NMP-7", title=TITLE, area="Northmere")
    return [builders.a_recommendation(record, f"{SAYS} ({n})", review=review) for n in ("one", "two")]


def made_in(site: Site) -> Made:
    """Make what is judged, by the persons of the small plan: the chair comes first, the member second."""
    asked, rounds, pairs = _known(site), [], []
    for title, done in (("Begun", 1), ("Coded", 2), ("Closed", 2)):
        made = builders.a_round(site.record, asked, title=title)
        rounds.append(made.id or 0)
        for name in ("chair", "member")[:done]:
            for number in builders.numbers_of(site.record, made).values():
                with site.record.changing(_person(site, name)) as visit:
                    coding.code(visit, made.id or 0, number, theme_id=None, note=f"zqnoteof{name}")
    for title, done in (("Letters", 1), ("Visits", 2), ("Calls", 2)):
        pair = builders.a_comparison(site.record, title, b=Told(f"{SAYS} Then nobody came.", ENDED))
        pairs.append(pair.id or 0)
        for name in ("chair", "member")[:done]:
            said = {"chosen": Grade.A, "sure": Sureness.GUESS, "reason": f"zqreasonof{name}"}
            with site.record.changing(_person(site, name)) as visit:
                comparisons.grade(visit, pair.id or 0, **said)
    with site.record.changing(_person(site, "coordinator")) as visit:
        coding.close_round(visit, rounds[-1])
        comparisons.reveal(visit, pairs[-1])
    return Made(*rounds, *pairs)


def _person(site: Site, name: str) -> Any:
    return visitor(GRANTS[name], person=site.world.people[name])


@pytest.fixture(scope="module")
def made(shared: Site) -> Made:
    with time_machine.travel(MORNING, tick=True):
        return made_in(shared)


@pytest.fixture
def own(site: Site) -> Made:
    """Make the same in a plan that this test may change."""
    return made_in(site)


def _caller(site: Site, name: str) -> Caller:
    return site.stranger() if name == "public" else site.signed_in(name)


def _opens(site: Site, address: str) -> set[str]:
    return {name for name in EVERYBODY if _caller(site, name).get(address).status_code == 200}


def _reads(site: Site, address: str) -> set[str]:
    def read(name: str) -> bool:
        answer = _caller(site, name).content(address)
        return answer.status_code == 200 and b"notice error" not in answer.get_data()

    return {name for name in EVERYBODY if read(name)}


@pytest.mark.parametrize("state", ["begun", "coded", "closed"])
@pytest.mark.usefixtures("clock")
def test_a_round_is_opened_by_whom_the_board_lets_judge_in_every_state(state: str, shared: Site, made: Made) -> None:
    at = f"/blind/rounds/{made.rounds[state]}"
    number = shared.record.read(f"SELECT min(number) FROM coding_item WHERE round_id = {made.rounds[state]}")[0][0]
    assert _opens(shared, at) == JUDGES
    assert _opens(shared, f"{at}/items/{number}") == {"chair", *(("member",) if state != "begun" else ())}
    assert _opens(shared, f"{at}/close") == ({"coordinator"} if state != "closed" else set())
    assert _reads(shared, f"{at}/result") == JUDGES
    # While a second coder is wanted anybody may become it; afterwards the page is that of the two who coded.
    assert _reads(shared, f"{at}/mine") == _opens(shared, f"{at}/mine") == (JUDGES if state == "begun" else CODERS)


@pytest.mark.usefixtures("clock")
def test_what_somebody_coded_of_a_round_that_is_none_is_no_page(shared: Site, made: Made) -> None:
    assert made.begun
    assert _opens(shared, "/blind/rounds/99999/mine") == _reads(shared, "/blind/rounds/99999/mine") == set()


def test_whoever_comes_third_is_led_back_to_the_list(site: Site, own: Made) -> None:
    answer = site.signed_in("scrutineer").send(f"/blind/rounds/{own.coded}")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/blind")


@pytest.mark.parametrize("state", ["graded once", "graded", "revealed"])
@pytest.mark.usefixtures("clock")
def test_a_comparison_is_opened_by_whom_the_board_lets_judge_in_every_state(
    state: str, shared: Site, made: Made
) -> None:
    at = f"/blind/comparisons/{made.comparisons[state]}"
    assert _opens(shared, f"{at}/grade") == JUDGES
    assert _opens(shared, f"{at}/reveal") == ({"coordinator"} if state != "revealed" else set())
    assert _reads(shared, at) == JUDGES


def _sent(made: Made) -> dict[str, dict[str, str]]:
    graded = {"worse": "A", "sure": "sure", "reason": "So."}
    return {
        f"/blind/rounds/{made.begun}": {"number": "1", "theme": "none"},
        f"/blind/rounds/{made.begun}/items/1": {"theme": "none"},
        f"/blind/rounds/{made.coded}/close": {},
        f"/blind/comparisons/{made.graded}/grade": graded,
        f"/blind/comparisons/{made.graded}/reveal": {},
    }


def test_whoever_does_not_judge_changes_nothing_by_a_forged_form(site: Site, own: Made) -> None:
    before = site.head()
    for path, typed in _sent(own).items():
        assert site.stranger().post(path, form_key="k", **typed).status_code == 401
    assert site.head() == before
    for name in sorted(set(GRANTS) - JUDGES):
        caller = site.signed_in(name)
        for path, typed in _sent(own).items():
            assert caller.post(path, form_key="k", **typed).status_code == 403, (name, path)
    for name in ("chair", "scrutineer", "member"):
        for path in (f"/blind/rounds/{own.coded}/close", f"/blind/comparisons/{own.graded}/reveal"):
            assert site.signed_in(name).post(path, form_key="k").status_code == 403
    kinds = site.record.read(f"SELECT DISTINCT kind FROM event WHERE seq > {before[0]}")
    assert kinds == [("request refused",)]


def _tells(site: Site, page: str) -> list[str]:
    """Name everything in the bytes of a page that tells whose a wording is."""
    read, said = site.record.read, html.unescape(page)
    words = [str(word) for row in read("SELECT reference, title, area FROM review") for word in row if word]
    words += [name for (name,) in read("SELECT name FROM agency")]
    words += [name for (name,) in read("SELECT name FROM person") if " " in name and name[0].isupper()]
    words += [*CHILD.split(), "Northmere", "Tembe", "Grace", "NMP"]
    found = [word for word in words if re.search(rf"(?i)(?<!\w){re.escape(word)}(?!\w)", said)]
    found += [match[0] for match in YEAR.finditer(said)]
    found += re.findall(r"/(?:recommendations|reviews|actions|agencies)/\d+|<!--", said)
    return found


def _bytes(answer: Any) -> str:
    return plain(answer.get_data()).decode()


def test_no_byte_of_what_a_coder_sees_tells_whose_it_is(site: Site, own: Made) -> None:
    assert len(_tells(site, f"{SAYS} {TITLE} <!-- /reviews/1")) > 8
    scrutineer, chair = site.signed_in("scrutineer"), site.signed_in("chair")
    number = site.record.read(f"SELECT min(number) FROM coding_item WHERE round_id = {own.begun}")[0][0]
    wrong = scrutineer.send(f"/blind/rounds/{own.begun}", number=str(number))
    pages = {
        "next": _bytes(scrutineer.get(f"/blind/rounds/{own.begun}")),
        "wrong": _bytes(wrong),
        "item": _bytes(chair.get(f"/blind/rounds/{own.begun}/items/{number}")),
        "mine": chair.drawn(f"/blind/rounds/{own.begun}/mine"),
        "closed": chair.drawn(f"/blind/rounds/{own.closed}/result").partition("<h2>")[2],
        "pair": scrutineer.drawn(f"/blind/comparisons/{own.graded}"),
        "grade": _bytes(scrutineer.get(f"/blind/comparisons/{own.graded}/grade")),
        # Dash tells the browser when the Python beneath it was built.
        "frame": re.sub('"python_version":"[^"]*"', "", _bytes(chair.get(f"/blind/rounds/{own.begun}/mine"))),
    }
    assert wrong.status_code == 400
    assert all(BLINDED in html.unescape(pages[name]) for name in pages if name != "frame")
    assert {name: found for name, page in pages.items() if (found := _tells(site, page))} == {}


def test_no_byte_tells_what_others_judged_or_how_a_case_ended(site: Site, own: Made) -> None:
    for name in JUDGES:
        caller = site.signed_in(name)
        said = caller.drawn("/blind") + caller.drawn(f"/blind/rounds/{own.coded}/mine") + caller.drawn("/history")
        said += caller.drawn(f"/blind/rounds/{own.coded}/result") + _bytes(caller.get(f"/blind/rounds/{own.coded}"))
        assert set(re.findall(r"zqnoteof(\w+)", said)) <= {name}
        said = caller.drawn("/blind") + caller.drawn(f"/blind/comparisons/{own.graded}") + caller.drawn("/history")
        said += _bytes(caller.get(f"/blind/comparisons/{own.graded}/grade"))
        said += _bytes(caller.get(f"/blind/comparisons/{own.graded}/reveal"))
        assert ENDED not in said and TOLD["a"].outcome not in said
        assert set(re.findall(r"zqreasonof(\w+)", said)) <= {name}
    assert "zqnoteofchair" in site.signed_in("member").drawn(f"/blind/rounds/{own.closed}/result")
    assert ENDED in site.signed_in("member").drawn(f"/blind/comparisons/{own.revealed}")


def test_a_coder_codes_one_wording_after_the_other_and_corrects_one(site: Site, own: Made) -> None:
    caller, at = site.signed_in("member"), f"/blind/rounds/{own.begun}"
    for last in (False, True):
        page = html.unescape(caller.get(at).get_data(as_text=True))
        number = re.search(r'name="number" value="(\d+)"', page)[1]
        assert f"<h1>Item {number}</h1>" in page and page.count("autofocus") == 1
        answer = caller.send(at, number=number, theme="none", note="Unclear.")
        assert (answer.status_code, answer.headers["Location"]) == (302, f"{at}/mine" if last else at)
    theme = site.record.read("SELECT min(id) FROM theme")[0][0]
    assert "None of these" in caller.drawn(f"{at}/mine")
    corrected = caller.send(f"{at}/items/{number}", number=number, theme=str(theme), note="")
    assert corrected.headers["Location"] == f"{at}/mine"
    assert site.record.read(f"SELECT count(*) FROM coding WHERE theme_id = {theme}") == [(1,)]
    over = html.unescape(caller.get(at).get_data(as_text=True))
    assert "You have coded all 2 wordings" in over
    assert caller.send(at).headers["Location"] == f"{at}/mine"
    third = site.signed_in("scrutineer")
    number = str(site.record.read(f"SELECT min(number) FROM coding_item WHERE round_id = {own.begun}")[0][0])
    assert "Two people code this round already." in html.unescape(third.get(at).get_data(as_text=True))
    refused = third.send(at, number=number, theme="none")
    assert refused.status_code == 422 and "nobody else can join" in refused.get_data(as_text=True)
    assert site.record.faults() == []


def test_whoever_made_a_round_is_shown_no_wording_of_it_and_codes_nothing(site: Site, own: Made) -> None:
    coordinator = site.signed_in("coordinator")
    assert coordinator.send("/blind/rounds/new", title="Mine", review="", theme="").status_code == 302
    key = site.record.read("SELECT max(id) FROM coding_round")[0][0]
    at, number = f"/blind/rounds/{key}", site.record.read(f"SELECT min(number) FROM coding_item WHERE round_id = {key}")
    page = html.unescape(coordinator.get(at).get_data(as_text=True))
    assert "two other people code it" in page and BLINDED not in page and 'type="radio"' not in page
    assert "Code Mine" not in coordinator.drawn("/blind") and "Code Mine" in site.signed_in("member").drawn("/blind")
    refused = coordinator.send(at, number=str(number[0][0]), theme="none")
    assert refused.status_code in {302, 422}
    assert site.record.read("SELECT count(*) FROM coding WHERE note = '' AND theme_id IS NULL") == [(0,)]
    assert site.signed_in("member").send(at, number=str(number[0][0]), theme="none").status_code == 302


def test_an_answer_from_another_window_is_kept_for_no_other_wording(site: Site, own: Made) -> None:
    caller, at = site.signed_in("member"), f"/blind/rounds/{own.begun}"
    number = re.search(r'name="number" value="(\d+)"', caller.get(at).get_data(as_text=True))[1]
    assert caller.send(at, number=number, theme="none").status_code == 302
    before = site.head()
    assert caller.send(at, number=number, theme="none").headers["Location"] == at
    assert site.head() == before
    for typed in ({"number": number}, {"number": "x", "theme": "none"}, {"theme": "none"}):
        assert caller.send(at, **typed).status_code in {302, 400}
    assert site.head() == before


def test_a_closed_round_shows_kappa_and_leads_the_coordinator_alone_to_the_recommendations(
    site: Site, own: Made
) -> None:
    at = f"/blind/rounds/{own.coded}"
    assert site.signed_in("coordinator").send(f"/blind/rounds/{own.begun}/close").status_code == 422
    closed = site.signed_in("coordinator").send(f"{at}/close")
    assert closed.headers["Location"] == f"{at}/result"
    drawn = site.signed_in("coordinator").drawn(f"{at}/result")
    assert "The two coders gave the same theme to 2 of 2." in drawn and SAYS in drawn
    assert len(set(re.findall(r"/recommendations/\d+/theme", drawn))) == 2
    other = site.signed_in("chair").drawn(f"{at}/result")
    assert BLINDED in other and "/recommendations/" not in other
    assert "This round is closed." in html.unescape(site.signed_in("chair").get(at).get_data(as_text=True))
    assert site.events("themes given") == len(site.record.read("SELECT DISTINCT seq FROM recommendation_theme"))


def test_a_comparison_is_graded_and_then_revealed(site: Site, own: Made) -> None:
    at = f"/blind/comparisons/{own.graded_once}"
    member, coordinator = site.signed_in("member"), site.signed_in("coordinator")
    assert coordinator.send(f"{at}/reveal").status_code == 422
    for typed in ({}, {"worse": "C", "sure": "sure", "reason": "So."}, {"worse": "A", "sure": "sure", "reason": " "}):
        assert member.send(f"{at}/grade", **typed).status_code == 400
    graded = member.send(f"{at}/grade", worse="B", sure="fairly sure", reason="Nobody asks.")
    assert graded.headers["Location"] == at
    assert "You have graded this." in member.get(f"{at}/grade").get_data(as_text=True)
    assert member.send(f"{at}/grade").headers["Location"] == at
    assert member.send(f"{at}/grade", worse="B", sure="sure", reason="Again.").status_code == 422
    assert coordinator.send(f"{at}/reveal").headers["Location"] == at
    drawn = member.drawn(at)
    assert "Case B ended worse. Right in 1 of 2; tossing a coin gives half." in drawn and ENDED in drawn
    assert "2 comparisons revealed, each grade counted by itself. Right in 1 of 4;" in member.drawn("/blind")
    assert site.signed_in("chair").send(f"{at}/grade", worse="A", sure="sure", reason="So.").status_code == 422


def test_an_empty_list_says_what_to_do_next(site: Site) -> None:
    drawn = site.signed_in("member").drawn("/blind")
    assert "No round has been made. The coordinator makes one." in drawn
    assert "No two chronologies have been recorded." in drawn
    assert "/blind/rounds/new" not in drawn
    assert "/blind/rounds/new" in site.signed_in("coordinator").drawn("/blind")
    assert "/blind/rounds/new" not in site.signed_in("coordinator").drawn("/blind?as_at=2026-11-10")


def test_only_those_who_judge_have_it_in_their_menu(site: Site) -> None:
    shown = {name for name in GRANTS if 'href="/blind"' in site.signed_in(name).get("/help").get_data(as_text=True)}
    assert shown == JUDGES
    assert {name for name, role in GRANTS.items() if role in (Role.COORDINATOR, Role.CHAIR)} <= shown
