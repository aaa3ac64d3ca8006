"""Houses in words, for those who run them: people by age band, rooms, who reported, and who opened what."""

from collections.abc import Mapping, Sequence

from markupsafe import Markup

from safehouse.domain.access import Action
from safehouse.domain.codes import AgeBand, Gender, SpeakerLevel
from safehouse.services.capacity import LastReport
from safehouse.services.languages import language_name
from safehouse.services.offers import PersonLine, RoomLine
from safehouse.services.phones import Opening
from safehouse.web.access import current_actor
from safehouse.web.moments import ago
from safehouse.web.sentences.suggestions import room_words
from safehouse.web.texts import gettext as _
from safehouse.web.texts import lazy_gettext as _l
from safehouse.web.texts import ngettext
from safehouse.web.words import word

_ADULTS = {Gender.WOMAN: _l("a woman"), Gender.MAN: _l("a man"), Gender.NONBINARY: _l("a non-binary adult")}
_CHILDREN = {Gender.WOMAN: _l("a girl"), Gender.MAN: _l("a boy"), Gender.NONBINARY: _l("a non-binary child")}


def person_words(person: PersonLine) -> str:
    """`a woman` or `a boy, 2 to 11 years`: what a house may know of one person."""
    if person.gender is None:
        return word(person.age_band)
    if person.age_band is AgeBand.ADULT:
        return str(_ADULTS[person.gender])
    return f"{_CHILDREN[person.gender]}, {word(person.age_band)}"


def people_words(people: Sequence[PersonLine]) -> str:
    """Everybody of the household."""
    return "; ".join(person_words(person) for person in people)


def number_words(people: int) -> str:
    """How many people an offer is about."""
    return ngettext("%(num)s person", "%(num)s people", people)


def rooms_words(rooms: Sequence[RoomLine]) -> str:
    """Every room that is used."""
    return "; ".join(room_words(room) for room in rooms)


def beds_words(rooms: Sequence[RoomLine]) -> str:
    """Every bed that is used by its label, and how many cots, room by room."""
    return "; ".join(_room_beds_words(room) for room in rooms)


def _room_beds_words(room: RoomLine) -> str:
    beds = _("%(room)s, bed %(bed)s", room=room.label, bed=", ".join(room.beds))
    cots = ngettext("%(num)s cot", "%(num)s cots", room.cots) if room.cots else ""
    return f"{beds}, {cots}" if cots else beds


def languages_words(languages: Mapping[str, SpeakerLevel]) -> str:
    """`Romanian (fluent), Italian (some)`."""
    locale = current_actor().locale
    return ", ".join(f"{language_name(code, locale)} ({word(level)})" for code, level in languages.items())


def report_words(report: LastReport | None) -> Markup:
    """When the last report was made, by whom, and whether it came by telephone."""
    if report is None:
        return Markup.escape(_("This house has never reported."))
    by = word(report.entered_as) if report.entered_as else _("the operator of the server")
    how = _("by telephone, entered by %(role)s", role=by) if report.by_telephone else _("by %(role)s", role=by)
    return Markup("{} {}, {}.").format(_("Last report"), ago(report.reported_at), how)


def opening_words(opening: Opening) -> str:
    """What was opened, and in which role."""
    what = (
        _("The duty telephone was opened")
        if opening.action is Action.OPENED_PHONE
        else _("The hand-over note was opened")
    )
    return _("%(what)s by: %(role)s", what=what, role=word(opening.role))
