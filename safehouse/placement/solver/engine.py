"""The integer solver behind one narrow door: whole numbers in, whole numbers out. The only place that knows OR-Tools."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from math import floor, inf, isfinite
from types import ModuleType
from typing import Any

from safehouse.placement.solver.greedy import Chosen
from safehouse.placement.solver.rows import Program

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
    """One program, maximised for one aim after another."""

    def __init__(self, program: Program, columns: int) -> None:
        """Load the program; its first `columns` variables are those of columns."""
        self._mathopt = _mathopt()
        self._columns = columns
        self._model = self._mathopt.Model()
        self._variables = [self._model.add_integer_variable(lb=0, ub=largest) for largest in program.largest]
        for row in program.rows:
            self._add(row.terms, least=row.limit if row.is_equation else -inf, most=row.limit)

    def keep(self, weights: Sequence[int], least: int) -> None:
        """From now on the columns taken must be worth at least this much."""
        self._add([(variable, weight) for variable, weight in enumerate(weights) if weight], least=least, most=inf)

    def maximise(self, weights: Sequence[int], start: Sequence[int] | None, limit_s: float) -> Best:
        """The most that the columns taken can be worth; `weights` per column, `start` a value per variable."""
        mathopt = self._mathopt
        self._model.maximize(mathopt.fast_sum(w * x for w, x in zip(weights, self._variables, strict=False) if w))
        hints = [] if start is None else [mathopt.SolutionHint(dict(zip(self._variables, start, strict=True)))]
        result = mathopt.solve(
            self._model,
            mathopt.SolverType.GSCIP,
            params=mathopt.SolveParameters(
                time_limit=timedelta(seconds=limit_s),
                threads=1,
                random_seed=SEED,
                relative_gap_tolerance=0.0,
                absolute_gap_tolerance=0.0,
            ),
            model_params=mathopt.ModelSolveParameters(solution_hints=hints),
        )
        bound = result.termination.objective_bounds.dual_bound
        return Best(
            chosen=self._taken(result.variable_values()) if result.has_primal_feasible_solution() else None,
            bound=floor(bound + ROUNDING) if isfinite(bound) else None,
            is_impossible=result.termination.reason is mathopt.TerminationReason.INFEASIBLE,
        )

    def _add(self, terms: Sequence[tuple[int, int]], *, least: float, most: float) -> None:
        total = self._mathopt.fast_sum(weight * self._variables[variable] for variable, weight in terms)
        self._model.add_linear_constraint(lb=least, expr=total, ub=most)

    def _taken(self, values: dict[Any, float]) -> Chosen:
        columns = self._variables[: self._columns]
        return frozenset(number for number, variable in enumerate(columns) if round(values[variable]) == 1)


@cache
def _mathopt() -> ModuleType:
    """OR-Tools, imported when the first plan needs it: it takes half a second and 80 MB."""
    from ortools.math_opt.python import mathopt  # noqa: PLC0415  # Lazy on purpose, as the docstring says.

    module: ModuleType = mathopt
    return module
