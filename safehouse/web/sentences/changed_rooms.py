"""Rooms that are not what was promised any more, in words: what has changed about them."""

from collections.abc import Mapping, Sequence

from safehouse.domain.codes import RuleCode
from safehouse.web.texts import lazy_gettext as _l

_CHANGES: Mapping[RuleCode, str] = {
    RuleCode.GENDER: _l("Somebody of another gender is in their room."),
    RuleCode.MINORS: _l("Their room would bring people under 18 and strangers together."),
    RuleCode.NO_ROOM: _l("Somebody else is in their room, or the house has not said who is."),
}


def change_words(codes: Sequence[RuleCode]) -> str:
    """What has changed about a room, a sentence for each code."""
    return " ".join(str(_CHANGES[code]) for code in codes)
