"""The outbox: the duty contact is woken once and once more, by messages that say nothing, and nobody is woken for nothing."""

import json
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlmodel import col, select

from safehouse.domain.codes import Channel, DeclinedHouse, MailKind, Urgency
from safehouse.domain.ids import new_id
from safehouse.models.accounts import Account
from safehouse.models.houses import DutyContact
from safehouse.models.mail import OutboxMessage
from safehouse.services.contacts import Contact, seal_contact
from safehouse.services.context import Context
from safehouse.services.mail import SENTENCE, SUBJECT, send_due_messages
from safehouse.services.mail.sending import ATTEMPTS, CLAIM_FOR, FIRST_PAUSE
from safehouse.services.offers import accept_offer, decline_offer, open_offer
from safehouse.settings import MailServer
from tests.rows import HouseRows
from tests.services.night import Night
from tests.support.mailbox import Mailbox, open_mailbox

DUTY = Contact(telephone="+31600000001", mail="duty@example.org")
HALF_TIME = timedelta(minutes=10)
"""Of the twenty minutes in which an emergency must be answered."""


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        yield opened


@pytest.fixture
def posting(night: Night, mailbox: Mailbox) -> Night:
    """The night with a mail server."""
    return with_settings(night, mail=mailbox.server)


def with_settings(
    night: Night, *, mail: MailServer | None = None, wake_command: tuple[str, ...] | None = None
) -> Night:
    settings = replace(night.context.settings, mail=mail, wake_command=wake_command)
    return replace(night, context=replace(night.context, settings=settings))


def add_contact(night: Night, house: HouseRows, contact: Contact = DUTY) -> str:
    contact_id = new_id()
    with night.context.store.transaction() as session:
        sealed = seal_contact(night.context.vault, contact_id, contact)
        session.add(DutyContact(id=contact_id, house_id=house.id, position=1, contact=sealed))
    return contact_id


def an_emergency(night: Night, house: HouseRows) -> str:
    """The id of an offer of an emergency to the house."""
    return night.offer(night.request(columns={"urgency": Urgency.EMERGENCY}), house)


def send(night: Night) -> int:
    return send_due_messages(night.context, now=night.now)


def messages(context: Context) -> tuple[OutboxMessage, ...]:
    with context.store.reading() as session:
        found = tuple(session.exec(select(OutboxMessage).order_by(col(OutboxMessage.due_at))))
        session.expunge_all()
    return found


def address_of(night: Night, account_id: str) -> str:
    with night.context.store.reading() as session:
        return session.get_one(Account, account_id).email


class TestWaking:
    def test_a_duty_contact_is_mailed_at_once_and_again_at_half_time(self, posting: Night, mailbox: Mailbox) -> None:
        house = posting.house(1)
        add_contact(posting, house)
        an_emergency(posting, house)
        send(posting)
        assert mailbox.recipients == [DUTY.mail]
        posting.clock.forward(HALF_TIME - timedelta(seconds=1))
        send(posting)
        assert mailbox.recipients == [DUTY.mail]
        posting.clock.forward(timedelta(seconds=1))
        send(posting)
        assert mailbox.recipients == [DUTY.mail, DUTY.mail]

    def test_the_managers_of_the_house_are_mailed_too_and_nobody_else(self, posting: Night, mailbox: Mailbox) -> None:
        house, other = posting.house(1), posting.house(1)
        manager = posting.manager(house)
        posting.manager(other)
        an_emergency(posting, house)
        send(posting)
        assert mailbox.recipients == [address_of(posting, manager.account_id)]

    def test_a_disabled_account_is_not_mailed(self, posting: Night) -> None:
        house = posting.house(1)
        manager = posting.manager(house)
        with posting.context.store.transaction() as session:
            session.get_one(Account, manager.account_id).disabled_at = posting.now
        an_emergency(posting, house)
        assert messages(posting.context) == ()

    @pytest.mark.parametrize("deed", ["opened", "accepted", "declined"])
    def test_nobody_is_woken_again_for_an_offer_that_was_opened_or_answered(
        self, posting: Night, mailbox: Mailbox, deed: str
    ) -> None:
        house = posting.house(1)
        add_contact(posting, house)
        offer_id = an_emergency(posting, house)
        send(posting)
        answer(posting, house, offer_id, deed)
        posting.clock.forward(HALF_TIME)
        assert send(posting) == 0
        assert len(mailbox.mails) == 1

    def test_nobody_is_woken_when_the_time_to_answer_has_passed(self, posting: Night, mailbox: Mailbox) -> None:
        house = posting.house(1)
        add_contact(posting, house)
        an_emergency(posting, house)
        posting.clock.forward(2 * HALF_TIME)
        assert send(posting) == 0
        assert mailbox.mails == []
        assert all(message.dropped_at for message in messages(posting.context))

    def test_a_contact_that_was_retired_is_not_woken(self, posting: Night, mailbox: Mailbox) -> None:
        house = posting.house(1)
        contact_id = add_contact(posting, house)
        an_emergency(posting, house)
        with posting.context.store.transaction() as session:
            session.get_one(DutyContact, contact_id).retired_at = posting.now
        send(posting)
        assert mailbox.mails == []


