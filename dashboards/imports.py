"""Bring in a plan: look at what a workbook would change, then import exactly that file."""

from collections.abc import Sequence
from dataclasses import asdict
from http import HTTPStatus
from typing import Any

from flask import Flask, Response, make_response, redirect, request
from markupsafe import Markup
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import RequestEntityTooLarge

from dashboards import frame, waiting
from dashboards.components.dates import in_words
from dashboards.components.forms import Field, Kind, Option
from dashboards.links import address
from dashboards.matching import match_new
from dashboards.pages.likely import look_up_many
from dashboards.service import note_rejected, service, today, visiting, visitor
from dashboards.waiting import Note, Waiting
from tracker import receipts
from tracker.access import allows
from tracker.errors import BusyError, InputError, NotFoundError, RefusedError, TrackerError
from tracker.importers import plan
from tracker.importers.limits import FILE_BYTES
from tracker.importers.opening import TOO_BIG
from tracker.importers.plan import Preview
from tracker.importers.reading import read_workbook
from tracker.importers.rows import Reading, Record, StatusNorm
from tracker.queries import reviews
from tracker.queries.reviews import Listed
from tracker.words import Permission

ASKED, PREVIEWED, APPLIED = "/import", "/import/preview", "/import/apply"
TITLE = "Import a plan"
LEAD = (
    "Choose the review that the plan answers and the workbook. First we show what we understood and what would "
    "change; nothing is changed before you press Import."
)
MOVED_ON = "The plan has changed since you looked. Nothing was imported. Look at what would change now."
ROOM_FOR_THE_FORM = 64 * 1024
TOO_LARGE = "This is too large"
IN_OUR_WORDS = {StatusNorm.COMPLETE: "in progress, declared done"}


class _MovedOnError(TrackerError):
    """The import would now change something else than the preview said."""


def add_routes(server: Flask) -> None:
    """Add the page that asks for a workbook, its preview and the import."""
    server.add_url_rule(ASKED, "import_asked", _ask, methods=["GET"])
    server.add_url_rule(PREVIEWED, "import_previewed", _preview, methods=["POST"])
    server.add_url_rule(APPLIED, "import_applied", _apply, methods=["POST"])
    for path in (PREVIEWED, APPLIED):
        server.add_url_rule(path, f"back from {path}", lambda: redirect(ASKED), methods=["GET"])
    # Before the guard reads the form: a body without end must not fill the disk.
    server.url_value_preprocessor(_bound_the_body)
    server.register_error_handler(RequestEntityTooLarge, _tell_too_large)


def _bound_the_body(_endpoint: str | None, _values: dict[str, Any] | None) -> None:
    if request.path.startswith(ASKED):
        request.max_content_length = FILE_BYTES + ROOM_FOR_THE_FORM


def _tell_too_large(_error: RequestEntityTooLarge) -> Response:
    sentence = TOO_BIG if request.path.startswith(ASKED) else f"{TOO_LARGE}."
    return frame.answer("error", TOO_LARGE, status=HTTPStatus.REQUEST_ENTITY_TOO_LARGE, sentence=sentence)


def _ask() -> Response:
    if not allows(visitor(), Permission.IMPORT_PLAN):
        raise NotFoundError
    return _drawn(chosen=request.args.get("review", ""))


def _must_import() -> None:
    if not allows(visitor(), Permission.IMPORT_PLAN):
        raise RefusedError(f"Your role does not allow you to {Permission.IMPORT_PLAN.value}.")


def _preview() -> Response:
    _must_import()
    chosen = request.form.get("review", "")
    try:
        review = _review(chosen)
        uploaded = request.files.get("file")
        if uploaded is None or not uploaded.filename:
            raise InputError("Choose a file.", field="file")
        shown = _taken(uploaded, review)
    except (InputError, BusyError) as error:
        return _drawn(chosen=chosen, error=error)
    return _drawn(chosen=chosen, shown=shown)


def _taken(uploaded: FileStorage, review: Listed) -> dict[str, Any]:
    """Receive a file and look at it; one that is not taken leaves its trace."""
    try:
        waits = waiting.receive(service().settings.data_dir, uploaded.stream)
        return _looked_at(waits, review, plan.file_name(uploaded.filename or ""))
    except InputError:
        note_rejected("file")
        raise


def _review(chosen: str) -> Listed:
    """Find the chosen review among those that this person may see."""
    with visiting() as visit:
        found = {each.reference: each for each in reviews.listing(visit)}
    if not chosen:
        raise InputError("Choose the review that the plan answers.", field="review")
    if chosen not in found:
        note_rejected("review")
        raise InputError(f"There is no review {chosen[:60]}. Choose one from the list.", field="review")
    return found[chosen]


def _looked_at(waits: Waiting, review: Listed, name: str) -> dict[str, Any]:
    """Read a file and say what it would change; it goes on waiting only if there is something to import."""
    try:
        reading = read_workbook(waits.path, published_on=review.published_on)
        told = _told(review.id, reading, name)
    except BusyError:
        waiting.drop(waits)
        raise
    except TrackerError as error:
        waiting.drop(waits)
        raise InputError(error.sentence, field="file") from error
    if not told.counts.changes:
        waiting.drop(waits)
        return _shown(told, review.id)
    try:
        _keep(waits, review.id, name, told)
    except BusyError:
        waiting.drop(waits)
        raise
    return _shown(told, review.id, waits.token)


def _told(review_id: int, reading: Reading, name: str) -> Preview:
    with visiting() as visit:
        return plan.preview(visit, review_id, reading, name=name)


