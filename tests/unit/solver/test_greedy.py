"""A plan without a search: who comes first, into which house and room, and who is left out."""

from dataclasses import replace

import pytest

from safehouse.domain.codes import Urgency
from safehouse.placement.problem import House, PlacementRequest
from safehouse.placement.solver.greedy import fill_up
from tests.builders import a_household, a_request
from tests.unit.solver.planned import a_house_of, a_named_room, an_instance, somebody

ROOM = a_named_room("r1", 1)
ROOMS = (ROOM, a_named_room("r2", 1))


def placed(houses: list[House], requests: list[PlacementRequest], forced: tuple[str, str] | None = None) -> list[str]:
    """Who has a place, each with the house and the room: `q1 h1 r1`."""
    instance = an_instance(houses, requests, forced)
    return [
        f"{instance.requests[column.request].id} {houses[column.house].id} "
        + " ".join(houses[column.house].rooms[instance.classes[number].rooms[0]].id for number in column.classes)
        for column in (instance.columns[variable] for variable in sorted(fill_up(instance, frozenset())))
    ]


@pytest.mark.parametrize(("first", "second"), [(Urgency.EMERGENCY, Urgency.URGENT), (Urgency.URGENT, Urgency.PLANNED)])
def test_who_is_more_urgent_comes_first(first: Urgency, second: Urgency) -> None:
    requests = [replace(somebody("q1"), urgency=second), replace(somebody("q2"), urgency=first)]
    assert placed([a_house_of(ROOM)], requests) == ["q2 h1 r1"]


def test_of_one_urgency_the_larger_family_comes_first() -> None:
    family = a_request(id="q2", people=a_household(30, 30))
    assert placed([a_house_of(a_named_room("r1", 2))], [somebody("q1"), family]) == ["q2 h1 r1"]


def test_the_people_of_a_group_count_together() -> None:
    group = [replace(somebody("q2"), keep_together=frozenset({"q3"})), somebody("q3")]
    assert len(placed([a_house_of(*ROOMS)], [somebody("q1"), *group])) == 2
    assert placed([a_house_of(*ROOMS)], [somebody("q1"), *group])[0].startswith("q2")


def test_the_one_whom_a_choice_is_about_comes_before_everybody() -> None:
    planned = replace(somebody("q2"), urgency=Urgency.PLANNED)
    assert placed([a_house_of(ROOM)], [somebody("q1"), planned], forced=("q2", "h1")) == ["q2 h1 r1"]


def test_the_house_with_most_points_is_taken() -> None:
    houses = [replace(a_house_of(ROOM, house_id=f"h{number}"), max_stay_nights=10 * number) for number in (1, 3, 2)]
    assert placed(sorted(houses, key=lambda house: house.id), [somebody("q1")]) == ["q1 h3 r1"]


def test_the_room_with_most_points_is_taken() -> None:
    rooms = (a_named_room("r1", 2), a_named_room("r2", 1), a_named_room("r3", 3))
    assert placed([a_house_of(*rooms)], [somebody("q1")]) == ["q1 h1 r2"]


def test_the_next_house_is_taken_where_the_best_is_full() -> None:
    houses = [a_house_of(ROOM, house_id="h1"), replace(a_house_of(ROOM, house_id="h2"), max_stay_nights=10)]
    assert placed(houses, [somebody("q1"), somebody("q2"), somebody("q3")]) == ["q1 h1 r1", "q2 h2 r1"]


def test_a_group_that_does_not_fit_leaves_its_place_to_others() -> None:
    group = [replace(somebody("q1"), keep_together=frozenset({"q2"})), somebody("q2")]
    assert placed([a_house_of(ROOM)], [*group, somebody("q3")]) == ["q3 h1 r1"]


@pytest.mark.parametrize("naming", [0, 1])
def test_who_is_to_be_kept_apart_is_not_put_beside_whoever_came_first(naming: int) -> None:
    """The second request comes first, because it is the more urgent one."""
    requests = [replace(somebody("q1"), urgency=Urgency.PLANNED), somebody("q2")]
    requests[naming] = replace(requests[naming], keep_apart=frozenset({requests[1 - naming].id}))
    assert placed([a_house_of(*ROOMS)], requests) == ["q2 h1 r1"]
