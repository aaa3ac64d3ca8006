"""People who log in: accounts with a password, or invited and without one, for tests of what an account may do."""

from datetime import datetime

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Role
from safehouse.services.accounts import (
    AccountDraft,
    GrantDraft,
    OneTimeLink,
    create_account,
    invite_account,
    set_password,
)
from safehouse.services.context import Context
from tests.support.stores import NOW

PASSWORD = "correct horse battery"
EMAIL = "noor@example.org"
DUTCH_COORDINATOR = Grant(Role.COORDINATOR, "NL", None)


def create(
    context: Context,
    *grants: Grant,
    actor: Actor | None = None,
    email: str = EMAIL,
    label: str = "Noor",
    password: str = PASSWORD,
    locale: str = "en",
    time_zone: str = "Europe/Amsterdam",
) -> str:
    """The id of a new account with a password."""
    return create_account(
        context,
        actor,
        email=email,
        label=label,
        password=password,
        locale=locale,
        time_zone=time_zone,
        grants=grants,
        now=NOW,
    )


def a_draft(*grants: GrantDraft, email: str = EMAIL, label: str = "Noor") -> AccountDraft:
    """An account to invite; a coordinator of the Netherlands unless something else is said."""
    return AccountDraft(email, label, "nl", "Europe/Amsterdam", grants or (GrantDraft(Role.COORDINATOR, "NL"),))


def invite(context: Context, actor: Actor, *grants: GrantDraft, email: str = EMAIL, now: datetime = NOW) -> OneTimeLink:
    """The link of somebody who was just invited."""
    return invite_account(context, actor, draft=a_draft(*grants, email=email), now=now)


def token_in(link: OneTimeLink) -> str:
    """What the address of a link ends with."""
    return link.url.rpartition("/")[2]


def use(context: Context, link: OneTimeLink, *, now: datetime, password: str = PASSWORD) -> None:
    """Set the password of a link's account."""
    set_password(context, token=token_in(link), password=password, locale="nl", time_zone="Europe/Amsterdam", now=now)
