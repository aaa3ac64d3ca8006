"""Accounts: who may create and disable them, what is refused, and that rights end at once."""

from datetime import timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action, Actor, Grant
from safehouse.domain.codes import Role, SessionEnd
from safehouse.domain.errors import InvalidInput, LoginRefused, NotFound, Problem
from safehouse.models.accounts import Account, LoginSession
from safehouse.models.audit import AuditEntry
from safehouse.services.accounts import change_password, create_account, disable_account, list_accounts
from safehouse.services.context import Context
from safehouse.services.sessions import find_actor, log_in
from tests.rows import a_coordinator, a_house, somebody
from tests.support.stores import NOW

PASSWORD = "correct horse battery"
DUTCH_COORDINATOR = Grant(Role.COORDINATOR, "NL", None)


def create(
    context: Context,
    *grants: Grant,
    actor: Actor | None = None,
    email: str = "noor@example.org",
    label: str = "Noor",
    password: str = PASSWORD,
    locale: str = "en",
    time_zone: str = "Europe/Amsterdam",
) -> str:
    return create_account(
        context,
        actor,
        email=email,
        label=label,
        password=password,
        locale=locale,
        time_zone=time_zone,
        grants=grants,
        now=NOW,
    )


def problems_of(refused: pytest.ExceptionInfo[InvalidInput]) -> list[tuple[str, Problem]]:
    return [(problem.field, problem.problem) for problem in refused.value.problems]


def test_a_new_account_logs_in_with_its_grants(context: Context) -> None:
    account_id = create(context, DUTCH_COORDINATOR)
    token = log_in(context, email=" NOOR@example.org ", password=PASSWORD, now=NOW)
    session = find_actor(context, token=token, now=NOW)
    assert session is not None
    assert session.actor == Actor(account_id, "Noor", "en", "Europe/Amsterdam", (DUTCH_COORDINATOR,))


def test_neither_password_nor_address_is_stored_where_an_index_shows_it(context: Context) -> None:
    create(context, DUTCH_COORDINATOR)
    with context.store.reading() as session:
        account = session.exec(select(Account)).one()
        assert PASSWORD not in account.password_hash
        assert "noor" not in account.email_key


def test_an_address_is_taken_once_however_it_is_written(context: Context) -> None:
    create(context, DUTCH_COORDINATOR)
    with pytest.raises(InvalidInput) as refused:
        create(context, DUTCH_COORDINATOR, email="Noor@Example.org")
    assert problems_of(refused) == [("email", Problem.TAKEN)]


def test_every_wrong_field_is_named_at_once_and_nothing_is_kept(context: Context) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(context, email="noor", label=" ", password="short", locale="xx-yy", time_zone="Mars/Base")
    assert problems_of(refused) == [
        ("label", Problem.REQUIRED),
        ("email", Problem.UNKNOWN_CODE),
        ("locale", Problem.UNKNOWN_CODE),
        ("time_zone", Problem.UNKNOWN_CODE),
        ("password", Problem.TOO_SHORT),
        ("role", Problem.REQUIRED),
    ]
    with context.store.reading() as session:
        assert session.exec(select(Account)).all() == []


@pytest.mark.parametrize(
    ("grants", "problem"),
    [
        ([Grant(Role.COORDINATOR, None, None)], ("country", Problem.REQUIRED)),
        ([Grant(Role.COORDINATOR, "QQ", None)], ("country", Problem.UNKNOWN_CODE)),
        ([Grant(Role.ANALYST, "NL", None)], ("country", Problem.CONTRADICTS)),
        ([Grant(Role.MANAGER, None, None)], ("house", Problem.REQUIRED)),
        ([Grant(Role.MANAGER, None, "nowhere")], ("house", Problem.UNKNOWN_CODE)),
        ([Grant(Role.AUDITOR, None, None), DUTCH_COORDINATOR], ("role", Problem.CONTRADICTS)),
        ([Grant(Role.ADMINISTRATOR, None, None), Grant(Role.ANALYST, None, None)], ("role", Problem.CONTRADICTS)),
    ],
)
def test_a_role_without_its_scope_or_with_a_role_it_never_goes_with_is_refused(
    context: Context, grants: list[Grant], problem: tuple[str, Problem]
) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(context, *grants)
    assert problems_of(refused) == [problem]


