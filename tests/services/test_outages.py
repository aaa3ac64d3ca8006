"""Beds out of service: dated, explained, never offered, and told to both sides when a placement has them.

Seen red with `_closed` yielding nothing: yes and departure went through into a closed bed.
"""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlmodel import select

from safehouse.domain.access import Action
from safehouse.domain.codes import BedDoubt, BedState, ClaimState, HouseStatus, OutOfServiceReason
from safehouse.domain.errors import BedInDoubt, InvalidInput, NotFound, Problem, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.services.arrivals import record_departure
from safehouse.services.capacity import BedDraft, get_board, report_capacity
from safehouse.services.houses import set_status
from safehouse.services.offers import accept_offer, get_desk_offer
from safehouse.services.outages import OutageDraft, OutageLine, change_outage, close_bed, end_outage, list_outages
from tests.rows import HouseRows, a_country_desk
from tests.services.drafts import a_report_draft, problems_of
from tests.services.night import Night, claims_of

TODAY = date(2026, 11, 24)
DAY = timedelta(days=1)
WORKS = OutageDraft(OutOfServiceReason.PLANNED_WORKS, starts_on=None, last_on=None)


def close(night: Night, house: HouseRows, bed: str, draft: OutageDraft = WORKS, **options: Any) -> str:  # noqa: ANN401  # As the deed takes them.
    actor = night.coordinator if options.get("by_telephone") else night.manager(house)
    return close_bed(night.context, actor, house_id=house.id, bed_id=bed, draft=draft, now=night.now, **options)


def outages(night: Night, house: HouseRows) -> tuple[OutageLine, ...]:
    return list_outages(night.context, night.manager(house), house_id=house.id)


def states(night: Night, house: HouseRows) -> dict[str, BedState]:
    board = get_board(night.context, night.manager(house), house_id=house.id)
    return {bed.id: bed.state for room in board.rooms for bed in room.beds}


def used_bed(night: Night, offer_id: str) -> str:
    with night.context.store.reading() as session:
        bed = claims_of(session, offer_id)[0].bed_id
    assert bed is not None
    return bed


@pytest.mark.parametrize("by_telephone", [False, True])
def test_a_bed_is_closed_from_now_until_further_notice(night: Night, *, by_telephone: bool) -> None:
    house = night.house(1)
    outage_id = close(night, house, house.beds[0], by_telephone=by_telephone)
    [line] = outages(night, house)
    assert (line.outage_id, line.has_begun, line.last_on) == (outage_id, True, None)
    assert states(night, house) == {house.beds[0]: BedState.OUT_OF_SERVICE}
    assert night.suggest(night.request()).suggestions == ()
    with night.context.store.reading() as session:
        entry = session.exec(select(AuditEntry).where(AuditEntry.action == Action.CLOSED_BED)).one()
    assert (entry.subject_id, entry.detail["by_telephone"]) == (house.beds[0], by_telephone)


def test_a_bed_that_will_be_closed_is_free_until_then_and_offered_to_nobody(night: Night) -> None:
    house = night.house(1)
    close(night, house, house.beds[0], OutageDraft(OutOfServiceReason.PEST, TODAY + 3 * DAY, TODAY + 4 * DAY))
    [line] = outages(night, house)
    assert (line.has_begun, line.starts_on, line.last_on) == (False, TODAY + 3 * DAY, TODAY + 4 * DAY)
    assert states(night, house) == {house.beds[0]: BedState.FREE}
    assert night.suggest(night.request()).suggestions == ()


def test_the_last_day_belongs_to_the_outage_by_the_clocks_of_the_house(night: Night) -> None:
    house = night.house(1, time_zone="Europe/Amsterdam")
    close(night, house, house.beds[0], OutageDraft(OutOfServiceReason.DEEP_CLEAN, None, TODAY))
    night.clock.forward(timedelta(hours=21, minutes=59))
    assert states(night, house)[house.beds[0]] is BedState.OUT_OF_SERVICE
    night.clock.forward(timedelta(minutes=2))
    assert states(night, house)[house.beds[0]] is BedState.FREE
    assert outages(night, house)[0].is_over


def test_an_outage_is_ended_early_or_called_off(night: Night) -> None:
    house = night.house(2)
    begun = close(night, house, house.beds[0])
    to_come = close(night, house, house.beds[1], OutageDraft(OutOfServiceReason.PEST, TODAY + DAY, None))
    for outage_id in (begun, to_come):
        end_outage(night.context, night.manager(house), house_id=house.id, outage_id=outage_id, now=night.now)
    assert [line.is_over for line in outages(night, house)] == [True, True]
    assert set(states(night, house).values()) == {BedState.FREE}
    assert len(night.suggest(night.request()).suggestions) == 1
    with pytest.raises(WrongState):
        end_outage(night.context, night.manager(house), house_id=house.id, outage_id=begun, now=night.now)
    close(night, house, house.beds[1])


def test_an_outage_is_changed_and_a_report_leaves_its_last_day(night: Night) -> None:
    house = night.house(1)
    outage_id = close(night, house, house.beds[0])
    longer = OutageDraft(OutOfServiceReason.DAMAGE, None, TODAY + 7 * DAY)
    manager = night.manager(house)
    change_outage(night.context, manager, house_id=house.id, outage_id=outage_id, draft=longer, now=night.now)
    night.clock.forward(timedelta(hours=1))
    broken = BedDraft(house.beds[0], in_service=False, occupied=False, reason=OutOfServiceReason.PEST)
    report_capacity(night.context, manager, house_id=house.id, draft=a_report_draft(house, broken), now=night.now)
    [line] = outages(night, house)
    assert (line.reason, line.last_on) == (OutOfServiceReason.PEST, TODAY + 7 * DAY)


