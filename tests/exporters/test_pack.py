"""The evidence pack: anybody can check it, the same record gives the same, and nothing hidden is in it."""

import csv
import hashlib
import io
import json
import subprocess
import sys
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import bagit
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from tests.builders import an_action, checked, closed
from tests.dashboards.conftest import shared, site
from tests.database.record import visitor
from tests.evidence.files import a_pdf
from tests.evidence.sending import send
from tests.security.site import Site
from tests.security.world import DRAFT, PUBLISHED, RESTRICTED, SEALED
from tracker import trail
from tracker.commands import accounts
from tracker.commands.accounts import RoleDraft
from tracker.exporters import checker, pack
from tracker.exporters.signing import SigningKey, signing_key
from tracker.queries import example, packed
from tracker.settings import LONDON
from tracker.store import Store
from tracker.visit import SERVICE
from tracker.words import Role

__all__ = ["shared", "site"]
CONTENT = a_pdf(b"forty files")
CHECKER = Path(checker.__file__)
TOLD = pack.Told("Somebody", datetime(2026, 11, 22, 10, tzinfo=LONDON), "The board")


def attached(site: Site, content: bytes = CONTENT, *, group: str = PUBLISHED, **more: str) -> str:
    """Attach a file to the action of a group; give its hash."""
    typed = {"title": "Audit", "type": "audit", "class": "2", "sensitivity": "normal", "name": "Audit.pdf", **more}
    answer = send(site.signed_in("coordinator"), f"/actions/{site.world.actions[group]}/evidence", content, **typed)
    assert answer.status_code == 302, answer.get_data(as_text=True)[:2000]
    return hashlib.sha256(content).hexdigest()


def taken(site: Site, who: str = "inspector", *, group: str = PUBLISHED, asked: str = "") -> bytes:
    answer = site.signed_in(who).get(f"/reviews/{site.world.reviews[group]}/pack{asked}")
    assert answer.status_code == 200, answer.get_data(as_text=True)[:2000]
    assert answer.headers["Content-Type"] == "application/zip"
    assert answer.headers["Cache-Control"] == "no-store"
    return answer.get_data()


