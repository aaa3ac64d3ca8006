"""Another bed or room of the same house, for people who have places in it: held, reserved or lived in.

Which rooms they may have is judged by the rules that gave them their first: gender and company in a shared room, a room of their own,
needs of the room, cots. The house stays the same, so nothing else is judged again.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import ClaimKind
from safehouse.domain.errors import FieldProblem, InvalidInput, OfferAnswered, Problem, WrongState
from safehouse.models.claims import Claim
from safehouse.models.houses import Bed, Room
from safehouse.models.offers import Offer
from safehouse.models.requests import Request
from safehouse.placement.checker import judge_rooms
from safehouse.placement.matrix import RoomOption, judge, prepare_network, room_options
from safehouse.placement.problem import House, RoomUse
from safehouse.services.bed_facts import is_live
from safehouse.services.claims import move_places
from safehouse.services.context import Context
from safehouse.services.db import database_now
from safehouse.services.offers.cases import LIVE_OFFER_STATES, lock_offer, record_offer_deed, refuse_passed
from safehouse.services.offers.lines import RoomLine
from safehouse.services.resident_rows import end_departed
from safehouse.services.scope import get_offer_to_speak_for
from safehouse.services.snapshot import load_network, load_request
from safehouse.services.snapshot.room_rows import load_room_facts
from safehouse.services.snapshot.rooms import engine_room, room_to_move_into

Labelled = TypeVar("Labelled", Room, Bed)

FIELD = "beds"


@dataclass(frozen=True, slots=True)
class OtherPlace:
    """Beds of one house that people could have instead of theirs: the ids, and the rooms by what their doors say."""

    beds: tuple[str, ...]
    rooms: tuple[RoomLine, ...]


def list_other_places(
    context: Context, actor: Actor, *, offer_id: str, by_telephone: bool = False
) -> tuple[OtherPlace, ...]:
    """Where else in the house the people of an offer could be now, by room and bed; nothing when they have no places. Raises NotFound."""
    with context.store.reading() as session:
        offer = get_offer_to_speak_for(session, actor, offer_id, by_telephone=by_telephone).offer
        clock = database_now(session)
        if not _live_claims(session, offer.id, clock):
            return ()
        options = tuple(_options(context, session, offer, session.get_one(Request, offer.request_id), clock))
        rooms, beds = _labels(session, Room, offer.house_id), _labels(session, Bed, offer.house_id)
    places = (OtherPlace(_beds_of(option), _lines(option, rooms, beds)) for option in options)
    return tuple(sorted(places, key=lambda place: [(room.label, room.beds) for room in place.rooms]))


def move_to_other_bed(
    context: Context, actor: Actor, *, offer_id: str, beds: Sequence[str], now: datetime, by_telephone: bool = False
) -> None:
    """The house gives them these beds instead of theirs, in one transaction, and the desk sees it. `beds`: those of an `OtherPlace`.

    Beds in which they slept must then be made ready. Raises NotFound, OfferAnswered, HoldExpired, WrongState when they have no places
    in the house, and InvalidInput for `beds` when these do not fit them or are not free any more.
    """
    with context.store.transaction() as session:
        found = get_offer_to_speak_for(session, actor, offer_id, by_telephone=by_telephone)
        case = lock_offer(session, found.offer, found.role)
        if case.offer.state not in LIVE_OFFER_STATES:
            raise OfferAnswered
        refuse_passed(session, case.offer)
        clock = database_now(session)
        if not _live_claims(session, offer_id, clock):
            raise WrongState
        options = _options(context, session, case.offer, case.request, clock)
        option = next((one for one in options if sorted(_beds_of(one)) == sorted(beds)), None)
        if option is None:
            raise InvalidInput([FieldProblem(FIELD, Problem.DOES_NOT_FIT)])
        move_places(session, case.offer, option.rooms, is_shared_bed=option.is_shared_bed, now=clock)
        end_departed(session, case.offer.house_id, clock=clock, at=clock)
        record_offer_deed(session, actor, Action.MOVED_WITHIN_HOUSE, case, now, by_telephone=by_telephone)


def _options(
    context: Context, session: Session, offer: Offer, request: Request, clock: datetime
) -> Iterator[RoomOption]:
    """Every way to put them elsewhere in the house: found by the engine, judged by the plain form of the rules."""
    house = _house_around(session, offer, clock)
    wanted = load_request(context, session, request, now=clock)
    network = prepare_network((house,), clock, context.policy)
    for option in room_options(network, judge(network, wanted), 0):
        for one in _every_bed(house, option):
            if judge_rooms(house, wanted, one.rooms):
                yield one


def _house_around(session: Session, offer: Offer, clock: datetime) -> House:
    """The house as it is for those who have places in it: without the beds that they use."""
    claims = _live_claims(session, offer.id, clock)
    used = frozenset(claim.bed_id for claim in claims if claim.bed_id and claim.kind is ClaimKind.USED)
    cots = Counter(claim.room_id for claim in claims if claim.cot_id)
    (house,) = load_network(session, now=clock, house_ids=(offer.house_id,), without_request=offer.request_id)
    facts = load_room_facts(session, (offer.house_id,), now=clock)[offer.house_id]
    rooms = (room_to_move_into(room, offer.request_id, used, own_cots=cots[room.room_id]) for room in facts)
    engine_rooms = sorted((engine_room(room, now=clock) for room in rooms), key=lambda room: room.id)
    return replace(house, rooms=tuple(engine_rooms))


def _every_bed(house: House, option: RoomOption) -> Iterator[RoomOption]:
    """In a shared room any of the free beds, because the house knows which is which; a room of one's own as it is filled."""
    if not option.is_shared_bed:
        yield option
        return
    (use,) = option.rooms
    room = next(room for room in house.rooms if room.id == use.room)
    for bed in room.free_beds:
        yield replace(option, rooms=(replace(use, beds=(bed,)),))


def _live_claims(session: Session, offer_id: str, clock: datetime) -> Sequence[Claim]:
    return session.exec(select(Claim).where(Claim.offer_id == offer_id, is_live(clock))).all()


def _beds_of(option: RoomOption) -> tuple[str, ...]:
    return tuple(bed for use in option.rooms for bed in use.beds)


def _labels(session: Session, kind: type[Labelled], house_id: str) -> Mapping[str, str]:
    return {row.id: row.label for row in session.exec(select(kind).where(kind.house_id == house_id))}


def _lines(option: RoomOption, rooms: Mapping[str, str], beds: Mapping[str, str]) -> tuple[RoomLine, ...]:
    return tuple(_room_line(use, rooms, beds) for use in option.rooms)


def _room_line(use: RoomUse, rooms: Mapping[str, str], beds: Mapping[str, str]) -> RoomLine:
    labels = tuple(beds[bed] for bed in use.beds)
    return RoomLine(rooms[use.room], labels, use.cots, len(use.blocked_beds))
