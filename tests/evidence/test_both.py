"""The whole way of a file on each database: attached, read and noted, scanned again, shown."""

from tests.evidence.files import EICAR, a_pdf
from tests.evidence.sending import attached, send, version_of
from tracker.commands import evidence_files
from tracker.queries import evidence
from tracker.scan import Scanned
from tracker.visit import SERVICE
from tracker.words import ScanResult


def test_the_whole_way_of_a_file(plan):
    owner, record = plan.signed_in("owner_a"), plan.record
    record.settings.scan_socket = record.settings.data_dir / "no-scanner"
    key = attached(owner, plan, a_pdf(), sensitivity="restricted", title="zqfirstzq")
    assert send(owner, f"/evidence/{key}/version", EICAR).status_code == 302
    with record.reading(SERVICE) as visit:
        (first, _), (second, _) = evidence.held(visit)
    with record.changing(SERVICE) as visit:
        evidence_files.note_scan(visit, first, Scanned(ScanResult.CLEAN))
        evidence_files.note_scan(visit, second, Scanned(ScanResult.INFECTED, "Eicar"))
    assert second == version_of(plan, key)
    assert owner.get(f"/evidence/versions/{first}").get_data() == a_pdf()
    assert owner.get(f"/evidence/versions/{second}").status_code == 409
    assert record.read("SELECT version_id, person_id FROM evidence_read") == [(first, plan.world.people["owner_a"])]
    drawn = owner.drawn(f"/evidence/{key}")
    for words in ("zqfirstzq", "No virus found", "In quarantine", "Version 2", "Download audit.pdf"):
        assert words in drawn, words
    assert "found a virus in it" in owner.drawn(f"/actions/{plan.world.actions['published']}")
    assert record.faults() == []