def unpacked(content: bytes, folder: Path) -> Path:
    """Unpack a pack; give its folder."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        assert {each.date_time for each in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        archive.extractall(folder)
    (found,) = folder.iterdir()
    return found


def rows_of(path: Path) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(path.read_bytes().decode(), newline="")))


def events_of(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text().splitlines()]


def checked_by_ours(folder: Path, *more: str) -> tuple[int, str]:
    """Run our checker as a stranger would: Python alone, isolated from everything that is installed."""
    ran = subprocess.run(
        [sys.executable, "-I", str(CHECKER), str(folder), *more], capture_output=True, text=True, check=False
    )
    assert ran.stderr == ""
    return ran.returncode, ran.stdout


@pytest.fixture
def bag(site: Site, tmp_path: Path) -> Path:
    attached(site)
    return unpacked(taken(site), tmp_path / "pack")


def test_the_stock_program_and_ours_find_nothing_wrong(bag: Path, site: Site) -> None:
    found = bagit.Bag(str(bag))
    assert found.validate(fast=False)
    key = signing_key(site.record.settings)
    status, said = checked_by_ours(bag, "--fingerprint", key.fingerprint)
    assert (status, said.splitlines()[0].partition(":")[0]) == (0, "All is well")
    inside = subprocess.run([sys.executable, "-I", str(bag / "data/checker.py")], capture_output=True, check=False)
    assert inside.returncode == 0
    assert found.info["As-At"] == "2026-11-22" and found.info["Made-By"] == "inspector"
    assert found.info["Signing-Key-Fingerprint"] == key.fingerprint
    seq, head = site.head()
    assert found.info["Audit-Head"] == f"{seq} {head}"


def test_it_holds_the_files_the_register_the_trail_and_a_cover(bag: Path, site: Site) -> None:
    told = json.loads((bag / "data/register.json").read_text())
    pieces = [piece for asked in told["recommendations"] for a in asked["actions"] for piece in a["evidence"]]
    (file,) = [piece["file"] for piece in pieces if piece["file"]]
    assert (bag / "data" / file).read_bytes() == CONTENT
    rows = rows_of(bag / "data/register.csv")
    assert [row["file"] for row in rows if row["file"]] == [file]
    assert {row["worked example"] for row in rows} == {"no"}
    cover = (bag / "data/README.html").read_text()
    assert signing_key(site.record.settings).fingerprint in cover and f'href="{file}"' in cover
    assert '<html lang="en-GB">' in cover and "<script" not in cover
    lines = events_of(bag / "data/trail.jsonl")
    assert [line["seq"] for line in lines] == list(range(1, site.head()[0] + 1))
    whole = [line for line in lines if "body" in line]
    assert 0 < len(whole) < len(lines)
    assert any(line["kind"] == "evidence attached" for line in whole)


def _changed(bag: Path) -> None:
    path = next((bag / "data/evidence").rglob("*.pdf"))
    content = bytearray(path.read_bytes())
    content[20] ^= 1
    path.write_bytes(content)


def _missing(bag: Path) -> None:
    next((bag / "data/evidence").rglob("*.pdf")).unlink()


def _extra(bag: Path) -> None:
    (bag / "data/evidence/planted.pdf").write_bytes(CONTENT)


def _made_again(bag: Path) -> None:
    """Change a file and make every list of hashes again, as somebody who knows BagIt would."""
    _changed(bag)
    bagit.Bag(str(bag)).save(manifests=True)
    assert bagit.Bag(str(bag)).validate(fast=False)


def _signed_again(bag: Path) -> None:
    """Make it again and sign it with a key of one's own."""
    key = SigningKey(Ed25519PrivateKey.generate())
    (bag / "signing-key.pem").write_bytes(key.public)
    _made_again(bag)
    (bag / "tagmanifest-sha256.txt.sig").write_bytes(key.sign((bag / "tagmanifest-sha256.txt").read_bytes()))


def _no_signature(bag: Path) -> None:
    (bag / "tagmanifest-sha256.txt.sig").unlink()


def _another_head(bag: Path) -> None:
    info = bag / "bag-info.txt"
    info.write_text(info.read_text().replace("Audit-Head: ", "Audit-Head: 1"))


def _linked(bag: Path) -> None:
    path = next((bag / "data/evidence").rglob("*.pdf"))
    away = bag.parent / "away.pdf"
    path.rename(away)
    path.symlink_to(away)


def _unreadable(bag: Path) -> None:
    (bag / "manifest-sha256.txt").write_bytes(b"\xff\xfe\x00")


TAMPERED = {
    "was changed": _changed,
    "is missing": _missing,
    "was added": _extra,
    "was not signed by the key": _made_again,
    "by another key than the one expected": _signed_again,
    "missing or cannot be read": _no_signature,
    "does not end at the audit head": _another_head,
    "pdf is missing": _linked,
    "cannot be read": _unreadable,
}


@pytest.mark.parametrize("said", TAMPERED)
def test_whatever_was_done_to_a_pack_is_found(said: str, bag: Path, site: Site) -> None:
    TAMPERED[said](bag)
    expected = signing_key(site.record.settings).fingerprint
    status, told = checked_by_ours(bag, "--fingerprint", expected)
    assert status == 1 and said in told, told
    if TAMPERED[said] in {_changed, _missing, _extra}:
        with pytest.raises(bagit.BagError):
            bagit.Bag(str(bag)).validate(fast=False)


