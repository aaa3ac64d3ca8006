"""What must hold of claims at any moment, judged from the rows by code of its own: it knows neither rules nor snapshot."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import h3
from sqlmodel import Session, col, select

from safehouse.domain.codes import ClaimKind, ClaimState, Gender, OfferState, RequestState, TagKind
from safehouse.models.claims import Claim
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson, RequestTag
from safehouse.services.request_documents import read_document
from safehouse.services.sealing import Vault

NEVER_SHORTER = 0.994
"""No true distance is shorter than this part of the one on a sphere."""

CLAIM_OF_REQUEST: Mapping[RequestState, ClaimState] = {
    RequestState.OFFERED: ClaimState.HELD,
    RequestState.RESERVED: ClaimState.RESERVED,
    RequestState.IN_TRANSIT: ClaimState.RESERVED,
    RequestState.CHECKED_IN: ClaimState.OCCUPIED,
}
ON_THE_MOVE = frozenset({ClaimState.HELD, ClaimState.RESERVED})
"""What people who stay in one house may have in the next one."""


@dataclass(frozen=True)
class Household:
    """One request with live claims in one house."""

    request: Request
    people: tuple[RequestPerson, ...]
    brings: frozenset[str]
    avoids: frozenset[str]


def live_claims(session: Session, now: datetime) -> list[Claim]:
    """Claims that are held and not passed, reserved or occupied."""
    claims = session.exec(select(Claim)).all()
    return [claim for claim in claims if _is_live(claim, now)]


def assert_all_is_well(session: Session, vault: Vault, now: datetime) -> None:
    """Everything that must hold, whatever was done before."""
    claims = live_claims(session, now)
    households = {request_id: _household(session, request_id) for request_id in {one.request_id for one in claims}}
    _each_place_once(claims)
    moves = {offer.id: offer.from_stay_id for offer in session.exec(select(Offer)) if offer.from_stay_id}
    _each_household_in_one_house([claim for claim in claims if claim.offer_id not in moves])
    _each_household_in_one_house([claim for claim in claims if claim.offer_id in moves])
    _rooms_are_fit(claims, households)
    _kept_apart(claims, households)
    _outside_every_area(session, vault, claims)
    _nobody_is_where_she_refused(session, claims)
    _states_agree(claims, households, moves)
    _who_stays_has_a_bed(session, claims)


def _is_live(claim: Claim, now: datetime) -> bool:
    if claim.state is ClaimState.HELD:
        return claim.held_until is not None and claim.held_until > now
    return claim.state in (ClaimState.RESERVED, ClaimState.OCCUPIED)


def _household(session: Session, request_id: str) -> Household:
    tags = session.exec(select(RequestTag).where(RequestTag.request_id == request_id)).all()
    people = select(RequestPerson).where(RequestPerson.request_id == request_id)
    return Household(
        request=session.get_one(Request, request_id),
        people=tuple(session.exec(people.order_by(col(RequestPerson.position)))),
        brings=frozenset(tag.tag_hash for tag in tags if tag.kind is TagKind.BRINGS),
        avoids=frozenset(tag.tag_hash for tag in tags if tag.kind is TagKind.KEEP_APART),
    )


def _each_place_once(claims: Sequence[Claim]) -> None:
    places = Counter(claim.bed_id or claim.cot_id for claim in claims)
    assert set(places.values()) <= {1}, "a place is promised twice"


def _each_household_in_one_house(claims: Sequence[Claim]) -> None:
    houses = {(claim.request_id, claim.house_id) for claim in claims}
    assert len(houses) == len({request_id for request_id, _ in houses}), "a household has places in two houses"


def _rooms_are_fit(claims: Sequence[Claim], households: Mapping[str, Household]) -> None:
    rooms: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        rooms[claim.room_id].add(claim.request_id)
    for request_ids in rooms.values():
        if len(request_ids) > 1:
            _share_one_room([households[request_id] for request_id in request_ids])


def _share_one_room(households: Iterable[Household]) -> None:
    genders: set[Gender | None] = set()
    for household in households:
        (person,) = household.people
        assert person.age >= 18, "somebody under 18 is beside a stranger"
        genders.add(person.gender)
    assert len(genders) == 1, "two genders share a room"


def _kept_apart(claims: Sequence[Claim], households: Mapping[str, Household]) -> None:
    houses: defaultdict[str, set[str]] = defaultdict(set)
    for claim in claims:
        houses[claim.house_id].add(claim.request_id)
    for request_ids in houses.values():
        for one in request_ids:
            for other in request_ids - {one}:
                assert not households[one].avoids & households[other].brings, "two are not kept apart"


def _outside_every_area(session: Session, vault: Vault, claims: Sequence[Claim]) -> None:
    for request_id, house_id in {(claim.request_id, claim.house_id) for claim in claims}:
        house = session.get_one(House, house_id)
        for area in read_document(session, vault, request_id).keep_away:
            nearest = _nearest_km(house, area.place.cell)
            assert nearest >= area.radius_km, "somebody was sent into a keep-away area"


def _nearest_km(house: House, area_cell: str) -> float:
    apart = h3.great_circle_distance(h3.cell_to_latlng(house.cell), h3.cell_to_latlng(area_cell), unit="km")
    return float(NEVER_SHORTER * apart - _extent_km(house.cell) - _extent_km(area_cell) - house.slack_km)


def _extent_km(cell: str) -> float:
    centre = h3.cell_to_latlng(cell)
    return max(float(h3.great_circle_distance(centre, vertex, unit="km")) for vertex in h3.cell_to_boundary(cell))


def _nobody_is_where_she_refused(session: Session, claims: Sequence[Claim]) -> None:
    refused = session.exec(select(Offer).where(Offer.state == OfferState.DECLINED_SURVIVOR)).all()
    given = {(claim.request_id, claim.house_id) for claim in claims}
    assert given.isdisjoint((offer.request_id, offer.house_id) for offer in refused), "somebody is where she refused"


def _states_agree(claims: Sequence[Claim], households: Mapping[str, Household], moves: Mapping[str, str]) -> None:
    for claim in claims:
        request = households[claim.request_id].request
        is_ahead = claim.offer_id in moves and claim.state in ON_THE_MOVE and request.state is RequestState.CHECKED_IN
        assert is_ahead or claim.state is CLAIM_OF_REQUEST[request.state], "request and claim tell different stories"
    used = Counter((one.request_id, one.offer_id) for one in claims if one.kind is ClaimKind.USED)
    for (request_id, _), places in used.items():
        assert places == len(households[request_id].people), "somebody has no bed or cot"


def _who_stays_has_a_bed(session: Session, claims: Sequence[Claim]) -> None:
    """A move takes the new place before it gives the old one back, so whoever stays somewhere has a place all the time."""
    sleeping = {claim.request_id for claim in claims if claim.state is ClaimState.OCCUPIED}
    staying = session.exec(select(Request.id).where(Request.state == RequestState.CHECKED_IN))
    assert sleeping == set(staying), "somebody stays without a bed, or has one without a stay"
