"""How many people there were, told so that nobody can be picked out of a few."""

FEWEST = 5


def people(number: int) -> str:
    """Say a count of people for the public: fewer than five are never told apart."""
    return f"{number:,} people" if number >= FEWEST else f"fewer than {FEWEST} people"
