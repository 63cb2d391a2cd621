"""Say who may see a piece of evidence from now on, where it was attached by mistake, or was closed too far."""

from tracker import readable
from tracker.access import needs
from tracker.commands.evidence import tell_each
from tracker.commands.record import change, record
from tracker.commands.texts import text
from tracker.errors import InputError
from tracker.models import EvidenceLink, EvidenceSensitivity
from tracker.models.statements import select
from tracker.trail import add
from tracker.visit import Visit
from tracker.words import Permission, Sensitivity

CHANGED, FOR_SEVERAL = "evidence closed or opened", "evidence for several actions closed or opened"


@needs(Permission.SEAL_EVIDENCE)
def set_sensitivity(
    visit: Visit, evidence_id: int, *, sensitivity: Sensitivity, reason: str, version: int
) -> EvidenceSensitivity:
    """Close a piece further, or open it again; what is sealed is seen by the chair and the coordinator alone.

    Its bytes, its title and its history stay, and what was closed or tested with it still counts: that is for a
    decision to undo.
    """
    piece = readable.find_piece(visit, evidence_id)
    was = piece.sensitivity
    change(piece, version, sensitivity=sensitivity)
    if sensitivity == was:
        raise InputError("It is so already. Choose who else may see it.", field="sensitivity")
    values = {"evidence_id": piece.id, "was": was, "now": sensitivity, "by_id": visit.who.person_id}
    row = add(visit, EvidenceSensitivity, **values, reason=text(reason, "reason"))
    linked = select(EvidenceLink.action_id).where(EvidenceLink.evidence_id == piece.id)
    actions = visit.session.scalars(linked.order_by(EvidenceLink.action_id)).all()
    record(visit, CHANGED, piece, actions=actions)
    tell_each(visit, piece, actions, FOR_SEVERAL)
    return row
