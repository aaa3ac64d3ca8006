"""What only the vectorised form can get wrong: houses and rooms mixed up in its long rows."""

from itertools import combinations

from safehouse.placement.matrix import judge, prepare_network, room_options
from safehouse.placement.problem import House
from tests.builders import AS_OF, a_house, a_household, a_request, a_room

COUPLE = a_request(people=a_household(40, 38), may_split=True)
ROOM_IDS = [f"r{number:02}" for number in range(40)]


def _house_of_many_rooms(house_id: str, beds: int) -> House:
    return a_house(id=house_id, rooms=tuple(a_room(beds, id=room) for room in ROOM_IDS))


def test_options_of_many_rooms_stay_in_the_order_of_ids_and_with_their_house() -> None:
    singles, doubles = list(combinations(ROOM_IDS, 2)), [(room,) for room in ROOM_IDS]
    houses = (_house_of_many_rooms("a", 1), _house_of_many_rooms("b", 2), _house_of_many_rooms("c", 1))
    network = prepare_network(houses, AS_OF)
    judgement = judge(network, COUPLE)
    found = [room_options(network, judgement, index) for index in range(3)]
    assert [[tuple(use.room for use in option.rooms) for option in one] for one in found] == [singles, doubles, singles]


def test_two_rooms_are_never_of_two_houses() -> None:
    houses = (_house_of_many_rooms("a", 1), _house_of_many_rooms("b", 1))
    network = prepare_network(houses, AS_OF)
    assert len(judge(network, COUPLE).options.house) == 2 * len(list(combinations(ROOM_IDS, 2)))


def test_a_judgement_says_which_request_it_is_of() -> None:
    assert judge(prepare_network((), AS_OF), COUPLE).request is COUPLE


def test_an_option_says_where_its_rooms_are_and_whether_only_a_bed_is_shared() -> None:
    rooms = (a_room(2, id="a", shared=True), a_room(0, id="b"), a_room(1, id="c"))
    network = prepare_network((a_house(rooms=rooms),), AS_OF)
    shared, own = room_options(network, judge(network, a_request()), 0)
    assert (shared.room_indexes, shared.is_shared_bed) == ((0,), True)
    assert (own.room_indexes, own.is_shared_bed) == ((2,), False)


def test_a_network_knows_its_moment_and_its_houses() -> None:
    network = prepare_network((a_house(),), AS_OF)
    assert (network.as_of, network.houses) == (AS_OF, (a_house(),))
