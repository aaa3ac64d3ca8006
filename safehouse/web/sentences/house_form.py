"""What the fields of a house and of a room are called, on the forms, in the summary of errors and in the list of changes."""

from collections.abc import Mapping

from safehouse.web.forms import Form
from safehouse.web.house_forms import Section
from safehouse.web.sentences.rows import RowWords, row_label
from safehouse.web.texts import gettext as _


def house_labels(form: Form) -> Mapping[str, str]:
    """The words for each wrong field of the form, rows by their numbers."""
    return {problem.field: field_label(problem.field) for problem in form.problems}


def field_label(field: str) -> str:
    """What one field is called."""
    return _labels().get(field) or row_label(field, _row_words())


def section_heading(section: Section) -> str:
    """What a part of the form is called."""
    return {
        Section.WHOM: _("Whom it takes"),
        Section.CARE: _("What it offers and asks for"),
        Section.LANGUAGES: _("Languages"),
        Section.INTAKE: _("When it takes people in"),
        Section.CONTACTS: _("Duty contacts"),
    }[section]


def _labels() -> Mapping[str, str]:
    return {
        "country": _("Country"),
        "town": _("Town"),
        "slack_km": _("How far from its centre at most"),
        "time_zone": _("Time zone"),
        "genders": _("Genders"),
        "children_accepted": _("Children"),
        "max_boy_age": _("Oldest age of boys"),
        "unaccompanied_minors": _("Minors on their own"),
        "children_only": _("Children only"),
        "languages": _("Languages"),
        "services": _("Services"),
        "security_level": _("Security level"),
        "specialisms": _("Specialisms"),
        "requires": _("What it asks for"),
        "max_stay_nights": _("Longest stay in nights"),
        "turnaround_hours": _("Hours to make a bed ready"),
        "intake": _("Hours of intake"),
        "intake_kind": _("Intake"),
        "contacts": _("Duty contacts"),
        "rooms": _("Rooms"),
        "label": _("What the door says"),
        "shared": _("Sharing"),
        "features": _("What the room has"),
        "beds": _("Beds"),
        "cots": _("Cots"),
    }


def _row_words() -> RowWords:
    return {
        ("languages", "language"): _("Language %(number)s"),
        ("languages", "cover"): _("Language %(number)s, how"),
        ("intake", "start"): _("Hours %(number)s, from"),
        ("intake", "end"): _("Hours %(number)s, until"),
        ("contacts", "telephone"): _("Contact %(number)s, telephone"),
        ("contacts", "mail"): _("Contact %(number)s, mail address"),
        ("rooms", "label"): _("Room %(number)s, what the door says"),
        ("rooms", "shared"): _("Room %(number)s, sharing"),
        ("rooms", "beds"): _("Room %(number)s, beds"),
        ("rooms", "cots"): _("Room %(number)s, cots"),
    }
