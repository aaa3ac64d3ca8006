"""Which beds of a room are free for the engine, and whose gender is in it: what nobody knows is never free."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from safehouse.domain.codes import ClaimKind, ClaimState, Gender
from safehouse.placement.problem import Person, Room
from safehouse.services.bed_states import BedFacts
from safehouse.services.snapshot.rooms import RoomFacts, Strangers, engine_room

NOW = datetime(2026, 11, 24, 1, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)

FREE = BedFacts(
    bed_id="free",
    room_id="room",
    house_id="house",
    claim_state=None,
    claim_kind=None,
    said_occupied=False,
    reported_at=NOW - HOUR,
    outage_from=None,
    left_at=None,
    turnaround=3 * HOUR,
)
CLAIMED = replace(FREE, bed_id="claimed", claim_state=ClaimState.HELD, claim_kind=ClaimKind.USED)
BLOCKED = replace(FREE, bed_id="blocked", claim_state=ClaimState.RESERVED, claim_kind=ClaimKind.BLOCKED)
OF_A_STRANGER = replace(FREE, bed_id="stranger", said_occupied=True)
BROKEN = replace(FREE, bed_id="broken", outage_from=NOW - HOUR)
SOON_BROKEN = replace(FREE, bed_id="soon broken", outage_from=NOW + 48 * HOUR)
MADE_READY = replace(FREE, bed_id="made ready", left_at=NOW - HOUR)
ADDED = replace(FREE, bed_id="added", said_occupied=None)
UNREPORTED = replace(FREE, bed_id="unreported", said_occupied=None, reported_at=None)

WOMAN = (Person("somebody", Gender.WOMAN, 30),)
MAN = (Person("somebody", Gender.MAN, 30),)
GIRL = (Person("somebody", Gender.WOMAN, 17),)
MOTHER_AND_DAUGHTER = (Person("somebody", Gender.WOMAN, 24), Person("somebody", Gender.WOMAN, 19))
A_WOMAN = Strangers(gender=Gender.WOMAN, has_minors=False, will_not_say=False)


def room(
    *beds: BedFacts,
    shared: bool = True,
    households: tuple[tuple[Person, ...], ...] = (),
    strangers: Strangers | None = None,
    has_child_in_cot: bool = False,
) -> Room:
    facts = RoomFacts(
        room_id="room",
        shared=shared,
        features=frozenset(),
        beds=beds,
        free_cots=1,
        households={str(number): people for number, people in enumerate(households)},
        strangers=strangers,
        has_child_in_cot=has_child_in_cot,
    )
    return engine_room(facts, now=NOW)


def test_a_bed_that_nobody_has_is_free_and_the_room_is_empty() -> None:
    found = room(FREE)
    assert (found.beds, found.free_beds, found.gender_now) == (("free",), ("free",), None)


def test_the_age_of_the_report_is_for_the_rule_to_judge() -> None:
    assert room(UNREPORTED).free_beds == ("unreported",)


def test_a_bed_that_came_after_the_last_report_is_nobodys_to_give_and_its_room_is_not_empty() -> None:
    """Who sleeps there has not been told. Seen red with such a bed free, and with it left out of the room."""
    assert (room(ADDED).beds, room(ADDED).free_beds) == (("added",), ())
    assert (room(ADDED, FREE).beds, room(ADDED, FREE).free_beds) == (("added", "free"), ("free",))


def test_a_claimed_bed_counts_and_is_not_free() -> None:
    found = room(FREE, CLAIMED, households=(WOMAN,))
    assert (found.beds, found.free_beds, found.gender_now) == (("claimed", "free"), ("free",), Gender.WOMAN)


@pytest.mark.parametrize("bed", [BROKEN, SOON_BROKEN, MADE_READY], ids=lambda bed: str(bed.bed_id))
def test_a_bed_that_nobody_can_sleep_in_is_left_out_and_does_not_close_the_one_beside_it(bed: BedFacts) -> None:
    found = room(FREE, bed)
    assert (found.beds, found.free_beds) == (("free",), ("free",))


def test_somebody_in_a_broken_bed_is_still_somebody() -> None:
    found = room(FREE, replace(CLAIMED, outage_from=NOW - HOUR), households=(WOMAN,))
    assert found.beds == ("claimed", "free")


def test_a_household_has_its_room_to_itself_even_when_a_bed_comes_back_into_service() -> None:
    found = room(CLAIMED, BLOCKED, FREE, households=(MOTHER_AND_DAUGHTER,))
    assert (len(found.beds), found.free_beds) == (3, ())


def test_somebody_under_18_has_her_room_to_herself() -> None:
    assert room(FREE, CLAIMED, households=(GIRL,)).free_beds == ()


def test_a_room_that_is_not_for_sharing_is_taken_by_one() -> None:
    assert room(FREE, CLAIMED, shared=False, households=(WOMAN,)).free_beds == ()


def test_a_room_that_is_not_for_sharing_is_taken_by_a_stranger() -> None:
    assert room(FREE, OF_A_STRANGER, shared=False, strangers=A_WOMAN).free_beds == ()


def test_people_of_two_genders_let_nobody_else_in() -> None:
    found = room(FREE, CLAIMED, replace(CLAIMED, bed_id="other"), households=(WOMAN, MAN))
    assert (found.free_beds, found.gender_now) == ((), None)


def test_the_report_says_who_the_strangers_are() -> None:
    found = room(FREE, OF_A_STRANGER, strangers=A_WOMAN)
    assert (found.free_beds, found.gender_now) == (("free",), Gender.WOMAN)


def test_a_stranger_of_another_gender_than_a_resident_lets_nobody_else_in() -> None:
    assert room(FREE, OF_A_STRANGER, CLAIMED, households=(MAN,), strangers=A_WOMAN).free_beds == ()


@pytest.mark.parametrize(
    "strangers",
    [
        None,
        Strangers(gender=None, has_minors=False, will_not_say=False),
        Strangers(gender=Gender.WOMAN, has_minors=True, will_not_say=False),
        Strangers(gender=Gender.WOMAN, has_minors=False, will_not_say=True),
    ],
    ids=["nothing said", "no gender", "minors", "will not say"],
)
def test_strangers_of_whom_too_little_is_known_let_nobody_in(strangers: Strangers | None) -> None:
    assert room(FREE, OF_A_STRANGER, strangers=strangers).free_beds == ()


def test_a_room_of_which_the_house_will_not_speak_counts_as_full() -> None:
    assert room(FREE, strangers=Strangers(gender=None, has_minors=False, will_not_say=True)).free_beds == ()


def test_what_the_report_says_of_a_room_without_strangers_is_old_news() -> None:
    found = room(FREE, strangers=A_WOMAN)
    assert (found.free_beds, found.gender_now) == (("free",), None)


def test_a_stranger_who_was_a_resident_and_left_after_the_report_is_gone() -> None:
    gone = replace(OF_A_STRANGER, left_at=NOW - HOUR / 2, turnaround=timedelta(0))
    assert room(gone).free_beds == ("stranger",)
