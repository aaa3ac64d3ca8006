"""From nothing, or from the folder of an earlier start, to a store that the demo's processes can work on."""

from collections.abc import Mapping
from datetime import UTC, datetime

from safehouse.demo.cast import Login, login_table
from safehouse.demo.folder import DemoFolder, write_for_owner
from safehouse.demo.network import Step, build_network
from safehouse.demo.refreshing import report_daily_houses
from safehouse.demo.seeds import country_seeds
from safehouse.services.context import Context, open_context
from safehouse.services.db import check_store
from safehouse.services.migrate import upgrade
from safehouse.settings import Settings


def load_demo(folder: DemoFolder, environ: Mapping[str, str], *, seed: int, step: Step) -> tuple[Login, ...]:
    """Make the folder and everything in it; the logins.

    A start that was cut short leaves a folder that is not complete, which the next start makes anew. Raises FileExistsError
    for a folder that is not a demo's, and UnsafeSettings.
    """
    folder.begin()
    context = _open(environ)
    network = build_network(context, country_seeds(), seed=seed, now=datetime.now(UTC), step=step)
    context.store.close()
    write_for_owner(folder.logins, login_table(network.logins))
    folder.complete()
    return network.logins


def wake_demo(environ: Mapping[str, str]) -> int:
    """Bring the store of an earlier start up to date: its tables, and a word from the houses that report daily.

    Returns how many houses reported. Without that word every house would be dark a day after the first start.
    """
    context = _open(environ)
    reported = report_daily_houses(context, now=datetime.now(UTC))
    context.store.close()
    return reported


def _open(environ: Mapping[str, str]) -> Context:
    context = open_context(Settings.from_environment(environ))
    check_store(context.store)
    upgrade(context.store)
    return context
