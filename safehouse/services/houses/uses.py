"""Who is in a house or promised to it now: what a change to its rooms must not take from under somebody."""

from collections.abc import Iterable
from dataclasses import dataclass

from sqlmodel import Session, col, select

from safehouse.models.claims import Claim
from safehouse.models.houses import Cot
from safehouse.services.bed_facts import is_live, load_bed_facts
from safehouse.services.bed_states import is_occupied_by_unknown
from safehouse.services.db import database_now
from safehouse.services.resident_rows import cots_with_residents


@dataclass(frozen=True, slots=True)
class Uses:
    """By id: beds and cots with a live claim, blocked ones too, or with somebody whom the service does not know.

    `claimed_rooms`: those with a live claim; `rooms`: those and the ones with somebody whom the service does not know.
    """

    beds: frozenset[str]
    cots: frozenset[str]
    claimed_rooms: frozenset[str]
    rooms: frozenset[str]


def load_uses(session: Session, house_id: str) -> Uses:
    """What is in use by the database's clock; read under the lock of the house."""
    clock = database_now(session)
    claims = session.exec(select(Claim).where(Claim.house_id == house_id, is_live(clock))).all()
    beds = load_bed_facts(session, house_ids=[house_id], now=clock)
    strangers = [bed for bed in beds if is_occupied_by_unknown(bed)]
    cots = session.exec(select(Cot).where(Cot.house_id == house_id, col(Cot.id).in_(cots_with_residents()))).all()
    claimed_rooms = frozenset(claim.room_id for claim in claims)
    return Uses(
        beds=_named(claim.bed_id for claim in claims) | {bed.bed_id for bed in strangers},
        cots=_named(claim.cot_id for claim in claims) | {cot.id for cot in cots},
        claimed_rooms=claimed_rooms,
        rooms=claimed_rooms | {bed.room_id for bed in strangers} | {cot.room_id for cot in cots},
    )


def _named(ids: Iterable[str | None]) -> frozenset[str]:
    return frozenset(one for one in ids if one is not None)
