"""Accounts: who may log in, and with which grants. Grants are read anew for each web request, so a right ends at once."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import pycountry
from babel import Locale, UnknownLocaleError
from sqlalchemy.exc import IntegrityError
from sqlmodel import Session, col, select

from safehouse.domain.access import COUNTRY_ROLES, HOUSE_ROLES, LONELY_ROLES, Action, Actor, Grant
from safehouse.domain.codes import Role, SessionEnd
from safehouse.domain.errors import FieldProblem, InvalidInput, NotFound, Problem
from safehouse.domain.ids import new_id
from safehouse.domain.spans import is_time_zone
from safehouse.models.accounts import Account, LoginSession
from safehouse.models.accounts import Grant as GrantRow
from safehouse.models.houses import House
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import is_duplicate
from safehouse.services.passwords import LONGEST_PASSWORD, SHORTEST_PASSWORD, hash_password, is_right_password
from safehouse.services.sealing import Vault

LONGEST_EMAIL = 254
LONGEST_LABEL = 60
TWO_PERSON_ROLES = frozenset({Role.NATIONAL_CONTACT, Role.AUDITOR, Role.ADMINISTRATOR})
"""Granting these takes two persons; until that exists, only the operator's command line grants them."""
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+")


@dataclass(frozen=True, slots=True)
class AccountLine:
    """One account as the administrator sees it: no mail address, houses by their codes only."""

    id: str
    label: str
    grants: tuple[tuple[Role, str | None], ...]
    """Each role with its country or house code."""
    created_at: datetime
    disabled_at: datetime | None


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
    """The id of the new account. `actor` None is the operator at the command line.

    Raises InvalidInput with the fields `email`, `label`, `password`, `locale`, `time_zone`, `role`, `country`, `house`, and
    NotFound for an actor who is no administrator.
    """
    _require_administrator(actor)
    address = normal_email(email)
    problems = [
        *_identity_problems(address, label.strip(), locale, time_zone),
        *password_problems(password),
        *_grant_problems(actor, grants),
    ]
    if problems:
        raise InvalidInput(problems)
    account = Account(
        id=new_id(),
        email=address,
        email_key=email_key(context.vault, address),
        label=label.strip(),
        password_hash=hash_password(password),
        locale=locale,
        time_zone=time_zone,
        created_at=now,
    )
    with context.store.transaction() as session:
        _refuse_unknown_houses(session, grants)
        _insert(session, account, grants)
        audit.record(
            session,
            actor=actor,
            role=Role.ADMINISTRATOR if actor else None,
            action=Action.CREATED_ACCOUNT,
            subject_kind="account",
            subject_id=account.id,
            now=now,
            detail={"roles": sorted({grant.role.value for grant in grants})},
        )
        return account.id


def disable_account(context: Context, actor: Actor, *, account_id: str, now: datetime) -> None:
    """End every session of an account and let it log in no more. Doing so again changes nothing.

    Raises NotFound for an unknown account, the actor's own, and an actor who is no administrator.
    """
    _require_administrator(actor)
    with context.store.transaction() as session:
        account = session.get(Account, account_id)
        if account is None or account_id == actor.account_id:
            raise NotFound
        if account.disabled_at is not None:
            return
        account.disabled_at = now
        end_sessions(session, account_id, end=SessionEnd.DISABLED, now=now)
        audit.record(
            session,
            actor=actor,
            role=Role.ADMINISTRATOR,
            action=Action.DISABLED_ACCOUNT,
            subject_kind="account",
            subject_id=account_id,
            now=now,
        )


def change_password(context: Context, actor: Actor, *, old_password: str, new_password: str, now: datetime) -> None:
    """Replace the actor's own password and end every session of the account, the present one included.

    Raises InvalidInput with the fields `old_password` and `new_password`.
    """
    with context.store.reading() as session:
        known_hash = session.exec(select(Account.password_hash).where(Account.id == actor.account_id)).one()
    if not is_right_password(known_hash, old_password):
        raise InvalidInput([FieldProblem("old_password", Problem.CONTRADICTS)])
    problems = password_problems(new_password, field="new_password")
    if problems:
        raise InvalidInput(problems)
    new_hash = hash_password(new_password)
    with context.store.transaction() as session:
        account = session.exec(select(Account).where(Account.id == actor.account_id)).one()
        account.password_hash = new_hash
        end_sessions(session, account.id, end=SessionEnd.PASSWORD_CHANGE, now=now)
        audit.record(
            session,
            actor=actor,
            role=None,
            action=Action.CHANGED_PASSWORD,
            subject_kind="account",
            subject_id=account.id,
            now=now,
        )


def list_accounts(context: Context, actor: Actor) -> tuple[AccountLine, ...]:
    """Every account, by label. Raises NotFound for an actor who is no administrator."""
    _require_administrator(actor)
    with context.store.reading() as session:
        granted = session.exec(
            select(GrantRow, House.code)
            .join(House, col(House.id) == col(GrantRow.house_id), isouter=True)
            .order_by(col(GrantRow.role), col(GrantRow.country), col(House.code))
        ).all()
        accounts = session.exec(select(Account).order_by(col(Account.label), col(Account.id))).all()
        scopes: dict[str, list[tuple[Role, str | None]]] = {account.id: [] for account in accounts}
        for grant, house_code in granted:
            scopes[grant.account_id].append((grant.role, grant.country or house_code))
        return tuple(
            AccountLine(account.id, account.label, tuple(scopes[account.id]), account.created_at, account.disabled_at)
            for account in accounts
        )


