"""Rows to the engine's houses and requests, on both databases."""

from datetime import timedelta

import pytest

from safehouse.domain.codes import (
    ClaimKind,
    Gender,
    HouseNeed,
    LanguageCover,
    MoveOn,
    OutOfServiceReason,
    RelationKind,
    RoomNeed,
    RuleCode,
    SpeakerLevel,
    TagKind,
)
from safehouse.domain.errors import NotFound, WrongState
from safehouse.models.houses import Bed, Cot, HouseLanguage, HouseTag, Outage
from safehouse.models.requests import Request, RequestRelation, SealedDocument
from safehouse.placement.problem import House, KeepAwayArea, PlacementRequest
from safehouse.services.request_documents import KnownPlace
from safehouse.services.snapshot import load_network, load_request, load_requests
from safehouse.services.stays import check_out
from tests.rows import HouseRows, a_report
from tests.services.night import MOTHER_AND_BABY, MOTHER_AND_SON, WOMAN, Night, an_area, claims_of

AREA = "871e701b3ffffff"


def seen(night: Night, house: HouseRows) -> House:
    with night.context.store.reading() as session:
        (found,) = load_network(session, now=night.now, house_ids=(house.id,))
        return found


def read(night: Night, request_id: str) -> PlacementRequest:
    with night.context.store.reading() as session:
        return load_request(night.context, session, session.get_one(Request, request_id), now=night.now)


def test_houses_come_by_country_sorted_by_id(night: Night) -> None:
    houses = [night.house(1) for _ in range(3)]
    with night.context.store.reading() as session:
        found = load_network(session, now=night.now, countries={"NL"})
        assert [house.id for house in found] == sorted(house.id for house in houses)
        assert load_network(session, now=night.now, countries={"DE"}) == ()


def test_a_house_is_what_its_rows_say(night: Night) -> None:
    house = night.house(
        2,
        1,
        cots_per_room=(2, 0),
        genders=frozenset({Gender.WOMAN}),
        max_boy_age=11,
        services=frozenset({HouseNeed.PETS}),
        max_stay_nights=90,
        intake=[["08:00", "20:00"]],
    )
    with night.context.store.transaction() as session:
        session.add(HouseLanguage(house_id=house.id, language="ro", cover=LanguageCover.STAFF))
    found = seen(night, house)
    assert found.genders == {Gender.WOMAN}
    assert found.services == {HouseNeed.PETS}
    assert (found.children.accepted, found.children.max_boy_age, found.max_stay_nights) == (True, 11, 90)
    assert found.languages == {"ro": LanguageCover.STAFF}
    assert found.reported_at == night.now
    assert {room.id: (len(room.free_beds), room.free_cots) for room in found.rooms} == {
        house.rooms[0].id: (2, 2),
        house.rooms[1].id: (1, 0),
    }


def test_the_last_report_counts(night: Night) -> None:
    house = night.house(1)
    a_report(night.context, house, reported_at=night.now + timedelta(minutes=1))
    assert seen(night, house).reported_at == night.now + timedelta(minutes=1)


def test_a_house_that_never_reported_is_known_as_such(night: Night) -> None:
    assert seen(night, night.house(1, is_reported=False)).reported_at is None


def test_live_claims_take_beds_and_cots_and_bring_their_tags(night: Night) -> None:
    house = night.house(2, cots_per_room=(1,))
    request_id = night.request(MOTHER_AND_BABY, tags=frozenset({"one"}), keep_apart_tags=frozenset({"two"}))
    night.offer(request_id, house)
    found = seen(night, house)
    assert (found.rooms[0].free_beds, found.rooms[0].free_cots) == ((), 0)
    assert night.context.vault.keyed_hash("tag", "one") in found.resident_tags
    assert found.resident_keep_apart_tags == {night.context.vault.keyed_hash("tag", "two")}


def test_a_hold_is_free_from_the_moment_its_time_has_passed(night: Night) -> None:
    house = night.house(1)
    night.offer(night.request(tags=frozenset({"one"})), house)
    night.clock.forward(timedelta(hours=4) - timedelta(milliseconds=1))
    assert seen(night, house).rooms[0].free_beds == ()
    night.clock.forward(timedelta(milliseconds=1))
    found = seen(night, house)
    assert (found.rooms[0].free_beds, found.resident_tags) == (house.beds, frozenset())


def test_tags_of_residents_without_a_request_count(night: Night) -> None:
    house = night.house(1)
    with night.context.store.transaction() as session:
        session.add_all(HouseTag(house_id=house.id, kind=kind, tag_hash=kind.value) for kind in TagKind)
    found = seen(night, house)
    assert found.resident_tags == {"brings"}
    assert found.resident_keep_apart_tags == {"keep_apart"}


@pytest.mark.parametrize("starts_in_hours", [-1, 48])
def test_an_outage_now_or_to_come_takes_its_bed_away(night: Night, starts_in_hours: int) -> None:
    house = night.house(2)
    broken, whole = house.beds
    with night.context.store.transaction() as session:
        starts_at = night.now + timedelta(hours=starts_in_hours)
        reason = OutOfServiceReason.DAMAGE
        session.add(Outage(house_id=house.id, bed_id=broken, reason=reason, starts_at=starts_at, ends_at=None))
    assert seen(night, house).rooms[0].free_beds == (whole,)


