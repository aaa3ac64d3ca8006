"""What every deed gets as its first argument: the store, the vault and the settings."""

from dataclasses import dataclass, replace

from safehouse.domain.errors import UnsafeSettings
from safehouse.placement.problem import DEFAULT_POLICY, Policy, UnusablePolicy
from safehouse.services.db import Store, open_store
from safehouse.services.sealing import Vault
from safehouse.settings import Settings


@dataclass(frozen=True, slots=True)
class Context:
    """The store, the vault and the settings of one process."""

    store: Store
    vault: Vault
    settings: Settings

    @property
    def policy(self) -> Policy:
        """The default policy with what the settings change."""
        return replace(
            DEFAULT_POLICY,
            weights={**DEFAULT_POLICY.weights, **self.settings.weights},
            fresh_for={**DEFAULT_POLICY.fresh_for, **self.settings.fresh_for},
            dark_after={**DEFAULT_POLICY.dark_after, **self.settings.dark_after},
        )


def open_context(settings: Settings) -> Context:
    """The context that the settings describe; nothing is connected yet.

    Raises UnsafeSettings for a database of another kind, or when a house would be dark while its report is fresh.
    """
    context = Context(store=open_store(settings.database_url), vault=Vault(settings.master_key), settings=settings)
    try:
        _ = context.policy
    except UnusablePolicy as error:
        raise UnsafeSettings(f"SAFEHOUSE_DARK_HOURS must be more than SAFEHOUSE_FRESH_HOURS: {error}") from error
    return context
