"""What the commands hold to, whatever page or program calls them: whose name, which bytes, and never what is held."""

import pytest

from tests.builders import a_checker
from tests.database.record import EMBEDDED_ONLY, visitor
from tests.evidence.files import EICAR, a_pdf
from tracker.commands import evidence, evidence_files
from tracker.commands.evidence import Content, EvidenceDraft
from tracker.errors import InputError, NotFoundError, RuleBrokenError
from tracker.intake import take_in
from tracker.models import EvidenceVersion
from tracker.models.statements import select
from tracker.scan import Scanned
from tracker.store import StoreError
from tracker.words import EvidenceKind, EvidenceType, Role, ScanResult, Verdict

pytestmark = EMBEDDED_ONLY


PDF = a_pdf()


def taken(record, content=PDF):
    return take_in(record.settings, [content], "audit.pdf")


def attached(record, action, file, **more):
    content = Content(EvidenceKind.FILE, "", file=file)
    draft = EvidenceDraft("Audit", EvidenceType.AUDIT, 2, content, **more)
    with record.changing(action.post.owner) as visit:
        piece = evidence.attach(visit, [action.id], draft)
        found = select(EvidenceVersion).where(EvidenceVersion.evidence_id == piece.id)
        return visit.session.scalars(found).one()


def test_nothing_comes_in_the_name_of_another_agency(record, an_action, an_agency):
    action = an_action()
    for agency in (an_agency("Another").id, 99_999, 0, -1, 2**70):
        with pytest.raises(InputError, match="Choose the agency"):
            attached(record, action, taken(record), provider_agency_id=agency)
    attached(record, action, taken(record), provider_agency_id=action.post.agency_id)


def test_a_file_is_kept_only_by_what_names_it(record, an_action):
    file = taken(record)
    assert file.store.stat(file.received.sha256) is None
    version = attached(record, an_action(), file)
    assert file.store.stat(version.sha256).size == version.size


def test_a_file_that_was_let_go_cannot_be_named(record, an_action):
    file = taken(record)
    file.let_go()
    action = an_action()
    before = record.read("SELECT count(*) FROM event")
    with pytest.raises(StoreError, match="disk of the evidence store"):
        attached(record, action, file)
    assert record.read("SELECT count(*) FROM evidence_version") == [(0,)]
    assert record.read("SELECT count(*) FROM event") == before


@pytest.mark.parametrize("result", [ScanResult.ERROR, ScanResult.INFECTED])
def test_what_cannot_be_opened_cannot_be_checked(record, an_action, result):
    action = an_action()
    version = attached(record, action, taken(record))
    admin = visitor(Role.ADMIN)
    with record.changing(admin) as visit:
        evidence_files.note_scan(visit, version.id, Scanned(result, "said"))
    with pytest.raises(RuleBrokenError, match=r"held|quarantine"), record.changing(a_checker(record)) as visit:
        evidence.check(visit, action.id, version.id, verdict=Verdict.ADEQUATE)
    with record.changing(admin) as visit:
        evidence_files.note_scan(visit, version.id, Scanned(ScanResult.CLEAN))
    if result == ScanResult.ERROR:
        with record.changing(a_checker(record)) as visit:
            checked = evidence.check(visit, action.id, version.id, verdict=Verdict.ADEQUATE)
        assert checked.sha256 == version.sha256
    else:
        with pytest.raises(RuleBrokenError, match="quarantine"), record.changing(a_checker(record)) as visit:
            evidence.check(visit, action.id, version.id, verdict=Verdict.ADEQUATE)


def test_bytes_in_which_a_virus_was_found_never_come_in_again(record, an_action):
    action = an_action()
    version = attached(record, action, taken(record, EICAR))
    with record.changing(visitor(Role.ADMIN)) as visit:
        evidence_files.note_scan(visit, version.id, Scanned(ScanResult.INFECTED, "Eicar"))
    with pytest.raises(RuleBrokenError, match="virus was found in this very file"):
        attached(record, an_action(), taken(record, EICAR))
    with pytest.raises(NotFoundError), record.changing(visitor(Role.ADMIN)) as visit:
        evidence_files.note_scan(visit, 99_999, Scanned(ScanResult.CLEAN))
