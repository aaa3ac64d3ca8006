"""What taking in a file did, or would do: house by house, and everything that is wrong."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from safehouse.domain.access import Action
from safehouse.services.house_files.faults import FileProblem
from safehouse.services.houses import Misplaced


class Outcome(StrEnum):
    """What becomes of a house."""

    REGISTERED = "registered"
    CHANGED = "changed"
    UNCHANGED = "unchanged"


@dataclass(frozen=True, slots=True)
class HouseOutcome:
    """One house of the file, by the number of its row.

    `fields`: names of the facts that changed; `places`: what was done to its rooms, and how often; `hides`: the people that the
    cell of a new house hides it among, None for a house that was there, and `is_hidden` whether they are enough; `misplaced`: the
    households that it would be refused to as it is now said to be; `people`: how many were entered as being there, and
    `people_left_out` how many were not looked at, because the house has spoken for itself.
    """

    row: int
    code: str
    outcome: Outcome
    fields: tuple[str, ...] = ()
    places: Mapping[Action, int] = field(default_factory=dict)
    hides: int | None = None
    is_hidden: bool = True
    misplaced: tuple[Misplaced, ...] = ()
    people: int = 0
    people_left_out: int = 0


@dataclass(frozen=True, slots=True)
class ImportResult:
    """The houses in the order of the file, and the problems in the order of sheets, rows and columns.

    `is_kept` False: nothing was written, because something is wrong or it was a trial.
    """

    houses: tuple[HouseOutcome, ...]
    problems: tuple[FileProblem, ...]
    is_kept: bool
