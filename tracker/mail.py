"""Send mail through the server that the settings name: one message after the other, each taken or not.

A message has nothing in its headers but what we wrote and one address that was looked at letter by letter.
"""

import re
import smtplib
import ssl
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from datetime import datetime
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime
from urllib.parse import urlsplit

from tracker.errors import InputError, TrackerError
from tracker.settings import Settings

ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9](?:[A-Za-z0-9.-]{0,251}[A-Za-z0-9])?")
SECONDS = 30
PERMANENT = 500
HERE = frozenset({"127.0.0.1", "localhost", "::1"})


class AddressRefusedError(TrackerError):
    """The address cannot be used, or the server says for good that it takes nothing for it."""


class NotTakenError(TrackerError):
    """The server did not take this message now; it is tried again by the next run."""


class ServerDownError(TrackerError):
    """The server cannot be reached or went away; nothing more is sent by this run."""


@dataclass(frozen=True)
class Mail:
    """One message; `key` is the same for the same content, so that a server or reader can tell a repetition."""

    to: str
    subject: str
    body: str
    key: str
    at: datetime


def faults(settings: Settings) -> list[str]:
    """List what stands against sending, each as a sentence."""
    found = []
    if not ADDRESS.fullmatch(settings.smtp_from):
        found.append("TRACKER_SMTP_FROM is not an address like reminders@example.org.")
    if settings.smtp_user and not settings.smtp_starttls and settings.smtp_host not in HERE:
        found.append("TRACKER_SMTP_STARTTLS is off: the password of the mail server would travel in the open.")
    return found


def written(mail: Mail, settings: Settings) -> EmailMessage:
    """Write a message; an address that is not plain is refused."""
    if not ADDRESS.fullmatch(mail.to):
        raise AddressRefusedError("The e-mail address cannot be used.")
    message = EmailMessage()
    message["From"] = Address(display_name=_plain(settings.board_name), addr_spec=settings.smtp_from)
    message["To"] = mail.to
    message["Subject"] = _plain(mail.subject)
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = f"<{mail.key}@{urlsplit(settings.base_url).hostname or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.body)
    return message


def _plain(words: str) -> str:
    return " ".join(words.split())


class Postman:
    """Hands messages to a server that is connected."""

    def __init__(self, server: smtplib.SMTP, settings: Settings) -> None:
        self._server, self._settings = server, settings

    def send(self, mail: Mail) -> str:
        """Send a message and return its Message-ID once the server has taken it."""
        message = written(mail, self._settings)
        try:
            self._server.send_message(message, from_addr=self._settings.smtp_from, to_addrs=[mail.to])
        except smtplib.SMTPRecipientsRefused as error:
            code = next(iter(error.recipients.values()))[0]
            if code >= PERMANENT:
                raise AddressRefusedError("The mail server refused the address.") from error
            raise NotTakenError(f"The mail server did not take it now ({code}).") from error
        except (smtplib.SMTPServerDisconnected, OSError) as error:
            if isinstance(error, smtplib.SMTPResponseException):
                raise NotTakenError(f"The mail server did not take it now ({error.smtp_code}).") from error
            raise ServerDownError("The mail server went away.") from error
        return str(message["Message-ID"])


@contextmanager
def connected(settings: Settings) -> Iterator[Postman]:
    """Connect to the mail server, with TLS and a password where set; a server that cannot do that gets nothing."""
    if found := faults(settings):
        raise InputError(" ".join(found))
    try:
        server = smtplib.SMTP(settings.smtp_host, settings.smtp_port, timeout=SECONDS)
    except (OSError, smtplib.SMTPException) as error:
        raise ServerDownError("The mail server cannot be reached.") from error
    try:
        _greet(server, settings)
        yield Postman(server, settings)
    finally:
        with suppress(OSError):
            server.quit()


def _greet(server: smtplib.SMTP, settings: Settings) -> None:
    try:
        if settings.smtp_starttls:
            server.starttls(context=ssl.create_default_context())
        if settings.smtp_user:
            server.login(settings.smtp_user, settings.smtp_password)
    except smtplib.SMTPNotSupportedError as error:
        raise ServerDownError("The mail server does not offer what the settings ask for (TLS, password).") from error
    except ssl.SSLError as error:
        raise ServerDownError("The mail server's certificate cannot be trusted; nothing was sent.") from error
    except smtplib.SMTPAuthenticationError as error:
        raise ServerDownError("The mail server does not take the user and password.") from error
    except (OSError, smtplib.SMTPException) as error:
        raise ServerDownError("The mail server went away.") from error
