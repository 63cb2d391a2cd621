"""Attributes whose names hold a hyphen, which Python cannot write as keywords."""

from typing import Any


def aria(**names: str) -> dict[str, Any]:
    """Name what assistive technology should hear: `aria(label="More rows")`."""
    return {f"aria-{name}": value for name, value in names.items()}


def data(**names: str) -> dict[str, Any]:
    """Name what the style sheet should know: `data(label="Due")`."""
    return {f"data-{name}": value for name, value in names.items()}
