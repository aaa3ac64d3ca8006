"""How every process of the service begins: settings, store, and the refusal to work on a store that could lose something."""

from collections.abc import Mapping

from safehouse.domain.errors import UnsafeSettings
from safehouse.services.context import Context, open_context
from safehouse.services.db import check_store
from safehouse.services.migrate import refuse_other_revision
from safehouse.settings import THIS_MACHINE, Settings


def open_service(environ: Mapping[str, str]) -> Context:
    """The context that the environment describes, over a store that is durable and has the tables of this version.

    Raises UnsafeSettings, which says in one sentence what to do, and Unavailable when the database is away.
    """
    context = open_context(Settings.from_environment(environ))
    check_store(context.store)
    refuse_other_revision(context.store)
    return context


def refuse_open_service(settings: Settings, *, host: str) -> None:
    """Raise UnsafeSettings where pages, listening on this host, would go over a network in the clear or believe anybody.

    The service itself speaks no TLS: a proxy in front does, and tells from where a person comes. Without being told, wrong
    passwords are counted together for everybody, so that one stranger could lock out all.
    """
    if settings.is_tls and not settings.proxies:
        raise UnsafeSettings(
            "SAFEHOUSE_PUBLIC_URL is https, which a proxy in front speaks: set SAFEHOUSE_PROXIES to how many there are, mostly 1"
        )
    if host not in THIS_MACHINE and not settings.is_tls:
        raise UnsafeSettings(
            "pages would go over the network in the clear: listen on 127.0.0.1, "
            "or set SAFEHOUSE_PUBLIC_URL to the https address of a proxy in front"
        )
