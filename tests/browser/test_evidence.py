"""Evidence from its form to its check: attached by its owner, downloaded and judged by the scrutineer."""

from pathlib import Path

from tests.evidence.files import a_pdf


def test_evidence_is_attached_downloaded_and_checked(visitor_of, tmp_path):
    owner, scrutineer = visitor_of("council owner", width=320), visitor_of("scrutineer")
    audit = tmp_path / "Audit of 40 files.pdf"
    audit.write_bytes(a_pdf(b"forty files"))
    page = owner.opens_action("A170")
    owner.tabs_to("A", "Attach evidence")
    owner.presses("Enter")
    page.wait_for_selector("h1:has-text('Attach evidence to action A170')")
    page.get_by_label("What is it?").fill("Audit of 40 case files")
    page.get_by_label("Class 2: how well did we do it").check()
    page.get_by_label("Or a file").set_input_files(audit)
    assert owner.violations() == ""
    assert not owner.scrolls_sideways()
    owner.expects(400)
    page.get_by_role("button", name="Attach the evidence").click()
    page.wait_for_selector(".error-summary")
    assert page.get_by_label("What is it?").input_value() == "Audit of 40 case files"
    assert page.get_by_label("Class 2: how well did we do it").is_checked()
    page.locator(".error-summary a").click()
    page.get_by_label("Of which type is it?").select_option("audit")
    page.get_by_label("What date does it bear?").fill("31 Oct 2026")
    page.get_by_label("Or a file").set_input_files(audit)
    page.get_by_role("button", name="Attach the evidence").click()
    page.wait_for_selector("h1:has-text('Audit of 40 case files')")
    told = page.locator("main").inner_text()
    assert "31 Oct 2026" in told and "Received at" in told and "22 Nov 2026" in told
    assert owner.violations() == ""
    assert not owner.scrolls_sideways()
    page = scrutineer.opens(page.url)
    with page.expect_download() as saved:
        page.get_by_role("link", name="Download Audit of 40 files.pdf").click()
    assert saved.value.suggested_filename == audit.name
    assert Path(saved.value.path()).read_bytes() == audit.read_bytes()
    page.get_by_role("link", name="Check version 1").click()
    page.wait_for_selector("h1:has-text('Check version 1 of the evidence')")
    page.get_by_label("Partly: it shows some of it").check()
    page.get_by_label("Why?").fill("Only one of the four teams.")
    assert scrutineer.violations() == ""
    page.get_by_role("button", name="Give the verdict").click()
    page.wait_for_selector("h1:has-text('Audit of 40 case files')")
    assert "Partly for A170" in page.locator("main").inner_text()
