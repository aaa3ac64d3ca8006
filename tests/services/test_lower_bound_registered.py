"""LOC-3 through the registration path: a house as it was registered is never nearer to a danger than the engine says.

Real towns are loaded as the service loads them; houses are registered by town and slack, areas come out of a request's document.
The true house lies up to its slack from the town's point, the true danger anywhere in its cell; the true distance is that on the
WGS 84 ellipsoid. Seen to fail with the slack not stored, and with the house's radius left out of `gap_km`.
"""

import os
from collections.abc import Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

import h3
import pytest
from geographiclib.geodesic import Geodesic
from sqlmodel import col, select

from safehouse.domain.codes import AreaKind
from safehouse.domain.places import gap_km
from safehouse.models.houses import House
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.gazetteer import GazetteerEntry, read_gazetteer
from safehouse.services.houses import register_house
from safehouse.services.places import load_places
from safehouse.services.requests import AreaDraft, enter_request, get_request
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.rows import CountryDesk, a_country_desk
from tests.services.drafts import a_house_draft, a_request_draft
from tests.support.stores import MASTER_KEY, NOW, Clock

COUNTRIES = ("NL", "BE", "DE", "FI", "IS")
HOUSES, AREAS = 60, 60
PAIRS = int(os.environ.get("SAFEHOUSE_LOC3_PAIRS", "5000"))
"""100,000 in the long variant: `SAFEHOUSE_LOC3_PAIRS=100000 .venv/bin/pytest tests/services/test_lower_bound_registered.py`."""
Point = tuple[float, float]


@pytest.fixture(scope="module")
def towns() -> Sequence[GazetteerEntry]:
    return tuple(entry for entry in read_gazetteer() if entry.country in COUNTRIES)


@pytest.fixture
def network(migrated_sqlite: Path, tmp_path: Path, towns: Sequence[GazetteerEntry]) -> Iterator[Context]:
    path = tmp_path / "loc3.sqlite"
    path.write_bytes(migrated_sqlite.read_bytes())
    url = f"sqlite:///{path}"
    context = Context(open_store(url, Clock()), Vault(MASTER_KEY), Settings(master_key=MASTER_KEY, database_url=url))
    load_places(context, gazetteer=lambda: towns)
    yield context
    context.store.close()


def test_a_registered_house_is_never_nearer_than_stated(network: Context, towns: Sequence[GazetteerEntry]) -> None:
    random = Random(2026)
    desks = {country: a_country_desk(network, country) for country in COUNTRIES}
    houses = [_registered(network, desks, random.choice(towns), random) for _ in range(HOUSES)]
    areas = _areas(network, desks["NL"], random.sample(towns, AREAS))
    too_near = 0
    for _ in range(PAIRS):
        town, row = random.choice(houses)
        area = random.choice(areas)
        house = _away_from(
            random, (town.town.latitude, town.town.longitude), row.slack_km * random.choice((1.0, random.random()))
        )
        danger = _inside(random, area)
        too_near += gap_km(row.cell, row.slack_km, area) > _true_km(house, danger)
    assert too_near == 0


def _registered(
    context: Context, desks: dict[str, CountryDesk], town: GazetteerEntry, random: Random
) -> tuple[GazetteerEntry, House]:
    slack_km = random.choice((0.0, 3.0, 12.0, 25.0))
    draft = a_house_draft(country=town.country, town=str(town.town.id), slack_km=slack_km)
    made = register_house(context, desks[town.country].national_contact, draft=draft, now=NOW)
    with context.store.reading() as session:
        row = session.exec(select(House).where(col(House.id) == made.house_id)).one()
        session.expunge(row)
    return town, row


def _areas(context: Context, desk: CountryDesk, towns: Sequence[GazetteerEntry]) -> list[str]:
    """The cells of areas as requests keep them."""
    cells = []
    for start in range(0, len(towns), 20):
        drafts = tuple(AreaDraft(str(town.town.id), 50, AreaKind.NETWORK) for town in towns[start : start + 20])
        draft = a_request_draft(keep_away=drafts, arrives_at=NOW + timedelta(hours=1))
        request_id = enter_request(context, desk.coordinator, draft=draft, now=NOW)
        view = get_request(context, desk.coordinator, request_id=request_id)
        cells += [area.place.cell for area in view.keep_away]
    return cells


def _inside(random: Random, cell: str) -> Point:
    """A point of the cell: between its centre and a place on its boundary."""
    centre = h3.cell_to_latlng(cell)
    boundary = h3.cell_to_boundary(cell)
    number = random.randrange(len(boundary))
    one, other = boundary[number], boundary[(number + 1) % len(boundary)]
    along, out = random.random(), random.choice((1.0, random.random()))
    edge = tuple(a + along * (b - a) for a, b in zip(one, other, strict=True))
    return centre[0] + out * (edge[0] - centre[0]), centre[1] + out * (edge[1] - centre[1])


def _away_from(random: Random, point: Point, km: float) -> Point:
    there = Geodesic.WGS84.Direct(*point, random.uniform(0, 360), km * 1_000)
    return float(there["lat2"]), float(there["lon2"])


def _true_km(one: Point, other: Point) -> float:
    return float(Geodesic.WGS84.Inverse(*one, *other)["s12"]) / 1_000
