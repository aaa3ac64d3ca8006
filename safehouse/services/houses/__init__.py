"""Houses: registered once by the national contact, opened and closed, seen by the people of their country."""

from safehouse.services.houses.drafts import HouseDraft, HouseLanguageDraft, RoomDraft
from safehouse.services.houses.listing import HouseLine, list_country_houses, list_own_houses
from safehouse.services.houses.registering import RegisteredHouse, register_house
from safehouse.services.houses.status import set_status

__all__ = [
    "HouseDraft",
    "HouseLanguageDraft",
    "HouseLine",
    "RegisteredHouse",
    "RoomDraft",
    "list_country_houses",
    "list_own_houses",
    "register_house",
    "set_status",
]
