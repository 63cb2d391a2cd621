import re

import pytest

from tests.components.gallery import FOLDER

CSS = (FOLDER / "assets" / "tracker.css").read_text()
FILLS = ["red", "amber", "green", "grey", "blue"]
READ = [
    ("ink", "paper"),
    ("quiet", "paper"),
    ("quiet", "soft"),
    ("ink", "soft"),
    ("link", "paper"),
    ("link", "soft"),
    ("visited", "paper"),
    ("visited", "soft"),
    ("link-hover", "paper"),
    ("bad", "paper"),
    ("on-brand", "brand"),
    ("on-button", "button"),
    ("on-button", "button-hover"),
    ("on-focus", "focus"),
    *[(f"on-{fill}", fill) for fill in FILLS],
]


def colours(scheme: str) -> dict[str, str]:
    light = _named(CSS[CSS.index(":root") :].split("}")[0])
    dark = _named(CSS[CSS.index("prefers-color-scheme: dark") :].split("}")[0])
    return light if scheme == "light" else {**light, **dark}


def _named(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+):\s*#([0-9a-f]{6})", block))


def contrast(one: str, other: str) -> float:
    bright, dim = sorted((_light(one), _light(other)), reverse=True)
    return (bright + 0.05) / (dim + 0.05)


def _light(colour: str) -> float:
    parts = [int(colour[place : place + 2], 16) / 255 for place in (0, 2, 4)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("over", "under"), READ)
def test_text_is_read_on_what_lies_under_it(scheme, over, under):
    named = colours(scheme)
    assert contrast(named[over], named[under]) >= 4.5


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_edges_of_fields_are_seen(scheme):
    named = colours(scheme)
    assert contrast(named["edge"], named["paper"]) >= 3


def test_no_template_holds_style_or_script_that_the_policy_would_refuse():
    for path in (FOLDER / "templates").glob("*.html"):
        text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
        assert not re.search(r"\sstyle=|<style|<script|\son\w+=", text), path.name


def test_the_style_sheet_fetches_nothing():
    assert "url(" not in CSS
    assert "@import" not in CSS
