"""The service as its first people meet it: set up by `safehouse init`, with the towns of the world and nobody in it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tests.support.browser_site import Site, serving
from tests.support.ports import free_port

_ANSWERS: Mapping[str, str] = {
    "SAFEHOUSE_COUNTRIES": "NL",
    "SAFEHOUSE_TIME_ZONE": "Europe/Amsterdam",
    # People come straight to the service, and nobody measures it.
    "SAFEHOUSE_PROXIES": "0",
    "SAFEHOUSE_METRICS_ADDRESS": "",
}


def set_up(folder: Path) -> Path:
    """Run `safehouse init` in the folder, unless it was run there already, and give the database file."""
    database = folder / "safehouse.db"
    settings = folder / "safehouse.env"
    if settings.exists():
        return database
    folder.mkdir(mode=0o700)
    given = {**_ANSWERS, "SAFEHOUSE_PUBLIC_URL": "http://127.0.0.1", "SAFEHOUSE_DATABASE_URL": f"sqlite:///{database}"}
    answers = folder / "answers"
    answers.touch(0o600)
    answers.write_text("".join(f"{name}={value}\n" for name, value in given.items()), encoding="utf-8")
    files = {"--settings": settings, "--master-key": folder / "master.key", "--answers": answers}
    said = run(os.environ, "init", *(str(part) for option in files.items() for part in option))
    assert "towns are loaded" in said
    return database


@contextmanager
def running_afternoon(template: Path, folder: Path) -> Iterator[Site]:
    """A service over a copy of what `set_up` made, until the block is left."""
    shutil.copytree(template, folder)
    port = free_port()
    environ = {
        **os.environ,
        "SAFEHOUSE_SETTINGS_FILE": str(folder / "safehouse.env"),
        "SAFEHOUSE_DATABASE_URL": f"sqlite:///{folder / 'safehouse.db'}",
        "SAFEHOUSE_MASTER_KEY_FILE": str(folder / "master.key"),
        "SAFEHOUSE_PUBLIC_URL": f"http://127.0.0.1:{port}",
    }
    with serving(environ, port, logins={}) as site:
        yield site


def run(environ: Mapping[str, str], *arguments: str) -> str:
    """What a command of safehouse says. Without a mail server `init` ends with a problem, so its code is not looked at."""
    command = [sys.executable, "-m", "safehouse", *arguments]
    return subprocess.run(command, env=dict(environ), capture_output=True, text=True, check=False).stdout
