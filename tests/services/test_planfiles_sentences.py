"""Whatever is wrong with a value of a planning file, it is said in a plain sentence of our own, with the path of the value."""

import json
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from safehouse.domain.errors import PlanningFileRefused
from safehouse.services.planfiles import read_problem, reading
from safehouse.services.planfiles.fields import FileModel
from safehouse.services.planfiles.network import NetworkFile
from safehouse.services.planfiles.requests import RequestsFile
from tests.services.planning_documents import Json, PlanningFiles

_HERE = "\x00here\x00"
_WRONG = (
    *("null", "true", "0", "-1", "1.5", "1000", "1e999", "9" * 30, "9" * 5000),
    *('""', '"x"', '"\\ud800"', "[]", "{}", "[null]", '{"x": 1}', f"[{', '.join(['0'] * 13)}]"),
)
"""Every kind of value of JSON, and those at the limits; whatever is right in one place is wrong in another."""

Steps = tuple[str | int, ...]


@pytest.mark.parametrize("name", ["network", "requests"])
def test_every_wrong_value_is_refused_in_words_of_our_own_and_in_one_line(name: str, tmp_path: Path) -> None:
    """Seen red with one of the sentences missing, and with pydantic's message said instead of one."""
    files = PlanningFiles(tmp_path)
    files.write()
    file, document = {
        "network": (files.network_path, files.network),
        "requests": (files.requests_path, files.requests),
    }[name]
    for text in broken_texts(document):
        file.write_text(text, encoding="utf-8")
        refused = refusal(files)
        if refused is not None:
            assert str(refused).startswith(f"{file}: {refused.path}: ")
            assert str(refused).isprintable()
            assert not any(word in refused.what for word in ("Input", "Tuple", "String", "Field", "valid ", "{"))


def test_there_is_a_sentence_for_exactly_the_errors_that_a_file_can_end_in(tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    found = {kind for text in broken_texts(files.network) for kind in error_types(NetworkFile, text)}
    found |= {kind for text in broken_texts(files.requests) for kind in error_types(RequestsFile, text)}
    assert found == set(reading.SENTENCES)


def refusal(files: PlanningFiles) -> PlanningFileRefused | None:
    """How the files are refused as they lie there; None when they are taken."""
    try:
        read_problem(files.network_path, files.requests_path)
    except PlanningFileRefused as refused:
        return refused
    return None


def broken_texts(document: Json) -> Iterator[str]:
    """The document with each of its values replaced, left out and repeated, and with a key that nobody asked for."""
    for steps, value in places(document):
        for wrong in _WRONG:
            yield json.dumps(changed(document, steps, _HERE)).replace(json.dumps(_HERE), wrong)
        yield json.dumps(changed(document, steps, None, is_left_out=True))
        if isinstance(value, list):
            yield json.dumps(changed(document, steps, value * 13))
    yield json.dumps({**document, "extra": 1})


def places(value: object, steps: Steps = ()) -> Iterator[tuple[Steps, object]]:
    """The way to every value inside a document, with the value."""
    inside: dict[str, Any] | dict[int, Any] = {}
    if isinstance(value, dict):
        inside = value
    elif isinstance(value, list):
        inside = dict(enumerate(value))
    for step, part in inside.items():
        yield (*steps, step), part
        yield from places(part, (*steps, step))


def changed(document: Json, steps: Steps, value: object, *, is_left_out: bool = False) -> Json:
    """A copy with another value in one place."""
    copy = deepcopy(document)
    around: Any = copy
    for step in steps[:-1]:
        around = around[step]
    if is_left_out:
        del around[steps[-1]]
    else:
        around[steps[-1]] = value
    return copy


def error_types(model: type[FileModel], text: str) -> set[str]:
    try:
        model.model_validate_json(text)
    except ValidationError as error:
        return {problem["type"] for problem in error.errors(include_url=False, include_input=False)}
    return set()
