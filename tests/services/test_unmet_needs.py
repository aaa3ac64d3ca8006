"""What stood in the way of a request that ended without a place is kept, and nothing of who was in it. On both databases."""

from datetime import timedelta

from sqlmodel import SQLModel, select

from safehouse.domain.codes import (
    Gender,
    HouseholdShape,
    HouseStatus,
    RequestState,
    RuleCode,
    StatisticsTable,
    UnmetReason,
    WithdrawnReason,
)
from safehouse.models.unmet import UnmetNeed
from safehouse.services.houses import set_status
from safehouse.services.requests import end_unmet, mark_duplicate, withdraw_request
from safehouse.services.statistics import Table, get_statistics_table
from tests.services.night import Night
from tests.support.stores import Clock

MAN = ((Gender.MAN, 30),)


def kept(night: Night) -> tuple[UnmetNeed, ...]:
    with night.context.store.reading() as session:
        return tuple(session.exec(select(UnmetNeed)))


def end(night: Night, request_id: str, reason: UnmetReason = UnmetReason.NO_MATCH) -> None:
    end_unmet(night.context, night.coordinator, request_id=request_id, reason=reason, now=night.now)


def withdraw(night: Night, request_id: str, reason: WithdrawnReason) -> None:
    withdraw_request(night.context, night.coordinator, request_id=request_id, reason=reason, now=night.now)


def statistics(night: Night) -> Table:
    """What stood in the way this year, as the country's contact sees it when the year is over."""
    year = night.now.year
    return get_statistics_table(
        night.context,
        night.desk.national_contact,
        period=str(year),
        country=night.desk.country,
        kind=StatisticsTable.IN_THE_WAY,
        now=night.now.replace(year=year + 1),
    )


def test_what_shut_the_houses_is_kept(night: Night) -> None:
    night.house(1, genders=frozenset({"woman"}))
    night.house(1, genders=frozenset({"woman"}), is_reported=False)
    end(night, night.request(MAN), UnmetReason.NO_CAPACITY)
    [need] = kept(night)
    assert (need.country, need.ended_on, need.state, need.reason) == (
        night.desk.country,
        night.now.date(),
        RequestState.UNMET,
        UnmetReason.NO_CAPACITY,
    )
    assert (need.shape, need.possible_houses) == (HouseholdShape.SINGLE_MAN, 0)
    assert need.excluded == {RuleCode.GENDER: 2, RuleCode.DARK: 1}


def test_it_is_kept_what_a_waiver_would_have_opened(night: Night) -> None:
    night.house(1, is_reported=False)
    end(night, night.request())
    [need] = kept(night)
    assert need.relaxations == [{"waive": [RuleCode.DARK], "houses": 1, "beds": 1}]


def test_nothing_leads_back_to_the_request(night: Night) -> None:
    """Seen red with the moment of the end in place of the day: that of the request is the same."""
    night.house(1, is_reported=False)
    request_id = night.request()
    case_code = night.case_code(request_id)
    end(night, request_id)
    [need] = kept(night)
    links = [key.target_fullname for column in SQLModel.metadata.tables["unmet_need"].c for key in column.foreign_keys]
    assert links == []
    written = " ".join(str(value) for value in need.model_dump().values())
    assert request_id not in written
    assert case_code not in written
    assert str(night.now.time().replace(microsecond=0)) not in written


def test_confidential_codes_leave_no_trace(night: Night) -> None:
    house = night.house(1)
    night.compromise(house)
    end(night, night.request())
    [need] = kept(night)
    assert RuleCode.COMPROMISED not in need.excluded


def test_a_request_withdrawn_before_it_had_a_place_is_a_need_as_well(night: Night) -> None:
    night.house(1, is_reported=False)
    withdraw(night, night.request(), WithdrawnReason.RETURNED_HOME)
    assert [(need.state, need.reason) for need in kept(night)] == [
        (RequestState.WITHDRAWN, WithdrawnReason.RETURNED_HOME)
    ]


def test_what_was_entered_by_mistake_is_no_need(night: Night) -> None:
    withdraw(night, night.request(), WithdrawnReason.ERROR)
    assert kept(night) == ()


def test_a_duplicate_is_no_need(night: Night) -> None:
    twice, stays = night.request(), night.request()
    mark_duplicate(night.context, night.coordinator, request_id=twice, case_code=night.case_code(stays), now=night.now)
    assert kept(night) == ()


def test_a_draft_was_never_looked_for(night: Night) -> None:
    draft = night.request(((None, 24),), columns={"state": RequestState.DRAFT, "opened_at": None})
    withdraw(night, draft, WithdrawnReason.ALTERNATIVE_FOUND)
    assert kept(night) == ()


def test_a_request_whose_time_has_passed_is_judged_as_if_they_came_now(night: Night, clock: Clock) -> None:
    night.house(1)
    request_id = night.request()
    clock.forward(timedelta(hours=5))
    end(night, request_id, UnmetReason.OUT_OF_TIME)
    [need] = kept(night)
    assert need.possible_houses == 1


def test_statistics_count_the_codes_of_requests_without_any_house(night: Night) -> None:
    house = night.house(1, is_reported=False)
    end(night, night.request())
    end(night, night.request(MAN))
    set_status(night.context, night.desk.national_contact, house_id=house.id, status=HouseStatus.PAUSED, now=night.now)
    figures = {row.code: row.figures for row in statistics(night).rows}
    assert figures[RuleCode.DARK] == (2, 2)
    assert figures[RuleCode.HOUSE_NOT_OPEN] == (0, 0)
    assert not {RuleCode.COMPROMISED, RuleCode.KEEP_APART} & figures.keys()


def test_a_request_for_which_a_house_was_left_is_not_counted(night: Night) -> None:
    """Seen red without the condition: the survivor had declined, nothing stood in the way."""
    night.house(1)
    night.house(1, is_reported=False)
    end(night, night.request(), UnmetReason.SURVIVOR_DECLINED_ALL)
    assert not statistics(night).has_figures


def test_codes_are_not_added_up(night: Night) -> None:
    night.house(1, is_reported=False)
    end(night, night.request())
    assert statistics(night).totals == ()
