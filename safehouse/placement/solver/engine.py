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
        largest = [float(largest) for largest in program.largest]
        _declare(self._model.variables, range(len(largest)), largest, are_whole=True)
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
    """A linear program that grows by variables and says what each row is worth; it goes on from where it was.

    It talks in messages to the solver itself: turning answers into objects takes ten times as long as solving.
    """

    def __init__(self, program: Sparse) -> None:
        """Load the program, without its whole numbers."""
        from ortools.math_opt import parameters_pb2  # noqa: PLC0415  # Lazy on purpose, see Engine.
        from ortools.math_opt.core.python import solver  # noqa: PLC0415  # Lazy on purpose, see Engine.

        self._variables = len(program.worth)
        self._rows = len(program.most)
        message = _message(program, are_whole=False)
        self._solver: Any = solver.new(
            parameters_pb2.SOLVER_TYPE_GLOP, message, parameters_pb2.SolverInitializerProto()
        )

    def add(self, more: Sparse) -> None:
        """More variables, from 0 on without a largest value, with their terms; rows stay what they were."""
        from ortools.math_opt import model_update_pb2  # noqa: PLC0415  # Lazy on purpose, see Engine.

        update = model_update_pb2.ModelUpdateProto()
        ids = range(self._variables, self._variables + len(more.worth))
        variables, matrix = update.new_variables, update.linear_constraint_matrix_updates
        _declare(variables, ids, [inf] * len(ids), are_whole=False)
        update.objective_updates.linear_coefficients.ids.extend(ids)
        update.objective_updates.linear_coefficients.values.extend(more.worth.tolist())
        _fill(matrix, more, self._variables)
        self._variables += len(ids)
        if not self._solver.update(update):
            message = "the solver does not take more variables"
            raise RuntimeError(message)

    def solve(self, limit_s: float) -> Priced | None:
        """The best solution; None when the time was too short or the numbers too bad. Variables are in the order they came in."""
        from ortools.math_opt import callback_pb2, model_parameters_pb2, result_pb2  # noqa: PLC0415  # Lazy, see Engine.
        from ortools.math_opt.python import mathopt  # noqa: PLC0415  # Lazy on purpose, see Engine.

        # What the solver would simplify away first it could not go on from.
        parameters = mathopt.SolveParameters(
            time_limit=timedelta(seconds=limit_s), random_seed=SEED, presolve=mathopt.Emphasis.OFF
        )
        nothing = model_parameters_pb2.ModelSolveParametersProto(), None, callback_pb2.CallbackRegistrationProto()
        result = self._solver.solve(parameters.to_proto(), *nothing, None, None)
        if result.termination.reason != result_pb2.TERMINATION_REASON_OPTIMAL:
            return None
        solution = result.solutions[0]
        return Priced(
            worth=float(solution.primal_solution.objective_value),
            prices=_dense(solution.dual_solution.dual_values, self._rows),
            values=_dense(solution.primal_solution.variable_values, self._variables),
        )


def solve_whole(program: Sparse, limit_s: float) -> Whole:
    """The best solution in whole numbers."""
    from ortools.math_opt import callback_pb2, model_parameters_pb2, parameters_pb2, result_pb2  # noqa: PLC0415  # Lazy.
    from ortools.math_opt.core.python import solver  # noqa: PLC0415  # Lazy on purpose, see Engine.
    from ortools.math_opt.python import mathopt  # noqa: PLC0415  # Lazy on purpose, see Engine.

    parameters = _whole_parameters(mathopt, limit_s).to_proto()
    nothing = model_parameters_pb2.ModelSolveParametersProto(), None, callback_pb2.CallbackRegistrationProto()
    start = parameters_pb2.SOLVER_TYPE_GSCIP, parameters_pb2.SolverInitializerProto()
    result = solver.solve(_message(program, are_whole=True), *start, parameters, *nothing, None, None)
    bound = result.termination.objective_bounds.dual_bound
    solved = [one.primal_solution for one in result.solutions if one.HasField("primal_solution")]
    return Whole(
        values=np.rint(_dense(solved[0].variable_values, len(program.worth))).astype(np.int64) if solved else None,
        bound=floor(bound + ROUNDING) if isfinite(bound) else None,
        is_impossible=result.termination.reason
        in {result_pb2.TERMINATION_REASON_INFEASIBLE, result_pb2.TERMINATION_REASON_INFEASIBLE_OR_UNBOUNDED},
    )


def _dense(sparse: Any, length: int) -> Floats:  # noqa: ANN401  # OR-Tools has no types.
    """A sparse vector of a message as an array; what it does not name is 0."""
    dense = np.zeros(length)
    dense[np.array(sparse.ids, dtype=np.int64)] = np.array(sparse.values, dtype=np.float64)
    return dense


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
    _declare(message.variables, range(len(program.worth)), program.largest.tolist(), are_whole=are_whole)
    _aim_at(message, program.worth.tolist())
    rows = message.linear_constraints
    rows.ids.extend(range(len(program.most)))
    rows.lower_bounds.extend(program.least.tolist())
    rows.upper_bounds.extend(program.most.tolist())
    _fill(message.linear_constraint_matrix, program, 0)
    return message


def _fill(matrix: Any, program: Sparse, first: int) -> None:  # noqa: ANN401  # OR-Tools has no types.
    matrix.row_ids.extend(program.row.tolist())
    matrix.column_ids.extend((first + program.variable).tolist())
    matrix.coefficients.extend(program.factor.tolist())


def _declare(variables: Any, ids: range, largest: Sequence[float], *, are_whole: bool) -> None:  # noqa: ANN401  # OR-Tools has no types.
    variables.ids.extend(ids)
    variables.lower_bounds.extend([0.0] * len(ids))
    variables.upper_bounds.extend(largest)
    variables.integers.extend([are_whole] * len(ids))


def _aim_at(message: Any, worths: Sequence[float]) -> None:  # noqa: ANN401  # OR-Tools has no types.
    objective = message.objective
    objective.Clear()
    objective.maximize = True
    objective.linear_coefficients.ids.extend(range(len(worths)))
    objective.linear_coefficients.values.extend(worths)
