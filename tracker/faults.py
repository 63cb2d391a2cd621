"""Points at which a test may kill the process, to see what a crash leaves behind; anywhere else they do nothing."""

import os
import signal

ENABLED, POINT = "TRACKER_FAULTS", "TRACKER_FAULT"
WORD = "only in tests"


def is_enabled() -> bool:
    """Tell whether points are switched on at all; the service refuses to start then."""
    return bool(os.environ.get(ENABLED))


def hit(point: str) -> None:
    """Die here, as in a power cut, when a test has asked for this very point."""
    if os.environ.get(ENABLED) == WORD and os.environ.get(POINT) == point:
        os.kill(os.getpid(), signal.SIGKILL)