class TestWhatMessagesSay:
    def test_all_offer_messages_are_alike_and_say_nothing(self, posting: Night, mailbox: Mailbox) -> None:
        """Seen to fail with the urgency in the subject."""
        for urgency in Urgency:
            house = posting.house(1)
            add_contact(posting, house)
            posting.offer(posting.request(columns={"urgency": urgency}), house)
        send(posting)
        posting.clock.forward(HALF_TIME)
        send(posting)
        assert len(mailbox.mails) == 4
        assert {mail.form for mail in mailbox.mails} == {(SUBJECT, f"{SENTENCE}\r\n")}

    def test_mails_differ_in_recipient_date_and_id_only(self, posting: Night, mailbox: Mailbox) -> None:
        for number in range(2):
            house = posting.house(1)
            add_contact(posting, house, replace(DUTY, mail=f"duty{number}@example.org"))
            an_emergency(posting, house)
        send(posting)
        own = {"To", "Date", "Message-ID", "X-RcptTo", "X-Peer"}
        one, other = ([header for header in mail.message.items() if header[0] not in own] for mail in mailbox.mails)
        assert one == other

    def test_no_id_of_offer_house_or_request_is_anywhere_in_a_mail(self, posting: Night, mailbox: Mailbox) -> None:
        house = posting.house(1)
        add_contact(posting, house)
        request_id = posting.request()
        offer_id = posting.offer(request_id, house)
        send(posting)
        [mail] = mailbox.mails
        assert not any(told in mail.message.as_string() for told in (offer_id, request_id, house.id, house.code))


