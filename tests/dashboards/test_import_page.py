"""The page that brings in a plan looks first, imports exactly that file once, and refuses the rest in a sentence."""

import html
import os
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from dashboards.app import create_app
from tests.builders import a_person, a_recommendation, a_review, an_agency
from tests.database.record import EMBEDDED_ONLY, Record
from tests.importers.test_opening import REFUSALS
from tests.importers.workbooks import HEADINGS, book_with, bytes_of, plain_plan, tracker_book
from tracker.commands import accounts
from tracker.commands.accounts import RoleDraft
from tracker.models import Review
from tracker.words import Role, Scope

SHARED = Path(__file__).resolve().parents[3] / "shared" / "data" / "messy"
PASSWORD = "a password of the tests"
CSRF = re.compile(r'name="csrf_token" value="([^"]+)"')
TOKEN = re.compile(r'name="token" value="([^"]+)"')
DAY = 24 * 60 * 60
TABLES = ("event", "action", "recommendation", "progress_update", "baseline", "position", "form_receipt")

pytestmark = EMBEDDED_ONLY


@dataclass
class Person:
    """Somebody at a browser."""

    client: FlaskClient

    def get(self, path: str) -> TestResponse:
        return self.client.get(path)

    def csrf(self) -> str:
        found = CSRF.search(self.client.get("/as-at").text)
        assert found
        return found[1]

    def post(self, path: str, **typed: Any) -> TestResponse:
        boundary, body = encode_multipart({"csrf_token": self.csrf(), **typed})
        return self.client.post(path, data=body, content_type=f"multipart/form-data; boundary={boundary}")

    def preview(self, content: bytes, review: str = "R1", name: str = "plan.xlsx") -> TestResponse:
        return self.post("/import/preview", review=review, file=uploaded(content, name))

    def token(self, content: bytes, review: str = "R1") -> str:
        found = TOKEN.search(self.preview(content, review).text)
        assert found
        return found[1]

    def apply(self, token: str) -> TestResponse:
        return self.post("/import/apply", token=token)


def uploaded(content: bytes, name: str = "plan.xlsx") -> FileStorage:
    return FileStorage(BytesIO(content), name)


def signed_in(app: Any, email: str) -> Person:
    person = Person(app.server.test_client())
    token = CSRF.search(person.get("/sign-in").text) or [None, ""]
    answer = person.client.post("/sign-in", data={"csrf_token": token[1], "email": email, "password": PASSWORD})
    assert answer.status_code == 302, answer.text
    return person


@pytest.fixture
def app(record: Record) -> Iterator[Any]:
    made = create_app(record.settings)
    yield made
    made.server.extensions["tracker"].engine.dispose()


@pytest.fixture
def enters(record: Record, app: Any) -> Callable[..., Person]:
    """Give `enters(role, name)`: somebody with an account and this role, signed in."""

    def enter(role: Role, name: str = "") -> Person:
        person = a_person(record, name or f"The {role.value}")
        agency = int(an_agency(record).id or 0) if role is Role.OWNER else None
        draft = RoleDraft(role, Scope.AGENCY if agency else Scope.BOARD, agency_id=agency)
        with record.changing() as visit:
            accounts.open_account(visit, int(person.id or 0), password=PASSWORD)
            accounts.grant_role(visit, int(person.id or 0), draft)
        return signed_in(app, person.email)

    return enter


@pytest.fixture
def review(record: Record) -> int:
    return int(a_review(record, "R1").id or 0)


@pytest.fixture
def coordinator(review: int, enters: Callable[..., Person]) -> Person:
    return enters(Role.COORDINATOR)


def counted(record: Record) -> dict[str, int]:
    return {table: record.read(f"SELECT count(*) FROM {table}")[0][0] for table in TABLES}


def waiting(record: Record) -> list[Path]:
    folder = record.settings.data_dir / "uploads"
    return sorted(folder.iterdir()) if folder.is_dir() else []


