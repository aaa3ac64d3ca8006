"""Nobody is ever nearer than stated, through the forms: houses registered, areas entered, against the towns of the whole world.

A house stands anywhere within its slack of its town's point, a danger anywhere in the cell of its area. Seen to fail with
the slack of the draft not stored, with the cell of another town taken, and with slack or the house's radius left out of
`gap_km`. The full count of pairs is drawn by `make soak`.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from math import exp, log
from pathlib import Path
from random import Random

import h3
import numpy as np
import pytest
from geographiclib.geodesic import Geodesic
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray
from sqlmodel import func, select

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import AreaKind, Role
from safehouse.domain.places import HOUSE_RESOLUTIONS, gap_km
from safehouse.models.houses import House
from safehouse.models.places import Place
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.gazetteer import GazetteerEntry, read_gazetteer
from safehouse.services.house_cells import Town
from safehouse.services.houses import register_house
from safehouse.services.places import load_places, search_places
from safehouse.services.requests import AreaDraft, enter_request, get_request
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.rows import an_account
from tests.services.drafts import a_house_draft, a_request_draft
from tests.support.stores import MASTER_KEY, NOW

AREAS_PER_HOUSE = 20
Point = tuple[float, float]


@dataclass(frozen=True)
class World:
    """The gazetteer in the store, somebody who may register houses everywhere, and where the towns truly are."""

    context: Context
    actor: Actor
    entries: tuple[GazetteerEntry, ...]
    points: NDArray[np.float64]

    def somewhere(self, random: Random) -> GazetteerEntry:
        return random.choice(self.entries)

    def near(self, random: Random, point: Point) -> GazetteerEntry:
        """A town at a distance at which rules decide, as far as there are towns."""
        wanted = _away_from(random, point, exp(random.uniform(log(1), log(400))))
        return self.entries[int(np.abs(self.points - np.array(wanted)).sum(axis=1).argmin())]


@pytest.fixture(scope="module")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    path = shutil.copy(migrated_sqlite, tmp_path_factory.mktemp("world") / "world.sqlite")
    store = open_store(f"sqlite:///{path}", lambda: NOW)
    context = Context(store=store, vault=Vault(MASTER_KEY), settings=Settings(master_key=MASTER_KEY))
    everywhere = tuple(read_gazetteer())
    load_places(context, gazetteer=lambda: everywhere)
    # Kosovo has no code of ISO 3166-1 of its own, which is what a country is here.
    entries = tuple(entry for entry in everywhere if entry.country != "XK")
    countries = {entry.country for entry in entries}
    actor = an_account(
        context,
        Grant(Role.COORDINATOR, "NL", None),
        *(Grant(Role.NATIONAL_CONTACT, country, None) for country in sorted(countries)),
    )
    points = np.array([(entry.town.latitude, entry.town.longitude) for entry in entries])
    yield World(context, actor, entries, points)
    store.close()


@given(seed=st.integers(min_value=0, max_value=2**32 - 1))
def test_a_registered_house_is_never_nearer_to_an_entered_area_than_stated(world: World, seed: int) -> None:
    random = Random(seed)
    entry = world.somewhere(random)
    slack_km = random.choice((0.0, random.uniform(0, 30)))
    house = _registered(world, entry, slack_km)
    town = (entry.town.latitude, entry.town.longitude)
    for area_cell in _entered_cells(world, random, town):
        true_house = _away_from(random, town, slack_km * random.choice((1.0, random.random())))
        danger = _somewhere_in(random, area_cell)
        assert gap_km(house.cell, house.slack_km, area_cell) <= _true_km(true_house, danger)


def test_every_house_cell_of_the_world_hides_enough_people_or_says_that_it_does_not(world: World) -> None:
    needed = world.context.settings.cell_population
    with world.context.store.reading() as session:
        towns = session.exec(select(Place)).all()
        by_cell = dict(
            session.exec(select(Place.house_cell, func.sum(Place.population)).group_by(Place.house_cell)).all()
        )
    assert len(towns) > 140_000
    for town in towns:
        assert town.hides == by_cell[town.house_cell]
        assert town.hides >= needed or h3.get_resolution(town.house_cell) == HOUSE_RESOLUTIONS[-1]


@pytest.mark.parametrize(
    ("typed", "label"),
    [
        ("Роттердам", "Rotterdam, NL"),
        ("רוטרדם", "Rotterdam, NL"),
        ("utrecht", "Utrecht, NL"),
        ("鹿特丹", "Rotterdam, NL"),
        ("مراكش", "Marrakesh, MA"),
        ("lodz", "Łódź, PL"),
        ("Երևան", "Yerevan, AM"),
    ],
)
def test_the_towns_of_the_world_are_found_in_their_own_scripts(world: World, typed: str, label: str) -> None:
    assert search_places(world.context, text=typed)[0].label.startswith(label)


def _registered(world: World, entry: GazetteerEntry, slack_km: float) -> House:
    draft = a_house_draft(country=entry.country, town=str(entry.town.id), slack_km=slack_km)
    registered = register_house(world.context, world.actor, draft=draft, now=NOW)
    with world.context.store.reading() as session:
        return session.get_one(House, registered.house_id)


def _entered_cells(world: World, random: Random, town: Point) -> list[str]:
    near: list[Town] = [world.near(random, town).town for _ in range(AREAS_PER_HOUSE)]
    areas = tuple(AreaDraft(str(danger.id), 50, AreaKind.TRAFFICKER) for danger in near)
    request_id = enter_request(world.context, world.actor, draft=a_request_draft(keep_away=areas), now=NOW)
    seen = get_request(world.context, world.actor, request_id=request_id)
    cells = [area.place.cell for area in seen.keep_away]
    # The town itself is in the cell of its area, and in no other.
    assert cells == [h3.latlng_to_cell(danger.latitude, danger.longitude, 7) for danger in near]
    return cells


def _somewhere_in(random: Random, cell: str) -> Point:
    """A point of the cell, often one of its corners."""
    lat, lng = h3.cell_to_latlng(cell)
    corner_lat, corner_lng = random.choice(h3.cell_to_boundary(cell))
    share = random.choice((1.0, random.random()))
    # The short way round, where the cell lies on the date line.
    turn = (corner_lng - lng + 180) % 360 - 180
    return lat + share * (corner_lat - lat), lng + share * turn


def _away_from(random: Random, point: Point, km: float) -> Point:
    there = Geodesic.WGS84.Direct(*point, random.uniform(0, 360), km * 1_000)
    return float(there["lat2"]), float(there["lon2"])


def _true_km(one: Point, other: Point) -> float:
    return float(Geodesic.WGS84.Inverse(*one, *other)["s12"]) / 1_000
