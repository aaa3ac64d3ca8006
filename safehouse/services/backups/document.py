"""What stands in a backup, as lines of JSON: a heading, every table with its rows, how many they are, and a seal.

  {"format": "safehouse backup 1", "made_at": ..., "revision": ..., "database": ..., "key": ...}
  {"table": "account", "columns": ["id", ...]}       then one line for each of its rows
  ["...", null, 3, ...]                              moments and days in ISO 8601, bytes in base64
  {"tables": {"account": {"rows": 12, "sum": ...}, ...}}
  {"seal": ...}                                      HMAC-SHA256 of everything before it

Anybody can seal a file for a public key. The seal of the last line takes the master key, so nobody else can make a backup that
is restored. `key` is a keyed hash of nothing in particular, which tells another master key from a file that was changed.
"""

import hmac
import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from hashlib import sha256
from typing import Any, Protocol

from safehouse.domain.errors import BackupRefused
from safehouse.services.sealing import Vault

FORMAT = "safehouse backup 1"
Row = list[Any]
"""The values of a row as JSON has them, in the order of the columns."""

_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_PURPOSE = "backup"
_SUM_BYTES = 32
_FOREIGN = "it is no backup of this service, or it was changed"


@dataclass(frozen=True, slots=True)
class Heading:
    """When a backup was made, of which revision of the tables, in which kind of database."""

    made_at: datetime
    revision: str
    database: str


@dataclass(frozen=True, slots=True)
class TableSum:
    """How many rows a table has, and the sum of their SHA-256 digests modulo 2**256, in hex.

    A sum does not depend on the order of rows, in which the two databases differ. It tells of mistakes; against malice there is
    the seal.
    """

    rows: int
    sum: str


@dataclass(frozen=True, slots=True)
class TableContent:
    """One table: its name, its columns and its rows."""

    name: str
    columns: Sequence[str]
    rows: Iterable[Row]


class Counting:
    """A table while its rows are counted."""

    def __init__(self) -> None:
        """Begin without a row."""
        self._rows = 0
        self._sum = 0

    def add(self, line: bytes) -> None:
        """Count the line of one row."""
        self._rows += 1
        self._sum += int.from_bytes(sha256(line).digest(), "big")

    def result(self) -> TableSum:
        """The sum of all lines so far."""
        total = self._sum % (1 << 8 * _SUM_BYTES)
        return TableSum(rows=self._rows, sum=total.to_bytes(_SUM_BYTES, "big").hex())


def sums_of(tables: Iterable[TableContent]) -> Mapping[str, TableSum]:
    """The sum of each table, by its name."""
    found: dict[str, TableSum] = {}
    for table in tables:
        counting = Counting()
        for row in table.rows:
            counting.add(_line(row))
        found[table.name] = counting.result()
    return found


def written(heading: Heading, tables: Iterable[TableContent], vault: Vault) -> Iterator[bytes]:
    """The lines of a backup with their ends, one after the other."""
    seal = _new_seal(vault)
    for line in _unsealed(heading, tables, vault):
        seal.update(line + b"\n")
        yield line + b"\n"
    yield _line({"seal": seal.hexdigest()}) + b"\n"


def _unsealed(heading: Heading, tables: Iterable[TableContent], vault: Vault) -> Iterator[bytes]:
    made_at = heading.made_at.isoformat()
    yield _line({"format": FORMAT, **asdict(heading), "made_at": made_at, "key": _key_check(vault)})
    found: dict[str, TableSum] = {}
    for table in tables:
        yield _line({"table": table.name, "columns": list(table.columns)})
        counting = Counting()
        for row in table.rows:
            line = _line(row)
            counting.add(line)
            yield line
        found[table.name] = counting.result()
    yield _line({"tables": {name: asdict(total) for name, total in found.items()}})


class Receiver(Protocol):
    """What a reading tells of, in this order; what it raises ends the reading."""

    def begin(self, heading: Heading) -> None: ...
    def table(self, name: str, columns: Sequence[str]) -> None: ...
    def row(self, values: Row) -> None: ...
    def end(self, sums: Mapping[str, TableSum]) -> None: ...


class Reading:
    """A backup that is read line by line. Only when `finish` has been passed is any of it to be believed."""

    def __init__(self, vault: Vault, receiver: Receiver) -> None:
        """Begin before the first line."""
        self._vault = vault
        self._receiver = receiver
        self._seal = _new_seal(vault)
        self._expected: Callable[[Any], None] = self._heading
        self._columns = 0
        self._is_sealed = False

    def accept(self, line: bytes) -> None:
        """Take the next line. Raises BackupRefused for one that does not belong there."""
        try:
            self._expected(json.loads(line))
        except (KeyError, TypeError, ValueError, AttributeError):
            raise BackupRefused(_FOREIGN) from None
        self._seal.update(line + b"\n")

    def finish(self) -> None:
        """Raise BackupRefused unless the last line was the right seal."""
        if not self._is_sealed:
            raise BackupRefused(_FOREIGN)

    def _heading(self, said: Mapping[str, Any]) -> None:
        if said["format"] != FORMAT:
            raise BackupRefused("it was written by another version of this service, or by another program")
        if said["key"] != _key_check(self._vault):
            raise BackupRefused("it was made under another master key: set the one of the server that made it")
        made_at = datetime.fromisoformat(said["made_at"])
        self._receiver.begin(Heading(made_at=made_at, revision=said["revision"], database=said["database"]))
        self._expected = self._row_or_table

    def _row_or_table(self, said: list[Any] | Mapping[str, Any]) -> None:
        if isinstance(said, list):
            if len(said) != self._columns:
                raise BackupRefused(_FOREIGN)
            self._receiver.row(said)
        elif "table" in said:
            self._columns = len(said["columns"])
            self._receiver.table(said["table"], said["columns"])
        else:
            self._receiver.end({name: TableSum(**total) for name, total in said["tables"].items()})
            self._expected = self._last_line

    def _last_line(self, said: Mapping[str, Any]) -> None:
        if not hmac.compare_digest(said["seal"], self._seal.hexdigest()):
            raise BackupRefused(_FOREIGN)
        self._is_sealed = True
        self._expected = self._nothing

    def _nothing(self, _said: object) -> None:
        raise BackupRefused(_FOREIGN)


def _line(content: object) -> bytes:
    return _ENCODER.encode(content).encode()


def _new_seal(vault: Vault) -> hmac.HMAC:
    return hmac.new(vault.derived(_PURPOSE), digestmod=sha256)


def _key_check(vault: Vault) -> str:
    return vault.keyed_hash(_PURPOSE, "key check")
