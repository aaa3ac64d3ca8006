"""Across borders: a coordinator asks another country for one of its houses, and its national contact decides after a first look.

`asking` and `answering` are the deeds of the two sides, `cases` what both begin with, `ending` what the clock does, and `viewing`
what each side sees.
"""

from safehouse.services.borders.answering import accept_from_abroad, reject_from_abroad
from safehouse.services.borders.asking import ask_abroad, refuse_while_asked, withdraw_asking
from safehouse.services.borders.ending import expire_asked
from safehouse.services.borders.viewing import (
    AskedLine,
    FirstLook,
    FirstLooks,
    find_first_looks,
    get_first_look,
    list_asked,
    list_asked_by_desk,
)

__all__ = [
    "AskedLine",
    "FirstLook",
    "FirstLooks",
    "accept_from_abroad",
    "ask_abroad",
    "expire_asked",
    "find_first_looks",
    "get_first_look",
    "list_asked",
    "list_asked_by_desk",
    "refuse_while_asked",
    "reject_from_abroad",
    "withdraw_asking",
]
