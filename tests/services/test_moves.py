"""Another bed of the same house: judged by the rules, never without a bed, and the desk sees it.

Seen red with the company of rooms left out of `_house_around` (a woman could be moved beside a man), and with the old claims not
marked as moved (the desk saw both places).
"""

from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import BedState, ClaimKind, ClaimState, ConflictEnd, MoveOn, RoomNeed
from safehouse.domain.errors import HoldExpired, InvalidInput, NotFound, Problem, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Claim
from safehouse.models.conflicts import ReportConflict
from safehouse.models.houses import Room
from safehouse.services.capacity import BedDraft, ReportDraft, get_board, report_capacity
from safehouse.services.moves import OtherPlace, list_other_places, move_to_other_bed
from safehouse.services.offers import accept_offer, get_desk_offer
from safehouse.services.stays import check_out
from tests.rows import HouseRows
from tests.services.drafts import a_report_draft, problems_of
from tests.services.night import MAN, MOTHER_AND_BABY, MOTHER_AND_SON, Night, claims_of
from tests.services.strangers import A_MAN, statement_of


def places(night: Night, house: HouseRows, offer_id: str) -> tuple[OtherPlace, ...]:
    return list_other_places(night.context, night.manager(house), offer_id=offer_id)


def move(night: Night, house: HouseRows, offer_id: str, *beds: str) -> None:
    move_to_other_bed(night.context, night.manager(house), offer_id=offer_id, beds=beds, now=night.now)


def live(night: Night, offer_id: str) -> list[Claim]:
    with night.context.store.reading() as session:
        found = [claim for claim in claims_of(session, offer_id) if claim.ended_at is None]
        session.expunge_all()
    return found


def used_beds(night: Night, offer_id: str) -> set[str]:
    return {claim.bed_id for claim in live(night, offer_id) if claim.kind is ClaimKind.USED and claim.bed_id}


def state_of(night: Night, house: HouseRows, bed: str) -> BedState:
    board = get_board(night.context, night.manager(house), house_id=house.id)
    return next(one.state for room in board.rooms for one in room.beds if one.id == bed)


@pytest.mark.parametrize("state", [ClaimState.HELD, ClaimState.RESERVED, ClaimState.OCCUPIED])
def test_somebody_gets_another_bed_in_the_state_in_which_she_had_hers(night: Night, state: ClaimState) -> None:
    house = night.house(2, 1, turnaround_hours=4)
    offer_id = night.offer(night.request(), house)
    if state is not ClaimState.HELD:
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    if state is ClaimState.OCCUPIED:
        night.arrive(offer_id, house)
    [old] = used_beds(night, offer_id)
    others = {place.beds[0] for place in places(night, house, offer_id)}
    assert others == set(house.beds) - {old}
    new = min(others)
    move(night, house, offer_id, new)
    [claim] = live(night, offer_id)
    assert (claim.bed_id, claim.state, claim.held_until is None) == (new, state, state is not ClaimState.HELD)
    was_slept_in = state is ClaimState.OCCUPIED
    assert state_of(night, house, old) is (BedState.TURNAROUND if was_slept_in else BedState.FREE)
    seen = get_desk_offer(night.context, night.coordinator, offer_id=offer_id)
    assert (seen.moved_at, [len(room.beds) for room in seen.rooms]) == (night.now, [1])
    with night.context.store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.MOVED_WITHIN_HOUSE)).one()
    assert (entry.subject_id, entry.house_id) == (offer_id, house.id)


def test_nobody_is_moved_beside_another_gender_known_or_reported(night: Night) -> None:
    house = night.house(2, 2, 2)
    woman, man = night.request(), night.request(MAN)
    hers, his = night.offer(woman, house), night.offer(man, house)
    rooms = [set(house.beds[first : first + 2]) for first in (0, 2, 4)]
    taken = used_beds(night, hers) | used_beds(night, his)
    third = next(number for number, beds in enumerate(rooms) if not beds & taken)
    occupied = BedDraft(min(rooms[third]), in_service=True, occupied=True)
    draft = a_report_draft(house, occupied, rooms=(statement_of(house, A_MAN, room=third),))
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)
    beside_a_man = rooms[third] | next(beds for beds in rooms if beds & used_beds(night, his))
    assert beside_a_man.isdisjoint(bed for place in places(night, house, hers) for bed in place.beds)
    for bed in beside_a_man:
        with pytest.raises(InvalidInput) as refusal:
            move(night, house, hers, bed)
        assert problems_of(refusal.value) == {"beds": Problem.DOES_NOT_FIT}
    assert used_beds(night, hers) <= taken


