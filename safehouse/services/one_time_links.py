"""What is true of a one-time link wherever it is used: which ones still work, and their tokens.

A token is derived from the id of its link under the master key, so that it is stored nowhere. A message that waits in the outbox
names the link's id alone, and its text is made when it leaves. The table holds the hash of the token, by which a link that is
opened is found.
"""

from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import col

from safehouse.models.accounts import AccountLink
from safehouse.services.context import Context
from safehouse.services.sealing import Vault

LINK_PATH = "/link"


def token_of(vault: Vault, link_id: str) -> str:
    """The token of a link: 256 bits in hex that nobody can guess without the master key."""
    return vault.keyed_hash("account link token", link_id)


def hash_of(vault: Vault, token: str) -> str:
    """What the table holds of a token."""
    return vault.keyed_hash("account link", token)


def url_of(context: Context, link_id: str) -> str:
    """The address that whoever gets the link opens."""
    return f"{context.settings.public_url}{LINK_PATH}/{token_of(context.vault, link_id)}"


def is_unused() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What holds for a link that was neither used nor replaced."""
    return col(AccountLink.used_at).is_(None), col(AccountLink.voided_at).is_(None)


def is_open(now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What holds for a link that still works, if its account is not disabled."""
    return *is_unused(), col(AccountLink.ends_at) > now
