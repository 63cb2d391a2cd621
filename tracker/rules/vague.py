"""Wordings that nobody can check: they begin with a verb that no one can be seen to have done."""

import re

# A standing check of plans: such a verb asks for a measure (product.md section 6, "vague verb and no measure").
VERBS = (
    "be aware",
    "be mindful",
    "consider",
    "continue",
    "discuss",
    "encourage",
    "endeavour",
    "ensure",
    "explore",
    "highlight",
    "improve",
    "look at",
    "look into",
    "monitor",
    "promote",
    "raise awareness",
    "reflect",
    "remind",
    "review",
    "seek",
    "strive",
    "strengthen",
    "support",
    "work towards",
)
VAGUE = re.compile(rf"^\W*(?:to\s+)?({'|'.join(VERBS)})\b", re.IGNORECASE)


def vague_verb(wording: str) -> str:
    """Give the vague verb with which a wording begins; empty when it begins with another."""
    found = VAGUE.match(" ".join(wording.split()))
    return found[1].lower() if found else ""
