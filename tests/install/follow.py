"""Follows docs/install.md word by word in an empty Debian 12, as root: `make install-check`.

Runs every block marked `sh` in one shell, in order; looks at the units and the proxy with their own tools; opens an
administrator's link and logs in through the proxy, over TLS; looks for what was typed in all logs; then takes the disk away, runs
the blocks marked `sh rescue`, and logs in again. Takes some minutes, the ports 80, 443, 8000 and 9464 of this machine,
debootstrap, and root.
"""

import argparse
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.install.debian import Debian, make_debian, running_debian
from tests.install.visiting import Person
from tests.support.sources import ROOT

PAGE = ROOT / "docs" / "install.md"
HOST = "safehouse.example"
FIRST_MAIL = "first.administrator@safehouse.example"
PASSWORD = "a long evening in november"
_BLOCK = re.compile(r"^```sh(?P<kind> \w+)?\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
_LINK = re.compile(rf"https://{re.escape(HOST)}/\S+")
_UNITS = "/etc/systemd/system/safehouse-web.service /etc/systemd/system/safehouse-scheduler.service"
LOOK_AT = (
    f"systemd-analyze verify {_UNITS} && echo 'The units are right.'",
    "systemd-analyze security --no-pager safehouse-web safehouse-scheduler | grep -i overall || true",
    "nginx -t",
    "safehouse check",
    "stat -c '%A %U:%G %n' /etc/safehouse/* $(find /var/lib/safehouse /var/backups/safehouse -type f)",
    "systemctl show -p ActiveState,NRestarts safehouse-web safehouse-scheduler",
)
DISASTER = """
systemctl stop safehouse-web safehouse-scheduler
rm -r /var/lib/safehouse/safehouse.db /etc/safehouse/safehouse.env
mv "$(find /var/backups/safehouse -name '*.age' | sort | tail -n 1)" /var/backups/safehouse/last.age
"""
AFTERWARDS = """
systemctl start safehouse-web safehouse-scheduler
"""


@dataclass(frozen=True)
class Block:
    """A block of the page, with the heading that it stands below."""

    heading: str
    kind: str
    text: str


def blocks(page: str) -> Iterator[Block]:
    """The blocks to type, in their order."""
    for part in re.split(r"^## ", page, flags=re.MULTILINE)[1:]:
        heading = part.partition("\n")[0]
        for found in _BLOCK.finditer(part):
            yield Block(heading, (found["kind"] or "").strip(), found["text"])


def follow(debian: Debian, todo: Sequence[Block]) -> str:
    """Type the blocks into one shell, and say what it says."""
    script = "".join(f"echo '== {block.heading}'\n{block.text}" for block in todo)
    return _say(debian, script)


def _say(debian: Debian, script: str) -> str:
    said = []
    with debian.run(script) as process:
        for line in process.stdout or ():
            print(line, end="", flush=True)
            said.append(line)
    if process.returncode:
        sys.exit(f"the page cannot be followed: status {process.returncode}")
    return "".join(said)


def pack_release(debian: Debian) -> None:
    """Put the last commit on the server as the page says."""
    target = debian.folder / "opt" / "safehouse.tar.gz"
    subprocess.run(
        ["git", "archive", "--format=tar.gz", "--prefix=release/", f"--output={target}", "HEAD"], cwd=ROOT, check=True
    )


def refuse_written_secrets(debian: Debian, *secrets: str) -> None:
    """What was typed and opened must stand in no log of the whole system."""
    logs = debian.read("journalctl --no-pager; cat /var/log/nginx/*")
    if "answered" not in logs:
        sys.exit("the logs are not there")
    if any(secret in logs for secret in secrets):
        sys.exit("a log holds what it must not")
    print("No log holds the link, the password or the mail address.")


def wait_until_ready(person: Person) -> None:
    """The scheduler says that it is at work soon after its start."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        if person.get("/ready").status == 200:
            return
        time.sleep(1)
    sys.exit("the service is not ready")


def log_in(debian: Debian, link: str | None) -> None:
    """Choose a password with a link, if one is given, and see the accounts over TLS."""
    person = Person(HOST, debian.folder / "etc/ssl/safehouse/fullchain.pem")
    wait_until_ready(person)
    if link is not None:
        person.choose_password(link, PASSWORD)
    person.log_in(FIRST_MAIL, PASSWORD)
    page = person.get("/accounts")
    if page.status != 200 or "Second administrator" not in page.text:
        sys.exit(f"no login: {page.status}")
    print(f"Logged in at https://{HOST} over {person.protocol} and saw the accounts.")


def main() -> None:
    """Follow the page from its first block to the rescue."""
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--base", type=Path, help="An empty Debian 12 to begin with; made there if it is missing.")
    options.add_argument(
        "--postgresql", action="store_true", help="Type the blocks for PostgreSQL too; then no disk dies."
    )
    given = options.parse_args()
    base: Path | None = given.base
    todo = list(blocks(PAGE.read_text(encoding="utf-8")))
    with tempfile.TemporaryDirectory(prefix="safehouse-install-") as folder:
        make_debian(base or Path(folder) / "base")
        with running_debian(base or Path(folder) / "base", Path(folder) / "server") as debian:
            prove(debian, todo, has_postgresql=given.postgresql)


def prove(debian: Debian, todo: Sequence[Block], *, has_postgresql: bool) -> None:
    """The whole way; ends the program where it cannot go on."""
    began_at = time.monotonic()
    pack_release(debian)
    kinds = {"", "postgresql"} if has_postgresql else {""}
    said = follow(debian, [block for block in todo if block.kind in kinds])
    print(f"== Followed in {time.monotonic() - began_at:.0f} s. What its own tools say of it:")
    _say(debian, "\n".join(LOOK_AT))
    link = _LINK.findall(said)[0]
    log_in(debian, link)
    refuse_written_secrets(debian, link.rpartition("/")[2], PASSWORD, FIRST_MAIL)
    if not has_postgresql:
        outlive(debian, todo)


def outlive(debian: Debian, todo: Sequence[Block]) -> None:
    """Take the disk away, and follow what the page says then."""
    print("== The disk dies.")
    _say(debian, f"safehouse backup\n{DISASTER}")
    follow(debian, [block for block in todo if block.kind == "rescue" or block.heading.startswith("1.")])
    _say(debian, f"{AFTERWARDS}\nsleep 5\nsafehouse check")
    log_in(debian, None)


if __name__ == "__main__":
    main()
