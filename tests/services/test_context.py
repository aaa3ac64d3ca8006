"""The context joins what the settings say with what the service knows by itself."""

from datetime import timedelta
from pathlib import Path

import pytest

from safehouse.domain.codes import Criterion, Urgency
from safehouse.domain.errors import UnsafeSettings
from safehouse.placement.problem import DEFAULT_POLICY
from safehouse.services.context import Context, open_context
from safehouse.settings import Settings
from tests.support.stores import MASTER_KEY


def settings(tmp_path: Path, *, fresh: int = 24, dark: int = 72, **weights: int) -> Settings:
    return Settings(
        master_key=MASTER_KEY,
        database_url=f"sqlite:///{tmp_path / 'safehouse.db'}",
        weights={Criterion(name): weight for name, weight in weights.items()},
        fresh_for={Urgency.PLANNED: timedelta(hours=fresh)},
        dark_after={Urgency.PLANNED: timedelta(hours=dark)},
    )


def opened(given: Settings) -> Context:
    context = open_context(given)
    context.store.close()
    return context


def test_without_settings_the_policy_is_the_default_one(tmp_path: Path) -> None:
    assert opened(settings(tmp_path)).policy == DEFAULT_POLICY


def test_settings_change_what_they_name_and_nothing_else(tmp_path: Path) -> None:
    policy = opened(settings(tmp_path, language=400, fresh=48, dark=49)).policy
    assert policy.weights == {**DEFAULT_POLICY.weights, Criterion.LANGUAGE: 400}
    assert policy.fresh_for == {**DEFAULT_POLICY.fresh_for, Urgency.PLANNED: timedelta(hours=48)}
    assert policy.dark_after == {**DEFAULT_POLICY.dark_after, Urgency.PLANNED: timedelta(hours=49)}


@pytest.mark.parametrize("dark", [47, 48])
def test_a_house_cannot_be_dark_while_its_report_is_fresh(tmp_path: Path, dark: int) -> None:
    with pytest.raises(UnsafeSettings, match="SAFEHOUSE_DARK_HOURS must be more than SAFEHOUSE_FRESH_HOURS"):
        opened(settings(tmp_path, fresh=48, dark=dark))
