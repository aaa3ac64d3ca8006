"""Forgotten passwords: a wish costs the same for every address, and is answered where there is somebody who can log in."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import datetime, timedelta

import pytest
from sqlalchemy import Engine, event
from sqlmodel import col, select

from safehouse.domain.access import Action
from safehouse.domain.codes import LinkKind, MailKind, Role
from safehouse.domain.errors import LinkRefused
from safehouse.models.accounts import AccountLink, LinkWish
from safehouse.models.audit import AuditEntry
from safehouse.models.mail import OutboxMessage
from safehouse.services.accounts import answer_wishes, disable_account, find_link, send_link, wish_link
from safehouse.services.accounts.wishes import PAUSE, RUN_LIMIT
from safehouse.services.context import Context
from safehouse.services.one_time_links import token_of
from tests.rows import somebody
from tests.services.people import DUTCH_COORDINATOR, EMAIL, create, invite, token_in
from tests.services.racing import race
from tests.support.stores import NOW


def wish(context: Context, email: str = EMAIL, *, now: datetime = NOW) -> None:
    wish_link(context, email=email, now=now)


def links_of(context: Context) -> list[AccountLink]:
    with context.store.reading() as session:
        found = list(session.exec(select(AccountLink).order_by(col(AccountLink.made_at))))
        session.expunge_all()
    return found


def test_a_wish_is_answered_with_a_mailed_link(context: Context) -> None:
    account_id = create(context, DUTCH_COORDINATOR)
    wish(context, " NOOR@example.org ")
    assert answer_wishes(context, now=NOW) == 1
    assert answer_wishes(context, now=NOW) == 0
    [link] = links_of(context)
    assert (link.account_id, link.kind, link.made_by_id) == (account_id, LinkKind.RESET, None)
    assert find_link(context, token=token_of(context.vault, link.id), now=NOW).label == "Noor"
    with context.store.reading() as session:
        message = session.exec(select(OutboxMessage)).one()
        assert (message.kind, message.subject_id, message.account_id) == (MailKind.ACCOUNT_LINK, link.id, account_id)
        made = session.exec(select(AuditEntry).where(AuditEntry.action == Action.MADE_LINK)).one()
        assert (made.subject_id, made.actor_id) == (account_id, None)


def test_a_wish_asks_the_database_the_same_for_known_and_unknown(context: Context) -> None:
    """Red when `wish_link` looks the account up: what it does then differs, and takes another time."""
    create(context, DUTCH_COORDINATOR)
    asked: list[list[str]] = []
    for email in (EMAIL, "nobody@example.org"):
        statements: list[str] = []
        with heard(context.store.writer, statements), heard(context.store.reader, statements):
            wish(context, email)
        asked.append(statements)
    assert asked[0] == asked[1]
    assert [statement.split()[:3] for statement in asked[0] if "link_wish" in statement] == [
        ["INSERT", "INTO", "link_wish"]
    ]


@pytest.mark.parametrize("who", ["unknown", "disabled", "invited"])
def test_nobody_gets_a_link_who_could_not_log_in(context: Context, who: str) -> None:
    """Red when `_find_account` does not ask for a password and for an account that is not disabled."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    if who == "disabled":
        disable_account(context, administrator, account_id=create(context, DUTCH_COORDINATOR), now=NOW)
    invitation = invite(context, administrator) if who == "invited" else None
    before = len(links_of(context))
    wish(context)
    assert answer_wishes(context, now=NOW) == 0
    assert len(links_of(context)) == before
    if invitation is not None:
        # Whoever knows the address of somebody who was invited cannot end the invitation.
        assert find_link(context, token=token_in(invitation), now=NOW).kind is LinkKind.INVITATION


def test_many_wishes_are_one_link_and_a_new_one_comes_after_a_pause(context: Context) -> None:
    """Red when `_has_new_link` finds nothing: somebody else's wishes would fill a mailbox."""
    create(context, DUTCH_COORDINATOR)
    for _ in range(5):
        wish(context)
        answer_wishes(context, now=NOW)
    assert len(links_of(context)) == 1
    later = NOW + PAUSE
    wish(context, now=later)
    assert answer_wishes(context, now=later) == 1
    first, second = links_of(context)
    assert find_link(context, token=token_of(context.vault, second.id), now=later).kind is LinkKind.RESET
    with pytest.raises(LinkRefused):
        find_link(context, token=token_of(context.vault, first.id), now=later)


def test_a_link_that_the_administrator_has_just_made_is_not_ended_by_a_wish(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    link = send_link(context, administrator, account_id=create(context, DUTCH_COORDINATOR), now=NOW)
    wish(context, now=NOW + timedelta(minutes=1))
    assert answer_wishes(context, now=NOW + timedelta(minutes=1)) == 0
    assert find_link(context, token=token_in(link), now=NOW).kind is LinkKind.RESET


def test_several_schedulers_answer_a_wish_once(context: Context) -> None:
    """Red, on PostgreSQL, when `_take` does not lock what it takes."""
    create(context, DUTCH_COORDINATOR)
    for _ in range(5):
        wish(context)
    answers = race(*[lambda: answer_wishes(context, now=NOW)] * 4)
    assert sum(answer for answer in answers if isinstance(answer, int)) == 1


def test_no_wish_is_kept(context: Context) -> None:
    for number in range(RUN_LIMIT + 1):
        wish(context, f"nobody{number}@example.org")
    for _ in range(2):
        answer_wishes(context, now=NOW)
    with context.store.reading() as session:
        assert session.exec(select(LinkWish)).all() == []


def test_a_wish_holds_no_address(context: Context) -> None:
    wish(context)
    with context.store.reading() as session:
        assert "noor" not in repr(session.exec(select(LinkWish)).one()).lower()


class heard(AbstractContextManager[None]):  # noqa: N801  # Reads as a word.
    """Notes every statement that is sent through an engine, without its values."""

    def __init__(self, engine: Engine, statements: list[str]) -> None:
        self._engine = engine
        self._note: Callable[..., None] = lambda _c, _k, statement, *_: statements.append(statement)

    def __enter__(self) -> None:
        event.listen(self._engine, "before_cursor_execute", self._note)

    def __exit__(self, *_: object) -> None:
        event.remove(self._engine, "before_cursor_execute", self._note)
