"""The user that the service runs as: root makes the files for its group, and touches the store only in its name."""

import os
import pwd
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from safehouse.domain.errors import UnsafeSettings


@dataclass(frozen=True, slots=True)
class ServiceUser:
    """A user of this machine; all None: whoever runs the command."""

    name: str | None = None
    user_id: int | None = None
    group_id: int | None = None

    @classmethod
    def named(cls, name: str | None) -> Self:
        """The user of this name. Raises UnsafeSettings when there is none, or when only root could act for it."""
        if name is None:
            return cls()
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            raise UnsafeSettings(f"there is no user {name} on this machine: make it first") from None
        if os.geteuid() != 0:
            raise UnsafeSettings("only root can act for another user: run this as root, or without --user")
        return cls(name, entry.pw_uid, entry.pw_gid)

    def make_folder(self, folder: Path) -> None:
        """Make a folder that this user's group can look into; one that is there is left as it is."""
        if not folder.exists():
            folder.mkdir(mode=0o750, parents=True)
            if self.group_id is not None:
                os.chown(folder, -1, self.group_id)

    @contextmanager
    def acting(self) -> Iterator[None]:
        """Do what is inside with the rights of this user, and be root again afterwards."""
        if self.name is None or self.user_id is None or self.group_id is None:
            yield
            return
        groups = os.getgroups()
        os.initgroups(self.name, self.group_id)
        os.setegid(self.group_id)
        os.seteuid(self.user_id)
        try:
            yield
        finally:
            os.seteuid(0)
            os.setegid(0)
            os.setgroups(groups)
