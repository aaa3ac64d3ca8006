"""What changes of an account: it is disabled and enabled, gets other roles, another password or name; its logins end at once."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import select

from safehouse.domain.access import Action, Actor, Grant
from safehouse.domain.codes import MailKind, Role, SessionEnd
from safehouse.domain.errors import InvalidInput, LastAdministrator, LinkRefused, LoginRefused, NotFound, Problem
from safehouse.models.accounts import Account, LoginSession
from safehouse.models.audit import AuditEntry
from safehouse.models.mail import OutboxMessage
from safehouse.services.accounts import (
    GrantDraft,
    change_grants,
    change_password,
    change_profile,
    disable_account,
    enable_account,
    find_link,
    list_accounts,
    send_link,
)
from safehouse.services.context import Context
from safehouse.services.mail import enqueue_summary_messages
from safehouse.services.requests import list_colleagues
from safehouse.services.sessions import find_actor, log_in
from tests.rows import a_coordinator, a_house, somebody
from tests.services.audited import BROKEN
from tests.services.people import DUTCH_COORDINATOR, EMAIL, PASSWORD, create, invite, token_in, use
from tests.services.racing import race, winners
from tests.support.stores import NOW

NEW_PASSWORD = "staple of another horse"


def ends_of(context: Context) -> list[SessionEnd | None]:
    with context.store.reading() as session:
        return [row.end for row in session.exec(select(LoginSession))]


def grants_of(context: Context, administrator: Actor, account_id: str) -> tuple[GrantDraft, ...]:
    [line] = [line for line in list_accounts(context, administrator) if line.id == account_id]
    return line.grants


def test_a_disabled_account_is_out_at_once_and_for_good(context: Context) -> None:
    """Red when `disable_account` leaves the sessions open and `find_actor` does not look at the account."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, DUTCH_COORDINATOR)
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    disable_account(context, administrator, account_id=account_id, now=NOW)
    assert find_actor(context, token=token, now=NOW) is None
    with pytest.raises(LoginRefused):
        log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    assert ends_of(context) == [SessionEnd.DISABLED]


def test_an_enabled_account_logs_in_as_before_but_its_old_login_stays_ended(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, DUTCH_COORDINATOR)
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    disable_account(context, administrator, account_id=account_id, now=NOW)
    for _ in range(2):
        enable_account(context, administrator, account_id=account_id, now=NOW)
    assert find_actor(context, token=token, now=NOW) is None
    assert log_in(context, email=EMAIL, password=PASSWORD, now=NOW)


def test_disabling_ends_the_link_of_an_account_and_enabling_does_not_bring_it_back(context: Context) -> None:
    """Red when `disable_account` leaves the links as they are."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    link = invite(context, administrator)
    disable_account(context, administrator, account_id=link.account_id, now=NOW)
    with pytest.raises(LinkRefused):
        find_link(context, token=token_in(link), now=NOW)
    enable_account(context, administrator, account_id=link.account_id, now=NOW)
    with pytest.raises(LinkRefused):
        find_link(context, token=token_in(link), now=NOW)


def test_other_roles_end_every_login_at_once(context: Context) -> None:
    """Red when `change_grants` leaves the sessions open."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    houses = [a_house(context), a_house(context)]
    account_id = create(context, DUTCH_COORDINATOR)
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    grants = [GrantDraft(Role.MANAGER, None, house.code) for house in sorted(houses, key=lambda house: house.code)]
    change_grants(context, administrator, account_id=account_id, grants=grants, now=NOW)
    assert find_actor(context, token=token, now=NOW) is None
    assert ends_of(context) == [SessionEnd.ROLE_CHANGE]
    assert grants_of(context, administrator, account_id) == tuple(grants)
    session = find_actor(context, token=log_in(context, email=EMAIL, password=PASSWORD, now=NOW), now=NOW)
    assert session is not None
    assert session.actor.houses == {house.id for house in houses}


def test_the_same_roles_again_change_nothing(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, DUTCH_COORDINATOR)
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    grants = [GrantDraft(Role.COORDINATOR, "NL")]
    change_grants(context, administrator, account_id=account_id, grants=grants, now=NOW)
    assert find_actor(context, token=token, now=NOW) is not None


