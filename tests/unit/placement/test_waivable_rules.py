"""The rules that a coordinator may waive, each at its edges and where nothing overlaps; both forms are asked.

Each rule was seen to fail here with its fault planted: `tests/faults/test_rule_faults.py`.
"""

import time
from datetime import UTC, datetime, timedelta, timezone

import pytest

from safehouse.domain.codes import (
    WAIVABLE_CODES,
    HouseNeed,
    LanguageCover,
    RuleCode,
    SpeakerLevel,
    Urgency,
)
from safehouse.placement.problem import ALWAYS_OPEN, House, IntakeWindow, PlacementRequest
from safehouse.placement.rules import unwaived_codes
from tests.builders import AS_OF, a_house, a_request
from tests.unit.placement.conftest import Failing

HOUR = timedelta(hours=1)
SECOND = timedelta(seconds=1)
NIGHT = IntakeWindow(22 * 60, 6 * 60)
DAY = IntakeWindow(8 * 60, 20 * 60)


def _arriving(hour: int, minute: int, second: int = 0) -> PlacementRequest:
    return a_request(arrives_at=datetime(2026, 11, 25, hour, minute, second, tzinfo=UTC))


@pytest.mark.parametrize(("level", "codes"), [(1, (RuleCode.SECURITY_LEVEL,)), (2, ()), (3, ())])
def test_a_house_below_the_required_level_is_refused(failing: Failing, level: int, codes: tuple[RuleCode, ...]) -> None:
    assert failing(a_house(security_level=level), a_request(min_security=2)) == codes


def test_a_need_that_the_house_lacks_entirely_refuses(failing: Failing) -> None:
    request = a_request(house_needs=frozenset({HouseNeed.NIGHT_STAFF}))
    assert failing(a_house(services=frozenset()), request) == (RuleCode.NEEDS,)


def test_one_need_of_two_is_not_enough(failing: Failing) -> None:
    request = a_request(house_needs=frozenset({HouseNeed.NIGHT_STAFF, HouseNeed.SINGLE_GENDER}))
    assert failing(a_house(services=frozenset({HouseNeed.SINGLE_GENDER})), request) == (RuleCode.NEEDS,)
    assert failing(a_house(services=frozenset(HouseNeed)), request) == ()


def test_services_that_nobody_needs_refuse_nothing(failing: Failing) -> None:
    assert failing(a_house(services=frozenset(HouseNeed)), a_request()) == ()


def test_an_entitlement_that_the_request_lacks_entirely_refuses(failing: Failing) -> None:
    house = a_house(requires=frozenset({"reflection_period"}))
    assert failing(house, a_request(entitlements=frozenset())) == (RuleCode.ENTITLEMENT,)


def test_every_required_entitlement_is_needed(failing: Failing) -> None:
    house = a_house(requires=frozenset({"reflection_period", "municipal_funding"}))
    assert failing(house, a_request(entitlements=frozenset({"reflection_period"}))) == (RuleCode.ENTITLEMENT,)
    assert failing(house, a_request(entitlements=frozenset({"reflection_period", "municipal_funding", "other"}))) == ()


def test_a_required_language_that_the_house_lacks_entirely_refuses(failing: Failing) -> None:
    request = a_request(languages={"ti": SpeakerLevel.FLUENT}, language_required=True)
    assert failing(a_house(languages={}), request) == (RuleCode.LANGUAGE,)
    assert failing(a_house(languages={"am": LanguageCover.STAFF}), request) == (RuleCode.LANGUAGE,)


def test_a_required_language_refuses_when_the_request_names_none(failing: Failing) -> None:
    house = a_house(languages={"nl": LanguageCover.STAFF})
    assert failing(house, a_request(languages={}, language_required=True)) == (RuleCode.LANGUAGE,)


@pytest.mark.parametrize("cover", list(LanguageCover))
@pytest.mark.parametrize("level", list(SpeakerLevel))
def test_one_language_in_common_is_enough_at_any_level(
    failing: Failing, cover: LanguageCover, level: SpeakerLevel
) -> None:
    request = a_request(languages={"ro": SpeakerLevel.FLUENT, "it": level}, language_required=True)
    assert failing(a_house(languages={"it": cover}), request) == ()


def test_a_language_that_is_not_required_refuses_nothing(failing: Failing) -> None:
    assert failing(a_house(languages={}), a_request(languages={"ti": SpeakerLevel.FLUENT})) == ()


@pytest.mark.parametrize(
    ("hour", "minute", "second", "is_open"),
    [(7, 59, 59, False), (8, 0, 0, True), (19, 59, 59, True), (20, 0, 0, False), (20, 30, 0, False)],
)
def test_intake_includes_its_start_and_not_its_end_and_cuts_seconds(
    failing: Failing, hour: int, minute: int, second: int, *, is_open: bool
) -> None:
    codes = failing(a_house(intake=(DAY,)), _arriving(hour, minute, second))
    assert codes == (() if is_open else (RuleCode.INTAKE,))


