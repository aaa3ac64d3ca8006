"""Bad input is refused with the file, the path and what is wrong, in one line that repeats no value."""

from pathlib import Path

import pytest

from safehouse.domain.errors import PlanningFileRefused
from safehouse.services.planfiles import read_problem
from tests.builders import a_house_cell, an_area_cell
from tests.services.planning_documents import Break, Json, PlanningFiles

SECRET = "8f1d-secret"


def in_house(key: str, value: object) -> Break:
    return lambda network: network["houses"][0].update({key: value})


def in_room(key: str, value: object) -> Break:
    return lambda network: network["houses"][0]["rooms"][0].update({key: value})


def in_request(key: str, value: object) -> Break:
    return lambda requests: requests["requests"][0].update({key: value})


def in_person(key: str, value: object) -> Break:
    return lambda requests: requests["requests"][0]["people"][0].update({key: value})


def people(count: int) -> list[Json]:
    return [{"id": f"p{number}", "gender": "woman", "age": 30} for number in range(count)]


def refusal(files: PlanningFiles) -> PlanningFileRefused:
    with pytest.raises(PlanningFileRefused) as refused:
        read_problem(*files.write())
    assert "\n" not in str(refused.value)
    assert SECRET not in str(refused.value)
    return refused.value


NETWORK_FAULTS: dict[str, tuple[Break, str]] = {
    "another format": (lambda network: network.update(format="safehouse-network/2"), "format"),
    "an unknown key": (lambda network: network.update(extra=SECRET), "extra"),
    "an unknown key of a house": (in_house("street", SECRET), "houses[0].street"),
    "a missing key": (lambda network: network["houses"][0].pop("genders"), "houses[0].genders"),
    "a moment without offset": (lambda network: network.update(as_of="2026-11-24T22:00:00"), "as_of"),
    "a moment without seconds": (lambda network: network.update(as_of="2026-11-24T22:00Z"), "as_of"),
    "a moment as a number": (lambda network: network.update(as_of=1795557600), "as_of"),
    "a day that does not exist": (lambda network: network.update(as_of="2026-02-30T22:00:00Z"), "as_of"),
    "a moment before all time": (lambda network: network.update(as_of="0001-01-01T00:00:00+23:00"), "as_of"),
    "houses that are no list": (lambda network: network.update(houses={}), "houses"),
    "two houses of one id": (lambda network: network["houses"].append(network["houses"][0]), "houses[1].id"),
    "a house without an id": (in_house("id", ""), "houses[0].id"),
    "a house id that is a number": (in_house("id", 7), "houses[0].id"),
    "a country that does not exist": (in_house("country", "XX"), "houses[0].country"),
    "a country in small letters": (in_house("country", "nl"), "houses[0].country"),
    "a cell that is too fine": (in_house("cell", an_area_cell()), "houses[0].cell"),
    "a cell that is none": (in_house("cell", SECRET), "houses[0].cell"),
    "a cell in another spelling": (in_house("cell", a_house_cell().upper()), "houses[0].cell"),
    "a cell that is a huge number": (in_house("cell", "1" * 100), "houses[0].cell"),
    "a negative slack": (in_house("slack_km", -0.1), "houses[0].slack_km"),
    "a slack that is text": (in_house("slack_km", "2"), "houses[0].slack_km"),
    "an unknown status": (in_house("status", "full"), "houses[0].status"),
    "an unknown gender": (in_house("genders", ["woman", SECRET]), "houses[0].genders[1]"),
    "a yes that is a number": (
        lambda network: network["houses"][0]["children"].update(accepted=1),
        "houses[0].children.accepted",
    ),
    "a language that does not exist": (in_house("languages", {"xx": "staff"}), "houses[0].languages.xx"),
    "a language that says unknown": (in_house("languages", {"und": "staff"}), "houses[0].languages.und"),
    "an unknown cover": (in_house("languages", {"ro": "often"}), "houses[0].languages.ro"),
    "a room need as a service": (in_house("services", ["step_free"]), "houses[0].services[0]"),
    "security level 0": (in_house("security_level", 0), "houses[0].security_level"),
    "security level 4": (in_house("security_level", 4), "houses[0].security_level"),
    "a level that is a fraction": (in_house("security_level", 1.5), "houses[0].security_level"),
    "a level that is a yes": (in_house("security_level", value=True), "houses[0].security_level"),
    "no night at all": (in_house("max_stay_nights", 0), "houses[0].max_stay_nights"),
    "an intake in words": (in_house("intake", "always"), "houses[0].intake"),
    "an intake of one time": (in_house("intake", [["08:00"]]), "houses[0].intake"),
    "an intake at 25:00": (in_house("intake", [["08:00", "25:00"]]), "houses[0].intake"),
    "an intake from 24:00": (in_house("intake", [["24:00", "08:00"]]), "houses[0].intake"),
    "an intake with seconds": (in_house("intake", [["08:00:00", "20:00:00"]]), "houses[0].intake"),
    "a report from the future": (in_house("reported_at", "2026-11-24T22:00:01Z"), "houses[0].reported_at"),
    "a tag that is a number": (in_house("resident_tags", [7]), "houses[0].resident_tags[0]"),
    "two rooms of one id": (
        lambda network: network["houses"][0]["rooms"].append(network["houses"][0]["rooms"][0]),
        "houses[0].rooms[1].id",
    ),
    "a bed that is there twice": (in_room("beds", ["b1", "b2", "b1"]), "houses[0].rooms[0].beds[2]"),
    "a free bed that is there twice": (in_room("free_beds", ["b1", "b1"]), "houses[0].rooms[0].free_beds[1]"),
    "a free bed that is not in service": (in_room("free_beds", ["b9"]), "houses[0].rooms[0].free_beds"),
    "a bed of two rooms": (
        lambda network: network["houses"][0]["rooms"].append({**network["houses"][0]["rooms"][0], "id": "r2"}),
        "houses[0].rooms[1].beds",
    ),
    "less than no cots": (in_room("free_cots", -1), "houses[0].rooms[0].free_cots"),
    "a house need as a feature": (in_room("features", ["pets"]), "houses[0].rooms[0].features[0]"),
}


