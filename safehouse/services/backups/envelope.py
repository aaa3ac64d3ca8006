"""The envelope of a backup: text that is compressed, then sealed for a public key in the age format (age-encryption.org/v1).

The private key is nowhere on the server. Who has it can open a backup without this program: `age -d -i KEY FILE | gunzip`.
"""

import os
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import IO

from pyrage import DecryptError, EncryptError, IdentityError, decrypt_io, encrypt_io
from pyrage.x25519 import Identity, Recipient

from safehouse.domain.errors import BackupRefused

_GZIP = 31
"""What zlib calls a gzip file with the largest window."""
_LONGEST_LINE = 64 * 1024 * 1024
"""In bytes; a longer one was not written by this service."""
_DAMAGED = "it is damaged: a part of it is missing or was changed"


def make_key_pair(path: Path, *, now: datetime) -> str:
    """Write a new private key into a new file for its owner alone, and give its public key back.

    Raises FileExistsError rather than write over another key, and other OSErrors.
    """
    identity = Identity.generate()
    public = str(identity.to_public())
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(f"# Private key of backups, made {now:%Y-%m-%d}. Keep it away from the server.\n")
        file.write(f"# Public key: {public}\n{identity}\n")
        file.flush()
        os.fsync(file.fileno())
    return public


def read_private_key(path: Path) -> Identity:
    """The private key in a file as `make_key_pair` writes it. Raises BackupRefused for anything else."""
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
        (written,) = [line.strip() for line in lines if line.strip() and not line.startswith("#")]
        return Identity.from_str(written)
    except (OSError, ValueError, IdentityError):
        # Whatever the file holds may be a secret and is not repeated.
        raise BackupRefused("the key file does not hold one private key: AGE-SECRET-KEY-1...") from None


def seal(parts: Iterable[bytes], file: IO[bytes], public_key: str) -> None:
    """Compress and seal text, part by part, into a file. What goes wrong with the parts or the file is raised as it is."""
    source, target = _Source(_compressed(parts)), _Target(file)
    try:
        encrypt_io(source, target, [Recipient.from_str(public_key)])
    except EncryptError:
        # The library gives the failure of a file or an iterator on as a text.
        failure = source.failure or target.failure
        if failure is None:
            raise
        raise failure from None


def open_sealed(path: Path, key: Identity, accept: Callable[[bytes], None]) -> None:
    """Open a sealed file and hand its lines on, each without its end; what `accept` raises is raised as it is.

    Raises BackupRefused for another key and for anything that is not whole and unchanged, when lines may have been handed on
    already; OSError for a file that cannot be opened.
    """
    lines = _Lines(accept)
    with path.open("rb") as file, _refusing():
        decrypt_io(file, lines, [key])
        lines.finish()


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except DecryptError as error:
        if "No matching keys" in str(error):
            raise BackupRefused("it is sealed for another key") from None
        raise BackupRefused("it is no sealed backup, or its beginning is damaged") from None
    except (OSError, zlib.error):
        raise BackupRefused(_DAMAGED) from None


def _compressed(parts: Iterable[bytes]) -> Iterator[bytes]:
    squeezer = zlib.compressobj(wbits=_GZIP)
    for part in parts:
        yield squeezer.compress(part)
    yield squeezer.flush()


class _Source:
    """A file to read from, made of parts."""

    def __init__(self, parts: Iterator[bytes]) -> None:
        self.failure: BaseException | None = None
        self._parts = parts
        self._rest = bytearray()

    def read(self, size: int) -> bytes:
        try:
            while len(self._rest) < size and (part := next(self._parts, None)) is not None:
                self._rest += part
        except BaseException as failure:
            self.failure = failure
            raise
        wanted = bytes(self._rest[:size])
        del self._rest[:size]
        return wanted


@dataclass(slots=True)
class _Target:
    """A file to write into, which keeps its failure."""

    file: IO[bytes]
    failure: BaseException | None = None

    def write(self, data: bytes) -> int:
        try:
            return self.file.write(data)
        except OSError as failure:
            self.failure = failure
            raise

    def flush(self) -> None:
        self.file.flush()


class _Lines:
    """A file to write into, which unpacks what it gets and hands on every line."""

    def __init__(self, accept: Callable[[bytes], None]) -> None:
        self._accept = accept
        self._opener = zlib.decompressobj(wbits=_GZIP)
        self._rest = b""

    def write(self, data: bytes) -> int:
        *lines, self._rest = (self._rest + self._opener.decompress(data)).split(b"\n")
        for line in lines:
            self._accept(line)
        if len(self._rest) > _LONGEST_LINE or self._opener.unused_data:
            raise BackupRefused(_DAMAGED)
        return len(data)

    def flush(self) -> None:
        """Nothing waits: a line is handed on when it is complete."""

    def finish(self) -> None:
        if self._rest or not self._opener.eof:
            raise BackupRefused(_DAMAGED)