class TestEachMessageOnce:
    def test_two_schedulers_at_once_send_each_message_once(self, posting: Night, mailbox: Mailbox) -> None:
        """Seen to fail on PostgreSQL when a message stays due while it is being sent."""
        for number in range(6):
            house = posting.house(1)
            add_contact(posting, house, replace(DUTY, mail=f"duty{number}@example.org"))
            an_emergency(posting, house)
        start = Barrier(2)

        def run() -> None:
            start.wait()
            send(posting)

        threads = [Thread(target=run) for _ in range(2)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert mailbox.recipients == [f"duty{number}@example.org" for number in range(6)]

    def test_a_message_that_was_sent_is_not_sent_again(self, posting: Night, mailbox: Mailbox) -> None:
        house = posting.house(1)
        add_contact(posting, house)
        an_emergency(posting, house)
        assert [send(posting), send(posting)] == [1, 0]
        assert len(mailbox.mails) == 1


class TestFailures:
    def test_without_a_mail_server_messages_wait_and_nothing_fails(self, night: Night) -> None:
        house = night.house(1)
        add_contact(night, house)
        an_emergency(night, house)
        assert send(night) == 0
        waiting = messages(night.context)
        assert [message.kind for message in waiting] == [MailKind.OFFER] * 2 + [MailKind.OFFER_REMINDER] * 2
        assert not any(message.attempts or message.sent_at or message.dropped_at for message in waiting)

    def test_a_mail_that_was_refused_is_tried_again_under_the_same_id(self, posting: Night, mailbox: Mailbox) -> None:
        house = posting.house(1)
        add_contact(posting, house)
        an_emergency(posting, house)
        mailbox.refuses = True
        assert send(posting) == 0
        mailbox.refuses = False
        posting.clock.forward(FIRST_PAUSE - timedelta(seconds=1))
        assert send(posting) == 0
        posting.clock.forward(timedelta(seconds=1))
        assert send(posting) == 1
        [mail], [first, *_] = mailbox.mails, [one for one in messages(posting.context) if one.sent_at]
        assert mail.message["Message-ID"] == f"<{first.id}@example.org>"
        assert first.attempts == 2

    def test_a_server_that_is_away_is_a_failure_like_any_other(self, night: Night, mailbox: Mailbox) -> None:
        away = with_settings(night, mail=replace(mailbox.server, port=1))
        house = away.house(1)
        add_contact(away, house)
        an_emergency(away, house)
        assert send(away) == 0
        assert [one.attempts for one in messages(away.context) if one.channel is Channel.MAIL] == [1, 0]

    def test_an_address_that_is_none_is_a_failure_like_any_other(self, posting: Night) -> None:
        """Seen red without the look at it: the library that writes mails fails on it in a way of its own."""
        add_contact(posting, house := posting.house(1), replace(DUTY, mail="jan@"))
        an_emergency(posting, house)
        assert send(posting) == 0

    def test_pauses_grow_and_a_message_is_given_up_in_the_end(self, posting: Night, mailbox: Mailbox) -> None:
        house = posting.house(1)
        add_contact(posting, house)
        posting.offer(posting.request(columns={"urgency": Urgency.PLANNED}), house)
        mailbox.refuses = True
        tries = []
        while not (first := messages_of(posting, MailKind.OFFER)[0]).dropped_at:
            posting.clock.now = max(posting.now, first.due_at)
            tries.append(posting.now)
            send(posting)
        pauses = [later - earlier for earlier, later in pairwise(tries)]
        assert len(tries) == ATTEMPTS
        assert pauses == sorted(pauses)

    def test_a_scheduler_that_was_killed_while_sending_leaves_a_message_for_the_next(
        self, posting: Night, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        house = posting.house(1)
        add_contact(posting, house)
        posting.offer(posting.request(), house)
        with monkeypatch.context() as patch:
            patch.setattr("safehouse.services.mail.sending.deliver", _be_killed)
            with pytest.raises(KeyboardInterrupt):
                send(posting)
        assert send(posting) == 0
        posting.clock.forward(CLAIM_FOR)
        assert send(posting) == 1
        assert mailbox.recipients == [DUTY.mail]

    def test_a_damaged_contact_does_not_keep_the_others_from_being_woken(
        self, posting: Night, mailbox: Mailbox
    ) -> None:
        damaged, whole = posting.house(1), posting.house(1)
        contact_id = add_contact(posting, damaged)
        add_contact(posting, whole)
        with posting.context.store.transaction() as session:
            session.get_one(DutyContact, contact_id).contact = b"not what was sealed"
        an_emergency(posting, damaged)
        an_emergency(posting, whole)
        send(posting)
        assert mailbox.recipients == [DUTY.mail]


class TestWakeCommand:
    @pytest.fixture
    def gateway(self, night: Night, tmp_path: Path) -> Night:
        """The night with a gateway that writes down what it is given, and fails while a file says so."""
        return with_settings(night, wake_command=(sys.executable, "-c", _GATEWAY, str(tmp_path)))

    def test_the_command_gets_the_text_on_standard_input_and_the_number_in_its_environment(
        self, gateway: Night, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Seen to fail with the whole environment handed on."""
        monkeypatch.setenv("SAFEHOUSE_MASTER_KEY", "not for the gateway")
        house = gateway.house(1)
        add_contact(gateway, house)
        an_emergency(gateway, house)
        assert send(gateway) == 1
        called = json.loads((tmp_path / "called").read_text())
        assert called == {"text": f"{SENTENCE}\n", "ours": {"WAKE_NUMBER": DUTY.telephone}}

    def test_a_command_that_fails_is_tried_again(self, gateway: Night, tmp_path: Path) -> None:
        house = gateway.house(1)
        add_contact(gateway, house)
        an_emergency(gateway, house)
        (tmp_path / "fail").touch()
        assert send(gateway) == 0
        (tmp_path / "fail").unlink()
        gateway.clock.forward(FIRST_PAUSE)
        assert send(gateway) == 1

    def test_a_command_that_does_not_exist_is_a_failure_like_any_other(self, night: Night) -> None:
        nothing = with_settings(night, wake_command=("/nowhere/gateway",))
        house = nothing.house(1)
        add_contact(nothing, house)
        an_emergency(nothing, house)
        assert send(nothing) == 0


_GATEWAY = """
import json, os, pathlib, sys
folder = pathlib.Path(sys.argv[1])
ours = {name: value for name, value in os.environ.items() if name.startswith(("SAFEHOUSE_", "WAKE_"))}
(folder / "called").write_text(json.dumps({"text": sys.stdin.read(), "ours": ours}))
sys.exit((folder / "fail").exists())
"""


def answer(night: Night, house: HouseRows, offer_id: str, deed: str) -> None:
    """Open, accept or decline an offer as a manager of the house."""
    manager = night.manager(house)
    if deed == "opened":
        open_offer(night.context, manager, offer_id=offer_id, now=night.now)
    elif deed == "accepted":
        accept_offer(night.context, manager, offer_id=offer_id, now=night.now)
    else:
        reason = DeclinedHouse.STAFF_SHORTAGE
        decline_offer(night.context, manager, offer_id=offer_id, reason=reason, now=night.now)


def messages_of(night: Night, kind: MailKind) -> list[OutboxMessage]:
    return [one for one in messages(night.context) if one.kind is kind and one.channel is Channel.MAIL]


def _be_killed(*_arguments: object) -> None:
    raise KeyboardInterrupt
