"""The life of a request: which steps there are, and that no other one can be taken."""

from itertools import product
from typing import Any

import pytest

from safehouse.domain.codes import RequestState
from safehouse.domain.errors import WrongState
from safehouse.models.requests import Request
from safehouse.services.request_states import NEXT_STATES, move_request

ALLOWED = {
    "draft open", "draft withdrawn", "draft duplicate",
    "open offered", "open withdrawn", "open unmet", "open duplicate",
    "offered open", "offered reserved",
    "reserved open", "reserved in_transit", "reserved checked_in",
    "in_transit open", "in_transit checked_in",
    "checked_in closed",
}  # fmt: skip


@pytest.mark.parametrize(("before", "after"), list(product(RequestState, RequestState)))
def test_a_request_takes_the_steps_of_its_life_and_no_other(before: RequestState, after: RequestState) -> None:
    columns: dict[str, Any] = {"state": before, "version": 3}
    request = Request(**columns)
    if f"{before} {after}" in ALLOWED:
        move_request(request, after)
        assert (request.state, request.version) == (after, 4)
    else:
        with pytest.raises(WrongState):
            move_request(request, after)
        assert (request.state, request.version) == (before, 3)


def test_every_state_has_its_row() -> None:
    assert NEXT_STATES.keys() == set(RequestState)
