"""Callbacks in another shape than Dash's own page sends them, and bodies too long or too deep to read."""

import gzip
import json
from io import BytesIO
from typing import Any

import pytest

from tests.security.site import CALLBACK, Caller, Site, body_of, content_of


@pytest.fixture
def chair(shared: Site, clock: Any) -> Caller:
    return shared.signed_in("chair")


def _tampered() -> dict[str, Any]:
    body = content_of("/plan")
    address = {"id": "address", "property": "pathname", "value": "/"}
    search = {"id": "address", "property": "search", "value": ""}
    return {
        "another output": {**body, "output": "nothing.children"},
        "an output that is no text": {**body, "output": ["content.children"]},
        "several outputs": {**body, "output": "..content.children...overview-trend.children.."},
        "another id": {**body, "outputs": {"id": "nothing", "property": "children"}},
        "another property": {**body, "outputs": {"id": "content", "property": "style"}},
        "a list of outputs": {**body, "outputs": [body["outputs"]]},
        "no outputs": {key: value for key, value in body.items() if key != "outputs"},
        "no inputs": {**body, "inputs": []},
        "extra inputs": {**body, "inputs": [*body["inputs"], address]},
        "inputs in another order": {**body, "inputs": [search, address]},
        "an input of another place": {**body, "inputs": [{**address, "id": "other"}, search]},
        "an input of another property": {**body, "inputs": [{**address, "property": "href"}, search]},
        "an input that is no object": {**body, "inputs": ["/", ""]},
        "inputs that are no list": {**body, "inputs": {"0": address}},
        "a list for a text": {**body, "inputs": [{**address, "value": ["/"]}, search]},
        "an object for a text": {**body, "inputs": [{**address, "value": {"a": 1}}, search]},
        "half a character": {**body, "inputs": [{**address, "value": "/\ud800"}, search]},
        "the null character": {**body, "inputs": [{**address, "value": "/\x00"}, search]},
        "extra state": {**body, "state": [search]},
        "changes that are no list": {**body, "changedPropIds": "address.pathname"},
        "changes that are no text": {**body, "changedPropIds": [1]},
        "no object": [body],
        "nothing": None,
        "a number": 7,
        "a text": "body",
    }


@pytest.mark.parametrize("what", sorted(_tampered()))
def test_a_callback_in_another_shape_is_refused(what: str, chair: Caller) -> None:
    answer = chair.ask(json.dumps(_tampered()[what]))
    assert answer.status_code == 400, answer.get_data(as_text=True)
    assert b"zq" not in answer.get_data()


RAW = {
    "nothing": b"",
    "no JSON": b"not json",
    "deep lists": b"[" * 10_000 + b"]" * 10_000,
    "deep objects": b'{"a":' * 10_000 + b"1" + b"}" * 10_000,
    "deep values": json.dumps({**content_of("/"), "x": 0})
    .encode()
    .replace(b'"x": 0', b'"x": ' + b"[" * 500 + b"]" * 500),
    "a name twice": json.dumps(content_of("/"))
    .encode()
    .replace(b'{"output"', b'{"output": "content.children", "output"', 1),
    "not a number": json.dumps(content_of("/")).encode().replace(b'"value": "/"', b'"value": NaN', 1),
    "infinity": json.dumps(content_of("/")).encode().replace(b'"value": "/"', b'"value": -Infinity', 1),
    "no Unicode": b'{"output": "\xff\xfe"}',
    "half of it": json.dumps(content_of("/")).encode()[:-7],
}


@pytest.mark.parametrize("what", sorted(RAW))
def test_a_callback_that_cannot_be_read_is_refused(what: str, chair: Caller) -> None:
    assert chair.ask(RAW[what]).status_code == (400 if RAW[what] else 411)


def test_a_callback_of_another_kind_of_content_is_refused(chair: Caller) -> None:
    for kind in (
        "text/plain",
        "application/x-www-form-urlencoded",
        "multipart/form-data; boundary=x",
        "application/xml",
        "",
    ):
        answer = chair.ask(content_of("/"), headers={"Content-Type": kind})
        assert 400 <= answer.status_code < 500, kind


def test_a_huge_body_is_refused_before_it_is_kept(chair: Caller) -> None:
    assert chair.ask(b'"' + b"a" * 300_000 + b'"').status_code == 413
    assert chair.post("/actions/1/update", update="a" * 1_200_000).status_code == 413
    assert chair.site.stranger().post("/sign-in", email="a" * 1_200_000, password="b").status_code == 413


def test_a_body_without_a_length_is_refused_unread(chair: Caller) -> None:
    for path in (CALLBACK, "/actions/1/update", "/sign-in"):
        body = BytesIO(b'"' + b"a" * 3_000_000 + b'"')
        answer = chair.client.post(
            path,
            input_stream=body,
            headers={"X-CSRFToken": chair.token(), "Content-Type": "application/json"},
            environ_overrides={"wsgi.input_terminated": True, "HTTP_TRANSFER_ENCODING": "chunked"},
        )
        assert answer.status_code == 411
        assert body.tell() == 0


def test_a_huge_file_to_a_form_that_asks_for_none_is_refused(chair: Caller) -> None:
    head = b'--x\r\nContent-Disposition: form-data; name="file"; filename="a.bin"\r\n\r\n'
    body = head + b"a" * 2_000_000 + b"\r\n--x--\r\n"
    for caller in (chair, chair.site.stranger()):
        for path in ("/sign-in", "/actions/1/update"):
            headers = {"X-CSRFToken": caller.token()}
            answer = caller.client.post(
                path, data=body, content_type="multipart/form-data; boundary=x", headers=headers
            )
            assert answer.status_code == 413


def test_a_compressed_request_is_not_read(chair: Caller) -> None:
    for encoding in ("gzip", "br", "deflate", "gzip, gzip"):
        answer = chair.ask(gzip.compress(json.dumps(content_of("/")).encode()), headers={"Content-Encoding": encoding})
        assert answer.status_code == 415, encoding


def test_a_trend_with_tampered_values_is_refused(chair: Caller) -> None:
    body = body_of("overview-trend.children", ["/"], [""], chair.site)
    assert chair.ask(body).status_code == 200
    assert chair.ask({**body, "state": []}).status_code == 400
    assert chair.ask({**body, "inputs": [{**body["inputs"][0], "value": [1]}]}).status_code == 400
