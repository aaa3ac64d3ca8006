"""Whether a house takes part: its managers pause it and open it again, everything else is the national contact's word."""

from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import HouseStatus, Role
from safehouse.domain.errors import NotFound, WrongState
from safehouse.models.capacity import CapacityReport
from safehouse.models.houses import House
from safehouse.services import audit
from safehouse.services.context import Context
from safehouse.services.db import lock_house
from safehouse.services.scope import get_house_as

_MANAGED_STATUSES = frozenset({HouseStatus.OPEN, HouseStatus.PAUSED})
"""Between these a house's own managers decide; a compromised or closed house stays so until the national contact says."""


def set_status(context: Context, actor: Actor, *, house_id: str, status: HouseStatus, now: datetime) -> None:
    """Open, pause or close a house, or say that it is compromised. Those who live there stay where they are.

    Raises NotFound for another's house and for a step that is not the manager's, and WrongState when a house is to be opened
    that has never reported: its beds would count as free.
    """
    with context.store.transaction() as session:
        found = get_house_as(session, actor, house_id, (Role.MANAGER, Role.NATIONAL_CONTACT))
        lock_house(session, house_id)
        before = found.house.status
        if found.role is Role.MANAGER and not _is_national_contact(actor, found.house):
            _refuse_unless_managed(before, status)
        if status is HouseStatus.OPEN and not _has_reported(session, house_id):
            raise WrongState
        found.house.status = status
        audit.record(
            session,
            actor=actor,
            role=found.role,
            action=Action.CHANGED_HOUSE_STATUS,
            subject_kind=SubjectKind.HOUSE,
            subject_id=house_id,
            now=now,
            country=found.house.country,
            house_id=house_id,
            detail={"before": before, "status": status},
        )


def _is_national_contact(actor: Actor, house: House) -> bool:
    return house.country in actor.countries_as(Role.NATIONAL_CONTACT)


def _refuse_unless_managed(before: HouseStatus, status: HouseStatus) -> None:
    if not {before, status} <= _MANAGED_STATUSES:
        raise NotFound


def _has_reported(session: Session, house_id: str) -> bool:
    return session.exec(select(CapacityReport.id).where(col(CapacityReport.house_id) == house_id)).first() is not None