@pytest.mark.parametrize("what", ["body", "hash", "gone", "swapped"])
def test_a_trail_that_was_changed_and_listed_again_is_found_by_its_chain(what: str, bag: Path) -> None:
    path = bag / "data/trail.jsonl"
    lines = path.read_text().splitlines()
    at = next(place for place, line in enumerate(lines) if '"body"' in line)
    event = json.loads(lines[at])
    if what == "gone":
        del lines[at]
    elif what == "swapped":
        lines[at], lines[at + 1] = lines[at + 1], lines[at]
    else:
        event["kind" if what == "body" else "hash"] = "0" * 64
        lines[at] = json.dumps(event)
    path.write_text("\n".join(lines) + "\n")
    bagit.Bag(str(bag)).save(manifests=True)
    told = "\n".join(checker.chain_wrong(bag))
    assert "broken at event" in told or "was changed" in told


def test_the_same_record_gives_the_same_manifest_whoever_asks_and_whenever(
    site: Site, tmp_path: Path, clock: object
) -> None:
    attached(site)
    with site.record.changing(SERVICE) as visit:
        accounts.grant_role(visit, site.world.people["member"], RoleDraft(Role.INSPECTOR))
    manifests, infos = [], []
    for place, who in enumerate(("inspector", "inspector", "member")):
        clock.shift(60)  # type: ignore[attr-defined]
        found = unpacked(taken(site, who, asked="?as_at=2026-11-22"), tmp_path / str(place))
        manifests.append((found / "manifest-sha256.txt").read_bytes())
        infos.append((found / "bag-info.txt").read_text())
    assert len(set(manifests)) == 1 and len(set(infos)) == 3
    attached(site, a_pdf(b"another"))
    changed = unpacked(taken(site), tmp_path / "changed")
    assert (changed / "manifest-sha256.txt").read_bytes() != manifests[0]


def test_as_at_an_earlier_day_nothing_later_is_in_it(site: Site, tmp_path: Path) -> None:
    sha256 = attached(site)
    found = unpacked(taken(site, asked="?as_at=2026-11-21"), tmp_path / "pack")
    assert bagit.Bag(str(found)).info["As-At"] == "2026-11-21"
    assert sha256 not in (found / "manifest-sha256.txt").read_text()
    events = events_of(found / "data/trail.jsonl")
    assert not any(each.get("effective_on", "") > "2026-11-21" for each in events)
    assert checked_by_ours(found)[0] == 0


def everything(folder: Path) -> bytes:
    return b"\n".join(path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file())


def test_what_an_inspector_may_not_see_is_counted_with_the_reason_and_nowhere_else(site: Site, tmp_path: Path) -> None:
    attached(site, title="zqsealedtitleqz", sensitivity="sealed", name="zqsealednameqz.pdf")
    attached(site, a_pdf(b"open"), title="zqopentitleqz")
    chair = everything(unpacked(taken(site, "chair"), tmp_path / "chair"))
    assert b"zqsealedtitleqz" in chair and b"Withheld: nothing" in chair
    found = unpacked(taken(site), tmp_path / "inspector")
    seen = everything(found)
    assert b"zqopentitleqz" in seen and b"zqsealed" not in seen
    assert CONTENT not in seen and hashlib.sha256(CONTENT).hexdigest().encode() not in seen
    said = "1 pieces of evidence: sealed: kept for the chair and the coordinator"
    assert f"Withheld: {said}" in (found / "bag-info.txt").read_text()
    assert said in (found / "data/README.html").read_text()


def test_no_word_of_another_review_is_in_it(site: Site, tmp_path: Path) -> None:
    seen = everything(unpacked(taken(site, "chair"), tmp_path / "pack"))
    for group in (DRAFT, RESTRICTED, SEALED):
        assert f"zq{group}".encode() not in seen, group
    assert b"zqpublished" in seen


def test_own_notes_of_an_inspector_are_in_no_pack(site: Site, tmp_path: Path) -> None:
    inspector = site.signed_in("inspector")
    inspector.send(f"/actions/{site.world.actions[PUBLISHED]}/my-note", note="zqnoteqz")
    for who in ("inspector", "chair"):
        assert b"zqnoteqz" not in everything(unpacked(taken(site, who), tmp_path / who))


