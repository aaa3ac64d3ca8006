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
    """Bring the tables up to a revision. Does nothing where they are there already. Raises Unavailable."""
    with migrating(store) as connection:
        upgrade_within(connection, revision)


def upgrade_within(connection: Connection, revision: str = HEAD) -> None:
    """Bring the tables up to a revision, in the transaction of a connection of `migrating`."""
    command.upgrade(_config(connection), revision)


def downgrade(store: Store, revision: str) -> None:
    """Take the tables back to a revision, `base` for none at all; what only the later ones hold is lost. Raises Unavailable."""
    with migrating(store) as connection:
        command.downgrade(_config(connection), revision)


def refuse_other_revision(store: Store) -> None:
    """Raise UnsafeSettings unless the tables are those of this version of the service."""
    if not is_current(store):
        raise UnsafeSettings("the tables are not those of this version: run `safehouse migrate`")


def is_current(store: Store) -> bool:
    """Whether the tables are those of this version of the service. Raises Unavailable."""
    with store.reading() as session:
        found = MigrationContext.configure(session.connection()).get_current_revision()
    return found == _newest_revision()


def is_known(revision: str) -> bool:
    """Whether this version of the service has a revision, and so can bring its tables up to date."""
    return any(script.revision == revision for script in ScriptDirectory.from_config(_config()).walk_revisions())


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
