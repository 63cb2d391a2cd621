"""A kill at any moment of any form, of the service as it really runs: whole or not there, and sent again once."""

import os
import random
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.dashboards.sent_forms import SENT, Sent
from tests.faults.conftest import Plan
from tests.faults.gunicorn_here import Service, ask

LONGEST = 60.0


@dataclass
class Sender:
    """Somebody who sends one form, and keeps how it was answered each time; None where nothing came back."""

    path: str
    body: str
    cookies: dict[str, str]
    answers: list[tuple[int, str] | None] = field(default_factory=list)

    def send(self, port: int) -> bool:
        """Send it once; tell whether it was acknowledged."""
        try:
            self.answers.append(ask(port, "POST", self.path, self.body, dict(self.cookies)))
        except OSError:
            self.answers.append(None)
        return self.is_acknowledged

    @property
    def is_acknowledged(self) -> bool:
        """Tell whether the last answer said that it was done."""
        last = self.answers[-1] if self.answers else None
        return last is not None and last[0] == 302


@dataclass
class Moments:
    """When to kill: at any moment within the time that a form lately took, and a little after."""

    chance: random.Random
    usual: float = 0.1
    found: dict[str, int] = field(default_factory=lambda: {"not there": 0, "whole": 0, "acknowledged": 0})

    def wait(self) -> None:
        """Wait for a moment."""
        time.sleep(self.chance.uniform(0.0, 1.3 * self.usual))


@pytest.mark.soak
def test_every_kind_of_form_is_killed_at_any_moment_and_nothing_acknowledged_is_lost(
    plan: Plan, tmp_path: Path
) -> None:
    seed = int(os.environ.get("SOAK_SEED", "0")) or random.SystemRandom().randrange(10**6)
    print(f"SOAK_SEED={seed}")
    moments = Moments(random.Random(seed))
    # For a short look `SOAK_FORMS=20` takes so many of them, chosen by the seed.
    several = moments.chance.sample(SENT, min(len(SENT), int(os.environ.get("SOAK_FORMS", len(SENT)))))
    for sent in several:
        moments.found[_killed(plan, sent, moments, tmp_path / "gunicorn.log")] += 1
    assert plan.record.faults() == []
    print(f"{len(several)} forms killed: {moments.found}")
    assert moments.found["not there"] > 0
    assert moments.found["whole"] + moments.found["acknowledged"] > 0, "some were killed after their commit"


def _killed(plan: Plan, sent: Sent, moments: Moments, log: Path) -> str:
    """Kill the service while a form is under way, start it again, and send the form again; say what was left."""
    plan.as_it_was()
    sender, before = _sender(plan, sent), plan.site.events(sent.event)
    plan.site.server.extensions["tracker"].engine.dispose()
    plan.record.engine.dispose()
    service = Service(plan.record.settings, log)
    try:
        under_way = threading.Thread(target=sender.send, args=(service.port,))
        under_way.start()
        moments.wait()
        service.kill()
        under_way.join()
        was_acknowledged, left = sender.is_acknowledged, plan.site.events(sent.event) - before
        assert left in {0, 1}, sent.rule
        assert left == 1 or not was_acknowledged, f"{sent.rule} was acknowledged and is lost"
        service.start()
        moments.usual = _sent_again(sender, service.port)
        assert service.end() == 0
    finally:
        service.close()
    assert plan.site.events(sent.event) == before + 1, sent.rule
    assert plan.record.faults(deep=False) == [], sent.rule
    return "acknowledged" if was_acknowledged else "whole" if left else "not there"


def _sender(plan: Plan, sent: Sent) -> Sender:
    caller, path, typed = plan.filled(sent)
    cookies = {each.key: each.value for each in caller.client._cookies.values()}  # type: ignore[attr-defined]
    return Sender(path, urlencode({"csrf_token": caller.token(), **typed}), cookies)


def _sent_again(sender: Sender, port: int) -> float:
    """Send a form until it is acknowledged; give how long the last time took."""
    until = time.monotonic() + LONGEST
    while time.monotonic() < until:
        began = time.monotonic()
        if sender.send(port):
            return time.monotonic() - began
        assert sender.answers[-1] is None or sender.answers[-1][0] == 503, sender.answers[-1]
        time.sleep(0.05)
    raise AssertionError(sender.answers[-3:])
