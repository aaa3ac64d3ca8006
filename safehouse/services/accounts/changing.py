"""What an administrator changes of an account: whether it may log in, and its grants. Its sessions end at once."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, delete

from safehouse.domain.access import Action, Actor, Grant, SubjectKind
from safehouse.domain.codes import Role, SessionEnd
from safehouse.domain.errors import NotFound
from safehouse.models.accounts import Account
from safehouse.models.accounts import Grant as GrantRow
from safehouse.services import audit
from safehouse.services.accounts.drafts import GrantDraft
from safehouse.services.accounts.granting import check_grants, grant_rows
from safehouse.services.accounts.links import void_links
from safehouse.services.accounts.rights import (
    end_sessions,
    load_grants,
    lock_administrators,
    refuse_if_last,
    require_administrator,
)
from safehouse.services.context import Context
from safehouse.services.field_checks import FieldChecks


def disable_account(context: Context, actor: Actor, *, account_id: str, now: datetime) -> None:
    """End every session and link of an account and let it log in no more. Doing so again changes nothing.

    Raises NotFound for an unknown account, the actor's own, and an actor who is no administrator, and LastAdministrator
    when nobody else could log in as one.
    """
    require_administrator(actor)
    with context.store.transaction() as session:
        account = _get_others(session, actor, account_id)
        if account.disabled_at is not None:
            return
        refuse_if_last(session, account_id)
        account.disabled_at = now
        void_links(session, account_id, now=now)
        end_sessions(session, account_id, end=SessionEnd.DISABLED, now=now)
        _record(session, actor, Action.DISABLED_ACCOUNT, account_id, now=now)


def enable_account(context: Context, actor: Actor, *, account_id: str, now: datetime) -> None:
    """Let a disabled account log in again, with the password and the grants that it had.

    Doing so again changes nothing. Raises NotFound like `disable_account`.
    """
    require_administrator(actor)
    with context.store.transaction() as session:
        account = _get_others(session, actor, account_id)
        if account.disabled_at is None:
            return
        account.disabled_at = None
        _record(session, actor, Action.ENABLED_ACCOUNT, account_id, now=now)


def change_grants(
    context: Context, actor: Actor, *, account_id: str, grants: Sequence[GrantDraft], now: datetime
) -> None:
    """Give an account these grants in place of those that it has, and end its sessions. The same ones again change nothing.

    Raises InvalidInput with the fields `grants-0-role` and so on, and NotFound and LastAdministrator like `disable_account`.
    """
    require_administrator(actor)
    with context.store.transaction() as session:
        _get_others(session, actor, account_id)
        checks = FieldChecks()
        wanted = check_grants(session, checks, grants, countries=context.settings.countries)
        checks.refuse_if_any()
        present = load_grants(session, account_id)
        gained = [grant for grant in wanted if grant not in present]
        lost = [grant for grant in present if grant not in wanted]
        if not gained and not lost:
            return
        if Role.ADMINISTRATOR in {grant.role for grant in lost}:
            refuse_if_last(session, account_id)
        session.exec(delete(GrantRow).where(col(GrantRow.account_id) == account_id))
        session.add_all(grant_rows(account_id, wanted))
        end_sessions(session, account_id, end=SessionEnd.ROLE_CHANGE, now=now)
        detail = {"gained": [_code(grant) for grant in gained], "lost": [_code(grant) for grant in lost]}
        _record(session, actor, Action.CHANGED_ROLES, account_id, now=now, detail=detail)


def _get_others(session: Session, actor: Actor, account_id: str) -> Account:
    """Somebody else's account, once no other deed takes rights away."""
    lock_administrators(session)
    account = session.get(Account, account_id)
    if account is None or account_id == actor.account_id:
        raise NotFound
    return account


def _code(grant: Grant) -> str:
    return f"{grant.role}:{grant.country or grant.house_id or ''}"


def _record(
    session: Session,
    actor: Actor,
    action: Action,
    account_id: str,
    *,
    now: datetime,
    detail: Mapping[str, Sequence[str]] | None = None,
) -> None:
    audit.record(
        session,
        actor=actor,
        role=Role.ADMINISTRATOR,
        action=action,
        subject_kind=SubjectKind.ACCOUNT,
        subject_id=account_id,
        now=now,
        detail=detail,
    )
