"""What an account may do now, and how that ends: grants as an actor, ended sessions, and the administrator who must stay."""

from datetime import datetime

from sqlmodel import Session, col, func, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Role, SessionEnd
from safehouse.domain.errors import LastAdministrator, NotFound
from safehouse.models.accounts import Account, LoginSession
from safehouse.models.accounts import Grant as GrantRow


def require_administrator(actor: Actor | None) -> None:
    """Raise NotFound for an actor who is no administrator; None is the operator at the command line."""
    if actor is not None and Role.ADMINISTRATOR not in actor.roles:
        raise NotFound


def load_actor(session: Session, account: Account) -> Actor:
    """The account with what it is granted now."""
    return Actor(account.id, account.label, account.locale, account.time_zone, load_grants(session, account.id))


def load_grants(session: Session, account_id: str) -> tuple[Grant, ...]:
    """What an account is granted now."""
    rows = session.exec(select(GrantRow).where(GrantRow.account_id == account_id).order_by(col(GrantRow.id))).all()
    return tuple(Grant(row.role, row.country, row.house_id) for row in rows)


def end_sessions(session: Session, account_id: str, *, end: SessionEnd, now: datetime) -> None:
    """End every open session of an account, in the caller's transaction."""
    open_sessions = select(LoginSession).where(
        LoginSession.account_id == account_id, col(LoginSession.ended_at).is_(None)
    )
    for row in session.exec(open_sessions):
        row.ended_at = now
        row.end = end


def lock_administrators(session: Session) -> None:
    """Let the deeds that take rights away wait for each other.

    On PostgreSQL by the rows of all administrators, in one order; on SQLite a transaction that writes is alone anyway.
    """
    session.exec(
        select(Account.id).where(col(Account.id).in_(_administrators())).order_by(col(Account.id)).with_for_update()
    ).all()


def refuse_if_last(session: Session, account_id: str) -> None:
    """Raise LastAdministrator when this is the only administrator who can log in; the caller has locked them."""
    usable = col(Account.id).in_(_administrators()) & col(Account.disabled_at).is_(None)
    able = set(session.exec(select(Account.id).where(usable, col(Account.password_hash).is_not(None))))
    if able == {account_id}:
        raise LastAdministrator


def count_administrators(session: Session) -> int:
    """How many administrators are not disabled, those who have only been invited included."""
    enabled = col(Account.id).in_(_administrators()) & col(Account.disabled_at).is_(None)
    return session.exec(select(func.count()).select_from(Account).where(enabled)).one()


def _administrators() -> SelectOfScalar[str]:
    return select(GrantRow.account_id).where(GrantRow.role == Role.ADMINISTRATOR)
