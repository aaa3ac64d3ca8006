"""Towns: found in any script, told apart, never guessed, loaded once."""

import pytest

from safehouse.domain.errors import InvalidInput, Problem
from safehouse.models.places import Place
from safehouse.services.context import Context
from safehouse.services.places import find_place, load_places, resolve_place, search_places, shortest_name
from tests.services.drafts import ROTTERDAM, TOWNS, UTRECHT, load_towns, problems_of


@pytest.fixture(autouse=True)
def _towns(context: Context) -> None:
    load_towns(context)


def labels(context: Context, text: str, country: str | None = None) -> list[str]:
    return [choice.label for choice in search_places(context, text=text, country=country)]


def found(context: Context, text: str) -> int | Problem:
    with context.store.reading() as session:
        place = find_place(session, text)
        return place.id if isinstance(place, Place) else place


@pytest.mark.parametrize("typed", ["rotter", "ROTTERDAM", "Роттерд", "רוטרדם", "鹿特", "Rótterdam, NL"])
def test_a_town_is_found_by_the_beginning_of_its_name_in_any_script(context: Context, typed: str) -> None:
    assert labels(context, typed)[0] == "Rotterdam, NL (868,135)"


def test_towns_of_one_name_are_told_apart_and_the_biggest_comes_first(context: Context) -> None:
    assert labels(context, "rotterdam") == ["Rotterdam, NL (868,135)", "Rotterdam, US (20,652)"]
    assert labels(context, "utrecht", "ZA") == ["Utrecht, ZA (8,486)"]


@pytest.mark.parametrize("typed", ["", "  ", "?!", "nowhere", "%", "_"])
def test_what_no_town_begins_with_finds_nothing(context: Context, typed: str) -> None:
    assert labels(context, typed) == []


def test_no_more_towns_are_shown_than_asked_for(context: Context) -> None:
    assert len(search_places(context, text="u", limit=1)) == 1


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        (str(UTRECHT), UTRECHT),
        ("Utrecht, NL (376,435)", UTRECHT),
        ("utrecht, NL", UTRECHT),
        (" Роттердам ", ROTTERDAM),
        ("Anvers", 2803138),
        ("lodz", 3093133),
    ],
)
def test_an_id_a_label_and_a_name_that_one_town_has_mean_that_town(context: Context, typed: str, meant: int) -> None:
    assert found(context, typed) == meant


@pytest.mark.parametrize(
    ("typed", "problem"),
    [
        ("Rotterdam", Problem.AMBIGUOUS_PLACE),
        ("Nieuw-Annerveen, NL", Problem.AMBIGUOUS_PLACE),
        ("Rotter", Problem.UNKNOWN_PLACE),
        ("Utrecht, DE", Problem.UNKNOWN_PLACE),
        ("99999999", Problem.UNKNOWN_PLACE),
        ("999999999", Problem.UNKNOWN_PLACE),
        ("9999999999", Problem.UNKNOWN_PLACE),
        ("9" * 40, Problem.UNKNOWN_PLACE),
        ("Utrecht, NL #999999999", Problem.UNKNOWN_PLACE),
        ("a\0b", Problem.UNKNOWN_PLACE),
        ("?", Problem.UNKNOWN_PLACE),
        ("", Problem.REQUIRED),
    ],
)
def test_a_town_is_never_guessed(context: Context, typed: str, problem: Problem) -> None:
    """Not even the bigger of two: seen to fail with the most populous town taken."""
    assert found(context, typed) is problem


def test_every_label_that_is_shown_is_understood(context: Context) -> None:
    """Also where towns share name, country and number of inhabitants, as 79 pairs of GeoNames do."""
    for entry in TOWNS:
        for choice in search_places(context, text=entry.name):
            assert found(context, choice.label) == choice.id


def test_a_town_is_shown_as_short_as_it_can_be_typed_again(context: Context) -> None:
    shown = {}
    with context.store.reading() as session:
        for entry in TOWNS:
            place = session.get_one(Place, entry.town.id)
            shown[place.id] = shortest_name(session, place)
            assert find_place(session, shown[place.id]) is place
    assert shown[UTRECHT] == "Utrecht, NL"
    assert shown[2756560] == "Nieuw-Annerveen, NL (4,000)"
    assert shown[2756561] == "Nieuw-Annerveen, NL (9,000) #2756561"


def test_a_town_that_must_be_known_is_refused_for_its_field(context: Context) -> None:
    with context.store.reading() as session, pytest.raises(InvalidInput) as refusal:
        resolve_place(session, "nowhere", field="pickup")
    assert problems_of(refusal.value) == {"pickup": Problem.UNKNOWN_PLACE}


def test_places_are_loaded_once(context: Context) -> None:
    assert load_places(context, gazetteer=lambda: iter(TOWNS)) == 0


def test_the_number_of_people_to_hide_among_is_a_setting_that_the_cells_keep(context: Context) -> None:
    with context.store.reading() as session:
        city, village = session.get_one(Place, UTRECHT), session.get_one(Place, 2756560)
    assert city.hides == 376_435
    assert village.hides < context.settings.cell_population