def test_a_hostile_name_stays_in_the_register_and_out_of_the_path(site: Site, tmp_path: Path) -> None:
    names = ["../../etc/passwd.pdf", "CON.pdf", "a\u202efdp.pdf", "=cmd.pdf", "x" * 300 + ".pdf", "Ä €.pdf", "..pdf"]
    for place, name in enumerate(names):
        attached(site, a_pdf(str(place).encode()), name=name, title=f"=Title {place}")
    found = unpacked(taken(site), tmp_path / "pack")
    assert bagit.Bag(str(found)).validate(fast=False)
    paths = [path for path in (found / "data/evidence").rglob("*") if path.is_file()]
    assert len(paths) == len(names)
    assert all(path.name.isascii() and len(path.name) < 110 and path.suffix == ".pdf" for path in paths)
    cells = [cell for row in rows_of(found / "data/register.csv") for cell in row.values()]
    assert "'=Title 0" in cells and not any(cell.startswith(("=", "+", "@")) for cell in cells)


def test_the_name_under_which_a_file_was_given_stands_in_the_register_with_nothing_hidden_in_it(
    site: Site, tmp_path: Path
) -> None:
    attached(site, a_pdf(b"1"), name="=Audit\u202e of May.pdf")
    attached(site, a_pdf(b"2"), name="Sealed name.pdf", sensitivity="sealed")
    found = unpacked(taken(site), tmp_path / "pack")
    told = (found / "data/register.json").read_text()
    names = [row["original name"] for row in rows_of(found / "data/register.csv") if row["original name"]]
    assert names == ["'=Audit\\u202e of May.pdf"]
    assert '"original_name": "=Audit\\\\u202e of May.pdf"' in told and "\u202e" not in told
    assert b"Sealed name" not in everything(found)
    assert "received as =Audit\\u202e of May.pdf" in (found / "data/README.html").read_text()


def test_no_byte_of_a_pack_tells_from_where_staff_came_in_and_every_event_still_checks(
    site: Site, tmp_path: Path
) -> None:
    caller = site.signed_in("coordinator")
    caller.client.environ_base["REMOTE_ADDR"] = "203.0.113.77"
    at = f"/actions/{site.world.actions[PUBLISHED]}/evidence"
    typed = {"title": "Audit", "type": "audit", "class": "2", "sensitivity": "normal", "name": "Audit.pdf"}
    assert send(caller, at, CONTENT, **typed).status_code == 302
    (session, address) = site.record.read("SELECT session, address FROM event ORDER BY seq DESC LIMIT 1")[0]
    kept = dict(site.record.read("SELECT digest, wording FROM kept_text"))
    assert kept[address] == "203.0.113.77" and kept[session].isdigit()
    found = unpacked(taken(site), tmp_path / "pack")
    assert b"203.0.113.77" not in everything(found)
    whole = [event for event in events_of(found / "data/trail.jsonl") if "body" in event]
    assert {len(event[name]) for event in whole for name in ("session", "address")} == {0, 64}
    assert checked_by_ours(found)[0] == 0
    assert site.record.faults() == []


def test_a_file_that_is_gone_or_damaged_is_left_out_with_its_hash_and_the_reason(site: Site, tmp_path: Path) -> None:
    gone, damaged, whole = (attached(site, a_pdf(each.encode()), name=f"{each}.pdf") for each in ("gone", "bad", "ok"))
    store = Store(site.record.settings.evidence_folder)
    store.path(gone).unlink()
    path = store.path(damaged)
    path.chmod(0o600)
    path.write_bytes(path.read_bytes()[:-1] + b"!")
    found = unpacked(taken(site), tmp_path / "pack")
    rows = {row["SHA-256"]: row["why"] for row in rows_of(found / "data/left-out.csv")}
    assert rows == {gone: pack.GONE, damaged: pack.DAMAGED}
    assert whole in (found / "manifest-sha256.txt").read_text()
    assert f"Withheld: 1 files: {pack.GONE}" in (found / "bag-info.txt").read_text()
    assert checked_by_ours(found)[0] == 0


