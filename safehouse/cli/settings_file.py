"""The settings file of a server: one `NAME=value` a line, in the form that systemd's EnvironmentFile reads too.

Every command that works on the store takes it in at its start, so that what a person does by hand and what the service does
by itself go by the same settings. What the environment says already wins.
"""

import os
import re
import shlex
from collections.abc import Mapping, MutableMapping
from pathlib import Path
from stat import S_IRWXO

from safehouse.domain.errors import UnsafeSettings
from safehouse.settings import VARIABLES

PATH_VARIABLE = "SAFEHOUSE_SETTINGS_FILE"
"""Names another file, or none at all when it is empty."""
USUAL_PATH = Path("/etc/safehouse/safehouse.env")
_NOT_IN_A_FILE = "SAFEHOUSE_MASTER_KEY"
_LINE = re.compile(r"(?P<name>\w+)=(?P<value>.*)")
_PLAIN_VALUE = re.compile(r"[\w@%+=:,./?&~\[\]-]*")


def add_settings_file(environ: MutableMapping[str, str]) -> None:
    """Add what the settings file says and the environment does not. Raises UnsafeSettings; a missing usual file is none."""
    path = settings_path(environ)
    if path is None or (PATH_VARIABLE not in environ and not _is_there(path)):
        return
    for name, value in read_settings_file(path).items():
        environ.setdefault(name, value)


def settings_path(environ: Mapping[str, str]) -> Path | None:
    """Where the settings file is or would be; None: there is to be none."""
    if PATH_VARIABLE not in environ:
        return USUAL_PATH
    return Path(environ[PATH_VARIABLE]) if environ[PATH_VARIABLE] else None


def read_settings_file(path: Path) -> dict[str, str]:
    """The settings in the file.

    Raises UnsafeSettings for a file that cannot be read or that everybody can read, and for a line that is no setting.
    """
    try:
        if path.stat().st_mode & S_IRWXO:
            raise UnsafeSettings(f"{path} can be read by everybody and may hold passwords: run `chmod o= {path}`")
        text = path.read_text(encoding="utf-8")
    except OSError:
        raise UnsafeSettings(
            f"{path} cannot be read: is it there, and are you root or the user of the service?"
        ) from None
    except UnicodeDecodeError:
        raise UnsafeSettings(f"{path} is no text in UTF-8") from None
    return parse_settings(text, path)


def parse_settings(text: str, path: Path) -> dict[str, str]:
    """The settings in the text of a file, whose path is for the refusal. Raises UnsafeSettings like `read_settings_file`."""
    found: dict[str, str] = {}
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        name, value = _setting(line.strip(), where=f"{path}, line {number}")
        if name in found:
            raise UnsafeSettings(f"{path}, line {number}: {name} is set twice")
        found[name] = value
    return found


def written_settings(settings: Mapping[str, str]) -> str:
    """The text of a file that says these settings. Raises UnsafeSettings for a value of several lines."""
    return "".join(f"{name}={_written(name, value)}\n" for name, value in settings.items())


def write_new_file(path: Path, text: str, *, group_id: int | None) -> None:
    """Write a file that is not there yet, for its owner, and for a group to read if one is given. Raises FileExistsError."""
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        if group_id is not None:
            os.fchown(descriptor, -1, group_id)
            os.fchmod(descriptor, 0o640)
        file.write(text)
        file.flush()
        os.fsync(descriptor)


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except PermissionError:
        # Its folder is not for this user, so there is something in it; reading it then says what to do.
        return True


def _setting(line: str, *, where: str) -> tuple[str, str]:
    parts = _LINE.fullmatch(line)
    if parts is None or parts["name"] not in VARIABLES:
        raise UnsafeSettings(f"{where}: no setting has this name; a setting is written as NAME=value")
    if parts["name"] == _NOT_IN_A_FILE:
        raise UnsafeSettings(
            f"{where}: the master key belongs into a file of its own, which {_NOT_IN_A_FILE}_FILE names"
        )
    return parts["name"], _read_value(parts["value"].strip(), where=where)


def _read_value(text: str, *, where: str) -> str:
    """A value without quotes as it stands, or one in quotes, which alone can hold quotes and backslashes."""
    if not text.startswith(('"', "'")):
        if any(mark in text for mark in "\"'\\"):
            raise UnsafeSettings(f"{where}: a value with a quote or a backslash is written in double quotes")
        return text
    try:
        [value] = shlex.split(text)
    except ValueError:
        raise UnsafeSettings(f"{where}: the quotes do not end where the line ends") from None
    return value


def _written(name: str, value: str) -> str:
    if not value.isprintable():
        raise UnsafeSettings(f"{name} must be one line of text")
    if _PLAIN_VALUE.fullmatch(value):
        return value
    return '"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"'
