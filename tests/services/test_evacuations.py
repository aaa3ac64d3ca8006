"""A house that must be left: who is planned for, by which rules, who may ask and see, and that a drill has no effect.

Seen red with the house itself left among the houses, with people expected left out, with the urgency of the requests left as it
was, and with a drill that stores its moves.
"""

from datetime import timedelta

import pytest
from sqlmodel import SQLModel, func, select

from safehouse.domain.access import Action
from safehouse.domain.codes import Gender, HouseStatus, JobState, MoveStage, PlanStatus, RelationKind, RuleCode, Urgency
from safehouse.domain.errors import InvalidInput, NotFound, UnsafePlan, WrongState
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Claim
from safehouse.models.evacuations import EvacuationMove
from safehouse.models.jobs import Job
from safehouse.models.mail import OutboxMessage
from safehouse.models.offers import Offer
from safehouse.models.requests import RequestRelation
from safehouse.services.capacity import BedDraft, RoomStatement, report_capacity
from safehouse.services.evacuations import (
    DrillView,
    EvacuationView,
    ask_for_drill,
    ask_for_evacuation,
    find_drill,
    get_evacuation,
)
from safehouse.services.evacuations.computing import compute_drill, compute_evacuation
from safehouse.services.houses import set_status
from tests.rows import HouseRows, a_country_desk, a_house, a_report
from tests.services.drafts import a_report_draft
from tests.services.night import Night, an_area

NEAR_THE_HOUSE = "871969600ffffff"


def evacuate(night: Night, house: HouseRows) -> EvacuationView:
    """Ask for a plan of the compromised house, let it be computed, and read it."""
    job_id = ask_for_evacuation(night.context, night.desk.national_contact, house_id=house.id, now=night.now)
    assert compute_evacuation(night.context, job_id=job_id, now=night.now) is not None
    return get_evacuation(night.context, night.desk.national_contact, house_id=house.id)


def drill(night: Night, *houses: HouseRows) -> DrillView:
    contact, ids = night.desk.national_contact, [house.id for house in houses]
    job_id = ask_for_drill(night.context, contact, country="NL", house_ids=ids, now=night.now)
    assert compute_drill(night.context, job_id=job_id, now=night.now) is not None
    found = find_drill(night.context, contact, country="NL")
    assert found is not None
    return found


def test_who_is_there_and_who_is_expected_is_planned_for_together_elsewhere(night: Night) -> None:
    house = night.house(2, 1)
    there, coming, asked = night.request(), night.request(), night.request()
    night.stay(there, house)
    night.reservation(coming, house)
    night.offer(asked, house)
    other = night.house(1, 1, 1)
    night.compromise(house)
    seen = evacuate(night, house)
    assert {move.case_code for move in seen.moves} == {night.case_code(one) for one in (there, coming, asked)}
    assert {move.house_code for move in seen.moves} == {other.code}
    assert [move.is_there for move in seen.moves if move.case_code == night.case_code(there)] == [True]
    assert seen.plan is not None
    assert (seen.plan.status, seen.plan.people, seen.plan.placed) == (PlanStatus.OPTIMAL, 3, 3)


def test_everybody_is_an_emergency_whatever_the_request_said(night: Night) -> None:
    """A planned request may go to a house whose report is two days old, an emergency may not."""
    house, old = night.house(1), night.house(1, is_reported=False)
    a_report(night.context, old, reported_at=night.now - timedelta(hours=30))
    night.stay(night.request(columns={"urgency": Urgency.PLANNED}), house)
    night.compromise(house)
    [move] = evacuate(night, house).moves
    assert (move.stage, move.excluded) == (MoveStage.NO_PLACE, {RuleCode.DARK: 1})


def test_nobody_is_planned_into_her_keep_away_area_nor_back_into_the_house(night: Night) -> None:
    house = night.house(1)
    request_id = night.request()
    night.stay(request_id, house)
    night.house(1)
    night.rewrite(request_id, keep_away=(an_area(NEAR_THE_HOUSE),))
    night.compromise(house)
    [move] = evacuate(night, house).moves
    assert (move.house_code, move.excluded) == (None, {RuleCode.KEEP_AWAY: 1})


def test_those_who_belong_together_go_to_one_house_or_nowhere(night: Night) -> None:
    house = night.house(1, 1)
    one, other = night.request(), night.request()
    for request_id in (one, other):
        night.stay(request_id, house)
    relate(night, one, other, RelationKind.KEEP_TOGETHER)
    night.house(1)
    night.house(1)
    night.compromise(house)
    seen = evacuate(night, house)
    assert [move.house_code for move in seen.moves] == [None, None]
    night.clock.forward(timedelta(minutes=1))
    large = night.house(1, 1)
    assert {move.house_code for move in evacuate(night, house).moves} == {large.code}


def test_those_who_are_to_be_kept_apart_never_go_to_one_house(night: Night) -> None:
    house = night.house(1, 1)
    one, other = night.request(), night.request()
    for request_id in (one, other):
        night.stay(request_id, house)
    relate(night, one, other, RelationKind.KEEP_APART)
    night.house(1, 1)
    night.compromise(house)
    placed = [move.house_code for move in evacuate(night, house).moves if move.house_code]
    assert len(placed) == 1


def test_people_whom_the_service_does_not_know_are_counted(night: Night) -> None:
    house = night.house(1, 1)
    bed = BedDraft(house.beds[0], in_service=True, occupied=True)
    room = RoomStatement(house.rooms[0].id, Gender.WOMAN, has_minors=False, will_not_say=False)
    draft = a_report_draft(house, bed, rooms=[room])
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)
    night.compromise(house)
    plan = evacuate(night, house).plan
    assert plan is not None
    assert (plan.people, plan.placed, plan.unknown_people) == (0, 0, 1)


