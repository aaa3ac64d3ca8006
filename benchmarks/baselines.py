"""The plan by other means: one integer model over all pairs, its linear relaxation by HiGHS, and greedy.

Each is written as well as its kind allows: models are built from arrays, and building is timed on neither side. All run in one
thread. What they find is a value, so that a table can say whether it is the same.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import numpy as np
from ortools.math_opt import model_pb2
from ortools.math_opt.python import mathopt

from safehouse.domain.codes import Urgency
from safehouse.placement.matrix.network import Floats
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.problem import PlanValue
from safehouse.placement.solver.columns import Instance
from safehouse.placement.solver.greedy import fill_up
from safehouse.placement.solver.tableau import Tableau
from safehouse.placement.solver.worth import Ladder

SMALL_WEIGHTS = (4e6, 2e5, 1e4, 1.0)
"""Enough to keep the levels apart in practice, though it proves nothing."""


@dataclass(frozen=True)
class Measured:
    """CPU seconds of one run; the value found, None when there is none; whether it is proven; a bound where that is all."""

    seconds: float
    value: PlanValue | None
    is_proven: bool


def measured(act: Callable[[], tuple[PlanValue | None, bool]]) -> Measured:
    """One run."""
    started = time.process_time()
    value, is_proven = act()
    return Measured(time.process_time() - started, value, is_proven)


def greedy(instance: Instance) -> Measured:
    """One unit after another, the most urgent first, into the house where it has most points."""

    def act() -> tuple[PlanValue, bool]:
        return _value(instance, fill_up(instance, frozenset())), False

    return measured(act)


def full_relaxation(tableau: Tableau, ladder: Ladder) -> Measured:
    """The linear relaxation over all pairs, by HiGHS, levels a few thousand points apart: with true weights it takes longer.

    Its value, rounded, is that of a solution in fractions.
    """
    levels = np.array([ladder.value(worth).levels() for worth in tableau.worth.tolist()], dtype=np.float64)
    model = mathopt.Model.from_model_proto(_message(tableau, levels @ np.array(SMALL_WEIGHTS), are_whole=False))
    variables = list(model.variables())[: len(tableau.worth)]

    def act() -> tuple[PlanValue, bool]:
        result = mathopt.solve(model, mathopt.SolverType.HIGHS)
        found = np.array(result.variable_values(variables)) @ levels
        return PlanValue(*np.rint(found).astype(int).tolist()), False

    return measured(act)


def one_model(tableau: Tableau, ladder: Ladder, limit_s: float) -> Measured:
    """One integer model over all pairs, by SCIP: first the people of all levels as one number, then points with these people."""
    points = tableau.worth % ladder.step(2)
    people = tableau.worth // ladder.step(2)
    message = _message(tableau, people.astype(np.float64), are_whole=True)

    def act() -> tuple[PlanValue | None, bool]:
        first = _solve(message, limit_s)
        if first.termination.reason is not mathopt.TerminationReason.OPTIMAL:
            return None, False
        _keep_people(message, people, round(first.objective_value()))
        _aim_at(message, points.astype(np.float64))
        second = _solve(message, limit_s)
        if not second.has_primal_feasible_solution():
            return None, False
        worth = round(first.objective_value()) * ladder.step(2) + round(second.objective_value())
        return ladder.value(worth), second.termination.reason is mathopt.TerminationReason.OPTIMAL

    return measured(act)


def _solve(message: Any, limit_s: float) -> Any:  # noqa: ANN401  # OR-Tools has no types.
    parameters = mathopt.SolveParameters(
        time_limit=timedelta(seconds=limit_s), threads=1, relative_gap_tolerance=0.0, absolute_gap_tolerance=0.0
    )
    return mathopt.solve(mathopt.Model.from_model_proto(message), mathopt.SolverType.GSCIP, params=parameters)


def _message(tableau: Tableau, worth: Floats, *, are_whole: bool) -> Any:  # noqa: ANN401  # OR-Tools has no types.
    message = model_pb2.ModelProto()
    variables, rows, matrix = message.variables, message.linear_constraints, message.linear_constraint_matrix
    variables.ids.extend(range(tableau.variables))
    variables.lower_bounds.extend([0.0] * tableau.variables)
    variables.upper_bounds.extend([1.0] * len(tableau.worth) + tableau.openings.rooms.astype(np.float64).tolist())
    variables.integers.extend([are_whole] * tableau.variables)
    rows.ids.extend(range(len(tableau.limit)))
    rows.lower_bounds.extend([-np.inf] * len(tableau.limit))
    rows.upper_bounds.extend(tableau.limit.astype(np.float64).tolist())
    variable = np.repeat(np.arange(tableau.variables), np.diff(tableau.start))
    order = np.lexsort((variable, tableau.row))
    matrix.row_ids.extend(tableau.row[order].tolist())
    matrix.column_ids.extend(variable[order].tolist())
    matrix.coefficients.extend(tableau.factor[order].astype(np.float64).tolist())
    _aim_at(message, worth)
    return message


def _aim_at(message: Any, worth: Floats) -> None:  # noqa: ANN401  # OR-Tools has no types.
    message.objective.Clear()
    message.objective.maximize = True
    message.objective.linear_coefficients.ids.extend(range(len(worth)))
    message.objective.linear_coefficients.values.extend(worth.tolist())


def _keep_people(message: Any, people: Ints, least: int) -> None:  # noqa: ANN401  # OR-Tools has no types.
    rows, matrix = message.linear_constraints, message.linear_constraint_matrix
    row = len(rows.ids)
    rows.ids.append(row)
    rows.lower_bounds.append(float(least))
    rows.upper_bounds.append(np.inf)
    matrix.row_ids.extend([row] * len(people))
    matrix.column_ids.extend(range(len(people)))
    matrix.coefficients.extend(people.astype(np.float64).tolist())


def _value(instance: Instance, chosen: frozenset[int]) -> PlanValue:
    columns = [instance.columns[number] for number in chosen]
    emergency, urgent, planned = (sum(instance.people(column, urgency) for column in columns) for urgency in Urgency)
    return PlanValue(emergency, urgent, planned, sum(column.points for column in columns))
