"""The solvers behind one narrow door: whole numbers in, whole numbers or prices out. The only place that knows OR-Tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import floor, inf, isfinite
from typing import Any

import numpy as np

from safehouse.placement.matrix.network import Floats
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.solver.greedy import Chosen
from safehouse.placement.solver.rows import Program, Term
from safehouse.placement.solver.sparse import Sparse

SEED = 1
"""Fixed, so that the same program has the same solution."""
ROUNDING = 1e-6
"""How far from a whole number the solver's sums of whole numbers may lie."""


@dataclass(frozen=True, slots=True)
class Best:
    """`chosen`: the best solution found, None when there is none; `bound`: no solution is worth more, None: not known."""

    chosen: Chosen | None
    bound: int | None
    is_impossible: bool


@dataclass(frozen=True, slots=True, eq=False)
class Whole:
    """`values` of the best solution found (v), None when there is none; `bound` as in `Best`, in the unit of the program."""

    values: Ints | None
    bound: int | None
    is_impossible: bool


class Engine:
    """One program, maximised for one aim after another.

    OR-Tools is imported when the first plan needs it, because that takes half a second and 80 MB. The program is written down as
    its message, which is twenty times faster than adding variables and rows one by one.
    """

    def __init__(self, program: Program, columns: int) -> None:
        """Load the program; its first `columns` variables are those of columns."""
        from ortools.math_opt import model_pb2  # noqa: PLC0415  # Lazy on purpose, see above.
        from ortools.math_opt.python import mathopt  # noqa: PLC0415  # Lazy on purpose, see above.

        self._mathopt: Any = mathopt
        self._model: Any = model_pb2.ModelProto()
        self._columns = columns
        _declare(self._model, [float(largest) for largest in program.largest], are_whole=True)
        for row in program.rows:
            self._add(row.terms, least=row.limit if row.is_equation else -inf, most=row.limit)

    def keep(self, weights: Sequence[int], least: int) -> None:
        """From now on the columns taken must be worth at least this much."""
        self._add([(variable, weight) for variable, weight in enumerate(weights) if weight], least=least, most=inf)

    def maximise(self, weights: Sequence[int], start: Sequence[int] | None, limit_s: float) -> Best:
        """The most that the columns taken can be worth; `weights` per column, `start` a value per variable."""
        _aim_at(self._model, [float(weight) for weight in weights])
        model = self._mathopt.Model.from_model_proto(self._model)
        variables = list(model.variables())
        hints = [] if start is None else [self._mathopt.SolutionHint(dict(zip(variables, start, strict=True)))]
        result = self._mathopt.solve(
            model,
            self._mathopt.SolverType.GSCIP,
            params=_whole_parameters(self._mathopt, limit_s),
            model_params=self._mathopt.ModelSolveParameters(solution_hints=hints),
        )
        reasons = self._mathopt.TerminationReason
        bound = result.termination.objective_bounds.dual_bound
        has_solution = result.has_primal_feasible_solution()
        return Best(
            chosen=_taken(result.variable_values(variables[: self._columns])) if has_solution else None,
            bound=floor(bound + ROUNDING) if isfinite(bound) else None,
            # Every variable has a largest value, so "infeasible or unbounded" can only mean the first.
            is_impossible=result.termination.reason in {reasons.INFEASIBLE, reasons.INFEASIBLE_OR_UNBOUNDED},
        )

    def _add(self, terms: Sequence[Term], *, least: float, most: float) -> None:
        rows, matrix = self._model.linear_constraints, self._model.linear_constraint_matrix
        number = len(rows.ids)
        rows.ids.append(number)
        rows.lower_bounds.append(least)
        rows.upper_bounds.append(most)
        ordered = sorted(terms)
        matrix.row_ids.extend(number for _ in ordered)
        matrix.column_ids.extend(variable for variable, _ in ordered)
        matrix.coefficients.extend(float(coefficient) for _, coefficient in ordered)


def _taken(values: Sequence[float]) -> Chosen:
    return frozenset(number for number, value in enumerate(values) if round(value) == 1)


@dataclass(frozen=True, slots=True, eq=False)
class Priced:
    """What the best solution of a linear program is worth, the price of each row (r), and the value of each variable (v)."""

    worth: float
    prices: Floats
    values: Floats


