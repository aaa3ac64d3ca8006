"""The time before the demo's night, of which statistics are made: households that found no place, were declined, or moved on.

What was sealed of them is gone, as it is a month after a request ends; what statistics count is left. The last month is left
empty, so that nothing of it meets the night.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random
from typing import TypeVar

from safehouse.demo.cast import CountryTeam
from safehouse.demo.households import invent_request
from safehouse.demo.past_rows import PastDesk
from safehouse.demo.past_summaries import remember_nights
from safehouse.demo.registering import DemoHouse, Progress
from safehouse.demo.seeds import CountrySeed
from safehouse.demo.towns import Towns
from safehouse.domain.codes import DeclinedHouse, DeclinedSurvivor, MoveOn, UnmetReason
from safehouse.domain.spans import business_date
from safehouse.services.context import Context

STANDING = timedelta(days=2 * 365)
"""How long the network has been there: so that one calendar year of it is over, whatever day it is."""
_QUIET = timedelta(days=32)
_REQUESTS_PER_BED_AND_YEAR = 1.2
_Outcome = UnmetReason | DeclinedHouse | DeclinedSurvivor | MoveOn
_UNMET: Mapping[_Outcome, int] = {
    UnmetReason.NO_CAPACITY: 50,
    UnmetReason.NO_MATCH: 30,
    UnmetReason.SURVIVOR_DECLINED_ALL: 12,
}
_BY_HOUSE: Mapping[_Outcome, int] = {
    DeclinedHouse.NO_BED_AFTER_ALL: 30,
    DeclinedHouse.STAFF_SHORTAGE: 22,
    DeclinedHouse.LANGUAGE_NO_COVER: 14,
    DeclinedHouse.CANNOT_MEET_CLINICAL_NEED: 10,
    DeclinedHouse.SON_AGE_LIMIT: 7,
    DeclinedHouse.FUNDING: 5,
}
_BY_SURVIVOR: Mapping[_Outcome, int] = {
    DeclinedSurvivor.TOO_CLOSE: 28,
    DeclinedSurvivor.TOO_FAR: 26,
    DeclinedSurvivor.SHARED_ROOM: 12,
    DeclinedSurvivor.CHILDREN_SCHOOL: 10,
    DeclinedSurvivor.NOT_SAID: 9,
    DeclinedSurvivor.PET: 3,
}
_MOVE_ONS: Mapping[_Outcome, int] = {
    MoveOn.OWN_HOME: 34,
    MoveOn.FAMILY_OR_COMMUNITY_HOME_COUNTRY: 22,
    MoveOn.OTHER_SAFE_HOUSE: 14,
    MoveOn.ASYLUM_ACCOMMODATION: 14,
    MoveOn.HOSPITAL: 5,
    MoveOn.RETURNED_TO_EXPLOITATION: 3,
    MoveOn.UNKNOWN: 8,
}
_OUTCOMES = ((_UNMET, 30), (_BY_HOUSE, 20), (_BY_SURVIVOR, 20), (_MOVE_ONS, 30))
Code = TypeVar("Code")


@dataclass(frozen=True, slots=True)
class _Country:
    """One country in which time passes, and the households that come to its desk."""

    seed: CountrySeed
    towns: Towns
    desk: PastDesk


def live_through(
    context: Context,
    seeds: Sequence[CountrySeed],
    towns: Towns,
    houses: Sequence[DemoHouse],
    teams: Mapping[str, CountryTeam],
    *,
    seed: int,
    now: datetime,
    progress: Progress,
) -> None:
    """Fill the time before the night: requests that are over in every country, and summaries of some nights."""
    for number, country in enumerate(seeds, 1):
        own = tuple(house.house_id for house in houses if house.invented.country == country.country)
        account_id = teams[country.country].coordinator.actor.account_id
        desk = PastDesk(country.country, account_id, own, Random(f"{seed} past {country.country}"))
        _pass(_Country(country, towns, desk), now)
        with context.store.transaction() as session:
            desk.write(session)
        progress(number, len(seeds))
    today = business_date(now, context.settings.time_zone)
    remember_nights(context, houses, seed=seed, since=today - STANDING, today=today)


def _pass(country: _Country, now: datetime) -> None:
    desk, random = country.desk, country.desk.random
    left_out: defaultdict[tuple[int, int], list[str]] = defaultdict(list)
    for moment in _moments(country, now):
        request = invent_request(country.seed, country.towns, random)
        code = _draw(random.choices([codes for codes, _ in _OUTCOMES], [share for _, share in _OUTCOMES])[0], random)
        if isinstance(code, UnmetReason):
            left_out[moment.year, moment.month].append(desk.end_unmet(request, code, at=moment))
        elif isinstance(code, MoveOn):
            desk.move_on(request, code, at=moment)
        else:
            desk.decline(request, code, at=moment)
    for (year, month), request_ids in left_out.items():
        desk.plan_in_vain(request_ids, at=now.replace(year=year, month=month, day=1))


def _moments(country: _Country, now: datetime) -> Iterator[datetime]:
    """Moments of the time that the network has stood, without the last month."""
    span = STANDING - _QUIET
    for _ in range(round(country.seed.beds * _REQUESTS_PER_BED_AND_YEAR * (span / timedelta(days=365)))):
        yield now - _QUIET - country.desk.random.random() * span


def _draw(weights: Mapping[Code, int], random: Random) -> Code:
    return random.choices(list(weights), list(weights.values()))[0]
