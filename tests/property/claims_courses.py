"""What a history of claims is made of: the deeds, how they may follow each other, and households that come to the desk."""

from collections.abc import Callable
from dataclasses import dataclass

from hypothesis import strategies as st

from safehouse.domain.codes import Gender
from safehouse.services.arrivals import change_arrival, confirm_arrival, record_departure, record_no_show
from safehouse.services.offers import (
    accept_offer,
    decline_offer,
    make_offer,
    record_survivor_refusal,
    take_back_acceptance,
    withdraw_offer,
)
from safehouse.services.request_documents import KnownArea
from safehouse.services.stays import check_out
from safehouse.services.transfers import ask_for_transfer
from tests.services.night import People, an_area

NEAR_UTRECHT, FAR_AWAY = "871969600ffffff", "871e701b3ffffff"

Deed = Callable[..., object]

ANSWERS: tuple[Deed, ...] = (accept_offer, accept_offer, decline_offer, record_survivor_refusal, withdraw_offer)
WHILE_AWAITED: tuple[Deed, ...] = (
    confirm_arrival,
    record_departure,
    record_no_show,
    change_arrival,
    record_survivor_refusal,
    withdraw_offer,
)
DEEDS_OF_THE_HOUSE: tuple[Deed, ...] = (accept_offer, decline_offer, confirm_arrival, take_back_acceptance)
COURSES: tuple[tuple[Deed, ...], ...] = (
    (),
    (accept_offer,),
    (accept_offer, confirm_arrival),
    (accept_offer, confirm_arrival, check_out),
    (accept_offer, confirm_arrival, ask_for_transfer),
    (accept_offer, record_departure, change_arrival),
    (accept_offer, record_no_show),
    (accept_offer, withdraw_offer),
    (accept_offer, take_back_acceptance),
    (decline_offer,),
    (record_survivor_refusal,),
)
"""What may become of an offer at once, so that every history has come some way before it takes its own."""
MOVES: tuple[tuple[Deed, ...], ...] = (
    (accept_offer, record_departure, confirm_arrival),
    (accept_offer, confirm_arrival),
    (accept_offer, record_no_show),
    (accept_offer,),
    (decline_offer,),
    (record_survivor_refusal,),
    (withdraw_offer,),
    (),
)
"""The same of an offer by which people move from one house to another."""
DEEDS: tuple[Deed, ...] = (make_offer, *ANSWERS, *WHILE_AWAITED, take_back_acceptance, check_out, ask_for_transfer)
"""Each must have been done, and not only been refused, in some history of `make soak`."""


@dataclass(frozen=True)
class Entry:
    """A household that comes to the desk, and what is done at once after its first offer."""

    people: People
    areas: tuple[KnownArea, ...]
    tags: frozenset[str]
    avoids: frozenset[str]
    goes_on: tuple[Deed, ...]


genders = st.sampled_from([Gender.WOMAN, Gender.WOMAN, Gender.MAN])
ages = st.sampled_from([24, 30, 24, 30, 17, 12, 3, 0])
tag_sets = st.sampled_from([frozenset[str](), frozenset[str](), frozenset({"x"})])
area_lists = st.sampled_from(
    [
        (),
        (),
        (an_area(NEAR_UTRECHT, 1),),
        (an_area(NEAR_UTRECHT, 150),),
        (an_area(FAR_AWAY, 40),),
    ]
)
entries = st.builds(
    Entry,
    people=st.lists(st.tuples(genders, ages), min_size=1, max_size=3).map(tuple),
    areas=area_lists,
    tags=tag_sets,
    avoids=tag_sets,
    goes_on=st.sampled_from(COURSES),
)
