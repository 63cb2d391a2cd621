"""What can go wrong, each as a sentence that the reader can act on."""

import errno
from dataclasses import dataclass, field

_TAKES_NO_MORE = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO})
NO_ROOM = (
    "This cannot be kept at the moment, and nothing was saved. Tell whoever runs the service: its disk may be full. "
    "Then send it again."
)


def no_room(error: BaseException) -> str:
    """Say that the disk takes no more where that is what went wrong; else nothing."""
    return NO_ROOM if isinstance(error, OSError) and error.errno in _TAKES_NO_MORE else ""


class TrackerError(Exception):
    """Anything that a person can be told in a sentence."""

    def __init__(self, sentence: str) -> None:
        super().__init__(sentence)
        self.sentence = sentence


class InputError(TrackerError):
    """What was given cannot be read or is not allowed; names the field where there is one."""

    def __init__(self, sentence: str, *, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


class NotFoundError(TrackerError):
    """There is no such record, or this person may not know that there is."""

    def __init__(
        self, sentence: str = "There is no such page or record. Check the address, or go back to the plan."
    ) -> None:
        super().__init__(sentence)


class RefusedError(TrackerError):
    """Somebody tried what their role does not allow."""

    def __init__(self, sentence: str = "Your role does not allow this.") -> None:
        super().__init__(sentence)


class SignedOutError(TrackerError):
    """Nobody is signed in, or the session has ended."""

    def __init__(self, sentence: str = "Your session has ended. Sign in to go on.") -> None:
        super().__init__(sentence)


class RuleBrokenError(TrackerError):
    """A rule of the board forbids this; lists each rule that is not met."""

    def __init__(self, unmet: list[str]) -> None:
        super().__init__(" ".join(unmet))
        self.unmet = unmet


@dataclass(frozen=True)
class BothTexts:
    """What this person typed and what stands now, side by side."""

    yours: dict[str, str] = field(default_factory=dict)
    theirs: dict[str, str] = field(default_factory=dict)


class ConflictError(TrackerError):
    """Somebody changed the record since it was read; nothing was saved."""

    def __init__(self, texts: BothTexts | None = None) -> None:
        super().__init__(
            "Somebody else changed this since you opened it. Nothing was saved. Both texts are shown below."
        )
        self.texts = texts or BothTexts()


class BusyError(TrackerError):
    """The record could not be reached in time; nothing was saved."""

    def __init__(
        self, sentence: str = "The record is busy. Nothing was saved. Try again in a minute; your text is kept below."
    ) -> None:
        super().__init__(sentence)


class UnsureError(BusyError):
    """The connection was lost while the change was being saved; nobody knows whether it was."""

    def __init__(self) -> None:
        super().__init__(
            "The connection to the record was lost, and it is not known whether this was saved. Send it again: the "
            "same form is saved only once."
        )


class UnwritableError(BusyError):
    """The record can be read and not written: its disk is full, has a fault, or may not be written."""

    def __init__(self) -> None:
        super().__init__(
            "The record cannot be written at the moment, and nothing was saved. Your text is kept below. Tell whoever "
            "runs the service: its disk may be full."
        )


class UnanchoredError(BusyError):
    """The change was saved, but its anchor outside the database was not written."""

    def __init__(self) -> None:
        super().__init__(
            "This was saved, so do not send it again. But the anchor of the trail could not be written outside the "
            "database: tell whoever runs the service."
        )
