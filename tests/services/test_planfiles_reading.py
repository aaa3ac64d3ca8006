"""What a planning file says is what the engine gets."""

from datetime import UTC, datetime
from pathlib import Path
from random import Random

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from safehouse.domain.codes import HouseNeed, LanguageCover, RoomNeed, RuleCode, SpeakerLevel
from safehouse.placement.problem import ALWAYS_OPEN, IntakeWindow, PlacementProblem
from safehouse.services.planfiles import network_document, read_problem, requests_document, write_private
from tests.networks import random_problem
from tests.services.planning_documents import PlanningFiles


def read(files: PlanningFiles) -> PlacementProblem:
    return read_problem(*files.write())


def test_every_field_of_a_house_is_read(tmp_path: Path) -> None:
    house = read(PlanningFiles(tmp_path)).houses[0]
    assert (house.id, house.country, house.slack_km, house.security_level) == ("h1", "NL", 2.5, 2)
    assert house.children.max_boy_age == 12
    assert house.services == {HouseNeed.PETS, HouseNeed.MEDICAL}
    assert house.intake == (IntakeWindow(480, 1200), IntakeWindow(1320, 1440))
    assert house.resident_tags == {"net-7"}
    assert house.rooms[0].features == {RoomNeed.STEP_FREE}


def test_times_with_any_offset_are_read_as_utc(tmp_path: Path) -> None:
    assert read(PlanningFiles(tmp_path)).houses[0].reported_at == datetime(2026, 11, 24, 20, 0, tzinfo=UTC)


def test_needs_are_told_apart_into_those_of_the_house_and_of_the_room(tmp_path: Path) -> None:
    request = read(PlanningFiles(tmp_path)).requests[0]
    assert request.house_needs == {HouseNeed.PETS}
    assert request.room_needs == {RoomNeed.STEP_FREE}


def test_optional_fields_may_be_left_out(tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    del files.network["houses"][0]["slack_km"]
    problem = read(files)
    assert problem.houses[0].slack_km == 0
    assert problem.requests[0].waived == frozenset()


def test_waived_codes_are_read(tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    files.requests["requests"][0]["waived"] = ["dark", "security_level"]
    assert read(files).requests[0].waived == {RuleCode.DARK, RuleCode.SECURITY_LEVEL}


def test_always_open_is_said_in_one_word(tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    files.network["houses"][0]["intake"] = "24/7"
    assert read(files).houses[0].intake == ALWAYS_OPEN


def test_two_codes_of_one_language_count_as_the_better_level(tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    files.network["houses"][0]["languages"] = {"deu": "booked_interpreter", "de": "staff", "ger": "phone_interpreter"}
    files.requests["requests"][0]["languages"] = {"ron": "fluent", "ro": "some"}
    problem = read(files)
    assert problem.houses[0].languages == {"de": LanguageCover.STAFF}
    assert problem.requests[0].languages == {"ro": SpeakerLevel.FLUENT}


def test_a_household_without_an_adult_is_valid_input(tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    files.requests["requests"][0]["people"] = [{"id": "p1", "gender": "man", "age": 0}]
    assert [person.age for person in read(files).requests[0].people] == [0]


def test_consent_to_any_country_and_to_none_are_told_apart(tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    files.requests["requests"][0]["countries"] = None
    files.requests["requests"][1]["countries"] = []
    assert [request.countries for request in read(files).requests] == [None, frozenset()]


def test_files_without_houses_or_requests_are_valid(tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    files.network["houses"] = []
    files.requests["requests"] = []
    problem = read(files)
    assert (problem.houses, problem.requests) == ((), ())


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(min_value=0, max_value=2**32))
def test_a_problem_written_and_read_again_is_the_same(tmp_path: Path, seed: int) -> None:
    problem = random_problem(Random(seed), houses=4, requests=4)
    write_private(tmp_path / "network.json", network_document(problem))
    write_private(tmp_path / "requests.json", requests_document(problem))
    again = read_problem(tmp_path / "network.json", tmp_path / "requests.json")
    assert again == problem