@pytest.mark.parametrize("fault", NETWORK_FAULTS)
def test_a_network_is_refused_with_the_path_of(fault: str, tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    break_it, path = NETWORK_FAULTS[fault]
    break_it(files.network)
    refused = refusal(files)
    assert (refused.file, refused.path) == (str(files.network_path), path)


REQUESTS_FAULTS: dict[str, tuple[Break, str]] = {
    "another format": (lambda requests: requests.update(format="safehouse-network/1"), "format"),
    "an unknown key": (in_request("name", SECRET), "requests[0].name"),
    "two requests of one id": (in_request("id", "q2"), "requests[1].id"),
    "an unknown urgency": (in_request("urgency", "soon"), "requests[0].urgency"),
    "nobody": (in_request("people", []), "requests[0].people"),
    "thirteen people": (in_request("people", people(13)), "requests[0].people"),
    "forty people": (in_request("people", people(40)), "requests[0].people"),
    "two people of one id": (in_request("people", people(1) * 2), "requests[0].people[1].id"),
    "an age of -1": (in_person("age", -1), "requests[0].people[0].age"),
    "an age of 130": (in_person("age", 130), "requests[0].people[0].age"),
    "an age in words": (in_person("age", "24"), "requests[0].people[0].age"),
    "a gender nobody asked for": (in_person("gender", None), "requests[0].people[0].gender"),
    "a language that does not exist": (in_request("languages", {"xyzzy": "some"}), "requests[0].languages.xyzzy"),
    "an unknown need": (in_request("needs", ["pets", SECRET]), "requests[0].needs[1]"),
    "a house cell as an area": (
        in_request("keep_away", [{"cell": a_house_cell(), "radius_km": 5}]),
        "requests[0].keep_away[0].cell",
    ),
    "an area that is no cell": (
        in_request("keep_away", [{"cell": SECRET, "radius_km": 5}]),
        "requests[0].keep_away[0].cell",
    ),
    "a radius of 0": (
        in_request("keep_away", [{"cell": an_area_cell(), "radius_km": 0}]),
        "requests[0].keep_away[0].radius_km",
    ),
    "a radius of 2,000": (
        in_request("keep_away", [{"cell": an_area_cell(), "radius_km": 2000}]),
        "requests[0].keep_away[0].radius_km",
    ),
    "a tag that is no text": (in_request("tags", [{SECRET: 1}]), "requests[0].tags[0]"),
    "apart from itself": (in_request("keep_apart", ["q1"]), "requests[0].keep_apart[0]"),
    "together with itself": (in_request("keep_together", ["q2", "q1"]), "requests[0].keep_together[1]"),
    "apart from nobody here": (in_request("keep_apart", [SECRET]), "requests[0].keep_apart[0]"),
    "together with nobody here": (in_request("keep_together", [SECRET]), "requests[0].keep_together[0]"),
    "security level 4": (in_request("min_security", 4), "requests[0].min_security"),
    "a country that does not exist": (in_request("countries", ["NL", "ZZ"]), "requests[0].countries[1]"),
    "a pick-up place that is too coarse": (in_request("pickup", a_house_cell()), "requests[0].pickup"),
    "an arrival in the past": (in_request("arrives_at", "2026-11-24T21:59:59Z"), "requests[0].arrives_at"),
    "an arrival in two weeks": (in_request("arrives_at", "2026-12-08T22:00:00Z"), "requests[0].arrives_at"),
    "no night": (in_request("nights", 0), "requests[0].nights"),
    "two years and a night": (in_request("nights", 731), "requests[0].nights"),
    "a code that nobody can waive": (in_request("waived", ["keep_away"]), "requests[0].waived[0]"),
    "a code that does not exist": (in_request("waived", [SECRET]), "requests[0].waived[0]"),
}


@pytest.mark.parametrize("fault", REQUESTS_FAULTS)
def test_requests_are_refused_with_the_path_of(fault: str, tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    break_it, path = REQUESTS_FAULTS[fault]
    break_it(files.requests)
    refused = refusal(files)
    assert (refused.file, refused.path) == (str(files.requests_path), path)


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("arrives_at", "2026-11-24T22:00:00Z"),
        ("arrives_at", "2026-12-01T23:00:00+01:00"),
        ("nights", 730),
        ("keep_away", [{"cell": an_area_cell(), "radius_km": 1}]),
        ("keep_away", [{"cell": an_area_cell(), "radius_km": 1000.0}]),
        ("people", people(12)),
    ],
)
def test_the_limits_themselves_are_valid(key: str, value: object, tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    in_request(key, value)(files.requests)
    read_problem(*files.write())
