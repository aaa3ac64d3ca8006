"""People who are in a house already: gender, age band and expected end of each, and never a code or a name.

Entering them is a capacity report of the house, its first on the first evening: rooms, beds and people are said in one step and
one transaction. What a report has no word for, age bands and expected ends, is kept beside it.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from safehouse.domain.access import Actor
from safehouse.domain.codes import AgeBand, ClaimKind, ClaimState, Gender, OutOfServiceReason, Role
from safehouse.domain.errors import Problem
from safehouse.domain.spans import business_date
from safehouse.models.claims import Claim
from safehouse.models.houses import Bed, Cot, House, Room
from safehouse.models.residents import Resident
from safehouse.services.bed_facts import is_live
from safehouse.services.bed_states import is_lived_in
from safehouse.services.capacity import BedDraft, ReportDraft, RoomStatement
from safehouse.services.capacity.checking import HouseNow
from safehouse.services.capacity.reporting import load_house_now, report_within
from safehouse.services.context import Context
from safehouse.services.db import database_now, lock_house
from safehouse.services.field_checks import FieldChecks
from safehouse.services.houses.drafts import RoomDraft
from safehouse.services.resident_rows import residents_of
from safehouse.services.scope import get_house_to_speak_for

MOST_NIGHTS_AHEAD = 730


@dataclass(frozen=True, slots=True)
class BedRef:
    """A bed or cot by what the door of its room and the place itself say, upper and lower case alike."""

    room: str
    bed: str
    is_cot: bool = False


@dataclass(frozen=True, slots=True)
class ResidentDraft:
    """One person. `gender` None: the house will not say; `expected_end_on` None: not known."""

    bed: BedRef
    gender: Gender | None
    age_band: AgeBand
    expected_end_on: date | None


@dataclass(frozen=True, slots=True)
class OutageDraft:
    """A bed that is out of service, and why."""

    bed: BedRef
    reason: OutOfServiceReason | None


@dataclass(frozen=True, slots=True)
class HousePeople:
    """Everybody in a house who is not known to the service, and every bed out of service: what is not named is free.

    `needs_call_first`: somebody there may have to be kept apart from somebody, so the house is to be called first.
    `is_so_all_the_same`: whoever enters it was told that a placement has a bed, and stands by it.
    """

    residents: tuple[ResidentDraft, ...]
    out_of_service: tuple[OutageDraft, ...]
    needs_call_first: bool
    is_so_all_the_same: bool = False


@dataclass(frozen=True, slots=True)
class _Place:
    """A bed or cot of the house; `is_claimed`: a placement has it. `is_disputable`: it is a bed, and nobody of a placement sleeps there."""

    id: str
    room_id: str
    is_cot: bool
    is_claimed: bool
    is_disputable: bool


_Key = tuple[str, str, bool]
_Placed = tuple[_Place, ResidentDraft]


def enter_residents(
    context: Context, actor: Actor, *, house_id: str, draft: HousePeople, now: datetime, by_telephone: bool = False
) -> str:
    """The id of the capacity report that this is; afterwards the house can be opened.

    Whoever was entered before and is not named any more has left. A shared room is reported with the gender of the people in its
    beds and whether anybody there is under 18; as full, where a gender is not said or they have several. Raises NotFound, and
    InvalidInput by number, as in `residents-0-bed`, `residents-0-age_band` and `out_of_service-0-bed`: for a place that the house
    does not have or has retired, that a placement has or that is named twice, for somebody of 2 or more in a cot, an expected
    end before today or more than 730 nights ahead, and a missing reason. A bed that is only promised is kept as it was said when the
    draft says that it is so all the same: beside the claim, and house and desk see it until it is settled.
    """
    with context.store.transaction() as session:
        return enter_residents_within(
            session, actor, house_id=house_id, draft=draft, now=now, by_telephone=by_telephone
        )


def enter_residents_within(
    session: Session, actor: Actor, *, house_id: str, draft: HousePeople, now: datetime, by_telephone: bool
) -> str:
    """The same in the caller's transaction."""
    found = get_house_to_speak_for(session, actor, house_id, by_telephone=by_telephone)
    return enter_residents_of(session, actor, found.house, draft, role=found.role, now=now, by_telephone=by_telephone)


