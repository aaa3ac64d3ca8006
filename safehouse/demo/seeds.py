"""How many houses and beds each country gets, and in which proportions people and houses are invented.

`network-seed.csv` and `population.json` name for each figure where it was read, or that it is assumed.
"""

import csv
import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from typing import Any


@dataclass(frozen=True, slots=True)
class CountrySeed:
    """The houses and beds of one country (ISO 3166-1 alpha-2)."""

    country: str
    houses: int
    beds: int


@lru_cache(maxsize=1)
def country_seeds() -> tuple[CountrySeed, ...]:
    """Every country of the demo network, in the order of the file."""
    rows = csv.DictReader(_text("network-seed.csv").splitlines())
    return tuple(CountrySeed(row["country"], int(row["houses"]), int(row["beds"])) for row in rows)


@lru_cache(maxsize=1)
def population() -> Mapping[str, Any]:
    """The proportions, as the file has them."""
    proportions: Mapping[str, Any] = json.loads(_text("population.json"))
    return proportions


def _text(name: str) -> str:
    return (files("safehouse.demo") / "data" / name).read_text(encoding="utf-8")
