"""The wheel holds the package, its templates and its migrations, and nothing of the tests."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.sources import ROOT, project_files

MOVED_INTO_THE_PACKAGE = ("templates", "migrations")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "hatchling", "build", "--target", "wheel", "--directory", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    [built] = folder.glob("*.whl")
    return built


@pytest.fixture(scope="module")
def names(wheel: Path) -> set[str]:
    with zipfile.ZipFile(wheel) as archive:
        return set(archive.namelist())


def files_below(folder: str) -> set[str]:
    return {path.relative_to(ROOT).as_posix() for path in project_files() if path.is_relative_to(ROOT / folder)}


@pytest.mark.parametrize("folder", MOVED_INTO_THE_PACKAGE)
def test_the_wheel_holds_a_top_level_folder_inside_the_package(folder: str, names: set[str]) -> None:
    wanted = {f"safehouse/{name}" for name in files_below(folder)}
    assert wanted
    assert wanted <= names


def test_the_wheel_holds_every_file_of_the_package(names: set[str]) -> None:
    assert files_below("safehouse") <= names


def test_the_wheel_holds_nothing_else(names: set[str]) -> None:
    tops = {name.partition("/")[0] for name in names}
    assert {top for top in tops if not top.endswith(".dist-info")} == {"safehouse"}
