"""Residents whom the service does not know: their rows follow what reports, arrivals and check-outs say of where they sleep.

Whether a bed is occupied is never read from these rows. Of cots no report speaks, so there the row is what is known.
"""

from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.codes import Gender
from safehouse.models.capacity import RoomReport
from safehouse.models.houses import Cot, House
from safehouse.models.residents import Resident
from safehouse.services.bed_facts import latest_report_id, load_bed_facts
from safehouse.services.bed_states import is_lived_in, is_said_of_a_stranger


def residents_of(session: Session, house_id: str) -> Sequence[Resident]:
    """Those who are there, by the id of their rows."""
    there = select(Resident).where(Resident.house_id == house_id, col(Resident.left_at).is_(None))
    return session.exec(there.order_by(Resident.id)).all()


def cots_with_residents() -> SelectOfScalar[str]:
    """The ids of all cots in which a child sleeps that is not known to the service."""
    return select(Cot.id).join(Resident, col(Resident.cot_id) == Cot.id).where(col(Resident.left_at).is_(None))


def count_strangers(session: Session, house_ids: Collection[str], *, clock: datetime) -> Mapping[str, int]:
    """By house id, how many people sleep there by its report whom the service does not know, children in cots included."""
    beds = load_bed_facts(session, house_ids=house_ids, now=clock)
    in_beds = Counter(bed.house_id for bed in beds if is_said_of_a_stranger(bed))
    cots = select(Cot.house_id).where(col(Cot.house_id).in_(house_ids), col(Cot.id).in_(cots_with_residents()))
    return in_beds + Counter(session.exec(cots))


def end_departed(session: Session, house_id: str, *, clock: datetime, at: datetime) -> None:
    """End the rows of those who are not where they were any more, in the transaction of what says so; `clock` is the database's.

    Somebody in a bed has left when nobody whom the service does not know sleeps there, or when the house says that only people of
    another gender are in the room. A child in a cot has left when nobody sleeps in a bed of its room.
    """
    session.flush()
    beds = load_bed_facts(session, house_ids=[house_id], now=clock)
    strangers = {bed.bed_id: bed.room_id for bed in beds if is_said_of_a_stranger(bed)}
    rooms_slept_in = {*strangers.values(), *(bed.room_id for bed in beds if is_lived_in(bed))}
    cots = {cot.id: cot.room_id for cot in session.exec(select(Cot).where(Cot.house_id == house_id))}
    genders = _genders_said(session, house_id)
    for resident in residents_of(session, house_id):
        if resident.cot_id is not None:
            is_there = cots[resident.cot_id] in rooms_slept_in
        else:
            is_there = resident.bed_id in strangers and _fits(resident, genders.get(strangers[resident.bed_id]))
        if not is_there:
            resident.left_at = at


def _fits(resident: Resident, said: Gender | None) -> bool:
    return said is None or resident.gender is None or resident.gender is said


def _genders_said(session: Session, house_id: str) -> Mapping[str, Gender | None]:
    """What the last report says of the people in a room, by room id."""
    said = select(RoomReport).join(House, col(House.id) == house_id).where(RoomReport.report_id == latest_report_id())
    return {row.room_id: row.gender for row in session.exec(said)}
