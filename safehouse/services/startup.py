"""How every process of the service begins: settings, store, and the refusal to work on a store that could lose something."""

from collections.abc import Mapping

from safehouse.services.context import Context, open_context
from safehouse.services.db import check_store
from safehouse.services.migrate import refuse_other_revision
from safehouse.settings import Settings


def open_service(environ: Mapping[str, str]) -> Context:
    """The context that the environment describes, over a store that is durable and has the tables of this version.

    Raises UnsafeSettings, which says in one sentence what to do, and Unavailable when the database is away.
    """
    context = open_context(Settings.from_environment(environ))
    check_store(context.store)
    refuse_other_revision(context.store)
    return context
