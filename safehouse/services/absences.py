"""Which stays have somebody away from them now, and who entered it."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement
from sqlmodel import Session, col, select

from safehouse.domain.access import Action
from safehouse.domain.codes import Role
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Stay
from safehouse.models.houses import House


@dataclass(frozen=True, slots=True)
class Absence:
    """From which house people, or some of them, are away. `role`: in which it was entered when the house said it by telephone."""

    house_code: str
    since: datetime
    role: Role | None


def is_away() -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """What holds for a stay whose people, or some of them, are away. A stay that has ended is over, and its absence with it."""
    return col(Stay.absent_since).is_not(None), col(Stay.checked_out_at).is_(None)


def load_absences(session: Session, request_ids: Collection[str]) -> Mapping[str, Absence]:
    """From where the people of each of these requests are away, by request id; who is not missed is left out."""
    away = select(Stay, House.code).join(House, col(House.id) == Stay.house_id).where(*is_away())
    rows = session.exec(away.where(col(Stay.request_id).in_(request_ids))).all()
    roles = load_absence_roles(session, [stay for stay, _ in rows])
    return {
        stay.request_id: Absence(house_code, stay.absent_since, roles.get(stay.id))
        for stay, house_code in rows
        if stay.absent_since is not None
    }


def load_absence_roles(session: Session, stays: Collection[Stay]) -> Mapping[str, Role]:
    """In which role the absence of each stay was entered that a house said by telephone, by stay id, as the record of acts has it."""
    absences = {stay.absence_id for stay in stays if stay.absence_id is not None}
    entries = select(AuditEntry).where(
        col(AuditEntry.subject_id).in_([stay.id for stay in stays if stay.absence_id in absences]),
        AuditEntry.action == Action.RECORDED_ABSENCE,
    )
    return {
        entry.subject_id: entry.actor_role
        for entry in session.exec(entries)
        if entry.detail.get("absence") in absences and entry.detail["by_telephone"] and entry.actor_role
    }
