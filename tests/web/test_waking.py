"""After a bed is held, the pages say that the house is being woken only where somebody there can be."""

from dataclasses import replace
from datetime import timedelta

import pytest
import time_machine

from safehouse.app import create_app
from safehouse.services.context import Context
from safehouse.services.evacuations import get_evacuation
from safehouse.services.evacuations.computing import compute_evacuation
from safehouse.services.mail import send_due_messages
from safehouse.services.suggestions import find_suggestions
from tests.services.night import Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, a_visitor_as, text_of

NOBODY = "Nobody could be woken: call the house."
UNDER_WAY = "The house is being woken."


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


def with_command(night: Night) -> Night:
    """The same night with a gateway that takes every message."""
    settings = replace(night.context.settings, wake_command=("true",))
    return replace(night, context=replace(night.context, settings=settings))


def page_after_holding(night: Night) -> tuple[Visitor, str, str]:
    """The coordinator, the address of the request, and what its page says after the bed of its only house was held."""
    night.duty_contact(night.house(1), "+31600000001")
    request_id = night.request()
    desk = a_visitor_as(create_app(night.context), night.context, night.coordinator, now=night.now)
    address = f"/requests/{request_id}"
    desk.post(f"{address}/suggestions")
    found = find_suggestions(night.context, night.coordinator, request_id=request_id)
    assert found is not None
    assert desk.post(f"{address}/offers", {"suggestion_id": found.suggestions[0].suggestion_id}).status_code == 303
    return desk, address, text_of(desk.get(address).text)


@pytest.mark.usefixtures("travel")
def test_without_a_channel_the_desk_is_told_that_nobody_could_be_woken(night: Night) -> None:
    """Seen red with the sentences of before: "have been woken" and "were woken just now", though nobody was."""
    desk, address, page = page_after_holding(night)
    assert f"The bed is held. {NOBODY}" in page
    assert "woken just now" not in page
    assert NOBODY in text_of(desk.get(address).text)


def test_with_a_channel_the_house_is_being_woken_until_a_message_has_left(
    night: Night, travel: time_machine.Traveller
) -> None:
    able = with_command(night)
    desk, address, page = page_after_holding(able)
    assert f"The bed is held. {UNDER_WAY}" in page
    assert UNDER_WAY in text_of(desk.get(address).text)
    travel.move_to(able.clock.forward(timedelta(minutes=2)))
    send_due_messages(able.context, now=able.now)
    page = text_of(desk.get(address).text)
    assert UNDER_WAY not in page
    assert "Its duty contacts were last woken at Tue 24 Nov, 02:02" in page


@pytest.mark.usefixtures("travel")
@pytest.mark.parametrize(("has_channel", "said"), [(False, NOBODY), (True, UNDER_WAY)])
def test_a_move_out_of_a_house_says_the_same(night: Night, has_channel: bool, said: str) -> None:  # noqa: FBT001  # A parameter of the test.
    able = with_command(night) if has_channel else night
    house, other = able.house(1), able.house(1)
    able.stay(able.request(), house)
    able.duty_contact(other, "+31600000001")
    able.compromise(house)
    national = able.desk.national_contact
    job = get_evacuation(able.context, national, house_id=house.id).job
    assert job is not None
    compute_evacuation(able.context, job_id=job.id, now=able.now)
    [move] = get_evacuation(able.context, national, house_id=house.id).moves
    contact = a_visitor_as(create_app(able.context), able.context, national, now=able.now)
    address = f"/country/houses/{house.id}/evacuation"
    assert contact.post(f"{address}/moves/{move.move_id}").status_code == 303
    assert f"The house was asked. {said}" in text_of(contact.get(address).text)
