"""Capacity reports in words: who reported, and what is said otherwise than before."""

from collections.abc import Iterator

from safehouse.services.capacity import BedChange, ConflictLine, ReportLine, RoomChange
from safehouse.web.texts import gettext as _
from safehouse.web.words import word


def by_words(report: ReportLine) -> str:
    """In which role it was entered, and whether the house said it on the telephone."""
    role = word(report.entered_as) if report.entered_as else _("the operator of the server")
    if report.by_telephone:
        return _("by telephone, entered by %(role)s", role=role)
    return _("by %(role)s", role=role)


def change_sentences(report: ReportLine) -> Iterator[str]:
    """What the report says otherwise than the one before, a sentence for each bed and room."""
    if report.is_first:
        yield _("The first report of the house.")
    elif report.nothing_changed and not report.beds and not report.rooms:
        yield _("Nothing has changed.")
    elif not (report.beds or report.rooms or report.has_changed_call_first):
        yield _("It says the same as the report before.")
    yield from map(_bed_sentence, report.beds)
    yield from map(_room_sentence, report.rooms)
    if report.has_changed_call_first:
        yield _("Call first from now on.") if report.needs_call_first else _("Nobody must be called first any more.")


def conflict_sentence(conflict: ConflictLine) -> str:
    """What was said against a placement, and whether it is settled."""
    place = _place(conflict.room, conflict.bed)
    how = word(conflict.how) if conflict.how else _("not settled yet")
    return _("%(place)s, which a placement has: %(said)s (%(how)s)", place=place, said=word(conflict.said), how=how)


def _bed_sentence(change: BedChange) -> str:
    place = _place(change.room, change.bed)
    before, after = (word(state) if state else _("nothing said") for state in (change.before, change.after))
    reason = f" ({word(change.reason)})" if change.reason else ""
    return _("%(place)s: %(before)s → %(after)s", place=place, before=before, after=f"{after}{reason}")


def _room_sentence(change: RoomChange) -> str:
    if change.will_not_say:
        said = _("we will not say")
    elif change.gender is None:
        said = _("nobody is spoken of")
    else:
        said = word(change.gender)
    if change.has_minors:
        said = _("%(said)s, somebody under 18 among them", said=said)
    return _("%(room)s, people whom the service does not know: %(said)s", room=change.room, said=said)


def _place(room: str, bed: str) -> str:
    return _("%(room)s, bed %(bed)s", room=room, bed=bed)
