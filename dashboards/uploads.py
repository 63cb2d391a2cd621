"""Forms with a file: what was typed comes first, then the file, streamed to disk; who asks is looked at before both."""

import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, make_response, redirect, request
from flask_wtf.csrf import CSRFError, validate_csrf
from werkzeug.exceptions import ClientDisconnected, HTTPException, RequestEntityTooLarge
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from dashboards import forms
from dashboards.forms import FormPage, Typed
from dashboards.service import note_rejected, service, visiting, visitor
from tracker import receipts
from tracker.access import allows
from tracker.errors import InputError, RefusedError, TrackerError
from tracker.faults import hit
from tracker.intake import Taken, take_in
from tracker.settings import Settings
from tracker.store import StoreError, TooLargeError, in_words

PORTION = 64 * 1024
ROOM_FOR_THE_FORM, MOST_PARTS = 256 * 1024, 60
PATIENCE_SECONDS, LONGEST_SECONDS = 30.0, 30 * 60.0
MOST_THROWN_AWAY, LONGEST_THROWN_AWAY = 1024**3, 120.0
INCOMPLETE = "This form is not complete. Open the page again."
SLOW = "The file came too slowly, and nothing was saved. Try again where the connection is better."
AGAIN = " Choose the file again: a page cannot keep it."


class _SlowError(TrackerError):
    """The sender stopped sending."""


class _BrokenOffError(InputError):
    """What came is no whole form, so that nobody looked at its file."""


class Sent:
    """A form as it arrives: its fields, and then the portions of its file, each read when it is asked for."""

    def __init__(self) -> None:
        self.typed: dict[str, str] = {}
        self.name: str | None = None
        self._until = time.monotonic() + LONGEST_SECONDS
        self._events = self._arriving()
        self._read_fields()

    def _arriving(self) -> Iterator[Any]:
        boundary = request.mimetype_params.get("boundary", "")
        if request.mimetype != "multipart/form-data" or not boundary:
            raise InputError(INCOMPLETE)
        decoder = MultipartDecoder(boundary.encode("latin-1", "replace"), 4 * PORTION, max_parts=MOST_PARTS)
        while True:
            portion = self._portion()
            decoder.receive_data(portion or None)
            while not isinstance(event := decoder.next_event(), NeedData | Epilogue):
                yield event
            if isinstance(event, Epilogue):
                return

    def _portion(self) -> bytes:
        if time.monotonic() > self._until:
            raise _SlowError(SLOW)
        try:
            return request.stream.read(PORTION)
        except ClientDisconnected as error:
            if isinstance(error.__context__, TimeoutError):
                raise _SlowError(SLOW) from error
            raise

    def _read_fields(self) -> None:
        """Read up to the file; whatever comes after it is not read as part of the form."""
        read, name, words = 0, "", b""
        for event in self._told():
            if isinstance(event, File):
                self.name = event.filename or ""
                return
            if isinstance(event, Field):
                name, words = event.name, b""
            elif isinstance(event, Data):
                words, read = words + event.data, read + len(event.data)
                if read > ROOM_FOR_THE_FORM:
                    raise RequestEntityTooLarge
                if not event.more_data:
                    self._keep(name, words)

    def _keep(self, name: str, words: bytes) -> None:
        if name in self.typed:
            raise InputError(INCOMPLETE)
        self.typed[name] = words.decode("utf-8", "replace")

    def _told(self) -> Iterator[Any]:
        try:
            # Not `yield from`: whoever stops at the file would close what arrives behind it.
            while (event := next(self._events, None)) is not None:
                yield event
        except ValueError as error:
            raise _BrokenOffError(INCOMPLETE) from error

    def portions(self) -> Iterator[bytes]:
        """Give the bytes of the file as they arrive; a second file, or a body that ends early, refuses the whole."""
        ended = False
        for event in self._told():
            if isinstance(event, File | Field):
                raise _BrokenOffError(INCOMPLETE)
            if isinstance(event, Data):
                ended = ended or not event.more_data
                if event.data:
                    yield bytes(event.data)
        if not ended:
            raise _BrokenOffError("The file did not arrive whole, and nothing was saved. Try again.", field="file")


def add_routes(server: Flask) -> None:
    """Add the POST route of every form that takes a file; it looks at the form's token itself, before the file."""
    for path, page in forms.FORMS.items():
        if page.takes_file:
            act = _acting(page)
            act.__name__, act.__module__ = f"act {path}", __name__
            server.extensions["csrf"].exempt(act)
            server.add_url_rule(path, f"act {path}", act, methods=["POST"])
    server.url_value_preprocessor(_let_it_be_long)
    server.after_request(_let_it_finish)


