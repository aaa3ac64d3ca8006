"""What a machine may lack: a missing part is a skip with a reason, or a failure where `SAFEHOUSE_REQUIRE` names it."""

import os
import shutil
from pathlib import Path
from typing import Literal, NoReturn

import pytest

Part = Literal["browser", "postgres", "root"]

CHROMIUM_NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")


def required_parts() -> frozenset[str]:
    """The parts that must be there, from the comma-separated `SAFEHOUSE_REQUIRE`."""
    return frozenset(filter(None, os.environ.get("SAFEHOUSE_REQUIRE", "").split(",")))


def lacking(part: Part, reason: str) -> NoReturn:
    """Skip the test because the machine lacks `part`, or fail it where the part is required."""
    if part in required_parts():
        pytest.fail(f"SAFEHOUSE_REQUIRE names {part}, but {reason}")
    pytest.skip(reason)


def find_chromium() -> Path | None:
    """The browser of `SAFEHOUSE_CHROMIUM`, or the first one on the path."""
    names = (os.environ["SAFEHOUSE_CHROMIUM"],) if "SAFEHOUSE_CHROMIUM" in os.environ else CHROMIUM_NAMES
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None
