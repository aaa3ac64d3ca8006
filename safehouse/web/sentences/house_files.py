"""What a file of houses has in its columns, and what is wrong with one: where it stands, and why."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence

from safehouse.domain.access import Action
from safehouse.domain.errors import FieldProblem, Problem
from safehouse.services.house_files import (
    ANSWERS,
    COLUMNS,
    Fault,
    FileProblem,
    HouseOutcome,
    ImportResult,
    Outcome,
    Sheet,
)
from safehouse.web.errors import problem_sentence
from safehouse.web.sentences.house_facts import in_round_figures
from safehouse.web.sentences.house_form import field_label
from safehouse.web.texts import gettext as _
from safehouse.web.texts import lazy_gettext as _l
from safehouse.web.texts import ngettext

Explanation = tuple[str, str, str, str]
"""Sheet, column, what to write, and the answers to choose from."""

_COLUMNS: Mapping[tuple[Sheet, str], str] = {
    (Sheet.HOUSES, "code"): _l(
        "The code of the house. Take one that stands in the template: a code that a person thinks up says something."
    ),
    (Sheet.HOUSES, "country"): _l("The country by its two letters, as in NL."),
    (Sheet.HOUSES, "town"): _l(
        "The nearest town, as in “Utrecht, NL”. It becomes a wide area and is forgotten. Never an address."
    ),
    (Sheet.HOUSES, "cell"): _l(
        "The area that stands for the house in a file that was given out; leave it as it is. A new house has a town instead."
    ),
    (Sheet.HOUSES, "slack_km"): _l(
        "How far from the centre of that town the house is at most, in km, 0 to 100. Give more rather than less."
    ),
    (Sheet.HOUSES, "time_zone"): _l("The time zone by its name, as in Europe/Amsterdam."),
    (Sheet.HOUSES, "genders"): _l("Whom the house takes; several with commas."),
    (Sheet.HOUSES, "children_accepted"): _l("Whether it takes children with an adult."),
    (Sheet.HOUSES, "max_boy_age"): _l("The oldest age of boys, 0 to 17. Empty: no limit."),
    (Sheet.HOUSES, "unaccompanied_minors"): _l("Whether it takes minors on their own."),
    (Sheet.HOUSES, "children_only"): _l("Whether it is a house for children only."),
    (Sheet.HOUSES, "languages"): _l(
        "Each language with how the house covers it, as in “Dutch: staff; Romanian: phone_interpreter”."
    ),
    (Sheet.HOUSES, "services"): _l("What the house offers; several with commas. Empty: nothing of this."),
    (Sheet.HOUSES, "security_level"): _l("1, 2 or 3."),
    (Sheet.HOUSES, "specialisms"): _l("What it is experienced in; several with commas. Empty: nothing of this."),
    (Sheet.HOUSES, "requires"): _l("What it asks for before it takes somebody; several with commas. Empty: nothing."),
    (Sheet.HOUSES, "max_stay_nights"): _l("The longest stay in nights. Empty: no limit."),
    (Sheet.HOUSES, "intake"): _l(
        "The hours at which people are taken in, by the clock of the house, as in “08:00-22:00”; several with commas, "
        "or one of the words."
    ),
    (Sheet.HOUSES, "turnaround_hours"): _l("How many hours it takes to make a bed ready, 0 to 168."),
    (Sheet.HOUSES, "contacts"): _l(
        "The telephone on duty, a comma and a mail address; further ones after a semicolon. "
        "Empty for a house that is known: the contacts that there are."
    ),
    (Sheet.ROOMS, "house"): _l("The code of the house."),
    (Sheet.ROOMS, "room"): _l("What the door says."),
    (Sheet.ROOMS, "shared"): _l("Whether people who do not know each other may share the room."),
    (Sheet.ROOMS, "beds"): _l("How many beds stand in it."),
    (Sheet.ROOMS, "cots"): _l("How many cots for babies under 2; 0 if none."),
    (Sheet.ROOMS, "features"): _l("What the room has; several with commas. Empty: nothing of this."),
    (Sheet.PEOPLE, "house"): _l(
        "The code of the house. Name everybody who is there: a bed of the house that is not named is reported as free. "
        "A house of which nobody is named sends no report."
    ),
    (Sheet.PEOPLE, "room"): _l("What the door of the room says."),
    (Sheet.PEOPLE, "bed"): _l("The number of the bed in that room, from 1; empty for a baby in a cot."),
    (Sheet.PEOPLE, "cot"): _l("The number of the cot in that room, from 1; empty for somebody in a bed."),
    (Sheet.PEOPLE, "gender"): _l("Empty if the house will not say: the room then counts as full."),
    (Sheet.PEOPLE, "age_band"): _l("How old the person is."),
    (Sheet.PEOPLE, "expected_end_on"): _l(
        "The day on which the person will probably leave, as in 2026-12-31. Empty: not known."
    ),
}


_PLAINER: Mapping[Problem, str] = {
    Problem.NOT_A_TIME: _l("Please write hours as in 08:00-22:00, or one of the words."),
    Problem.UNKNOWN_PLACE: _l("No town of this name is known. Write it as the page for a new house offers it."),
    Problem.AMBIGUOUS_PLACE: _l(
        "Several towns have this name. Write it as the page for a new house offers it, with the number of people."
    ),
    Problem.UNKNOWN_LANGUAGE: _l("No language of this name is known. Write its English name or its code."),
    Problem.UNKNOWN_BED: _l("This room has no such bed or cot."),
}
"""Sentences that a form ends with “choose one from the list”, and a file cannot."""
_FAULTS: Mapping[Fault, str] = {
    Fault.TOO_LARGE: _l(
        "This is larger than %(max)s MB, with everything that is packed into it. Send fewer houses at once."
    ),
    Fault.NOT_A_TABLE: _l("This is neither a CSV file nor an XLSX workbook."),
    Fault.DAMAGED: _l("This file is damaged, or it is something else than its beginning says. Save it anew."),
    Fault.OLD_OR_LOCKED: _l("This is an old workbook (XLS) or has a password. Save it as XLSX without a password."),
    Fault.HAS_MACROS: _l("This workbook has macros. Save it as XLSX without them."),
    Fault.NOT_UTF8: _l("The letters of this file cannot be read. Save it as “CSV UTF-8” or as XLSX."),
    Fault.NO_FILE: _l("Choose a file first. It may also be empty."),
    Fault.EMPTY: _l("There is no house in it."),
    Fault.TOO_MANY_ROWS: _l("These are more than %(max)s rows. Send fewer at once."),
    Fault.TOO_MANY_CELLS: _l("A row has more than %(max)s cells."),
    Fault.UNKNOWN_SHEET: _l(
        "There is a sheet with another name than houses, rooms, people or explanation. Take it out."
    ),
    Fault.MISSING_SHEET: _l("This sheet is missing."),
    Fault.UNKNOWN_COLUMN: _l(
        "No column of this sheet has this heading. Take it out: what has no column is never stored."
    ),
    Fault.MISSING_COLUMN: _l("This column is missing."),
    Fault.TWICE: _l("This stands here more than once."),
    Fault.FORMULA: _l("Please write the value itself, not a formula."),
    Fault.NOT_A_DATE: _l("Please write a day as in 2026-12-31."),
    Fault.OUTSIDE_COLUMNS: _l("Something stands here, but the column has no heading."),
    Fault.OTHER_COUNTRY: _l("You cannot take in houses of this country."),
    Fault.CODE_FORM: _l("A code is the two letters of the country, a dash and four of 23456789ABCDEFGHJKMNPQRSTWXYZ."),
    Fault.TOWN_OR_CELL: _l("Please give the town or the cell of a new house, not both."),
    Fault.PLACE_IS_FIXED: _l(
        "This house is known, and where it is does not change. Register a house that has moved as a new one."
    ),
    Fault.UNKNOWN_HOUSE: _l("No row of the sheet houses has this code."),
    Fault.NO_ROOMS: _l("The sheet rooms has no row for this house."),
    Fault.ROOM_NOT_NAMED: _l(
        "This house has a room that the sheet rooms does not name. Rooms are retired on their page, not by a file."
    ),
    Fault.FEWER_PLACES: _l("The room has more. Beds and cots are retired on their page, not by a file."),
    Fault.SHEET_OF_ITS_OWN: _l("The workbook has all sheets in it; a file of its own is for CSV only."),
}


def explanation() -> tuple[Explanation, ...]:
    """Every column of every sheet, in their order."""
    return tuple(
        (sheet.value, column, str(_COLUMNS[sheet, column]), _answers(sheet, column))
        for sheet, columns in COLUMNS.items()
        for column in columns
    )


def explanation_sheet() -> tuple[Sequence[str], Sequence[Sequence[str]]]:
    """The same as a sheet of a workbook."""
    return (_("Sheet"), _("Column"), _("What to write"), _("Possible answers")), explanation()


def place_words(problem: FileProblem) -> str:
    """Where something is wrong: sheet, row and column, as far as it is about one."""
    parts = [_("Sheet %(sheet)s", sheet=problem.sheet.value) if problem.sheet else _("The file")]
    if problem.row is not None:
        parts.append(_("row %(number)s", number=problem.row))
    if problem.column is not None:
        parts.append(_("column %(name)s", name=problem.column))
    if problem.entry is not None:
        parts.append(_("entry %(number)s", number=problem.entry))
    return ", ".join(parts)


def fault_words(problem: FileProblem) -> str:
    """What is wrong, and where it helps what to do. Never what stands there."""
    if isinstance(problem.fault, Fault):
        return str(_FAULTS[problem.fault]) % problem.limits
    if problem.fault in _PLAINER:
        return str(_PLAINER[problem.fault])
    return problem_sentence(FieldProblem(problem.column or "", problem.fault, problem.limits))


def outcome_words(outcome: HouseOutcome) -> str:
    """What becomes of a house, what of it changes, and who is there."""
    return " ".join([_house_words(outcome), *_people_words(outcome)])


def _people_words(outcome: HouseOutcome) -> Iterator[str]:
    if outcome.people:
        yield ngettext("%(num)s person is there.", "%(num)s people are there.", outcome.people)
        yield _("This is its first report; call it first until it reports itself.")
    if outcome.people_left_out:
        yield _("The house has reported already, so the sheet people was not looked at for it.")


def _house_words(outcome: HouseOutcome) -> str:
    if outcome.outcome is Outcome.UNCHANGED:
        return _("nothing is different.")
    if outcome.outcome is Outcome.REGISTERED:
        people = in_round_figures(outcome.hides or 0)
        sentence = _("new; its area hides it among about %(people)s people.", people=people)
        return sentence if outcome.is_hidden else f"{sentence} {_('That is few.')}"
    if not outcome.fields and not outcome.places:
        return _("as it was.")
    changes = [*map(field_label, outcome.fields), *(_places_words(act, times) for act, times in outcome.places.items())]
    sentence = _("changed: %(changes)s.", changes=", ".join(changes))
    if not outcome.misplaced:
        return sentence
    households = len(outcome.misplaced)
    warning = ngettext(
        "%(num)s household that is there or on its way does not fit any more.",
        "%(num)s households that are there or on their way do not fit any more.",
        households,
    )
    return f"{sentence} {warning}"


def result_words(result: ImportResult) -> str:
    """What was done with the file as a whole, or would be."""
    if result.problems:
        return ngettext(
            "%(num)s thing is wrong. Nothing was taken in.",
            "%(num)s things are wrong. Nothing was taken in.",
            len(result.problems),
        )
    done = Counter(outcome.outcome for outcome in result.houses)
    values = {outcome.value: done[outcome] for outcome in Outcome}
    if result.is_kept:
        return _("Taken in: %(registered)s new, %(changed)s changed, %(unchanged)s as they were.", **values)
    return _("This would be taken in: %(registered)s new, %(changed)s changed, %(unchanged)s as they are.", **values)


def _places_words(act: Action, times: int) -> str:
    words = {
        Action.ADDED_ROOM: lambda: ngettext("%(num)s more room", "%(num)s more rooms", times),
        Action.CHANGED_ROOM: lambda: ngettext("%(num)s room changed", "%(num)s rooms changed", times),
        Action.ADDED_BED: lambda: ngettext("%(num)s more bed", "%(num)s more beds", times),
        Action.ADDED_COT: lambda: ngettext("%(num)s more cot", "%(num)s more cots", times),
    }
    return words[act]()


def _answers(sheet: Sheet, column: str) -> str:
    answers = ANSWERS.get((sheet, column))
    return ", ".join(answer.value for answer in answers) if answers else ""
