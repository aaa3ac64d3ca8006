"""Accounts as the administrator sees them: of houses their codes alone."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, func, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import AccountState, LinkKind
from safehouse.domain.errors import NotFound
from safehouse.models.accounts import Account, AccountLink, LoginSession
from safehouse.models.accounts import Grant as GrantRow
from safehouse.models.houses import House
from safehouse.services.accounts.drafts import GrantDraft
from safehouse.services.accounts.granting import drafts_of
from safehouse.services.accounts.rights import load_grants, require_administrator
from safehouse.services.context import Context
from safehouse.services.one_time_links import is_open


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account in the list, without its mail address. `last_seen_on`: the day of the administrator's time zone."""

    id: str
    label: str
    grants: tuple[GrantDraft, ...]
    state: AccountState
    created_at: datetime
    last_seen_on: date | None


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A one-time link that still works; its address is known to nobody here."""

    kind: LinkKind
    made_at: datetime
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class AccountView:
    """One account on its own page."""

    line: AccountLine
    email: str
    locale: str
    time_zone: str
    open_link: OpenLink | None


def list_accounts(context: Context, actor: Actor) -> tuple[AccountLine, ...]:
    """Every account, by label. Raises NotFound for an actor who is no administrator."""
    require_administrator(actor)
    with context.store.reading() as session:
        grants = _all_grants(session)
        seen = dict(
            session.exec(
                select(LoginSession.account_id, func.max(LoginSession.seen_at)).group_by(col(LoginSession.account_id))
            ).all()
        )
        accounts = session.exec(select(Account).order_by(col(Account.label), col(Account.id))).all()
        return tuple(_line(account, grants.get(account.id, ()), seen.get(account.id), actor) for account in accounts)


def get_account(context: Context, actor: Actor, *, account_id: str, now: datetime) -> AccountView:
    """One account. Raises NotFound for an unknown one and for an actor who is no administrator."""
    require_administrator(actor)
    with context.store.reading() as session:
        account = session.get(Account, account_id)
        if account is None:
            raise NotFound
        seen_at = session.exec(
            select(func.max(LoginSession.seen_at)).where(LoginSession.account_id == account_id)
        ).one()
        line = _line(account, drafts_of(session, load_grants(session, account_id)), seen_at, actor)
        link = _find_open_link(session, account_id, now)
        return AccountView(line, account.email, account.locale, account.time_zone, link)


def _all_grants(session: Session) -> Mapping[str, tuple[GrantDraft, ...]]:
    """The grants of every account that has any, in one query."""
    rows = session.exec(
        select(GrantRow, House.code)
        .join(House, col(House.id) == col(GrantRow.house_id), isouter=True)
        .order_by(col(GrantRow.role), col(GrantRow.country), col(House.code))
    ).all()
    found: dict[str, tuple[GrantDraft, ...]] = {}
    for grant, code in rows:
        found[grant.account_id] = (*found.get(grant.account_id, ()), GrantDraft(grant.role, grant.country, code))
    return found


def _line(account: Account, grants: tuple[GrantDraft, ...], seen_at: datetime | None, actor: Actor) -> AccountLine:
    seen_on = seen_at.astimezone(ZoneInfo(actor.time_zone)).date() if seen_at else None
    return AccountLine(account.id, account.label, grants, _state(account), account.created_at, seen_on)


def _state(account: Account) -> AccountState:
    if account.disabled_at is not None:
        return AccountState.DISABLED
    return AccountState.INVITED if account.password_hash is None else AccountState.ACTIVE


def _find_open_link(session: Session, account_id: str, now: datetime) -> OpenLink | None:
    link = session.exec(select(AccountLink).where(AccountLink.account_id == account_id, *is_open(now))).first()
    return OpenLink(link.kind, link.made_at, link.ends_at) if link else None
