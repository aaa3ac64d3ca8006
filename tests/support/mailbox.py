"""A mail server on this machine that keeps what it is given, and can be told to refuse."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from safehouse.settings import MailServer, SmtpSecurity
from tests.support.ports import free_port

SENDER = "safehouse@example.org"


@dataclass(frozen=True)
class Mail:
    """One mail as it arrived."""

    recipient: str
    message: Message

    @property
    def form(self) -> tuple[str, str]:
        """What somebody who sees many mails could tell them apart by: subject and body."""
        body = self.message.get_payload(decode=True)
        return str(self.message["Subject"]), body.decode() if isinstance(body, bytes) else ""


@dataclass
class Mailbox:
    """Everything that arrived. `refuses` True: nothing is taken for now."""

    port: int
    mails: list[Mail] = field(default_factory=list)
    refuses: bool = False

    @property
    def recipients(self) -> list[str]:
        """Who got mail, once for each, sorted."""
        return sorted(mail.recipient for mail in self.mails)

    @property
    def server(self) -> MailServer:
        """The setting that sends mail here."""
        return MailServer(host="127.0.0.1", port=self.port, sender=SENDER, security=SmtpSecurity.NONE)

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802  # aiosmtpd's name.
        if self.refuses:
            return "451 Try again later"
        content = envelope.content if isinstance(envelope.content, bytes) else b""
        self.mails.extend(Mail(recipient, message_from_bytes(content)) for recipient in envelope.rcpt_tos)
        return "250 Taken"


@contextmanager
def open_mailbox() -> Iterator[Mailbox]:
    """A mail server that runs until the block is left."""
    mailbox = Mailbox(free_port())
    controller = Controller(mailbox, hostname="127.0.0.1", port=mailbox.port)
    controller.start()
    try:
        yield mailbox
    finally:
        controller.stop()