def test_every_export_is_noted_and_each_restricted_file_as_read(site: Site) -> None:
    attached(site, title="Secret", sensitivity="restricted")
    head = site.head()
    taken(site)
    person = site.world.people["inspector"]
    noted = site.record.read("SELECT person_id, what FROM access_log")
    assert len(noted) == 1 and noted[0][0] == person and noted[0][1].startswith("evidence pack of ")
    assert site.record.read("SELECT person_id FROM evidence_read") == [(person,)]
    assert site.head() == head, "the pack of the same record stays the same"
    site.signed_in("inspector").client.head(f"/reviews/{site.world.reviews[PUBLISHED]}/pack")
    assert len(site.record.read("SELECT 1 FROM access_log")) == 1


def test_what_cannot_be_noted_is_not_given(site: Site) -> None:
    site.record.tamper("CREATE TRIGGER t BEFORE INSERT ON access_log BEGIN SELECT RAISE(ABORT, 'full'); END")
    answer = site.signed_in("inspector").get(f"/reviews/{site.world.reviews[PUBLISHED]}/pack")
    assert answer.status_code >= 500 and b"PK" not in answer.get_data()[:2]


@pytest.mark.parametrize("who", ["member", "owner_a", "councillor", "admin", "scoped"])
def test_who_may_not_take_a_pack_along_finds_none(who: str, site: Site) -> None:
    at = f"/reviews/{site.world.reviews[PUBLISHED]}"
    assert site.signed_in(who).get(f"{at}/pack").status_code == 404
    assert "/pack" not in site.signed_in(who).drawn(at)
    assert f"{at}/pack" in site.signed_in("inspector").drawn(at)


def test_a_sealed_review_has_no_pack_for_an_inspector(site: Site) -> None:
    missing = site.signed_in("inspector").get("/reviews/99999/pack")
    hidden = site.signed_in("inspector").get(f"/reviews/{site.world.reviews[SEALED]}/pack")
    assert (missing.status_code, hidden.status_code) == (404, 404)
    assert site.record.read("SELECT count(*) FROM access_log") == [(0,)]


def test_no_more_than_two_packs_at_once_take_the_threads_of_a_process(site: Site) -> None:
    address = f"/reviews/{site.world.reviews[PUBLISHED]}/pack"
    inspector = site.signed_in("inspector")
    opened = [inspector.client.get(address, buffered=False) for _ in range(2)]
    assert inspector.get(address).status_code == 503
    for each in opened:
        each.close()
    assert inspector.get(address).status_code == 200


def test_decisions_tests_and_checks_stand_in_the_register(site: Site, tmp_path: Path) -> None:
    on = date(2026, 10, 5)
    action = an_action(site.record, on=on, evidence=[checked("Audit", received_on=on)])
    closed(site.record, action.recommendation_ids[0], on=date(2026, 10, 20))
    with site.record.reading(visitor(Role.CHAIR)) as visit:
        gathered = packed.contents(visit, action.review_id)
    assert [each.standing.value for each in gathered.recommendations if each.id in action.recommendation_ids] == [
        "closed"
    ]
    answer = site.signed_in("chair").get(f"/reviews/{action.review_id}/pack").get_data()
    found = unpacked(answer, tmp_path / "pack")
    (row,) = [row for row in rows_of(found / "data/register.csv") if row["action"] == action.reference]
    assert (row["last check"], row["closed on"], row["evidence"]) == ("adequate", "2026-10-20", "Audit")


def test_of_the_worked_example_every_line_and_the_cover_say_so(site: Site, tmp_path: Path) -> None:
    with site.record.changing(SERVICE) as visit:
        trail.append(visit, example.LOADED, trail.About("example", None))
    found = unpacked(taken(site), tmp_path / "pack")
    assert {row["worked example"] for row in rows_of(found / "data/register.csv")} == {"yes"}
    assert "Worked example: this plan is invented." in (found / "data/README.html").read_text()
    assert bagit.Bag(str(found)).info["Worked-Example"] == "yes"
