"""From bytes to a problem, or to the one line that says what is wrong with a file."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NoReturn, TypeVar

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from safehouse.domain.errors import PlanningFileRefused
from safehouse.placement.problem import PlacementProblem
from safehouse.services.planfiles.fields import FileModel
from safehouse.services.planfiles.network import NetworkFile, Problems, network_problems
from safehouse.services.planfiles.requests import RequestsFile, requests_problems

File = TypeVar("File", bound=FileModel)

_TOP = "the file"
SENTENCES: Mapping[str, str] = MappingProxyType(
    {
        "bool_type": "must be true or false",
        "dict_type": "must be an object",
        "enum": "must be {expected}",
        "extra_forbidden": "is not a key of this format",
        "finite_number": "is too large a number",
        "float_type": "must be a number",
        "greater_than_equal": "must be at least {ge:g}",
        "int_type": "must be a whole number",
        "json_invalid": "has a number or a text that no program could hold",
        "less_than_equal": "must be at most {le:g}",
        "literal_error": "must be {expected}",
        "missing": "is required",
        "model_type": "must be an object",
        "planning_file": "{what}",
        "string_too_short": "must not be empty",
        "string_type": "must be text",
        "too_long": "must have at most {max_length} entries",
        "too_short": "must not be empty",
        "tuple_type": "must be a list",
    }
)
"""What is said for each type of error that the models can end in."""


class _LooseJsonError(ValueError):
    """A key that is there twice or a number that JSON does not have."""


def read_problem(network_path: Path, requests_path: Path) -> PlacementProblem:
    """The problem of two planning files, in canonical order; refused with `PlanningFileRefused`, which names the place."""
    network = _read(network_path, NetworkFile)
    _refuse_first(network_path, network_problems(network))
    requests = _read(requests_path, RequestsFile)
    _refuse_first(requests_path, requests_problems(requests, network.as_of))
    return PlacementProblem(
        as_of=network.as_of,
        houses=tuple(house.value() for house in network.houses),
        requests=tuple(request.value() for request in requests.requests),
    ).in_canonical_order()


def _read(path: Path, model: type[File]) -> File:
    text = _text(path)
    _refuse_loose_json(path, text)
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        _refuse_fields(path, error.errors(include_url=False, include_input=False))


def _text(path: Path) -> str:
    try:
        return path.read_bytes().decode("utf-8")
    except OSError as error:
        raise PlanningFileRefused(str(path), _TOP, f"cannot be read: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise PlanningFileRefused(str(path), _TOP, f"is not UTF-8 at byte {error.start}") from None


def _refuse_loose_json(path: Path, text: str) -> None:
    """Refuse what the pydantic parser would let pass or explain with a value: it keeps the last of two equal keys."""
    try:
        json.loads(text, object_pairs_hook=_unique_keys, parse_constant=_no_constant, parse_int=len, parse_float=len)
    except json.JSONDecodeError as error:
        what = f"is not valid JSON at line {error.lineno}, column {error.colno}"
    except _LooseJsonError as error:
        what = str(error)
    except RecursionError:
        what = "is nested too deeply"
    else:
        return
    raise PlanningFileRefused(str(path), _TOP, what)


def _unique_keys(pairs: list[tuple[str, object]]) -> None:
    if len({key for key, _ in pairs}) < len(pairs):
        raise _LooseJsonError("has an object with the same key twice")


def _no_constant(name: str) -> NoReturn:
    raise _LooseJsonError(f"has {name}, which is not a number of JSON")


def _refuse_first(path: Path, problems: Problems) -> None:
    for where, what in problems:
        raise PlanningFileRefused(str(path), where, what)


def _refuse_fields(path: Path, errors: list[ErrorDetails]) -> NoReturn:
    first = errors[0]
    what = SENTENCES[first["type"]].format_map(first.get("ctx", {}))
    others = f" (and {len(errors) - 1} more)" if len(errors) > 1 else ""
    raise PlanningFileRefused(str(path), _where(first["loc"]), f"{what}{others}")


def _where(location: tuple[int | str, ...]) -> str:
    """The path of a value as in `houses[3].rooms[0].beds`."""
    steps = (f"[{step}]" if isinstance(step, int) else f".{step}" for step in location if step != "[key]")
    return "".join(steps).removeprefix(".") or _TOP