@pytest.mark.parametrize(
    ("starts_on", "last_on", "wrong"),
    [
        (TODAY - DAY, None, {"starts_on": Problem.IN_THE_PAST}),
        (TODAY + DAY, TODAY, {"last_on": Problem.CONTRADICTS}),
        (None, TODAY + 731 * DAY, {"last_on": Problem.TOO_FAR_AHEAD}),
        (TODAY + 731 * DAY, None, {"starts_on": Problem.TOO_FAR_AHEAD}),
    ],
)
def test_days_that_cannot_be_are_refused(
    night: Night, starts_on: date | None, last_on: date | None, wrong: dict[str, Problem]
) -> None:
    house = night.house(1)
    with pytest.raises(InvalidInput) as refusal:
        close(night, house, house.beds[0], OutageDraft(OutOfServiceReason.PEST, starts_on, last_on))
    assert problems_of(refusal.value) == wrong
    assert outages(night, house) == ()


def test_a_bed_is_closed_once_at_a_time_and_only_by_its_own_house(night: Night) -> None:
    house, other = night.house(1), night.house(1)
    outage_id = close(night, house, house.beds[0])
    with pytest.raises(InvalidInput) as twice:
        close(night, house, house.beds[0], OutageDraft(OutOfServiceReason.PEST, TODAY + DAY, None))
    assert problems_of(twice.value) == {"starts_on": Problem.CONTRADICTS}
    with pytest.raises(InvalidInput) as foreign:
        close(night, house, other.beds[0])
    assert problems_of(foreign.value)["bed_id"] is Problem.UNKNOWN_BED
    for actor in (night.manager(other), a_country_desk(night.context, "BE").national_contact):
        with pytest.raises(NotFound):
            list_outages(night.context, actor, house_id=house.id)
        with pytest.raises(NotFound):
            end_outage(night.context, actor, house_id=house.id, outage_id=outage_id, now=night.now)


def test_a_house_that_closes_a_promised_bed_keeps_the_promise_and_both_sides_see_it(night: Night) -> None:
    house = night.house(3)
    pending, awaited = night.offer(night.request(), house), night.reservation(night.request(), house)
    stay = night.reservation(night.request(), house)
    night.arrive(stay, house)
    for offer_id in (pending, awaited, stay):
        close(night, house, used_bed(night, offer_id))
    assert [night.claim_states(offer) for offer in (pending, awaited, stay)] == [
        {ClaimState.HELD},
        {ClaimState.RESERVED},
        {ClaimState.OCCUPIED},
    ]
    told = get_board(night.context, night.manager(house), house_id=house.id).doubts
    assert {(bed.offer_id, bed.doubt, bed.is_stopping) for bed in told} == {
        (pending, BedDoubt.OUT_OF_SERVICE, True),
        (awaited, BedDoubt.OUT_OF_SERVICE, True),
        (stay, BedDoubt.OUT_OF_SERVICE, False),
    }
    for offer_id in (pending, awaited, stay):
        assert len(get_desk_offer(night.context, night.coordinator, offer_id=offer_id).doubts) == 1
    with pytest.raises(BedInDoubt):
        accept_offer(night.context, night.manager(house), offer_id=pending, now=night.now)
    with pytest.raises(BedInDoubt):
        record_departure(night.context, night.coordinator, offer_id=awaited, now=night.now)


def test_what_is_over_before_they_come_concerns_nobody_and_what_begins_later_is_only_told(night: Night) -> None:
    house = night.house(2)
    early = night.offer(night.request(columns={"arrives_at": night.now + 3 * DAY}), house)
    late = night.offer(night.request(), house)
    close(night, house, used_bed(night, early), OutageDraft(OutOfServiceReason.PEST, None, TODAY + DAY))
    close(night, house, used_bed(night, late), OutageDraft(OutOfServiceReason.PEST, TODAY + 9 * DAY, None))
    assert get_desk_offer(night.context, night.coordinator, offer_id=early).doubts == ()
    [told] = get_desk_offer(night.context, night.coordinator, offer_id=late).doubts
    assert not told.is_stopping
    for offer_id in (early, late):
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)


@pytest.mark.parametrize("status", [HouseStatus.PAUSED, HouseStatus.COMPROMISED])
def test_nothing_vanishes_while_a_house_is_paused_or_compromised(night: Night, status: HouseStatus) -> None:
    house, contact = night.house(3), night.desk.national_contact
    offer_id = night.reservation(night.request(), house)
    close(night, house, used_bed(night, offer_id))
    free = next(bed for bed in house.beds if bed != used_bed(night, offer_id))
    close(night, house, free, OutageDraft(OutOfServiceReason.PEST, TODAY + DAY, TODAY + 2 * DAY))

    def known() -> tuple[object, ...]:
        seen = get_board(night.context, contact, house_id=house.id)
        return seen.beds, seen.rooms, seen.doubts, seen.last_report, outages(night, house)

    before = known()
    set_status(night.context, contact, house_id=house.id, status=status, now=night.now)
    assert known() == before
    set_status(night.context, contact, house_id=house.id, status=HouseStatus.OPEN, now=night.now)
    assert known() == before
