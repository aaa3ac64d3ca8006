"""Grants as they are typed and shown, houses by their codes, and as they are stored."""

from collections.abc import Collection, Mapping, Sequence

from sqlmodel import Session, col, select

from safehouse.domain.access import COUNTRY_ROLES, HOUSE_ROLES, LONELY_ROLES, Grant
from safehouse.domain.errors import Problem
from safehouse.models.accounts import Grant as GrantRow
from safehouse.models.houses import House
from safehouse.services.accounts.drafts import GrantDraft
from safehouse.services.field_checks import FieldChecks

MOST_GRANTS = 50


def check_grants(
    session: Session, checks: FieldChecks, drafts: Sequence[GrantDraft], *, countries: Collection[str]
) -> tuple[Grant, ...]:
    """The grants of the drafts, each once; the fields are `grants-0-role`, `grants-0-country` and `grants-0-house`.

    There must be one at least, each with the scope of its role, and none beside a role that never goes with another.
    `countries`: those of the network; empty for all.
    """
    checks.not_too_many("grants-0-role", drafts, MOST_GRANTS)
    roles = {draft.role for draft in drafts}
    if not drafts:
        checks.add("grants-0-role", Problem.REQUIRED)
    houses = _house_ids(session, drafts)
    for number, draft in enumerate(drafts):
        if draft.role in LONELY_ROLES and len(roles) > 1:
            checks.add(f"grants-{number}-role", Problem.CONTRADICTS)
        _check_grant(checks, f"grants-{number}", draft, houses, countries)
    grants = (
        Grant(draft.role, draft.country, houses.get(draft.house) if draft.house else None)
        for draft in drafts
        if draft.role is not None
    )
    return tuple(dict.fromkeys(grants))


def drafts_of(session: Session, grants: Sequence[Grant]) -> tuple[GrantDraft, ...]:
    """Stored grants as the administrator sees them; a house that does not exist keeps its id, which is nobody's code."""
    ids = {grant.house_id for grant in grants if grant.house_id is not None}
    codes = dict(session.exec(select(House.id, House.code).where(col(House.id).in_(ids))).all())
    return tuple(
        GrantDraft(grant.role, grant.country, codes.get(grant.house_id, grant.house_id) if grant.house_id else None)
        for grant in grants
    )


def grant_rows(account_id: str, grants: Sequence[Grant]) -> list[GrantRow]:
    """The rows to add for an account."""
    return [
        GrantRow(account_id=account_id, role=grant.role, country=grant.country, house_id=grant.house_id)
        for grant in grants
    ]


def _house_ids(session: Session, drafts: Sequence[GrantDraft]) -> dict[str, str]:
    codes = {draft.house for draft in drafts if draft.house is not None}
    return dict(session.exec(select(House.code, House.id).where(col(House.code).in_(codes))).all())


def _check_grant(
    checks: FieldChecks, name: str, draft: GrantDraft, houses: Mapping[str, str], countries: Collection[str]
) -> None:
    """A country for country roles, a house for house roles, and nothing else."""
    if draft.role is None:
        checks.add(f"{name}-role", Problem.REQUIRED)
        return
    for field, value, roles in (("country", draft.country, COUNTRY_ROLES), ("house", draft.house, HOUSE_ROLES)):
        if (draft.role in roles) != (value is not None):
            checks.add(f"{name}-{field}", Problem.CONTRADICTS if value else Problem.REQUIRED)
    if draft.country is not None and countries and draft.country not in countries:
        checks.add(f"{name}-country", Problem.UNKNOWN_CODE)
    elif draft.country is not None:
        checks.country(f"{name}-country", draft.country)
    if draft.house is not None and draft.house not in houses:
        checks.add(f"{name}-house", Problem.UNKNOWN_CODE)
