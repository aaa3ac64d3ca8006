"""The record of who did what, written in the transaction of the deed itself: no act without its row, no row without its act."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import Role
from safehouse.models.audit import AuditEntry

Detail = str | int | bool | None
"""A code, an id or a number."""

_CODE_OR_ID = re.compile(r"[A-Za-z0-9_+:.-]{0,40}")


def record(
    session: Session,
    *,
    actor: Actor | None,
    role: Role | None,
    action: Action,
    subject_kind: str,
    subject_id: str,
    now: datetime,
    country: str | None = None,
    house_id: str | None = None,
    detail: Mapping[str, Detail | Sequence[Detail]] | None = None,
) -> None:
    """Write one act into the caller's transaction. `actor` and `role` None: the service itself.

    Raises ValueError for a role that the actor does not have, and for a detail that is not a code, an id or a number:
    both are bugs, and the deed does not happen.
    """
    if role is not None and (actor is None or role not in actor.roles):
        raise ValueError("the actor does not have this role")
    session.add(
        AuditEntry(
            at=now,
            actor_id=actor.account_id if actor else None,
            actor_role=role,
            action=action,
            subject_kind=subject_kind,
            subject_id=subject_id,
            country=country,
            house_id=house_id,
            detail={name: _checked(value) for name, value in (detail or {}).items()},
        )
    )
    # Now and not at the end, so that a deed whose entry cannot be written stops here.
    session.flush()


def _checked(value: Detail | Sequence[Detail]) -> Detail | list[Detail]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return _checked_one(value)
    return [_checked_one(part) for part in value]


def _checked_one(value: Detail) -> Detail:
    if isinstance(value, str) and not _CODE_OR_ID.fullmatch(value):
        raise ValueError("an audit detail is a code, an id or a number, never a text")
    return value
