"""Ask about an action or a recommendation, answer for its owner, and say whether the answer is accepted."""

from collections.abc import Iterable

from sqlmodel import col

from tracker import belonging
from tracker.access import LARGEST_KEY, find, needs, visible_to
from tracker.commands.record import record
from tracker.commands.texts import text
from tracker.errors import NotFoundError, RefusedError, RuleBrokenError
from tracker.models import Action, ActionLink, Challenge, ChallengeAnswer, ChallengeVerdict, Position, Recommendation
from tracker.models.statements import select
from tracker.roles import CHALLENGES, acts_for, owns
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, Role


@needs(Permission.CHALLENGE)
def ask_about_action(visit: Visit, action_id: int, *, question: str) -> Challenge:
    """Ask a question about an action; its owner's agency has to answer."""
    return _ask(visit, question, action_id=find(visit, Action, action_id).id)


@needs(Permission.CHALLENGE)
def ask_about_recommendation(visit: Visit, recommendation_id: int, *, question: str) -> Challenge:
    """Ask a question about a recommendation; an agency that owns one of its actions has to answer."""
    return _ask(visit, question, recommendation_id=find(visit, Recommendation, recommendation_id).id)


def _ask(visit: Visit, question: str, **about: int | None) -> Challenge:
    row = add(
        visit,
        Challenge,
        question=text(question, "question"),
        asked_as=next(role for role in CHALLENGES if role in visit.who.board_roles),
        asked_by_id=_person(visit),
        **about,
    )
    record(visit, "challenge asked", row)
    return row


def _person(visit: Visit) -> int:
    if visit.who.person_id is None:
        raise RefusedError("A person asks, answers and judges. Sign in under your own name.")
    return visit.who.person_id


@needs(Permission.ANSWER_CHALLENGE)
def answer(visit: Visit, challenge_id: int, *, answer: str) -> ChallengeAnswer:
    """Answer for the agency that owns what was asked about; the coordinator may answer for it."""
    challenge = _find(visit, challenge_id)
    owners = _owners(visit, challenge)
    if not (acts_for(visit.who, None) or any(owns(visit.who, agency) for agency in owners)):
        raise RefusedError("Only an agency that owns what was asked about, or the coordinator, may answer.")
    if _person(visit) == challenge.asked_by_id:
        raise RefusedError("Whoever asked does not answer: somebody else of the agency does.")
    _must_be_unanswered(visit, challenge_id)
    row = add(
        visit,
        ChallengeAnswer,
        challenge_id=challenge_id,
        answer=text(answer, "answer"),
        agency_id=_answers_for(visit, owners),
        answered_by_id=visit.who.person_id,
    )
    record(visit, "challenge answered", challenge)
    return row


def _find(visit: Visit, key: int) -> Challenge:
    chosen = visible_to(visit, select(Challenge).where(col(Challenge.id) == key))
    found: Challenge | None = visit.session.scalar(chosen) if 0 < key <= LARGEST_KEY else None
    if found is None:
        raise NotFoundError
    return found


def _owners(visit: Visit, challenge: Challenge) -> list[int]:
    """Give the agencies that own what was asked about, as far as the visitor sees it."""
    acting: Iterable[int | None] = [challenge.action_id]
    if challenge.recommendation_id is not None:
        answering = select(ActionLink.action_id).where(ActionLink.recommendation_id == challenge.recommendation_id)
        acting = visit.session.scalars(answering).all()
    owned = select(Position.agency_id).where(
        col(Position.action_id).in_(acting),
        col(Position.valid_from) <= visit.today,
        col(Position.valid_to) > visit.today,
        col(Position.agency_id).is_not(None),
    )
    return sorted(set(visit.session.scalars(visible_to(visit, owned))))


def _answers_for(visit: Visit, owners: list[int]) -> int | None:
    """Give the agency for which the visitor answers: their own, or the only one; otherwise it is not known."""
    own = [agency for agency in owners if owns(visit.who, agency)] or owners
    return own[0] if len(own) == 1 else None


def _must_be_unanswered(visit: Visit, challenge_id: int) -> None:
    newest, verdict = _newest(visit, challenge_id)
    if newest is not None and verdict is None:
        raise RuleBrokenError(["This is answered. Whoever asked says first whether the answer is accepted."])
    if verdict is not None and verdict.accepted:
        raise RuleBrokenError(["The answer to this was accepted. A new question is a challenge of its own."])


def _newest(visit: Visit, challenge_id: int) -> tuple[ChallengeAnswer | None, ChallengeVerdict | None]:
    given = (
        select(ChallengeAnswer, ChallengeVerdict)
        .join(ChallengeVerdict, col(ChallengeVerdict.answer_id) == col(ChallengeAnswer.id), isouter=True)
        .where(ChallengeAnswer.challenge_id == challenge_id)
        .order_by(col(ChallengeAnswer.id).desc())
        .limit(1)
    )
    found = visit.session.execute(given).first()
    return (found[0], found[1]) if found else (None, None)


@needs(Permission.CHALLENGE)
def judge(visit: Visit, challenge_id: int, answer_id: int, *, accepted: bool, reason: str = "") -> ChallengeVerdict:
    """Say whether the newest answer is accepted: whoever asked does, or the chair; if not, with a reason."""
    challenge = _find(visit, challenge_id)
    newest, verdict = _newest(visit, challenge_id)
    if newest is None:
        raise RuleBrokenError(["This is not answered yet."])
    _may_judge(visit, challenge, newest)
    if newest.id != answer_id or verdict is not None:
        raise RuleBrokenError(["This answer was judged, or another one was given. Open it again and read it first."])
    row = add(
        visit,
        ChallengeVerdict,
        answer_id=answer_id,
        accepted=accepted,
        reason=text(reason, "reason", needed=not accepted),
        given_by_id=visit.who.person_id,
    )
    record(visit, "answer accepted" if accepted else "answer not accepted", challenge)
    return row


def _may_judge(visit: Visit, challenge: Challenge, given: ChallengeAnswer) -> None:
    """Let whoever asked judge, or the chair where neither the answer nor what was asked about is their own agency's."""
    person = _person(visit)
    if person == given.answered_by_id:
        raise RefusedError("Whoever answered does not judge the answer.")
    if person == challenge.asked_by_id:
        return
    if Role.CHAIR not in visit.who.board_roles:
        raise RefusedError("Whoever asked, or the chair, says whether the answer is accepted.")
    owners = belonging.counted_as(visit.session, _owners(visit, challenge), visit.effective_on)
    if owners & belonging.of_visitor(visit):
        raise RefusedError("Your own agency owns this: whoever asked says whether the answer is accepted.")
