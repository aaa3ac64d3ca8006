"""How Alembic reaches the database: through the connection that `safehouse.services.migrate` hands over.

Autogenerate (`alembic revision --autogenerate`) compares the tables of `safehouse.models` with the database at
SAFEHOUSE_DATABASE_URL.
"""

import os
from typing import Literal

from alembic import context
from alembic.autogenerate.api import AutogenContext
from sqlalchemy import Connection

from safehouse.models import metadata
from safehouse.services.db import migrating, open_store


def render_item(kind: str, item: object, autogen_context: AutogenContext) -> str | Literal[False]:
    """Write the project's own column kinds as plain SQLAlchemy ones, so that a revision imports nothing of ours."""
    del autogen_context
    plain = {"AutoString": "sa.String()", "UtcDateTime": "sa.DateTime(timezone=True)", "CodeSet": "sa.JSON()"}
    return plain.get(type(item).__name__, False) if kind == "type" else False


def migrate(connection: Connection) -> None:
    """Run the revisions that were asked for, all of them in the transaction of the connection."""
    context.configure(
        connection=connection,
        target_metadata=metadata,
        compare_type=True,
        render_as_batch=True,
        render_item=render_item,
    )
    with context.begin_transaction():
        context.run_migrations()


given: Connection | None = context.config.attributes.get("connection")
if given is not None:
    migrate(given)
else:
    with migrating(open_store(os.environ["SAFEHOUSE_DATABASE_URL"])) as opened:
        migrate(opened)
