"""What must hold of claims at any moment, judged from the rows by code of its own: it knows neither rules nor snapshot."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

import h3
from sqlmodel import Session, col, select

from safehouse.domain.codes import ClaimKind, ClaimState, Gender, OfferState, RequestState, TagKind
from safehouse.models.claims import Claim, Stay
from safehouse.models.houses import House
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson, RequestTag
from safehouse.services.request_documents import read_document
from safehouse.services.sealing import Vault

NEVER_SHORTER = 0.994
"""No true distance is shorter than this part of the one on a sphere."""

CLAIMS_OF_REQUEST: Mapping[RequestState, frozenset[ClaimState]] = {
    RequestState.OFFERED: frozenset({ClaimState.HELD}),
    RequestState.RESERVED: frozenset({ClaimState.RESERVED}),
    RequestState.IN_TRANSIT: frozenset({ClaimState.RESERVED}),
    RequestState.CHECKED_IN: frozenset({ClaimState.OCCUPIED}),
}
"""While people who stay somewhere are to move, what the other house holds for them comes beside that."""


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
    _each_household_is_awaited_and_lives_in_one_house(claims)
    _rooms_are_fit(claims, households)
    _kept_apart(claims, households)
    _outside_every_area(session, vault, claims)
    _nobody_is_where_she_refused(session, claims)
    _states_agree(session, claims, households)
    _everybody_who_stays_has_a_bed(session, claims, now)


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


def _each_household_is_awaited_and_lives_in_one_house(claims: Sequence[Claim]) -> None:
    """Several houses may be asked at once, but one is where they are expected, and one is where they are."""
    for state in (ClaimState.RESERVED, ClaimState.OCCUPIED):
        houses = {(claim.request_id, claim.house_id) for claim in claims if claim.state is state}
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


def _states_agree(session: Session, claims: Sequence[Claim], households: Mapping[str, Household]) -> None:
    offers = {offer_id: session.get_one(Offer, offer_id) for offer_id in {claim.offer_id for claim in claims}}
    for claim in claims:
        offer, request = offers[claim.offer_id], households[claim.request_id].request
        assert (offer.state is OfferState.PENDING) == (claim.state is ClaimState.HELD), "offer and claim disagree"
        if offer.from_stay_id is None or claim.state is ClaimState.OCCUPIED:
            assert claim.state in CLAIMS_OF_REQUEST[request.state], "request and claim tell different stories"
        else:
            assert request.state is RequestState.CHECKED_IN, "they are to move, and do not stay anywhere"
    for offer_id, offer in offers.items():
        used = [one for one in claims if one.offer_id == offer_id and one.kind is ClaimKind.USED]
        assert len(used) == len(households[offer.request_id].people), "somebody has no bed or cot"


def _everybody_who_stays_has_a_bed(session: Session, claims: Sequence[Claim], now: datetime) -> None:
    """From the arrival to the departure, also while they move: one stay at a time, with the places of its offer."""
    staying = select(Stay).where(Stay.checked_in_at <= now, col(Stay.checked_out_at).is_(None))
    stays = session.exec(staying).all()
    assert len({stay.request_id for stay in stays}) == len(stays), "somebody stays in two houses"
    checked_in = session.exec(select(Request.id).where(Request.state == RequestState.CHECKED_IN)).all()
    assert set(checked_in) == {stay.request_id for stay in stays}, "somebody stays nowhere, or nobody knows of it"
    occupied = {claim.offer_id for claim in claims if claim.state is ClaimState.OCCUPIED}
    assert occupied == {stay.offer_id for stay in stays}, "somebody who stays has no bed, or a bed nobody who stays"
