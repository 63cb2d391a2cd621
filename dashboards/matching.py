"""The language model of this process, loaded when it is first asked for, and matching after something was recorded."""

from dashboards.service import visiting, visitor
from dashboards.wiring import logged
from tracker.access import allows
from tracker.commands import suggestions
from tracker.errors import TrackerError
from tracker.matching.model import Model, NoModelError, load
from tracker.settings import Settings
from tracker.troubles import TROUBLES
from tracker.words import Permission


def language() -> tuple[Model | None, str]:
    """Give the language model, or the sentence that says why texts are compared by letters and words only."""
    try:
        return load(Settings().model), ""
    except NoModelError as error:
        return None, error.sentence


def match_new() -> None:
    """Match what was recorded just now with all others, in a transaction of its own.

    What was recorded stays, whatever comes of this: the pages say what is not matched yet, and match it when asked.
    """
    if not allows(visitor(), Permission.JUDGE_REPEATS):
        return
    model, _ = language()
    try:
        with visiting(change=True) as visit:
            suggestions.match(visit, model)
    except (TrackerError, *TROUBLES) as trouble:
        logged(trouble)