def summary(page: TestResponse) -> dict[str, int]:
    return {label: int(number) for label, number in re.findall(r"<dt>([^<]+)</dt><dd>(\d+)</dd>", page.text)}


def test_the_page_asks_for_a_review_and_a_file(coordinator):
    page = coordinator.get("/import")
    assert page.status_code == 200
    assert "<h1>Import a plan</h1>" in page.text
    assert '<option value="R1">R1: Review R1</option>' in page.text
    assert 'action="/import/preview" enctype="multipart/form-data"' in page.text


def test_the_review_can_be_chosen_by_the_address(coordinator):
    assert '<option value="R1" selected>' in coordinator.get("/import?review=R1").text


def test_the_preview_shows_what_would_change_and_changes_nothing(record, coordinator):
    before = counted(record)
    page = coordinator.preview(bytes_of(tracker_book()))
    assert page.status_code == 200
    told = summary(page)
    assert told["Actions to record as new"] == 5
    assert told["New actions without an owner"] == 5
    assert told["New actions that claim completion: in progress, declared done"] == 1
    assert "is entered as of today, 22 Nov 2026" in page.text
    assert "in progress, declared done" in page.text
    assert "a heading of a section: “PLANS AND LEADS”" in page.text
    assert "no post of that title is recorded" in page.text
    assert "recommendation 1, it is new" in page.text
    assert counted(record) == before


def test_importing_applies_the_file_once_and_leads_to_the_review(record, review, coordinator):
    token = coordinator.token(bytes_of(tracker_book()))
    first = coordinator.apply(token)
    assert (first.status_code, first.location) == (302, f"/reviews/{review}")
    after = counted(record)
    assert after["action"] == 5
    assert waiting(record) == []
    again = coordinator.apply(token)
    assert (again.status_code, again.location) == (302, f"/reviews/{review}")
    assert counted(record) == after
    assert record.faults() == []


def test_pressing_import_many_times_at_once_imports_once(record, review, app, coordinator):
    token, csrf = coordinator.token(bytes_of(tracker_book())), coordinator.csrf()
    cookie = coordinator.client.get_cookie("session")
    assert cookie

    def press(_number: int) -> tuple[int, str | None]:
        client = app.server.test_client()
        client.set_cookie("session", cookie.value)
        answer = client.post("/import/apply", data={"csrf_token": csrf, "token": token})
        return answer.status_code, answer.location

    with ThreadPoolExecutor(8) as pool:
        answers = set(pool.map(press, range(8)))
    assert answers == {(302, f"/reviews/{review}")}
    assert counted(record)["action"] == 5
    assert record.read("SELECT count(*) FROM event WHERE kind = 'plan imported'") == [(1,)]


def test_the_same_file_again_offers_nothing_to_import(record, coordinator):
    coordinator.apply(coordinator.token(bytes_of(tracker_book())))
    before = counted(record)
    page = coordinator.preview(bytes_of(tracker_book()))
    assert "Nothing is new" in page.text
    assert not TOKEN.search(page.text)
    assert summary(page)["Actions known already, left alone"] == 5
    assert "Known as R1/1.1" in page.text
    assert waiting(record) == []
    assert counted(record) == before


def test_what_is_not_in_a_later_file_is_named(coordinator):
    coordinator.apply(coordinator.token(bytes_of(tracker_book())))
    page = coordinator.preview(plain_plan(["1.1", "List plans without a lead", "Police"], ["1.4", "More", "Police"]))
    told = summary(page)
    assert told["Actions of this review that are not in this file, left alone"] == 4
    assert "In the plan but not in this file" in page.text


def test_the_import_waits_on_disk_for_another_process(record, review, coordinator):
    token = coordinator.token(bytes_of(tracker_book()))
    assert {path.suffix for path in waiting(record)} == {".xlsx", ".json"}
    assert all(path.stat().st_mode & 0o077 == 0 for path in waiting(record))
    other = create_app(record.settings)
    person = signed_in(other, "the.coordinator@board.example")
    assert person.apply(token).location == f"/reviews/{review}"
    other.server.extensions["tracker"].engine.dispose()
    assert counted(record)["action"] == 5


