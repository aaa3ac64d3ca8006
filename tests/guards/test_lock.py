"""The lock pins everything by hash and names no address to fetch it from."""

import re
import tomllib

import pytest

from tests.support.sources import ROOT

LOCK = (ROOT / "requirements.lock").read_text(encoding="utf-8")
PIN = re.compile(
    r"^(?P<name>[a-z0-9-]+)==\S+(?P<marker> ; [^\\\n]+)?(?P<hashes>( \\\n    --hash=sha256:[0-9a-f]{64})+)$",
    re.MULTILINE,
)


def required_names() -> list[str]:
    """What pyproject.toml asks for, development included."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["dev"]]
    return sorted(re.split(r"[\[<>=! ]", requirement, maxsplit=1)[0] for requirement in wanted)


def test_every_line_is_a_pin_with_hashes_and_nothing_else() -> None:
    assert PIN.sub("", LOCK).strip() == ""


def test_no_address_stands_in_the_lock() -> None:
    assert "/" not in LOCK


@pytest.mark.parametrize("name", required_names())
def test_everything_that_the_project_requires_is_pinned(name: str) -> None:
    assert name in {match["name"] for match in PIN.finditer(LOCK)}
