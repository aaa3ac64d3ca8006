"""The best houses for one request, each with its best rooms, and why the others are excluded."""

import numpy as np

from safehouse.domain.places import band_of
from safehouse.placement.explain import excluded_counts, single_relaxations, verdicts, warnings_for
from safehouse.placement.matrix import Judgement, PreparedNetwork, best_rows, judge, option_at, points_of
from safehouse.placement.problem import Answer, PlacementRequest, Suggestion

DEFAULT_TOP = 20


def rank(network: PreparedNetwork, request: PlacementRequest, top: int = DEFAULT_TOP) -> Answer:
    """Judge the request alone: at most `top` suggestions, one per house, most points first, then house id."""
    judgement = judge(network, request)
    return Answer(
        request=request.id,
        suggestions=tuple(_suggestion(network, judgement, row) for row in _top_rows(judgement, top)),
        excluded=excluded_counts(judgement),
        relaxations=single_relaxations(network, judgement),
        warnings=warnings_for(request),
        verdicts=verdicts(network, judgement),
    )


def _top_rows(judgement: Judgement, top: int) -> list[int]:
    options = judgement.options
    rows = best_rows(options)
    rows = rows[judgement.codes[options.house[rows]] == 0]
    houses = options.house[rows]
    totals = sum((points[houses] for points in judgement.points.values()), start=options.room_fit[rows])
    # Houses are sorted by id, so a stable sort leaves equal points in that order.
    best_first: list[int] = rows[np.argsort(-totals, kind="stable")[:top]].tolist()
    return best_first


def _suggestion(network: PreparedNetwork, judgement: Judgement, row: int) -> Suggestion:
    house_index = int(judgement.options.house[row])
    option = option_at(network, judgement, row)
    journey_km = judgement.journey_km
    return Suggestion(
        house=network.houses[house_index].id,
        rooms=option.rooms,
        points=points_of(judgement, house_index, option),
        band=None if journey_km is None else band_of(float(journey_km[house_index])),
    )
