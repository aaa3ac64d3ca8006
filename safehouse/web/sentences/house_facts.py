"""What is said of a house in words: its facts, how well it is hidden, what has changed, and who would have to be looked after."""

from collections.abc import Iterable, Sequence
from enum import StrEnum

from safehouse.domain.access import Action
from safehouse.domain.errors import PlaceInUse
from safehouse.services.houses import Hiding, HouseChange, HouseFacts, HouseView, Misplaced
from safehouse.services.languages import language_name
from safehouse.web.access import current_actor
from safehouse.web.house_forms import Section
from safehouse.web.moments import person_zone
from safehouse.web.sentences.house_form import field_label
from safehouse.web.texts import gettext as _
from safehouse.web.texts import in_digits, ngettext
from safehouse.web.words import word

_ROUGHLY = 2
"""How many digits of a number of people say something."""


def section_facts(view: HouseView, section: Section) -> list[tuple[str, str]]:
    """The facts of one section: what each is called, and what is said; languages by their own names."""
    if section is Section.LANGUAGES:
        return _languages(view.facts)
    said = {Section.WHOM: _whom, Section.CARE: _care, Section.INTAKE: _intake, Section.CONTACTS: _contacts}
    return [(field_label(name), words) for name, words in said[section](view).items()]


def intake_words(facts: HouseFacts) -> str:
    """When people are taken in, with the house's zone where it is not the reader's."""
    if facts.intake is None:
        return _("day and night")
    if not facts.intake:
        return _("nobody at any hour")
    hours = ", ".join(_("%(start)s to %(end)s", start=start, end=end) for start, end in facts.intake)
    if facts.time_zone == person_zone().key:
        return hours
    return _("%(hours)s, local time in %(zone)s", hours=hours, zone=facts.time_zone)


def hiding_words(hiding: Hiding) -> str:
    """Among how many people a house is hidden, in round figures."""
    if hiding.people is None:
        return _("How many people live in the area that stands for this house is not known.")
    people = in_round_figures(hiding.people)
    return _("About %(people)s people live in the area that stands for this house.", people=people)


def in_round_figures(people: int) -> str:
    """About how many people, as the person writes it: `310,000`."""
    return in_digits(round(people, min(0, _ROUGHLY - len(str(people)))))


def change_words(change: HouseChange) -> str:
    """One change: what was done, to which room or bed, and the names of what differs."""
    what = {
        Action.REGISTERED_HOUSE: _("The house was registered"),
        Action.CHANGED_HOUSE_STATUS: _("The status was set"),
        Action.CHANGED_HOUSE: _("Changed"),
        Action.ADDED_ROOM: _("Room %(room)s was added", room=change.room),
        Action.CHANGED_ROOM: _("Room %(room)s was changed", room=change.room),
        Action.RETIRED_ROOM: _("Room %(room)s was retired", room=change.room),
        Action.ADDED_BED: _("Bed %(place)s was added to room %(room)s", place=change.place, room=change.room),
        Action.RETIRED_BED: _("Bed %(place)s of room %(room)s was retired", place=change.place, room=change.room),
        Action.ADDED_COT: _("Cot %(place)s was added to room %(room)s", place=change.place, room=change.room),
        Action.RETIRED_COT: _("Cot %(place)s of room %(room)s was retired", place=change.place, room=change.room),
    }[change.action]
    details = [field_label(name).lower() for name in change.fields] + ([word(change.status)] if change.status else [])
    return f"{what}: {', '.join(details)}" if details else what


def misplaced_words(misplaced: Sequence[Misplaced]) -> str:
    """The households that the house as it is now said to be would not be given, each with the rules."""
    named = "; ".join(f"{one.case_code} ({', '.join(word(code) for code in one.codes)})" for one in misplaced)
    return _(
        "These households are promised to this house or live there, and it no longer fits them: %(named)s. "
        "Nobody is moved by this: talk to their desk.",
        named=named,
    )


def in_use_words(refusal: PlaceInUse) -> str:
    """Which places keep a room, bed or cot from being retired."""
    places = [_("bed %(label)s", label=label) for label in refusal.beds]
    places += [_("cot %(label)s", label=label) for label in refusal.cots]
    return _(
        "In room %(room)s somebody is in, or is promised: %(places)s. Nothing was changed.",
        room=refusal.room,
        places=", ".join(places),
    )


def _whom(view: HouseView) -> dict[str, str]:
    facts, no_limit = view.facts, _("no limit")
    return {
        "genders": _list(facts.genders),
        "children_accepted": _yes_no(is_yes=facts.children_accepted),
        "max_boy_age": no_limit if facts.max_boy_age is None else str(facts.max_boy_age),
        "unaccompanied_minors": _yes_no(is_yes=facts.unaccompanied_minors),
        "children_only": _yes_no(is_yes=facts.children_only),
    }


def _care(view: HouseView) -> dict[str, str]:
    facts, nights = view.facts, view.facts.max_stay_nights
    return {
        "security_level": str(facts.security_level),
        "services": _list(facts.services),
        "specialisms": _list(facts.specialisms),
        "requires": _list(facts.requires),
        "max_stay_nights": _("no limit") if nights is None else str(nights),
        "turnaround_hours": str(facts.turnaround_hours),
    }


def _intake(view: HouseView) -> dict[str, str]:
    return {"time_zone": view.facts.time_zone, "intake": intake_words(view.facts)}


def _contacts(view: HouseView) -> dict[str, str]:
    return {"contacts": ngettext("%(num)s contact, sealed", "%(num)s contacts, sealed", view.contacts)}


def _languages(facts: HouseFacts) -> list[tuple[str, str]]:
    locale = current_actor().locale
    lines = sorted((language_name(line.language, locale), word(line.cover)) for line in facts.languages)
    return lines or [(field_label("languages"), _("none"))]


def _list(codes: Iterable[StrEnum]) -> str:
    return ", ".join(sorted(word(code) for code in codes)) or _("none")


def _yes_no(*, is_yes: bool) -> str:
    return _("yes") if is_yes else _("no")
