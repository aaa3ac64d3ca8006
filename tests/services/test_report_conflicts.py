"""A report against a placement is kept, told to house and desk, and never silently wins; nor does the placement.

Seen red with `refuse_unsafe` blind to doubtful beds (yes and departure went through), with `_has_strangers` blind to promised beds
(a woman was suggested beside a reported man), and with `settle_with_claims` taken out of `release_places` (the flag outlived the claim).
"""

from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import (
    AgeBand,
    BedDoubt,
    BedState,
    ClaimState,
    ConflictEnd,
    DeclinedHouse,
    DeskGroup,
    Gender,
    MoveOn,
    OutOfServiceReason,
)
from safehouse.domain.errors import BedInDoubt, InvalidInput, Problem
from safehouse.models.audit import AuditEntry
from safehouse.models.conflicts import ReportConflict
from safehouse.services.arrivals import record_departure
from safehouse.services.capacity import BedDraft, ReportDraft, get_board, report_capacity, report_nothing_changed
from safehouse.services.offers import (
    accept_offer,
    decline_offer,
    expire_overdue_holds,
    get_desk_offer,
    get_house_offer,
    withdraw_offer,
)
from safehouse.services.requests import list_desk
from safehouse.services.residents import BedRef, HousePeople, ResidentDraft, enter_residents
from safehouse.services.stays import check_out
from tests.rows import HouseRows, a_country_desk
from tests.services.drafts import a_report_draft, problems_of
from tests.services.night import MOTHER_AND_SON, Night, claims_of
from tests.services.strangers import A_MAN, A_WOMAN, Said, statement_of


def used_bed(night: Night, offer_id: str) -> str:
    with night.context.store.reading() as session:
        bed = claims_of(session, offer_id)[0].bed_id
    assert bed is not None
    return bed


def a_word_against(house: HouseRows, bed: str, *, said: Said = A_MAN, is_kept: bool = True) -> ReportDraft:
    """A report that somebody whom the service does not know sleeps in a bed, all others free."""
    draft = a_report_draft(house, BedDraft(bed, in_service=True, occupied=True), rooms=(statement_of(house, said),))
    return ReportDraft(draft.beds, draft.rooms, needs_call_first=False, is_so_all_the_same=is_kept)


def report(night: Night, house: HouseRows, draft: ReportDraft, *, by_telephone: bool = False) -> str:
    actor = night.coordinator if by_telephone else night.manager(house)
    return report_capacity(
        night.context, actor, house_id=house.id, draft=draft, now=night.now, by_telephone=by_telephone
    )


def conflicts(night: Night) -> list[ReportConflict]:
    with night.context.store.reading() as session:
        found = list(session.exec(select(ReportConflict)))
        session.expunge_all()
    return found


def how(night: Night) -> list[ConflictEnd | None]:
    return [conflict.how for conflict in conflicts(night)]


def state_of(night: Night, house: HouseRows, bed: str) -> BedState:
    board = get_board(night.context, night.manager(house), house_id=house.id)
    return next(one.state for room in board.rooms for one in room.beds if one.id == bed)


@pytest.mark.parametrize("by_telephone", [False, True])
def test_a_word_against_a_placement_is_refused_until_whoever_says_it_stands_by_it(
    night: Night, *, by_telephone: bool
) -> None:
    house = night.house(2)
    bed = used_bed(night, night.offer(night.request(), house))
    with pytest.raises(InvalidInput) as refusal:
        report(night, house, a_word_against(house, bed, is_kept=False), by_telephone=by_telephone)
    assert problems_of(refusal.value) == {f"beds-{house.beds.index(bed)}-occupied": Problem.BED_IS_CLAIMED}
    assert conflicts(night) == []
    report_id = report(night, house, a_word_against(house, bed), by_telephone=by_telephone)
    [conflict] = conflicts(night)
    assert (conflict.report_id, conflict.bed_id, conflict.said) == (report_id, bed, BedDoubt.SOMEBODY_ELSE)
    with night.context.store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.REPORTED_CAPACITY)).one()
    assert entry.detail["conflicts"] == 1


