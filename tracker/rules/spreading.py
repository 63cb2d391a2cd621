"""How far the lessons of a review have come: teams counted once each, whatever number of lessons they were sent."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from tracker.rules.phrases import amount


@dataclass(frozen=True)
class Heard:
    """What became of one lesson with one team."""

    agency_id: int
    team: str
    discussed: bool
    answered: bool


@dataclass(frozen=True)
class Spread:
    """Teams to which something was sent, that discussed something, that answered nothing, and only a part."""

    teams: int
    discussed: int
    silent: int
    partly: int


def same_team(team: str) -> str:
    """Give what the names of one team have in common: neither case nor spaces make another team."""
    return " ".join(team.casefold().split())


def spread(heard: Iterable[Heard]) -> Spread:
    """Count teams, each once."""
    by_team: dict[tuple[int, str], list[Heard]] = defaultdict(list)
    for each in heard:
        by_team[each.agency_id, same_team(each.team)].append(each)
    teams = list(by_team.values())
    silent = sum(not any(each.answered for each in team) for team in teams)
    whole = sum(all(each.answered for each in team) for team in teams)
    discussed = sum(any(each.discussed for each in team) for team in teams)
    return Spread(len(teams), discussed, silent, len(teams) - silent - whole)


def sentence(counted: Spread) -> str:
    """Say it in one sentence: "Sent to 7 teams, discussed by 3, 4 have not answered"."""
    if not counted.teams:
        return "No team has been recorded as having heard a lesson of this review."
    said = [f"Sent to {amount(counted.teams, 'team')}", f"discussed by {counted.discussed or 'none'}"]
    said += [f"{_have(counted.partly)} answered in part"] if counted.partly else []
    said += [f"{_have(counted.silent)} not answered" if counted.silent else "all have answered"] * (
        bool(counted.silent) or not counted.partly
    )
    return f"{', '.join(said)}."


def _have(number: int) -> str:
    return f"{number} {'has' if number == 1 else 'have'}"
