"""The hard rules in plain form: for one house and one request, each rule a sentence that must be true.

This form judges plans and claims. The engine searches with the vectorised form of the same sentences; neither imports the
other, so that one slip does not pass both.
"""

from collections.abc import Mapping
from datetime import UTC, datetime

from safehouse.domain.codes import WAIVABLE_CODES, Gender, HouseStatus, RuleCode
from safehouse.domain.places import gap_km
from safehouse.placement.problem import (
    ADULT_AGE,
    DEFAULT_POLICY,
    RULE_ORDER,
    SELF_ACCEPTED_AGE,
    House,
    IntakeWindow,
    PlacementRequest,
    Policy,
)
from safehouse.placement.rooms import room_options


def failing_codes(
    house: House, request: PlacementRequest, as_of: datetime, policy: Policy = DEFAULT_POLICY
) -> tuple[RuleCode, ...]:
    """The codes that refuse this house for this request, in table order; those that are waived refuse nothing."""
    waived = request.waived.intersection(WAIVABLE_CODES)
    return tuple(code for code in unwaived_codes(house, request, as_of, policy) if code not in waived)


def unwaived_codes(
    house: House, request: PlacementRequest, as_of: datetime, policy: Policy = DEFAULT_POLICY
) -> tuple[RuleCode, ...]:
    """The codes that would refuse this house if nothing were waived, in table order."""
    holds = _sentences(house, request, as_of, policy)
    return tuple(code for code in RULE_ORDER if not holds[code])


def takes_part(house: House) -> bool:
    return house.status not in (HouseStatus.PAUSED, HouseStatus.CLOSED)


def is_not_compromised(house: House) -> bool:
    return house.status is not HouseStatus.COMPROMISED


def outside_keep_away_areas(house: House, request: PlacementRequest) -> bool:
    return all(gap_km(house.cell, house.slack_km, area.cell) >= area.radius_km for area in request.keep_away)


def apart_from_residents(house: House, request: PlacementRequest) -> bool:
    """Residents include everybody with a live claim, and the wish counts in both directions."""
    wants_nobody_there = house.resident_tags.isdisjoint(request.keep_apart_tags)
    nobody_there_minds = house.resident_keep_apart_tags.isdisjoint(request.tags)
    return wants_nobody_there and nobody_there_minds


def accepts_genders(house: House, request: PlacementRequest) -> bool:
    """With an adult, of the people of 16 and over; children on their own are accepted each by their gender."""
    has_adult = any(person.age >= ADULT_AGE for person in request.people)
    own_gender_counts = [person for person in request.people if person.age >= SELF_ACCEPTED_AGE or not has_adult]
    return all(person.gender in house.genders for person in own_gender_counts)


def accepts_ages(house: House, request: PlacementRequest) -> bool:
    """The rule `minors`: children accepted, licensed for children alone, adults in no house for children only, no boy too old."""
    minors = [person for person in request.people if person.age < ADULT_AGE]
    has_adult = len(minors) < len(request.people)
    children = house.children
    if minors and not children.accepted:
        return False
    if children.only if has_adult else not children.unaccompanied:
        return False
    boys = [person for person in minors if person.gender is Gender.MAN]
    return children.max_boy_age is None or all(boy.age <= children.max_boy_age for boy in boys)


def not_refused_by_the_survivor(house: House, request: PlacementRequest) -> bool:
    return house.id not in request.refused_houses


def in_consented_country(house: House, request: PlacementRequest) -> bool:
    return request.countries is None or house.country in request.countries


def secure_enough(house: House, request: PlacementRequest) -> bool:
    return house.security_level >= request.min_security


def offers_needed_services(house: House, request: PlacementRequest) -> bool:
    return request.house_needs <= house.services


def requires_no_missing_entitlement(house: House, request: PlacementRequest) -> bool:
    return house.requires <= request.entitlements


def covers_a_required_language(house: House, request: PlacementRequest) -> bool:
    return not request.language_required or any(language in house.languages for language in request.languages)


def takes_in_at_arrival(house: House, request: PlacementRequest) -> bool:
    """By the minute of the UTC day; seconds are cut off."""
    arrival = request.arrives_at.astimezone(UTC)
    minute = arrival.hour * 60 + arrival.minute
    return any(_is_within(minute, window) for window in house.intake)


def has_reported_recently(house: House, request: PlacementRequest, as_of: datetime, policy: Policy) -> bool:
    return house.reported_at is not None and as_of - house.reported_at <= policy.dark_after[request.urgency]


def has_room(house: House, request: PlacementRequest) -> bool:
    return len(room_options(house, request)) > 0


def _sentences(house: House, request: PlacementRequest, as_of: datetime, policy: Policy) -> Mapping[RuleCode, bool]:
    return {
        RuleCode.HOUSE_NOT_OPEN: takes_part(house),
        RuleCode.COMPROMISED: is_not_compromised(house),
        RuleCode.KEEP_AWAY: outside_keep_away_areas(house, request),
        RuleCode.KEEP_APART: apart_from_residents(house, request),
        RuleCode.GENDER: accepts_genders(house, request),
        RuleCode.MINORS: accepts_ages(house, request),
        RuleCode.SURVIVOR_REFUSED: not_refused_by_the_survivor(house, request),
        RuleCode.COUNTRY: in_consented_country(house, request),
        RuleCode.SECURITY_LEVEL: secure_enough(house, request),
        RuleCode.NEEDS: offers_needed_services(house, request),
        RuleCode.ENTITLEMENT: requires_no_missing_entitlement(house, request),
        RuleCode.LANGUAGE: covers_a_required_language(house, request),
        RuleCode.INTAKE: takes_in_at_arrival(house, request),
        RuleCode.DARK: has_reported_recently(house, request, as_of, policy),
        RuleCode.NO_ROOM: has_room(house, request),
    }


def _is_within(minute: int, window: IntakeWindow) -> bool:
    if window.end_minute < window.start_minute:
        return minute >= window.start_minute or minute < window.end_minute
    return window.start_minute <= minute < window.end_minute