def test_a_plan_that_the_checker_refuses_is_not_stored(night: Night, monkeypatch: pytest.MonkeyPatch) -> None:
    """Seen red with the call of the checker taken out of the solver's package."""

    def refuse(*_arguments: object) -> None:
        raise UnsafePlan

    monkeypatch.setattr("safehouse.placement.solver.planning.judge_plan", refuse)
    house = night.house(1)
    night.stay(night.request(), house)
    night.house(1)
    night.compromise(house)
    with pytest.raises(UnsafePlan):
        evacuate(night, house)
    seen = get_evacuation(night.context, night.desk.national_contact, house_id=house.id)
    assert seen.job is not None
    assert (seen.job.state, seen.plan, seen.moves) == (JobState.FAILED, None, ())


class TestAsking:
    def test_whoever_says_that_a_house_is_compromised_has_asked(self, night: Night) -> None:
        house = night.house(1)
        set_status(
            night.context, night.manager(house), house_id=house.id, status=HouseStatus.COMPROMISED, now=night.now
        )
        seen = get_evacuation(night.context, night.desk.national_contact, house_id=house.id)
        assert seen.job is not None
        assert (seen.is_compromised, seen.job.state) == (True, JobState.QUEUED)

    def test_one_job_waits_however_often_it_is_asked_for(self, night: Night) -> None:
        house = night.house(1)
        night.compromise(house)
        contact = night.desk.national_contact
        asked = {ask_for_evacuation(night.context, contact, house_id=house.id, now=night.now) for _ in range(2)}
        assert len(asked) == 1
        assert count(night, Job) == 1

    def test_a_house_that_is_safe_is_not_left(self, night: Night) -> None:
        with pytest.raises(WrongState):
            ask_for_evacuation(night.context, night.desk.national_contact, house_id=night.house(1).id, now=night.now)

    def test_only_the_national_contact_of_the_country_asks_and_sees(self, night: Night) -> None:
        house = night.house(1)
        night.compromise(house)
        abroad = a_country_desk(night.context, "BE")
        for other in (night.coordinator, night.manager(house), abroad.national_contact, abroad.coordinator):
            with pytest.raises(NotFound):
                ask_for_evacuation(night.context, other, house_id=house.id, now=night.now)
            with pytest.raises(NotFound):
                get_evacuation(night.context, other, house_id=house.id)
            with pytest.raises(NotFound):
                ask_for_drill(night.context, other, country="NL", house_ids=[house.id], now=night.now)
            with pytest.raises(NotFound):
                find_drill(night.context, other, country="NL")

    def test_asking_and_planning_are_on_record(self, night: Night) -> None:
        house = night.house(1)
        night.compromise(house)
        evacuate(night, house)
        with night.context.store.reading() as session:
            acts = session.exec(select(AuditEntry.action).where(AuditEntry.house_id == house.id)).all()
        assert {Action.ASKED_FOR_EVACUATION, Action.PLANNED_EVACUATION} <= set(acts)

    def test_when_the_house_is_safe_again_its_evacuation_is_over(self, night: Night) -> None:
        house = night.house(1)
        night.compromise(house)
        evacuate(night, house)
        contact = night.desk.national_contact
        set_status(night.context, contact, house_id=house.id, status=HouseStatus.PAUSED, now=night.now)
        seen = get_evacuation(night.context, contact, house_id=house.id)
        assert (seen.is_compromised, seen.job, seen.plan) == (False, None, None)


class TestDrill:
    def test_each_house_is_left_as_if_it_alone_were_compromised(self, night: Night) -> None:
        one, other = night.house(1), night.house(1, 1)
        night.stay(night.request(), one)
        night.stay(night.request(), other)
        lines = {line.house_code: (line.people, line.placed) for line in drill(night, one, other).lines}
        assert lines == {one.code: (1, 1), other.code: (1, 0)}

    def test_it_has_no_effect(self, night: Night) -> None:
        house, other = night.house(1), night.house(1)
        night.stay(night.request(), house)
        tables = (Claim, Offer, OutboxMessage, EvacuationMove)
        before = [count(night, table) for table in tables]
        drill(night, house, other)
        assert [count(night, table) for table in tables] == before
        seen = get_evacuation(night.context, night.desk.national_contact, house_id=house.id)
        assert (seen.is_compromised, seen.job, seen.plan) == (False, None, None)

    def test_a_house_of_another_country_and_no_house_at_all_are_refused(self, night: Night) -> None:
        contact = night.desk.national_contact
        abroad = a_house(night.context, country="BE")
        with pytest.raises(NotFound):
            ask_for_drill(night.context, contact, country="NL", house_ids=[abroad.id], now=night.now)
        with pytest.raises(InvalidInput):
            ask_for_drill(night.context, contact, country="NL", house_ids=[], now=night.now)

    def test_a_drill_that_waits_takes_in_more_houses(self, night: Night) -> None:
        one, other = night.house(1), night.house(1)
        contact = night.desk.national_contact
        ask_for_drill(night.context, contact, country="NL", house_ids=[one.id], now=night.now)
        assert len(drill(night, one, other).lines) == 2


def relate(night: Night, one: str, other: str, kind: RelationKind) -> None:
    with night.context.store.transaction() as session:
        session.add(RequestRelation(request_id=one, other_id=other, kind=kind))


def count(night: Night, table: type[SQLModel]) -> int:
    with night.context.store.reading() as session:
        return session.exec(select(func.count()).select_from(table)).one()
