"""What no row can hold is refused before any database is asked: PostgreSQL knows no NUL, and raises an error that is no answer.

Seen red with `refuse_nul` left out of the guards: an id, a form and a login with a NUL were errors of the service.
"""

from collections.abc import Callable

import pytest

from safehouse.domain.access import Actor
from safehouse.services.context import Context
from safehouse.services.requests import get_request
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]


@pytest.fixture
def store_url(postgres_store_url: str) -> str:
    """SQLite takes a NUL, so these tests take PostgreSQL."""
    return postgres_store_url


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def coordinator(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.coordinator)


def test_an_address_with_a_nul_is_one_that_does_not_exist(night: Night, coordinator: Visitor) -> None:
    request_id = night.request()
    for path in (f"/requests/{request_id}%00", "/requests/%00/change"):
        answer = coordinator.get(path)
        assert answer.status_code == 404, path
        assert "There is no such page, or it is not one of yours." in text_of(answer.text)
    assert coordinator.post(f"/requests/{request_id}/offers/%00/accept").status_code == 404


def test_a_form_with_a_nul_cannot_be_read_and_changes_nothing(night: Night, coordinator: Visitor) -> None:
    request_id = night.request()
    before = get_request(night.context, night.coordinator, request_id=request_id)
    for path, fields in (
        (f"/requests/{request_id}/offers", {"suggestion_id": "\0"}),
        (f"/requests/{request_id}/refused-house", {"offer_id": "a\0b", "survivor_reason": "pet"}),
        (f"/requests/{request_id}/hand-over", {"note": "Afraid of\0dogs."}),
        ("/requests/towns", {"field": "pickup", "pickup": "Utrecht\0"}),
        ("/requests/towns", {"field": "pickup", "\0": "Utrecht"}),
    ):
        answer = coordinator.post(path, fields)
        assert answer.status_code == 400, path
        assert "Nothing was changed." in text_of(answer.text)
    assert get_request(night.context, night.coordinator, request_id=request_id) == before


def test_a_query_with_a_nul_cannot_be_read(coordinator: Visitor) -> None:
    assert coordinator.get("/desk?owner=%00").status_code == 400


def test_a_login_with_a_nul_cannot_be_read(context: Context, visitor: Visitor) -> None:
    del context
    assert visitor.log_in("somebody@example.org\0", "a password that nobody has").status_code == 400