def test_an_outage_that_is_over_takes_nothing(night: Night) -> None:
    house = night.house(1)
    with night.context.store.transaction() as session:
        ends_at = night.now
        reason = OutOfServiceReason.DAMAGE
        session.add(
            Outage(
                house_id=house.id,
                bed_id=house.beds[0],
                reason=reason,
                starts_at=ends_at - timedelta(days=1),
                ends_at=ends_at,
            )
        )
    assert seen(night, house).rooms[0].free_beds == house.beds


def test_retired_beds_and_cots_are_gone(night: Night) -> None:
    house = night.house(2, cots_per_room=(1,))
    with night.context.store.transaction() as session:
        session.get_one(Bed, house.beds[0]).retired_at = night.now
        session.get_one(Cot, house.rooms[0].cots[0]).retired_at = night.now
    (room,) = seen(night, house).rooms
    assert (room.beds, room.free_cots) == (house.beds[1:], 0)


def test_a_bed_that_is_made_ready_is_blocked_with_the_room_around_it(night: Night) -> None:
    """Otherwise it would be free beside a household as soon as it is ready."""
    house = night.house(3, turnaround_hours=24)
    stay_id = night.stay(night.request(WOMAN), house)
    check_out(night.context, night.manager(house), stay_id=stay_id, move_on=MoveOn.UNKNOWN, now=night.now)
    offer_id = night.offer(night.request(MOTHER_AND_SON), house)
    with night.context.store.reading() as session:
        claims = claims_of(session, offer_id)
    assert {claim.bed_id for claim in claims} == set(house.beds)
    assert sum(claim.kind is ClaimKind.BLOCKED for claim in claims) == 1


def test_a_request_is_what_its_rows_and_its_document_say(night: Night) -> None:
    request_id = night.request(
        MOTHER_AND_BABY,
        columns={"countries": frozenset({"NL"}), "languages": {"ro": "fluent", "it": "some"}},
        house_needs=frozenset({HouseNeed.NEWBORN}),
        room_needs=frozenset({RoomNeed.STEP_FREE}),
        keep_away=(an_area(AREA, 80),),
        pickup=KnownPlace(place_id=2, shown_as="Utrecht", cell=AREA),
    )
    night.waive(request_id, RuleCode.DARK)
    found = read(night, request_id)
    assert [(person.gender, person.age) for person in found.people] == [(Gender.WOMAN, 24), (Gender.WOMAN, 0)]
    assert found.languages == {"ro": SpeakerLevel.FLUENT, "it": SpeakerLevel.SOME}
    assert found.house_needs == {HouseNeed.NEWBORN}
    assert found.room_needs == {RoomNeed.STEP_FREE}
    assert found.keep_away == (KeepAwayArea(AREA, 80),)
    assert found.pickup == AREA
    assert found.countries == frozenset({"NL"})
    assert found.waived == {RuleCode.DARK}


def test_consent_to_no_country_is_not_consent_to_all(night: Night) -> None:
    assert read(night, night.request(columns={"countries": frozenset()})).countries == frozenset()
    assert read(night, night.request(columns={"countries": None})).countries is None


def test_a_request_with_somebody_whose_gender_was_not_asked_is_no_problem_for_the_engine(night: Night) -> None:
    request_id = night.request(((None, 30),))
    with pytest.raises(WrongState):
        read(night, request_id)


def test_an_erased_document_is_not_taken_for_an_empty_one(night: Night) -> None:
    """Nobody may read "no areas" out of areas that were destroyed."""
    request_id = night.request()
    with night.context.store.transaction() as session:
        session.get_one(SealedDocument, request_id).document = None
    with pytest.raises(NotFound):
        read(night, request_id)


def test_relations_hold_in_both_directions(night: Night) -> None:
    one, other, third = night.request(), night.request(), night.request()
    with night.context.store.transaction() as session:
        session.add(RequestRelation(request_id=one, other_id=other, kind=RelationKind.KEEP_APART))
        session.add(RequestRelation(request_id=third, other_id=one, kind=RelationKind.KEEP_TOGETHER))
    with night.context.store.reading() as session:
        rows = [session.get_one(Request, request_id) for request_id in (one, other, third)]
        found = load_requests(night.context, session, rows, now=night.now)
    assert [request.keep_apart for request in found] == [{other}, {one}, frozenset()]
    assert [request.keep_together for request in found] == [{third}, frozenset(), {one}]
    assert found[0].keep_apart_tags & found[1].tags
    assert found[1].keep_apart_tags & found[0].tags


def test_the_engine_is_told_of_companions_among_the_loaded_only(night: Night) -> None:
    one, other = night.request(), night.request()
    with night.context.store.transaction() as session:
        session.add(RequestRelation(request_id=one, other_id=other, kind=RelationKind.KEEP_TOGETHER))
    assert read(night, one).keep_together == frozenset()