def test_a_household_gets_a_room_of_its_own_with_its_cot(night: Night) -> None:
    house = night.house(2, 2, 3, cots_per_room=(1, 0, 1), shared=False)
    offer_id = night.reservation(night.request(MOTHER_AND_SON), house)
    with_baby = night.reservation(night.request(MOTHER_AND_BABY), house)
    for mine, cots in ((offer_id, 0), (with_baby, 1)):
        for place in places(night, house, mine):
            move(night, house, mine, *place.beds)
            claims = live(night, mine)
            assert sum(claim.cot_id is not None for claim in claims) <= cots
            assert len({claim.room_id for claim in claims}) == 1
            [room_id] = {claim.room_id for claim in claims}
            room = next(number for number, room in enumerate(house.rooms) if room.id == room_id)
            first = sum((2, 2, 3)[:room])
            assert {claim.bed_id for claim in claims if claim.bed_id} == set(
                house.beds[first : first + (2, 2, 3)[room]]
            )


def test_a_household_takes_the_other_beds_of_its_own_room_when_one_is_broken(night: Night) -> None:
    house = night.house(2, shared=False)
    offer_id = night.reservation(night.request(), house)
    [old] = used_beds(night, offer_id)
    [place] = places(night, house, offer_id)
    move(night, house, offer_id, *place.beds)
    assert {claim.bed_id: claim.kind for claim in live(night, offer_id)} == {
        old: ClaimKind.BLOCKED,
        place.beds[0]: ClaimKind.USED,
    }


def test_a_need_of_the_room_is_kept(night: Night) -> None:
    house = night.house(1, 1, 1)
    step_free = {house.rooms[0].id, house.rooms[2].id}
    with night.context.store.transaction() as session:
        for room in session.exec(select(Room).where(Room.house_id == house.id)):
            room.features = frozenset({RoomNeed.STEP_FREE} if room.id in step_free else ())
    offer_id = night.offer(night.request(room_needs=frozenset({RoomNeed.STEP_FREE})), house)
    [old] = used_beds(night, offer_id)
    [place] = places(night, house, offer_id)
    assert {old, *place.beds} == {house.beds[0], house.beds[2]}


def test_a_move_settles_what_was_said_of_the_old_bed(night: Night) -> None:
    house = night.house(1, 1)
    offer_id = night.offer(night.request(), house)
    [old] = used_beds(night, offer_id)
    room = house.beds.index(old)
    occupied = BedDraft(old, in_service=True, occupied=True)
    draft = a_report_draft(house, occupied, rooms=(statement_of(house, A_MAN, room=room),))
    stood_by = ReportDraft(draft.beds, draft.rooms, needs_call_first=False, is_so_all_the_same=True)
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=stood_by, now=night.now)
    [place] = places(night, house, offer_id)
    move(night, house, offer_id, *place.beds)
    with night.context.store.reading() as session:
        assert session.exec(select(ReportConflict.how)).all() == [ConflictEnd.MOVED]
    assert state_of(night, house, old) is BedState.OCCUPIED
    accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)


def test_who_has_no_place_any_more_or_is_of_another_house_is_not_moved(night: Night) -> None:
    house, other = night.house(2), night.house(1)
    held, left = night.offer(night.request(), house), night.reservation(night.request(), house)
    stay_id = night.arrive(left, house)
    free = next(iter(set(other.beds)))
    with pytest.raises(NotFound):
        move_to_other_bed(night.context, night.manager(other), offer_id=held, beds=(free,), now=night.now)
    with pytest.raises(InvalidInput):
        move(night, house, held, free)
    check_out(night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.UNKNOWN, now=night.now)
    with pytest.raises(WrongState):
        move(night, house, left, *used_beds(night, held))
    night.clock.forward(timedelta(days=2))
    with pytest.raises(HoldExpired):
        move(night, house, held, house.beds[1])
