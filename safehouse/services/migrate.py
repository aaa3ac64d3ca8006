"""The way from one version of the tables to another: all revisions in one transaction, so that a killed migration leaves nothing."""

from functools import cache
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection

import safehouse
from safehouse.domain.errors import UnsafeSettings
from safehouse.services.db import Store, migrating

HEAD = "head"


def upgrade(store: Store, revision: str = HEAD) -> None:
    """Bring the tables up to a revision. Does nothing where they are there already.

    Raises Unavailable, and UnsafeSettings for tables of a newer version.
    """
    with migrating(store) as connection:
        upgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = HEAD) -> None:
    """Bring the tables up to a revision, in the transaction of a connection of `migrating`. Raises UnsafeSettings for newer tables."""
    _refuse_newer(_revision(connection))
    command.upgrade(_config(connection), revision)


def downgrade(store: Store, revision: str) -> None:
    """Take the tables back to a revision, `base` for none at all; what only the later ones hold is lost. Raises Unavailable."""
    with migrating(store) as connection:
        command.downgrade(_config(connection), revision)


def refuse_other_revision(store: Store) -> None:
    """Raise UnsafeSettings unless the tables are those of this version of the service. Raises Unavailable."""
    found = _found(store)
    _refuse_newer(found)
    if found is None:
        raise UnsafeSettings("the database has no tables yet: run `safehouse migrate`")
    if found != _newest_revision():
        raise UnsafeSettings("the tables are those of an older version: run `safehouse upgrade`")


def refuse_newer_revision(store: Store) -> None:
    """Raise UnsafeSettings where this version of the service does not know the tables. Raises Unavailable."""
    _refuse_newer(_found(store))


def is_current(store: Store) -> bool:
    """Whether the tables are those of this version of the service. Raises Unavailable."""
    return _found(store) == _newest_revision()


def is_known(revision: str) -> bool:
    """Whether this version of the service has a revision, and so can bring its tables up to date."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


def _found(store: Store) -> str | None:
    with store.reading() as session:
        return _revision(session.connection())


def _revision(connection: Connection) -> str | None:
    """The revision of the tables; None where there are none."""
    return MigrationContext.configure(connection).get_current_revision()


def _refuse_newer(revision: str | None) -> None:
    if revision is not None and not is_known(revision):
        raise UnsafeSettings("the database was made by a newer version of safehouse: install that one")


@cache
def _newest_revision() -> str | None:
    """Asked for at every look at the service, and always the same: the revisions are part of the program."""
    return ScriptDirectory.from_config(_config()).get_current_head()


def _config(connection: Connection | None = None) -> Config:
    config = Config(attributes={"connection": connection})
    config.set_main_option("script_location", str(_folder()).replace("%", "%%"))
    return config


def _folder() -> Path:
    """Where the revisions are: at the top level of the repository, or inside the package of a wheel."""
    package = Path(safehouse.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"
