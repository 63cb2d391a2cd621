"""Forms: plain pages that ask, and routes that act once, keep what was typed, and say what is wrong."""

import importlib
import pkgutil
import re
import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, make_response, redirect, request
from markupsafe import Markup
from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule

from dashboards import frame, way_back
from dashboards.components.forms import Field, Option, TwoTexts
from dashboards.service import note_refusal, note_rejected, visiting, visitor
from dashboards.wiring import KEYS
from tracker import receipts
from tracker.access import allows
from tracker.errors import BusyError, ConflictError, InputError, NotFoundError, RefusedError, RuleBrokenError
from tracker.visit import Visit
from tracker.words import Permission

Typed = Mapping[str, str]
GONE = "Something that you chose is not there any more. Choose again."
TOLD = (InputError, RuleBrokenError, ConflictError, BusyError)
# A longer lead would cover the answers below it.
SHORT = 500
FORM_KEY = re.compile(r"[A-Za-z0-9_-]{1,64}")


@dataclass(frozen=True)
class Form:
    """What one form asks: everything that the template draws.

    `shown` stands between the lead and the fields; `reading` are texts to read first, each under its heading; around a
    bare form no band names the day.
    """

    title: str
    fields: Sequence[Field]
    lead: str = ""
    warning: str = ""
    submit: str = "Save"
    cancel_href: str = "/"
    version: int | None = None
    crumbs: Sequence[tuple[str, str]] = ()
    understood: Sequence[tuple[str, str]] = ()
    steps: Sequence[Option] = ()
    shown: Markup | None = None
    reading: Sequence[tuple[str, str]] = ()
    bare: bool = False


@dataclass(frozen=True)
class FormPage:
    """A form's address and permission; `ask` draws it, `act` does it and gives the address to go on to.

    An `act` that only looks (a preview) changes nothing and gives the form as it is drawn next. `after` follows what
    was done in a transaction of its own; whatever comes of it, what was done stays done.
    """

    path: str
    needs: Permission
    ask: Callable[..., Form]
    act: "Acts"
    refuse: Callable[..., None] | None = None
    after: Callable[[], None] | None = None

    @property
    def takes_file(self) -> bool:
        """Tell whether a file may come with the form: it says how a file is refused in which a virus was found."""
        return self.refuse is not None


@dataclass(frozen=True)
class Wrong:
    """Why a form was not accepted."""

    status: HTTPStatus
    errors: Sequence[tuple[str, str]]
    conflict: Sequence[TwoTexts] = ()


FORMS: dict[str, FormPage] = {}


Acts = Callable[..., str | Form]


def form(
    path: str,
    *,
    needs: Permission,
    ask: Callable[..., Form],
    refuse: Callable[..., None] | None = None,
    after: Callable[[], None] | None = None,
) -> Callable[[Acts], Acts]:
    """Register a form; the decorated function acts on what was typed and gives the address to go on to.

    With `refuse` it takes a file too (`dashboards.uploads`), and acts with `file=`.
    """

    def register(act: Acts) -> Acts:
        FORMS[path] = FormPage(path, needs, ask, act, refuse, after)
        return act

    return register


def add_routes(server: Flask) -> None:
    """Load the forms and add two routes for each: GET asks, POST acts."""
    changes = importlib.import_module("dashboards.changes")
    for module in pkgutil.iter_modules(changes.__path__):
        importlib.import_module(f"dashboards.changes.{module.name}")
    server.url_map.converters.update(KEYS)
    for path, page in FORMS.items():
        server.add_url_rule(path, f"ask {path}", _asking(page), methods=["GET"])
        if not page.takes_file:
            server.add_url_rule(path, f"act {path}", _acting(page), methods=["POST"])


def _asking(page: FormPage) -> Callable[..., Response]:
    def ask(**parts: Any) -> Response:
        return drawn(page, parts, {}, None)

    return ask


def _acting(page: FormPage) -> Callable[..., Response]:
    def act(**parts: Any) -> Response:
        if not allows(visitor(), page.needs):
            raise RefusedError(f"Your role does not allow you to {page.needs.value}.")
        typed = {name: value for name, value in request.form.items() if name != "csrf_token"}
        try:
            answer, is_done = _once(page, parts, typed)
            if is_done and page.after is not None:
                page.after()
            return make_response(redirect(answer)) if isinstance(answer, str) else _shown(page, parts, typed, answer)
        except TOLD as error:
            return drawn(page, parts, typed, wrong(error))
        except (RefusedError, NotFoundError) as error:
            return _drawn_again(page, parts, typed, error)

    return act


def _drawn_again(
    page: FormPage, parts: Mapping[str, Any], typed: Typed, error: RefusedError | NotFoundError
) -> Response:
    """Keep what was typed by whoever may open the form but may not do this with it; others learn nothing."""
    refused = error if isinstance(error, RefusedError) else None
    status, said = (HTTPStatus.FORBIDDEN, refused.sentence) if refused else (HTTPStatus.NOT_FOUND, GONE)
    try:
        answer = drawn(page, parts, typed, Wrong(status, [("", said)]))
    except NotFoundError:
        raise error from None
    if refused:
        note_refusal(refused)
    return answer


