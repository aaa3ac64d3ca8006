"""One-time links: stored as a hash, used once, ended by time and by a newer one, and mailed without a word of what they are for."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial

import pytest
from sqlalchemy import text
from sqlmodel import col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import LinkKind, MailKind, Role, SessionEnd
from safehouse.domain.errors import InvalidInput, LinkRefused, LoginRefused, Problem
from safehouse.models import metadata
from safehouse.models.accounts import Account, AccountLink, LoginSession
from safehouse.models.audit import AuditEntry
from safehouse.models.mail import OutboxMessage
from safehouse.services.accounts import (
    OneTimeLink,
    disable_account,
    find_link,
    send_link,
    set_password,
)
from safehouse.services.context import Context
from safehouse.services.mail import SENTENCE, SUBJECT, send_due_messages
from safehouse.services.one_time_links import token_of
from safehouse.services.sealing import Vault
from safehouse.services.sessions import find_actor, log_in
from tests.rows import somebody
from tests.services.people import DUTCH_COORDINATOR, EMAIL, PASSWORD, create, invite, token_in, use
from tests.services.racing import race, winners
from tests.support.mailbox import Mailbox, open_mailbox
from tests.support.stores import NOW

A_SECOND = timedelta(seconds=1)
NEW_PASSWORD = "staple of another horse"


@pytest.fixture
def administrator(context: Context) -> Actor:
    return somebody(context, Role.ADMINISTRATOR)


@pytest.fixture
def invitation(context: Context, administrator: Actor) -> OneTimeLink:
    return invite(context, administrator)


@pytest.fixture
def reset(context: Context, administrator: Actor) -> OneTimeLink:
    """A link for somebody who has a password already."""
    return send_link(context, administrator, account_id=create(context, DUTCH_COORDINATOR), now=NOW)


@pytest.fixture
def mailbox() -> Iterator[Mailbox]:
    with open_mailbox() as opened:
        yield opened


def assert_refused(context: Context, link: OneTimeLink, *, now: datetime = NOW) -> None:
    """The link neither shows nor does anything, and leaves the password as it was."""
    with pytest.raises(LinkRefused):
        find_link(context, token=token_in(link), now=now)
    with pytest.raises(LinkRefused):
        use(context, link, now=now, password=NEW_PASSWORD)
    with pytest.raises(LoginRefused):
        log_in(context, email=EMAIL, password=NEW_PASSWORD, now=now)


def test_a_link_says_for_whom_it_is_and_sets_the_password(context: Context, invitation: OneTimeLink) -> None:
    view = find_link(context, token=token_in(invitation), now=NOW)
    assert (view.kind, view.label, view.locale) == (LinkKind.INVITATION, "Noor", "nl")
    set_password(
        context, token=token_in(invitation), password=PASSWORD, locale="ro", time_zone="Europe/Lisbon", now=NOW
    )
    session = find_actor(context, token=log_in(context, email=EMAIL, password=PASSWORD, now=NOW), now=NOW)
    assert session is not None
    assert (session.actor.locale, session.actor.time_zone) == ("ro", "Europe/Lisbon")


def test_who_was_invited_cannot_log_in_before(
    context: Context, invitation: OneTimeLink, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Alike in text and time: red when `log_in` answers before it looks at a password."""
    del invitation
    for password in ("", "None", PASSWORD):
        with pytest.raises(LoginRefused):
            log_in(context, email=EMAIL, password=password, now=NOW)
    checked: list[str | None] = []

    def watch(password_hash: str | None, _password: str) -> bool:
        checked.append(password_hash)
        return False

    monkeypatch.setattr("safehouse.services.sessions.is_right_password", watch)
    with pytest.raises(LoginRefused):
        log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    assert checked == [None]


def test_the_token_stands_in_no_table(context: Context, invitation: OneTimeLink) -> None:
    """Red when a message or a link keeps the address that it leads to."""
    with context.store.reading() as session:
        contents = "".join(
            repr(row)
            for table in metadata.sorted_tables
            for row in session.execute(text(f'SELECT * FROM "{table.name}"'))  # noqa: S608  # The names are our own tables'.
        )
    assert invitation.account_id in contents
    assert token_in(invitation) not in contents


def test_the_address_of_a_link_needs_the_master_key(context: Context, invitation: OneTimeLink) -> None:
    """Red when a token can be computed by everybody who reads the table."""
    with context.store.reading() as session:
        link_id = session.exec(select(AccountLink.id)).one()
    assert token_of(context.vault, link_id) == token_in(invitation)
    assert token_of(Vault(bytes(range(100, 132))), link_id) != token_in(invitation)
    assert len(token_in(invitation)) == 64


@pytest.mark.parametrize(("kind", "valid_for"), [("invitation", timedelta(days=7)), ("reset", timedelta(minutes=60))])
def test_a_link_runs_out(context: Context, request: pytest.FixtureRequest, kind: str, valid_for: timedelta) -> None:
    """Red when `_get_live` forgets `ends_at`."""
    link: OneTimeLink = request.getfixturevalue(kind)
    assert (link.kind, link.ends_at) == (LinkKind(kind), NOW + valid_for)
    assert find_link(context, token=token_in(link), now=link.ends_at - A_SECOND).kind == kind
    assert_refused(context, link, now=link.ends_at)


def test_a_link_works_once(context: Context, invitation: OneTimeLink) -> None:
    """Red when `_use_up` marks nothing."""
    use(context, invitation, now=NOW)
    assert_refused(context, invitation)


