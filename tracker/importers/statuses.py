"""Written statuses: the first status word counts, whatever is told after it."""

import re

from tracker.importers.cells import folded
from tracker.importers.rows import Status, StatusNorm

DASHES = "-\N{EN DASH}\N{EM DASH}"
BLANKS = {"", *DASHES, "n/a", "na", "tbc", "tba", "none", "not rated", "not stated", "not known", "unknown", "?"}
LETTER = re.compile(rf"([brag])\s*(?:$|[{DASHES}:;,.(/])")
LETTERS = {
    "b": StatusNorm.COMPLETE,
    "r": StatusNorm.OFF_TRACK,
    "a": StatusNorm.SOME_SLIPPAGE,
    "g": StatusNorm.ON_TRACK,
}
DONE = r"complete|completed|done|delivered|achieved|finished|closed|implemented|in place|embedded"
# Where two patterns begin at the same place the first of this list wins, so denials stand before what they deny.
PATTERNS = [
    (StatusNorm.NOT_STARTED, r"(?:not|yet) (?:yet )?(?:to )?(?:be )?(?:started|begun|start|begin|commenced)|unstarted"),
    (StatusNorm.OFF_TRACK, r"not on (?:track|target|schedule)|off[ -]?(?:track|target)|red|over ?due|slipped"),
    (StatusNorm.OFF_TRACK, r"re-?opened|stalled|missed|failed|not (?:yet )?met|not (?:yet )?achieved"),
    (StatusNorm.ON_TRACK, r"no (?:delays?|slippage)"),
    (StatusNorm.SOME_SLIPPAGE, r"(?:some |slight |minor )?(?:slippage|delays?)|slipping|amber|delayed|behind|at risk"),
    (
        StatusNorm.NOT_STATED,
        rf"(?:no|not|to be|partly|partially|part|nearly|almost|mostly|due for|for|\d?\d ?%)"
        rf" ?(?:yet |fully |be |been )*(?:{DONE}|completion|progress)|incomplete|not yet|phase \d+ (?:{DONE})",
    ),
    (
        StatusNorm.ON_TRACK,
        r"(?:in|making|good|some) progress|progressing|on[ -]?(?:track|target|schedule)|on[ -]?going",
    ),
    (StatusNorm.ON_TRACK, r"underway|under way|started|commenced|begun|continuing|green"),
    (StatusNorm.COMPLETE, rf"{DONE}|blue"),
]
ANY = re.compile("|".join(rf"(?P<n{place}>\b(?:{pattern})(?!\w))" for place, (_, pattern) in enumerate(PATTERNS)))
LEAD_IN = re.compile(r"(?:(?:status|now|this|it|all|actions?|tasks?|fully|is|are|was|has|have|been|100 ?%)[\s:]*)*")
COLOUR = re.compile(rf"(?:green|g)\b[{DASHES}\s(:;,./]*")
READ_CHARACTERS = 2_000


def read_status(written: str) -> Status:
    """Read a status; words that say nothing known come to "not stated"."""
    return Status(raw=written, norm=_norm(folded(written[:READ_CHARACTERS])))


def is_understood(status: Status) -> bool:
    """Whether the words were understood, or there were none to understand."""
    return status.norm is not StatusNorm.NOT_STATED or folded(status.raw) in BLANKS


def _norm(words: str) -> StatusNorm:
    if words in BLANKS:
        return StatusNorm.NOT_STATED
    if (colour := COLOUR.match(words)) and re.match(rf"(?:{DONE})(?!\w)", words[colour.end() :]):
        return StatusNorm.COMPLETE  # Green alone never means complete, but "Green (complete)" says both.
    if letter := LETTER.match(words):
        return LETTERS[letter[1]]
    found = ANY.search(words)
    if not found:
        return StatusNorm.NOT_STATED
    norm = PATTERNS[int(str(found.lastgroup)[1:])][0]
    # "Training delivered to forty staff" tells of something done; only a status that begins with it claims completion.
    if norm is StatusNorm.COMPLETE and not LEAD_IN.fullmatch(words[: found.start()]):
        return StatusNorm.NOT_STATED
    return norm