def takes_file() -> bool:
    """Tell whether this request is sent to a form that takes a file."""
    rule = request.url_rule.rule if request.url_rule is not None else ""
    return request.method == "POST" and rule in forms.FORMS and forms.FORMS[rule].takes_file


def _let_it_be_long(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    """Lift the limit of other forms: what is read of this one is counted while it is read."""
    if takes_file():
        # One more than comes: a server that ends the body itself would take its very end for one byte too many.
        request.max_content_length = (request.content_length or 0) + 1
        if (connection := request.environ.get("gunicorn.socket")) is not None:
            connection.settimeout(PATIENCE_SECONDS)


def _let_it_finish(response: Response) -> Response:
    """Read what is still coming and throw it away: browsers show no answer before they have sent everything."""
    slow = response.status_code == HTTPStatus.REQUEST_TIMEOUT
    if takes_file() and not slow and (request.content_length or 0) <= MOST_THROWN_AWAY:
        until = time.monotonic() + LONGEST_THROWN_AWAY
        with suppress(OSError, HTTPException):
            while request.stream.read(PORTION) and time.monotonic() < until:
                continue
    return response


def typed_before_the_file() -> Typed:
    """Give what was typed into a form with a file, without taking the file: for who has to sign in again."""
    try:
        return Sent().typed
    except (TrackerError, HTTPException):
        return {}


def _acting(page: FormPage) -> Callable[..., Response]:
    def act(**parts: Any) -> Response:
        if not allows(visitor(), page.needs):
            raise RefusedError(f"Your role does not allow you to {page.needs.value}.")
        sent = Sent()
        _must_be_ours(sent)
        typed = {name: value for name, value in sent.typed.items() if name != "csrf_token"}
        try:
            return make_response(redirect(_once(page, parts, typed, sent)))
        except forms.TOLD as error:
            return forms.drawn(page, parts, typed, forms.wrong(error))
        except (TooLargeError, StoreError, _SlowError) as error:
            wrong = forms.Wrong(_status(error), [("file", error.sentence + AGAIN)])
            return forms.drawn(page, parts, typed, wrong)

    return act


def _status(error: TrackerError) -> HTTPStatus:
    if isinstance(error, StoreError):
        return error.status
    return HTTPStatus.REQUEST_TIMEOUT if isinstance(error, _SlowError) else HTTPStatus.REQUEST_ENTITY_TOO_LARGE


def _must_be_ours(sent: Sent) -> None:
    """Look at the token of the form, which comes before the file; without it nothing of the file is read."""
    try:
        validate_csrf(request.headers.get("X-CSRFToken") or sent.typed.get("csrf_token"))
    except ValueError as error:
        raise CSRFError(str(error)) from error


def _once(page: FormPage, parts: dict[str, Any], typed: Typed, sent: Sent) -> str:
    """Act in one transaction; the same form sent again gets its first answer, without the file being read."""
    key = typed.get("form_key", "")
    if not forms.FORM_KEY.fullmatch(key):
        raise InputError(INCOMPLETE)
    with visiting() as visit:
        if (answer := receipts.first_answer(visit, key, request.path)) is not None:
            return answer
        page.ask(visit, **parts)
    file = _file(service().settings, sent)
    try:
        return _acted(page, parts, typed, file)
    finally:
        if file is not None:
            file.let_go()


def _acted(page: FormPage, parts: dict[str, Any], typed: Typed, file: Taken | None) -> str:
    if file is not None and file.is_infected:
        _refuse(page, parts, file)
    with visiting(change=True) as visit:
        if (answer := receipts.first_answer(visit, typed["form_key"], request.path)) is not None:
            return answer
        answer = str(page.act(visit, typed, file=file, **parts))
        receipts.keep_answer(visit, typed["form_key"], request.path, answer)
        hit("before commit")
    hit("committed")
    return answer


def _file(settings: Settings, sent: Sent) -> Taken | None:
    if not sent.name:
        return None
    largest = settings.evidence_largest_bytes
    if (request.content_length or 0) > largest + ROOM_FOR_THE_FORM:
        note_rejected("file")
        raise TooLargeError(f"The file is larger than {in_words(largest)}, the largest that is kept.")
    try:
        return take_in(settings, sent.portions(), sent.name)
    except _BrokenOffError:
        raise
    except (InputError, TooLargeError):
        note_rejected("file")
        raise


def _refuse(page: FormPage, parts: dict[str, Any], file: Taken) -> None:
    """Record that a virus was found, and say so."""
    if page.refuse is not None:
        with visiting(change=True) as visit:
            page.refuse(visit, file, **parts)
    file.lock_away()
    raise InputError(file.why_refused, field="file")