def test_neither_the_report_nor_the_placement_wins(night: Night) -> None:
    house = night.house(2)
    pending, awaited = night.offer(night.request(), house), night.reservation(night.request(), house)
    for offer_id, state in ((pending, ClaimState.HELD), (awaited, ClaimState.RESERVED)):
        report(night, house, a_word_against(house, used_bed(night, offer_id)))
        assert night.claim_states(offer_id) == {state}
        assert state_of(night, house, used_bed(night, offer_id)).value == state.value
    with pytest.raises(BedInDoubt):
        record_departure(night.context, night.coordinator, offer_id=awaited, now=night.now)
    report(night, house, a_word_against(house, used_bed(night, pending), said=A_WOMAN))
    with pytest.raises(BedInDoubt):
        accept_offer(night.context, night.manager(house), offer_id=pending, now=night.now)


def test_house_and_desk_see_it_and_another_desk_does_not(night: Night) -> None:
    house, request_id = night.house(2), night.request()
    offer_id = night.reservation(request_id, house)
    bed = used_bed(night, offer_id)
    report(night, house, a_word_against(house, bed))
    [seen] = get_board(night.context, night.manager(house), house_id=house.id).doubts
    assert (seen.bed_id, seen.doubt, seen.is_stopping) == (bed, BedDoubt.SOMEBODY_ELSE, True)
    assert get_house_offer(night.context, night.manager(house), offer_id=offer_id).doubts == (seen,)
    assert get_desk_offer(night.context, night.coordinator, offer_id=offer_id).doubts == (seen,)
    [line] = list_desk(night.context, night.coordinator)
    assert (line.request_id, line.group, line.doubts) == (request_id, DeskGroup.NOT_SAFE, (seen,))
    assert list_desk(night.context, a_country_desk(night.context, "BE").coordinator) == ()


def test_nobody_is_given_a_bed_beside_whoever_the_house_says_is_in_a_promised_one(night: Night) -> None:
    house = night.house(3)
    report(night, house, a_word_against(house, used_bed(night, night.offer(night.request(), house))))
    assert night.suggest(night.request()).suggestions == ()


def test_a_report_that_agrees_settles_it_and_one_that_repeats_it_does_not(night: Night) -> None:
    house = night.house(2)
    offer_id = night.offer(night.request(), house)
    bed = used_bed(night, offer_id)
    report(night, house, a_word_against(house, bed))
    report(night, house, a_word_against(house, bed, is_kept=False))
    report_nothing_changed(night.context, night.manager(house), house_id=house.id, now=night.now)
    assert how(night) == [None]
    with pytest.raises(BedInDoubt):
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    report(night, house, a_report_draft(house))
    assert how(night) == [ConflictEnd.REPORT]
    assert conflicts(night)[0].settled_by_id is not None
    accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)


def test_it_ends_with_the_claim_however_that_ends(night: Night) -> None:
    house = night.house(1, 1, 1)
    manager = night.manager(house)
    declined, withdrawn, expired = (night.offer(night.request(), house) for _ in range(3))
    beds = [
        BedDraft(used_bed(night, offer), in_service=True, occupied=True) for offer in (declined, withdrawn, expired)
    ]
    statements = tuple(statement_of(house, A_WOMAN, room=room) for room in range(3))
    draft = a_report_draft(house, *beds, rooms=statements)
    report(night, house, ReportDraft(draft.beds, draft.rooms, needs_call_first=False, is_so_all_the_same=True))
    reason = DeclinedHouse.NO_BED_AFTER_ALL
    decline_offer(night.context, manager, offer_id=declined, reason=reason, now=night.now)
    withdraw_offer(night.context, night.coordinator, offer_id=withdrawn, now=night.now)
    night.clock.forward(timedelta(days=2))
    assert get_board(night.context, manager, house_id=house.id).doubts == ()
    expire_overdue_holds(night.context, now=night.now)
    assert sorted(end or "" for end in how(night)) == ["expired", "released", "released"]


