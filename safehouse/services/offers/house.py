"""What a house sees of the offers that are put to it: what it needs to know, and nothing that it may not.

Of a pending offer, of people whom it expects and of people whom it has: how many, gender and age band of each, languages,
needs, urgency and time of arrival. Of every other offer: the number of people and the reason. Never origin, exploitation,
keep-away areas or tags.
"""

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import (
    AgeBand,
    Gender,
    HouseNeed,
    OfferState,
    Role,
    RoomNeed,
    SpeakerLevel,
    Urgency,
)
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson
from safehouse.services.beds_in_doubt import DoubtfulBed, doubts_of, find_doubtful_beds
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.cases import LIVE_OFFER_STATES
from safehouse.services.offers.lines import (
    Reason,
    RoomLine,
    StayLine,
    left_offers,
    load_rooms,
    load_stays,
    load_telephone_roles,
    reason_of,
    standing_of,
)
from safehouse.services.request_documents import read_document
from safehouse.services.scope import get_offer_for_house, get_own_house

PAST_OFFERS_SHOWN = 20
_FIRST_AGES = (2, 12, 16, 18)
"""Where each age band but the first begins."""


@dataclass(frozen=True, slots=True)
class PersonLine:
    """One person as a house may know her."""

    gender: Gender | None
    age_band: AgeBand


@dataclass(frozen=True, slots=True)
class Household:
    """The people whom a house is asked to take, expects or has. `has_hand_over`: there is a note to open, once it accepted."""

    people: tuple[PersonLine, ...]
    languages: Mapping[str, SpeakerLevel]
    house_needs: frozenset[HouseNeed]
    room_needs: frozenset[RoomNeed]
    urgency: Urgency
    arrives_at: datetime
    has_hand_over: bool


@dataclass(frozen=True, slots=True)
class HouseOffer:
    """One offer as its house sees it; `household` None: it does not concern the house any more.

    `state` is `expired` from the moment on at which it cannot be accepted any more. `is_awaited`: accepted, and they have not
    arrived. `telephone_role`: in which role the answer was entered when it was given by telephone. `overdue_at` None: nobody is
    awaited. `doubts`: beds that they cannot count on until house and desk have spoken.
    """

    offer_id: str
    house_id: str
    house_code: str
    state: OfferState
    made_at: datetime
    answer_by_at: datetime
    opened_at: datetime | None
    telephone_role: Role | None
    reason: Reason | None
    number_of_people: int
    household: Household | None
    is_awaited: bool
    is_move: bool
    overdue_at: datetime | None
    is_overdue: bool
    rooms: tuple[RoomLine, ...]
    stay: StayLine | None
    doubts: tuple[DoubtfulBed, ...]


def list_house_offers(context: Context, actor: Actor, *, house_id: str) -> tuple[HouseOffer, ...]:
    """The offers that concern a house which the actor manages, and the last of those that do not any more, newest first.

    Raises NotFound.
    """
    with context.store.reading() as session:
        house = get_own_house(session, actor, house_id)
        of_house = select(Offer).join(Request, col(Request.id) == Offer.request_id).where(Offer.house_id == house.id)
        newest_first = of_house.order_by(col(Offer.made_at).desc(), Offer.id)
        concerns_house = col(Offer.state).in_(LIVE_OFFER_STATES) & col(Offer.id).not_in(left_offers())
        live = session.exec(newest_first.where(concerns_house)).all()
        past = session.exec(newest_first.where(~concerns_house).limit(PAST_OFFERS_SHOWN)).all()
        both = sorted((*live, *past), key=lambda offer: offer.made_at, reverse=True)
        return _views(context, session, house, both)


def get_house_offer(context: Context, actor: Actor, *, offer_id: str) -> HouseOffer:
    """One offer put to a house that the actor manages. Raises NotFound."""
    with context.store.reading() as session:
        offer = get_offer_for_house(session, actor, offer_id)
        (view,) = _views(context, session, session.get_one(House, offer.house_id), (offer,))
        return view


def age_band(age: int) -> AgeBand:
    """The band of an age in whole years."""
    return tuple(AgeBand)[bisect_right(_FIRST_AGES, age)]


def load_people(session: Session, request_id: str) -> tuple[PersonLine, ...]:
    """The people of a request as a house may know them, in the order in which they were entered."""
    people = select(RequestPerson).where(RequestPerson.request_id == request_id)
    return tuple(
        PersonLine(gender=person.gender, age_band=age_band(person.age))
        for person in session.exec(people.order_by(col(RequestPerson.position)))
    )


def _views(context: Context, session: Session, house: House, offers: Sequence[Offer]) -> tuple[HouseOffer, ...]:
    ids = [offer.id for offer in offers]
    rooms, stays, clock = load_rooms(session, ids), load_stays(session, ids), database_now(session)
    roles = load_telephone_roles(session, offers)
    doubts = find_doubtful_beds(session, now=clock, house_ids=(house.id,))
    return tuple(
        _view(
            context,
            session,
            house,
            offer,
            clock=clock,
            rooms=rooms.get(offer.id, ()),
            stay=stays.get(offer.id),
            telephone_role=roles.get(offer.id),
            doubts=doubts_of(doubts, offer.id),
        )
        for offer in offers
    )


def _view(
    context: Context,
    session: Session,
    house: House,
    offer: Offer,
    *,
    clock: datetime,
    rooms: tuple[RoomLine, ...],
    stay: StayLine | None,
    telephone_role: Role | None,
    doubts: tuple[DoubtfulBed, ...],
) -> HouseOffer:
    request = session.get_one(Request, offer.request_id)
    standing = standing_of(context, offer, request, clock, stay=stay)
    people = load_people(session, request.id)
    return HouseOffer(
        offer_id=offer.id,
        house_id=house.id,
        house_code=house.code,
        state=standing.state,
        made_at=offer.made_at,
        answer_by_at=offer.answer_by_at,
        opened_at=offer.opened_at,
        telephone_role=telephone_role,
        reason=reason_of(offer),
        number_of_people=len(people),
        household=_household(context, session, offer, request, people) if standing.is_live else None,
        is_awaited=standing.is_awaited,
        is_move=offer.from_stay_id is not None,
        overdue_at=standing.overdue_at,
        is_overdue=standing.is_overdue,
        rooms=rooms if standing.is_live else (),
        stay=stay,
        doubts=doubts,
    )


def _household(
    context: Context, session: Session, offer: Offer, request: Request, people: tuple[PersonLine, ...]
) -> Household:
    document = read_document(session, context.vault, request.id)
    return Household(
        people=people,
        languages={language: SpeakerLevel(level) for language, level in request.languages.items()},
        house_needs=document.house_needs,
        room_needs=document.room_needs,
        urgency=request.urgency,
        arrives_at=offer.arrives_at,
        has_hand_over=offer.state is OfferState.ACCEPTED and document.hand_over is not None,
    )
