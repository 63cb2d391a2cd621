"""What an operator types to send reminders, and what the exit status says."""

import json
import sys

import pytest

from tests.database.record import EMBEDDED_ONLY, environment
from tracker import cli


@pytest.fixture
def remind(record, monkeypatch, capsys):
    def typed(*words):
        settings = record.settings
        told = {**environment(settings), "TRACKER_SMTP_HOST": settings.smtp_host, "TRACKER_SMTP_STARTTLS": "false"}
        told |= {"TRACKER_SMTP_PORT": str(settings.smtp_port), "TRACKER_SMTP_FROM": settings.smtp_from}
        for name, value in told.items():
            monkeypatch.setenv(name, value)
        monkeypatch.setattr(sys, "argv", ["tracker", "remind", *words])
        with pytest.raises(SystemExit) as ended:
            cli.main()
        said = capsys.readouterr()
        return int(ended.value.code or 0), said.out, said.err

    return typed


@EMBEDDED_ONLY
def test_reminders_are_sent_by_a_command_and_a_second_one_has_nothing_to_do(remind, record, plan, serve_mail):
    box = serve_mail()
    status, told, _ = remind("--json")
    assert (status, len(json.loads(told)["sent"]), len(box.taken)) == (0, 3, 3)
    assert remind() == (0, "Nothing is due.\n", "")


@EMBEDDED_ONLY
def test_on_trial_what_would_be_sent_is_printed(remind, record, plan, serve_mail):
    box = serve_mail()
    status, told, _ = remind("--dry-run")
    assert status == 0
    assert f"{plan.soon.reference}: http://127.0.0.1:8050/actions/{plan.soon.id}" in told
    assert "A trial: nothing was sent" in told
    assert box.taken == []


@EMBEDDED_ONLY
def test_what_is_left_for_the_next_run_is_an_exit_status(remind, record, plan, serve_mail):
    serve_mail().refuses = {"lena.lead@board.example": "450 try later"}
    status, told, _ = remind()
    assert status == 1
    assert "lena.lead@board.example: The mail server did not take it now (450)." in told


@EMBEDDED_ONLY
def test_a_sender_that_is_no_address_is_one_sentence(remind, record, plan, serve_mail):
    serve_mail()
    record.settings.smtp_from = "nobody"
    status, told, complaint = remind()
    assert (status, told) == (1, "")
    assert complaint == "TRACKER_SMTP_FROM is not an address like reminders@example.org.\n"