def test_an_arrival_settles_it_and_is_recorded(night: Night) -> None:
    house = night.house(2)
    offer_id = night.reservation(night.request(), house)
    report(night, house, a_word_against(house, used_bed(night, offer_id)))
    night.arrive(offer_id, house)
    assert how(night) == [ConflictEnd.ARRIVED]
    assert state_of(night, house, used_bed(night, offer_id)) is BedState.OCCUPIED


def test_a_house_that_says_that_nobody_is_there_does_not_end_a_stay(night: Night) -> None:
    house = night.house(2)
    stay_id = night.stay(night.request(), house)
    draft = a_report_draft(house)
    report(night, house, ReportDraft(draft.beds, (), needs_call_first=False, is_so_all_the_same=True))
    report_nothing_changed(night.context, night.manager(house), house_id=house.id, now=night.now)
    [seen] = get_board(night.context, night.manager(house), house_id=house.id).doubts
    assert (seen.doubt, seen.is_stopping) == (BedDoubt.NOBODY, False)
    assert state_of(night, house, seen.bed_id) is BedState.OCCUPIED
    check_out(night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.OWN_HOME, now=night.now)
    assert how(night) == [ConflictEnd.LEFT]


def test_somebody_in_a_bed_that_is_kept_empty_for_a_household_is_told(night: Night) -> None:
    house = night.house(3, shared=False)
    offer_id = night.offer(night.request(MOTHER_AND_SON), house)
    with night.context.store.reading() as session:
        kept_empty = next(claim.bed_id for claim in claims_of(session, offer_id) if claim.kind.value == "blocked")
    assert kept_empty is not None
    report(night, house, a_word_against(house, kept_empty))
    with pytest.raises(BedInDoubt):
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)


def test_a_bed_reported_out_of_service_stays_promised_and_is_told(night: Night) -> None:
    house = night.house(2)
    offer_id = night.offer(night.request(), house)
    bed = used_bed(night, offer_id)
    broken = BedDraft(bed, in_service=False, occupied=False, reason=OutOfServiceReason.DAMAGE)
    draft = a_report_draft(house, broken)
    report(night, house, ReportDraft(draft.beds, (), needs_call_first=False, is_so_all_the_same=True))
    [seen] = get_desk_offer(night.context, night.coordinator, offer_id=offer_id).doubts
    assert (seen.bed_id, seen.doubt, seen.reason) == (bed, BedDoubt.OUT_OF_SERVICE, OutOfServiceReason.DAMAGE)
    assert (night.claim_states(offer_id), conflicts(night)) == ({ClaimState.HELD}, [])
    with pytest.raises(BedInDoubt):
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    report(night, house, a_report_draft(house))
    accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)


def test_somebody_taken_in_without_the_service_into_a_promised_bed_is_told_to_the_desk(night: Night) -> None:
    house = night.house(2)
    offer_id = night.offer(night.request(), house)
    bed = used_bed(night, offer_id)
    number = house.beds.index(bed)
    [room] = get_board(night.context, night.manager(house), house_id=house.id).rooms
    place = BedRef(room.label, room.beds[number].label)
    people = HousePeople((ResidentDraft(place, Gender.WOMAN, AgeBand.ADULT, None),), (), needs_call_first=False)
    with pytest.raises(InvalidInput) as refusal:
        enter_residents(night.context, night.manager(house), house_id=house.id, draft=people, now=night.now)
    assert problems_of(refusal.value) == {"residents-0-bed": Problem.BED_IS_CLAIMED}
    stood_by = HousePeople(people.residents, (), needs_call_first=False, is_so_all_the_same=True)
    enter_residents(night.context, night.manager(house), house_id=house.id, draft=stood_by, now=night.now)
    [seen] = get_desk_offer(night.context, night.coordinator, offer_id=offer_id).doubts
    assert seen.doubt is BedDoubt.SOMEBODY_ELSE
