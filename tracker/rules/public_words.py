"""What the public edition says of evidence, of an answer and of a standing: in words that everybody knows."""

from tracker.words import ACCEPTING, ImpactVerdict, ResponseKind, Standing

NO_EVIDENCE = "no evidence has been found adequate yet"
EVIDENCE = {
    0: NO_EVIDENCE,
    1: "evidence that something was done",
    2: "evidence of how well it was done",
    3: "evidence of what difference it made for children",
}
TESTED = {
    ImpactVerdict.MET: "tested: it made the difference that was wanted",
    ImpactVerdict.PARTLY: "tested: it made some of the difference that was wanted",
    ImpactVerdict.NOT_MET: "tested: it did not make the difference that was wanted",
    ImpactVerdict.NOT_MEASURABLE: "tested: whether it made a difference could not be measured",
}
STANDS = {
    Standing.SUPERSEDED: "replaced by another recommendation",
    Standing.MERGED: "joined with another recommendation",
    Standing.NOT_ACCEPTED: "not accepted",
    Standing.REFERRED: "passed on to somebody outside the area",
    Standing.CLOSED: "closed by decision of the board",
    Standing.AWAITING_RESPONSE: "waiting for an answer",
    Standing.EMBEDDED: "delivered, and shown to make a difference; not yet closed",
    Standing.DELIVERED: "delivered; not yet closed",
    Standing.OPEN: "open",
}
ANSWERED = {
    ResponseKind.AWAITING: "no answer yet",
    **{each: each.value for each in ACCEPTING},
    ResponseKind.NOT_ACCEPTED: ResponseKind.NOT_ACCEPTED.value,
    ResponseKind.REFERRED: "passed on to somebody outside the area",
    ResponseKind.SUPERSEDED: "replaced by another recommendation",
    ResponseKind.MERGED: "joined with another recommendation",
}


def is_working(best: int, verdict: ImpactVerdict | None) -> str:
    """Answer in words whether it is working."""
    said = EVIDENCE[best]
    told = f"{TESTED[verdict]}; {said}" if verdict else said
    return f"{told[:1].upper()}{told[1:]}."
