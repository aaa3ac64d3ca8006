"""Whether a house takes part: its managers pause it, open it again and say that it is not safe; the rest is the national contact's.

Nobody is sent to a compromised house from the moment on at which it is said, and where its people can go is planned by itself.
"""

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
from safehouse.services.evacuations.asking import end_evacuations, queue_evacuation
from safehouse.services.scope import HouseAs, get_house_as

_MANAGED_STATUSES = frozenset({HouseStatus.OPEN, HouseStatus.PAUSED})
"""Between these a house's own managers decide; a compromised or closed house stays so until the national contact says.

That their house is compromised they say from whichever status, because who sees the danger first is there.
"""


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
        _follow(session, actor, found, before, now)


def _follow(session: Session, actor: Actor, found: HouseAs, before: HouseStatus, now: datetime) -> None:
    """What comes of it by itself: everybody of a compromised house is planned for; whoever was left in it may stay afterwards."""
    if found.house.status is before:
        return
    if found.house.status is HouseStatus.COMPROMISED:
        queue_evacuation(session, actor, found.house, role=found.role, now=now)
    elif before is HouseStatus.COMPROMISED:
        end_evacuations(session, found.house.id, now=now)


def _is_national_contact(actor: Actor, house: House) -> bool:
    return house.country in actor.countries_as(Role.NATIONAL_CONTACT)


def _refuse_unless_managed(before: HouseStatus, status: HouseStatus) -> None:
    if status is not HouseStatus.COMPROMISED and not {before, status} <= _MANAGED_STATUSES:
        raise NotFound


def _has_reported(session: Session, house_id: str) -> bool:
    return session.exec(select(CapacityReport.id).where(col(CapacityReport.house_id) == house_id)).first() is not None
