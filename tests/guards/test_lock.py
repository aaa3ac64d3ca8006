"""The locks pin everything by hash and name no address to fetch it from; a server gets the same without what is for development."""

import re
import tomllib

import pytest

from tests.support.sources import ROOT

LOCKS = {name: (ROOT / name).read_text(encoding="utf-8") for name in ("requirements.lock", "requirements-server.lock")}
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==\S+(?P<marker> ; [^\\\n]+)?(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)


PINS = {name: {match["name"]: match.group() for match in PIN.finditer(text)} for name, text in LOCKS.items()}


def required_names(*extras: str) -> list[str]:
    """What pyproject.toml asks for, with some of its extras."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *(name for extra in extras for name in project["optional-dependencies"][extra])]
    return sorted(re.split(r"[\[<>=! ]", requirement, maxsplit=1)[0] for requirement in wanted)


@pytest.mark.parametrize("lock", LOCKS)
def test_every_line_is_a_pin_with_hashes_and_nothing_else(lock: str) -> None:
    assert PIN.sub("", LOCKS[lock]).strip() == ""


@pytest.mark.parametrize("lock", LOCKS)
def test_no_address_stands_in_the_lock(lock: str) -> None:
    assert "/" not in LOCKS[lock]


@pytest.mark.parametrize("name", required_names("build", "dev"))
def test_everything_that_the_project_requires_is_pinned(name: str) -> None:
    assert name in PINS["requirements.lock"]


@pytest.mark.parametrize("name", required_names("build"))
def test_everything_that_a_server_needs_is_pinned_for_it(name: str) -> None:
    assert name in PINS["requirements-server.lock"]


def test_a_server_gets_what_was_tested_and_nothing_that_is_for_development() -> None:
    tested, served = PINS["requirements.lock"], PINS["requirements-server.lock"]
    assert {name: pin for name, pin in served.items() if tested.get(name) != pin} == {}
    for_development = set(required_names("dev")) - set(required_names("build"))
    assert for_development & served.keys() == set()
