"""The engines below the store: how SQLite and PostgreSQL are connected to, and how long anybody waits for them."""

import sqlite3
from threading import Lock
from time import monotonic, sleep
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection
from sqlalchemy.pool import ConnectionPoolEntry

from safehouse.domain.errors import Unavailable

WAIT_SECONDS = 15
"""For a lock or a connection; whoever waits longer is told to try again."""
_TRIES_AGAIN_SECONDS = 0.001
"""SQLite itself asks for its write lock ever less often, so that who has waited longest is the last to get it."""
_POOL_SIZE = 10
_SQLITE_PRAGMAS = (
    "PRAGMA journal_mode = DELETE",
    "PRAGMA synchronous = EXTRA",
    "PRAGMA secure_delete = ON",
    "PRAGMA foreign_keys = ON",
    "PRAGMA temp_store = MEMORY",
    "PRAGMA trusted_schema = OFF",
)
_POSTGRES_OPTIONS = f"-c lock_timeout={WAIT_SECONDS}s -c idle_in_transaction_session_timeout=60s"


class Turn:
    """A lock that raises Unavailable when it is not to be had in time."""

    def __init__(self) -> None:
        self._lock = Lock()

    def __enter__(self) -> None:
        if not self._lock.acquire(timeout=WAIT_SECONDS):
            raise Unavailable

    def __exit__(self, *_: object) -> None:
        self._lock.release()


def sqlite_engine(address: URL, *, is_reader: bool = False) -> Engine:
    """An engine whose transactions take the write lock as they begin, or one that cannot write."""
    engine = create_engine(address, connect_args={"timeout": WAIT_SECONDS}, **_engine_options())

    @event.listens_for(engine, "connect")
    def prepare(connection: DBAPIConnection, _entry: ConnectionPoolEntry) -> None:
        # The driver would begin transactions by itself, at the first write and without the write lock.
        connection.isolation_level = None
        execute(connection, *_SQLITE_PRAGMAS, *(["PRAGMA query_only = ON"] if is_reader else []))

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        if is_reader:
            connection.exec_driver_sql("BEGIN")
        else:
            _begin_to_write(connection)

    return engine


def postgres_engine(address: URL, execution_options: dict[str, Any]) -> Engine:
    """An engine with these options of SQLAlchemy, for a server that may be away and come back."""
    return create_engine(
        address,
        connect_args={"options": _POSTGRES_OPTIONS, "connect_timeout": WAIT_SECONDS},
        execution_options=execution_options,
        pool_pre_ping=True,
        **_engine_options(),
    )


def _engine_options() -> dict[str, Any]:
    # Parameters are hidden, because SQLAlchemy would write the values of a failed statement into its error.
    return {"hide_parameters": True, "pool_size": _POOL_SIZE, "max_overflow": _POOL_SIZE, "pool_timeout": WAIT_SECONDS}


def execute(connection: DBAPIConnection, *statements: str) -> None:
    """Run statements outside of what SQLAlchemy knows of the connection."""
    cursor = connection.cursor()
    for statement in statements:
        cursor.execute(statement)
    cursor.close()


def _begin_to_write(connection: Connection) -> None:
    """Take SQLite's write lock. Raises OperationalError when others have it for too long."""
    driver = connection.connection
    execute(driver, "PRAGMA busy_timeout = 0")
    if not _has_begun(driver):
        # Once more, for the error as SQLAlchemy tells it.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    execute(driver, f"PRAGMA busy_timeout = {int(WAIT_SECONDS * 1000)}")


def _has_begun(driver: DBAPIConnection) -> bool:
    gives_up_at = monotonic() + WAIT_SECONDS
    while monotonic() < gives_up_at:
        try:
            execute(driver, "BEGIN IMMEDIATE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                return False
            sleep(_TRIES_AGAIN_SECONDS)
        else:
            return True
    return False
