"""The invented people who work with the service: their accounts, and the logins that are printed."""

import secrets
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Role
from safehouse.services.accounts import create_account
from safehouse.services.context import Context

_PASSWORD_ALPHABET = "23456789abcdefghjkmnpqrstwxyz"  # noqa: S105  # An alphabet without look-alikes, not a password.
_PASSWORD_GROUPS, _GROUP_LENGTH = 3, 5


@dataclass(frozen=True, slots=True)
class Login:
    """One login as it is printed."""

    who: str
    email: str
    password: str


@dataclass(frozen=True, slots=True)
class Member:
    """One account: who acts in the invented deeds, and how to log in as her."""

    actor: Actor
    login: Login


def engage(
    context: Context, *, who: str, name: str, label: str, time_zone: str, grants: Sequence[Grant], now: datetime
) -> Member:
    """Create the account `name`@demo.example with a password of its own."""
    login = Login(who=who, email=f"{name}@demo.example", password=_new_password())
    account_id = create_account(
        context,
        None,
        email=login.email,
        label=label,
        password=login.password,
        locale="en",
        time_zone=time_zone,
        grants=grants,
        now=now,
    )
    return Member(Actor(account_id, label, "en", time_zone, tuple(grants)), login)


@dataclass(frozen=True, slots=True)
class CountryTeam:
    """Who works for one country."""

    country: str
    time_zone: str
    coordinator: Member
    relief: Member | None
    contact: Member

    @property
    def members(self) -> tuple[Member, ...]:
        """Everybody of the team."""
        return tuple(member for member in (self.coordinator, self.relief, self.contact) if member is not None)


def engage_team(context: Context, *, country: str, time_zone: str, has_relief: bool, now: datetime) -> CountryTeam:
    """The coordinator, the one who takes over at shift change where there is one, and the national contact."""

    def member(who: str, name: str, role: Role) -> Member:
        grants = [Grant(role, country, None)]
        return engage(
            context,
            who=f"{who}, {country}",
            name=f"{name}.{country.lower()}",
            label=f"{who} {country}",
            time_zone=time_zone,
            grants=grants,
            now=now,
        )

    return CountryTeam(
        country=country,
        time_zone=time_zone,
        coordinator=member("Coordinator", "coordinator", Role.COORDINATOR),
        relief=member("Night coordinator", "night", Role.COORDINATOR) if has_relief else None,
        contact=member("National contact", "contact", Role.NATIONAL_CONTACT),
    )


def engage_office(context: Context, *, time_zone: str, now: datetime) -> tuple[Member, ...]:
    """Those who work for the whole network: analyst, auditor and administrator."""
    return tuple(
        engage(
            context,
            who=role.value.capitalize(),
            name=role.value,
            label=role.value.capitalize(),
            time_zone=time_zone,
            grants=[Grant(role, None, None)],
            now=now,
        )
        for role in (Role.ANALYST, Role.AUDITOR, Role.ADMINISTRATOR)
    )


def engage_manager(context: Context, *, house_id: str, code: str, time_zone: str, now: datetime) -> Member:
    """The manager of one house."""
    return engage(
        context,
        who=f"House manager, {code}",
        name=f"house.{code.lower()}",
        label=f"Manager {code}",
        time_zone=time_zone,
        grants=[Grant(Role.MANAGER, None, house_id)],
        now=now,
    )


def login_table(logins: Iterable[Login]) -> str:
    """The logins as aligned lines."""
    rows = tuple(logins)
    wide_who = max(len(login.who) for login in rows)
    wide_mail = max(len(login.email) for login in rows)
    return "".join(f"{login.who:{wide_who}}  {login.email:{wide_mail}}  {login.password}\n" for login in rows)


def _new_password() -> str:
    groups = (
        "".join(secrets.choice(_PASSWORD_ALPHABET) for _ in range(_GROUP_LENGTH)) for _ in range(_PASSWORD_GROUPS)
    )
    return "-".join(groups)
