"""Forgotten passwords: a wish is written down for every address alike, and a link is mailed where there is an account.

The page writes without looking whether the address has an account, so that its answer and its time are the same; the scheduler
looks, a few seconds later.
"""

from datetime import datetime, timedelta

from sqlmodel import Session, col, func, select

from safehouse.domain.codes import LinkKind
from safehouse.models.accounts import Account, AccountLink, LinkWish
from safehouse.services.accounts.checking import email_key, normal_email
from safehouse.services.accounts.links import make_link
from safehouse.services.context import Context
from safehouse.services.one_time_links import is_unused

RUN_LIMIT = 50
"""Wishes that are answered in one transaction."""
PAUSE = timedelta(minutes=5)
"""A link that is younger is good enough: nobody's mailbox is filled by somebody else's wishes."""


def wish_link(context: Context, *, email: str, now: datetime) -> None:
    """Write down that somebody with this address has forgotten the password."""
    with context.store.transaction() as session:
        session.add(LinkWish(email_key=email_key(context.vault, normal_email(email)), wished_at=now))


def answer_wishes(context: Context, *, now: datetime) -> int:
    """Mail a link for every wish whose address has an account that can log in; returns how many links were made.

    Safe to repeat and to run in several processes: a wish is taken by one of them. An invited account keeps its invitation.
    """
    with context.store.reading() as session:
        if session.exec(select(LinkWish.id).limit(1)).first() is None:
            return 0
    with context.store.transaction() as session:
        accounts = [account for key in _take(session) if (account := _find_account(session, key, now)) is not None]
        for account in accounts:
            make_link(context, session, account, made_by=None, now=now)
        return len(accounts)


def _take(session: Session) -> tuple[str, ...]:
    """The addresses of the oldest wishes, each once, by their keys; the wishes are gone with that."""
    oldest = select(LinkWish).order_by(col(LinkWish.wished_at), col(LinkWish.id)).limit(RUN_LIMIT)
    wishes = session.exec(oldest.with_for_update(skip_locked=True)).all()
    for wish in wishes:
        session.delete(wish)
    return tuple(dict.fromkeys(wish.email_key for wish in wishes))


def _find_account(session: Session, key: str, now: datetime) -> Account | None:
    account = session.exec(
        select(Account).where(
            Account.email_key == key, col(Account.disabled_at).is_(None), col(Account.password_hash).is_not(None)
        )
    ).first()
    return account if account is not None and not _has_new_link(session, account.id, now) else None


def _has_new_link(session: Session, account_id: str, now: datetime) -> bool:
    new_links = (
        select(func.count())
        .select_from(AccountLink)
        .where(
            AccountLink.account_id == account_id,
            AccountLink.kind == LinkKind.RESET,
            *is_unused(),
            col(AccountLink.made_at) > now - PAUSE,
        )
    )
    return session.exec(new_links).one() > 0
