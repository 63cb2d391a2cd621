"""The optimism gap: what owners declared green or done, beside what the check that followed found."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Said:
    """The owner of an action declared it green or done on a day; `seq` is the place in the trail."""

    on: date
    seq: int
    words: str


@dataclass(frozen=True)
class Answered:
    """Somebody who is not the owner judged the action: a verdict on its evidence, or sign-off refused.

    Refused sign-off takes back what was found before it; a verdict says something of one piece of evidence.
    """

    on: date
    seq: int
    upheld: bool
    takes_back: bool = False


@dataclass(frozen=True)
class Claim:
    """What an owner declared until it was judged: since when, in which words, and when it was judged last.

    `upheld` is None while nobody has judged it: such a claim is counted neither for the owner nor against them.
    """

    on: date
    words: str
    judged_on: date | None = None
    upheld: bool | None = None


def claims(said: Iterable[Said], answered: Iterable[Answered]) -> list[Claim]:
    """Give the claims about one action in their order, each with what came of it.

    A claim begins with the first declaration after a judgement and lasts until the next one begins; declaring the same
    again before anybody looked is the same claim. The last day on which it was judged counts, and then one adequate
    verdict is enough, for of three pieces of evidence one may prove the action.
    """
    facts: list[Said | Answered] = [*said, *answered]
    facts.sort(key=lambda fact: (fact.on, fact.seq))
    found: list[Claim] = []
    judged: list[Answered] = []
    for fact in facts:
        if isinstance(fact, Said):
            if not found or judged:
                found, judged = [*found, Claim(fact.on, fact.words)], []
        elif found:
            judged = [fact] if fact.takes_back else [*judged, fact]
            found[-1] = _judged(found[-1], judged)
    return found


def _judged(claim: Claim, judged: Sequence[Answered]) -> Claim:
    on = judged[-1].on
    return Claim(claim.on, claim.words, on, any(each.upheld for each in judged if each.on == on))
