"""Neither a deed on houses, requests and capacity without its audit row nor a row without its deed.

Seen red with nothing written at all, which is among the planted faults.
"""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

import pytest

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import (
    HouseStatus,
    RuleCode,
    TakeOverReason,
    UnmetReason,
    WaiverReason,
    WithdrawnReason,
)
from safehouse.services.capacity import report_capacity, report_nothing_changed
from safehouse.services.houses import (
    RoomDraft,
    add_bed,
    add_cot,
    add_room,
    change_house,
    change_room,
    register_house,
    retire_bed,
    retire_cot,
    retire_room,
    set_status,
)
from safehouse.services.requests import (
    change_request,
    end_unmet,
    enter_request,
    mark_duplicate,
    move_waiting_arrival,
    open_request,
    take_over_requests,
    waive_code,
    withdraw_request,
    write_hand_over,
)
from tests.rows import a_coordinator
from tests.services.audited import Deed, assert_nothing_happens, written_by
from tests.services.drafts import a_house_draft, a_report_draft, a_request_draft, load_towns
from tests.services.night import Night
from tests.support.stores import NOW

Ready = Callable[[Night], Deed]

ATTIC = RoomDraft(label="Attic", shared=True, beds=1, cots=0, features=frozenset())

pytestmark = pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
"""That a transaction is forgotten as a whole is tested on both databases by `test_db.py`."""


def as_actor(deed: Callable[..., object], who: Callable[[Night], Actor], **arguments: Any) -> Ready:  # noqa: ANN401  # Of a deed.
    """A deed that needs nothing but towns."""

    def ready(night: Night) -> Deed:
        load_towns(night.context)
        return lambda: deed(night.context, who(night), now=night.now, **arguments)

    return ready


def of_request(deed: Callable[..., object], **arguments: Any) -> Ready:  # noqa: ANN401  # Of a deed.
    """A deed of the desk on an open request."""

    def ready(night: Night) -> Deed:
        request_id = night.request()
        return lambda: deed(night.context, night.coordinator, request_id=request_id, now=night.now, **arguments)

    return ready


def of_house(deed: Callable[..., object], **arguments: Any) -> Ready:  # noqa: ANN401  # Of a deed.
    """A deed of a manager on a house that has reported."""

    def ready(night: Night) -> Deed:
        house = night.house()
        manager = night.manager(house)
        return lambda: deed(night.context, manager, house_id=house.id, now=night.now, **arguments)

    return ready


def of_rooms(deed: Callable[..., object], *names: str, **arguments: Any) -> Ready:  # noqa: ANN401  # Of a deed.
    """A deed of the national contact on the first room of a house, or its first bed or cot: what `names` say."""

    def ready(night: Night) -> Deed:
        house = night.house(2, 1, cots_per_room=(1,))
        [room, *_] = house.rooms
        ids = {"room_id": room.id, "bed_id": room.beds[0], "cot_id": room.cots[0]}
        named = {name: ids[name] for name in names}
        contact = night.desk.national_contact
        return lambda: deed(night.context, contact, house_id=house.id, now=night.now, **named, **arguments)

    return ready


def reporting(night: Night) -> Deed:
    house = night.house()
    manager, draft = night.manager(house), a_report_draft(house)
    return lambda: report_capacity(night.context, manager, house_id=house.id, draft=draft, now=night.now)


def marking(night: Night) -> Deed:
    request_id, original = night.request(), night.case_code(night.request())
    return lambda: mark_duplicate(
        night.context, night.coordinator, request_id=request_id, case_code=original, now=night.now
    )


def taking_over(night: Night) -> Deed:
    request_id, colleague = night.request(), a_coordinator(night.context)
    return lambda: take_over_requests(
        night.context,
        colleague,
        request_ids=(request_id,),
        owner_id=night.coordinator.account_id,
        reason=TakeOverReason.OTHER,
        now=night.now,
    )


def opening(night: Night) -> Deed:
    request_id = night.request(columns={"is_new_to_owner": True})
    return lambda: open_request(night.context, night.coordinator, request_id=request_id, now=night.now)


DEEDS: Mapping[Action, Ready] = {
    Action.REGISTERED_HOUSE: as_actor(register_house, lambda night: night.desk.national_contact, draft=a_house_draft()),
    Action.CHANGED_HOUSE_STATUS: of_house(set_status, status=HouseStatus.PAUSED),
    Action.CHANGED_HOUSE: of_rooms(change_house, facts=a_house_draft()),
    Action.ADDED_ROOM: of_rooms(add_room, room=ATTIC),
    Action.CHANGED_ROOM: of_rooms(change_room, "room_id", room=ATTIC),
    Action.RETIRED_ROOM: of_rooms(retire_room, "room_id"),
    Action.ADDED_BED: of_rooms(add_bed, "room_id"),
    Action.RETIRED_BED: of_rooms(retire_bed, "bed_id"),
    Action.ADDED_COT: of_rooms(add_cot, "room_id"),
    Action.RETIRED_COT: of_rooms(retire_cot, "cot_id"),
    Action.ENTERED_REQUEST: as_actor(enter_request, lambda night: night.coordinator, draft=a_request_draft()),
    Action.CHANGED_REQUEST: of_request(change_request, version=1, draft=a_request_draft()),
    Action.TOOK_OVER_REQUEST: taking_over,
    Action.OPENED_REQUEST: opening,
    Action.WAIVED_CODE: of_request(waive_code, code=RuleCode.NEEDS, reason=WaiverReason.COVER_ARRANGED),
    Action.WITHDREW_REQUEST: of_request(withdraw_request, reason=WithdrawnReason.ERROR),
    Action.ENDED_REQUEST_UNMET: of_request(end_unmet, reason=UnmetReason.NO_MATCH),
    Action.MARKED_DUPLICATE: marking,
    Action.WROTE_HAND_OVER: of_request(write_hand_over, note="Afraid of dogs."),
    Action.REPORTED_CAPACITY: reporting,
}
OTHER_WAYS: Mapping[str, tuple[Action, Ready]] = {
    "a new arrival while it waits": (
        Action.CHANGED_ARRIVAL,
        of_request(move_waiting_arrival, arrives_at=NOW + timedelta(hours=3)),
    ),
    "nothing changed": (Action.REPORTED_CAPACITY, of_house(report_nothing_changed)),
}
ALL = [*DEEDS.items(), *OTHER_WAYS.values()]
NAMES = [*(action.value for action in DEEDS), *OTHER_WAYS]


@pytest.mark.parametrize(("action", "ready"), ALL, ids=NAMES)
def test_without_its_audit_row_a_deed_does_not_happen(
    night: Night, broken_audit: Callable[[], None], action: Action, ready: Ready
) -> None:
    del action
    assert_nothing_happens(night.context, ready(night), broken_audit)


@pytest.mark.parametrize(("action", "ready"), ALL, ids=NAMES)
def test_each_deed_writes_one_audit_row(night: Night, action: Action, ready: Ready) -> None:
    assert written_by(night.context, ready(night)) == [action]
