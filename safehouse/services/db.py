"""The store: engines, transactions, the house lock and the database's clock. What SQLite and PostgreSQL do differently ends here.

SQLite writes take the write lock at `BEGIN IMMEDIATE` and wait for each other, in turn; it keeps the rollback journal, because its
versions before 3.51.3 can lose commits in WAL mode. PostgreSQL writes at READ COMMITTED and lock a house by its row. Reads
take a second engine that cannot write and sees one state of the database throughout.
"""

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, nullcontext
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic
from typing import Any

import psycopg
from sqlalchemy import URL, Connection, Engine, create_engine, make_url, text, update
from sqlalchemy.exc import ArgumentError, DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import NullPool
from sqlmodel import Session, col

from safehouse.domain.errors import NotFound, Unavailable, UnsafeSettings
from safehouse.models.houses import House
from safehouse.services import engines
from safehouse.services.engines import Turn, execute, postgres_engine, sqlite_engine

_CLOCK = "clock"
_MIGRATION_LOCK = 0x5AFE
"""The number of PostgreSQL's advisory lock that one migration holds; SQLite has its write lock."""

_SQLITE_AWAY = frozenset({
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_FULL,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_CANTOPEN,
})  # fmt: skip
_POSTGRES_LINKS = (
    "SELECT conrelid::regclass::text, quote_ident(conname), pg_get_constraintdef(oid) FROM pg_constraint "
    "WHERE contype = 'f' AND connamespace = current_schema()::regnamespace ORDER BY 1, 2"
)

_is_open: ContextVar[bool] = ContextVar("_is_open", default=False)