def test_of_two_who_use_a_link_at_the_same_moment_one_does(context: Context, invitation: OneTimeLink) -> None:
    """Red, on PostgreSQL, when `_use_up` does not look again whether the link was used."""
    passwords = [f"{number} horses in a field" for number in range(4)]
    outcomes = race(*[partial(use, context, invitation, now=NOW, password=password) for password in passwords])
    assert winners(outcomes) == [None]
    assert log_in(context, email=EMAIL, password=passwords[outcomes.index(None)], now=NOW)


def test_a_newer_link_ends_the_older(context: Context, administrator: Actor, invitation: OneTimeLink) -> None:
    """Red when `make_link` leaves the older ones as they are."""
    newer = send_link(context, administrator, account_id=invitation.account_id, now=NOW)
    assert_refused(context, invitation)
    use(context, newer, now=NOW)


def test_the_link_of_a_disabled_account_leads_nowhere(
    context: Context, administrator: Actor, reset: OneTimeLink
) -> None:
    disable_account(context, administrator, account_id=reset.account_id, now=NOW)
    assert_refused(context, reset)


def test_a_link_of_an_account_that_is_disabled_by_hand_leads_nowhere_either(
    context: Context, reset: OneTimeLink
) -> None:
    """Red when `_get_live` does not look at the account."""
    with context.store.transaction() as session:
        session.get_one(Account, reset.account_id).disabled_at = NOW
    assert_refused(context, reset)


@pytest.mark.parametrize("token", ["", "nonsense", "0" * 64, "é"])
@pytest.mark.usefixtures("invitation")
def test_an_unknown_link_is_refused_like_one_that_was_used(context: Context, token: str) -> None:
    with pytest.raises(LinkRefused):
        find_link(context, token=token, now=NOW)


def test_a_password_set_by_a_link_ends_every_login(context: Context, reset: OneTimeLink) -> None:
    """Red when `set_password` leaves the sessions open: whoever stole the old password would stay."""
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    use(context, reset, now=NOW, password=NEW_PASSWORD)
    assert find_actor(context, token=token, now=NOW) is None
    with context.store.reading() as session:
        assert session.exec(select(LoginSession)).one().end is SessionEnd.PASSWORD_CHANGE
    with pytest.raises(LoginRefused):
        log_in(context, email=EMAIL, password=PASSWORD, now=NOW)


def test_what_is_wrong_with_the_form_leaves_the_link_as_it_is(context: Context, invitation: OneTimeLink) -> None:
    with pytest.raises(InvalidInput) as refused:
        set_password(context, token=token_in(invitation), password="short", locale="xx", time_zone="Mars/Base", now=NOW)
    assert [(problem.field, problem.problem) for problem in refused.value.problems] == [
        ("password", Problem.TOO_SHORT),
        ("locale", Problem.UNKNOWN_CODE),
        ("time_zone", Problem.UNKNOWN_CODE),
    ]
    use(context, invitation, now=NOW)


def test_a_link_that_is_made_and_used_is_on_record_without_its_token(
    context: Context, administrator: Actor, invitation: OneTimeLink
) -> None:
    use(context, invitation, now=NOW)
    with context.store.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject_id == invitation.account_id)).all()
        by_action = {entry.action: entry for entry in entries}
        assert by_action[Action.MADE_LINK].actor_id == administrator.account_id
        assert by_action[Action.SET_PASSWORD].actor_id == invitation.account_id


def with_mail(context: Context, mailbox: Mailbox) -> Context:
    return replace(context, settings=replace(context.settings, mail=mailbox.server))


def test_invitation_and_reset_are_mailed_alike_and_do_not_say_what_for(
    context: Context, administrator: Actor, mailbox: Mailbox
) -> None:
    """Red when the text of a message says what kind of link it holds."""
    posting = with_mail(context, mailbox)
    invitation = invite(posting, administrator)
    send_due_messages(posting, now=NOW)
    use(posting, invitation, now=NOW)
    reset = send_link(posting, administrator, account_id=invitation.account_id, now=NOW)
    send_due_messages(posting, now=NOW)
    assert mailbox.recipients == [EMAIL] * 2
    for mail, link in zip(mailbox.mails, (invitation, reset), strict=True):
        assert mail.form == (SUBJECT, f"{SENTENCE}\r\n\r\n{link.url}\r\n")


@pytest.mark.parametrize("end", ["used", "replaced", "too old", "disabled"])
def test_a_link_that_leads_nowhere_is_not_mailed(
    context: Context, administrator: Actor, mailbox: Mailbox, end: str
) -> None:
    posting, now = with_mail(context, mailbox), NOW
    link = invite(posting, administrator)
    if end == "used":
        use(posting, link, now=NOW)
    elif end == "replaced":
        send_link(posting, administrator, account_id=link.account_id, now=NOW)
    elif end == "disabled":
        disable_account(posting, administrator, account_id=link.account_id, now=NOW)
    else:
        now = link.ends_at
    send_due_messages(posting, now=now)
    assert link.url not in "".join(body for _subject, body in (mail.form for mail in mailbox.mails))
    with context.store.reading() as session:
        dropped = select(OutboxMessage).where(
            OutboxMessage.kind == MailKind.ACCOUNT_LINK, col(OutboxMessage.dropped_at).is_not(None)
        )
        assert len(session.exec(dropped).all()) == 1
