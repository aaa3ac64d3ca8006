"""Faults of judging rooms that are claimed already; each makes the named test fail."""

from collections.abc import Callable, Sequence
from pathlib import Path

from sqlmodel import Session

from safehouse.domain.codes import RuleCode
from safehouse.placement.problem import Person
from safehouse.services.snapshot.rooms import Company
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

SERVICES = "safehouse.services"
TESTS = "tests/services/test_claimed_rooms.py"
STOPPED = f"{TESTS}::test_a_stranger_reported_beside_somebody_stops_the_yes_and_the_departure"

Codes = Callable[[Company, Sequence[Person]], tuple[RuleCode, ...]]


def _without(code: RuleCode) -> Callable[[Codes], Codes]:
    """The room is judged as if this code were no reason."""

    def spoil(codes_of: Codes) -> Codes:
        return lambda company, people: tuple(found for found in codes_of(company, people) if found is not code)

    return spoil


def _without_lock(_: AnyFunction) -> Callable[[Session, str], None]:
    return lambda session, _house_id: session.expire_all()


FAULTS = (
    Fault(
        "a man in her room",
        f"{SERVICES}.claimed_rooms._codes",
        _without(RuleCode.GENDER),
        f"{STOPPED}[sqlite-a man]",
    ),
    Fault(
        "a child beside a stranger",
        f"{SERVICES}.claimed_rooms._codes",
        _without(RuleCode.MINORS),
        f"{STOPPED}[sqlite-a child]",
    ),
    Fault(
        "nobody knows who is in the room",
        f"{SERVICES}.claimed_rooms._codes",
        _without(RuleCode.NO_ROOM),
        f"{STOPPED}[sqlite-not said]",
    ),
    Fault(
        "claimed rooms not judged",
        "safehouse.placement.checker.judge_claimed_room",
        always(answer=True),
        f"{TESTS}::test_a_stranger_in_a_bed_that_came_back_into_a_room_of_ones_own_stops_the_yes[sqlite-family]",
    ),
    Fault(
        "an arrival in a changed room is not flagged",
        f"{SERVICES}.offers.judging.claimed_room_codes",
        always(()),
        f"{TESTS}::test_an_arrival_in_a_changed_room_is_recorded_and_flagged[sqlite-a man]",
    ),
    Fault(
        "a bed added to a family's room is given away",
        f"{SERVICES}.snapshot.rooms._is_taken_as_a_whole",
        always(answer=False),
        f"{TESTS}::test_a_bed_added_to_a_households_room_is_offered_to_nobody[sqlite-shared-held]",
    ),
    Fault(
        "no house lock, a report between judgement and yes",
        f"{SERVICES}.db.lock_house",
        _without_lock,
        f"{TESTS}::test_no_report_comes_between_the_judgement_of_a_yes_and_the_yes[postgres]",
    ),
)


def test_every_fault_of_changed_rooms_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
