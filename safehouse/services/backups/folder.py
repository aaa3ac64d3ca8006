"""The folder of backups: a new one is there whole or not at all, and old ones go only when a new one is there.

A file is named by its moment and says nothing else. What does not have such a name is not touched.
"""

import os
import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from errno import EDQUOT, ENOSPC
from pathlib import Path
from stat import S_IWOTH
from typing import IO

from safehouse.domain.codes import BackupError
from safehouse.domain.errors import BackupFailed

_SUFFIX = ".age"
_PARTIAL = ".partial"
_NAME = re.compile(r"\d{8}T\d{12}Z" + re.escape(_SUFFIX))
_MOMENT = "%Y%m%dT%H%M%S%fZ"
_ABANDONED_AFTER = timedelta(days=1)
"""After which what is not complete was left behind by a process that was killed."""


def write_new(folder: Path, *, now: datetime, write: Callable[[IO[bytes]], None]) -> Path:
    """The file of this moment, when `write` has filled it and the disk has it; anything that goes wrong leaves no file.

    Raises BackupFailed for a folder that is missing, full, not to be written or to be written by everybody, and what `write` raises.
    """
    with _said_as_code():
        _look_at(folder)
        _remove_abandoned(folder, now)
        name = f"{now.astimezone(UTC).strftime(_MOMENT)}{_SUFFIX}"
        partial = folder / f"{name}{_PARTIAL}"
        descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        try:
            with os.fdopen(descriptor, "wb") as file:
                write(file)
                file.flush()
                os.fsync(file.fileno())
            partial.rename(folder / name)
        except BaseException:
            partial.unlink(missing_ok=True)
            raise
        _sync(folder)
    return folder / name


def rotate(folder: Path, *, keep: int, newest: Path) -> int:
    """Remove the oldest backups but `keep`, never `newest`, whatever the clocks said; returns how many went.

    Raises BackupFailed for a folder that is missing or cannot be written.
    """
    others = [path for path in list_backups(folder) if path != newest]
    surplus = others[: max(len(others) - (keep - 1), 0)]
    with _said_as_code():
        for path in surplus:
            path.unlink(missing_ok=True)
        _sync(folder)
    return len(surplus)


def list_backups(folder: Path) -> tuple[Path, ...]:
    """The complete backups, the oldest first. Raises BackupFailed where the folder is missing."""
    with _said_as_code():
        return tuple(sorted(path for path in folder.iterdir() if _NAME.fullmatch(path.name)))


def _look_at(folder: Path) -> None:
    if folder.stat().st_mode & S_IWOTH:
        raise BackupFailed(BackupError.FOLDER_OPEN)


def _remove_abandoned(folder: Path, now: datetime) -> None:
    for path in folder.glob(f"*{_SUFFIX}{_PARTIAL}"):
        complete = path.name.removesuffix(_PARTIAL)
        if _NAME.fullmatch(complete) and _moment_of(complete) < now - _ABANDONED_AFTER:
            path.unlink(missing_ok=True)


def _moment_of(name: str) -> datetime:
    return datetime.strptime(name.removesuffix(_SUFFIX), _MOMENT).replace(tzinfo=UTC)


def _sync(folder: Path) -> None:
    """Let the disk have the names of the files, too."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


@contextmanager
def _said_as_code() -> Iterator[None]:
    try:
        yield
    except (FileNotFoundError, NotADirectoryError) as error:
        raise BackupFailed(BackupError.FOLDER_MISSING) from error
    except OSError as error:
        is_full = error.errno in {ENOSPC, EDQUOT}
        raise BackupFailed(BackupError.DISK_FULL if is_full else BackupError.NOT_WRITTEN) from error