@dataclass(frozen=True, slots=True)
class Store:
    """One database, with an engine that writes and one that cannot. `clock` None: the database's own.

    `turn` is what the writing threads of this process take in turn, where the database lets one write at a time.
    """

    writer: Engine = field(repr=False)
    reader: Engine = field(repr=False)
    clock: Callable[[], datetime] | None = None
    turn: AbstractContextManager[object] = field(default_factory=nullcontext, repr=False)

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """A session whose work is kept when the block is left, as a whole, and forgotten on any exception.

        Raises Unavailable when the database is away, full, or locked for too long; RuntimeError within another block.
        """
        with self._session(self.writer) as session, self.turn, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A session that sees one state of the database and cannot change it. Raises like `transaction`."""
        with self._session(self.reader) as session:
            yield session

    def close(self) -> None:
        """Close all connections."""
        self.writer.dispose()
        self.reader.dispose()

    @contextmanager
    def _session(self, engine: Engine) -> Iterator[Session]:
        if _is_open.get():
            # On SQLite the inner one would wait for the outer one for ever.
            raise RuntimeError("a session is open already: hand it on instead of opening another")
        token = _is_open.set(True)
        try:
            with _told_when_away(), Session(engine, info={_CLOCK: self.clock}) as session:
                yield session
        finally:
            _is_open.reset(token)


def open_store(url: str, clock: Callable[[], datetime] | None = None) -> Store:
    """The store at `sqlite:///PATH` or `postgresql://...`; nothing is connected yet. `clock` replaces the database's own.

    Raises UnsafeSettings for another kind of database, or one in memory, which every connection would have for itself.
    """
    address = database_address(url)
    if address.get_backend_name() == "sqlite":
        _make_private(Path(str(address.database)))
        return Store(
            writer=sqlite_engine(address),
            reader=sqlite_engine(address, is_reader=True),
            clock=clock,
            turn=Turn(),
        )
    return Store(
        writer=postgres_engine(address, {"isolation_level": "READ COMMITTED"}),
        reader=postgres_engine(address, {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}),
        clock=clock,
    )


@contextmanager
def migrating(store: Store) -> Iterator[Connection]:
    """A connection in one transaction that changes tables, while no other does; raises like `Store.transaction`.

    SQLite rebuilds a table in order to change it, so its foreign keys are looked at when all is done: RuntimeError.
    """
    with _told_when_away(), store.writer.connect() as connection:
        is_sqlite = connection.dialect.name == "sqlite"
        if is_sqlite:
            # A connection of its own, because the pool would hand it on without foreign keys.
            connection.detach()
            execute(connection.connection, "PRAGMA foreign_keys = OFF")
        with connection.begin():
            if not is_sqlite:
                connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({_MIGRATION_LOCK})")
            yield connection
            if is_sqlite and connection.exec_driver_sql("PRAGMA foreign_key_check").first():
                raise RuntimeError("the migration left rows that refer to missing ones")


@contextmanager
def frozen(store: Store) -> Iterator[Connection]:
    """A connection to one state of the whole database, tables included, however long it is read; raises like `transaction`.

    SQLite is copied into memory first, because whoever reads its file keeps everybody else from writing.
    """
    with _told_when_away():
        if store.reader.dialect.name == "sqlite":
            copy = create_engine("sqlite://", creator=lambda: _copy_in_memory(store.reader), poolclass=NullPool)
            with copy.connect() as connection:
                yield connection
            return
        with store.reader.connect() as connection:
            # A connection of its own, because the lock is the connection's and ends with it.
            connection.detach()
            connection.exec_driver_sql(f"SELECT pg_advisory_lock_shared({_MIGRATION_LOCK})")
            # The state that is seen is that of the next statement, not the one before a migration that was waited for.
            connection.rollback()
            yield connection


@contextmanager
def without_links(connection: Connection) -> Iterator[None]:
    """While it lasts, rows may come before those that they refer to; for a connection of `migrating`, in its transaction.

    Raises IntegrityError where a row then refers to a missing one. SQLite looks at that when the migration is done.
    """
    if connection.dialect.name == "sqlite":
        yield
        return
    links = connection.exec_driver_sql(_POSTGRES_LINKS).all()
    for table, name, _ in links:
        connection.exec_driver_sql(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
    yield
    for table, name, definition in links:
        connection.exec_driver_sql(f"ALTER TABLE {table} ADD CONSTRAINT {name} {definition}")


def database_now(session: Session) -> datetime:
    """The moment by the database's clock, which alone decides whether a hold has expired."""
    clock: Callable[[], datetime] | None = session.info[_CLOCK]
    if clock is not None:
        return clock()
    if _is_sqlite(session):
        return datetime.fromisoformat(session.scalar(text("SELECT strftime('%Y-%m-%dT%H:%M:%f+00:00', 'now')")))
    # The clock's moment and not the transaction's, which may have waited for a lock since it began.
    moment: datetime = session.scalar(text("SELECT clock_timestamp()"))
    return moment.astimezone(UTC)


def lock_house(session: Session, house_id: str) -> None:
    """Let nobody else claim in this house until the transaction ends, and count its version up.

    Everything that was loaded before is forgotten, because it may have changed while waiting. Raises NotFound.
    """
    session.flush()
    statement = update(House).where(col(House.id) == house_id).values(version=col(House.version) + 1)
    if session.connection().execute(statement).rowcount != 1:
        raise NotFound
    session.expire_all()


def insert_many(session: Session, table: str, rows: Sequence[tuple[object, ...]]) -> None:
    """Insert rows of numbers and texts, each in the order of the table's columns, in the fastest way that the database has."""
    connection = session.connection()
    if _is_sqlite(session):
        places = ", ".join("?" for _ in rows[0])
        connection.exec_driver_sql(f"INSERT INTO {table} VALUES ({places})", list(rows))  # noqa: S608  # A literal of the caller.
        return
    driver: Any = connection.connection.driver_connection
    with driver.cursor() as cursor, cursor.copy(f"COPY {table} FROM STDIN") as copy:
        for row in rows:
            copy.write_row(row)


def is_duplicate(error: IntegrityError) -> bool:
    """Whether a unique index refused the row: somebody else was first."""
    if isinstance(error.orig, sqlite3.IntegrityError):
        return error.orig.sqlite_errorcode in {sqlite3.SQLITE_CONSTRAINT_UNIQUE, sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY}
    return isinstance(error.orig, psycopg.errors.UniqueViolation)


