"""The integer solver behind one narrow door: whole numbers in, whole numbers out. The only place that knows OR-Tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from math import floor, inf, isfinite
from typing import Any

from safehouse.placement.solver.greedy import Chosen
from safehouse.placement.solver.rows import Program, Term

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
        variables = self._model.variables
        variables.ids.extend(range(len(program.largest)))
        variables.lower_bounds.extend(0.0 for _ in program.largest)
        variables.upper_bounds.extend(float(largest) for largest in program.largest)
        variables.integers.extend(True for _ in program.largest)
        for row in program.rows:
            self._add(row.terms, least=row.limit if row.is_equation else -inf, most=row.limit)

    def keep(self, weights: Sequence[int], least: int) -> None:
        """From now on the columns taken must be worth at least this much."""
        self._add([(variable, weight) for variable, weight in enumerate(weights) if weight], least=least, most=inf)

    def maximise(self, weights: Sequence[int], start: Sequence[int] | None, limit_s: float) -> Best:
        """The most that the columns taken can be worth; `weights` per column, `start` a value per variable."""
        self._aim_at(weights)
        model = self._mathopt.Model.from_model_proto(self._model)
        variables = list(model.variables())
        hints = [] if start is None else [self._mathopt.SolutionHint(dict(zip(variables, start, strict=True)))]
        result = self._mathopt.solve(
            model,
            self._mathopt.SolverType.GSCIP,
            params=self._parameters(limit_s),
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

    def _aim_at(self, weights: Sequence[int]) -> None:
        objective = self._model.objective
        objective.Clear()
        objective.maximize = True
        objective.linear_coefficients.ids.extend(range(len(weights)))
        objective.linear_coefficients.values.extend(float(weight) for weight in weights)

    def _parameters(self, limit_s: float) -> Any:  # noqa: ANN401  # OR-Tools has no types.
        return self._mathopt.SolveParameters(
            time_limit=timedelta(seconds=limit_s),
            threads=1,
            random_seed=SEED,
            relative_gap_tolerance=0.0,
            absolute_gap_tolerance=0.0,
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
