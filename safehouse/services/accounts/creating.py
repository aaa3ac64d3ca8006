"""New accounts: invited by a one-time link, as everybody is, or with a password at once for invented people."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, select

from safehouse.domain.access import Action, Actor, Grant, SubjectKind
from safehouse.domain.codes import Role
from safehouse.domain.errors import EnoughAdministrators, FieldProblem, InvalidInput, Problem
from safehouse.domain.ids import new_id
from safehouse.domain.locales import SOURCE_LOCALE
from safehouse.models.accounts import Account
from safehouse.services import audit
from safehouse.services.accounts.checking import (
    check_email,
    check_label,
    check_language_and_zone,
    check_password,
    email_key,
    normal_email,
)
from safehouse.services.accounts.drafts import AccountDraft, GrantDraft
from safehouse.services.accounts.granting import check_grants, drafts_of, grant_rows
from safehouse.services.accounts.links import OneTimeLink, make_link
from safehouse.services.accounts.rights import (
    count_administrators,
    load_grants,
    lock_administrators,
    require_administrator,
)
from safehouse.services.context import Context
from safehouse.services.db import is_duplicate
from safehouse.services.field_checks import FieldChecks
from safehouse.services.passwords import hash_password

FIRST_ADMINISTRATORS = 2
"""So many can be made at the command line without saying that it is another one."""


def invite_account(context: Context, actor: Actor, *, draft: AccountDraft, now: datetime) -> OneTimeLink:
    """An account that has no password yet, and the link by which it gets one: shown once, and mailed.

    Raises InvalidInput with the fields `label`, `email`, `locale`, `time_zone` and `grants-0-role` and so on, and NotFound
    for an actor who is no administrator.
    """
    require_administrator(actor)
    grants = _checked(context, draft, FieldChecks())
    with context.store.transaction() as session:
        account = _new_account(context, draft, now)
        _insert(session, account, grants, made_by=actor, now=now)
        return make_link(context, session, account, made_by=actor, now=now)


def invite_administrator(context: Context, *, email: str, label: str, is_another: bool, now: datetime) -> OneTimeLink:
    """A link for an administrator, for the operator at the command line; printed, not mailed.

    An administrator who has this address already gets a new link and stays the same account. Raises EnoughAdministrators
    when two are there and `is_another` is not said, and InvalidInput with the fields `email` and `label`.
    """
    draft = AccountDraft(email, label, SOURCE_LOCALE, context.settings.time_zone.key, (GrantDraft(Role.ADMINISTRATOR),))
    grants = _checked(context, draft, FieldChecks())
    with context.store.transaction() as session:
        lock_administrators(session)
        account = _find_administrator(context, session, email)
        if account is None:
            if not is_another and count_administrators(session) >= FIRST_ADMINISTRATORS:
                raise EnoughAdministrators
            account = _new_account(context, draft, now)
            _insert(session, account, grants, made_by=None, now=now)
        return make_link(context, session, account, made_by=None, now=now, is_mailed=False)


def create_account(
    context: Context,
    actor: Actor | None,
    *,
    email: str,
    label: str,
    password: str,
    locale: str,
    time_zone: str,
    grants: Sequence[Grant],
    now: datetime,
) -> str:
    """The id of a new account that has its password already, for invented people. `actor` None is the operator.

    Raises InvalidInput and NotFound like `invite_account`, and InvalidInput with the field `password`.
    """
    require_administrator(actor)
    with context.store.reading() as session:
        draft = AccountDraft(email, label, locale, time_zone, drafts_of(session, grants))
    checks = FieldChecks()
    check_password(checks, password)
    checked = _checked(context, draft, checks)
    account = _new_account(context, draft, now, password_hash=hash_password(password))
    account_id = account.id
    with context.store.transaction() as session:
        _insert(session, account, checked, made_by=actor, now=now)
    return account_id


def _checked(context: Context, draft: AccountDraft, checks: FieldChecks) -> tuple[Grant, ...]:
    check_label(checks, draft.label)
    check_email(checks, normal_email(draft.email))
    check_language_and_zone(checks, locale=draft.locale, time_zone=draft.time_zone)
    with context.store.reading() as session:
        grants = check_grants(session, checks, draft.grants, countries=context.settings.countries)
    checks.refuse_if_any()
    return grants


def _find_administrator(context: Context, session: Session, email: str) -> Account | None:
    key = email_key(context.vault, normal_email(email))
    account = session.exec(select(Account).where(Account.email_key == key)).first()
    if account is None or account.disabled_at is not None:
        return None
    roles = {grant.role for grant in load_grants(session, account.id)}
    return account if Role.ADMINISTRATOR in roles else None


def _insert(
    session: Session, account: Account, grants: Sequence[Grant], *, made_by: Actor | None, now: datetime
) -> None:
    """The unique key decides who comes first when two administrators enter one address at the same time."""
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise InvalidInput([FieldProblem("email", Problem.TAKEN)]) from error
    session.add_all(grant_rows(account.id, grants))
    audit.record(
        session,
        actor=made_by,
        role=Role.ADMINISTRATOR if made_by else None,
        action=Action.CREATED_ACCOUNT,
        subject_kind=SubjectKind.ACCOUNT,
        subject_id=account.id,
        now=now,
        detail={"roles": sorted({grant.role.value for grant in grants})},
    )


def _new_account(context: Context, draft: AccountDraft, now: datetime, *, password_hash: str | None = None) -> Account:
    address = normal_email(draft.email)
    return Account(
        id=new_id(),
        email=address,
        email_key=email_key(context.vault, address),
        label=draft.label.strip(),
        password_hash=password_hash,
        locale=draft.locale,
        time_zone=draft.time_zone,
        created_at=now,
    )
