"""What the desk sees of the offers that it made, and the national contact of reservations that are overdue."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, and_, col, or_, select

from safehouse.domain.access import COUNTRY_ROLES, Actor
from safehouse.domain.codes import DeclinedSurvivor, HouseStatus, OfferState, Role, RuleCode
from safehouse.models.claims import Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.aliases import case_code_at_house, house_code_at_desk
from safehouse.services.beds_in_doubt import DoubtfulBed, doubts_of, find_doubtful_beds
from safehouse.services.claimed_rooms import codes_by_offer, find_changed_rooms
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.cases import overdue_at
from safehouse.services.offers.lines import (
    Reason,
    RoomLine,
    StayLine,
    load_moves,
    load_rooms,
    load_stays,
    load_taken_back,
    load_telephone_roles,
    reason_of,
    standing_of,
)
from safehouse.services.offers.waking import NOBODY, Waking, load_wakings
from safehouse.services.scope import get_offer_for_desk, get_own_request, refuse_foreign_country
from safehouse.services.snapshot import takes_in_at


@dataclass(frozen=True, slots=True)
class DeskOffer:
    """One offer as its desk sees it.

    `state` is `expired` from the moment on at which nobody can accept any more. `telephone_role`: in which role the
    answer was entered when the house gave it by telephone. `was_taken_back`: the house had said yes before. `overdue_at` None:
    nobody is awaited. `is_abroad`: the house is in another country; until it has accepted, `house_code` is an alias and nothing more is
    said of it. `is_outside_hours`: the house takes nobody in at `arrives_at`, so it must be called first. `refused_afterwards`: why
    the survivor does not want the house, said after the offer had ended in another way. `is_unsafe`: the house is compromised, and
    the people are offered to it, awaited or staying there. `room_codes`: why they may not be in the room that they have, or are
    promised, any more. `doubts`: beds that they cannot count on until house and desk have spoken. `moved_at`: when the house last gave
    them another bed than it had promised, None when it did not. `waking`: whether anybody on duty there was woken for the offer.
    """

    offer_id: str
    request_id: str
    case_code: str
    house_code: str
    is_abroad: bool
    state: OfferState
    made_at: datetime
    answer_by_at: datetime
    opened_at: datetime | None
    answered_at: datetime | None
    telephone_role: Role | None
    reason: Reason | None
    was_taken_back: bool
    refused_afterwards: DeclinedSurvivor | None
    arrives_at: datetime
    is_outside_hours: bool
    is_unsafe: bool
    room_codes: tuple[RuleCode, ...]
    is_move: bool
    departed_at: datetime | None
    is_awaited: bool
    doubts: tuple[DoubtfulBed, ...]
    moved_at: datetime | None
    waking: Waking
    overdue_at: datetime | None
    is_overdue: bool
    rooms: tuple[RoomLine, ...]
    stay: StayLine | None


@dataclass(frozen=True, slots=True)
class OverdueLine:
    """A reservation whose people have not come in time."""

    offer_id: str
    case_code: str
    house_code: str
    arrives_at: datetime
    overdue_at: datetime


def list_request_offers(context: Context, actor: Actor, *, request_id: str) -> tuple[DeskOffer, ...]:
    """Every offer of a request of the own desk, the newest first. Raises NotFound."""
    with context.store.reading() as session:
        request = get_own_request(session, actor, request_id)
        offers = select(Offer).where(Offer.request_id == request.id)
        newest_first = session.exec(offers.order_by(col(Offer.made_at).desc(), Offer.id)).all()
        return _views(context, session, newest_first)


def get_desk_offer(context: Context, actor: Actor, *, offer_id: str) -> DeskOffer:
    """One offer of the own desk. Raises NotFound."""
    with context.store.reading() as session:
        (view,) = _views(context, session, (get_offer_for_desk(session, actor, offer_id),))
        return view


def list_overdue(context: Context, actor: Actor, *, country: str) -> tuple[OverdueLine, ...]:
    """The overdue reservations of a country, the oldest first, for its desk and its national contact.

    Requests of another country's desk that a house here awaits are the national contact's alone, under their alias. Raises NotFound.
    """
    refuse_foreign_country(actor, country, *COUNTRY_ROLES)
    is_contact = country in actor.countries_as(Role.NATIONAL_CONTACT)
    with context.store.reading() as session:
        awaited = (
            select(Offer, Request, House)
            .join(Request, col(Request.id) == Offer.request_id)
            .join(House, col(House.id) == Offer.house_id)
            .where(or_(Request.country == country, and_(House.country == country, is_contact)))
            .where(Offer.state == OfferState.ACCEPTED)
            .where(col(Offer.id).not_in(select(Stay.offer_id)))
        )
        lines = [
            OverdueLine(
                offer_id=offer.id,
                case_code=_code_in(context, country, house, request, offer),
                house_code=house.code,
                arrives_at=offer.arrives_at,
                overdue_at=overdue_at(context, offer, request.urgency),
            )
            for offer, request, house in session.exec(awaited)
        ]
        clock = database_now(session)
    return tuple(sorted((line for line in lines if line.overdue_at <= clock), key=lambda line: line.overdue_at))


def _code_in(context: Context, country: str, house: House, request: Request, offer: Offer) -> str:
    """What a request is called in a country: by its code where its desk is, by an alias where its house is."""
    return request.case_code if request.country == country else case_code_at_house(context.vault, house, request, offer)


def _views(context: Context, session: Session, offers: Sequence[Offer]) -> tuple[DeskOffer, ...]:
    ids = [offer.id for offer in offers]
    rooms, stays, clock = load_rooms(session, ids), load_stays(session, ids), database_now(session)
    roles, taken_back = load_telephone_roles(session, offers), load_taken_back(session, ids)
    changed = find_changed_rooms(session, now=clock, request_ids={offer.request_id for offer in offers})
    room_codes = codes_by_offer(changed)
    doubts = find_doubtful_beds(session, now=clock, request_ids={offer.request_id for offer in offers})
    moved, wakings = load_moves(session, ids), load_wakings(context, session, ids)
    return tuple(
        _view(
            context,
            session,
            offer,
            clock,
            rooms=rooms.get(offer.id, ()),
            stay=stays.get(offer.id),
            telephone_role=roles.get(offer.id),
            was_taken_back=offer.id in taken_back,
            room_codes=room_codes.get(offer.id, ()),
            doubts=doubts_of(doubts, offer.id),
            moved_at=moved.get(offer.id),
            waking=wakings.get(offer.id, NOBODY),
        )
        for offer in offers
    )


def _view(
    context: Context,
    session: Session,
    offer: Offer,
    clock: datetime,
    *,
    rooms: tuple[RoomLine, ...],
    stay: StayLine | None,
    telephone_role: Role | None,
    was_taken_back: bool,
    room_codes: tuple[RuleCode, ...],
    doubts: tuple[DoubtfulBed, ...],
    moved_at: datetime | None,
    waking: Waking,
) -> DeskOffer:
    request = session.get_one(Request, offer.request_id)
    house = session.get_one(House, offer.house_id)
    standing = standing_of(context, offer, request, clock, stay=stay)
    is_abroad = house.country != request.country
    is_known = not is_abroad or offer.state is OfferState.ACCEPTED
    return DeskOffer(
        offer_id=offer.id,
        request_id=request.id,
        case_code=request.case_code,
        house_code=house_code_at_desk(context.vault, house, request, offer),
        is_abroad=is_abroad,
        state=standing.state,
        made_at=offer.made_at,
        answer_by_at=offer.answer_by_at,
        opened_at=offer.opened_at,
        answered_at=offer.answered_at,
        telephone_role=telephone_role,
        reason=reason_of(offer),
        was_taken_back=was_taken_back,
        refused_afterwards=None if offer.refused_afterwards is None else DeclinedSurvivor(offer.refused_afterwards),
        arrives_at=offer.arrives_at,
        is_outside_hours=is_known and not takes_in_at(house.intake, house.time_zone, offer.arrives_at),
        is_unsafe=is_known and standing.is_live and house.status is HouseStatus.COMPROMISED,
        room_codes=room_codes,
        is_move=offer.from_stay_id is not None,
        departed_at=offer.departed_at,
        is_awaited=standing.is_awaited,
        doubts=doubts if is_known else (),
        moved_at=moved_at,
        waking=waking if is_known else NOBODY,
        overdue_at=standing.overdue_at,
        is_overdue=standing.is_overdue,
        rooms=rooms if is_known else (),
        stay=stay,
    )
