"""REL-1: people with logins of their own want more than there is, through gunicorn's processes, on both databases.

Every bed is given, each to one; nothing is lost of what was acknowledged; nothing stays free that a refused household could have
had; and the service never answers with an error of its own. `make soak` does it in full: 2,000 claims on 50 beds by 40 clients
through four workers, 20 rounds.

Seen red on PostgreSQL with the house lock taken out of `lock_houses` (genders and tags meet in one room or house).
"""

from dataclasses import dataclass
from itertools import cycle

import pytest
from sqlalchemy import update
from sqlalchemy.exc import IntegrityError
from sqlmodel import col, select

from safehouse.domain.codes import LIVE_CLAIM_STATES, ClaimState, HouseStatus
from safehouse.models.claims import Claim
from safehouse.models.houses import House
from safehouse.services.context import Context
from safehouse.services.db import database_now, is_duplicate
from tests.property.claims_judge import assert_all_is_well
from tests.reliability.conftest import Site
from tests.reliability.crowds import Outcome, claim_all
from tests.reliability.left_free import rooms_left
from tests.rows import HouseRows
from tests.services.night import FAMILY, MAN, MOTHER_AND_BABY, MOTHER_AND_SON, WOMAN, Night
from tests.support.busy_desk import suggest_rooms
from tests.support.lengths import length
from tests.support.wire import Wire


@dataclass(frozen=True)
class Crowd:
    """How many claims on how many beds, and how often; how many clients and workers there are is said of the site."""

    claims: int
    beds: int
    rounds: int


SHORT = Crowd(claims=8, beds=4, rounds=1)
FULL = Crowd(claims=2_000, beds=50, rounds=20)
HOUSEHOLDS = (WOMAN, MAN, MOTHER_AND_BABY, WOMAN, MOTHER_AND_SON, MAN, MOTHER_AND_BABY, FAMILY)
SHARED_ROOMS = (2, 2, 3, 1, 4)
COTS = (1, 0, 1)


def test_whatever_a_crowd_wants_is_given_once_and_nothing_is_left_free(site: Site) -> None:
    crowd = length(gate=SHORT, soak=FULL)
    for number in range(crowd.rounds):
        _single_beds(site.night, site.wires, crowd)
        _everybody(site.night, site.wires, crowd, number)
    _refuses_a_second_claim(site.night.context)


def _single_beds(desk: Night, clients: list[Wire], crowd: Crowd) -> None:
    """As many win as there are beds, whichever they were first told of."""
    house = _only_house(desk, *[2] * (crowd.beds // 2))
    requests = [desk.request() for _ in range(crowd.claims)]
    wishes = {one: (house, (room,)) for one, room in zip(requests, cycle(house.rooms), strict=False)}
    outcome = claim_all(clients, dict(suggest_rooms(desk, wishes)))
    assert len(outcome.won) == crowd.beds
    assert _held(desk, house) == dict.fromkeys(house.beds, 1)
    _assert_no_error_and_nothing_lost(desk, house, outcome)


def _everybody(desk: Night, clients: list[Wire], crowd: Crowd, number: int) -> None:
    """Whole rooms and single beds, women and men, babies, and people who must be kept apart."""
    house = _only_house(desk, *SHARED_ROOMS, cots_per_room=COTS)
    nothing, tag = frozenset[str](), frozenset({f"x{number}"})
    requests = [
        desk.request(people, tags=brings, keep_apart_tags=avoids)
        for people, (brings, avoids), _ in zip(
            cycle(HOUSEHOLDS),
            cycle([(nothing, tag), (tag, nothing), (nothing, nothing)]),
            range(crowd.claims),
            strict=False,
        )
    ]
    outcome = claim_all(clients, dict.fromkeys(requests))
    _assert_no_error_and_nothing_lost(desk, house, outcome)
    with desk.context.store.reading() as session:
        now = database_now(session)
        assert_all_is_well(session, desk.context.vault, now)
        left = {one: rooms for one in outcome.lost if (rooms := rooms_left(session, one, house, now))}
    assert left == {}


def _only_house(desk: Night, *beds_per_room: int, cots_per_room: tuple[int, ...] = ()) -> HouseRows:
    """A house that is the only one which takes anybody in: what other tests left free does not count."""
    with desk.context.store.transaction() as session:
        session.execute(update(House).values(status=HouseStatus.PAUSED))
    return desk.house(*beds_per_room, cots_per_room=cots_per_room)


def _assert_no_error_and_nothing_lost(desk: Night, house: HouseRows, outcome: Outcome) -> None:
    assert set(outcome.statuses) <= {303, 409}
    with desk.context.store.reading() as session:
        held = select(Claim.request_id).where(Claim.house_id == house.id, Claim.state == ClaimState.HELD)
        assert set(session.exec(held)) == outcome.won


def _held(desk: Night, house: HouseRows) -> dict[str | None, int]:
    with desk.context.store.reading() as session:
        beds = session.exec(
            select(Claim.bed_id).where(Claim.house_id == house.id, Claim.state == ClaimState.HELD)
        ).all()
    return {bed: beds.count(bed) for bed in beds}


def _refuses_a_second_claim(context: Context) -> None:
    """The database itself, whatever the code above it does."""
    with context.store.reading() as session:
        live = session.exec(select(Claim).where(col(Claim.state).in_(LIVE_CLAIM_STATES)).limit(1)).one()
    with pytest.raises(IntegrityError) as refusal, context.store.transaction() as session:
        session.add(Claim(**live.model_dump(exclude={"id"})))
    assert is_duplicate(refusal.value)
