"""What the fields of the request form are called, so that the summary of errors can name each."""

from collections.abc import Mapping

from safehouse.web.forms import Form
from safehouse.web.sentences.rows import RowWords, row_label
from safehouse.web.texts import gettext as _


def request_labels(form: Form) -> Mapping[str, str]:
    """The words for each wrong field of the form, rows and entries by their numbers."""
    return {problem.field: field_label(problem.field) for problem in form.problems}


def field_label(field: str) -> str:
    """What one field is called."""
    return _single_labels().get(field) or row_label(field, _row_words())


def part_label(part: str) -> str:
    """What a part of the form is called: a field, or all rows of a group."""
    names = {
        "needs": _("Needs"),
        "entitlements": _("Entitlements"),
        "exploitation": _("Exploitation"),
        "language_required": _("A language in common is a must"),
        "may_split": _("They agree to be split over rooms"),
        "tags": _("Brings these tags"),
        "keep_apart_tags": _("Must not meet these tags"),
        "no_area": _("No keep-away area is known"),
    }
    return names.get(part) or field_label(part)


def _single_labels() -> Mapping[str, str]:
    return {
        "country": _("Desk"),
        "urgency": _("Urgency"),
        "town": _("Town"),
        "people": _("People"),
        "languages": _("Languages"),
        "keep_away": _("Keep-away areas"),
        "no_area": _("Keep-away areas"),
        "pickup": _("Pick-up town"),
        "arrives_at": _("Arrival"),
        "nights": _("Nights"),
        "min_security": _("Security level"),
        "consent": _("Countries"),
        "countries": _("Countries agreed to"),
        "consent_until": _("Agreed to other countries until"),
        "keep_together": _("Keep together with"),
        "keep_apart": _("Keep apart from"),
    }


def _row_words() -> RowWords:
    return {
        ("people", "gender"): _("Person %(number)s, gender"),
        ("people", "age"): _("Person %(number)s, age"),
        ("languages", "language"): _("Language %(number)s"),
        ("languages", "level"): _("Language %(number)s, level"),
        ("keep_away", "place"): _("Area %(number)s, town"),
        ("keep_away", "radius_km"): _("Area %(number)s, radius"),
        ("keep_away", "kind"): _("Area %(number)s, kind"),
        ("tags", ""): _("Tag %(number)s"),
        ("keep_apart_tags", ""): _("Keep-apart tag %(number)s"),
        ("keep_apart", ""): _("Keep apart from, code %(number)s"),
        ("keep_together", ""): _("Keep together with, code %(number)s"),
    }
