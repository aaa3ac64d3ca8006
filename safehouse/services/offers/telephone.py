"""What the national contact sees of the offers of a house of the own country that has only a telephone.

Enough to tell the house whom it is asked to take and to enter what it says: the case code, gender and age band of each person,
languages, needs, rooms and times. Keep-away areas and tags are not the contact's, and hand-over notes only those from other
countries. A request of another country has an alias instead of its case code, and nothing of it remains when its offer has ended.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.access import Actor
from safehouse.domain.codes import HouseNeed, OfferState, Role, RoomNeed, SpeakerLevel, Urgency
from safehouse.domain.errors import NotFound
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.services.aliases import case_code_at_house
from safehouse.services.beds_in_doubt import DoubtfulBed, doubts_of, find_doubtful_beds
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.cases import LIVE_OFFER_STATES
from safehouse.services.offers.house import PersonLine, load_people
from safehouse.services.offers.lines import RoomLine, StayLine, left_offers, load_rooms, load_stays, standing_of
from safehouse.services.request_documents import read_document
from safehouse.services.scope import get_house_as


@dataclass(frozen=True, slots=True)
class TelephoneOffer:
    """One offer as the national contact sees it who speaks for its house.

    `state` is `expired` from the moment on at which nobody can accept any more. `is_live`: it waits for an answer, or they are
    awaited or staying; nothing can be entered for any other, and nobody of it is shown. `overdue_at` None: nobody is awaited.
    `doubts`: beds that they cannot count on until house and desk have spoken.
    `case_code`: the alias of a request that `is_from_abroad`. `has_hand_over`: there is a note that the contact may open.
    """

    offer_id: str
    house_id: str
    house_code: str
    case_code: str
    is_from_abroad: bool
    state: OfferState
    is_live: bool
    made_at: datetime
    answer_by_at: datetime
    arrives_at: datetime
    urgency: Urgency
    people: tuple[PersonLine, ...]
    languages: Mapping[str, SpeakerLevel]
    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    is_awaited: bool
    is_move: bool
    overdue_at: datetime | None
    is_overdue: bool
    has_hand_over: bool
    rooms: tuple[RoomLine, ...]
    stay: StayLine | None
    doubts: tuple[DoubtfulBed, ...]


def list_telephone_offers(context: Context, actor: Actor, *, house_id: str) -> tuple[TelephoneOffer, ...]:
    """What lives at a house of a country in which the actor is the national contact: pending by time to answer, then by arrival.

    Raises NotFound.
    """
    with context.store.reading() as session:
        house = _get_house(session, actor, house_id)
        is_live = col(Offer.state).in_(LIVE_OFFER_STATES) & col(Offer.id).not_in(left_offers())
        offers = _views(context, session, house, session.exec(_offers_of(house).where(is_live)).all())
    return tuple(sorted((offer for offer in offers if offer.is_live), key=_urgent_first))


def get_telephone_offer(context: Context, actor: Actor, *, house_id: str, offer_id: str) -> TelephoneOffer:
    """One offer of such a house, also when it has ended meanwhile, unless it came from abroad. Raises NotFound."""
    with context.store.reading() as session:
        house = _get_house(session, actor, house_id)
        offer = session.exec(_offers_of(house).where(col(Offer.id) == offer_id)).one_or_none()
        if offer is None:
            raise NotFound
        (view,) = _views(context, session, house, (offer,))
        if view.is_from_abroad and not view.is_live:
            raise NotFound
        return view


def _get_house(session: Session, actor: Actor, house_id: str) -> House:
    return get_house_as(session, actor, house_id, (Role.NATIONAL_CONTACT,)).house


def _offers_of(house: House) -> SelectOfScalar[Offer]:
    return select(Offer).join(Request, col(Request.id) == Offer.request_id).where(Offer.house_id == house.id)


def _urgent_first(offer: TelephoneOffer) -> tuple[bool, bool, datetime, str]:
    is_pending = offer.state is OfferState.PENDING
    at = offer.answer_by_at if is_pending else offer.arrives_at
    return not is_pending, not offer.is_awaited, at, offer.offer_id


def _views(context: Context, session: Session, house: House, offers: Sequence[Offer]) -> tuple[TelephoneOffer, ...]:
    ids = [offer.id for offer in offers]
    rooms, stays, clock = load_rooms(session, ids), load_stays(session, ids), database_now(session)
    doubts = find_doubtful_beds(session, now=clock, house_ids=(house.id,))
    return tuple(
        _view(
            context,
            session,
            house,
            offer,
            clock,
            rooms=rooms.get(offer.id, ()),
            stay=stays.get(offer.id),
            doubts=doubts_of(doubts, offer.id),
        )
        for offer in offers
    )


def _view(
    context: Context,
    session: Session,
    house: House,
    offer: Offer,
    clock: datetime,
    *,
    rooms: tuple[RoomLine, ...],
    stay: StayLine | None,
    doubts: tuple[DoubtfulBed, ...],
) -> TelephoneOffer:
    request = session.get_one(Request, offer.request_id)
    standing = standing_of(context, offer, request, clock, stay=stay)
    is_live, is_from_abroad = standing.is_live, request.country != house.country
    document = read_document(session, context.vault, request.id) if is_live else None
    return TelephoneOffer(
        offer_id=offer.id,
        house_id=house.id,
        house_code=house.code,
        case_code=case_code_at_house(context.vault, house, request, offer),
        is_from_abroad=is_from_abroad,
        state=standing.state,
        is_live=is_live,
        made_at=offer.made_at,
        answer_by_at=offer.answer_by_at,
        arrives_at=offer.arrives_at,
        urgency=request.urgency,
        people=load_people(session, request.id) if is_live else (),
        languages={language: SpeakerLevel(level) for language, level in request.languages.items()} if is_live else {},
        house_needs=document.house_needs if document else frozenset(),
        room_needs=document.room_needs if document else frozenset(),
        is_awaited=standing.is_awaited,
        is_move=offer.from_stay_id is not None,
        overdue_at=standing.overdue_at,
        is_overdue=standing.is_overdue,
        has_hand_over=is_from_abroad
        and standing.is_awaited
        and document is not None
        and document.hand_over is not None,
        rooms=rooms if is_live else (),
        stay=stay,
        doubts=doubts,
    )