def _once(page: FormPage, parts: Mapping[str, Any], typed: Typed) -> tuple[str | Form, bool]:
    """Act in one transaction, and tell whether that did something now.

    The same form sent again gets its first answer and changes nothing.
    """
    key = typed.get("form_key", "")
    if not FORM_KEY.fullmatch(key) or any(len(values) > 1 for _, values in request.form.lists()):
        raise InputError("This form is not complete. Open the page again.")
    with visiting(change=True) as visit:
        if (first := receipts.first_answer(visit, key, request.path)) is not None:
            return first, False
        answer = page.act(visit, typed, **parts)
        if is_done := isinstance(answer, str):
            answer = way_back.of(typed) or answer
            receipts.keep_answer(visit, key, request.path, answer)
        return answer, is_done


def wrong(error: InputError | RuleBrokenError | ConflictError | BusyError) -> Wrong:
    """Say why a form was not accepted, and with which status."""
    if isinstance(error, InputError):
        return Wrong(HTTPStatus.BAD_REQUEST, [(error.field, error.sentence)])
    if isinstance(error, RuleBrokenError):
        return Wrong(HTTPStatus.UNPROCESSABLE_ENTITY, [("", sentence) for sentence in error.unmet])
    if isinstance(error, BusyError):
        return Wrong(HTTPStatus.SERVICE_UNAVAILABLE, [("", error.sentence)])
    both = [TwoTexts(name, yours, error.texts.theirs.get(name, "")) for name, yours in error.texts.yours.items()]
    return Wrong(HTTPStatus.CONFLICT, [("", error.sentence)], both)


def open_again(path: str, typed: Typed) -> Response:
    """Open a form with what was typed before the session ended."""
    rules = Map([Rule(each, endpoint=each) for each in FORMS], converters=KEYS)
    try:
        endpoint, parts = rules.bind("").match(path)
    except HTTPException:
        return make_response(redirect("/"))
    return drawn(FORMS[str(endpoint)], parts, typed, None)


def drawn(page: FormPage, parts: Mapping[str, Any], typed: Typed, wrong: Wrong | None) -> Response:
    """Draw a form with what was typed into it and what is wrong with that."""
    with visiting() as visit:
        asked = _asked(visit, page, parts)
    if wrong is not None and wrong.status == HTTPStatus.BAD_REQUEST:
        note_rejected(*_never_offered(asked, typed))
    return _shown(page, parts, typed, asked, wrong)


def _never_offered(asked: Form, typed: Typed) -> list[str]:
    """Name the fields that hold a choice which the form does not offer: a browser sends no such thing by itself."""
    offered = {field.name: {option.value for option in field.options} for field in asked.fields if field.options}
    return [name for name, able in offered.items() if typed.get(name, "") not in able | {""}]


def _shown(page: FormPage, parts: Mapping[str, Any], typed: Typed, asked: Form, wrong: Wrong | None = None) -> Response:
    errors = wrong.errors if wrong else ()
    given = typed or request.args
    fields = way_back.fields(list(asked.fields), given)
    known = {field.name for field in fields}
    return frame.answer(
        "form",
        asked.title,
        status=wrong.status if wrong else HTTPStatus.OK,
        lead=asked.lead,
        warning=asked.warning,
        fields=[_kept(each, typed, dict(errors)) for each in fields],
        errors=[{"name": name if name in known else "", "sentence": sentence} for name, sentence in errors],
        conflict=wrong.conflict if wrong else (),
        submit=asked.submit,
        steps=asked.steps,
        shown=asked.shown,
        understood=[{"where": where, "message": message} for where, message in asked.understood],
        cancel_href=way_back.of(given) or asked.cancel_href,
        reading=asked.reading,
        lead_stays=len(asked.lead) < SHORT and any(field.first for field in asked.fields),
        **({"band": None} if asked.bare else {}),
        form_key=typed.get("form_key") or secrets.token_urlsafe(24),
        version=typed.get("version") or asked.version,
        crumbs=[{"label": label, "href": href} for label, href in asked.crumbs],
        takes_file=page.takes_file,
        action=request.path if request.path != "/sign-in" else _address(page, parts),
    )


def _address(page: FormPage, parts: Mapping[str, Any]) -> str:
    return Map([Rule(page.path, endpoint="form")], converters=KEYS).bind("").build("form", dict(parts))


def _asked(visit: Visit, page: FormPage, parts: Mapping[str, Any]) -> Form:
    if not allows(visit.who, page.needs):
        raise NotFoundError
    return page.ask(visit, **parts)


def _kept(asked: Field, typed: Typed, errors: Mapping[str, str]) -> Field:
    value = typed.get(asked.name, "") if typed else asked.value
    return replace(asked, value=value, error=errors.get(asked.name, ""))
