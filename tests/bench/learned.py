"""Read the pure rules' facts out of the rows of a story, as `tracker.facts` reads them out of the record."""

from collections import defaultdict
from collections.abc import Callable, Sequence
from datetime import date
from typing import Any

from tests.bench.happenings import Happening
from tests.bench.pack import SETUP, held_until
from tracker import facts as gathering
from tracker.access import class_of, strictest
from tracker.models import (
    FOREVER,
    Action,
    ActionOwner,
    AddressedAgency,
    Baseline,
    Check,
    Decision,
    EvidenceVersion,
    ExtensionAnswer,
    ProgressUpdate,
    Recommendation,
    Response,
    Review,
    Submission,
)
from tracker.positions import _row
from tracker.rules import facts, rating, standing
from tracker.rules.facts import When
from tracker.words import ACCEPTING, Sensitivity, Thing

Values = dict[str, Any]
LISTS = ("owned", "extensions", "updates", "submissions", "received", "checks", "decisions")


class Learned:
    """What one review's story tells the rules; events come in the order of the trail."""

    def __init__(self, agency_of: Callable[[int], int]) -> None:
        self.agency_of = agency_of
        self.review: Values = {}
        self.actions: dict[int, dict[str, Any]] = {}
        self.recommendations: dict[int, dict[str, Any]] = {}
        self.asked_dates: dict[int, date] = {}

    def take(self, event: Happening, seq: int) -> None:
        """Learn what one event tells."""
        when = When(event.day, seq)
        for model, values in event.rows:
            if model is Review:
                self.review = values
            elif event.action is not None:
                self._take_action(event, model, values, when)
            elif event.recommendation is not None:
                self._take_recommendation(event.recommendation, model, values, when)

    def _take_action(self, event: Happening, model: type[Any], told: Values, when: When) -> None:
        if model is Action:
            self.actions[event.action or 0] = {
                "recorded": when,
                "of": event.recommendation,
                **{name: [] for name in LISTS},
            }
        action = self.actions[event.action or 0]
        if model is ActionOwner:
            action["owned"].append(facts.Owned(when, told["post_id"], self.agency_of(told["post_id"])))
        elif model is Baseline:
            action["baseline"] = facts.DueSet(when, told["due"])
        elif model is ExtensionAnswer:
            action["extensions"].append(facts.Extended(when, self.asked_dates[told["extension_id"]]))
        elif model is ProgressUpdate:
            action["updates"].append(facts.Updated(when, True, told["declared"], told["forecast"]))
        elif model is Submission:
            action["submissions"].append(facts.Submitted(when))
        elif model is EvidenceVersion:
            action["received"].append(facts.Received(when, told["evidence_id"], told["id"]))
        elif model is Check:
            action["checks"].append(facts.Checked(when, told["version_id"], told["verdict"]))
        elif "reason_code" in told:
            self.asked_dates[told["id"]] = told["due"]

    def _take_recommendation(self, key: int, model: type[Any], told: Values, when: When) -> None:
        if model is Recommendation:
            self.recommendations[key] = {"recorded": when, "responses": [], "decisions": [], "actions": []}
        asked = self.recommendations[key]
        if model is AddressedAgency:
            asked["lead"] = told["agency_id"]
        elif model is Response:
            asked["responses"].append(facts.Responded(when, told["kind"]))
        elif model is Decision:
            asked["decisions"].append(facts.Decided(when, told["kind"]))

    def positions(self, keys: Sequence[facts.Key]) -> list[Values]:
        """Give the rows of every position, by the same rules as the tracker's own."""
        visibility = class_of(self.review["publication"], self.review["sensitivity"], Sensitivity.NORMAL)
        visibility = strictest([visibility])
        home, rows = self.review["id"], []
        spans: dict[int, tuple[facts.Span, ...]] = {}
        for key, told in self.actions.items():
            timeline = rating.timeline(self._of_action(told), keys)
            spans[key] = tuple(_went(span) for span in timeline)
            rows += [_row(Thing.ACTION, key, home, visibility, span) for span in timeline]
            self.recommendations[told["of"]]["actions"].append(key)
        for key, told in self.recommendations.items():
            linked = tuple(facts.Linked(self.actions[one]["recorded"], spans[one]) for one in told["actions"])
            gathered = facts.RecommendationFacts(
                told["recorded"], tuple(told["responses"]), linked, decisions=tuple(told["decisions"])
            )
            for span in standing.timeline(gathered, keys):
                rows.append({**_row(Thing.RECOMMENDATION, key, home, visibility, span), "agency_id": told["lead"]})
        return rows

    def _of_action(self, told: dict[str, Any]) -> facts.ActionFacts:
        responses = self.recommendations[told["of"]]["responses"]
        accepted = [each.when.on for each in responses if each.kind in ACCEPTING]
        posts = {fact.post_id for fact in told["owned"]}
        return facts.ActionFacts(
            recorded=told["recorded"],
            accepted_on=min(accepted, default=None),
            vacancies=tuple(vacancy for post in posts for vacancy in _vacancies(post)),
            baseline=told.get("baseline"),
            **{name: tuple(told[name]) for name in LISTS},
        )


KNOWN_VACANCIES = defaultdict(list)  # type: dict[int, list[facts.Vacancy]]


def _vacancies(post: int) -> list[facts.Vacancy]:
    if post not in KNOWN_VACANCIES:
        KNOWN_VACANCIES[post] = gathering.vacancies(post, [(SETUP, held_until(post) or FOREVER)], SETUP)
    return KNOWN_VACANCIES[post]


def _went(span: facts.Span) -> facts.Span:
    """Give a span as a recommendation reads it from the positions of its actions."""
    return facts.Span(
        valid_from=span.valid_from,
        valid_to=span.valid_to,
        state=span.state,
        rated=True,
        key_version=span.key_version,
        since=When(span.completed_on or span.valid_from, span.since.seq),
        completed_on=span.completed_on,
    )