def enter_residents_of(
    session: Session,
    actor: Actor | None,
    house: House,
    draft: HousePeople,
    *,
    role: Role | None,
    now: datetime,
    by_telephone: bool,
) -> str:
    """The same for a house that was found to be the actor's to speak for; `actor` and `role` None are the operator, with a file."""
    lock_house(session, house.id)
    places = _places(session, house.id)
    _check(draft, places, today=business_date(now, ZoneInfo(house.time_zone)))
    placed = [(places[_key(resident.bed)], resident) for resident in draft.residents]
    outages = {places[_key(outage.bed)].id: outage.reason for outage in draft.out_of_service}
    house_now = load_house_now(session, house.id, database_now(session))
    report = ReportDraft(
        beds=tuple(_beds(house_now, placed, outages)),
        rooms=tuple(_statements(house_now, placed)),
        needs_call_first=draft.needs_call_first,
        is_so_all_the_same=draft.is_so_all_the_same,
    )
    report_id = report_within(
        session,
        actor,
        house,
        report,
        role=role,
        now=now,
        by_telephone=by_telephone,
        residents=len(placed),
    )
    _write(session, house, placed, now)
    return report_id


def check_people(draft: HousePeople, rooms: Iterable[RoomDraft], *, today: date) -> None:
    """Raise InvalidInput like `enter_residents` for what is wrong with the people of a house that will have just these rooms."""
    places = {
        _key(BedRef(room.label, str(number), is_cot)): _Place("", "", is_cot, is_claimed=False, is_disputable=False)
        for room in rooms
        for is_cot, count in ((False, room.beds), (True, room.cots))
        for number in range(1, count + 1)
    }
    _check(draft, places, today=today)


def _key(bed: BedRef) -> _Key:
    return bed.room.strip().casefold(), bed.bed.strip().casefold(), bed.is_cot


def _places(session: Session, house_id: str) -> Mapping[_Key, _Place]:
    live = session.exec(select(Claim).where(Claim.house_id == house_id, is_live(database_now(session)))).all()
    claimed = {place for claim in live for place in (claim.bed_id, claim.cot_id)}
    lived_in = {claim.bed_id for claim in live if (claim.state, claim.kind) == (ClaimState.OCCUPIED, ClaimKind.USED)}
    rooms = select(Room).where(Room.house_id == house_id, col(Room.retired_at).is_(None))
    labels = {room.id: room.label for room in session.exec(rooms)}
    beds = session.exec(select(Bed).where(Bed.house_id == house_id, col(Bed.retired_at).is_(None)))
    cots = session.exec(select(Cot).where(Cot.house_id == house_id, col(Cot.retired_at).is_(None)))
    return {
        _key(BedRef(labels[place.room_id], place.label, is_cot)): _Place(
            place.id,
            place.room_id,
            is_cot,
            is_claimed=place.id in claimed,
            is_disputable=not is_cot and place.id not in lived_in,
        )
        for is_cot, places in ((False, beds), (True, cots))
        for place in places
    }


