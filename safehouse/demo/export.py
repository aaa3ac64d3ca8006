"""Planning files of any size with invented houses and requests, without a database."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from safehouse.demo.households import InventedRequest, invent_requests
from safehouse.demo.houses import InventedHouse, invent_houses
from safehouse.demo.layout import InventedRoom
from safehouse.demo.seeds import CountrySeed, country_seeds
from safehouse.demo.towns import read_towns
from safehouse.domain.codes import RuleCode
from safehouse.placement.problem import (
    ALWAYS_OPEN,
    MINUTES_PER_DAY,
    ChildrenPolicy,
    House,
    IntakeWindow,
    KeepAwayArea,
    Person,
    PlacementProblem,
    PlacementRequest,
    Room,
)
from safehouse.services.planfiles.writing import network_document, requests_document, write_private

EXPORT_OCCUPANCY = 0.9
CELL_POPULATION = 50_000
"""As in the default settings: planning files are made without any."""
NETWORK_FILE = "NETWORK.json"
REQUESTS_FILE = "REQUESTS.json"
_BEDS_PER_HOUSE = 6
_LEAST_BEDS_PER_HOUSE = 2


def export_files(
    folder: Path,
    *,
    houses: int,
    requests: int,
    seed: int,
    as_of: datetime,
    occupancy: float = EXPORT_OCCUPANCY,
    cell_population: int = CELL_POPULATION,
) -> tuple[Path, Path]:
    """Write `NETWORK.json` and `REQUESTS.json` into the folder, mode 0600; the same arguments give the same files."""
    problem = invent_problem(
        houses=houses,
        requests=requests,
        seed=seed,
        as_of=as_of,
        occupancy=occupancy,
        cell_population=cell_population,
    )
    folder.mkdir(parents=True, exist_ok=True)
    network_path, requests_path = folder / NETWORK_FILE, folder / REQUESTS_FILE
    write_private(network_path, network_document(problem))
    write_private(requests_path, requests_document(problem))
    return network_path, requests_path


def invent_problem(
    *,
    houses: int,
    requests: int,
    seed: int,
    as_of: datetime,
    occupancy: float = EXPORT_OCCUPANCY,
    cell_population: int = CELL_POPULATION,
) -> PlacementProblem:
    """A problem with that many houses and requests, in the countries of the demo network and in their proportions.

    `occupancy`: how likely each bed is taken, 0 to 1.
    """
    seeds = scaled_seeds(houses)
    towns = read_towns(frozenset(country.country for country in seeds), cell_population=cell_population)
    invented = invent_houses(seeds, towns, seed=seed, occupancy=occupancy)
    asked = invent_requests(seeds, towns, count=requests, seed=seed)
    width = len(str(max(houses, requests)))
    return PlacementProblem(
        as_of=as_of,
        houses=tuple(_house(f"H{number:0{width}}", house, as_of) for number, house in enumerate(invented, 1)),
        requests=tuple(_request(f"R{number:0{width}}", request, as_of) for number, request in enumerate(asked, 1)),
    )


def scaled_seeds(houses: int) -> tuple[CountrySeed, ...]:
    """The countries of the demo network with `houses` houses in all, by largest remainder; countries without one are left out."""
    seeds = country_seeds()
    total = sum(country.houses for country in seeds)
    shares = {country.country: houses * country.houses / total for country in seeds}
    counts = {country: int(share) for country, share in shares.items()}
    by_remainder = sorted(shares, key=lambda country: counts[country] - shares[country])
    for country in by_remainder[: houses - sum(counts.values())]:
        counts[country] += 1
    return tuple(_scaled(country, counts[country.country]) for country in seeds if counts[country.country])


def _scaled(country: CountrySeed, houses: int) -> CountrySeed:
    beds = max(_LEAST_BEDS_PER_HOUSE * houses, round(houses * country.beds / country.houses))
    return CountrySeed(country.country, houses, beds)


def _house(house_id: str, house: InventedHouse, as_of: datetime) -> House:
    return House(
        id=house_id,
        country=house.country,
        cell=house.town.house_cell,
        slack_km=float(house.slack_km),
        status=house.status,
        genders=house.genders,
        children=ChildrenPolicy(
            accepted=house.children_accepted,
            max_boy_age=house.max_boy_age,
            unaccompanied=house.is_for_children,
            only=house.is_for_children,
        ),
        languages=dict(sorted(house.languages.items())),
        services=house.services,
        security_level=house.security_level,
        specialisms=frozenset(code.value for code in house.specialisms),
        requires=frozenset(code.value for code in house.requires),
        max_stay_nights=house.max_stay_nights,
        intake=_intake(house),
        reported_at=as_of - house.reported_ago,
        resident_tags=frozenset(),
        resident_keep_apart_tags=frozenset(),
        rooms=tuple(_room(f"{house_id}-{number}", room) for number, room in enumerate(house.rooms, 1)),
    )


def _intake(house: InventedHouse) -> tuple[IntakeWindow, ...]:
    if house.intake is None:
        return ALWAYS_OPEN
    return tuple(IntakeWindow(_minute(start), _minute(end)) for start, end in house.intake)


def _minute(clock: str) -> int:
    hours, minutes = clock.split(":")
    return min(MINUTES_PER_DAY, 60 * int(hours) + int(minutes))


def _room(room_id: str, room: InventedRoom) -> Room:
    beds = tuple(f"{room_id}-{number}" for number in range(1, room.beds - room.out_of_service + 1))
    is_closed = room.has_minors or (not room.shared and room.taken > 0)
    return Room(
        id=room_id,
        shared=room.shared,
        beds=beds,
        free_beds=() if is_closed else beds[room.taken :],
        free_cots=0 if room.taken else room.cots,
        gender_now=room.gender_now,
        features=room.features,
    )


def _request(request_id: str, request: InventedRequest, as_of: datetime) -> PlacementRequest:
    waived: frozenset[RuleCode] = frozenset()
    return PlacementRequest(
        id=request_id,
        urgency=request.urgency,
        people=_people(request),
        languages=dict(sorted(request.languages.items())),
        language_required=request.language_required,
        house_needs=request.house_needs,
        room_needs=request.room_needs,
        keep_away=tuple(KeepAwayArea(area.town.area_cell, float(area.radius_km)) for area in request.keep_away),
        keep_apart_tags=frozenset(),
        tags=frozenset(),
        keep_apart=frozenset(),
        keep_together=frozenset(),
        min_security=request.min_security,
        countries=frozenset({request.country}) if request.own_country_only else None,
        entitlements=frozenset(code.value for code in request.entitlements),
        pickup=None if request.pickup is None else request.pickup.area_cell,
        arrives_at=_to_the_minute(as_of) + request.arrives_in,
        nights=request.nights,
        exploitation=None if request.exploitation is None else request.exploitation.value,
        refused_houses=frozenset(),
        may_split=request.may_split,
        waived=waived,
    )


def _people(request: InventedRequest) -> tuple[Person, ...]:
    return tuple(Person(f"P{number}", person.gender, person.age) for number, person in enumerate(request.people, 1))


def _to_the_minute(moment: datetime) -> datetime:
    return moment.astimezone(UTC).replace(second=0, microsecond=0) + timedelta(minutes=1)
