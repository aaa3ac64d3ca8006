"""How every process of the service begins: settings, store, and the refusal to work on a store that could lose something."""

from collections.abc import Mapping
from contextlib import ExitStack
from hmac import compare_digest
from pathlib import Path
from stat import S_IRWXO

from sqlalchemy import make_url
from sqlmodel import select

from safehouse.domain.errors import UnsafeSettings
from safehouse.models.accounts import Account
from safehouse.services.context import Context, open_context
from safehouse.services.db import check_store
from safehouse.services.migrate import refuse_other_revision
from safehouse.setting_values import THIS_MACHINE
from safehouse.settings import Settings


def open_service(environ: Mapping[str, str]) -> Context:
    """The context that the environment describes, over a store that is durable, private and has the tables of this version.

    Raises UnsafeSettings, which says in one sentence what to do, and Unavailable when the database is away.
    """
    context = open_context(Settings.from_environment(environ))
    with ExitStack() as on_refusal:
        on_refusal.callback(context.store.close)
        check_store(context.store)
        refuse_open_database_file(context.settings)
        refuse_other_revision(context.store)
        refuse_other_master_key(context)
        on_refusal.pop_all()
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


def refuse_open_database_file(settings: Settings) -> None:
    """Raise UnsafeSettings where everybody on the machine can read or change the file of the database."""
    path = database_file(settings)
    if path is not None and path.stat().st_mode & S_IRWXO:
        raise UnsafeSettings(f"{path} is open to everybody on this machine: run `chmod o= {path}`")


def refuse_other_master_key(context: Context) -> None:
    """Raise UnsafeSettings where the master key is not the one that the rows were sealed with: nobody could log in."""
    with context.store.reading() as session:
        account = session.exec(select(Account).limit(1)).first()
        if account is None:
            return
        expected = context.vault.keyed_hash("email", account.email)
        is_the_same = compare_digest(expected, account.email_key)
    if not is_the_same:
        raise UnsafeSettings(
            "the master key is not the one of this database: bring back the file that SAFEHOUSE_MASTER_KEY_FILE named before"
        )


def database_file(settings: Settings) -> Path | None:
    """The file of the database; None where a server keeps it."""
    address = make_url(settings.database_url)
    return Path(str(address.database)) if address.get_backend_name() == "sqlite" else None
