"""The demo's own folder: its master key, its database and its logins, for the eyes of one user only."""

import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from safehouse.settings import new_master_key

_MARK = "This folder belongs to the demo of safehouse and is deleted by `make demo-reset`.\n"


@dataclass(frozen=True, slots=True)
class DemoFolder:
    """The folder of one demo. It is complete once everything was loaded; a half-made one is made anew."""

    path: Path

    @property
    def database(self) -> Path:
        """The file of the database, unless the environment names another database."""
        return self.path / "safehouse.db"

    @property
    def logins(self) -> Path:
        """The list of logins with their passwords."""
        return self.path / "logins.txt"

    @property
    def is_complete(self) -> bool:
        """Whether an earlier start finished loading."""
        return self._done.exists()

    def begin(self) -> None:
        """Make the folder (mode 700) anew with a fresh master key.

        Raises FileExistsError for a folder that is not empty and not a demo's: nothing of anybody else is deleted.
        """
        self.forget()
        self.path.mkdir(mode=0o700, parents=True, exist_ok=True)
        self.path.chmod(0o700)
        write_for_owner(self._mark, _MARK)
        write_for_owner(self._key, f"{new_master_key()}\n")

    def complete(self) -> None:
        """Remember that everything was loaded."""
        write_for_owner(self._done, "")

    def forget(self) -> None:
        """Delete the folder, if it is a demo's."""
        if not self.path.exists():
            return
        if any(self.path.iterdir()) and not self._mark.exists():
            message = f"{self.path} is not a demo folder"
            raise FileExistsError(message)
        shutil.rmtree(self.path)

    def environment(self, environ: Mapping[str, str], port: int) -> dict[str, str]:
        """The variables of the demo's processes. A database named by the caller is kept."""
        return {
            "SAFEHOUSE_DATABASE_URL": f"sqlite:///{self.database.absolute()}",
            **environ,
            # The settings of a real service on the same machine are not the demo's: its mails would leave.
            "SAFEHOUSE_SETTINGS_FILE": "",
            "SAFEHOUSE_MASTER_KEY": "",
            "SAFEHOUSE_MASTER_KEY_FILE": str(self._key.absolute()),
            "SAFEHOUSE_PUBLIC_URL": f"http://127.0.0.1:{port}",
        }

    @property
    def _mark(self) -> Path:
        return self.path / "README.txt"

    @property
    def _key(self) -> Path:
        return self.path / "master.key"

    @property
    def _done(self) -> Path:
        return self.path / "complete"


def write_for_owner(path: Path, text: str) -> None:
    """Write a file that only its owner can read, from its first moment on."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
