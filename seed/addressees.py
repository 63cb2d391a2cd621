"""To which of the invented partnership's agencies a recommendation is addressed, by the words of its review."""

from tracker.errors import InputError

COUNCIL = ("childrens-services",)
PARTNERSHIP = ("partnership-office",)
NATIONAL: tuple[str, ...] = ()
NOT_NAMED: tuple[str, ...] = ()
WHOLE = ("partnership-office", "childrens-services", "police", "health-trust", "icb", "schools")

ADDRESSEES = {
    "": NOT_NAMED,
    "Adoption panel": COUNCIL,
    "Birmingham City Council": COUNCIL,
    "Birmingham Safeguarding Children Board": PARTNERSHIP,
    "Birmingham council (children's services)": COUNCIL,
    "Birmingham partnership": PARTNERSHIP,
    "Corporate parenting board": COUNCIL,
    "Department for Education": NATIONAL,
    "Every agency": (*WHOLE, "probation", "voluntary", "housing"),
    "NHS and schools": ("health-trust", "icb", "schools"),
    "Sandwell Safeguarding Children Board": PARTNERSHIP,
    "Sandwell council (children's services)": COUNCIL,
    "Secretary of State for Education": NATIONAL,
    "Senior leaders and managers": COUNCIL,
    "Senior leaders and partners": (*COUNCIL, *PARTNERSHIP),
    "Senior managers and leaders": COUNCIL,
    "The chief executive": COUNCIL,
    "The local authority and its partners": (*COUNCIL, "police", "health-trust", "schools"),
    "Torbay Safeguarding Children Board": PARTNERSHIP,
    "Torbay council (children's services)": COUNCIL,
    "Virtual school": ("schools",),
    "West Midlands Police and partners": ("police", "childrens-services", "health-trust"),
}


def addressees(as_written: str) -> tuple[str, ...]:
    """Give the keys of the agencies, the one that is counted first; none where the addressee is a national body."""
    if as_written not in ADDRESSEES:
        raise InputError(f"Say in seed/addressees.py which agency “{as_written}” stands for.")
    return ADDRESSEES[as_written]
