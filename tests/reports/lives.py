"""Small plans with a random history: what can happen to a recommendation happens, on days of the last two years.

What a rule does not allow does not happen: the history goes on with the next step.
"""

import random
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from tests import builders
from tests.database.record import TODAY, Record, Template, copied, settings_in
from tracker.commands import decisions, evidence
from tracker.commands.deciding import About
from tracker.errors import TrackerError
from tracker.words import ImpactVerdict, LessonStage, Rating, ResponseKind, Verdict

REVIEWS, ASKED, PROVEN = 2, 4, 0.5
FIRST, LAST = date(2024, 12, 1), TODAY
ANSWERS = [ResponseKind.ACCEPTED] * 6 + [ResponseKind.ACCEPTED_IN_PRINCIPLE, ResponseKind.NOT_ACCEPTED, None]


class Life:
    """One history; every choice in it follows from its seed."""

    def __init__(self, record: Record, seed: int) -> None:
        self.record, self.chance = record, random.Random(seed)
        self.teams = [builders.an_agency(record, f"Agency {number}") for number in range(2)]

    def lived(self) -> None:
        """Let everything happen."""
        for number in range(REVIEWS):
            on = self._day(FIRST, FIRST + timedelta(days=200))
            review = builders.a_review(self.record, f"REV-{number}", on=on)
            for _ in range(ASKED):
                self._asked(review, self._day(on, on + timedelta(days=60)))
            self._told(review, on)

    def _day(self, first: date, last: date) -> date:
        last = min(last, LAST)
        return first + timedelta(days=self.chance.randint(0, max(0, (last - first).days)))

    def _asked(self, review: Any, on: date) -> None:
        answer = self.chance.choice(ANSWERS)
        asked = builders.a_recommendation(self.record, review=review, on=on, response=answer)
        proven = self.chance.random() < PROVEN
        several = 1 if proven else self.chance.randint(0, 2)
        acted = [self._action(asked, self._day(on, on + timedelta(days=90)), proven) for _ in range(several)]
        for each in filter(None, acted):
            self._goes_on(each, on)
        self._ends(asked, on)
        for each in filter(None, acted):
            self._tries(_overturned, each, self._day(on + timedelta(days=300), LAST))

    def _action(self, asked: Any, on: date, proven: bool) -> Any:
        owner = builders.SOMEBODY if proven or self.chance.random() < 0.7 else None
        due = on + timedelta(days=self.chance.randint(20, 500)) if self.chance.random() < 0.8 else None
        pieces = [self._piece(on, proven) for _ in range(1 if proven else self.chance.randint(0, 2))] if owner else []
        # An adequate check may end the work before the next one is judged.
        with suppress(TrackerError):
            return builders.an_action(
                self.record, recommendations=[asked], owner=owner, due=due, on=on, evidence=pieces
            )
        return None

    def _piece(self, on: date, proven: bool) -> builders.Piece:
        verdict = Verdict.ADEQUATE if proven else self.chance.choice([Verdict.ADEQUATE, Verdict.INADEQUATE, None])
        told = {"evidence_class": self.chance.randint(1, 3), "received_on": self._day(on, on + timedelta(days=200))}
        return builders.checked(verdict=verdict, **told) if verdict else builders.unchecked(**told)

    def _goes_on(self, action: Any, on: date) -> None:
        for _ in range(self.chance.randint(0, 2)):
            later = self._day(on, LAST)
            declared = self.chance.choice([None, *(Rating.RED, Rating.AMBER, Rating.GREEN)])
            self._tries(builders.an_update, action, on=later, declared=declared)
        if self.chance.random() < 0.8:
            later = self._day(on, LAST)
            until = later + timedelta(days=self.chance.randint(10, 200))
            self._tries(
                builders.an_extension, action, until, on=later, approved=self.chance.choice([True, True, False])
            )
        if self.chance.random() < 0.3:
            self._tries(_overridden, action.id, self._day(on, LAST), self.chance.choice([Rating.RED, Rating.AMBER]))

    def _ends(self, asked: Any, on: date) -> None:
        key = asked.id
        if self.chance.random() < 0.4:
            verdict = self.chance.choice([None, *ImpactVerdict])
            later = self._day(on, LAST)
            due = later + timedelta(days=90)
            self._tries(builders.an_impact_test, key, due=due, on=later, verdict=verdict)
        after = self._day(on + timedelta(days=200), LAST)
        self._tries(builders.closed, key, on=after)
        if self.chance.random() < 0.3:
            self._tries(_reopened, key, self._day(after, LAST))

    def _told(self, review: Any, on: date) -> None:
        for number in range(self.chance.randint(0, 3)):
            stage, can = self.chance.choice(list(LessonStage)), self.chance.choice([None, True, False])
            reason = "There is no room." if can is False else ""
            told = {"on": self._day(on, LAST), "stage": stage, "can": can, "reason": reason}
            self._tries(builders.heard, review, self.chance.choice(self.teams), f"Team {number}", **told)
        if self.chance.random() < 0.7:
            self._tries(builders.a_briefing, review, on=self._day(on, LAST))
            link = self._tries(builders.a_team_link, review, self.teams[0], "Night team")
            if link is not None:
                self._tries(builders.reported, link, present=self.chance.randint(1, 12))

    def _tries(self, act: Callable[..., Any], *given: Any, **more: Any) -> Any:
        with suppress(TrackerError):
            return act(self.record, *given, **more)
        return None


def _reopened(record: Record, key: int, on: date) -> None:
    meeting = builders.a_meeting(record, on)
    with record.changing(builders.the_chair(record), on=on) as visit:
        decisions.reopen(visit, key, meeting_id=meeting.id or 0, reason="It came back.")


def _overturned(record: Record, action: builders.BuiltAction, on: date) -> None:
    """Find evidence inadequate after all, on which something may have been closed."""
    if action.version_ids and action.id % 3 == 0:
        with record.changing(builders.a_checker(record), on=on) as visit:
            told = {"verdict": Verdict.INADEQUATE, "reason": "It is about another team."}
            evidence.check(visit, action.id, action.version_ids[0], **told)


def _overridden(record: Record, key: int, on: date, rating: Rating) -> None:
    held, until = builders.a_meeting(record, on), on + timedelta(days=10)
    with record.changing(builders.the_chair(record), on=on) as visit:
        told = {"meeting_id": held.id or 0, "rating": rating, "until": until, "reason": "It is worse than it looks."}
        decisions.override_rating(visit, About(action_id=key), **told)


def lived(template: Template, folder: Path, seed: int) -> Record:
    """Build the plan of a seed."""
    record = copied(template, settings_in(folder))
    Life(record, seed).lived()
    return record
