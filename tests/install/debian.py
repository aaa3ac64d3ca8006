"""An empty Debian 12 in a folder, made by debootstrap and started with its own systemd, in namespaces of its own but for the network."""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

SUITE = "bookworm"
START_SECONDS = 60
_PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"
_CERTIFICATES = Path("/etc/ssl/certs/ca-certificates.crt")
_CARRIED = "/usr/local/share/certificates-of-this-machine.pem"
_BOOT = """
mount --make-rprivate /
mount --bind "$1" "$1"
mount -t proc proc "$1/proc"
mount -t sysfs sysfs "$1/sys"
mount -t cgroup2 cgroup2 "$1/sys/fs/cgroup"
mount --bind /dev "$1/dev"
mount -t tmpfs tmpfs "$1/run"
exec chroot "$1" /usr/bin/env -i container=test PATH="$2" /lib/systemd/systemd --log-target=null systemd.unit=multi-user.target
"""


@dataclass(frozen=True)
class Debian:
    """A system in a folder; `process` is its first one, seen from outside."""

    folder: Path
    process: int

    def run(self, script: str) -> "subprocess.Popen[str]":
        """Begin a shell script as root inside; what it says, errors too, comes from `stdout`."""
        inside = [
            "nsenter",
            f"--target={self.process}",
            "--mount",
            "--pid",
            "--uts",
            "--ipc",
            "--cgroup",
            "--root",
            "--wd",
        ]
        return subprocess.Popen(
            [*inside, "/usr/bin/env", "-i", *_environment(), "/bin/bash", "-euo", "pipefail", "-c", script],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def read(self, script: str) -> str:
        """What a short script says. Raises CalledProcessError when it fails."""
        with self.run(script) as process:
            said, _ = process.communicate()
        if process.returncode:
            raise subprocess.CalledProcessError(process.returncode, script, said)
        return said


def make_debian(folder: Path) -> None:
    """Unpack an empty Debian; a folder that is there already is taken as one."""
    if not folder.exists():
        subprocess.run(["debootstrap", "--include=dbus", SUITE, str(folder)], check=True, stdout=subprocess.DEVNULL)


@contextmanager
def running_debian(base: Path, folder: Path) -> Iterator[Debian]:
    """A copy of an empty Debian, started; it is ended with everything in it when the block is left."""
    subprocess.run(["cp", "--archive", str(base), str(folder)], check=True)
    shutil.copy("/etc/resolv.conf", folder / "etc" / "resolv.conf")
    shutil.copy(_CERTIFICATES, folder / _CARRIED.lstrip("/"))
    command = ["unshare", "--pid", "--fork", "--kill-child", "--mount", "--uts", "--ipc", "--cgroup"]
    with subprocess.Popen([*command, "bash", "-euc", _BOOT, "boot", str(folder), _PATH]) as outside:
        try:
            debian = Debian(folder, _first_process(outside.pid))
            _wait_until_up(debian)
            yield debian
        finally:
            outside.send_signal(signal.SIGKILL)


def _first_process(parent: int) -> int:
    """The process that unshare began, which is number 1 inside."""
    deadline = time.monotonic() + START_SECONDS
    children = Path(f"/proc/{parent}/task/{parent}/children")
    while time.monotonic() < deadline:
        found = children.read_text(encoding="ascii").split()
        if found:
            return int(found[0])
        time.sleep(0.1)
    raise TimeoutError("nothing was started")


def _wait_until_up(debian: Debian) -> None:
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        try:
            state = debian.read("systemctl is-system-running || true").strip()
        except subprocess.CalledProcessError:
            state = "not yet"
        if state in {"running", "degraded"}:
            return
        time.sleep(0.5)
    raise TimeoutError("the system did not start")


def _environment() -> list[str]:
    """What a fresh terminal of root has, and how this machine reaches packages, if it says so."""
    carried = [f"{name}={value}" for name, value in os.environ.items() if name.lower().endswith("_proxy")]
    return [f"PATH={_PATH}", "HOME=/root", "LANG=C.UTF-8", "TERM=dumb", f"PIP_CERT={_CARRIED}", *carried]
