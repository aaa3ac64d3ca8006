"""Fixtures of the tests of services."""

from collections.abc import Callable, Iterator
from typing import Any

import hypothesis
import pytest
from sqlalchemy import event

from safehouse.models.audit import AuditEntry
from safehouse.services.context import Context
from tests.rows import CountryDesk, a_country_desk
from tests.services.audited import BROKEN
from tests.services.chaining import Chain
from tests.services.drafts import load_towns
from tests.services.night import Night, a_night
from tests.services.racing import race
from tests.support.stores import Clock


@pytest.fixture
def broken_audit() -> Iterator[Callable[[], None]]:
    """Break the audit log from the moment on at which this is called."""

    def refuse(*_args: Any) -> None:  # noqa: ANN401  # What the event hands over does not matter.
        raise RuntimeError(BROKEN)

    yield lambda: event.listen(AuditEntry, "before_insert", refuse)
    event.remove(AuditEntry, "before_insert", refuse)


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    """A Dutch desk at two in the morning."""
    return a_night(context, clock)


@pytest.fixture
def chain(night: Night) -> Chain:
    """Three houses with one bed each, of which the first is asked."""
    return Chain(night).ask()


@pytest.fixture
def desk(context: Context) -> CountryDesk:
    """A Dutch desk that knows a few towns."""
    load_towns(context)
    return a_country_desk(context)


ON_SQLITE_IN_THE_GATE = frozenset(
    {
        "test_accounts.py",
        "test_borders.py",
        "test_borders_ending.py",
        "test_capacity.py",
        "test_houses_rooms.py",
        "test_offers_making.py",
        "test_scope.py",
        "test_stays.py",
        "test_summaries.py",
        "test_arrival_passed.py",
        "test_checks.py",
        "test_compromised.py",
        "test_duplicates.py",
        "test_hand_over_ends.py",
        "test_house_files_export.py",
        "test_house_files_refused.py",
        "test_house_files_rooms.py",
        "test_houses.py",
        "test_offers_asked_views.py",
        "test_offers_chains_ends.py",
        "test_offers_taken_back.py",
        "test_offers_telephone.py",
        "test_offers_views.py",
        "test_phones.py",
        "test_places.py",
        "test_profiles.py",
        "test_readiness.py",
        "test_refused_afterwards.py",
        "test_requests.py",
        "test_requests_changing.py",
        "test_requests_desk.py",
        "test_residents.py",
        "test_sessions.py",
        "test_snapshot_intake.py",
        "test_snapshot_rooms.py",
        "test_suggestions.py",
        "test_suggestions_notes.py",
        "test_summaries_scope.py",
        "test_true_times.py",
        "test_absences.py",
        "test_evacuations.py",
        "test_evacuations_moves.py",
        "test_moves.py",
        "test_offers_chains.py",
        "test_offers_several.py",
        "test_outages.py",
        "test_report_conflicts.py",
        "test_report_history.py",
        "test_transfers.py",
        "test_unmet_needs.py",
        "test_accounts_changing.py",
        "test_claimed_rooms.py",
        "test_house_files_numbers.py",
        "test_houses_changing.py",
        "test_shifts.py",
        "test_stays_arrivals.py",
        "test_waking.py",
    }
)
"""What asks no database for more than rows: the gate tries it on SQLite, `make soak` on PostgreSQL too.

A race is tried on both by both, wherever it stands: what keeps two apart is another thing in each.
"""


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Keep the gate within a quarter of an hour on two cores."""
    if hypothesis.settings.get_current_profile_name() == "soak":
        return
    left_out = [
        item
        for item in items
        if item.path.name in ON_SQLITE_IN_THE_GATE and "[postgres" in item.name and not _is_race(item)
    ]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in set(left_out)]


def _is_race(item: pytest.Item) -> bool:
    """Whether the test itself calls `tests.services.racing.race`."""
    return isinstance(item, pytest.Function) and race.__name__ in item.function.__code__.co_names
