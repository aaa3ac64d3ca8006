"""One night in the middle of its work: households that live somewhere, left, wait, are offered, on their way or refused."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from random import Random

from safehouse.demo.anchors import ANCHOR_COUNTRY, story_requests
from safehouse.demo.asking import ask, leave, offer_best, settle
from safehouse.demo.cast import CountryTeam
from safehouse.demo.households import InventedRequest, invent_request
from safehouse.demo.registering import Progress
from safehouse.demo.seeds import CountrySeed
from safehouse.demo.towns import Towns
from safehouse.domain.access import Actor
from safehouse.domain.codes import DeclinedHouse, DeclinedSurvivor, MoveOn, UnmetReason, Urgency
from safehouse.services.context import Context
from safehouse.services.offers import accept_offer, decline_offer, record_survivor_refusal
from safehouse.services.requests import end_unmet

_BEDS_PER_STAY = 24
_BEDS_PER_WAITING = 40
_LEFT_EVERY = 6
_LIVED_FOR = timedelta(hours=14)
_YESTERDAY = timedelta(hours=26)
_EARLIER_TONIGHT = timedelta(hours=2)
_OVERDUE_ASKED = timedelta(hours=18)
"""An urgent household that was to arrive an hour after this is overdue by now."""
_MOVE_ONS = (MoveOn.OWN_HOME, MoveOn.FAMILY_OR_COMMUNITY_HOME_COUNTRY, MoveOn.OTHER_SAFE_HOUSE)
_TRIES = 12


@dataclass(frozen=True, slots=True)
class _Desk:
    """One country's desk at work, with households that keep coming."""

    context: Context
    actor: Actor
    households: Iterator[InventedRequest]
    now: datetime


def play_night(
    context: Context,
    seeds: Sequence[CountrySeed],
    towns: Towns,
    teams: Mapping[str, CountryTeam],
    *,
    seed: int,
    now: datetime,
    progress: Progress,
) -> None:
    """Stays in every country, requests that wait in the larger ones, and in the anchor country something of everything."""
    for number, country in enumerate(seeds, 1):
        random = Random(f"{seed} night {country.country}")
        actor = teams[country.country].coordinator.actor
        desk = _Desk(context, actor, _endless(country, towns, random), now)
        _live(desk, 1 + country.beds // _BEDS_PER_STAY)
        _wait(desk, country.beds // _BEDS_PER_WAITING)
        if country.country == ANCHOR_COUNTRY:
            _everything(desk)
            for story in story_requests(towns):
                ask(context, actor, story, now=now - _EARLIER_TONIGHT)
        progress(number, len(seeds))


def _endless(country: CountrySeed, towns: Towns, random: Random) -> Iterator[InventedRequest]:
    while True:
        yield invent_request(country, towns, random)


def _live(desk: _Desk, count: int) -> None:
    """Households that arrived half a day ago; every sixth left since."""
    for number in range(1, count + 1):
        request = replace(_single(desk), urgency=Urgency.URGENT, arrives_in=timedelta(hours=2))
        stay_id = settle(desk.context, desk.actor, request, now=desk.now - _LIVED_FOR)
        if stay_id is not None and number % _LEFT_EVERY == 0:
            move_on = _MOVE_ONS[number // _LEFT_EVERY % len(_MOVE_ONS)]
            leave(desk.context, desk.actor, stay_id, move_on, now=desk.now - timedelta(hours=3))


def _wait(desk: _Desk, count: int) -> None:
    """Households that were entered earlier tonight and can still arrive in time."""
    for _ in range(count):
        asked = _single(desk)
        request = replace(asked, arrives_in=asked.arrives_in + _EARLIER_TONIGHT)
        ask(desk.context, desk.actor, request, now=desk.now - _EARLIER_TONIGHT)


def _everything(desk: _Desk) -> None:
    """An offer that is pending, a household that is overdue, a house that declined, a survivor who declined."""
    context, actor, now = desk.context, desk.actor, desk.now
    _placed(desk, Urgency.PLANNED, now - timedelta(minutes=20))
    overdue = _placed(desk, Urgency.URGENT, now - _OVERDUE_ASKED)
    if overdue is not None:
        accept_offer(
            context, actor, offer_id=overdue, now=now - _OVERDUE_ASKED + timedelta(minutes=9), by_telephone=True
        )
    declined = _placed(desk, Urgency.URGENT, now - timedelta(hours=4))
    if declined is not None:
        reason = DeclinedHouse.STAFF_SHORTAGE
        decline_offer(context, actor, offer_id=declined, reason=reason, now=now - timedelta(hours=3), by_telephone=True)
    refused = _placed(desk, Urgency.URGENT, now - timedelta(hours=5))
    if refused is not None:
        record_survivor_refusal(
            context, actor, offer_id=refused, reason=DeclinedSurvivor.TOO_FAR, now=now - timedelta(hours=4)
        )


def _placed(desk: _Desk, urgency: Urgency, now: datetime) -> str | None:
    """The offer of the first household that a house could be found for."""
    for _ in range(_TRIES):
        request = replace(_single(desk), urgency=urgency, arrives_in=timedelta(hours=1))
        request_id = ask(desk.context, desk.actor, request, now=now)
        offer_id = offer_best(desk.context, desk.actor, request_id, now=now)
        if offer_id is not None:
            return offer_id
        end_unmet(desk.context, desk.actor, request_id=request_id, reason=UnmetReason.NO_MATCH, now=now)
    return None


def _single(desk: _Desk) -> InventedRequest:
    """The next household of one person: families wait for the stories."""
    return next(request for request in desk.households if len(request.people) == 1)
