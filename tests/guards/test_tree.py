"""What must never be in the repository: addresses of package registries, paths of somebody's machine, secrets."""

import re
from pathlib import Path

import pytest

from tests.support.sources import ROOT, project_files

WITHOUT_TEXT_OF_OURS = {"LICENSE"}
REGISTRY = re.compile(r"pypi\.org|pythonhosted\.org|npmjs\.|--(extra-)?index-url|--find[-]links|/simp[l]e/")
MACHINE_PATH = re.compile(r"(?<![\w.])/(root|work|tmp|home|Users)/\w")
PRIVATE_KEY = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----")


def texts() -> list[tuple[Path, str]]:
    """Every text file of the project with its path; pictures and other bytes are left out."""
    found = []
    for path in project_files():
        content = path.read_bytes()
        if b"\0" not in content and path.name not in WITHOUT_TEXT_OF_OURS:
            found.append((path.relative_to(ROOT), content.decode("utf-8")))
    return found


@pytest.mark.parametrize("pattern", [REGISTRY, MACHINE_PATH, PRIVATE_KEY], ids=["registry", "machine_path", "secret"])
def test_no_file_holds_what_belongs_to_a_machine(pattern: re.Pattern[str]) -> None:
    found = [f"{path}: {match.group()}" for path, text in texts() for match in pattern.finditer(text)]
    assert found == []


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (REGISTRY, "--index-" + "url https://example.org"),
        (MACHINE_PATH, "open('/ro" + "ot/notes')"),
        (PRIVATE_KEY, "-----BEGIN " + "PRIVATE KEY-----"),
    ],
    ids=["registry", "machine_path", "secret"],
)
def test_the_search_finds_what_it_looks_for(pattern: re.Pattern[str], text: str) -> None:
    assert pattern.search(text)


def test_every_file_is_text_in_utf_8_or_a_picture() -> None:
    others = [
        path for path in project_files() if b"\0" in path.read_bytes() and path.suffix not in {".jpg", ".png", ".mo"}
    ]
    assert others == []
