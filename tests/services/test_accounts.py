"""Accounts: who may make and see them, and what is refused."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action, Actor, Grant
from safehouse.domain.codes import AccountState, LinkKind, Role
from safehouse.domain.errors import EnoughAdministrators, InvalidInput, NotFound, Problem
from safehouse.models.accounts import Account
from safehouse.models.audit import AuditEntry
from safehouse.models.mail import OutboxMessage
from safehouse.services.accounts import (
    GrantDraft,
    OneTimeLink,
    disable_account,
    find_link,
    get_account,
    invite_account,
    invite_administrator,
    list_accounts,
    send_link,
)
from safehouse.services.context import Context
from safehouse.services.sessions import find_actor, log_in
from tests.rows import a_coordinator, a_house, somebody
from tests.services.people import DUTCH_COORDINATOR, EMAIL, PASSWORD, a_draft, create, invite, token_in, use
from tests.support.stores import NOW


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
        assert PASSWORD not in str(account.password_hash)
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
        ("password", Problem.TOO_SHORT),
        ("label", Problem.REQUIRED),
        ("email", Problem.NOT_A_MAIL_ADDRESS),
        ("locale", Problem.UNKNOWN_CODE),
        ("time_zone", Problem.UNKNOWN_CODE),
        ("grants-0-role", Problem.REQUIRED),
    ]
    with context.store.reading() as session:
        assert session.exec(select(Account)).all() == []


@pytest.mark.parametrize(
    ("grants", "problem"),
    [
        ([Grant(Role.COORDINATOR, None, None)], ("grants-0-country", Problem.REQUIRED)),
        ([Grant(Role.COORDINATOR, "QQ", None)], ("grants-0-country", Problem.UNKNOWN_CODE)),
        ([Grant(Role.ANALYST, "NL", None)], ("grants-0-country", Problem.CONTRADICTS)),
        ([Grant(Role.MANAGER, None, None)], ("grants-0-house", Problem.REQUIRED)),
        ([Grant(Role.MANAGER, None, "nowhere")], ("grants-0-house", Problem.UNKNOWN_CODE)),
        ([Grant(Role.AUDITOR, None, None), DUTCH_COORDINATOR], ("grants-0-role", Problem.CONTRADICTS)),
        (
            [Grant(Role.ADMINISTRATOR, None, None), Grant(Role.ANALYST, None, None)],
            ("grants-0-role", Problem.CONTRADICTS),
        ),
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
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    session = find_actor(context, token=token, now=NOW)
    assert session is not None
    assert session.actor.houses == {house.id for house in houses}


@pytest.mark.parametrize("role", Role)
def test_an_administrator_invites_somebody_for_every_role(context: Context, role: Role) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    house = a_house(context)
    country = "NL" if role in {Role.COORDINATOR, Role.NATIONAL_CONTACT} else None
    grant = GrantDraft(role, country, house.code if role is Role.MANAGER else None)
    link = invite(context, administrator, grant)
    [line] = [line for line in list_accounts(context, administrator) if line.id == link.account_id]
    assert (line.grants, line.state) == ((grant,), AccountState.INVITED)


def test_of_an_invitation_every_wrong_field_is_named_at_once(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    grants = (
        GrantDraft(Role.MANAGER, None, "NL-2222"),
        GrantDraft(None, "NL"),
        GrantDraft(Role.AUDITOR),
    )
    with pytest.raises(InvalidInput) as refused:
        invite_account(context, administrator, draft=a_draft(*grants, email="noor", label=""), now=NOW)
    assert problems_of(refused) == [
        ("label", Problem.REQUIRED),
        ("email", Problem.NOT_A_MAIL_ADDRESS),
        ("grants-0-house", Problem.UNKNOWN_CODE),
        ("grants-1-role", Problem.REQUIRED),
        ("grants-2-role", Problem.CONTRADICTS),
    ]


def test_a_country_outside_the_network_is_refused(context: Context) -> None:
    """Red when `_check_grant` does not look at the countries of the settings."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    small = replace(context, settings=replace(context.settings, countries=frozenset({"BE"})))
    with pytest.raises(InvalidInput) as refused:
        invite(small, administrator)
    assert problems_of(refused) == [("grants-0-country", Problem.UNKNOWN_CODE)]
    assert invite(small, administrator, GrantDraft(Role.COORDINATOR, "BE")).kind is LinkKind.INVITATION


