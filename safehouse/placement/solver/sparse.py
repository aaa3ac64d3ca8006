"""A linear program in arrays, as the engine takes it."""

from dataclasses import dataclass

import numpy as np

from safehouse.placement.matrix.network import Floats
from safehouse.placement.matrix.rooms import Bools, Ints
from safehouse.placement.solver.tableau import Tableau


@dataclass(frozen=True, slots=True, eq=False)
class Sparse:
    """Variables (v) from 0 to `largest`, rows (r) whose sums lie from `least` to `most`, and terms sorted by row and variable."""

    worth: Floats
    largest: Floats
    row: Ints
    variable: Ints
    factor: Floats
    least: Floats
    most: Floats


def sparse_of(tableau: Tableau, kept: Bools, *, worth: Ints, tight: Bools) -> Sparse:
    """The program of some variables (v), renumbered; `tight` rows (r) are equations. `worth` is per variable of the tableau."""
    number = np.cumsum(kept) - 1
    variable = np.repeat(np.arange(tableau.variables), np.diff(tableau.start))
    terms = np.flatnonzero(kept[variable])
    terms = terms[np.lexsort((variable[terms], tableau.row[terms]))]
    largest = np.ones(tableau.variables)
    largest[len(tableau.worth) :] = tableau.openings.rooms
    limit = tableau.limit.astype(np.float64)
    return Sparse(
        worth=worth[kept].astype(np.float64),
        largest=largest[kept],
        row=tableau.row[terms],
        variable=number[variable[terms]],
        factor=tableau.factor[terms].astype(np.float64),
        least=np.where(tight, limit, -np.inf),
        most=limit,
    )
