"""The two ways out: a mail server, and the command that the administrator set for a gateway of text messages."""

import os
import smtplib
import ssl
import subprocess
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime

from safehouse.domain.addresses import is_mail_address
from safehouse.domain.codes import Channel
from safehouse.services.context import Context
from safehouse.services.mail.texts import SUBJECT
from safehouse.settings import MailServer, SmtpSecurity

SMTP_SECONDS = 10
COMMAND_SECONDS = 30
NUMBER_VARIABLE = "WAKE_NUMBER"
"""Where the gateway's command finds the number: arguments can be read by everybody on the machine, an environment cannot."""


class NotDelivered(Exception):  # noqa: N818  # Named after what happened, as all refusals are.
    """A message did not leave; it is tried again later. Its text is a code for the kind of failure, never a recipient."""


@dataclass(frozen=True, slots=True)
class Letter:
    """One message on its way: to a mail address or a telephone number. `id` stays the same when it is tried again."""

    id: str
    address: str
    body: str
    now: datetime


def open_channels(context: Context) -> tuple[Channel, ...]:
    """The channels that the administrator has set up."""
    settings = context.settings
    is_set = {Channel.MAIL: settings.mail is not None, Channel.COMMAND: settings.wake_command is not None}
    return tuple(channel for channel in Channel if is_set[channel])


def deliver(context: Context, channel: Channel, letter: Letter) -> None:
    """Hand a letter over to its channel, which must be open. Raises NotDelivered."""
    settings = context.settings
    if channel is Channel.MAIL and settings.mail is not None:
        _send_mail(settings.mail, letter)
    elif channel is Channel.COMMAND and settings.wake_command is not None:
        _run_command(settings.wake_command, letter)
    else:
        raise NotDelivered("channel_not_set_up")


def refuse_unreachable(server: MailServer) -> None:
    """Raise NotDelivered unless the mail server can be reached as the settings say and lets this service in."""
    with _let_in(server) as connection:
        connection.noop()


def _send_mail(server: MailServer, letter: Letter) -> None:
    if not is_mail_address(letter.address):
        # The library that writes the mail fails on some of these in ways of its own; nobody could be reached anyway.
        raise NotDelivered("no_mail_address")
    with _let_in(server) as connection:
        connection.send_message(_as_mail(server.sender, letter))


@contextmanager
def _let_in(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection to a mail server that lets this service in; whatever goes wrong with it is NotDelivered."""
    try:
        with _connect(server) as connection:
            if server.user is not None:
                connection.login(server.user, server.password or "")
            yield connection
    except (OSError, smtplib.SMTPException) as failure:
        # The text of an SMTP failure may hold the recipient's address; its class does not.
        raise NotDelivered(type(failure).__name__) from None


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.security is SmtpSecurity.TLS:
        return smtplib.SMTP_SSL(server.host, server.port, timeout=SMTP_SECONDS, context=ssl.create_default_context())
    connection = smtplib.SMTP(server.host, server.port, timeout=SMTP_SECONDS)
    if server.security is SmtpSecurity.STARTTLS:
        connection.starttls(context=ssl.create_default_context())
    return connection


def _as_mail(sender: str, letter: Letter) -> EmailMessage:
    mail = EmailMessage()
    mail["From"] = sender
    mail["To"] = letter.address
    mail["Subject"] = SUBJECT
    mail["Date"] = format_datetime(letter.now)
    # The same message tried twice has the same id, so that a mailbox that already has it can tell.
    mail["Message-ID"] = f"<{letter.id}@{sender.rpartition('@')[2].rstrip('>')}>"
    mail["Auto-Submitted"] = "auto-generated"
    mail.set_content(letter.body)
    return mail


def _run_command(command: tuple[str, ...], letter: Letter) -> None:
    try:
        subprocess.run(  # noqa: S603  # The command is the administrator's own setting; text and number are no part of it.
            command,
            input=letter.body,
            text=True,
            env={**_environment_without_secrets(), NUMBER_VARIABLE: letter.address},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            timeout=COMMAND_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError) as failure:
        raise NotDelivered(type(failure).__name__) from None


def _environment_without_secrets() -> Mapping[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("SAFEHOUSE_")}
