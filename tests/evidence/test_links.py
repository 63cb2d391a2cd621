"""A link given as evidence leads to a host that the board has named, whatever it looks like."""

from dataclasses import replace

import pytest

from tests.builders import an_action
from tests.evidence.sending import attach, attached
from tests.evidence.test_judging import said
from tracker.commands.evidence import Content, EvidenceDraft, add_version
from tracker.commands.evidence import attach as attach_evidence
from tracker.commands.texts import must_lead_to
from tracker.errors import InputError
from tracker.settings import PUBLIC_HOSTS, Settings
from tracker.words import EvidenceKind, EvidenceType

pytestmark = pytest.mark.usefixtures("clock")

ALLOWED = [*PUBLIC_HOSTS, "www.ouragency.org"]
GOOD = ["https://www.gov.uk/x", "https://a.b.nhs.uk", "https://WEST.POLICE.UK/1", "https://www.ouragency.org:443/a"]
BAD = [
    "https://gov.uk.evil.org/x",
    "https://evilgov.uk/x",
    "https://ouragency.org/x",
    "https://x.www.ouragency.org/x",
    "https://www.gov.uk@evil.org/x",
    "https://evil.org/#.gov.uk",
    "https://evil.org?.gov.uk",
    "https://evil.org\\.gov.uk",
    "https://[::1].gov.uk/",
    "https://",
    "//www.gov.uk/x",
    "javascript://www.gov.uk/%0aalert(1)",
]


@pytest.mark.parametrize("address", GOOD)
def test_a_link_to_a_named_host_is_taken(address):
    must_lead_to(address, ALLOWED)


@pytest.mark.parametrize("address", BAD)
def test_a_link_that_only_looks_like_it_is_refused_with_whom_to_ask(address):
    with pytest.raises(InputError, match="whoever runs the service") as refused:
        must_lead_to(address, ALLOWED)
    assert refused.value.field == "link"


@pytest.mark.parametrize("address", ["https://evil.org/x", "https://evil.org\\.gov.uk/"])
def test_the_command_refuses_it_whichever_way_it_comes(record, address):
    action = an_action(record)
    link = Content(EvidenceKind.LINK, address, hosts=ALLOWED)
    draft = EvidenceDraft("Audit", EvidenceType.AUDIT, 2, link)
    owner = replace(action.post.owner, loading=False)
    with pytest.raises(InputError), record.changing(owner) as visit:
        attach_evidence(visit, [action.id], draft)
    with record.changing(owner) as visit:
        fine = replace(link, wording=GOOD[0])
        piece = attach_evidence(visit, [action.id], replace(draft, content=fine))
    for wrong in (link, replace(fine, hosts=())):
        with pytest.raises(InputError), record.changing(owner) as visit:
            add_version(visit, piece.id, wrong)


def test_the_form_says_where_a_link_may_lead_and_keeps_what_was_typed(shared):
    owner = shared.signed_in("owner_a")
    before = shared.head()
    answer = attach(owner, shared, None, link="https://files.evil.org/x", title="What I typed")
    assert answer.status_code == 400
    assert "A link may lead to .gov.uk, .nhs.uk, .police.uk, a.example only." in said(answer)
    assert "TRACKER_EVIDENCE_LINK_HOSTS" in said(answer) and 'value="What I typed"' in said(answer)
    assert shared.head() == before
    key = attached(owner, shared, None, link="https://www.northmere.gov.uk/audit")
    page = shared.signed_in("chair").drawn(f"/evidence/{key}")
    assert "External link, not preserved" in page and "https://www.northmere.gov.uk/audit" in page


def test_the_setting_lists_hosts_and_says_when_it_does_not(settings: Settings):
    assert not [fault for fault in settings.faults() if "LINK_HOSTS" in fault]
    for wrong in ("", ".", "https://www.gov.uk", "*.gov.uk", "GOV.UK", "uk"):
        settings.evidence_link_hosts = [wrong]
        assert [fault for fault in settings.faults() if "LINK_HOSTS" in fault], wrong
    settings.evidence_link_hosts, settings.demo = [], True
    assert settings.link_hosts == (".example",)
    settings.demo = False
    assert settings.link_hosts == ()
