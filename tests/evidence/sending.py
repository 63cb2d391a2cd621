"""Send forms with files as a browser does: what was typed first, the file last."""

import re
from io import BytesIO
from typing import Any

from werkzeug.datastructures import FileStorage
from werkzeug.test import TestResponse, encode_multipart

from tests.evidence.files import a_pdf
from tests.security.site import Caller, Site
from tests.security.world import PUBLISHED

TYPED = {"title": "Audit of 40 files", "type": "audit", "class": "2", "sensitivity": "normal"}


def address(site: Site, group: str = PUBLISHED) -> str:
    """Give the address at which evidence is attached to an action."""
    return f"/actions/{site.world.actions[group]}/evidence"


def body(
    caller: Caller, path: str, *, content: bytes | None, name: str = "audit.pdf", **typed: str
) -> tuple[str, bytes]:
    """Write the body of a form; gives its type and its bytes."""
    values: dict[str, Any] = {"csrf_token": caller.token(), **typed}
    values.setdefault("form_key", caller.form_key(path) if "form_key" not in typed else "")
    values["file"] = FileStorage(BytesIO(content or b""), name if content is not None else "")
    boundary, written = encode_multipart(values, boundary="----aBoundary")
    return f"multipart/form-data; boundary={boundary}", written


def send(caller: Caller, path: str, content: bytes | None = a_pdf(), **more: str) -> TestResponse:
    """Open a form, fill it in and send it with a file."""
    kind, written = body(caller, path, content=content, **more)
    return caller.client.post(path, data=written, content_type=kind)


def attach(caller: Caller, site: Site, content: bytes | None = a_pdf(), **more: str) -> TestResponse:
    """Attach evidence to the published action."""
    return send(caller, address(site), content, **{**TYPED, **more})


def attached(caller: Caller, site: Site, content: bytes | None = a_pdf(), **more: str) -> int:
    """Attach evidence that is taken; gives its key."""
    answer = attach(caller, site, content, **more)
    found = re.fullmatch(r"/evidence/(\d+)", answer.location or "")
    assert answer.status_code == 302 and found, answer.get_data(as_text=True)
    return int(found[1])


def version_of(site: Site, evidence: int) -> int:
    """Give the key of the newest version of a piece."""
    return int(site.record.read(f"SELECT max(id) FROM evidence_version WHERE evidence_id = {evidence}")[0][0])


def lying(site: Site) -> list[str]:
    """Name every file in the store."""
    folder = site.record.settings.evidence_folder
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if not path.is_dir())


def traced(before: dict[str, int]) -> dict[str, int]:
    """Give what is counted after something was refused that leaves its trace: one event more, and nothing else."""
    return {**before, "event": before["event"] + 1}


def counted(site: Site) -> dict[str, int]:
    """Count what a refused form must not change."""
    tables = ("event", "evidence", "evidence_version", "evidence_link", "evidence_scan", "form_receipt")
    return {table: int(site.record.read(f"SELECT count(*) FROM {table}")[0][0]) for table in tables}
