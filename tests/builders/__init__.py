"""Short words to arrange a record with, through the real commands; each is also a fixture bound to `record`.

Every builder takes `on`, the day on which its facts take effect, and commits. Who acts matters little to most tests, so
that the system enters what it can; where the rules ask for two people, two people do it.
"""

from tests.builders.actions import (
    BuiltAction,
    Piece,
    an_action,
    an_extension,
    an_update,
    checked,
    multiplied,
    unchecked,
)
from tests.builders.blind import a_coder, a_comparison, a_round, numbers_of
from tests.builders.board import a_meeting, an_impact_test, closed
from tests.builders.briefings import a_briefing, a_team_link, reported, texts
from tests.builders.clocks import a_clock
from tests.builders.inspection import a_note
from tests.builders.people import SOMEBODY, HeldPost, a_checker, a_person, a_post, an_agency, the_chair
from tests.builders.public import a_public_edition, a_public_text, the_coordinator
from tests.builders.reviews import (
    DUE,
    PUBLISHED_ON,
    RECORDED_ON,
    a_recommendation,
    a_repeat,
    a_review,
    a_suggestion,
    a_theme,
    an_ask,
)
from tests.builders.voices import a_challenge, a_measure, a_member, a_value, heard
from tracker.commands import extensions, repeats
from tracker.models import Recommendation, Review
from tracker.words import RepeatBasis, RepeatVerdict

FIXTURES = (
    a_briefing,
    a_team_link,
    a_challenge,
    a_measure,
    a_clock,
    a_comparison,
    a_meeting,
    a_note,
    a_person,
    a_post,
    a_public_edition,
    a_public_text,
    a_recommendation,
    a_repeat,
    a_review,
    a_suggestion,
    a_round,
    a_theme,
    an_action,
    an_agency,
    an_ask,
    an_extension,
    an_impact_test,
    an_update,
    closed,
)

__all__ = [
    "DUE",
    "PUBLISHED_ON",
    "RECORDED_ON",
    "SOMEBODY",
    "BuiltAction",
    "HeldPost",
    "Piece",
    "Recommendation",
    "RepeatBasis",
    "RepeatVerdict",
    "Review",
    "a_briefing",
    "a_challenge",
    "a_checker",
    "a_clock",
    "a_coder",
    "a_comparison",
    "a_measure",
    "a_meeting",
    "a_member",
    "a_note",
    "a_person",
    "a_post",
    "a_public_edition",
    "a_public_text",
    "a_recommendation",
    "a_repeat",
    "a_review",
    "a_round",
    "a_suggestion",
    "a_team_link",
    "a_theme",
    "a_value",
    "an_action",
    "an_agency",
    "an_ask",
    "an_extension",
    "an_impact_test",
    "an_update",
    "checked",
    "closed",
    "extensions",
    "heard",
    "multiplied",
    "numbers_of",
    "repeats",
    "reported",
    "texts",
    "the_chair",
    "the_coordinator",
    "unchecked",
]
