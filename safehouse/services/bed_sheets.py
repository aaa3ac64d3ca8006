"""The bed sheet that hangs in a house's office: rooms, beds and cots with the case codes of its own people, and nothing else."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import BedState, ClaimKind, ClaimState, Role
from safehouse.models.claims import Claim
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.aliases import case_code_at_house
from safehouse.services.capacity import BoardBed, BoardCot, BoardRoom, get_board
from safehouse.services.context import Context
from safehouse.services.scope import get_house_as

_ACCEPTED = (ClaimState.RESERVED, ClaimState.OCCUPIED)
"""A code is on the sheet once the house has said yes."""


@dataclass(frozen=True, slots=True)
class SheetPlace:
    """One bed or cot. `case_code`: an alias for a request of another country; None: nobody of a placement is in it or expected."""

    label: str
    is_cot: bool
    state: BedState
    case_code: str | None


@dataclass(frozen=True, slots=True)
class SheetRoom:
    """One room with its beds, then its cots."""

    label: str
    shared: bool
    places: tuple[SheetPlace, ...]


@dataclass(frozen=True, slots=True)
class BedSheet:
    """One house as its sheet shows it. `reported_at` None: it has never reported."""

    house_id: str
    house_code: str
    reported_at: datetime | None
    rooms: tuple[SheetRoom, ...]


def get_bed_sheet(context: Context, actor: Actor, *, house_id: str) -> BedSheet:
    """The sheet of a house that the actor manages or is the national contact of. Raises NotFound."""
    with context.store.reading() as session:
        get_house_as(session, actor, house_id, (Role.MANAGER, Role.NATIONAL_CONTACT))
        codes = _case_codes(context, session, house_id)
    board = get_board(context, actor, house_id=house_id)
    return BedSheet(
        house_id=house_id,
        house_code=board.code,
        reported_at=board.last_report.reported_at if board.last_report else None,
        rooms=tuple(_room(room, codes) for room in board.rooms),
    )


def _case_codes(context: Context, session: Session, house_id: str) -> Mapping[str, str]:
    """By the id of a bed or cot that is used, the case code of those who have it, as it is in the country of the house."""
    house = session.get_one(House, house_id)
    used = (
        select(Claim, Request, Offer)
        .join(Request, col(Request.id) == Claim.request_id)
        .join(Offer, col(Offer.id) == Claim.offer_id)
        .where(Claim.house_id == house_id, Claim.kind == ClaimKind.USED, col(Claim.state).in_(_ACCEPTED))
    )
    return {
        place: case_code_at_house(context.vault, house, request, offer)
        for claim, request, offer in session.exec(used)
        for place in (claim.bed_id, claim.cot_id)
        if place
    }


def _room(room: BoardRoom, codes: Mapping[str, str]) -> SheetRoom:
    places = (*(_place(bed, codes) for bed in room.beds), *(_place(cot, codes, is_cot=True) for cot in room.cots))
    return SheetRoom(room.label, room.shared, places)


def _place(place: BoardBed | BoardCot, codes: Mapping[str, str], *, is_cot: bool = False) -> SheetPlace:
    return SheetPlace(place.label, is_cot, place.state, codes.get(place.id))
