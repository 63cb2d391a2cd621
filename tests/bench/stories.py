"""What happened to one review, its recommendations and their actions, as the events of the trail in order of days."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from functools import partial
from hashlib import sha256
from random import Random

from tests.bench.happenings import Happening, Row
from tests.bench.pack import (
    ACTION_WORDS,
    ACTIONS,
    CHANGES,
    LEADS,
    SHORT_WORDS,
    THEMES,
    TITLE_WORDS,
    TODAY,
    WORDS,
    ZIPF,
    Pack,
    completed_share,
    holder_of,
    posts_of,
)
from tests.bench.words import sentence
from tracker.models import (
    Action,
    ActionLink,
    ActionOwner,
    ActionWording,
    AddressedAgency,
    Baseline,
    Check,
    Decision,
    Evidence,
    EvidenceLink,
    EvidenceVersion,
    Extension,
    ExtensionAnswer,
    ProgressUpdate,
    Recommendation,
    RecommendationTheme,
    RecommendationWording,
    Response,
    Review,
    Submission,
)
from tracker.words import (
    DecisionKind,
    EvidenceKind,
    EvidenceType,
    ExtensionReason,
    Precision,
    Publication,
    Rating,
    ResponseKind,
    ReviewKind,
    Sensitivity,
    Verdict,
)

# Whoever holds the first post of the first agency decides about all.
CHAIR = holder_of(posts_of(1)[0])


@dataclass
class Planned:
    """One action while its story is told."""

    key: int
    recorded: date
    due: date | None
    completed: date | None


def story(pack: Pack, number: int) -> list[Happening]:
    """Tell everything about one review, in the order of days."""
    rng = Random(f"{pack.seed}/{number}")
    found = [_review(pack, number, rng)]
    for key in pack.asked_by(number):
        found += Telling(pack, number + 1, key, rng).events()
    return sorted(found, key=lambda event: event.day)


def _review(pack: Pack, number: int, rng: Random) -> Happening:
    day, drawn = pack.published_on(number), rng.random()
    values = {
        "id": number + 1,
        "reference": f"R-{number + 1:05d}",
        "title": sentence(rng, TITLE_WORDS),
        "kind": rng.choice(list(ReviewKind)),
        "publication": Publication.AGREED if drawn < 0.06 else Publication.PUBLISHED,
        "sensitivity": Sensitivity.RESTRICTED if drawn > 0.98 else Sensitivity.NORMAL,
        "published_on": None if drawn < 0.06 else day,
    }
    return Happening(day, "review recorded", [(Review, values)], number + 1)


class Telling:
    """Tells the story of one recommendation."""

    def __init__(self, pack: Pack, review: int, key: int, rng: Random) -> None:
        self.pack, self.key, self.rng = pack, key, rng
        self.published = pack.published_on(review - 1)
        self.lead = rng.choices(range(1, len(LEADS) + 1), LEADS)[0]
        self.happens = partial(Happening, review=review, recommendation=key)
        self.review = review

    def events(self) -> list[Happening]:
        """Tell the recommendation, the answer, its actions, and its closing if it came to that."""
        found = [self._asked(), self._answered()]
        actions = [self._planned(place) for place in range(ACTIONS)]
        for action in actions:
            found += self._begun(action)
        if self.key % 4 == 0:
            found += self._extended(actions[0])
        for action in actions:
            found += self._proved(action)
        found += self._updated(actions)
        return found + self._closed(actions)

    def _asked(self) -> Happening:
        wording = sentence(self.rng, WORDS)
        values = {
            "id": self.key,
            "review_id": self.review,
            "reference": f"{self.key}",
            "wording": wording,
            "sensitivity": Sensitivity.NORMAL,
        }
        drawn = dict.fromkeys(self.rng.choices(range(1, THEMES + 1), ZIPF, k=self.rng.choice((1, 2, 2, 3))))
        rows: list[Row] = [
            (Recommendation, values),
            (RecommendationWording, {"id": self.key, "recommendation_id": self.key, "number": 1, "wording": wording}),
            (AddressedAgency, {"id": self.key, "recommendation_id": self.key, "agency_id": self.lead}),
        ]
        for place, theme in enumerate(drawn, start=1):
            values = {"id": self.key * 3 + place, "recommendation_id": self.key, "theme_id": theme, "place": place}
            rows.append((RecommendationTheme, values))
        return self.happens(self._after(3), "recommendation recorded", rows)

    def _answered(self) -> Happening:
        part = self.rng.random() < 0.03
        values = {
            "id": self.key,
            "recommendation_id": self.key,
            "kind": ResponseKind.ACCEPTED_IN_PART if part else ResponseKind.ACCEPTED,
            "reason": sentence(self.rng, SHORT_WORDS) if part else "",
        }
        return self.happens(self._after(self.rng.randint(10, 30)), "response given", [(Response, values)])

    def _after(self, days: int) -> date:
        return self.published + timedelta(days=days)

    def _planned(self, place: int) -> Planned:
        recorded = self._after(self.rng.randint(32, 60))
        due = recorded + timedelta(days=self.rng.randint(60, 400))
        late = (TODAY - due).days
        completed = None
        if self.rng.random() < completed_share(late):
            latest = min(TODAY, due + timedelta(days=self.rng.randint(1, 150)))
            completed = recorded + timedelta(days=self.rng.randint(12, max(12, (latest - recorded).days)))
        known = None if self.rng.random() < 0.01 else due
        in_time = completed if completed and completed <= TODAY else None
        return Planned((self.key - 1) * ACTIONS + place + 1, min(recorded, TODAY), known, in_time)

    def _begun(self, action: Planned) -> list[Happening]:
        key, wording = action.key, sentence(self.rng, ACTION_WORDS)
        values = {
            "id": key,
            "reference": f"A{key:04d}",
            "review_id": self.review,
            "wording": wording,
            "due_precision": Precision.DAY,
            "sensitivity": Sensitivity.NORMAL,
        }
        rows: list[Row] = [
            (Action, values),
            (ActionWording, {"id": key, "action_id": key, "number": 1, "wording": wording}),
            (ActionLink, {"id": key, "action_id": key, "recommendation_id": self.key}),
        ]
        if self.rng.random() >= 0.02:
            rows.append((ActionOwner, {"id": key, "action_id": key, "post_id": self.rng.choice(posts_of(self.lead))}))
        if action.due:
            rows.append((Baseline, {"id": key, "action_id": key, "due": action.due}))
        return [self.happens(action.recorded, "action recorded", rows, action=key)]

    def _extended(self, action: Planned) -> list[Happening]:
        asked = action.recorded + timedelta(days=self.rng.randint(5, 10))
        if action.due is None or asked >= TODAY:
            return []
        due = action.due + timedelta(days=self.rng.randint(30, 120))
        wanted = {
            "id": self.key,
            "action_id": action.key,
            "due": due,
            "reason_code": self.rng.choice(list(ExtensionReason)[:-1]),
        }
        answer = {"id": self.key, "extension_id": self.key, "approved": True, "answered_by_id": CHAIR}
        return [
            self.happens(asked, "extension asked", [(Extension, wanted)], action=action.key),
            self.happens(
                asked + timedelta(days=1), "extension approved", [(ExtensionAnswer, answer)], action=action.key
            ),
        ]

    def _proved(self, action: Planned) -> list[Happening]:
        """Tell the evidence of an action and, when it was completed, its submission and check."""
        key, end = action.key, action.completed
        latest = end - timedelta(days=5) if end else TODAY
        received = action.recorded + timedelta(
            days=self.rng.randint(1, max(1, min(200, (latest - action.recorded).days)))
        )
        received = min(received, latest)
        said = sentence(self.rng, SHORT_WORDS)
        digest = sha256(said.encode()).hexdigest()
        found = [self.happens(received, "evidence attached", self._evidence(key, said, digest), action=key)]
        if end is None:
            return found
        checker = self.lead % len(LEADS) + 1
        verdict = {
            "version_id": key,
            "action_id": key,
            "sha256": digest,
            "verdict": Verdict.ADEQUATE,
            "checker_id": holder_of(posts_of(checker)[0]),
            "checker_agency_id": checker,
        }
        submitted = end - timedelta(days=3)
        return [
            *found,
            self.happens(submitted, "action submitted", [(Submission, {"action_id": key})], action=key),
            self.happens(end, "evidence checked", [(Check, verdict)], action=key),
        ]

    def _evidence(self, key: int, said: str, digest: str) -> list[Row]:
        about = {
            "id": key,
            "title": sentence(self.rng, TITLE_WORDS),
            "type": self.rng.choice(list(EvidenceType)),
            "evidence_class": self.rng.choice((1, 1, 2, 3)),
            "sensitivity": Sensitivity.NORMAL,
        }
        version = {
            "id": key,
            "evidence_id": key,
            "number": 1,
            "kind": EvidenceKind.STATEMENT,
            "sha256": digest,
            "statement": said,
        }
        return [
            (Evidence, about),
            (EvidenceLink, {"id": key, "evidence_id": key, "action_id": key}),
            (EvidenceVersion, version),
        ]

    def _updated(self, actions: list[Planned]) -> Iterator[Happening]:
        """Tell as many updates as make five changes of status together with submissions and checks."""
        for _ in range(CHANGES - 2 * sum(action.completed is not None for action in actions)):
            action = self.rng.choice(actions)
            latest = action.completed - timedelta(days=4) if action.completed else TODAY
            days = self.rng.randint(0, max(0, (latest - action.recorded).days))
            values = {
                "action_id": action.key,
                "wording": sentence(self.rng, SHORT_WORDS),
                "declared": self.rng.choices((None, Rating.GREEN, Rating.AMBER, Rating.RED), (14, 3, 2, 1))[0],
                "forecast": action.due + timedelta(days=40) if action.due and self.rng.random() < 0.1 else None,
            }
            day = min(action.recorded + timedelta(days=days), TODAY)
            yield self.happens(day, "update given", [(ProgressUpdate, values)], action=action.key)

    def _closed(self, actions: list[Planned]) -> list[Happening]:
        ends = [action.completed for action in actions if action.completed]
        if len(ends) < ACTIONS or self.rng.random() < 0.3:
            return []
        coming = [(place, day) for place, day in enumerate(self.pack.meetings, start=1) if day > max(ends)]
        if not coming:
            return []
        place, day = coming[0]
        close = {
            "kind": DecisionKind.CLOSE,
            "decided_by_id": CHAIR,
            "meeting_id": place,
            "recommendation_id": self.key,
            "waiver": sentence(self.rng, SHORT_WORDS),
        }
        found = [self.happens(day, "decided: close", [(Decision, close)])]
        if len(coming) > 1 and self.rng.random() < 0.02:
            place, day = coming[1]
            again = {**close, "kind": DecisionKind.REOPEN, "meeting_id": place, "reason": "It came back.", "waiver": ""}
            found.append(self.happens(day, "decided: reopen", [(Decision, again)]))
        return found
