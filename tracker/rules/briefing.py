"""What a seven-minute briefing consists of, and what keeps it from being released."""

from collections.abc import Iterable, Mapping

from tracker.rules.identifying import places

# In the order in which a team reads them: what to do differently comes second, after what happened.
BLOCKS = {
    "happened": "What happened",
    "monday": "What should I do differently on Monday?",
    "why": "Why did it happen?",
    "good_practice": "What was good practice?",
    "to_ask": "What should I ask?",
    "source": "Where does the learning come from?",
    "talk": "Talk about it",
}
TITLE = "title"
# By this name a briefing stands among the lessons of its review.
LESSON = "Seven-minute briefing"
MINUTES, WORDS_A_MINUTE = 7, 200


def minutes(texts: Iterable[str]) -> int:
    """Give the minutes that it takes to read these texts, begun ones counted as whole."""
    return -(-sum(len(text.split()) for text in texts) // WORDS_A_MINUTE)


def why_not_released(texts: Mapping[str, str], names: Iterable[str]) -> list[str]:
    """Say what has to change first: it is too long, or something in it could tell who somebody is.

    `texts` are the title and the blocks; `names` are those of people in the record, none of whom a briefing names.
    """
    known = list(names)
    found = [f"{heading_of(name)}: {place.sentence}" for name, text in texts.items() for place in places(text, known)]
    takes = minutes(texts.values())
    long = f"It takes {takes} minutes to read, at {WORDS_A_MINUTE} words a minute; make it {MINUTES} at most."
    return [*([long] if takes > MINUTES else []), *found]


def heading_of(name: str) -> str:
    """Give the heading over a block; the title has none but its own name."""
    return BLOCKS.get(name, "Title").rstrip("?")