def test_a_plan_that_moved_on_is_looked_at_again(record, review, coordinator):
    first, second = (coordinator.token(bytes_of(tracker_book())) for _ in range(2))
    coordinator.apply(first)
    before = counted(record)
    page = coordinator.apply(second)
    assert page.status_code == 409
    assert "The plan has changed since you looked" in page.text
    assert summary(page)["Actions to record as new"] == 0
    assert counted(record) == before


def test_a_plan_that_moved_on_can_be_imported_after_the_second_look(record, review, coordinator):
    token = coordinator.token(bytes_of(tracker_book()))
    with record.reading() as visit:
        home = visit.session.get(Review, review)
    a_recommendation(record, "Check every plan for a named lead.", review=home, reference="9")
    page = coordinator.apply(token)
    assert page.status_code == 409
    assert summary(page)["Recommendations known already"] == 1
    assert coordinator.apply(token).status_code == 302
    assert counted(record)["action"] == 5


def test_others_find_no_page_and_are_refused(record, review, enters):
    for role in (Role.COUNCILLOR, Role.OWNER, Role.MEMBER, Role.CHAIR, Role.INSPECTOR):
        person = enters(role)
        assert person.get("/import").status_code == 404, role
        before = counted(record)
        assert person.preview(bytes_of(tracker_book())).status_code == 403, role
        assert person.apply("x" * 32).status_code == 403, role
        assert waiting(record) == []
        assert counted(record) == {**before, "event": before["event"] + 2}, "each refusal stands in the trail"


def test_a_stranger_is_asked_to_sign_in(record, review, app):
    client = app.server.test_client()
    assert client.get("/import").location.startswith("/sign-in")
    typed = {"review": "R1", "file": (BytesIO(bytes_of(tracker_book())), "plan.xlsx")}
    assert client.post("/import/preview", data=typed).status_code == 401
    assert client.post("/import/apply", data={"token": "x" * 32}).status_code == 401
    assert waiting(record) == []


