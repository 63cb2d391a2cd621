"""Send what is due today: one mail to each person, with references and links only.

A step is recorded as sent only after the server took the mail, so that a run that breaks off loses nothing: the next
one sends the rest. A crash between the server's answer and our record can make one mail go out twice; both then have
the same Message-ID, which is made of what the mail is about. Twice is the lesser harm: nobody is left untold.
"""

import fcntl
import hashlib
import json
import os
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from sqlalchemy import Engine

from tracker import mail
from tracker.commands import escalations as commands
from tracker.commands.escalations import Tried
from tracker.commands.reviews import lift_lapsed_embargoes
from tracker.database import open_visit
from tracker.errors import RuleBrokenError
from tracker.mail import AddressRefusedError, Mail, NotTakenError, Postman, ServerDownError
from tracker.queries import escalations as queries
from tracker.queries.escalations import DueToday, Step, Waiting
from tracker.rules.phrases import amount
from tracker.settings import Settings
from tracker.visit import SERVICE, Visit
from tracker.words import EscalationStep, Sending

KEY_LENGTH = 32
NO_SERVER = "No mail server is set (TRACKER_SMTP_HOST): nothing was sent."
TRIAL = "A trial: nothing was sent and nothing recorded."
LAST_WORD = "Sign in to see what is asked. This mail says no more, because a mail can be read by others."
HEADINGS = {
    EscalationStep.REMINDER_28: "Due within 28 days",
    EscalationStep.REMINDER_14: "Due within 14 days",
    EscalationStep.REMINDER_7: "Due within 7 days",
    EscalationStep.AGENCY_LEAD: "Overdue, owned by your agency",
    EscalationStep.SUB_GROUP_CHAIR: "Overdue for 28 days or more, for your sub-group",
}


@dataclass(frozen=True)
class Letter:
    """One mail, and the steps that it takes."""

    steps: Sequence[Step]
    mail: Mail


@dataclass
class Run:
    """What one run did: the mails that were taken, the steps that reach nobody, and what is left for the next run."""

    sent: list[Mail] = field(default_factory=list)
    printed: list[Mail] = field(default_factory=list)
    to_nobody: list[Step] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    waiting: Sequence[Waiting] = ()
    why: str = ""

    def as_json(self) -> dict[str, Any]:
        """Give the run as plain values."""
        return {
            "sent": [_told(each) for each in self.sent],
            "printed": [{**_told(each), "body": each.body} for each in self.printed],
            "could_not_be_sent": [_failed(each) for each in self.to_nobody],
            "left_for_the_next_run": self.left,
            "waiting_for_a_person": [{**asdict(each), "due": each.due.isoformat()} for each in self.waiting],
            "why_nothing_was_sent": self.why,
        }

    def in_words(self) -> str:
        """Tell the run in sentences."""
        said = [f"To {each.to}: {each.subject}\n\n{each.body}" for each in self.printed]
        said += [f"Sent to {each.to}: {each.subject}." for each in self.sent]
        said += [f"{_about(each)} ({each.post}) {each.problem}." for each in self.to_nobody]
        said += self.left
        said += [f"{each.reference}: the step “{each.step.value}” waits for a person." for each in self.waiting]
        return "\n".join([*said, self.why] if self.why else said) or "Nothing is due."


def _told(sent: Mail) -> dict[str, str]:
    return {"to": sent.to, "subject": sent.subject, "key": sent.key}


def _failed(step: Step) -> dict[str, str]:
    return {"about": _about(step), "step": step.step.value, "post": step.post, "why": str(step.problem)}


def _about(step: Step) -> str:
    return f"{_plain(step.reference)}: {step.step.value}"


def _plain(words: str) -> str:
    return " ".join(words.split())


def run(engine: Engine, settings: Settings, *, dry_run: bool = False) -> Run:
    """Send every step that is due today and was not taken; without a mail server, or on trial, only print them."""
    if dry_run or not settings.smtp_host:
        with open_visit(engine, SERVICE, settings) as visit:
            due = queries.due_today(visit)
            mails = [_letter(visit, steps, settings).mail for steps in _by_person(due)]
        return Run(
            printed=mails,
            to_nobody=[step for step in due.steps if step.problem],
            waiting=due.waiting,
            why=TRIAL if dry_run else NO_SERVER,
        )
    with _alone(settings):
        return _send_all(engine, settings)


