"""Each hard rule for all houses at once: the houses (n) that it refuses."""

from collections.abc import Iterable, Iterator
from datetime import UTC
from math import inf

import numpy as np

from safehouse.domain.codes import Gender, RuleCode
from safehouse.placement.matrix.network import GENDER_BIT, SERVICE_BIT, Floats, Members, PreparedNetwork
from safehouse.placement.matrix.options import OptionRows
from safehouse.placement.matrix.rooms import Bools, Ints
from safehouse.placement.problem import ADULT_AGE, SELF_ACCEPTED_AGE, IntakeWindow, PlacementRequest


def refusals(
    network: PreparedNetwork, request: PlacementRequest, gaps_km: tuple[Floats, ...], options: OptionRows
) -> dict[RuleCode, Bools]:
    """Per code the houses that it refuses, in table order; nothing is waived here.

    `gaps_km` holds one array per keep-away area of the request, in its order.
    """
    return {
        RuleCode.HOUSE_NOT_OPEN: paused_or_closed(network),
        RuleCode.COMPROMISED: compromised(network),
        RuleCode.KEEP_AWAY: inside_a_keep_away_area(network, request, gaps_km),
        RuleCode.KEEP_APART: with_somebody_to_keep_apart(network, request),
        RuleCode.GENDER: not_accepting_a_gender(network, request),
        RuleCode.MINORS: not_fit_for_the_ages(network, request),
        RuleCode.SURVIVOR_REFUSED: refused_by_the_survivor(network, request),
        RuleCode.COUNTRY: outside_the_consented_countries(network, request),
        RuleCode.SECURITY_LEVEL: below_the_security_level(network, request),
        RuleCode.NEEDS: lacking_a_service(network, request),
        RuleCode.ENTITLEMENT: requiring_what_is_lacking(network, request),
        RuleCode.LANGUAGE: not_covering_a_required_language(network, request),
        RuleCode.INTAKE: closed_at_arrival(network, request),
        RuleCode.DARK: without_a_recent_report(network, request),
        RuleCode.NO_ROOM: without_a_room_option(network, options),
    }


def paused_or_closed(network: PreparedNetwork) -> Bools:
    return network.is_out_of_use


def compromised(network: PreparedNetwork) -> Bools:
    return network.is_compromised


def inside_a_keep_away_area(network: PreparedNetwork, request: PlacementRequest, gaps_km: tuple[Floats, ...]) -> Bools:
    refused = np.zeros(len(network.houses), dtype=np.bool_)
    for area, gap_km in zip(request.keep_away, gaps_km, strict=True):
        refused |= gap_km < area.radius_km
    return refused


def with_somebody_to_keep_apart(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    unwanted = _members_of(network.with_resident_tag, request.keep_apart_tags)
    unwelcome = _members_of(network.with_keep_apart_tag, request.tags)
    return _any_of(network, (*unwanted, *unwelcome))


def not_accepting_a_gender(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    has_adult = any(person.age >= ADULT_AGE for person in request.people)
    youngest = SELF_ACCEPTED_AGE if has_adult else 0
    needed = 0
    for person in request.people:
        if person.age >= youngest:
            needed |= GENDER_BIT[person.gender]
    return _lacking(network.genders, needed)


def not_fit_for_the_ages(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    minors = [person for person in request.people if person.age < ADULT_AGE]
    has_adult = len(minors) < len(request.people)
    refused = network.is_children_only.copy() if has_adult else ~network.takes_unaccompanied
    if minors:
        refused |= ~network.accepts_children
    oldest_boy = max((minor.age for minor in minors if minor.gender is Gender.MAN), default=-inf)
    return refused | (network.max_boy_age < oldest_boy)


def refused_by_the_survivor(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    known = (network.index_of[house] for house in request.refused_houses if house in network.index_of)
    return _any_of(network, (np.fromiter(known, dtype=np.int64),))


def outside_the_consented_countries(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    if request.countries is None:
        return np.zeros(len(network.houses), dtype=np.bool_)
    return ~_any_of(network, _members_of(network.in_country, request.countries))


def below_the_security_level(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    return network.security_level < request.min_security


def lacking_a_service(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    return _lacking(network.services, sum(SERVICE_BIT[need] for need in request.house_needs))


def requiring_what_is_lacking(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    lacking = network.requiring.keys() - request.entitlements
    return _any_of(network, _members_of(network.requiring, lacking))


def not_covering_a_required_language(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    refused = np.full(len(network.houses), request.language_required)
    for language in request.languages:
        if language in network.cover:
            refused &= network.cover[language] == 0
    return refused


def closed_at_arrival(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    arrival = request.arrives_at.astimezone(UTC)
    minute = arrival.hour * 60 + arrival.minute
    takes_in = [any(_is_within(minute, window) for window in intake) for intake in network.intakes]
    return ~np.array(takes_in, dtype=np.bool_)[network.intake_of_house]


def without_a_recent_report(network: PreparedNetwork, request: PlacementRequest) -> Bools:
    return network.report_age_s > network.policy.dark_after[request.urgency].total_seconds()


def without_a_room_option(network: PreparedNetwork, options: OptionRows) -> Bools:
    return ~_any_of(network, (options.house,))


def _lacking(bits: Ints, needed: int) -> Bools:
    lacking: Bools = (~bits & needed) != 0
    return lacking


def _members_of(members: Members, wanted: Iterable[str]) -> Iterator[Ints]:
    return (members[member] for member in wanted if member in members)


def _any_of(network: PreparedNetwork, indexes: Iterable[Ints]) -> Bools:
    found = np.zeros(len(network.houses), dtype=np.bool_)
    for some in indexes:
        found[some] = True
    return found


def _is_within(minute: int, window: IntakeWindow) -> bool:
    if window.end_minute < window.start_minute:
        return minute >= window.start_minute or minute < window.end_minute
    return window.start_minute <= minute < window.end_minute