@pytest.mark.parametrize(
    ("hour", "minute", "is_open"),
    [(21, 59, False), (22, 0, True), (23, 59, True), (0, 0, True), (5, 59, True), (6, 0, False), (12, 0, False)],
)
def test_an_end_before_the_start_passes_midnight(failing: Failing, hour: int, minute: int, *, is_open: bool) -> None:
    codes = failing(a_house(intake=(NIGHT,)), _arriving(hour, minute))
    assert codes == (() if is_open else (RuleCode.INTAKE,))


def test_a_window_may_end_at_24_00(failing: Failing) -> None:
    house = a_house(intake=(IntakeWindow(20 * 60, 1440),))
    assert failing(house, _arriving(23, 59)) == ()
    assert failing(house, _arriving(0, 0)) == (RuleCode.INTAKE,)


def test_a_window_may_end_at_midnight_written_as_0(failing: Failing) -> None:
    house = a_house(intake=(IntakeWindow(20 * 60, 0),))
    assert failing(house, _arriving(23, 59)) == ()
    assert failing(house, _arriving(0, 0)) == (RuleCode.INTAKE,)


def test_a_window_that_ends_where_it_starts_takes_nobody_in(failing: Failing) -> None:
    house = a_house(intake=(IntakeWindow(600, 600),))
    assert failing(house, _arriving(10, 0)) == (RuleCode.INTAKE,)
    assert failing(house, _arriving(9, 59)) == (RuleCode.INTAKE,)


def test_no_window_takes_nobody_in_and_the_whole_day_everybody(failing: Failing) -> None:
    assert failing(a_house(intake=()), _arriving(12, 0)) == (RuleCode.INTAKE,)
    assert failing(a_house(intake=ALWAYS_OPEN), _arriving(0, 0)) == ()
    assert failing(a_house(intake=ALWAYS_OPEN), _arriving(23, 59, 59)) == ()


def test_one_of_several_windows_is_enough(failing: Failing) -> None:
    assert failing(a_house(intake=(DAY, NIGHT)), _arriving(23, 0)) == ()
    assert failing(a_house(intake=(DAY, NIGHT)), _arriving(21, 0)) == (RuleCode.INTAKE,)


def test_the_arrival_is_read_in_utc_whatever_its_offset(failing: Failing) -> None:
    local = datetime(2026, 11, 25, 8, 30, tzinfo=timezone(HOUR))
    assert failing(a_house(intake=(DAY,)), a_request(arrives_at=local)) == (RuleCode.INTAKE,)


def test_the_time_zone_of_the_machine_does_not_matter(failing: Failing, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("TZ", "Asia/Tokyo")
        time.tzset()
        codes = failing(a_house(intake=(DAY,)), _arriving(1, 0))
    time.tzset()
    assert codes == (RuleCode.INTAKE,)


@pytest.mark.parametrize(("urgency", "hours"), [(Urgency.EMERGENCY, 24), (Urgency.URGENT, 24), (Urgency.PLANNED, 72)])
def test_a_house_is_dark_when_its_last_report_is_older_than_the_limit(
    failing: Failing, urgency: Urgency, hours: int
) -> None:
    request = a_request(urgency=urgency)
    at_limit = AS_OF - hours * HOUR
    assert failing(a_house(reported_at=at_limit), request) == ()
    assert failing(a_house(reported_at=at_limit - SECOND), request) == (RuleCode.DARK,)


@pytest.mark.parametrize("urgency", list(Urgency))
def test_a_house_that_never_reported_is_dark(failing: Failing, urgency: Urgency) -> None:
    assert failing(a_house(reported_at=None), a_request(urgency=urgency)) == (RuleCode.DARK,)


def _refusing_by_all_waivable() -> House:
    return a_house(security_level=1, requires=frozenset({"asylum_claim"}), intake=(), reported_at=None)


def _lacking_all_waivable(*waived: RuleCode) -> PlacementRequest:
    return a_request(
        min_security=3,
        house_needs=frozenset({HouseNeed.MEDICAL}),
        languages={"ti": SpeakerLevel.FLUENT},
        language_required=True,
        waived=frozenset(waived),
    )


def test_all_six_waivable_codes_refuse_together(failing: Failing) -> None:
    assert failing(_refusing_by_all_waivable(), _lacking_all_waivable()) == WAIVABLE_CODES


@pytest.mark.parametrize("code", WAIVABLE_CODES)
def test_a_waived_code_refuses_nothing_and_the_others_still_do(failing: Failing, code: RuleCode) -> None:
    codes = failing(_refusing_by_all_waivable(), _lacking_all_waivable(code))
    assert codes == tuple(other for other in WAIVABLE_CODES if other is not code)


def test_everything_waivable_waived_opens_the_house(failing: Failing) -> None:
    assert failing(_refusing_by_all_waivable(), _lacking_all_waivable(*WAIVABLE_CODES)) == ()


def test_what_is_waived_can_still_be_seen() -> None:
    request = _lacking_all_waivable(*WAIVABLE_CODES)
    assert unwaived_codes(_refusing_by_all_waivable(), request, AS_OF) == WAIVABLE_CODES
