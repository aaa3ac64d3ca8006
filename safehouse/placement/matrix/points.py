"""The points of every house (n) for one request; `room_fit` depends on the rooms and is worked out with them.

Shares are 64-bit floats and every operation stands in the order of the plain form, so that both round alike.
"""

import numpy as np

from safehouse.domain.codes import Criterion
from safehouse.placement.matrix.network import Floats, PreparedNetwork
from safehouse.placement.matrix.rooms import Ints
from safehouse.placement.problem import JOURNEY_NONE_KM, MARGIN_FULL_KM, SPEAKER_SHARE, PlacementRequest

UNKNOWN_SHARE = 0.5
"""What a criterion is worth when the request does not say what it asks about."""


def points_per_house(
    network: PreparedNetwork, request: PlacementRequest, gaps_km: tuple[Floats, ...], journey_km: Floats | None
) -> dict[Criterion, Ints]:
    """Whole points per criterion: weight times share, rounded half to even. `gaps_km` goes with the request's areas."""
    shares = {
        Criterion.LANGUAGE: language_share(network, request),
        Criterion.MARGIN: margin_share(network, request, gaps_km),
        Criterion.JOURNEY: journey_share(network, journey_km),
        Criterion.SPECIALISM: specialism_share(network, request),
        Criterion.STAY: np.minimum(1.0, network.max_stay_nights / request.nights),
        Criterion.FRESHNESS: freshness_share(network, request),
    }
    weights = network.policy.weights
    return {criterion: np.rint(weights[criterion] * share).astype(np.int64) for criterion, share in shares.items()}


def language_share(network: PreparedNetwork, request: PlacementRequest) -> Floats:
    best = np.zeros(len(network.houses))
    for language, level in request.languages.items():
        if language in network.cover:
            np.maximum(best, SPEAKER_SHARE[level] * network.cover[language], out=best)
    return best


def margin_share(network: PreparedNetwork, request: PlacementRequest, gaps_km: tuple[Floats, ...]) -> Floats:
    if not request.keep_away:
        return np.full(len(network.houses), UNKNOWN_SHARE)
    least: Floats = np.full(len(network.houses), np.inf, dtype=np.float64)
    for area, gap_km in zip(request.keep_away, gaps_km, strict=True):
        np.minimum(least, (gap_km - area.radius_km) / MARGIN_FULL_KM, out=least)
    return np.clip(least, 0.0, 1.0)


def journey_share(network: PreparedNetwork, journey_km: Floats | None) -> Floats:
    if journey_km is None:
        return np.full(len(network.houses), UNKNOWN_SHARE)
    return np.maximum(0.0, 1 - journey_km / JOURNEY_NONE_KM)


def specialism_share(network: PreparedNetwork, request: PlacementRequest) -> Floats:
    if request.exploitation is None:
        return np.full(len(network.houses), UNKNOWN_SHARE)
    share = np.where(network.names_no_specialism, UNKNOWN_SHARE, 0.0)
    if request.exploitation in network.specialised_in:
        share[network.specialised_in[request.exploitation]] = 1.0
    return share


def freshness_share(network: PreparedNetwork, request: PlacementRequest) -> Floats:
    dark_s = network.policy.dark_after[request.urgency].total_seconds()
    fresh_s = network.policy.fresh_for[request.urgency].total_seconds()
    return np.clip((dark_s - network.report_age_s) / (dark_s - fresh_s), 0.0, 1.0)
