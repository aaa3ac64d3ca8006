"""The reports of a house, newest first: who by role, for whom, and what differs. A house and its country see them, nobody else."""

from datetime import timedelta

import pytest

from safehouse.domain.codes import BedDoubt, BedState, ConflictEnd, Gender, OutOfServiceReason, Role
from safehouse.domain.errors import NotFound
from safehouse.services.capacity import (
    BedDraft,
    ReportDraft,
    ReportLine,
    get_report_history,
    report_capacity,
    report_nothing_changed,
)
from tests.rows import HouseRows, a_country_desk
from tests.services.drafts import a_report_draft
from tests.services.night import Night, claims_of
from tests.services.strangers import A_WOMAN, statement_of


def history(night: Night, house: HouseRows) -> tuple[ReportLine, ...]:
    return get_report_history(night.context, night.manager(house), house_id=house.id).reports


def report(night: Night, house: HouseRows, draft: ReportDraft, *, by_telephone: bool = False) -> None:
    night.clock.forward(timedelta(minutes=10))
    actor = night.coordinator if by_telephone else night.manager(house)
    report_capacity(night.context, actor, house_id=house.id, draft=draft, now=night.now, by_telephone=by_telephone)


def test_each_report_says_who_entered_it_and_what_differs_from_the_one_before(night: Night) -> None:
    house = night.house(2, 1, is_reported=False)
    report(night, house, a_report_draft(house))
    occupied = BedDraft(house.beds[0], in_service=True, occupied=True)
    broken = BedDraft(house.beds[2], in_service=False, occupied=False, reason=OutOfServiceReason.DAMAGE)
    draft = a_report_draft(house, occupied, broken, rooms=(statement_of(house, A_WOMAN),), needs_call_first=True)
    report(night, house, draft, by_telephone=True)
    night.clock.forward(timedelta(minutes=10))
    report_nothing_changed(night.context, night.manager(house), house_id=house.id, now=night.now)
    same, told, first = history(night, house)
    assert (same.nothing_changed, same.beds, same.rooms) == (True, (), ())
    assert (told.entered_as, told.by_telephone, told.has_changed_call_first) == (Role.COORDINATOR, True, True)
    assert [(bed.before, bed.after, bed.reason) for bed in told.beds] == [
        (BedState.FREE, BedState.OCCUPIED, None),
        (BedState.FREE, BedState.OUT_OF_SERVICE, OutOfServiceReason.DAMAGE),
    ]
    assert [room.gender for room in told.rooms] == [Gender.WOMAN]
    assert (first.is_first, first.entered_as, first.by_telephone) == (True, Role.MANAGER, False)


def test_a_report_against_a_placement_says_so_and_how_it_was_settled(night: Night) -> None:
    house = night.house(1)
    offer_id = night.offer(night.request(), house)
    with night.context.store.reading() as session:
        bed = claims_of(session, offer_id)[0].bed_id
    assert bed is not None
    draft = a_report_draft(house, BedDraft(bed, in_service=True, occupied=True), rooms=(statement_of(house, A_WOMAN),))
    report(night, house, ReportDraft(draft.beds, draft.rooms, needs_call_first=False, is_so_all_the_same=True))
    assert [(line.said, line.how) for line in history(night, house)[0].conflicts] == [(BedDoubt.SOMEBODY_ELSE, None)]
    report(night, house, a_report_draft(house))
    assert [line.how for line in history(night, house)[1].conflicts] == [ConflictEnd.REPORT]


def test_a_house_and_its_country_see_its_reports_and_nobody_else(night: Night) -> None:
    house, other = night.house(1), night.house(1)
    for actor in (night.coordinator, night.desk.national_contact):
        assert len(get_report_history(night.context, actor, house_id=house.id).reports) == 1
    for actor in (night.manager(other), a_country_desk(night.context, "BE").national_contact):
        with pytest.raises(NotFound):
            get_report_history(night.context, actor, house_id=house.id)
