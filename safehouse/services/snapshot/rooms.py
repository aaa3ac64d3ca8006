"""Facts about one room to the engine's room: which of its beds are free, and whose gender is in it.

A bed that is out of service, being made ready, or about to go out of service is left out of the room, so that it neither
counts as somebody's nor keeps the beds beside it from being given away. A bed that came after the house's last report counts as
somebody's: perhaps somebody sleeps there of whom nobody has told yet.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import datetime

from safehouse.domain.codes import BedState, ClaimKind, Gender, RoomNeed
from safehouse.placement.problem import ADULT_AGE, DEFAULT_POLICY, Person, Room
from safehouse.services.bed_states import ENGINE_FREE_STATES, BedFacts, bed_state, is_said_of_a_stranger

_TAKEN_STATES = frozenset({BedState.OCCUPIED, BedState.RESERVED, BedState.HELD, BedState.ROOM_BLOCKED})


@dataclass(frozen=True, slots=True)
class Strangers:
    """What the last report says of the people in a room whom the service does not know."""

    gender: Gender | None
    has_minors: bool
    will_not_say: bool


@dataclass(frozen=True, slots=True)
class RoomFacts:
    """What the rows say of one room: its beds, its cots without a live claim, and who is in it or will be.

    `households`: by request id, the people of each request with a live claim in the room. `strangers` None: the last report does
    not mention the room. `has_child_in_cot`: one whom the service does not know.
    """

    room_id: str
    shared: bool
    features: frozenset[RoomNeed]
    beds: tuple[BedFacts, ...]
    free_cots: int
    households: Mapping[str, tuple[Person, ...]]
    strangers: Strangers | None
    has_child_in_cot: bool


@dataclass(frozen=True, slots=True)
class Company:
    """Whom somebody in a room would share it with."""

    genders: frozenset[Gender]
    is_anybody: bool
    has_minors: bool


def engine_room(facts: RoomFacts, *, now: datetime) -> Room:
    """The room as the engine sees it; one that is taken as a whole, or by nobody knows whom, has no free bed."""
    ready = frozenset(bed.bed_id for bed in facts.beds if _is_ready(bed, now))
    taken = frozenset(
        bed.bed_id for bed in facts.beds if _state(bed, now) in _TAKEN_STATES or _came_after_the_report(bed)
    )
    genders = _genders(facts)
    is_closed = len(genders) > 1 or _is_taken_as_a_whole(facts) or _may_hold_anybody(facts)
    return Room(
        id=facts.room_id,
        shared=facts.shared,
        beds=tuple(sorted(ready | taken)),
        free_beds=() if is_closed else tuple(sorted(ready)),
        free_cots=facts.free_cots,
        gender_now=genders.pop() if len(genders) == 1 else None,
        features=facts.features,
    )


def room_without(facts: RoomFacts, request_id: str, beds: Collection[str], *, is_there: bool) -> RoomFacts:
    """The room as it would be if these beds, which the request has claims on, were free; cots do not count here.

    `is_there`: its people live in the room. A bed that came after the report is then left out: to them it is furniture until
    the house says that somebody sleeps in it.
    """
    kept = tuple(bed for bed in facts.beds if not (is_there and _came_after_the_report(bed)))
    return replace(
        facts,
        beds=tuple(_given_back(bed) if bed.bed_id in beds else bed for bed in kept),
        households={other: people for other, people in facts.households.items() if other != request_id},
    )


def room_to_move_into(facts: RoomFacts, request_id: str, used: Collection[str], *, own_cots: int) -> RoomFacts:
    """The room for people who have places in the house: without the beds that they use, and with what is kept for them free.

    `used`: the ids of those beds; `own_cots`: how many cots of the room they have. What else is said of a bed counts: an outage, and
    somebody whom the house has reported there.
    """
    others = {other: people for other, people in facts.households.items() if other != request_id}
    is_theirs = request_id in facts.households
    beds = tuple(
        replace(bed, claim_state=None, claim_kind=None) if is_theirs and bed.claim_kind is ClaimKind.BLOCKED else bed
        for bed in facts.beds
        if bed.bed_id not in used
    )
    return replace(facts, beds=beds, households=others, free_cots=facts.free_cots + own_cots)


def company_in(facts: RoomFacts) -> Company:
    """Who is in the room or has a claim on it, as far as it is known."""
    has_strangers = _has_strangers(facts)
    is_said_of_minors = has_strangers and facts.strangers is not None and facts.strangers.has_minors
    ages = [person.age for people in facts.households.values() for person in people]
    return Company(
        genders=frozenset(_genders(facts)),
        is_anybody=bool(ages) or has_strangers or facts.has_child_in_cot,
        has_minors=is_said_of_minors or facts.has_child_in_cot or any(age < ADULT_AGE for age in ages),
    )


def _given_back(bed: BedFacts) -> BedFacts:
    return replace(bed, claim_state=None, claim_kind=None, said_occupied=False, outage_from=None, left_at=None)


def _is_ready(bed: BedFacts, now: datetime) -> bool:
    """Free now and for the whole stay: an outage to come counts as well."""
    return bed.outage_from is None and _state(bed, now) in ENGINE_FREE_STATES and not _came_after_the_report(bed)


def _came_after_the_report(bed: BedFacts) -> bool:
    return bed.reported_at is not None and bed.said_occupied is None


def _state(bed: BedFacts, now: datetime) -> BedState:
    # A policy only tells free from unknown, which the engine takes alike.
    return bed_state(bed, now=now, policy=DEFAULT_POLICY)


def _is_taken_as_a_whole(facts: RoomFacts) -> bool:
    """By a household, by somebody under 18, a child in a cot too, or by anybody at all where the room is not for sharing."""
    if facts.has_child_in_cot:
        return True
    if not facts.shared and (facts.households or _has_strangers(facts)):
        return True
    return any(len(people) != 1 or people[0].age < ADULT_AGE for people in facts.households.values())


def _may_hold_anybody(facts: RoomFacts) -> bool:
    """Whether people are in it of whom too little is known to put somebody beside them."""
    known = facts.strangers
    if known is None or known.will_not_say:
        return known is not None or _has_strangers(facts)
    return _has_strangers(facts) and (known.has_minors or known.gender is None)


def _has_strangers(facts: RoomFacts) -> bool:
    """In beds that are promised too: whoever the house has said is there must be nobody's company by mistake."""
    return any(is_said_of_a_stranger(bed) for bed in facts.beds)


def _genders(facts: RoomFacts) -> set[Gender]:
    """Of everybody who is in the room or has a claim on it, as far as it is known."""
    genders = {person.gender for people in facts.households.values() for person in people}
    if facts.strangers is not None and facts.strangers.gender is not None and _has_strangers(facts):
        genders.add(facts.strangers.gender)
    return genders
