"""Files that are no JSON, hardly JSON, or no files."""

import json
from pathlib import Path

import pytest

from safehouse.domain.errors import PlanningFileRefused
from safehouse.services.planfiles import read_problem
from tests.services.planning_documents import PlanningFiles, a_network


def refused(network: Path) -> str:
    requests = network.parent / "requests.json"
    with pytest.raises(PlanningFileRefused) as refusal:
        read_problem(network, requests)
    assert str(refusal.value).startswith(f"{network}: ")
    return refusal.value.what


@pytest.mark.parametrize(
    ("content", "what"),
    [
        (b"", "is not valid JSON at line 1, column 1"),
        (b"{", "is not valid JSON at line 1, column 2"),
        (b'{"format": "a", "format": "b"}', "has an object with the same key twice"),
        (b'{"as_of": NaN}', "has NaN, which is not a number of JSON"),
        (b'{"as_of": -Infinity}', "has -Infinity, which is not a number of JSON"),
        (b'{"id": "\xff"}', "is not UTF-8 at byte 8"),
        (b'\xef\xbb\xbf{"format": "x"}', "is not valid JSON at line 1, column 1"),
        (b'{"a": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "is nested too deeply"),
        (b'{"format": "\\ud800"}', "has a number or a text that no program could hold"),
    ],
)
def test_what_is_no_strict_json_is_refused(content: bytes, what: str, tmp_path: Path) -> None:
    network = tmp_path / "network.json"
    network.write_bytes(content)
    assert refused(network) == what


@pytest.mark.parametrize("number", ["1e999", "-1e999", "1" * 5000])
def test_numbers_too_large_for_any_machine_are_refused(number: str, tmp_path: Path) -> None:
    files = PlanningFiles(tmp_path)
    files.write()
    text = files.network_path.read_text(encoding="utf-8").replace('"slack_km": 2.5', f'"slack_km": {number}')
    files.network_path.write_text(text, encoding="utf-8")
    assert number not in refused(files.network_path)


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "nowhere.json") == "cannot be read: No such file or directory"


def test_a_folder_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path) == "cannot be read: Is a directory"


@pytest.mark.parametrize("document", [[], "text", 7, None, [a_network()]])
def test_a_file_that_is_no_object_is_refused(document: object, tmp_path: Path) -> None:
    network = tmp_path / "network.json"
    network.write_text(json.dumps(document), encoding="utf-8")
    with pytest.raises(PlanningFileRefused, match=r"network\.json: the file: "):
        read_problem(network, network)
