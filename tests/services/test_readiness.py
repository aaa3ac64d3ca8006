"""What the service lacks is named by one word for each part, on both databases."""

from datetime import timedelta
from pathlib import Path

from safehouse.services import migrate
from safehouse.services.context import Context
from safehouse.services.db import open_store
from safehouse.services.readiness import SILENCE, Part, heartbeat_age, list_failing_parts, record_heartbeat
from safehouse.services.sealing import Vault
from safehouse.settings import Settings
from tests.support.stores import MASTER_KEY, Clock


def test_a_service_whose_scheduler_is_at_work_lacks_nothing(context: Context) -> None:
    record_heartbeat(context)
    assert list_failing_parts(context) == ()


def test_a_scheduler_that_never_was_at_work_is_missing(context: Context) -> None:
    assert list_failing_parts(context) == (Part.SCHEDULER,)


def test_a_scheduler_that_has_been_silent_for_too_long_is_missing_until_it_is_back(
    context: Context, clock: Clock
) -> None:
    """Seen to fail with a heartbeat that is written only once."""
    record_heartbeat(context)
    clock.forward(SILENCE)
    assert list_failing_parts(context) == ()
    clock.forward(timedelta(seconds=1))
    assert list_failing_parts(context) == (Part.SCHEDULER,)
    record_heartbeat(context)
    assert list_failing_parts(context) == ()


def test_the_age_of_the_heartbeat_goes_by_the_clock_of_the_database(context: Context, clock: Clock) -> None:
    record_heartbeat(context)
    later = clock.forward(timedelta(minutes=2))
    with context.store.reading() as session:
        assert heartbeat_age(session, now=later) == timedelta(minutes=2)


def test_tables_of_another_version_are_named(context: Context) -> None:
    record_heartbeat(context)
    migrate.downgrade(context.store, "0003")
    assert list_failing_parts(context) == (Part.MIGRATIONS,)


def test_a_database_that_is_away_is_named(tmp_path: Path) -> None:
    url = f"postgresql://nobody@/nothing?host={tmp_path}"
    context = Context(open_store(url), Vault(MASTER_KEY), Settings(master_key=MASTER_KEY, database_url=url))
    assert list_failing_parts(context) == (Part.DATABASE,)
    context.store.close()
