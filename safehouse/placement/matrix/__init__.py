"""The vectorised form of rules, points and room options: one request against a whole network at once.

`prepare_network` turns houses into arrays once per snapshot, `judge` answers for every house with bit masks and whole points,
`room_options` lists the ways to put the request into one house. The same sentences stand in plain form in `rules` and
`scoring`, and a test holds the two forms against each other on every code, criterion and option.
"""

from safehouse.placement.matrix.judging import (
    CODE_BIT,
    Judgement,
    codes_in,
    judge,
    option_at,
    points_of,
    room_options,
)
from safehouse.placement.matrix.network import PreparedNetwork, prepare_network
from safehouse.placement.matrix.options import RoomOption, best_rows, free_beds_in_options

__all__ = [
    "CODE_BIT",
    "Judgement",
    "PreparedNetwork",
    "RoomOption",
    "best_rows",
    "codes_in",
    "free_beds_in_options",
    "judge",
    "option_at",
    "points_of",
    "prepare_network",
    "room_options",
]
