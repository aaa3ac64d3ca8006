"""The record of who did what, written in the transaction of the deed itself: no act without its row, no row without its act."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import tuple_
from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.models.accounts import Account
from safehouse.models.audit import AuditEntry
from safehouse.services.context import Context

Detail = str | int | bool | None
"""A code, an id or a number."""

PAGE_SIZE = 100

_CODE_OR_ID = re.compile(r"[A-Za-z0-9_+:.-]{0,40}")


@dataclass(frozen=True, slots=True)
class AuditLine:
    """One act as the auditor sees it: the fact, by whom and on what, by opaque ids. `actor_label` None: the service itself."""

    id: str
    at: datetime
    actor_label: str | None
    actor_role: Role | None
    action: Action
    subject_kind: SubjectKind
    subject_id: str


def record(
    session: Session,
    *,
    actor: Actor | None,
    role: Role | None,
    action: Action,
    subject_kind: SubjectKind,
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


def list_entries(
    context: Context, actor: Actor, *, before_id: str | None = None, subject_id: str | None = None
) -> tuple[AuditLine, ...]:
    """The latest `PAGE_SIZE` acts before an entry, the last first; of one subject if its id is given.

    Raises NotFound for an actor who is no auditor, and for an entry that does not exist.
    """
    if Role.AUDITOR not in actor.roles:
        raise NotFound
    acts = select(AuditEntry, Account.label).join(Account, col(Account.id) == col(AuditEntry.actor_id), isouter=True)
    if subject_id is not None:
        acts = acts.where(AuditEntry.subject_id == subject_id)
    with context.store.reading() as session:
        if before_id is not None:
            last = session.get(AuditEntry, before_id)
            if last is None:
                raise NotFound
            acts = acts.where(tuple_(col(AuditEntry.at), col(AuditEntry.id)) < tuple_(last.at, last.id))
        found = session.exec(acts.order_by(col(AuditEntry.at).desc(), col(AuditEntry.id).desc()).limit(PAGE_SIZE))
        return tuple(
            AuditLine(
                entry.id,
                entry.at,
                label,
                entry.actor_role,
                entry.action,
                SubjectKind(entry.subject_kind),
                entry.subject_id,
            )
            for entry, label in found
        )


def _checked(value: Detail | Sequence[Detail]) -> Detail | list[Detail]:
    if isinstance(value, str) or not isinstance(value, Sequence):
        return _checked_one(value)
    return [_checked_one(part) for part in value]


def _checked_one(value: Detail) -> Detail:
    if isinstance(value, str) and not _CODE_OR_ID.fullmatch(value):
        raise ValueError("an audit detail is a code, an id or a number, never a text")
    return value
