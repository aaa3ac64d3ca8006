"""How the national contact acts on a house: alone under its lock, and on record by the names of the fields, never their values.

`actor` None is the operator at the server's own command line, who takes in a whole network from a file.
"""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.models.houses import House
from safehouse.services import audit
from safehouse.services.db import lock_house
from safehouse.services.scope import get_house_as, refuse_foreign_country


def refuse_other_country(actor: Actor | None, country: str) -> None:
    """Refuse with `NotFound` unless the actor is the country's national contact."""
    if actor is not None:
        refuse_foreign_country(actor, country, Role.NATIONAL_CONTACT)


def get_contacts_house(session: Session, actor: Actor | None, house_id: str) -> House:
    """A house of the country whose national contact the actor is. Raises NotFound."""
    if actor is None:
        return _get_any_house(session, house_id)
    return get_house_as(session, actor, house_id, (Role.NATIONAL_CONTACT,)).house


def lock_contacts_house(session: Session, actor: Actor | None, house_id: str) -> House:
    """The same, locked until the transaction ends and with its version counted up. Raises NotFound."""
    house = get_contacts_house(session, actor, house_id)
    lock_house(session, house_id)
    return house


def record_change(
    session: Session,
    actor: Actor | None,
    house: House,
    action: Action,
    *,
    now: datetime,
    subject: tuple[SubjectKind, str] | None = None,
    fields: Sequence[str] = (),
) -> None:
    """Put a change on record; `subject` is kind and id of what was changed, the house itself when it is None."""
    kind, subject_id = subject or (SubjectKind.HOUSE, house.id)
    audit.record(
        session,
        actor=actor,
        role=None if actor is None else Role.NATIONAL_CONTACT,
        action=action,
        subject_kind=kind,
        subject_id=subject_id,
        now=now,
        country=house.country,
        house_id=house.id,
        detail={"fields": list(fields)} if fields else None,
    )


def _get_any_house(session: Session, house_id: str) -> House:
    house = session.get(House, house_id)
    if house is None:
        raise NotFound
    return house
