"""Whatever is typed comes back as it was typed: no page, header or template takes it for anything else."""

import pytest

from tests.markup import parts_of, words_of
from tests.security.site import Site

UPDATE = "/actions/1/update"
TYPED = {
    "markup": "<script>window.__x=1</script> <img src=x onerror=window.__x=1>",
    "a picture in Markdown": "![seen](https://evil.example/seen.png) [here](javascript:alert(1))",
    "templates": "{{7*7}} {% raw %} ${7*7} #{7*7} <%= 7*7 %> %s %(x)s {0} {x}",
    "statements": "'; DROP TABLE action; -- \" OR 1=1 \\' NEAR(a b) *",
    "formulas": '=HYPERLINK("https://evil.example") +1 -2 @SUM(1) \uff1d1',
    "emoji and what means nothing yet": "Done \U0001f642 \u0378",
    "an order of letters that deceives": "annexe\u202efdp.exe",
}


@pytest.mark.parametrize("what", TYPED)
def test_what_is_typed_stands_on_the_page_as_it_was_typed(what: str, site: Site) -> None:
    owner, words = site.signed_in("owner_a"), TYPED[what]
    answer = owner.send(UPDATE, update=words, **{"blocked by": words})
    assert (answer.status_code, answer.headers["Location"]) == (302, "/actions/1")
    ((kept,),) = site.record.read("SELECT wording FROM progress_update ORDER BY id DESC LIMIT 1")
    assert kept == words
    for name in ("owner_a", "councillor"):
        parts = list(parts_of(site.signed_in(name).content("/actions/1").get_json()["response"]["content"]["children"]))
        assert any(words in words_of(part) for part in parts if part["type"] in {"td", "li"}), name
        assert not {part["type"] for part in parts} & {"img", "script", "b"}
        assert not any("evil.example" in str(part["props"].get("href")) for part in parts)
    assert site.record.faults() == []


@pytest.mark.parametrize("field", ["update", "blocked by"])
def test_a_line_break_begins_no_header_and_no_line_of_its_own(field: str, site: Site) -> None:
    owner = site.signed_in("owner_a")
    answer = owner.send(UPDATE, **{"update": "Kept.", field: "One.\r\nSet-Cookie: session=evil\r\n\r\n<b>"})
    assert answer.status_code in {302, 400}
    assert "evil" not in str(answer.headers)
    assert answer.headers.get("Location", "/actions/1") == "/actions/1"


def test_bytes_that_are_no_text_are_no_fault(site: Site) -> None:
    owner = site.signed_in("owner_a")
    key, token = owner.form_key(UPDATE), owner.token()
    body = f"csrf_token={token}&form_key={key}&update=a%ED%A0%80%FF%FEb".encode()
    answer = owner.client.post(UPDATE, data=body, content_type="application/x-www-form-urlencoded")
    assert answer.status_code in {302, 400}
    assert site.record.faults() == []
