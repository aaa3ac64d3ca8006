"""One-time links: the only way to a first password, and the way to a new one. Used once, ended by time or by a newer one."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import LinkKind, Role, SessionEnd
from safehouse.domain.errors import LinkRefused, NotFound
from safehouse.domain.ids import new_id
from safehouse.models.accounts import Account, AccountLink
from safehouse.services import audit
from safehouse.services.accounts.checking import check_language_and_zone, check_password
from safehouse.services.accounts.rights import end_sessions, load_actor, require_administrator
from safehouse.services.context import Context
from safehouse.services.field_checks import FieldChecks
from safehouse.services.mail import enqueue_link_message
from safehouse.services.one_time_links import hash_of, is_open, is_unused, token_of, url_of
from safehouse.services.passwords import hash_password

VALID_FOR = {LinkKind.INVITATION: timedelta(days=7), LinkKind.RESET: timedelta(minutes=60)}


@dataclass(frozen=True, slots=True)
class OneTimeLink:
    """A link that was just made; shown once, and never again."""

    account_id: str
    label: str
    kind: LinkKind
    ends_at: datetime
    url: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class LinkView:
    """What whoever opens a link sees: for whom it is, and what that account has chosen so far."""

    kind: LinkKind
    label: str
    locale: str
    time_zone: str


def send_link(context: Context, actor: Actor, *, account_id: str, now: datetime) -> OneTimeLink:
    """A new link for an account, shown to the administrator and mailed: an invitation until there is a password, then a reset.

    It ends every older link. Raises NotFound for an account that is unknown, disabled or the actor's own, and for an actor
    who is no administrator.
    """
    require_administrator(actor)
    with context.store.transaction() as session:
        account = session.get(Account, account_id)
        if account is None or account.disabled_at is not None or account_id == actor.account_id:
            raise NotFound
        return make_link(context, session, account, made_by=actor, now=now)


def find_link(context: Context, *, token: str, now: datetime) -> LinkView:
    """What a link is for. Raises LinkRefused, alike for one that is unknown, used, too old, replaced, or of a disabled account."""
    with context.store.reading() as session:
        link, account = _get_live(context, session, token, now)
        return LinkView(link.kind, account.label, account.locale, account.time_zone)


def set_password(context: Context, *, token: str, password: str, locale: str, time_zone: str, now: datetime) -> None:
    """Use a link up: the account gets this password, language and time zone, and all of its sessions end.

    Raises LinkRefused like `find_link`, and InvalidInput with the fields `password`, `locale` and `time_zone`, which leaves
    the link as it is.
    """
    # An unknown link costs no hash: whoever tries tokens is answered at once and keeps nobody waiting.
    find_link(context, token=token, now=now)
    checks = FieldChecks()
    check_password(checks, password)
    check_language_and_zone(checks, locale=locale, time_zone=time_zone)
    checks.refuse_if_any()
    # The hash is computed outside every transaction: it takes long on purpose, and nobody should wait for it.
    password_hash = hash_password(password)
    with context.store.transaction() as session:
        link, account = _get_live(context, session, token, now)
        _use_up(session, link, now)
        account.password_hash, account.locale, account.time_zone = password_hash, locale, time_zone
        end_sessions(session, account.id, end=SessionEnd.PASSWORD_CHANGE, now=now)
        audit.record(
            session,
            actor=load_actor(session, account),
            role=None,
            action=Action.SET_PASSWORD,
            subject_kind=SubjectKind.ACCOUNT,
            subject_id=account.id,
            now=now,
            detail={"kind": link.kind},
        )


def make_link(
    context: Context,
    session: Session,
    account: Account,
    *,
    made_by: Actor | None,
    now: datetime,
    is_mailed: bool = True,
) -> OneTimeLink:
    """A new link in the caller's transaction, in place of all older ones; mailed without a word of what it is for."""
    void_links(session, account.id, now=now)
    kind = LinkKind.INVITATION if account.password_hash is None else LinkKind.RESET
    link_id, ends_at = new_id(), now + VALID_FOR[kind]
    session.add(
        AccountLink(
            id=link_id,
            account_id=account.id,
            kind=kind,
            token_hash=hash_of(context.vault, token_of(context.vault, link_id)),
            made_by_id=made_by.account_id if made_by else None,
            made_at=now,
            ends_at=ends_at,
        )
    )
    if is_mailed:
        enqueue_link_message(session, link_id=link_id, account_id=account.id, now=now)
    audit.record(
        session,
        actor=made_by,
        role=Role.ADMINISTRATOR if made_by else None,
        action=Action.MADE_LINK,
        subject_kind=SubjectKind.ACCOUNT,
        subject_id=account.id,
        now=now,
        detail={"kind": kind},
    )
    return OneTimeLink(account.id, account.label, kind, ends_at, url_of(context, link_id))


def void_links(session: Session, account_id: str, *, now: datetime) -> None:
    """End every link of an account, in the caller's transaction."""
    session.exec(
        update(AccountLink).where(col(AccountLink.account_id) == account_id, *is_unused()).values(voided_at=now)
    )


def _get_live(context: Context, session: Session, token: str, now: datetime) -> tuple[AccountLink, Account]:
    found = session.exec(
        select(AccountLink, Account)
        .join(Account, col(Account.id) == col(AccountLink.account_id))
        .where(
            AccountLink.token_hash == hash_of(context.vault, token),
            *is_open(now),
            col(Account.disabled_at).is_(None),
        )
    ).first()
    if found is None:
        raise LinkRefused
    return found


def _use_up(session: Session, link: AccountLink, now: datetime) -> None:
    """The one statement that decides who was first when a link is used twice at the same moment."""
    used = session.exec(update(AccountLink).where(col(AccountLink.id) == link.id, *is_unused()).values(used_at=now))
    if used.rowcount != 1:
        raise LinkRefused
