"""The kinds of value in a planning file. Each refusal says what is wrong in words of its own and never repeats the value."""

import re
from collections.abc import Callable, Hashable
from datetime import UTC, datetime
from typing import Annotated, TypeVar

import pycountry
from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    PlainSerializer,
    PlainValidator,
    StringConstraints,
)
from pydantic_core import PydanticCustomError

from safehouse.domain.codes import WAIVABLE_CODES, HouseNeed, RoomNeed, RuleCode
from safehouse.domain.places import AREA_RESOLUTION, HOUSE_RESOLUTIONS, is_cell_of
from safehouse.placement.problem import ALWAYS_OPEN, MINUTES_PER_DAY, IntakeWindow
from safehouse.services.languages import find_canonical_language

Value = TypeVar("Value")

_RFC_3339 = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]+)?([Zz]|[+-][0-9]{2}:[0-9]{2})", re.ASCII
)
_TIME_OF_DAY = re.compile(r"([01][0-9]|2[0-3]):([0-5][0-9])|(24):(00)", re.ASCII)
_CELL = re.compile(r"[0-9a-f]{15}", re.ASCII)
_COUNTRIES = frozenset(country.alpha_2 for country in pycountry.countries)
_NEEDS = frozenset((*HouseNeed, *RoomNeed))


class FileModel(BaseModel):
    """One object of a planning file: nothing unknown, nothing converted, nothing infinite."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True, allow_inf_nan=False, hide_input_in_errors=True)


def _refused(what: str) -> PydanticCustomError:
    return PydanticCustomError("planning_file", "{what}", {"what": what})


def _must(holds: Callable[[Value], bool], what: str) -> AfterValidator:
    def check(value: Value) -> Value:
        if not holds(value):
            raise _refused(what)
        return value

    return AfterValidator(check)


def _is_cell(value: str, resolutions: tuple[int, ...]) -> bool:
    """Whether this is the one canonical spelling of a cell; the h3 library reads others too, and some it cannot take."""
    return _CELL.fullmatch(value) is not None and is_cell_of(value, resolutions)


def _moment(value: object) -> datetime:
    if isinstance(value, datetime) and value.tzinfo is not None:
        return value  # JSON has no moments: this one is written, not read.
    if not isinstance(value, str) or _RFC_3339.fullmatch(value) is None:
        raise _refused("must be a time of RFC 3339 with an offset, as text")
    try:
        return datetime.fromisoformat(value.upper()).astimezone(UTC)
    except (ValueError, OverflowError) as error:
        raise _refused("is not a time that exists") from error


def _minute(value: object) -> int:
    found = _TIME_OF_DAY.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        raise _refused('must be "24/7" or a list of pairs like ["08:00", "20:00"], where "24:00" may end a pair')
    hours, minutes = (int(part) for part in found.groups() if part is not None)
    return 60 * hours + minutes


def _window(value: object) -> IntakeWindow:
    pair = value if isinstance(value, list) and len(value) == len(("start", "end")) else [None, None]
    window = IntakeWindow(_minute(pair[0]), _minute(pair[1]))
    if window.start_minute == MINUTES_PER_DAY:
        raise _refused('"24:00" may only end a pair')
    return window


def _intake(value: object) -> tuple[IntakeWindow, ...]:
    if isinstance(value, tuple):
        return value  # JSON has no tuples: these are windows that are written, not read.
    if value == "24/7":
        return ALWAYS_OPEN
    return tuple(_window(pair) for pair in (value if isinstance(value, list) else [value]))


def _clock(minute: int) -> str:
    return f"{minute // 60:02d}:{minute % 60:02d}"


def _intake_text(windows: tuple[IntakeWindow, ...]) -> str | list[list[str]]:
    if windows == ALWAYS_OPEN:
        return "24/7"
    return [[_clock(window.start_minute), _clock(window.end_minute)] for window in windows]


def first_repeated(values: tuple[Hashable, ...]) -> int | None:
    """The position of the first value that was there before, or None."""
    seen: set[Hashable] = set()
    for position, value in enumerate(values):
        if value in seen:
            return position
        seen.add(value)
    return None


Id = Annotated[str, StringConstraints(min_length=1)]
Moment = Annotated[datetime, BeforeValidator(_moment)]
Intake = Annotated[tuple[IntakeWindow, ...], PlainValidator(_intake), PlainSerializer(_intake_text)]
Country = Annotated[str, _must(_COUNTRIES.__contains__, "must be a country code of ISO 3166-1 alpha-2, in capitals")]
HouseCell = Annotated[
    str,
    _must(lambda cell: _is_cell(cell, HOUSE_RESOLUTIONS), "must be an H3 cell of resolution 2 to 5, in small letters"),
]
AreaCell = Annotated[
    str, _must(lambda cell: _is_cell(cell, (AREA_RESOLUTION,)), "must be an H3 cell of resolution 7, in small letters")
]
Need = Annotated[str, _must(_NEEDS.__contains__, "must be a need of a house or of a room that this format knows")]
Waivable = Annotated[RuleCode, _must(WAIVABLE_CODES.__contains__, "cannot be waived by anybody")]
Language = Annotated[
    str,
    _must(lambda code: find_canonical_language(code) is not None, "must be a language code of ISO 639-1 or ISO 639-3"),
]
