"""What the property tests of the plan rely on: crowded problems are crowded, hit every constraint, and defeat a greedy plan."""

from collections import Counter
from random import Random

from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import PlacementProblem
from safehouse.placement.solver import plan
from safehouse.placement.solver.clock import Clock
from safehouse.placement.solver.columns import Instance, prepare_instance
from safehouse.placement.solver.search import best_plan
from tests.property.crowded import crowded_problem

PROBLEMS = [crowded_problem(Random(seed), houses=2, requests=5) for seed in range(200)]


def instance_of(problem: PlacementProblem) -> Instance:
    instance = prepare_instance(problem, prepare_network(problem.houses, problem.as_of), Clock(60), None)
    assert instance is not None
    return instance


def test_most_problems_leave_somebody_without_a_place_whom_a_house_would_take() -> None:
    scarce = 0
    for problem in PROBLEMS:
        unplaced = plan(problem, time_limit_s=60).unplaced
        scarce += any(len(one.excluded) == 0 or max(one.excluded.values()) < len(problem.houses) for one in unplaced)
    assert scarce > 0.5 * len(PROBLEMS)


def test_every_kind_of_column_and_relation_occurs_often() -> None:
    found = Counter[str]()
    for instance in map(instance_of, PROBLEMS):
        columns = instance.columns
        found["shared bed"] += any(column.sharing is not None for column in columns)
        found["several genders for one shared room"] += len({column.sharing for column in columns} - {None}) > 1
        found["two rooms"] += any(len(column.classes) == 2 for column in columns)
        found["rooms alike"] += any(len(instance.classes[column.classes[0]].rooms) > 1 for column in columns)
        found["keep-apart"] += len(instance.relations.apart) > 0
        found["keep-together"] += any(len(unit) > 1 for unit in instance.relations.units)
        found["torn"] += any(
            {one, other} <= set(unit) for unit in instance.relations.units for one, other in instance.relations.apart
        )
    assert {kind: times for kind, times in found.items() if times < 0.05 * len(PROBLEMS)} == {}


def test_taking_one_request_after_another_is_one_time_in_ten_not_the_best() -> None:
    """Otherwise the comparison with full enumeration would say nothing about the search."""
    worse = 0
    for problem in PROBLEMS:
        without_time = best_plan(instance_of(problem), Clock(0), lambda _: None)
        worse += without_time.value < plan(problem, time_limit_s=60).value
    assert worse > 0.1 * len(PROBLEMS)
