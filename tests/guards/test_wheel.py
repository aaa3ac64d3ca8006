"""The wheel holds the package, its templates and its migrations, and nothing of the tests."""

import base64
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.support.sources import ROOT, project_files
from tests.support.stores import MASTER_KEY

MOVED_INTO_THE_PACKAGE = ("templates", "migrations")
OPEN_THE_LOGIN_PAGE = """
import os
from safehouse import wsgi
assert wsgi.__file__.startswith(os.environ["PYTHONPATH"])
assert wsgi.application().test_client().get("/login").status_code == 200
"""


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


def test_the_service_runs_from_the_wheel_alone(wheel: Path, tmp_path: Path) -> None:
    """Tables and pages come from the files in the wheel, in a folder that holds nothing of the repository."""
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(tmp_path / "installed")
    environ = {
        "PYTHONPATH": str(tmp_path / "installed"),
        "SAFEHOUSE_DATABASE_URL": f"sqlite:///{tmp_path / 'safehouse.sqlite'}",
        "SAFEHOUSE_MASTER_KEY": base64.b64encode(MASTER_KEY).decode(),
    }
    for program in (["-m", "safehouse", "migrate"], ["-c", OPEN_THE_LOGIN_PAGE]):
        subprocess.run([sys.executable, *program], cwd=tmp_path, env=environ, check=True, capture_output=True)
