"""Who must not share a house, and who must."""

from dataclasses import replace
from itertools import combinations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from safehouse.domain.codes import Gender, Urgency
from safehouse.placement.problem import PlacementRequest
from safehouse.placement.solver.relations import cliques, relations_of
from tests.builders import a_request
from tests.unit.solver.planned import a_house_of, a_named_room, a_proven_plan, houses_of, somebody

Q1, Q2, Q3 = somebody("q1"), somebody("q2"), somebody("q3")
RED = frozenset({"red"})
LARGE = a_house_of(a_named_room("r1", 1), a_named_room("r2", 1), a_named_room("r3", 1))

APART = {
    "one names the other": (replace(Q1, keep_apart=frozenset({"q2"})), Q2),
    "the other names the one": (Q1, replace(Q2, keep_apart=frozenset({"q1"}))),
    "one avoids what the other brings": (replace(Q1, keep_apart_tags=RED), replace(Q2, tags=RED)),
    "the other avoids what the one brings": (replace(Q1, tags=RED), replace(Q2, keep_apart_tags=RED)),
}


@pytest.mark.parametrize("why", APART)
def test_two_who_are_to_be_kept_apart_never_share_a_house_when(why: str) -> None:
    """Seen to fail without the rows that keep apart."""
    assert len(a_proven_plan([LARGE], APART[why]).placed) == 1


@pytest.mark.parametrize("why", APART)
def test_two_who_are_to_be_kept_apart_both_have_a_place_in_two_houses_when(why: str) -> None:
    found = a_proven_plan([LARGE, replace(LARGE, id="h2")], APART[why])
    assert set(houses_of(found).values()) == {"h1", "h2"}


def test_bringing_the_same_tag_or_avoiding_the_same_tag_keeps_nobody_apart() -> None:
    assert len(a_proven_plan([LARGE], [replace(Q1, tags=RED), replace(Q2, tags=RED)]).placed) == 2
    avoiding = [replace(Q1, keep_apart_tags=RED), replace(Q2, keep_apart_tags=RED)]
    assert len(a_proven_plan([LARGE], avoiding).placed) == 2


def test_a_request_that_avoids_its_own_tag_still_has_a_place() -> None:
    assert len(a_proven_plan([LARGE], [replace(Q1, tags=RED, keep_apart_tags=RED)]).placed) == 1


def test_of_three_who_avoid_each_other_one_has_a_place_in_each_house() -> None:
    three = [replace(one, tags=RED, keep_apart_tags=RED) for one in (Q1, Q2, Q3)]
    assert len(a_proven_plan([LARGE, replace(LARGE, id="h2")], three).placed) == 2


def test_those_who_belong_together_share_a_house_though_another_has_more_points() -> None:
    """Seen to fail without the rows that keep together."""
    small = replace(LARGE, id="h0", rooms=LARGE.rooms[:1], specialisms=frozenset({"labour"}))
    apart = [replace(one, exploitation="labour") for one in (Q1, Q2)]
    assert set(houses_of(a_proven_plan([small, LARGE], apart)).values()) == {"h0", "h1"}
    together = [replace(apart[0], keep_together=frozenset({"q2"})), apart[1]]
    assert houses_of(a_proven_plan([small, LARGE], together)) == {"q1": "h1", "q2": "h1"}


def test_belonging_together_is_transitive_and_needs_to_be_said_by_one_only() -> None:
    chain = [replace(Q1, keep_together=frozenset({"q2"})), Q2, replace(Q3, keep_together=frozenset({"q2"}))]
    two_rooms = [a_house_of(*LARGE.rooms[:2], house_id=f"h{number}") for number in range(3)]
    assert a_proven_plan(two_rooms, chain).placed == ()
    assert len(set(houses_of(a_proven_plan([*two_rooms, replace(LARGE, id="h9")], chain)).values())) == 1


def test_a_group_whose_member_no_house_takes_has_no_place() -> None:
    together = [replace(Q1, keep_together=frozenset({"q2"})), replace(Q2, min_security=3)]
    assert a_proven_plan([LARGE], together).placed == ()


def test_a_group_of_which_two_are_to_be_kept_apart_never_has_a_place() -> None:
    torn = [
        replace(Q1, keep_together=frozenset({"q2", "q3"})),
        replace(Q2, keep_apart=frozenset({"q3"})),
        Q3,
    ]
    found = a_proven_plan([LARGE, replace(LARGE, id="h2")], torn)
    assert found.placed == ()
    assert [one.request for one in found.unplaced] == ["q1", "q2", "q3"]


def test_names_of_requests_that_are_not_there_say_nothing() -> None:
    gone = replace(Q1, keep_apart=frozenset({"gone"}), keep_together=frozenset({"gone"}))
    assert len(a_proven_plan([LARGE], [gone]).placed) == 1


def test_a_group_may_share_one_room_when_its_members_may() -> None:
    room = a_named_room("r1", 2, shared=True)
    women = [replace(Q1, keep_together=frozenset({"q2"})), Q2]
    assert len(a_proven_plan([a_house_of(room)], women).placed) == 2
    mixed = [women[0], somebody("q2", Gender.MAN)]
    assert a_proven_plan([a_house_of(room)], mixed).placed == ()


def test_people_of_a_group_count_at_the_urgency_of_their_own_request() -> None:
    mixed = [
        replace(Q1, keep_together=frozenset({"q2"}), urgency=Urgency.PLANNED),
        replace(Q2, urgency=Urgency.EMERGENCY),
        replace(Q3, urgency=Urgency.URGENT),
    ]
    found = a_proven_plan([a_house_of(*LARGE.rooms[:2])], mixed)
    assert houses_of(found).keys() == {"q1", "q2"}
    assert (found.value.emergency, found.value.urgent, found.value.planned) == (1, 0, 1)


PAIRS = st.frozensets(st.tuples(st.integers(0, 7), st.integers(0, 7)).filter(lambda pair: pair[0] < pair[1]))


@given(pairs=PAIRS)
def test_cliques_cover_every_pair_and_nothing_else(pairs: frozenset[tuple[int, int]]) -> None:
    covered = {pair for clique in cliques(pairs) for pair in combinations(clique, 2)}
    assert covered == pairs


def test_every_request_is_in_one_unit() -> None:
    requests: list[PlacementRequest] = [
        a_request(id="a", keep_together=frozenset({"c"})),
        a_request(id="b"),
        a_request(id="c"),
        a_request(id="d", keep_together=frozenset({"a"}), keep_apart=frozenset({"b", "c"})),
    ]
    relations = relations_of(requests)
    assert relations.units == ((0, 2, 3), (1,))
    assert relations.apart == {(1, 3), (2, 3)}