def _keep(waits: Waiting, review_id: int, name: str, told: Preview) -> None:
    note = Note(
        person_id=visitor().person_id or 0,
        review_id=review_id,
        name=name,
        reading=told.reading,
        changes=asdict(told.counts),
    )
    waiting.keep(waits, note)


def _apply() -> Response:
    _must_import()
    token = request.form.get("token", "")
    if answer := _first_answer(token):
        return make_response(redirect(answer))
    try:
        return _imported(token)
    except InputError as error:
        if answer := _first_answer(token):  # Pressed twice: the other request was first and has removed the file.
            return make_response(redirect(answer))
        return _drawn(error=error)


def _first_answer(token: str) -> str | None:
    with visiting() as visit:
        return receipts.first_answer(visit, token, APPLIED)


def _imported(token: str) -> Response:
    waits, note = waiting.claim(service().settings.data_dir, token, visitor().person_id)
    try:
        answer = _import(token, note)
    except (BusyError, _MovedOnError) as error:
        told = _told(note.review_id, note.reading, note.name)
        # Where only the record was busy nothing has changed, and perhaps nothing can be written.
        said = _kept_anew(error, waits, note, told) if isinstance(error, _MovedOnError) else error
        return _drawn(
            chosen=told.review, error=said, shown=_shown(told, note.review_id, token * bool(told.counts.changes))
        )
    waiting.drop(waits)
    match_new()
    return make_response(redirect(answer))


def _kept_anew(error: TrackerError, waits: Waiting, note: Note, told: Preview) -> TrackerError:
    """Keep what would change now; where that cannot be written, the file waits as it did, and the disk is told of."""
    try:
        _keep(waits, note.review_id, note.name, told)
    except BusyError as full:
        return full
    return error


def _import(token: str, note: Note) -> str:
    """Import in one transaction; the token is the form's key, so that pressing twice imports once."""
    with visiting(change=True) as visit:
        if answer := receipts.first_answer(visit, token, APPLIED):
            return answer
        done = plan.apply(visit, note.review_id, note.reading, name=note.name)
        if asdict(done.counts) != note.changes:
            raise _MovedOnError(MOVED_ON)
        answer = address(f"/reviews/{note.review_id}")
        receipts.keep_answer(visit, token, APPLIED, answer)
        return answer


def _drawn(*, chosen: str = "", error: TrackerError | None = None, shown: dict[str, Any] | None = None) -> Response:
    with visiting() as visit:
        offered = reviews.listing(visit)
    name = error.field if isinstance(error, InputError) else ""
    said = error.sentence if error and name == "review" else ""
    options = [Option("", "Choose"), *(Option(each.reference, f"{each.reference}: {each.title}") for each in offered)]
    return frame.answer(
        "import",
        TITLE,
        status=_status(error),
        lead=LEAD,
        accept=".xlsx",
        fields=[Field("review", "Which review does it answer?", Kind.SELECT, chosen, error=said, options=options)],
        errors=[{"name": name, "sentence": error.sentence}] if error else [],
        preview=shown,
        upload_href=PREVIEWED,
        crumbs=[{"label": "Reviews", "href": "/reviews"}, {"label": TITLE, "href": ""}],
    )


def _status(error: TrackerError | None) -> HTTPStatus:
    if error is None:
        return HTTPStatus.OK
    if isinstance(error, BusyError):
        return HTTPStatus.SERVICE_UNAVAILABLE
    return HTTPStatus.BAD_REQUEST if isinstance(error, InputError) else HTTPStatus.CONFLICT


def _shown(told: Preview, review_id: int, token: str = "") -> dict[str, Any]:
    reading, taken = told.reading, {each.where: each.sentence for each in told.taken}
    return {
        "sentence": _sentence(told),
        "records": [_row(record, taken.get(record.where, "not taken, see Problems")) for record in reading.records],
        "problems": told.problems,
        "left_out": [{"where": each.where, "message": f"{each.why}: “{each.text}”"} for each in reading.left_out],
        "known": [{"where": each.where, "message": f"Known as {each.reference}"} for each in told.known],
        "seen": _seen(reading, review_id),
        "not_in_file": [{"where": each, "message": "It stays as it is"} for each in told.not_in_file],
        "changes": [{"label": label, "number": getattr(told.counts, name)} for name, label in plan.LABELS.items()],
        "token": token or None,
        "apply_href": APPLIED,
    }


def _seen(reading: Reading, review_id: int) -> Markup | None:
    """Draw what was recommended before that is like what the file recommends, each wording once."""
    once = {record.text: record.where for record in reversed(reading.records) if record.text}
    with visiting() as visit:
        return look_up_many(visit, [(where, text) for text, where in reversed(once.items())], review_id)


def _sentence(told: Preview) -> str:
    records, problems = _number(told.reading.records, "record"), _number(told.problems, "problem")
    understood = f"We understood {records} and found {problems} to look at."
    if not told.counts.changes:
        return f"{understood} Nothing is new: everything that can be imported is recorded under {told.review} already."
    return f"{understood} What is new goes into {told.review}, and is entered as of today, {in_words(today())}."


def _number(several: Sequence[object], word: str) -> str:
    return f"{len(several):,} {word}" if len(several) == 1 else f"{len(several):,} {word}s"


def _row(record: Record, taken: str) -> dict[str, Any]:
    """Give a record as the template draws it; a claim of completion is shown as what it will become."""
    norm = record.status.norm
    return {
        "where": record.where,
        "ref": record.ref,
        "text": record.text,
        "taken": taken,
        "action": record.action or "No action",
        "owners": record.owners or ["Nobody named"],
        "due": {"raw": record.due.raw, "iso": in_words(record.due.iso) if record.due.iso else ""},
        "status": {"raw": record.status.raw, "norm": IN_OUR_WORDS.get(norm, norm.value)},
    }