@pytest.mark.parametrize(
    "grants",
    [(), (GrantDraft(Role.AUDITOR), GrantDraft(Role.ANALYST)), (GrantDraft(Role.MANAGER, None, "NL-2222"),)],
)
def test_roles_that_do_not_go_are_refused_and_the_old_ones_stay(
    context: Context, grants: tuple[GrantDraft, ...]
) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, DUTCH_COORDINATOR)
    with pytest.raises(InvalidInput):
        change_grants(context, administrator, account_id=account_id, grants=grants, now=NOW)
    assert grants_of(context, administrator, account_id) == (GrantDraft(Role.COORDINATOR, "NL"),)


DEEDS: dict[str, Callable[[Context, Actor, str], object]] = {
    "disable": lambda context, actor, account_id: disable_account(context, actor, account_id=account_id, now=NOW),
    "enable": lambda context, actor, account_id: enable_account(context, actor, account_id=account_id, now=NOW),
    "roles": lambda context, actor, account_id: change_grants(
        context, actor, account_id=account_id, grants=[GrantDraft(Role.ANALYST)], now=NOW
    ),
    "link": lambda context, actor, account_id: send_link(context, actor, account_id=account_id, now=NOW),
}


@pytest.mark.parametrize("deed", DEEDS)
def test_nobody_but_another_administrator_changes_an_account(context: Context, deed: str) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, DUTCH_COORDINATOR)
    for actor, target in (
        (a_coordinator(context), account_id),
        (administrator, administrator.account_id),
        (administrator, "nobody"),
    ):
        with pytest.raises(NotFound):
            DEEDS[deed](context, actor, target)


@pytest.mark.parametrize("deed", ["disable", "roles"])
def test_two_administrators_never_take_each_others_rights_away(context: Context, deed: str) -> None:
    """Red, on PostgreSQL, when `lock_administrators` locks nothing, and on both when `refuse_if_last` refuses nothing."""
    for _ in range(5):
        one, other = somebody(context, Role.ADMINISTRATOR), somebody(context, Role.ADMINISTRATOR)
        outcomes = race(
            partial(DEEDS[deed], context, one, other.account_id), partial(DEEDS[deed], context, other, one.account_id)
        )
        assert winners(outcomes) == [None]
        assert [type(outcome) for outcome in outcomes if outcome is not None] == [LastAdministrator]
        survivor = one if outcomes[0] is None else other
        # Out of the way of the next round, by hand: nobody else could do it.
        with context.store.transaction() as session:
            session.get_one(Account, survivor.account_id).disabled_at = NOW


@pytest.mark.parametrize("deed", ["disable", "roles"])
def test_who_was_only_invited_is_no_administrator_to_rely_on(context: Context, deed: str) -> None:
    """Red when `refuse_if_last` counts accounts without a password."""
    gone, last = somebody(context, Role.ADMINISTRATOR), somebody(context, Role.ADMINISTRATOR)
    invite(context, last, GrantDraft(Role.ADMINISTRATOR))
    disable_account(context, last, account_id=gone.account_id, now=NOW)
    with pytest.raises(LastAdministrator):
        DEEDS[deed](context, gone, last.account_id)


def test_who_was_only_invited_or_is_disabled_gets_no_work_and_no_mail_of_it(context: Context) -> None:
    """Red when `load_coordinators` or `_account_ids` leaves out one of the two conditions."""
    administrator, coordinator = somebody(context, Role.ADMINISTRATOR), a_coordinator(context)
    invited = invite(context, administrator, email="invited@example.org")
    disabled_id = create(context, DUTCH_COORDINATOR)
    disable_account(context, administrator, account_id=disabled_id, now=NOW)
    colleagues = list_colleagues(context, coordinator)
    assert colleagues == ()
    with context.store.transaction() as session:
        enqueue_summary_messages(session, summary_id="summary", now=NOW)
    with context.store.reading() as session:
        mailed = select(OutboxMessage.account_id).where(OutboxMessage.kind == MailKind.SUMMARY)
        assert set(session.exec(mailed)) == {coordinator.account_id}
    use(context, invited, now=NOW)
    colleagues = list_colleagues(context, coordinator)
    assert [colleague.account_id for colleague in colleagues] == [invited.account_id]


