"""Suggestions in sentences: rooms, what to know, why not the other houses, what could be waived."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from safehouse.domain.codes import CONFIDENTIAL, DeclinedHouse, LanguageCover, Level, Note, RejectedCountry, RuleCode
from safehouse.placement.problem import Relaxation
from safehouse.services.languages import language_name
from safehouse.services.offers import RoomLine
from safehouse.services.suggestions import NoteLine
from safehouse.web.access import current_actor
from safehouse.web.texts import gettext as _
from safehouse.web.texts import lazy_gettext as _l
from safehouse.web.texts import ngettext
from safehouse.web.words import word

Details = Mapping[str, Any]

REASONS = (Note.KEEP_AWAY_CLEARED, Note.COMPANIONS_HERE, Note.LANGUAGE_SPOKEN, Note.LANGUAGE_INTERPRETED)
"""What speaks for a house."""
FOR_THE_SURVIVOR = (
    Note.LANGUAGE_MISSING,
    Note.COMPANIONS_ELSEWHERE,
    Note.SHARED_ROOM,
    Note.TWO_ROOMS,
    Note.USES_COTS,
    Note.NOT_STEP_FREE,
    Note.SHORTER_STAY,
)
"""What the survivor should know before she decides."""
FOR_THE_COORDINATOR = (
    Note.NEVER_REPORTED,
    Note.REPORT_IS_OLD,
    Note.HOUSE_ASKS_TO_CALL,
    Note.HOUSE_DECLINED_BEFORE,
    Note.WAIVED,
    Note.BLOCKS_BEDS,
)
"""What the coordinator should know before holding a bed."""

ABROAD = (Note.KEEP_AWAY_CLEARED, Note.FREE_BEDS_ABROAD, Note.REJECTED_ABROAD_BEFORE)
"""What is said of a house abroad."""


def room_words(room: RoomLine) -> str:
    """`Room 3: 2 beds and 1 cot`; a label that is more than a number stands for itself."""
    name = _("Room %(number)s", number=room.label) if room.label.isdecimal() else room.label
    return _("%(room)s: %(places)s", room=name, places=_places(len(room.beds), room.cots))


def note_sentences(notes: Iterable[NoteLine], kinds: tuple[Note, ...]) -> list[str]:
    """The sentences of those notes that are of these kinds, in the order of the notes."""
    return [_SENTENCES[line.note](line.details) for line in notes if line.note in kinds]


def rule_sentence(code: str) -> str:
    """Why a house is not suggested; for whichever confidential rule there is the one word."""
    return _("confidential") if code == CONFIDENTIAL else str(_RULES[RuleCode(code)])


def relaxation_sentence(relaxation: Relaxation) -> str:
    """`If a language in common is not required: 2 houses, 5 beds`."""
    return _(
        "If %(what)s: %(houses)s, %(beds)s.",
        what=_(" and ").join(str(_IFS[code]) for code in relaxation.waive),
        houses=ngettext("%(num)s house", "%(num)s houses", relaxation.houses),
        beds=ngettext("%(num)s bed", "%(num)s beds", relaxation.beds),
    )


def _places(beds: int, cots: int) -> str:
    bed_words = ngettext("%(num)s bed", "%(num)s beds", beds)
    cot_words = ngettext("%(num)s cot", "%(num)s cots", cots)
    if beds and cots:
        return _("%(beds)s and %(cots)s", beds=bed_words, cots=cot_words)
    return bed_words if beds else cot_words


def _name(code: str) -> str:
    return language_name(code, current_actor().locale)


def _cleared(details: Details) -> str:
    return ngettext(
        "Far enough from the keep-away area.", "Far enough from all %(num)s keep-away areas.", details["areas"]
    )


def _interpreted(details: Details) -> str:
    return _(
        "%(language)s: %(cover)s.", language=_name(details["language"]), cover=word(LanguageCover(details["cover"]))
    )


def _missing(details: Details) -> str:
    return _("Nobody there speaks %(languages)s.", languages=", ".join(_name(code) for code in details["languages"]))


def _waived(details: Details) -> str:
    return _("Possible only because this was waived: %(codes)s.", codes=_words(details["codes"]))


def _words(codes: Iterable[str]) -> str:
    return ", ".join(word(RuleCode(code)) for code in codes)


def _old(details: Details) -> str:
    return ngettext(
        "The last report is %(num)s hour old: call first.",
        "The last report is %(num)s hours old: call first.",
        details["hours"],
    )


def _declined(details: Details) -> str:
    return _("The house declined this request before: %(reason)s.", reason=word(DeclinedHouse(details["reason"])))


def _blocked(details: Details) -> str:
    return ngettext(
        "%(num)s more bed of the room stays empty.", "%(num)s more beds of the room stay empty.", details["beds"]
    )


def _codes(details: Details) -> str:
    return ", ".join(details["case_codes"])


_SENTENCES: Mapping[Note, Callable[[Details], str]] = {
    Note.KEEP_AWAY_CLEARED: _cleared,
    Note.COMPANIONS_HERE: lambda details: _("Together with %(codes)s, placed in this house.", codes=_codes(details)),
    Note.COMPANIONS_ELSEWHERE: lambda details: _(
        "Not together with %(codes)s, placed in another house.", codes=_codes(details)
    ),
    Note.LANGUAGE_SPOKEN: lambda details: _("Staff speak %(language)s.", language=_name(details["language"])),
    Note.LANGUAGE_INTERPRETED: _interpreted,
    Note.LANGUAGE_MISSING: _missing,
    Note.WAIVED: _waived,
    Note.REPORT_IS_OLD: _old,
    Note.NEVER_REPORTED: lambda _details: _("The house has never reported: call first."),
    Note.HOUSE_ASKS_TO_CALL: lambda _details: _("The house asks to be called first."),
    Note.HOUSE_DECLINED_BEFORE: _declined,
    Note.FREE_BEDS_ABROAD: lambda details: _("Beds free there: %(level)s.", level=word(Level(details["level"]))),
    Note.REJECTED_ABROAD_BEFORE: lambda details: _(
        "The country rejected this request before: %(reason)s.", reason=word(RejectedCountry(details["reason"]))
    ),
    Note.SHARED_ROOM: lambda _details: _("The room is shared with others."),
    Note.TWO_ROOMS: lambda _details: _("The household is in two rooms."),
    Note.BLOCKS_BEDS: _blocked,
    Note.USES_COTS: lambda details: ngettext(
        "%(num)s child sleeps in a cot.", "%(num)s children sleep in cots.", details["cots"]
    ),
    Note.NOT_STEP_FREE: lambda _details: _("There are steps on the way to the room."),
    Note.SHORTER_STAY: lambda details: ngettext(
        "People can stay for %(num)s night at most.", "People can stay for %(num)s nights at most.", details["nights"]
    ),
}

_RULES = {
    RuleCode.HOUSE_NOT_OPEN: _l("The house is not open."),
    RuleCode.KEEP_AWAY: _l("Too near a keep-away area."),
    RuleCode.GENDER: _l("The house does not take everybody of this household, by gender."),
    RuleCode.MINORS: _l("The house does not take everybody of this household, by age."),
    RuleCode.SURVIVOR_REFUSED: _l("The survivor declined this house."),
    RuleCode.COUNTRY: _l("The household has not agreed to go to this country."),
    RuleCode.SECURITY_LEVEL: _l("The security level is too low."),
    RuleCode.NEEDS: _l("The house does not meet a need."),
    RuleCode.ENTITLEMENT: _l("The household does not have the entitlement that the house requires."),
    RuleCode.LANGUAGE: _l("No language in common, which is a must."),
    RuleCode.INTAKE: _l("The house takes nobody in at the time of arrival."),
    RuleCode.DARK: _l("No recent report: call first."),
    RuleCode.NO_ROOM: _l("No room fits the household now."),
}

_IFS = {
    RuleCode.SECURITY_LEVEL: _l("a lower security level is enough"),
    RuleCode.NEEDS: _l("a need may stay unmet"),
    RuleCode.ENTITLEMENT: _l("the entitlement is not required"),
    RuleCode.LANGUAGE: _l("a language in common is not required"),
    RuleCode.INTAKE: _l("the house takes them in outside its hours"),
    RuleCode.DARK: _l("the house confirms its beds by telephone"),
}