def _check(draft: HousePeople, places: Mapping[_Key, _Place], *, today: date) -> None:
    checks = FieldChecks()
    beds = [*(resident.bed for resident in draft.residents), *(outage.bed for outage in draft.out_of_service)]
    named = Counter(map(_key, beds))
    if draft.is_so_all_the_same:
        places = {
            key: replace(place, is_claimed=place.is_claimed and not place.is_disputable)
            for key, place in places.items()
        }
    for position, resident in enumerate(draft.residents):
        field = f"residents-{position}"
        _check_place(checks, f"{field}-bed", resident.bed, places, named)
        if resident.bed.is_cot and resident.age_band is not AgeBand.UNDER_2:
            checks.add(f"{field}-age_band", Problem.TOO_OLD_FOR_COT)
        if resident.expected_end_on is not None:
            _check_end(checks, f"{field}-expected_end_on", resident.expected_end_on, today)
    for position, outage in enumerate(draft.out_of_service):
        _check_place(checks, f"out_of_service-{position}-bed", outage.bed, places, named)
        if outage.bed.is_cot:
            checks.add(f"out_of_service-{position}-bed", Problem.UNKNOWN_BED)
        if outage.reason is None:
            checks.add(f"out_of_service-{position}-reason", Problem.REQUIRED)
    checks.refuse_if_any()


def _check_place(
    checks: FieldChecks, field: str, bed: BedRef, places: Mapping[_Key, _Place], named: Mapping[_Key, int]
) -> None:
    place = places.get(_key(bed))
    if place is None:
        checks.add(field, Problem.UNKNOWN_BED)
    elif place.is_claimed:
        checks.add(field, Problem.BED_IS_CLAIMED)
    elif named[_key(bed)] > 1:
        checks.add(field, Problem.CONTRADICTS)


def _check_end(checks: FieldChecks, field: str, expected_end_on: date, today: date) -> None:
    if expected_end_on < today:
        checks.add(field, Problem.IN_THE_PAST)
    elif expected_end_on > today + timedelta(days=MOST_NIGHTS_AHEAD):
        checks.add(field, Problem.TOO_FAR_AHEAD, days=MOST_NIGHTS_AHEAD)


def _beds(
    house: HouseNow, placed: Sequence[_Placed], outages: Mapping[str, OutOfServiceReason | None]
) -> Iterator[BedDraft]:
    taken = {place.id for place, _ in placed}
    for bed_id, facts in house.beds.items():
        occupied = bed_id in taken or is_lived_in(facts)
        yield BedDraft(bed_id, in_service=bed_id not in outages, occupied=occupied, reason=outages.get(bed_id))


def _statements(house: HouseNow, placed: Sequence[_Placed]) -> Iterator[RoomStatement]:
    for room in house.rooms.values():
        people = [(place, resident) for place, resident in placed if place.room_id == room.id]
        genders = {resident.gender for place, resident in people if not place.is_cot}
        if not room.shared or not genders:
            continue
        # A report has one gender for a room. Where that would not be the whole truth, the room counts as full.
        gender = genders.pop() if len(genders) == 1 else None
        has_minors = any(resident.age_band is not AgeBand.ADULT for _, resident in people)
        yield RoomStatement(room.id, gender, has_minors=has_minors, will_not_say=gender is None)


def _write(session: Session, house: House, placed: Sequence[_Placed], now: datetime) -> None:
    """Those who stay in their places keep their rows, the others who were entered before have left, and the new ones come."""
    there = {resident.bed_id or resident.cot_id: resident for resident in residents_of(session, house.id)}
    staying = {place.id for place, said in placed if place.id in there and _is_same(there[place.id], said)}
    for place_id, resident in there.items():
        if place_id not in staying:
            resident.left_at = now
    # Whoever left must be gone before somebody else is in the same place.
    session.flush()
    for place, said in placed:
        if place.id in staying:
            there[place.id].expected_end_on = said.expected_end_on
        else:
            session.add(_row(house.id, place, said, now))
    session.flush()


def _is_same(resident: Resident, said: ResidentDraft) -> bool:
    return (resident.gender, resident.age_band) == (said.gender, said.age_band)


def _row(house_id: str, place: _Place, said: ResidentDraft, now: datetime) -> Resident:
    return Resident(
        house_id=house_id,
        bed_id=None if place.is_cot else place.id,
        cot_id=place.id if place.is_cot else None,
        gender=said.gender,
        age_band=said.age_band,
        expected_end_on=said.expected_end_on,
        entered_at=now,
    )