class Pricing:
    """A linear program that grows by variables and says what each row is worth; it goes on from where it was."""

    def __init__(self, program: Sparse) -> None:
        """Load the program, without its whole numbers."""
        from ortools.math_opt.python import mathopt  # noqa: PLC0415  # Lazy on purpose, see Engine.

        self._mathopt: Any = mathopt
        self._model: Any = mathopt.Model.from_model_proto(_message(program, are_whole=False))
        self._rows: Any = list(self._model.linear_constraints())
        self._solver: Any = mathopt.IncrementalSolver(self._model, mathopt.SolverType.GLOP)

    def add(self, worth: float, rows: Sequence[int], factors: Sequence[int]) -> None:
        """One more variable, from 0 on, with its terms."""
        variable = self._model.add_variable(lb=0.0)
        self._model.objective.set_linear_coefficient(variable, worth)
        for row, factor in zip(rows, factors, strict=True):
            self._rows[row].set_coefficient(variable, float(factor))

    def solve(self, limit_s: float) -> Priced | None:
        """The best solution; None when the time was too short or the numbers too bad. Variables are in the order they came in."""
        # What the solver would simplify away first it could not go on from.
        parameters = self._mathopt.SolveParameters(
            time_limit=timedelta(seconds=limit_s), random_seed=SEED, presolve=self._mathopt.Emphasis.OFF
        )
        result = self._solver.solve(params=parameters)
        if result.termination.reason is not self._mathopt.TerminationReason.OPTIMAL:
            return None
        return Priced(
            worth=result.objective_value(),
            prices=np.array(result.dual_values(self._rows), dtype=np.float64),
            values=np.array(result.variable_values(list(self._model.variables())), dtype=np.float64),
        )


def solve_whole(program: Sparse, limit_s: float) -> Whole:
    """The best solution in whole numbers."""
    from ortools.math_opt.python import mathopt  # noqa: PLC0415  # Lazy on purpose, see Engine.

    model = mathopt.Model.from_model_proto(_message(program, are_whole=True))
    result = mathopt.solve(model, mathopt.SolverType.GSCIP, params=_whole_parameters(mathopt, limit_s))
    reasons = mathopt.TerminationReason
    bound = result.termination.objective_bounds.dual_bound
    values = result.variable_values(list(model.variables())) if result.has_primal_feasible_solution() else None
    return Whole(
        values=None if values is None else np.rint(values).astype(np.int64),
        bound=floor(bound + ROUNDING) if isfinite(bound) else None,
        is_impossible=result.termination.reason in {reasons.INFEASIBLE, reasons.INFEASIBLE_OR_UNBOUNDED},
    )


def _whole_parameters(mathopt: Any, limit_s: float) -> Any:  # noqa: ANN401  # OR-Tools has no types.
    return mathopt.SolveParameters(
        time_limit=timedelta(seconds=limit_s),
        threads=1,
        random_seed=SEED,
        relative_gap_tolerance=0.0,
        absolute_gap_tolerance=0.0,
    )


def _message(program: Sparse, *, are_whole: bool) -> Any:  # noqa: ANN401  # OR-Tools has no types.
    from ortools.math_opt import model_pb2  # noqa: PLC0415  # Lazy on purpose, see Engine.

    message = model_pb2.ModelProto()
    _declare(message, program.largest.tolist(), are_whole=are_whole)
    _aim_at(message, program.worth.tolist())
    rows, matrix = message.linear_constraints, message.linear_constraint_matrix
    rows.ids.extend(range(len(program.most)))
    rows.lower_bounds.extend(program.least.tolist())
    rows.upper_bounds.extend(program.most.tolist())
    matrix.row_ids.extend(program.row.tolist())
    matrix.column_ids.extend(program.variable.tolist())
    matrix.coefficients.extend(program.factor.tolist())
    return message


def _declare(message: Any, largest: Sequence[float], *, are_whole: bool) -> None:  # noqa: ANN401  # OR-Tools has no types.
    variables = message.variables
    variables.ids.extend(range(len(largest)))
    variables.lower_bounds.extend([0.0] * len(largest))
    variables.upper_bounds.extend(largest)
    variables.integers.extend([are_whole] * len(largest))


def _aim_at(message: Any, worths: Sequence[float]) -> None:  # noqa: ANN401  # OR-Tools has no types.
    objective = message.objective
    objective.Clear()
    objective.maximize = True
    objective.linear_coefficients.ids.extend(range(len(worths)))
    objective.linear_coefficients.values.extend(worths)
