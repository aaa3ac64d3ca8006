"""Who may log in, with which grants, in which sessions."""

from datetime import datetime

from sqlmodel import SQLModel

from safehouse.domain.codes import Role, SecondFactorKind, SessionEnd
from safehouse.models.base import check, code_field, id_field, link_field, moment_field, sealed_field, text_field


class Account(SQLModel, table=True):
    """One person who works with the service. `email_key` is a keyed hash: a violated unique key would print an address."""

    id: str = id_field()
    email: str = text_field(254)
    email_key: str = text_field(64, unique=True)
    label: str = text_field(60)
    password_hash: str = text_field(200)
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