@contextmanager
def _alone(settings: Settings) -> Iterator[None]:
    """Let only one run send at a time; the lock goes with the process."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    handle = os.open(settings.data_dir / "remind.lock", os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o640)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        yield
    except BlockingIOError as error:
        raise RuleBrokenError(["Another run is sending at this moment. Nothing was sent by this one."]) from error
    finally:
        os.close(handle)


def _send_all(engine: Engine, settings: Settings) -> Run:
    with open_visit(engine, SERVICE, settings, change=True) as visit:
        lift_lapsed_embargoes(visit)
        due = queries.due_today(visit)
        done = Run(to_nobody=[step for step in due.steps if step.problem], waiting=due.waiting)
        for step in done.to_nobody:
            commands.note(visit, _tried(step, step.problem or Sending.NOBODY))
        letters = [_letter(visit, steps, settings) for steps in _by_person(due)]
    if not letters:
        return done
    waiting = list(letters)
    try:
        with mail.connected(settings) as postman:
            for letter in letters:
                if (outcome := _hand_over(postman, letter, done)) is not None:
                    _record(engine, settings, letter, outcome)
                    waiting.remove(letter)
    except ServerDownError as error:
        done.left.append(f"{error.sentence} The next run sends what is left: {amount(len(waiting), 'mail')}.")
    return done


def _hand_over(postman: Postman, letter: Letter, done: Run) -> tuple[Sending, str] | None:
    """Hand one mail to the server; give what became of it, or nothing when the next run has to try again."""
    try:
        message_id = postman.send(letter.mail)
    except AddressRefusedError:
        done.to_nobody += [replace(step, problem=Sending.REFUSED) for step in letter.steps]
        return Sending.REFUSED, ""
    except NotTakenError as error:
        done.left.append(f"{letter.mail.to}: {error.sentence}")
        return None
    done.sent.append(letter.mail)
    return Sending.SENT, message_id


def _record(engine: Engine, settings: Settings, letter: Letter, outcome: tuple[Sending, str]) -> None:
    with open_visit(engine, SERVICE, settings, change=True) as visit:
        for step in letter.steps:
            commands.note(visit, _tried(step, *outcome))


def _tried(step: Step, outcome: Sending, message_id: str = "") -> Tried:
    return Tried(step.action_id, step.due, step.step, outcome, step.post_id, step.person_id, message_id)


def _by_person(due: DueToday) -> Sequence[Sequence[Step]]:
    """Put together what goes to one person, whichever of their posts it is for."""
    found: dict[int, list[Step]] = defaultdict(list)
    for step in due.steps:
        if step.problem is None and step.person_id is not None:
            found[step.person_id].append(step)
    return list(found.values())


def _letter(visit: Visit, steps: Sequence[Step], settings: Settings) -> Letter:
    number = len({step.action_id for step in steps})
    about = json.dumps([steps[0].person_id, sorted((s.action_id, s.step.value, s.due.isoformat()) for s in steps)])
    subject = f"Improvement plan: {amount(number, 'action')} to look at"
    body = "\n\n".join([*_paragraphs(steps, settings.base_url.rstrip("/")), LAST_WORD]) + "\n"
    key = hashlib.sha256(about.encode()).hexdigest()[:KEY_LENGTH]
    return Letter(steps, Mail(steps[0].email, subject, body, key, visit.now))


def _paragraphs(steps: Sequence[Step], address: str) -> Iterator[str]:
    """Write under each heading a reference and its address, and nothing else of any record."""
    for kind, heading in HEADINGS.items():
        lines = [f"{_plain(s.reference)}: {address}/actions/{s.action_id}" for s in steps if s.step is kind]
        if lines:
            yield "\n".join([f"{heading}:", *lines])
