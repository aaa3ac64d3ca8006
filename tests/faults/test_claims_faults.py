"""Faults of snapshot, claims, offers and stays; each makes the named test fail."""

from collections import defaultdict
from collections.abc import Callable, Mapping
from pathlib import Path

from sqlmodel import Session

from safehouse.domain.codes import Gender, TagKind
from safehouse.models.requests import Request
from safehouse.services.snapshot.rooms import RoomFacts
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

SERVICES = "safehouse.services"
RACES = "tests/services/test_claims_races.py"
MAKING = "tests/services/test_offers_making.py"
ANSWERING = "tests/services/test_offers_answering.py"
VIEWS = "tests/services/test_offers_views.py"
ROOMS = "tests/services/test_snapshot_rooms.py"


def _without_lock(_: AnyFunction) -> Callable[[Session, str], None]:
    return lambda session, _house_id: session.expire_all()


def _read_without_lock(_: AnyFunction) -> Callable[[Session, str], Request]:
    return lambda session, request_id: session.get_one(Request, request_id)


def _nobody_has_tags(_: AnyFunction) -> Callable[..., Mapping[tuple[str, TagKind], frozenset[str]]]:
    return lambda *_args, **_kwargs: defaultdict(frozenset)


def _of_the_first_resident(_: AnyFunction) -> Callable[[RoomFacts], set[Gender]]:
    return lambda facts: {people[0].gender for people in tuple(facts.households.values())[:1]}


FAULTS = (
    Fault(
        "no house lock, two genders",
        f"{SERVICES}.db.lock_house",
        _without_lock,
        f"{RACES}::test_without_the_index_the_house_lock_keeps_genders_apart[postgres]",
    ),
    Fault(
        "no house lock, keep apart",
        f"{SERVICES}.db.lock_house",
        _without_lock,
        f"{RACES}::test_two_requests_that_keep_apart_never_get_one_house[postgres]",
    ),
    Fault(
        "no request lock",
        f"{SERVICES}.request_states.lock_request",
        _read_without_lock,
        f"{RACES}::test_one_request_never_gets_two_houses[postgres]",
    ),
    Fault(
        "no request lock, area added",
        f"{SERVICES}.request_states.lock_request",
        _read_without_lock,
        f"{RACES}::test_no_area_is_added_between_judgement_and_claim[postgres]",
    ),
    Fault(
        "expired holds stay",
        f"{SERVICES}.offers.expiry.expire_passed_offers",
        always(0),
        f"{MAKING}::test_an_expired_hold_does_not_block_although_no_scheduler_ran[sqlite]",
    ),
    Fault(
        "rules not applied again",
        "safehouse.placement.checker.judge_placement",
        always(()),
        f"{MAKING}::test_a_house_inside_a_keep_away_area_is_refused_whatever_was_suggested[sqlite]",
    ),
    Fault(
        "rest of the room not blocked",
        f"{SERVICES}.claims._beds_left",
        always(()),
        f"{MAKING}::test_a_household_blocks_what_it_does_not_use_of_its_room[sqlite]",
    ),
    Fault(
        "late answers taken",
        f"{SERVICES}.offers.cases.refuse_passed",
        always(None),
        f"{ANSWERING}::test_the_databases_clock_decides_to_the_millisecond[sqlite-accept-True]",
    ),
    Fault(
        "safety not judged at the yes",
        f"{SERVICES}.offers.judging.refuse_unsafe",
        always(None),
        f"{ANSWERING}::test_a_house_that_became_unsafe_cannot_accept[sqlite]",
    ),
    Fault(
        "places kept after a no",
        f"{SERVICES}.claims.release_places",
        always(None),
        f"{ANSWERING}::test_a_declined_offer_frees_its_places_and_opens_the_request[sqlite]",
    ),
    Fault(
        "hand-over kept",
        f"{SERVICES}.request_documents.destroy_hand_over",
        always(None),
        "tests/services/test_stays_arrivals.py::test_the_hand_over_note_is_destroyed_at_the_arrival[sqlite]",
    ),
    Fault(
        "household shown for ever",
        f"{SERVICES}.offers.lines.shown_state",
        lambda _: lambda offer, _clock: offer.state,
        f"{VIEWS}::test_an_offer_whose_time_has_passed_shows_nobody_although_no_scheduler_ran[sqlite]",
    ),
    Fault(
        "residents without tags",
        f"{SERVICES}.snapshot.houses._tags",
        _nobody_has_tags,
        f"{MAKING}::test_nobody_comes_to_where_somebody_with_an_avoided_tag_has_a_claim[sqlite-newcomer]",
    ),
    Fault(
        "relations forgotten",
        f"{SERVICES}.snapshot.relations.load_others",
        always({}),
        f"{MAKING}::test_two_requests_to_be_kept_apart_never_get_one_house[sqlite-newcomer]",
    ),
    Fault(
        "one gender of a room",
        f"{SERVICES}.snapshot.rooms._genders",
        _of_the_first_resident,
        f"{ROOMS}::test_people_of_two_genders_let_nobody_else_in",
    ),
    Fault(
        "strangers trusted",
        f"{SERVICES}.snapshot.rooms._may_hold_anybody",
        always(answer=False),
        f"{ROOMS}::test_strangers_of_whom_too_little_is_known_let_nobody_in",
    ),
    Fault(
        "a household shares its room",
        f"{SERVICES}.snapshot.rooms._is_taken_as_a_whole",
        always(answer=False),
        f"{ROOMS}::test_a_household_has_its_room_to_itself_even_when_a_bed_comes_back_into_service",
    ),
    Fault(
        "residents forgotten",
        f"{SERVICES}.snapshot.room_rows._households",
        always({}),
        f"{MAKING}::test_a_bed_that_was_taken_meanwhile_is_replaced_by_one_of_the_same_room[sqlite]",
    ),
)


def test_every_fault_of_claims_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