def find_house_id(context: Context, *, code: str) -> str | None:
    """The id of the house with a code, for the operator's command line."""
    with context.store.reading() as session:
        return session.exec(select(House.id).where(House.code == code)).first()


def load_actor(session: Session, account: Account) -> Actor:
    """The account with what it is granted now."""
    rows = session.exec(select(GrantRow).where(GrantRow.account_id == account.id).order_by(col(GrantRow.id))).all()
    grants = tuple(Grant(row.role, row.country, row.house_id) for row in rows)
    return Actor(account.id, account.label, account.locale, account.time_zone, grants)


def end_sessions(session: Session, account_id: str, *, end: SessionEnd, now: datetime) -> None:
    """End every open session of an account, in the caller's transaction."""
    open_sessions = select(LoginSession).where(
        LoginSession.account_id == account_id, col(LoginSession.ended_at).is_(None)
    )
    for row in session.exec(open_sessions):
        row.ended_at = now
        row.end = end


def normal_email(email: str) -> str:
    """The one form in which an address is stored and looked up."""
    return unicodedata.normalize("NFC", email.strip()).casefold()


def email_key(vault: Vault, address: str) -> str:
    """The keyed hash by which an account is found; `address` is in its normal form."""
    return vault.keyed_hash("email", address)


def password_problems(password: str, *, field: str = "password") -> list[FieldProblem]:
    """What is wrong with a new password: its length only, which is what counts."""
    if len(password) < SHORTEST_PASSWORD:
        return [FieldProblem(field, Problem.TOO_SHORT, {"min": SHORTEST_PASSWORD})]
    if len(password) > LONGEST_PASSWORD:
        return [FieldProblem(field, Problem.TOO_LONG, {"max": LONGEST_PASSWORD})]
    return []


def _require_administrator(actor: Actor | None) -> None:
    if actor is not None and Role.ADMINISTRATOR not in actor.roles:
        raise NotFound


def _identity_problems(address: str, label: str, locale: str, time_zone: str) -> list[FieldProblem]:
    problems = [
        FieldProblem(name, Problem.TOO_LONG, {"max": limit})
        for name, text, limit in (("email", address, LONGEST_EMAIL), ("label", label, LONGEST_LABEL))
        if len(text) > limit
    ]
    problems += [
        FieldProblem(name, Problem.REQUIRED) for name, text in (("email", address), ("label", label)) if not text
    ]
    if address and not _EMAIL.fullmatch(address):
        problems.append(FieldProblem("email", Problem.UNKNOWN_CODE))
    if not _is_locale(locale):
        problems.append(FieldProblem("locale", Problem.UNKNOWN_CODE))
    if not is_time_zone(time_zone):
        problems.append(FieldProblem("time_zone", Problem.UNKNOWN_CODE))
    return problems


def _is_locale(locale: str) -> bool:
    try:
        Locale.parse(locale)
    except (ValueError, UnknownLocaleError):
        return False
    return True


def _grant_problems(actor: Actor | None, grants: Sequence[Grant]) -> list[FieldProblem]:
    roles = {grant.role for grant in grants}
    if not roles:
        return [FieldProblem("role", Problem.REQUIRED)]
    if roles & LONELY_ROLES and len(roles) > 1:
        return [FieldProblem("role", Problem.CONTRADICTS)]
    if actor is not None and roles & TWO_PERSON_ROLES:
        return [FieldProblem("role", Problem.NEEDS_TWO_PERSONS)]
    return [problem for grant in grants for problem in _scope_problems(grant)]


def _scope_problems(grant: Grant) -> list[FieldProblem]:
    """A country for country roles, a house for house roles, and nothing else."""
    problems = []
    if (grant.role in COUNTRY_ROLES) != (grant.country is not None):
        problems.append(FieldProblem("country", Problem.CONTRADICTS if grant.country else Problem.REQUIRED))
    if grant.country is not None and pycountry.countries.get(alpha_2=grant.country) is None:
        problems.append(FieldProblem("country", Problem.UNKNOWN_CODE))
    if (grant.role in HOUSE_ROLES) != (grant.house_id is not None):
        problems.append(FieldProblem("house", Problem.CONTRADICTS if grant.house_id else Problem.REQUIRED))
    return problems


def _refuse_unknown_houses(session: Session, grants: Sequence[Grant]) -> None:
    wanted = {grant.house_id for grant in grants if grant.house_id is not None}
    known = set(session.exec(select(House.id).where(col(House.id).in_(wanted))))
    if wanted != known:
        raise InvalidInput([FieldProblem("house", Problem.UNKNOWN_CODE)])


def _insert(session: Session, account: Account, grants: Sequence[Grant]) -> None:
    """The unique key decides who comes first when two administrators enter one address at the same time."""
    session.add(account)
    try:
        session.flush()
    except IntegrityError as error:
        if not is_duplicate(error):
            raise
        raise InvalidInput([FieldProblem("email", Problem.TAKEN)]) from error
    session.add_all(
        GrantRow(account_id=account.id, role=grant.role, country=grant.country, house_id=grant.house_id)
        for grant in grants
    )
