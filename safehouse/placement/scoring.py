"""Points in plain form: one share in [0, 1] per criterion, each `round(weight * share)`, half to even."""

from datetime import datetime

from safehouse.domain.codes import Criterion, RoomNeed
from safehouse.domain.places import between_km, gap_km
from safehouse.placement.problem import (
    COVER_SHARE,
    DEFAULT_POLICY,
    JOURNEY_NONE_KM,
    MARGIN_FULL_KM,
    SPEAKER_SHARE,
    House,
    PlacementRequest,
    Points,
    Policy,
    RoomUse,
)

NOT_SAID = 0.5
"""The share of a criterion that the request says nothing about."""


def points_of(
    house: House,
    request: PlacementRequest,
    uses: tuple[RoomUse, ...],
    as_of: datetime,
    policy: Policy = DEFAULT_POLICY,
) -> Points:
    """The points of one house with these rooms for one request."""
    shares = {
        Criterion.LANGUAGE: language_share(house, request),
        Criterion.MARGIN: margin_share(house, request),
        Criterion.JOURNEY: journey_share(house, request),
        Criterion.SPECIALISM: specialism_share(house, request),
        Criterion.STAY: stay_share(house, request),
        Criterion.FRESHNESS: freshness_share(house, request, as_of, policy),
        Criterion.ROOM_FIT: room_fit_share(house, request, uses),
    }
    return Points(**{criterion.value: round(policy.weights[criterion] * share) for criterion, share in shares.items()})


def language_share(house: House, request: PlacementRequest) -> float:
    """The best language that the household and the house have in common."""
    return max(
        (
            SPEAKER_SHARE[level] * COVER_SHARE[house.languages[language]]
            for language, level in request.languages.items()
            if language in house.languages
        ),
        default=0.0,
    )


def margin_share(house: House, request: PlacementRequest) -> float:
    """How far beyond the least distance the house lies, for the area where that is least; full from 150 km on."""
    if not request.keep_away:
        return NOT_SAID
    return _cut(
        min(
            (gap_km(house.cell, house.slack_km, area.cell) - area.radius_km) / MARGIN_FULL_KM
            for area in request.keep_away
        )
    )


def journey_share(house: House, request: PlacementRequest) -> float:
    """Full at the pick-up place, none from 600 km on."""
    if request.pickup is None:
        return NOT_SAID
    return _cut(1 - between_km(request.pickup, house.cell) / JOURNEY_NONE_KM)


def specialism_share(house: House, request: PlacementRequest) -> float:
    if not house.specialisms or request.exploitation is None:
        return NOT_SAID
    return 1.0 if request.exploitation in house.specialisms else 0.0


def stay_share(house: House, request: PlacementRequest) -> float:
    return 1.0 if house.max_stay_nights is None else min(1.0, house.max_stay_nights / request.nights)


def freshness_share(house: House, request: PlacementRequest, as_of: datetime, policy: Policy) -> float:
    """Full while the last report is fresh, none once it is dark, in between by the second."""
    if house.reported_at is None:
        return 0.0
    age_s = (as_of - house.reported_at).total_seconds()
    dark_s = policy.dark_after[request.urgency].total_seconds()
    fresh_s = policy.fresh_for[request.urgency].total_seconds()
    return _cut((dark_s - age_s) / (dark_s - fresh_s))


def room_fit_share(house: House, request: PlacementRequest, uses: tuple[RoomUse, ...]) -> float:
    """Less for every bed that is blocked, and once for taking a step-free room that somebody else may need."""
    used = {use.room for use in uses}
    rooms = [room for room in house.rooms if room.id in used]
    share = 1 - sum(len(use.blocked_beds) for use in uses) / sum(len(room.beds) for room in rooms)
    takes_step_free = any(RoomNeed.STEP_FREE in room.features for room in rooms)
    if takes_step_free and RoomNeed.STEP_FREE not in request.room_needs:
        share -= 0.5
    return max(0.0, share)


def _cut(share: float) -> float:
    return max(0.0, min(1.0, share))
