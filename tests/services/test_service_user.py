"""What `safehouse init --user` asks of the machine: whose the files are, and in whose name the store is touched.

What is asked for can be seen without being root; `test_setting_up.py` looks at what the machine makes of it.
"""

import os
import pwd
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner
from sqlalchemy import Engine, event

from safehouse.cli import main
from safehouse.cli.service_user import ServiceUser
from safehouse.domain.errors import UnsafeSettings
from safehouse.models.places import Place
from safehouse.services.db import open_store

ROOT, USER, GROUP = 0, 4_321, 8_765


class Machine:
    """A machine with the user `safehouse`, that takes note of what only root can have done."""

    def __init__(self, patch: pytest.MonkeyPatch) -> None:
        self.user = ROOT
        self.calls: list[tuple[object, ...]] = []
        self.given: dict[int, tuple[int, int]] = {}
        """By the number of a file or folder: who gave it away, and to which group."""
        self.store_users: set[int] = set()
        """In whose name the store was touched."""
        entry = pwd.struct_passwd(("safehouse", "x", USER, GROUP, "", "/var/lib/safehouse", "/usr/sbin/nologin"))
        patch.setattr(pwd, "getpwnam", lambda _name: entry)
        patch.setattr(os, "geteuid", lambda: self.user)
        patch.setattr(os, "seteuid", self._become)
        patch.setattr(os, "getgroups", lambda: [7])
        for name in ("initgroups", "setegid", "setgroups"):
            patch.setattr(os, name, lambda *values, name=name: self.calls.append((name, *values)))
        for name in ("chown", "fchown"):
            patch.setattr(os, name, self._give)

    def touched(self, *_: object) -> None:
        self.store_users.add(self.user)

    def _become(self, user: int) -> None:
        self.calls.append(("seteuid", user))
        self.user = user

    def _give(self, what: int | Path, owner: int, group: int) -> None:
        assert owner == -1, "the owner stays root"
        self.given[os.stat(what).st_ino] = (self.user, group)  # noqa: PTH116  # It may be an open file.


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    made = Machine(monkeypatch)
    event.listen(Engine, "checkout", made.touched)
    yield made
    event.remove(Engine, "checkout", made.touched)


def test_root_writes_the_files_for_the_group_of_the_service_and_touches_the_store_as_its_user(
    machine: Machine, sqlite_store_url: str, tmp_path: Path
) -> None:
    """Seen to fail with tables made outside of `acting`, and with files that are given to no group."""
    store = open_store(sqlite_store_url)
    with store.transaction() as session:
        session.add(Place(id=1, name="Town", country="NL", population=1, area_cell="a", house_cell="h", hides=1))
    store.close()
    machine.store_users.clear()
    settings, key, answers = tmp_path / "etc" / "safehouse.env", tmp_path / "etc" / "master.key", tmp_path / "answers"
    answers.touch(0o600)
    answers.write_text(
        f"SAFEHOUSE_PUBLIC_URL=https://safehouse.example\nSAFEHOUSE_DATABASE_URL={sqlite_store_url}\n", encoding="utf-8"
    )
    files = ("--settings", str(settings), "--master-key", str(key), "--answers", str(answers))
    said = CliRunner().invoke(main, ["init", *files, "--user", "safehouse"], catch_exceptions=False)
    assert "The towns are there already." in said.stdout
    assert machine.store_users == {USER}
    assert machine.user == ROOT
    assert machine.given == {path.stat().st_ino: (ROOT, GROUP) for path in (settings.parent, settings, key)}
    assert [stat.S_IMODE(path.stat().st_mode) for path in (settings, key)] == [0o640, 0o640]


def test_root_is_root_again_whatever_happens_meanwhile(machine: Machine) -> None:
    """The groups go first and come back last: without the rights of root they could not be changed."""
    with pytest.raises(ZeroDivisionError), ServiceUser.named("safehouse").acting():
        _ = 1 / 0
    assert machine.calls == [
        ("initgroups", "safehouse", GROUP),
        ("setegid", GROUP),
        ("seteuid", USER),
        ("seteuid", ROOT),
        ("setegid", ROOT),
        ("setgroups", [7]),
    ]


def test_nobody_but_root_acts_for_another_user(machine: Machine) -> None:
    machine.user = USER
    with pytest.raises(UnsafeSettings, match="only root"):
        ServiceUser.named("safehouse")
    with ServiceUser.named(None).acting():
        assert machine.calls == []