def test_a_request_of_another_site_or_without_its_token_is_refused(record, coordinator):
    before = counted(record)
    assert coordinator.client.post("/import/apply", data={"token": "x" * 32}).status_code == 400
    typed = {"csrf_token": coordinator.csrf(), "token": "x" * 32}
    answer = coordinator.client.post("/import/apply", data=typed, headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403
    assert counted(record) == before


def test_a_forged_token_imports_nothing(record, coordinator):
    coordinator.token(bytes_of(tracker_book()))
    before = counted(record)
    for token in ("", "x" * 32, "x" * 31, "../../tracker.db", "..%2f..%2ftracker", "a" * 5_000, "\u0660" * 32):
        page = coordinator.apply(token)
        assert (page.status_code, "Choose the file again" in page.text) == (400, True), token
    assert counted(record) == before
    assert len(waiting(record)) == 2


def test_a_token_of_somebody_else_imports_nothing(record, coordinator, enters):
    token = coordinator.token(bytes_of(tracker_book()))
    other = enters(Role.COORDINATOR, "Another coordinator")
    before = counted(record)
    assert other.apply(token).status_code == 400
    assert counted(record) == before
    assert coordinator.apply(token).status_code == 302
    assert other.apply(token).status_code == 400
    assert counted(record)["action"] == 5


def test_a_file_exchanged_on_disk_is_not_imported(record, coordinator):
    token = coordinator.token(bytes_of(tracker_book()))
    lies = record.settings.data_dir / "uploads" / f"{token}.xlsx"
    lies.write_bytes(plain_plan(["1.1", "Something else", "Police"]))
    before = counted(record)
    page = coordinator.apply(token)
    assert page.status_code == 400
    assert "not the one that you looked at" in page.text
    assert counted(record) == before


def test_every_bad_file_is_refused_with_a_sentence(record, coordinator):
    before = counted(record)
    for name, (build, sentence) in REFUSALS.items():
        page = coordinator.preview(build())
        assert page.status_code == 400, name
        assert re.search(sentence, html.unescape(page.text)), name
        assert "<h1>Import a plan</h1>" in page.text
    assert waiting(record) == []
    assert counted(record) == {**before, "event": before["event"] + len(REFUSALS)}
    traces = record.read(f"SELECT count(*) FROM event WHERE kind = 'input rejected' AND seq > {before['event']}")
    assert traces == [(len(REFUSALS),)]


def test_a_file_without_rows_or_headings_is_refused(record, coordinator):
    for content, sentence in (
        (bytes_of(book_with([HEADINGS])), "0 rows below them"),
        (bytes_of(book_with([["a", "b"]])), "No row of headings was found"),
    ):
        page = coordinator.preview(content)
        assert (page.status_code, sentence in page.text) == (400, True)
    assert waiting(record) == []


def test_a_body_beyond_the_limit_is_not_read(record, coordinator):
    page = coordinator.preview(b"PK\x03\x04" + bytes(24 * 1024 * 1024))
    assert page.status_code == 413
    assert "larger than 20 MB" in page.text
    assert waiting(record) == []


def test_what_is_missing_is_asked_for(coordinator):
    for typed, sentence in (
        ({"review": "R1"}, "Choose a file."),
        ({"review": "", "file": uploaded(b"x")}, "Choose the review"),
        ({"review": "R9<b>", "file": uploaded(b"x")}, "There is no review R9&lt;b&gt;."),
        ({"review": "R1", "file": uploaded(b"", "")}, "Choose a file."),
        ({"review": "R1", "file": "not a file"}, "Choose a file."),
    ):
        page = coordinator.post("/import/preview", **typed)
        assert (page.status_code, sentence in page.text) == (400, True), typed


def test_the_name_and_the_words_of_a_file_are_shown_as_written(record, coordinator):
    plan = plain_plan(["1.1", "<script>alert(1)</script>", "<b>Police</b>", None, "{{7*7}}", None, "<i>Red</i>"])
    page = coordinator.preview(plan, name="../../<script>x</script>\u202e.xlsx")
    assert page.status_code == 200
    assert "<script>alert" not in page.text
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page.text
    token = TOKEN.search(page.text)
    assert token
    coordinator.apply(token[1])
    ((source,),) = record.read("SELECT imported_from FROM action")
    assert source.startswith("script>.xlsx (")


def test_old_files_are_swept_out_by_the_next_upload(record, coordinator):
    old, young = (coordinator.token(bytes_of(tracker_book())) for _ in range(2))
    for path in waiting(record):
        if path.stem == old:
            os.utime(path, (path.stat().st_atime, path.stat().st_mtime - DAY - 60))
    newest = coordinator.token(bytes_of(tracker_book()))
    assert {path.stem for path in waiting(record)} == {young, newest}
    assert coordinator.apply(old).status_code == 400


def test_going_back_to_an_address_of_the_import_leads_to_its_page(coordinator):
    for path in ("/import/preview", "/import/apply"):
        assert coordinator.get(path).location == "/import"


@pytest.mark.skipif(not SHARED.is_dir(), reason="the shared data folder is not beside this repository")
def test_a_real_column_set_goes_through_the_page(record, coordinator):
    first, later = (
        (SHARED / name).read_bytes() for name in ("m1_improvement_tracker.xlsx", "m9_improvement_tracker_later.xlsx")
    )
    assert coordinator.apply(coordinator.token(first)).status_code == 302
    assert counted(record)["action"] == 6
    page = coordinator.preview(later)
    assert not TOKEN.search(page.text)
    assert summary(page)["Actions known already, left alone"] == 4