def test_a_role_that_is_written_twice_is_granted_once(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    link = invite(context, administrator, GrantDraft(Role.COORDINATOR, "NL"), GrantDraft(Role.COORDINATOR, "NL"))
    account = get_account(context, administrator, account_id=link.account_id, now=NOW)
    assert account.line.grants == (GrantDraft(Role.COORDINATOR, "NL"),)


@pytest.mark.parametrize("email", ["noor@example.org\nBcc: x@example.org", "noor@exa\0mple.org", "@", "noor@"])
def test_an_address_that_is_none_is_refused(context: Context, email: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        create(context, DUTCH_COORDINATOR, email=email)
    assert {field for field, _ in problems_of(refused)} == {"email"}


def test_only_an_administrator_makes_and_sees_accounts(context: Context) -> None:
    coordinator = a_coordinator(context)
    other_id = create(context, DUTCH_COORDINATOR)
    with pytest.raises(NotFound):
        create(context, DUTCH_COORDINATOR, actor=coordinator, email="other@example.org")
    with pytest.raises(NotFound):
        invite(context, coordinator, email="other@example.org")
    with pytest.raises(NotFound):
        list_accounts(context, coordinator)
    with pytest.raises(NotFound):
        get_account(context, coordinator, account_id=other_id, now=NOW)


def test_an_account_that_does_not_exist_is_not_found(context: Context) -> None:
    with pytest.raises(NotFound):
        get_account(context, somebody(context, Role.ADMINISTRATOR), account_id="nobody", now=NOW)


def test_the_list_shows_names_and_scopes_and_no_address(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    house = a_house(context)
    create(context, Grant(Role.MANAGER, None, house.id), DUTCH_COORDINATOR)
    lines = {line.label: line for line in list_accounts(context, administrator)}
    assert lines["Noor"].grants == (GrantDraft(Role.COORDINATOR, "NL"), GrantDraft(Role.MANAGER, None, house.code))
    assert house.id not in repr(lines)
    assert "example.org" not in repr(lines)


def test_the_list_says_who_was_seen_on_which_day_of_the_administrator(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    create(context, DUTCH_COORDINATOR)
    log_in(context, email=EMAIL, password=PASSWORD, now=NOW - timedelta(hours=1, minutes=30))
    seen = {line.label: line.last_seen_on for line in list_accounts(context, administrator)}
    # Half past eleven in the evening by UTC is half past midnight in Brussels.
    assert seen == {"Noor": date(2026, 11, 24), "administrator": None}


def test_an_account_is_invited_then_active_then_disabled(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    link = invite(context, administrator)

    def state() -> AccountState:
        return get_account(context, administrator, account_id=link.account_id, now=NOW).line.state

    assert state() is AccountState.INVITED
    use(context, link, now=NOW)
    assert state() is AccountState.ACTIVE
    disable_account(context, administrator, account_id=link.account_id, now=NOW)
    assert state() is AccountState.DISABLED


def test_the_page_of_an_account_says_that_a_link_works_but_not_which(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    link = invite(context, administrator)
    account = get_account(context, administrator, account_id=link.account_id, now=NOW)
    assert account.email == EMAIL
    assert account.open_link is not None
    assert (account.open_link.kind, account.open_link.ends_at) == (LinkKind.INVITATION, link.ends_at)
    assert token_in(link) not in repr(account) + repr(link)
    later = get_account(context, administrator, account_id=link.account_id, now=link.ends_at)
    assert later.open_link is None


def test_making_an_account_is_on_record(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    link = invite(context, administrator)
    with context.store.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject_id == link.account_id)).all()
        assert sorted(entry.action for entry in entries) == [Action.CREATED_ACCOUNT, Action.MADE_LINK]
        assert {entry.actor_id for entry in entries} == {administrator.account_id}


class TestFirstAdministrators:
    def make(self, context: Context, email: str, *, is_another: bool = False) -> OneTimeLink:
        return invite_administrator(context, email=email, label="Noor", is_another=is_another, now=NOW)

    def test_the_first_two_come_from_the_command_line_and_the_third_must_be_meant(self, context: Context) -> None:
        for email in ("one@example.org", "two@example.org"):
            self.make(context, email)
        with pytest.raises(EnoughAdministrators):
            self.make(context, "three@example.org")
        third = self.make(context, "three@example.org", is_another=True)
        assert find_link(context, token=token_in(third), now=NOW).kind is LinkKind.INVITATION

    def test_who_is_disabled_does_not_count(self, context: Context) -> None:
        first, second = (self.make(context, email) for email in ("one@example.org", "two@example.org"))
        use(context, first, now=NOW)
        token = log_in(context, email="one@example.org", password=PASSWORD, now=NOW)
        session = find_actor(context, token=token, now=NOW)
        assert session is not None
        disable_account(context, session.actor, account_id=second.account_id, now=NOW)
        assert self.make(context, "three@example.org").kind is LinkKind.INVITATION

    def test_the_address_of_an_administrator_gets_a_new_link_for_the_same_account(self, context: Context) -> None:
        first = self.make(context, EMAIL)
        again = self.make(context, EMAIL)
        assert (again.account_id, again.kind) == (first.account_id, LinkKind.INVITATION)
        use(context, again, now=NOW)
        assert self.make(context, EMAIL).kind is LinkKind.RESET

    def test_the_address_of_anybody_else_is_taken(self, context: Context) -> None:
        """Red when `_find_administrator` finds accounts of every role."""
        create(context, DUTCH_COORDINATOR)
        with pytest.raises(InvalidInput) as refused:
            self.make(context, EMAIL)
        assert problems_of(refused) == [("email", Problem.TAKEN)]

    def test_their_links_are_printed_and_not_mailed(self, context: Context) -> None:
        self.make(context, EMAIL)
        with context.store.reading() as session:
            assert session.exec(select(OutboxMessage)).all() == []

    def test_they_invite_everybody_else(self, context: Context) -> None:
        use(context, self.make(context, "one@example.org"), now=NOW)
        token = log_in(context, email="one@example.org", password=PASSWORD, now=NOW)
        session = find_actor(context, token=token, now=NOW)
        assert session is not None
        assert session.actor.grants == (Grant(Role.ADMINISTRATOR, None, None),)
        link = invite(context, session.actor)
        assert send_link(context, session.actor, account_id=link.account_id, now=NOW).kind is LinkKind.INVITATION
