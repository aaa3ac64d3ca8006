"""Who may log in, with which grants, in which sessions."""

from datetime import datetime

from sqlmodel import SQLModel

from safehouse.domain.codes import LinkKind, Role, SecondFactorKind, SessionEnd
from safehouse.models.base import check, code_field, id_field, link_field, moment_field, sealed_field, text_field


class Account(SQLModel, table=True):
    """One person who works with the service. `email_key` is a keyed hash: a violated unique key would print an address.

    Without a password the account is invited, and its one-time link is the only way in.
    """

    id: str = id_field()
    email: str = text_field(254)
    email_key: str = text_field(64, unique=True)
    label: str = text_field(60)
    password_hash: str | None = text_field(200, nullable=True)
    locale: str = text_field(12)
    time_zone: str = text_field(40)
    created_at: datetime = moment_field()
    disabled_at: datetime | None = moment_field(nullable=True)


class Grant(SQLModel, table=True):
    """One role with its scope: a country for coordinators and national contacts, a house for managers, nothing for the others."""

    __tablename__ = "account_grant"
    __table_args__ = (
        check(
            "(role IN ('coordinator', 'national_contact') AND country IS NOT NULL AND house_id IS NULL)"
            " OR (role = 'manager' AND country IS NULL AND house_id IS NOT NULL)"
            " OR (role IN ('analyst', 'auditor', 'administrator') AND country IS NULL AND house_id IS NULL)",
            "scope_fits_role",
        ),
    )

    id: str = id_field()
    account_id: str = link_field("account.id")
    role: Role = code_field(Role)
    country: str | None = text_field(2, nullable=True)
    house_id: str | None = link_field("house.id", nullable=True)


class LoginSession(SQLModel, table=True):
    """One login. Only the hash of the cookie's token is stored."""

    __tablename__ = "login_session"

    id: str = id_field()
    token_hash: str = text_field(64, unique=True)
    account_id: str = link_field("account.id")
    created_at: datetime = moment_field()
    seen_at: datetime = moment_field()
    ends_at: datetime = moment_field()
    covered_at: datetime | None = moment_field(nullable=True)
    second_factor_at: datetime | None = moment_field(nullable=True)
    ended_at: datetime | None = moment_field(nullable=True)
    end: SessionEnd | None = code_field(SessionEnd, nullable=True)


class SecondFactor(SQLModel, table=True):
    """A registered second factor; seed or key material is sealed, `last_counter` makes a code work once."""

    __tablename__ = "second_factor"

    id: str = id_field()
    account_id: str = link_field("account.id")
    kind: SecondFactorKind = code_field(SecondFactorKind)
    secret: bytes = sealed_field()
    last_counter: int
    created_at: datetime = moment_field()
    retired_at: datetime | None = moment_field(nullable=True)


class AccountLink(SQLModel, table=True):
    """One one-time link to set a password. The token stands nowhere: only its hash does, and the vault derives it from the id.

    `made_by_id` empty: made by the operator, or wished by whoever forgot the password.
    """

    __tablename__ = "account_link"

    id: str = id_field()
    account_id: str = link_field("account.id")
    kind: LinkKind = code_field(LinkKind)
    token_hash: str = text_field(64, unique=True)
    made_by_id: str | None = link_field("account.id", nullable=True)
    made_at: datetime = moment_field()
    ends_at: datetime = moment_field()
    used_at: datetime | None = moment_field(nullable=True)
    voided_at: datetime | None = moment_field(nullable=True)


class LinkWish(SQLModel, table=True):
    """Somebody asked for a link because of a forgotten password; the row goes when the scheduler has looked at it.

    Whether the address has an account was not looked at when it was written, so that neither answer nor time could say it.
    """

    __tablename__ = "link_wish"

    id: str = id_field()
    email_key: str = text_field(64)
    wished_at: datetime = moment_field()
