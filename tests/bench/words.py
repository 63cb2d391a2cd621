"""Sentences that mean nothing, of words that a plan uses."""

from random import Random

SAID = """
action advice agency agree agreed allegation analysis annual approach area assess assessment assurance attend audit
awareness baby barrier before behaviour board boundary briefing building capacity care carer case caseload challenge
change chair check child children chronology clear clinic closure college commission community concern conference
confidence consent contact contract core council counter court crime culture data day decision delay delivery demand
dental deputy designated develop different digital direct disability discharge discuss domestic drift duty early
education effective emergency engage enquiry ensure escalate escalation evaluate evidence examine experience
exploitation family father feedback first follow forum foster framework frontline funding gap general group guidance
harm head health hear help history home hospital hour housing impact improve inclusion independent induction infant
information injury inquiry inspection intake intervention involve joint journey judgement keep knowledge language law
lead learn learning legal level line local looked maintain manage manager map mapping measure meeting mental midwife
minute model monitor mother multi national need neglect network next night notify nurse nursery observe offer officer
open operational order outcome outreach oversight panel parent parental partner partnership pathway pattern peer
performance plan planning police policy poverty practice practitioner pregnancy prepare prevent primary probation
procedure process professional programme project promote protect protection protocol provide provider public purpose
quality quarter question raise receive recognise record referral reflect reflective regional register regular
relationship report request require residential resolve respond response responsibility return review rise risk role
route safe safeguarding sample school scope screen secondary section see senior service share sharing sibling skill
social specialist staff stage standard start statement step story strategic strategy strength structure supervise
supervision support survey system target task team template test theme therapy threshold time tool track train
training transfer transition trauma travel trend trust understand update urgent use value view violence visit visitor
voice vulnerable waiting ward week welfare whole wider work worker workforce workshop written young youth
"""
VOCABULARY = SAID.split()


def sentence(rng: Random, number: int) -> str:
    """Give so many words as one sentence."""
    said = " ".join(rng.choices(VOCABULARY, k=number))
    return f"{said[0].upper()}{said[1:]}."