def check_store(store: Store) -> tuple[str, ...]:
    """The durability settings as the database reports them, one line each.

    Raises UnsafeSettings when a commit could be lost, and names what to change.
    """
    wanted = _SQLITE_DURABILITY if store.writer.dialect.name == "sqlite" else _POSTGRES_DURABILITY
    with store.transaction() as session:
        found = {name: str(session.scalar(text(question))) for name, (question, _) in wanted.items()}
    unsafe = [f"{name} is {found[name]}" for name, (_, safe) in wanted.items() if found[name] not in safe]
    if unsafe:
        raise UnsafeSettings(
            f"the database could lose what it has confirmed: {', '.join(unsafe)}; give back the safe setting"
        )
    return tuple(f"{name} = {value}" for name, value in found.items())


_SQLITE_DURABILITY = {
    "journal_mode": ("PRAGMA journal_mode", {"delete"}),
    "synchronous": ("PRAGMA synchronous", {"3"}),
    "secure_delete": ("PRAGMA secure_delete", {"1"}),
    "foreign_keys": ("PRAGMA foreign_keys", {"1"}),
}
_POSTGRES_DURABILITY = {
    "fsync": ("SHOW fsync", {"on"}),
    "full_page_writes": ("SHOW full_page_writes", {"on"}),
    "synchronous_commit": ("SHOW synchronous_commit", {"on", "local", "remote_write", "remote_apply"}),
}


def database_address(url: str) -> URL:
    """The address of a database as SQLAlchemy has it. Raises UnsafeSettings for what is none or would not be kept."""
    try:
        address = make_url(url)
    except (ArgumentError, ValueError):
        # Of a port that is no number SQLAlchemy says the number, which may be a piece of a password with an @ in it.
        raise UnsafeSettings(
            "SAFEHOUSE_DATABASE_URL must be an address as in sqlite:////var/lib/safehouse/safehouse.db"
        ) from None
    if address.drivername in {"postgres", "postgresql"}:
        return address.set(drivername="postgresql+psycopg")
    if address.drivername == "sqlite" and (not address.database or address.database == ":memory:"):
        raise UnsafeSettings("SAFEHOUSE_DATABASE_URL must name a file: a database in memory is lost")
    if address.drivername not in {"sqlite", "postgresql+psycopg"}:
        raise UnsafeSettings("SAFEHOUSE_DATABASE_URL must begin with sqlite:/// or postgresql://")
    return address


def _make_private(path: Path) -> None:
    """Create the database file for its owner alone; SQLite gives its journal the same rights."""
    try:
        path.touch(mode=0o600)
    except OSError:
        raise UnsafeSettings("SAFEHOUSE_DATABASE_URL names a file that cannot be written") from None


def _copy_in_memory(reader: Engine) -> sqlite3.Connection:
    gives_up_at = monotonic() + engines.WAIT_SECONDS

    def look_at_the_clock(status: int, _remaining: int, _total: int) -> None:
        if status != sqlite3.SQLITE_DONE and monotonic() > gives_up_at:
            raise Unavailable

    copy = sqlite3.connect(":memory:")
    with reader.connect() as connection:
        source: Any = connection.connection.driver_connection
        try:
            source.backup(copy, progress=look_at_the_clock)
        except sqlite3.OperationalError as error:
            raise Unavailable from error
    return copy


@contextmanager
def _told_when_away() -> Iterator[None]:
    try:
        yield
    except PoolTimeout as error:
        raise Unavailable from error
    except DBAPIError as error:
        if not _is_away(error):
            raise
        raise Unavailable from error


def _is_sqlite(session: Session) -> bool:
    return session.get_bind().dialect.name == "sqlite"


def _is_away(error: DBAPIError) -> bool:
    """Whether the database cannot be used now; anything else is a bug and stays one."""
    if isinstance(error.orig, sqlite3.Error):
        return getattr(error.orig, "sqlite_errorcode", 0) & 0xFF in _SQLITE_AWAY
    return error.connection_invalidated or isinstance(error, OperationalError)
