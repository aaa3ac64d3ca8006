"""What the administrator types about an account."""

from dataclasses import dataclass

from safehouse.domain.codes import Role


@dataclass(frozen=True, slots=True)
class GrantDraft:
    """One role with its scope: the code of a country or of a house. `role` None: none was chosen."""

    role: Role | None
    country: str | None = None
    house: str | None = None


@dataclass(frozen=True, slots=True)
class AccountDraft:
    """A new account without its password."""

    email: str
    label: str
    locale: str
    time_zone: str
    grants: tuple[GrantDraft, ...]
