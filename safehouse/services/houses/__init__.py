"""Houses: registered and changed by the national contact, opened and closed, seen by the people of their country."""

from safehouse.services.houses.changes import HouseChange, HouseChanges, get_changes
from safehouse.services.houses.changing import ChangedHouse, Misplaced, change_house, change_house_within
from safehouse.services.houses.drafts import HouseDraft, HouseFacts, HouseLanguageDraft, RoomDraft, RoomFacts
from safehouse.services.houses.listing import HouseLine, list_country_houses, list_own_houses
from safehouse.services.houses.registering import RegisteredHouse, register_house, register_house_within
from safehouse.services.houses.retiring import (
    retire_bed,
    retire_bed_within,
    retire_cot,
    retire_cot_within,
    retire_room,
    retire_room_within,
)
from safehouse.services.houses.rooms import (
    add_bed,
    add_bed_within,
    add_cot,
    add_cot_within,
    add_room,
    add_room_within,
    change_room,
    change_room_within,
)
from safehouse.services.houses.status import set_status
from safehouse.services.houses.viewing import Hiding, HouseView, get_hiding, get_house, get_managed_house

__all__ = [
    "ChangedHouse",
    "Hiding",
    "HouseChange",
    "HouseChanges",
    "HouseDraft",
    "HouseFacts",
    "HouseLanguageDraft",
    "HouseLine",
    "HouseView",
    "Misplaced",
    "RegisteredHouse",
    "RoomDraft",
    "RoomFacts",
    "add_bed",
    "add_bed_within",
    "add_cot",
    "add_cot_within",
    "add_room",
    "add_room_within",
    "change_house",
    "change_house_within",
    "change_room",
    "change_room_within",
    "get_changes",
    "get_hiding",
    "get_house",
    "get_managed_house",
    "list_country_houses",
    "list_own_houses",
    "register_house",
    "register_house_within",
    "retire_bed",
    "retire_bed_within",
    "retire_cot",
    "retire_cot_within",
    "retire_room",
    "retire_room_within",
    "set_status",
]
