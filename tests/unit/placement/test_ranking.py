"""The order of suggestions, the best rooms of a house, bands and warnings."""

import pytest

from safehouse.domain.codes import AnswerWarning, Band, HouseStatus, LanguageCover, RoomNeed, RuleCode, SpeakerLevel
from safehouse.domain.places import between_km
from safehouse.placement.matrix import prepare_network
from safehouse.placement.problem import Answer, House, KeepAwayArea, PlacementRequest, RoomUse, Verdict
from safehouse.placement.ranking import rank
from tests.builders import AS_OF, a_house, a_house_cell, a_household, a_request, a_room, an_area_cell

STEP_FREE = frozenset({RoomNeed.STEP_FREE})


def _rank(houses: tuple[House, ...], request: PlacementRequest, top: int = 20) -> Answer:
    return rank(prepare_network(houses, AS_OF), request, top)


def _houses(answer: Answer) -> list[str]:
    return [suggestion.house for suggestion in answer.suggestions]


def test_most_points_come_first() -> None:
    houses = (a_house(id="a"), a_house(id="b", languages={"ro": LanguageCover.STAFF}), a_house(id="c"))
    answer = _rank(houses, a_request(languages={"ro": SpeakerLevel.SOME}))
    assert _houses(answer) == ["b", "a", "c"]
    totals = [suggestion.points.total for suggestion in answer.suggestions]
    assert totals == [75 + 75 + 50 + 100 + 100 + 100 + 180, 500, 500]


def test_equal_points_are_in_the_order_of_house_ids() -> None:
    ids = ("10", "9", "A", "a", "é", "家")
    assert _houses(_rank(tuple(a_house(id=one) for one in sorted(ids)), a_request())) == sorted(ids)


def test_many_houses_of_few_different_points_stay_in_the_order_of_ids() -> None:
    levels = (LanguageCover.STAFF, LanguageCover.PHONE_INTERPRETER, LanguageCover.BOOKED_INTERPRETER)
    houses = tuple(a_house(id=f"h{number:03}", languages={"ro": levels[number % 3]}) for number in range(300))
    answer = _rank(houses, a_request(languages={"ro": SpeakerLevel.FLUENT}), top=300)
    assert _houses(answer) == [f"h{number:03}" for first in range(3) for number in range(first, 300, 3)]


def test_the_first_house_may_have_no_room() -> None:
    houses = (a_house(id="a", rooms=()), a_house(id="b"), a_house(id="c", rooms=()))
    assert _houses(_rank(houses, a_request())) == ["b"]


def test_a_house_comes_once_with_its_best_rooms() -> None:
    rooms = (a_room(3, id="a"), a_room(1, id="b", features=STEP_FREE), a_room(1, id="c"), a_room(1, id="d"))
    answer = _rank((a_house(rooms=rooms),), a_request())
    assert [suggestion.rooms for suggestion in answer.suggestions] == [(RoomUse("c", ("b1",), 0, ()),)]


def test_points_of_the_rooms_decide_between_houses() -> None:
    houses = (a_house(id="a", rooms=(a_room(2),)), a_house(id="b", rooms=(a_room(2), a_room(1, id="r2"))))
    assert _houses(_rank(houses, a_request())) == ["b", "a"]


def test_among_two_rooms_the_best_fit_and_then_the_lowest_ids_win() -> None:
    rooms = (a_room(2, id="a"), a_room(2, id="b"), a_room(1, id="c"), a_room(1, id="d"))
    answer = _rank((a_house(rooms=rooms),), a_request(people=a_household(40, 38, 20), may_split=True))
    (suggestion,) = answer.suggestions
    assert [use.room for use in suggestion.rooms] == ["a", "c"]


def test_no_more_than_top_are_suggested_and_they_are_the_first() -> None:
    houses = tuple(a_house(id=f"h{number:02}") for number in range(30))
    assert len(_rank(houses, a_request()).suggestions) == 20
    assert _houses(_rank(houses, a_request(), top=2)) == ["h00", "h01"]


def test_a_refused_house_is_never_suggested_however_many_points_it_has() -> None:
    house = a_house(languages={"ro": LanguageCover.STAFF}, status=HouseStatus.COMPROMISED)
    answer = _rank((house,), a_request(languages={"ro": SpeakerLevel.FLUENT}))
    assert answer.suggestions == ()
    assert answer.verdicts == (Verdict("h1", (RuleCode.COMPROMISED,)),)


def test_only_houses_with_a_failing_code_have_a_verdict() -> None:
    houses = (a_house(id="a"), a_house(id="b", rooms=(), status=HouseStatus.CLOSED), a_house(id="c", rooms=()))
    assert _rank(houses, a_request()).verdicts == (
        Verdict("b", (RuleCode.HOUSE_NOT_OPEN, RuleCode.NO_ROOM)),
        Verdict("c", (RuleCode.NO_ROOM,)),
    )


def test_a_request_without_a_keep_away_area_is_warned_of() -> None:
    assert _rank((a_house(),), a_request()).warnings == (AnswerWarning.NO_KEEP_AWAY_AREA,)
    area = KeepAwayArea(an_area_cell(40, 0), 50)
    assert _rank((a_house(),), a_request(keep_away=(area,))).warnings == ()


@pytest.mark.parametrize(
    ("lat", "band"),
    [
        (52.1, Band.UNDER_50),
        (51.4, Band.FROM_50_TO_100),
        (51.0, Band.FROM_100_TO_200),
        (49.5, Band.FROM_200_TO_400),
        (48.0, Band.FROM_400),
    ],
)
def test_the_band_is_that_of_the_journey(lat: float, band: Band) -> None:
    (suggestion,) = _rank((a_house(),), a_request(pickup=an_area_cell(lat))).suggestions
    assert suggestion.band is band


def test_there_is_no_band_without_a_pick_up() -> None:
    (suggestion,) = _rank((a_house(),), a_request(pickup=None)).suggestions
    assert suggestion.band is None


def test_nearer_is_better_when_nothing_else_differs() -> None:
    pickup = an_area_cell()
    near, far = a_house_cell(52.5), a_house_cell(54.0)
    assert between_km(pickup, near) < between_km(pickup, far)
    houses = (a_house(id="a", cell=far), a_house(id="b", cell=near))
    assert _houses(_rank(houses, a_request(pickup=pickup))) == ["b", "a"]


def test_a_network_without_houses_has_nothing_to_say() -> None:
    request = a_request(
        people=a_household(40, 38),
        may_split=True,
        keep_away=(KeepAwayArea(an_area_cell(), 50),),
        pickup=an_area_cell(),
        languages={"ro": SpeakerLevel.FLUENT},
    )
    answer = _rank((), request)
    assert answer == Answer("q1", suggestions=(), excluded={}, relaxations=(), warnings=(), verdicts=())


def test_houses_out_of_order_or_twice_are_refused() -> None:
    with pytest.raises(ValueError, match="sorted by id"):
        prepare_network((a_house(id="b"), a_house(id="a")), AS_OF)
    with pytest.raises(ValueError, match="each id once"):
        prepare_network((a_house(id="a"), a_house(id="a")), AS_OF)
