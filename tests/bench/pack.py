"""What the board pack holds: its shares and days; everything follows from one seed and a number of recommendations."""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

TODAY = date(2026, 11, 22)
FIRST = date(2020, 11, 22)
LAST_REVIEW = date(2026, 9, 20)
SETUP = date(2020, 11, 1)
TWO_YEARS_AGO = date(2024, 11, 22)
PER_REVIEW, ACTIONS, POSTS_EACH, THEMES, CHANGES = 20, 3, 20, 24, 5
# What part of the recommendations each of the twelve agencies leads, in hundredths.
LEADS = (30, 14, 9, 8, 9, 5, 8, 5, 3, 3, 2, 4)
ZIPF = tuple(1 / place**0.8 for place in range(1, THEMES + 1))
FIRST_HOLDER = 100
WORDS, TITLE_WORDS, ACTION_WORDS, SHORT_WORDS = 55, 9, 20, 12


def completed_share(days_after_due: int) -> float:
    """Give the part of the actions that are completed, by how long ago they were due."""
    if days_after_due < 0:
        return 0.05
    if days_after_due <= 120:
        return 0.35
    return 0.72 if days_after_due <= 400 else 0.88


@dataclass(frozen=True)
class Pack:
    """One size of the board pack."""

    size: int
    seed: int = 1

    @property
    def reviews(self) -> int:
        """Give how many reviews made the recommendations."""
        return max(1, -(-self.size // PER_REVIEW))

    @cached_property
    def meetings(self) -> tuple[date, ...]:
        """Give the days of the board's quarterly meetings; the last one was six weeks ago."""
        last = date(2026, 10, 8)
        return tuple(sorted(last - timedelta(days=91 * back) for back in range(24)))

    def published_on(self, review: int) -> date:
        """Give the day on which a review was published: evenly over six years."""
        return FIRST + (LAST_REVIEW - FIRST) * review / self.reviews

    def asked_by(self, review: int) -> range:
        """Give the keys of the recommendations of a review."""
        return range(review * PER_REVIEW + 1, min((review + 1) * PER_REVIEW, self.size) + 1)


def posts_of(agency: int) -> range:
    """Give the keys of the posts of an agency."""
    return range((agency - 1) * POSTS_EACH + 1, agency * POSTS_EACH + 1)


def holder_of(post: int) -> int:
    """Give the key of the person who holds a post."""
    return FIRST_HOLDER + post


def held_until(post: int) -> date | None:
    """Give the day on which a post fell vacant: one in forty is vacant since the summer."""
    return date(2026, 8, 31) if post % 40 == 7 else None
