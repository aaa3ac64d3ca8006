"""Rooms that are claimed, judged as they are now: a report or a new bed may have put somebody beside people who were promised a room.

A report speaks of the beds that nobody has a claim on, and it is a fact that cannot be refused. So each household is judged
against its rooms again, as if its own beds there were free, by the same rule that gave it the rooms.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select
from sqlmodel.sql.expression import SelectOfScalar

from safehouse.domain.codes import ClaimKind, ClaimState, RuleCode
from safehouse.models.claims import Claim
from safehouse.placement.checker import judge_claimed_room
from safehouse.placement.problem import ADULT_AGE, RULE_ORDER, Person
from safehouse.services.bed_facts import is_live
from safehouse.services.snapshot.room_rows import load_room_facts
from safehouse.services.snapshot.rooms import Company, RoomFacts, company_in, engine_room, room_without


@dataclass(frozen=True, slots=True)
class ChangedRoom:
    """A room in which an offer has live claims, although its people may not be in it any more.

    `beds`: the ids of those that they use. `codes`: why, in table order, at least one: `gender` and `minors` by whom they would
    share it with, `no_room` when it is not theirs alone, or when nobody knows who is in it.
    """

    offer_id: str
    request_id: str
    beds: frozenset[str]
    codes: tuple[RuleCode, ...]


def find_changed_rooms(
    session: Session,
    *,
    now: datetime,
    request_ids: Collection[str] | SelectOfScalar[str] | None = None,
    house_ids: Collection[str] | None = None,
) -> tuple[ChangedRoom, ...]:
    """Those among the rooms with live claims of these requests (None: all) in these houses (None: all); `now`: the database's clock."""
    session.flush()
    claims = select(Claim).where(is_live(now), col(Claim.bed_id).is_not(None))
    if request_ids is not None:
        claims = claims.where(col(Claim.request_id).in_(request_ids))
    if house_ids is not None:
        claims = claims.where(col(Claim.house_id).in_(house_ids))
    found: defaultdict[tuple[str, str], list[Claim]] = defaultdict(list)
    for claim in session.exec(claims.order_by(col(Claim.offer_id), col(Claim.room_id))):
        found[claim.offer_id, claim.room_id].append(claim)
    houses = load_room_facts(session, {of_room[0].house_id for of_room in found.values()}, now=now)
    rooms = {facts.room_id: facts for of_house in houses.values() for facts in of_house}
    judged = (_judge(of_room, rooms[room_id], now) for (_, room_id), of_room in found.items())
    return tuple(changed for changed in judged if changed.codes)


def codes_by_offer(changed: Iterable[ChangedRoom]) -> Mapping[str, tuple[RuleCode, ...]]:
    """The codes of all rooms of each offer, in table order; an offer whose rooms are still its own has none."""
    found: defaultdict[str, set[RuleCode]] = defaultdict(set)
    for room in changed:
        found[room.offer_id].update(room.codes)
    return {offer_id: tuple(sorted(codes, key=RULE_ORDER.index)) for offer_id, codes in found.items()}


def _judge(claims: Sequence[Claim], facts: RoomFacts, now: datetime) -> ChangedRoom:
    of = claims[0]
    beds = frozenset(claim.bed_id for claim in claims if claim.bed_id is not None)
    others = room_without(facts, of.request_id, beds, is_there=of.state is ClaimState.OCCUPIED)
    people = facts.households[of.request_id]
    may_stay = judge_claimed_room(engine_room(others, now=now), people)
    return ChangedRoom(
        offer_id=of.offer_id,
        request_id=of.request_id,
        beds=frozenset(claim.bed_id for claim in claims if claim.bed_id and claim.kind is ClaimKind.USED),
        codes=() if may_stay else _codes(company_in(others), people),
    )


def _codes(company: Company, people: Sequence[Person]) -> tuple[RuleCode, ...]:
    """Why people may not be in a room with this company: whatever can be said of it, and else that the room is not to be had."""
    are_minors_among_strangers = company.is_anybody and any(person.age < ADULT_AGE for person in people)
    codes = {
        RuleCode.GENDER: bool(company.genders - {person.gender for person in people}),
        RuleCode.MINORS: company.has_minors or are_minors_among_strangers,
    }
    return tuple(code for code, applies in codes.items() if applies) or (RuleCode.NO_ROOM,)
