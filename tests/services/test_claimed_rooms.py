"""Nobody is sent into a room in which somebody else has come to be since it was promised, and nobody is given a bed of her own room.

Seen red before a yes, a departure and an arrival judged the claimed rooms: a man reported beside a held woman was taken without a
word, and so was a stranger in a family's room. `tests/faults/test_changed_room_faults.py` repeats that for each code.
"""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from threading import Barrier
from typing import Any

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import DeskGroup, Gender, OfferState, OutOfServiceReason, RequestState, RuleCode, Urgency
from safehouse.domain.errors import RoomChanged
from safehouse.models.audit import AuditEntry
from safehouse.services.arrivals import record_departure
from safehouse.services.capacity import (
    BedDraft,
    ReportDraft,
    get_board,
    report_capacity,
    report_nothing_changed,
)
from safehouse.services.houses import add_bed
from safehouse.services.offers import accept_offer, answering, get_desk_offer
from safehouse.services.offers.judging import refuse_unsafe
from safehouse.services.requests import list_desk
from tests.rows import HouseRows
from tests.services.night import MOTHER_AND_BABY, MOTHER_AND_SON, WOMAN, Night, People, claims_of
from tests.services.racing import LONG_SECONDS, meet, race
from tests.services.strangers import A_MAN, A_MOTHER, A_WOMAN, NOT_SAID, Said, report_stranger, statement_of

GIRL: People = ((Gender.WOMAN, 16),)
Placing = Callable[[Night, str, HouseRows], str]


def held(night: Night, request_id: str, house: HouseRows) -> str:
    return night.offer(request_id, house)


def reserved(night: Night, request_id: str, house: HouseRows) -> str:
    return night.reservation(request_id, house)


def occupied(night: Night, request_id: str, house: HouseRows) -> str:
    offer_id = night.reservation(request_id, house)
    night.arrive(offer_id, house)
    return offer_id


def own_room(night: Night) -> HouseRows:
    """A house, licensed for children alone, with one room for a household, of whose three beds one is out of service."""
    house = night.house(3, shared=False, unaccompanied_minors=True)
    broken = BedDraft(house.beds[2], in_service=False, occupied=False, reason=OutOfServiceReason.DAMAGE)
    whole = tuple(BedDraft(bed, in_service=True, occupied=False) for bed in house.beds[:2])
    draft = ReportDraft((*whole, broken), (), needs_call_first=False)
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)
    night.clock.forward(timedelta(minutes=1))
    return house


def assert_neither_yes_nor_departure(night: Night, house: HouseRows, placed: tuple[str, str], codes: object) -> None:
    """`placed` is the offer that is pending, and one that was accepted before the room changed."""
    with pytest.raises(RoomChanged) as refused:
        accept_offer(night.context, night.manager(house), offer_id=placed[0], now=night.now)
    assert refused.value.codes == codes
    assert night.offer_state(placed[0]) is OfferState.PENDING
    with pytest.raises(RoomChanged) as kept_back:
        record_departure(night.context, night.coordinator, offer_id=placed[1], now=night.now)
    assert kept_back.value.codes == codes


@pytest.mark.parametrize(
    ("said", "codes"),
    [(A_MAN, (RuleCode.GENDER,)), (A_MOTHER, (RuleCode.MINORS,)), (NOT_SAID, (RuleCode.NO_ROOM,))],
    ids=["a man", "a child", "not said"],
)
def test_a_stranger_reported_beside_somebody_stops_the_yes_and_the_departure(
    night: Night, said: Said, codes: tuple[RuleCode, ...]
) -> None:
    house = night.house(3)
    pending, awaited = night.offer(night.request(), house), night.reservation(night.request(), house)
    with night.context.store.reading() as session:
        mine = {claim.bed_id for offer_id in (pending, awaited) for claim in claims_of(session, offer_id)}
    beds = tuple(BedDraft(bed, in_service=True, occupied=bed not in mine) for bed in house.beds)
    draft = ReportDraft(beds, (statement_of(house, said),), needs_call_first=False)
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)
    assert_neither_yes_nor_departure(night, house, (pending, awaited), codes)


@pytest.mark.parametrize("place", [held, reserved, occupied])
def test_a_woman_among_women_stays_where_she_was_promised_a_bed(night: Night, place: Placing) -> None:
    house = night.house(2)
    offer_id = place(night, night.request(), house)
    report_stranger(night, house, offer_id, A_WOMAN)
    report_nothing_changed(night.context, night.manager(house), house_id=house.id, now=night.now)
    assert get_desk_offer(night.context, night.coordinator, offer_id=offer_id).room_codes == ()
    assert not any(room.changed_for for room in get_board(night.context, night.manager(house), house_id=house.id).rooms)
    if place is not occupied:
        if place is held:
            accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
        record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
        night.arrive(offer_id, house)


@pytest.mark.parametrize("people", [WOMAN, MOTHER_AND_SON], ids=["one", "family"])
def test_a_stranger_in_a_bed_that_came_back_into_a_room_of_ones_own_stops_the_yes(night: Night, people: People) -> None:
    house = own_room(night)
    offer_id = night.offer(night.request(people), house)
    report_stranger(night, house, offer_id, A_WOMAN)
    with pytest.raises(RoomChanged) as refused:
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    assert refused.value.codes == ((RuleCode.MINORS,) if people is MOTHER_AND_SON else (RuleCode.NO_ROOM,))


