"""The whole invented network: places, people, houses, the time before, and one night in the middle of its work."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from safehouse.demo.anchors import ANCHOR_COUNTRY, anchored, with_exceptions
from safehouse.demo.cast import CountryTeam, Login, engage_office, engage_team
from safehouse.demo.full_house import FULL_COUNTRY, fill_house, find_full_house, with_full_house
from safehouse.demo.houses import invent_houses
from safehouse.demo.night import play_night
from safehouse.demo.past import STANDING, live_through
from safehouse.demo.registering import DemoHouse, Progress, register_houses
from safehouse.demo.reporting import report_again, report_first_evening
from safehouse.demo.seeds import CountrySeed
from safehouse.demo.towns import stored_towns
from safehouse.demo.zones import COUNTRY_ZONES
from safehouse.domain.spans import business_date
from safehouse.services.context import Context
from safehouse.services.places import load_places
from safehouse.services.summaries import make_summary

Step = Callable[[str], Progress]
"""Begins a step that is shown, and gives what counts it up."""


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    """Everything that was made: the teams by country, the houses, and every login."""

    teams: dict[str, CountryTeam]
    houses: tuple[DemoHouse, ...]
    logins: tuple[Login, ...]


def build_network(
    context: Context, seeds: Sequence[CountrySeed], *, seed: int, now: datetime, step: Step
) -> DemoNetwork:
    """Fill an empty store. The same seed gives the same network, apart from random ids and codes."""
    load_places(context, progress=step("Towns of the world"))
    towns = stored_towns(context, frozenset(country.country for country in seeds))
    houses = with_exceptions(with_full_house(anchored(invent_houses(seeds, towns, seed=seed), towns), towns))
    since = now - STANDING
    teams = _engage_teams(context, seeds, since, step("Desks and national contacts"))
    office = engage_office(context, time_zone=COUNTRY_ZONES[ANCHOR_COUNTRY], now=since)
    made = register_houses(context, houses, teams, now=since, progress=step("Houses and their managers"))
    live_through(context, seeds, towns, made, teams, seed=seed, now=now, progress=step("The time before tonight"))
    report_first_evening(context, made, teams, now=now, progress=step("First capacity reports"))
    full = find_full_house(made)
    if full is not None:
        fill_house(context, teams[FULL_COUNTRY].coordinator.actor, full.code, towns, now=now)
    play_night(context, seeds, towns, teams, seed=seed, now=now, progress=step("Requests and stays"))
    report_again(context, made, now=now)
    step("Last night's summary")
    yesterday = business_date(now, context.settings.time_zone) - timedelta(days=1)
    make_summary(context, business_on=yesterday, now=now)
    people = [member for team in teams.values() for member in team.members] + [*office]
    managers = [house.manager for house in made]
    return DemoNetwork(teams, made, tuple(member.login for member in (*people, *managers)))


def _engage_teams(
    context: Context, seeds: Sequence[CountrySeed], now: datetime, progress: Progress
) -> dict[str, CountryTeam]:
    teams = {}
    for number, country in enumerate(seeds, 1):
        code = country.country
        has_relief = code == ANCHOR_COUNTRY
        teams[code] = engage_team(context, country=code, time_zone=COUNTRY_ZONES[code], has_relief=has_relief, now=now)
        progress(number, len(seeds))
    return teams
