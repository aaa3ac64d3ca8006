"""Who comes first when not everybody can have a place."""

from dataclasses import replace

import pytest

from safehouse.domain.codes import Urgency
from safehouse.placement.problem import PlanValue
from tests.builders import a_household, a_person, a_request
from tests.unit.solver.planned import a_house_of, a_named_room, a_proven_plan, houses_of, somebody

FAMILY = a_household(30, 12, 9, 7)
ONE_ROOM = a_house_of(a_named_room("r1", 4))


@pytest.mark.parametrize(("first", "second"), [(Urgency.EMERGENCY, Urgency.URGENT), (Urgency.URGENT, Urgency.PLANNED)])
def test_one_person_comes_before_a_family_that_is_less_urgent(first: Urgency, second: Urgency) -> None:
    """Seen to fail with the levels in another order."""
    one, family = a_request(id="q2", urgency=first), a_request(id="q1", urgency=second, people=FAMILY)
    assert houses_of(a_proven_plan([ONE_ROOM], [one, family])).keys() == {"q2"}


def test_what_is_reached_for_the_more_urgent_is_kept_where_each_level_is_an_aim_of_its_own(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The one person is placed before the solver is loaded, which must be told."""
    monkeypatch.setattr("safehouse.placement.solver.aims.EXACT", 1)
    one, family = a_request(id="q2"), a_request(id="q1", urgency=Urgency.PLANNED, people=FAMILY)
    assert houses_of(a_proven_plan([ONE_ROOM], [one, family])).keys() == {"q2"}


def test_people_count_and_not_requests() -> None:
    rooms = (a_named_room("r1", 4), a_named_room("r2", 4))
    family = a_request(id="q1", people=FAMILY)
    found = a_proven_plan([a_house_of(*rooms)], [family, replace(family, id="q2"), somebody("q3"), somebody("q4")])
    assert houses_of(found).keys() == {"q1", "q2"}


def test_a_less_urgent_family_is_placed_where_that_costs_no_more_urgent_person_a_place() -> None:
    small, large = a_named_room("r1", 1), a_named_room("r2", 4)
    one = a_request(id="q1", urgency=Urgency.EMERGENCY, room_needs=frozenset())
    family = a_request(id="q2", urgency=Urgency.PLANNED, people=FAMILY)
    found = a_proven_plan([a_house_of(small, large)], [one, family])
    assert found.value.emergency == 1
    assert found.value.planned == 4
    assert found.placed[0].rooms[0].room == "r1"


def test_points_decide_where_people_do_not() -> None:
    near = replace(a_house_of(a_named_room("r1", 1), house_id="h1"), specialisms=frozenset({"labour"}))
    far = a_house_of(a_named_room("r1", 1), house_id="h0")
    found = a_proven_plan([far, near], [a_request(exploitation="labour")])
    assert houses_of(found) == {"q1": "h1"}


def test_a_place_is_never_left_empty_for_points() -> None:
    houses = [a_house_of(a_named_room("r1", 1), house_id=f"h{number}") for number in range(2)]
    picky = [a_request(id=f"q{number}", people=(a_person(),), nights=730) for number in range(2)]
    found = a_proven_plan([replace(house, max_stay_nights=1) for house in houses], picky)
    assert len(found.placed) == 2


def test_the_value_is_what_the_placements_are_worth() -> None:
    found = a_proven_plan([ONE_ROOM], [a_request(id="q1", urgency=Urgency.URGENT, people=FAMILY)])
    assert found.value == PlanValue(0, 4, 0, found.placed[0].points.total)
    assert found.upper_bound == found.value
