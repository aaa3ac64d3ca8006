"""The rules, applied again to the rows as they are now: before a claim, before a house's yes is taken, and before people set out.

The engine finds the beds, the plain form of the rules judges them, as it judges every plan. After the claim the house is judged
without its rooms, and the rooms that are claimed by who else is in them now.
"""

from collections.abc import Iterable
from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from safehouse.domain.codes import CONFIDENTIAL_CODES, RuleCode
from safehouse.domain.errors import BedInDoubt, BedTaken, RoomChanged, RulesRefuse
from safehouse.models.requests import Request
from safehouse.models.suggestions import Suggestion
from safehouse.placement.checker import judge_placement
from safehouse.placement.matrix import RoomOption, judge, prepare_network, room_options
from safehouse.placement.problem import RULE_ORDER, House, PlacementRequest
from safehouse.services.beds_in_doubt import find_doubtful_beds
from safehouse.services.claimed_rooms import codes_by_offer, find_changed_rooms
from safehouse.services.context import Context
from safehouse.services.request_arrivals import hour_to_judge
from safehouse.services.snapshot import load_network, load_request

NEVER_RELAXED = frozenset({
    RuleCode.HOUSE_NOT_OPEN,
    RuleCode.COMPROMISED,
    RuleCode.KEEP_AWAY,
    RuleCode.KEEP_APART,
    RuleCode.GENDER,
    RuleCode.MINORS,
    RuleCode.SURVIVOR_REFUSED,
    RuleCode.COUNTRY,
})  # fmt: skip
"""Nobody can waive these: they are judged again when a house accepts and when people set out. The other rules are about
whether the house can, which it has just said.
"""


def judge_again(
    context: Context, session: Session, suggestion: Suggestion, request: Request, *, clock: datetime
) -> RoomOption:
    """How the suggested rooms are used now; `clock` is the database's, read under the lock of the house.

    Raises BedTaken when only the rooms are not to be had any more, RulesRefuse for any rule.
    """
    house, wanted = _load_pair(context, session, suggestion.house_id, request, clock)
    rooms = tuple(use["room"] for use in suggestion.rooms)
    option = _find_option(house, wanted, rooms, clock, context)
    codes = judge_placement(house, wanted, option.rooms if option else (), clock, context.policy)
    if option is None and codes == (RuleCode.NO_ROOM,):
        raise BedTaken
    if option is None or codes:
        raise RulesRefuse(_shown(codes))
    return option


def refuse_unsafe(context: Context, session: Session, house_id: str, request: Request, *, clock: datetime) -> None:
    """Refuse with RulesRefuse when a rule of safety or consent has come to forbid the house since it was claimed.

    With RoomChanged when it is only the rooms: by a newer report or with a new bed they are not what was promised any more; with
    BedInDoubt when a bed is out of service, or the house has reported something else of it.
    """
    unsafe = _unsafe_house_codes(context, session, house_id, request, clock=clock)
    if unsafe:
        raise RulesRefuse(_shown(unsafe))
    changed = claimed_room_codes(session, house_id, request, clock=clock)
    if changed:
        raise RoomChanged(changed)
    doubtful = find_doubtful_beds(session, now=clock, request_ids=(request.id,), house_ids=(house_id,))
    if any(bed.is_stopping for bed in doubtful):
        raise BedInDoubt((RuleCode.NO_ROOM,))


def unsafe_codes(
    context: Context, session: Session, house_id: str, request: Request, *, clock: datetime
) -> tuple[RuleCode, ...]:
    """What forbids a house in which the request has claims, in table order: safety, consent, and who else is in its rooms.

    Confidential codes are included.
    """
    of_house = _unsafe_house_codes(context, session, house_id, request, clock=clock)
    of_rooms = claimed_room_codes(session, house_id, request, clock=clock)
    return tuple(code for code in RULE_ORDER if code in of_house or code in of_rooms)


def claimed_room_codes(session: Session, house_id: str, request: Request, *, clock: datetime) -> tuple[RuleCode, ...]:
    """Why the people of the request may not be in rooms of the house that they have live claims on, in table order."""
    changed = find_changed_rooms(session, now=clock, request_ids=(request.id,), house_ids=(house_id,))
    return tuple(code for codes in codes_by_offer(changed).values() for code in codes)


def _unsafe_house_codes(
    context: Context, session: Session, house_id: str, request: Request, *, clock: datetime
) -> tuple[RuleCode, ...]:
    house, claimed = _load_pair(context, session, house_id, request, clock)
    # Its own claims are on the beds, so the rules that ask for free beds cannot be judged here.
    codes = judge_placement(house, claimed, (), clock, context.policy)
    return tuple(code for code in codes if code in NEVER_RELAXED)


def _load_pair(
    context: Context, session: Session, house_id: str, request: Request, clock: datetime
) -> tuple[House, PlacementRequest]:
    """The house without what the request itself brings to it, and the request, as they are now."""
    arrives_at = hour_to_judge(request, clock)
    (house,) = load_network(
        session, now=clock, house_ids=(house_id,), arrivals=(arrives_at,), without_request=request.id
    )
    return house, replace(load_request(context, session, request, now=clock), arrives_at=arrives_at)


def _find_option(
    house: House, request: PlacementRequest, room_ids: tuple[str, ...], clock: datetime, context: Context
) -> RoomOption | None:
    """The way to use just these rooms, with the lowest beds that are free now."""
    network = prepare_network((house,), clock, context.policy)
    options = room_options(network, judge(network, request), 0)
    return next((option for option in options if tuple(use.room for use in option.rooms) == room_ids), None)


def _shown(codes: Iterable[RuleCode]) -> tuple[RuleCode, ...]:
    """The codes that may be shown; none is left where only confidential ones refuse."""
    return tuple(code for code in codes if code not in CONFIDENTIAL_CODES)