def test_a_changed_password_ends_every_login_and_every_link(context: Context) -> None:
    """Red when `change_password` leaves the sessions or the links as they are."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, DUTCH_COORDINATOR)
    link = send_link(context, administrator, account_id=account_id, now=NOW)
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    session = find_actor(context, token=token, now=NOW)
    assert session is not None
    later = NOW + timedelta(minutes=1)
    for old_password, new_password in (("wrong", NEW_PASSWORD), (PASSWORD, "short"), (PASSWORD, "x" * 201)):
        with pytest.raises(InvalidInput):
            change_password(context, session.actor, old_password=old_password, new_password=new_password, now=later)
    assert find_actor(context, token=token, now=later) is not None
    change_password(context, session.actor, old_password=PASSWORD, new_password=NEW_PASSWORD, now=later)
    assert find_actor(context, token=token, now=later) is None
    with pytest.raises(LinkRefused):
        find_link(context, token=token_in(link), now=later)
    with pytest.raises(LoginRefused):
        log_in(context, email=EMAIL, password=PASSWORD, now=later)
    assert log_in(context, email=EMAIL, password=NEW_PASSWORD, now=later)


def test_everybody_changes_the_own_name_language_and_time_zone(context: Context) -> None:
    create(context, DUTCH_COORDINATOR)
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    session = find_actor(context, token=token, now=NOW)
    assert session is not None
    change_profile(context, session.actor, label=" Noor V. ", locale="nl", time_zone="Europe/Lisbon", now=NOW)
    changed = find_actor(context, token=token, now=NOW)
    assert changed is not None
    actor = changed.actor
    assert (actor.label, actor.locale, actor.time_zone) == ("Noor V.", "nl", "Europe/Lisbon")


def test_a_name_a_language_and_a_zone_that_are_none_are_refused(context: Context) -> None:
    coordinator = a_coordinator(context)
    with pytest.raises(InvalidInput) as refused:
        change_profile(context, coordinator, label="", locale="de", time_zone="Mars/Base", now=NOW)
    assert [(problem.field, problem.problem) for problem in refused.value.problems] == [
        ("label", Problem.REQUIRED),
        ("locale", Problem.UNKNOWN_CODE),
        ("time_zone", Problem.UNKNOWN_CODE),
    ]


def test_every_deed_with_an_account_is_in_the_audit_log_once(context: Context) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    house = a_house(context)
    account_id = create(context, DUTCH_COORDINATOR, actor=administrator)
    for _ in range(2):
        change_grants(
            context, administrator, account_id=account_id, grants=[GrantDraft(Role.MANAGER, None, house.code)], now=NOW
        )
        disable_account(context, administrator, account_id=account_id, now=NOW)
    enable_account(context, administrator, account_id=account_id, now=NOW)
    with context.store.reading() as session:
        entries = session.exec(select(AuditEntry).where(AuditEntry.subject_id == account_id)).all()
        assert sorted(entry.action for entry in entries) == [
            Action.CHANGED_ROLES,
            Action.CREATED_ACCOUNT,
            Action.DISABLED_ACCOUNT,
            Action.ENABLED_ACCOUNT,
        ]
        assert {entry.actor_id for entry in entries} == {administrator.account_id}
        [change] = [entry for entry in entries if entry.action is Action.CHANGED_ROLES]
        assert change.detail == {"gained": [f"manager:{house.id}"], "lost": ["coordinator:NL"]}


@pytest.mark.parametrize("deed", ["disable", "roles", "link"])
def test_without_its_entry_in_the_audit_log_nothing_happens(
    context: Context, broken_audit: Callable[[], None], deed: str
) -> None:
    administrator = somebody(context, Role.ADMINISTRATOR)
    account_id = create(context, Grant(Role.COORDINATOR, "NL", None))
    token = log_in(context, email=EMAIL, password=PASSWORD, now=NOW)
    broken_audit()
    with pytest.raises(RuntimeError, match=BROKEN):
        DEEDS[deed](context, administrator, account_id)
    assert find_actor(context, token=token, now=NOW) is not None
    assert grants_of(context, administrator, account_id) == (GrantDraft(Role.COORDINATOR, "NL"),)