@pytest.mark.parametrize("place", [held, reserved, occupied])
@pytest.mark.parametrize("shared", [False, True], ids=["own", "shared"])
def test_a_bed_added_to_a_households_room_is_offered_to_nobody(night: Night, place: Placing, *, shared: bool) -> None:
    """Seen red with `_is_taken_as_a_whole` always False."""
    house = night.house(2, shared=shared)
    place(night, night.request(MOTHER_AND_BABY), house)
    contact = night.desk.national_contact
    bed_id = add_bed(night.context, contact, house_id=house.id, room_id=house.rooms[0].id, now=night.now)
    assert night.suggest(night.request(WOMAN)).suggestions == ()
    is_there = place is occupied
    beds = tuple(BedDraft(bed, in_service=True, occupied=is_there) for bed in house.beds)
    draft = ReportDraft((*beds, BedDraft(bed_id, in_service=True, occupied=False)), (), needs_call_first=False)
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)
    assert night.suggest(night.request(WOMAN)).suggestions == ()


def test_a_bed_of_which_nobody_has_told_yet_stops_the_yes_until_the_house_reports_it_free(night: Night) -> None:
    house = night.house(2, shared=False)
    offer_id = night.offer(night.request(MOTHER_AND_SON), house)
    contact = night.desk.national_contact
    bed_id = add_bed(night.context, contact, house_id=house.id, room_id=house.rooms[0].id, now=night.now)
    with pytest.raises(RoomChanged) as refused:
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    assert refused.value.codes == (RuleCode.NO_ROOM,)
    beds = tuple(BedDraft(bed, in_service=True, occupied=False) for bed in (*house.beds, bed_id))
    draft = ReportDraft(beds, (), needs_call_first=False)
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)
    accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)


def test_people_who_live_in_a_room_are_not_in_danger_from_a_new_bed_before_somebody_sleeps_in_it(night: Night) -> None:
    house = night.house(2, shared=False)
    occupied(night, night.request(MOTHER_AND_SON), house)
    contact = night.desk.national_contact
    add_bed(night.context, contact, house_id=house.id, room_id=house.rooms[0].id, now=night.now)
    assert list_desk(night.context, night.coordinator) == ()


@pytest.mark.parametrize("place", [held, reserved, occupied])
def test_desk_and_house_see_first_whose_room_has_changed(night: Night, place: Placing) -> None:
    house, other = night.house(2), night.house(1)
    concerned = night.request()
    offer_id = place(night, concerned, house)
    night.offer(night.request(columns={"urgency": Urgency.EMERGENCY}), other)
    report_stranger(night, house, offer_id, A_MAN)
    first = list_desk(night.context, night.coordinator)[0]
    assert (first.request_id, first.group, first.room_codes) == (concerned, DeskGroup.NOT_SAFE, (RuleCode.GENDER,))
    assert get_desk_offer(night.context, night.coordinator, offer_id=offer_id).room_codes == (RuleCode.GENDER,)
    [room] = get_board(night.context, night.manager(house), house_id=house.id).rooms
    assert len(room.changed_for) == 1


@pytest.mark.parametrize("said", [A_MAN, A_WOMAN], ids=["a man", "a woman"])
def test_an_arrival_in_a_changed_room_is_recorded_and_flagged(night: Night, said: Said) -> None:
    house, request_id = night.house(2), night.request()
    offer_id = night.reservation(request_id, house)
    record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
    report_stranger(night, house, offer_id, said)
    night.arrive(offer_id, house)
    assert night.request_state(request_id) is RequestState.CHECKED_IN
    with night.context.store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.CONFIRMED_ARRIVAL)).one()
    assert entry.detail["is_unsafe"] is (said == A_MAN)


def test_a_girl_has_no_stranger_in_her_room(night: Night) -> None:
    house = own_room(night)
    offer_id = night.offer(night.request(GIRL), house)
    report_stranger(night, house, offer_id, A_WOMAN)
    with pytest.raises(RoomChanged) as refused:
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)
    assert refused.value.codes == (RuleCode.MINORS,)


def test_no_report_comes_between_the_judgement_of_a_yes_and_the_yes(
    night: Night, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Seen red on PostgreSQL with the house lock removed. Whichever comes first, nobody sets out for a room with a man in it."""
    house, request_id = night.house(2), night.request()
    offer_id = night.offer(request_id, house)
    judged, reported = Barrier(2), Barrier(2)

    def judge_and_wait(*args: Any, **kwargs: Any) -> None:  # noqa: ANN401  # It passes everything on.
        refuse_unsafe(*args, **kwargs)
        meet(judged, LONG_SECONDS)
        meet(reported)

    def report_after_judging() -> str:
        meet(judged, LONG_SECONDS)
        report_id = report_stranger(night, house, offer_id, A_MAN)
        meet(reported)
        return report_id

    monkeypatch.setattr(answering, "refuse_unsafe", judge_and_wait)
    manager = night.manager(house)
    race(partial(accept_offer, night.context, manager, offer_id=offer_id, now=night.now), report_after_judging)
    assert reported.broken
    assert night.request_state(request_id) is RequestState.RESERVED
    with pytest.raises(RoomChanged):
        record_departure(night.context, night.coordinator, offer_id=offer_id, now=night.now)