def test_a_manager_may_have_several_houses(context: Context) -> None:
    houses = [a_house(context), a_house(context)]
    create(context, *(Grant(Role.MANAGER, None, house.id) for house in houses))
    token = log_in(context, email="noor@example.org", password=PASSWORD, now=NOW)
    session = find_actor(context, token=token, now=NOW)
    assert session is not None
    assert session.actor.houses == {house.id for house in houses}


@pytest.mark.parametrize("role", [Role.NATIONAL_CONTACT, Role.AUDITOR, Role.ADMINISTRATOR])
def test_an_administrator_alone_cannot_grant_what_takes_two_persons(context: Context, role: Role) -> None:
    """Red when `_grant_problems` leaves out the actor's limits."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    with pytest.raises(InvalidInput) as refused:
        create(context, Grant(role, "NL" if role is Role.NATIONAL_CONTACT else None, None), actor=administrator)
    assert problems_of(refused) == [("role", Problem.NEEDS_TWO_PERSONS)]


def test_only_an_administrator_creates_lists_and_disables_accounts(context: Context) -> None:
    coordinator = a_coordinator(context)
    other_id = create(context, DUTCH_COORDINATOR)
    with pytest.raises(NotFound):
        create(context, DUTCH_COORDINATOR, actor=coordinator, email="other@example.org")
    with pytest.raises(NotFound):
        list_accounts(context, coordinator)
    with pytest.raises(NotFound):
        disable_account(context, coordinator, account_id=other_id, now=NOW)


def test_a_disabled_account_is_out_at_once_and_for_good(context: Context) -> None:
    """Red when `disable_account` leaves the sessions open and `find_actor` does not look at the account."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, DUTCH_COORDINATOR)
    token = log_in(context, email="noor@example.org", password=PASSWORD, now=NOW)
    disable_account(context, administrator, account_id=account_id, now=NOW)
    assert find_actor(context, token=token, now=NOW) is None
    with pytest.raises(LoginRefused):
        log_in(context, email="noor@example.org", password=PASSWORD, now=NOW)
    with context.store.reading() as session:
        assert session.exec(select(LoginSession.end)).one() is SessionEnd.DISABLED


def test_an_administrator_cannot_disable_the_own_account(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    with pytest.raises(NotFound):
        disable_account(context, administrator, account_id=administrator.account_id, now=NOW)


def test_a_changed_password_ends_every_login(context: Context) -> None:
    create(context, DUTCH_COORDINATOR)
    token = log_in(context, email="noor@example.org", password=PASSWORD, now=NOW)
    session = find_actor(context, token=token, now=NOW)
    assert session is not None
    later = NOW + timedelta(minutes=1)
    with pytest.raises(InvalidInput):
        change_password(context, session.actor, old_password="wrong", new_password="a new password", now=later)
    with pytest.raises(InvalidInput):
        change_password(context, session.actor, old_password=PASSWORD, new_password="short", now=later)
    assert find_actor(context, token=token, now=later) is not None
    change_password(context, session.actor, old_password=PASSWORD, new_password="a new password", now=later)
    assert find_actor(context, token=token, now=later) is None
    with pytest.raises(LoginRefused):
        log_in(context, email="noor@example.org", password=PASSWORD, now=later)
    assert log_in(context, email="noor@example.org", password="a new password", now=later)


def test_an_administrator_sees_names_and_scopes_and_no_address(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    house = a_house(context)
    create(context, Grant(Role.MANAGER, None, house.id), DUTCH_COORDINATOR)
    lines = {line.label: line for line in list_accounts(context, administrator)}
    assert lines["Noor"].grants == ((Role.COORDINATOR, "NL"), (Role.MANAGER, house.code))
    assert "example.org" not in repr(lines)


def test_every_deed_with_an_account_is_in_the_audit_log(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, DUTCH_COORDINATOR, actor=administrator)
    disable_account(context, administrator, account_id=account_id, now=NOW)
    disable_account(context, administrator, account_id=account_id, now=NOW)
    with context.store.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject_id == account_id)).all()
    assert sorted(entry.action for entry in entries) == [Action.CREATED_ACCOUNT, Action.DISABLED_ACCOUNT]
    assert {entry.actor_id for entry in entries} == {administrator.account_id}
