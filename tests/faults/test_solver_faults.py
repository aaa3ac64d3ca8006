"""One fault per constraint, priority and proof of the plan; each makes the named test fail."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from safehouse.domain.codes import Gender
from safehouse.placement.matrix import Judgement
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.problem import House, Room, RoomUse
from safehouse.placement.solver.aims import Step
from safehouse.placement.solver.columns import Column, Instance
from safehouse.placement.solver.rows import Openings, Row
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

SOLVER = "safehouse.placement.solver"
ROOMS = "tests/unit/solver/test_rooms_and_beds.py"
RELATIONS = "tests/unit/solver/test_relations.py"
PRIORITIES = "tests/unit/solver/test_priorities.py"
CHOICES = "tests/unit/solver/test_choices.py"
ENUMERATED = "tests/property/test_plan_value.py"


def _one_opening_for_every_gender(honest: AnyFunction) -> AnyFunction:
    def sharing(instance: Instance) -> dict[tuple[int, Gender], list[int]]:
        merged: dict[tuple[int, Gender], list[int]] = {}
        for (number, _), variables in honest(instance).items():
            merged.setdefault((number, Gender.WOMAN), []).extend(variables)
        return merged

    return sharing


def _everybody_may_have_a_cot(_: AnyFunction) -> AnyFunction:
    return lambda request, free_cots: np.minimum(len(request.people) - 1, free_cots)


def _a_room_of_ones_own_leaves_the_room_to_others(honest: AnyFunction) -> AnyFunction:
    def rooms(instance: Instance, openings: Openings) -> Iterator[Row]:
        for row in honest(instance, openings):
            opened = tuple(term for term in row.terms if term[0] >= len(instance.columns))
            yield replace(row, terms=opened)

    return rooms


def _urgent_before_emergency(honest: AnyFunction) -> AnyFunction:
    order = (Step.URGENT, Step.EMERGENCY, Step.PLANNED, Step.POINTS)
    return lambda instance: sorted(honest(instance), key=lambda level: order.index(level.step))


def _without_room_between_the_levels(honest: AnyFunction) -> AnyFunction:
    return lambda level, aim: replace(
        honest(level, aim), weights=tuple(one + other for one, other in zip(level.weights, aim.weights, strict=True))
    )


def _requests_count_instead_of_people(honest: AnyFunction) -> AnyFunction:
    return lambda instance, column, urgency: min(1, honest(instance, column, urgency))


def _every_house_is_eligible(honest: AnyFunction) -> AnyFunction:
    def columns(judgement: Judgement, request: int, class_of_room: Ints) -> Iterator[Column]:
        found: Iterator[Column] = honest(
            replace(judgement, codes=np.zeros_like(judgement.codes)), request, class_of_room
        )
        return found

    return columns


def _rooms_with_and_without_cots_are_alike(honest: AnyFunction) -> Callable[[Room], object]:
    return lambda room: honest(replace(room, free_cots=0))


def _always_the_first_free_bed(honest: AnyFunction) -> AnyFunction:
    def one_bed(house: House, position: int, _bed: int) -> RoomUse:
        use: RoomUse = honest(house, position, 0)
        return use

    return one_bed


def _as_it_comes(_: AnyFunction) -> Callable[[Any], Any]:
    return lambda problem: problem


FAULTS = (
    Fault(
        "the gender of a shared room does not matter",
        f"{SOLVER}.rows._sharing",
        _one_opening_for_every_gender,
        f"{ROOMS}::test_a_woman_and_a_man_never_share_a_room",
    ),
    Fault(
        "a cot counts as a bed",
        "safehouse.placement.matrix.options._cots",
        _everybody_may_have_a_cot,
        f"{ROOMS}::test_a_cot_is_not_a_bed",
    ),
    Fault(
        "blocked beds are given away",
        f"{SOLVER}.rows.rooms_are_enough",
        _a_room_of_ones_own_leaves_the_room_to_others,
        f"{ROOMS}::test_a_room_of_ones_own_takes_the_whole_room",
    ),
    Fault(
        "rooms are never used up",
        f"{SOLVER}.rows.rooms_are_enough",
        always(()),
        f"{ROOMS}::test_two_rooms_of_a_class_hold_two_households_and_no_third",
    ),
    Fault(
        "beds are never used up",
        f"{SOLVER}.rows.beds_are_enough",
        always(()),
        f"{ROOMS}::test_a_bed_beside_somebody_is_for_that_persons_gender",
    ),
    Fault(
        "a request may have two places",
        f"{SOLVER}.rows.one_place_per_request",
        always(()),
        f"{ENUMERATED}::test_where_every_rule_is_hit_no_plan_is_worth_more",
    ),
    Fault(
        "nobody is kept apart",
        f"{SOLVER}.rows.apart_means_never_in_one_house",
        always(()),
        f"{RELATIONS}::test_two_who_are_to_be_kept_apart_never_share_a_house_when",
    ),
    Fault(
        "nobody is kept together",
        f"{SOLVER}.rows.units_share_a_house",
        always(()),
        f"{RELATIONS}::test_belonging_together_is_transitive_and_needs_to_be_said_by_one_only",
    ),
    Fault(
        "tags keep nobody apart",
        f"{SOLVER}.relations._apart_pairs",
        always(()),
        f"{RELATIONS}::test_two_who_are_to_be_kept_apart_never_share_a_house_when",
    ),
    Fault(
        "urgent comes before emergency",
        f"{SOLVER}.aims.levels_of",
        _urgent_before_emergency,
        f"{PRIORITIES}::test_one_person_comes_before_a_family_that_is_less_urgent",
    ),
    Fault(
        "a level outweighs the one before it",
        f"{SOLVER}.aims._before",
        _without_room_between_the_levels,
        f"{PRIORITIES}::test_one_person_comes_before_a_family_that_is_less_urgent",
    ),
    Fault(
        "requests count instead of people",
        f"{SOLVER}.columns.Instance.people",
        _requests_count_instead_of_people,
        f"{PRIORITIES}::test_people_count_and_not_requests",
    ),
    Fault(
        "what was reached for the more urgent is given up again",
        f"{SOLVER}.engine.Engine.keep",
        always(None),
        f"{ENUMERATED}::test_levels_that_are_solved_one_by_one_or_in_pairs_lead_to_the_same_value",
    ),
    Fault(
        "a forbidden pair becomes a column",
        f"{SOLVER}.columns._columns",
        _every_house_is_eligible,
        "tests/property/test_plan_columns.py::test_a_forbidden_pair_never_becomes_a_column",
    ),
    Fault(
        "rooms with and without cots are alike",
        f"{SOLVER}.columns._likeness",
        _rooms_with_and_without_cots_are_alike,
        f"{ROOMS}::test_a_room_with_a_cot_is_not_taken_for_one_without",
    ),
    Fault(
        "everybody who shares a room has the same bed",
        f"{SOLVER}.housing._one_bed",
        _always_the_first_free_bed,
        f"{ROOMS}::test_people_of_one_gender_share_a_room_from_its_lowest_bed_on",
    ),
    Fault(
        "everything always fits",
        f"{SOLVER}.greedy.Ledger.fits",
        always(answer=True),
        f"{ROOMS}::test_two_rooms_of_a_class_hold_two_households_and_no_third",
    ),
    Fault(
        "an unproven plan is called proven",
        f"{SOLVER}.aims._ceiling",
        always(0),
        "tests/property/test_plan_time.py::test_without_time_for_the_solver_there_is_still_a_plan_with_a_true_bound",
    ),
    Fault(
        "the order of the input decides",
        "safehouse.placement.problem.PlacementProblem.in_canonical_order",
        _as_it_comes,
        "tests/unit/solver/test_answers.py::test_the_same_problem_written_down_backwards_has_the_same_plan",
    ),
    Fault(
        "a choice need not be kept",
        f"{SOLVER}.rows.who_is_forced_has_a_place",
        always(()),
        f"{CHOICES}::test_a_choice_names_who_loses_her_place",
    ),
)


def test_every_fault_in_the_plan_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
