import re

import pytest

from tests.components.gallery import TEMPLATES
from tests.components.pages import FRAME, PAGES


def shown(name: str, **changes: object) -> str:
    return TEMPLATES.get_template(f"{name}.html").render(**{**FRAME, **PAGES[name], **changes})


@pytest.mark.parametrize("name", ["base", "sign_in", "form", "error", "import"])
def test_a_template_draws_with_its_title_alone(name):
    page = TEMPLATES.get_template(f"{name}.html").render(title="A page", fields=[])
    assert "<title>A page · Improvement plan tracker</title>" in page
    assert '<main id="main"' in page
    assert "None" not in page


def test_the_frame_names_page_person_edition_and_day():
    page = TEMPLATES.get_template("base.html").render(title="Plan", **FRAME)
    assert '<a href="/" aria-current="page">Overview</a>' in page
    assert "Sam Field, coordinator" in page
    assert re.search(r"Improvement plan · Board edition · as at <strong>22 Nov 2026</strong>", page)
    assert "Worked example" in page


def test_signing_out_is_a_form_with_a_token():
    page = TEMPLATES.get_template("base.html").render(title="Plan", **FRAME)
    form = page[page.index('<form method="post" action="/sign-out"') :].split("</form>")[0]
    assert 'name="csrf_token" value="a-token"' in form


def test_what_was_typed_stays_and_is_shown_as_written():
    page = shown("form")
    assert 'value="&lt;script&gt;alert(1)&lt;/script&gt;"' in page
    assert "Theirs &lt;i&gt;now&lt;/i&gt;" in page
    assert re.search(r">\nTwo\nlines</textarea>", page)
    assert '<option value="scope" selected>' in page
    assert re.search(r'value="part" checked', page)
    assert re.search(r'name="agreed" value="yes" checked', page)


def test_an_error_stands_at_the_top_and_at_its_field():
    page = shown("form")
    assert '<a href="#due">Enter a date</a>' in page
    assert 'aria-describedby="due-hint due-error" aria-invalid="true"' in page
    assert "<strong>A rule of the board</strong>" in page


def test_an_error_link_of_radios_leads_to_the_first_choice():
    assert 'type="radio" id="response" name="response" value="all"' in shown("form")


def test_the_form_carries_its_tokens():
    page = shown("form")
    for name, value in [("csrf_token", "a-token"), ("form_key", "once"), ("version", "3"), ("place", "12")]:
        assert f'<input type="hidden" name="{name}" value="{value}">' in page


def test_signing_in_keeps_draft_and_next_address():
    page = shown("sign_in")
    assert 'name="next" value="/plan?agency=police"' in page
    assert 'name="draft" value="title=What I typed"' in page
    assert "chair@board.example" in page


def test_signing_in_never_shows_a_password_again():
    assert 'id="password" name="password" value=""' in shown("sign_in")


def test_an_error_page_says_what_to_do_and_gives_its_reference():
    page = shown("error")
    assert "Go back." in page
    assert '<span class="reference">7f3a</span>' in page


def test_a_preview_shows_what_was_written_beside_what_was_understood():
    page = shown("import")
    assert "2014-05-31 <span" in page
    assert "written “Spring 2014”" in page
    assert "The date 31 Febuary cannot be read." in page
    assert 'name="token" value="bound-to-the-file"' in page


def test_nothing_can_be_imported_without_a_token():
    page = shown("import", preview={**PAGES["import"]["preview"], "token": None})
    assert ">Import</button>" not in page
