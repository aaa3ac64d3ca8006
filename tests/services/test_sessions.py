"""Logins: tokens that are stored as hashes only, that end in every way they can end, and pages that are covered when idle."""

from datetime import datetime, timedelta

import pytest
from sqlmodel import select

from safehouse.domain.access import Action, Grant
from safehouse.domain.codes import Role
from safehouse.domain.errors import LoginRefused, NotFound
from safehouse.models.accounts import Account, LoginSession
from safehouse.models.accounts import Grant as GrantRow
from safehouse.models.audit import AuditEntry
from safehouse.services.accounts import create_account
from safehouse.services.context import Context
from safehouse.services.sessions import cover, end_session, find_actor, list_sessions, log_in, log_out, uncover
from tests.support.stores import NOW

PASSWORD = "correct horse battery"
A_MINUTE = timedelta(minutes=1)


@pytest.fixture
def email(context: Context) -> str:
    """The address of a coordinator who can log in."""
    return an_address(context, "noor@example.org")


def an_address(context: Context, email: str) -> str:
    create_account(
        context,
        None,
        email=email,
        label="Noor",
        password=PASSWORD,
        locale="en",
        time_zone="Europe/Amsterdam",
        grants=[Grant(Role.COORDINATOR, "NL", None)],
        now=NOW,
    )
    return email


def enter(context: Context, email: str, now: datetime = NOW) -> str:
    return log_in(context, email=email, password=PASSWORD, now=now)


def seen_at(context: Context) -> datetime:
    with context.store.reading() as session:
        return session.exec(select(LoginSession.seen_at)).one()


def test_only_the_hash_of_a_token_is_stored(context: Context, email: str) -> None:
    token = enter(context, email)
    with context.store.reading() as session:
        row = session.exec(select(LoginSession)).one()
        assert token not in repr(row)
        assert row.token_hash == context.vault.keyed_hash("session", token)


@pytest.mark.parametrize(("address", "password"), [("noor@example.org", "wrong"), ("nobody@example.org", PASSWORD)])
@pytest.mark.usefixtures("email")
def test_a_wrong_password_and_an_unknown_address_open_nothing(context: Context, address: str, password: str) -> None:
    with pytest.raises(LoginRefused):
        log_in(context, email=address, password=password, now=NOW)
    with context.store.reading() as session:
        assert session.exec(select(LoginSession)).all() == []


def test_an_unknown_address_costs_a_hash_too(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when an unknown address is refused before a password is looked at: time would tell who has an account."""
    checked: list[str | None] = []

    def watch(password_hash: str | None, password: str) -> bool:
        del password
        checked.append(password_hash)
        return False

    monkeypatch.setattr("safehouse.services.sessions.is_right_password", watch)
    with pytest.raises(LoginRefused):
        log_in(context, email="nobody@example.org", password=PASSWORD, now=NOW)
    assert checked == [None]


def test_a_foreign_token_finds_nobody(context: Context, email: str) -> None:
    enter(context, email)
    assert find_actor(context, token="somebody else's", now=NOW) is None


def test_a_login_ends_after_eight_hours(context: Context, email: str) -> None:
    """Red when `_is_open` forgets `ends_at`."""
    token = enter(context, email)
    end = NOW + timedelta(hours=8)
    assert find_actor(context, token=token, now=end - timedelta(seconds=1)) is not None
    assert find_actor(context, token=token, now=end) is None


def test_a_right_that_is_taken_away_is_gone_with_the_next_page(context: Context, email: str) -> None:
    token = enter(context, email)
    with context.store.transaction() as session:
        for grant in session.exec(select(GrantRow)):
            session.delete(grant)
    session_view = find_actor(context, token=token, now=NOW)
    assert session_view is not None
    assert session_view.actor.grants == ()


def test_logging_out_ends_the_login_once(context: Context, email: str) -> None:
    token = enter(context, email)
    log_out(context, token=token, now=NOW)
    log_out(context, token=token, now=NOW)
    assert find_actor(context, token=token, now=NOW) is None
    with context.store.reading() as session:
        actions = session.exec(select(AuditEntry.action).where(AuditEntry.subject_kind == "login_session")).all()
    assert sorted(actions) == [Action.LOGGED_IN, Action.LOGGED_OUT]


def test_being_seen_is_written_at_most_once_a_minute(context: Context, email: str) -> None:
    token = enter(context, email)
    find_actor(context, token=token, now=NOW + timedelta(seconds=59))
    assert seen_at(context) == NOW
    find_actor(context, token=token, now=NOW + A_MINUTE)
    assert seen_at(context) == NOW + A_MINUTE


def test_what_a_page_asks_for_by_itself_is_no_sign_of_life(context: Context, email: str) -> None:
    """Red when polling counts: a page that nobody looks at would stay open all night."""
    token = enter(context, email)
    for minutes in range(1, 16):
        session = find_actor(context, token=token, now=NOW + minutes * A_MINUTE, is_activity=False)
    assert seen_at(context) == NOW
    assert session is not None
    assert session.is_covered


def test_a_covered_login_is_not_woken_by_looking_at_it(context: Context, email: str) -> None:
    token = enter(context, email)
    for minutes in (15, 16, 30):
        session = find_actor(context, token=token, now=NOW + minutes * A_MINUTE)
        assert session is not None
        assert session.is_covered
    assert seen_at(context) == NOW


def test_the_password_uncovers_and_a_wrong_one_does_not(context: Context, email: str) -> None:
    token = enter(context, email)
    cover(context, token=token, now=NOW)
    with pytest.raises(LoginRefused):
        uncover(context, token=token, password="wrong", now=NOW)
    covered = find_actor(context, token=token, now=NOW)
    assert covered is not None
    assert covered.is_covered
    uncover(context, token=token, password=PASSWORD, now=NOW + A_MINUTE)
    uncovered = find_actor(context, token=token, now=NOW + A_MINUTE)
    assert uncovered is not None
    assert not uncovered.is_covered


def test_an_ended_login_cannot_be_uncovered(context: Context, email: str) -> None:
    token = enter(context, email)
    log_out(context, token=token, now=NOW)
    with pytest.raises(LoginRefused):
        uncover(context, token=token, password=PASSWORD, now=NOW)


def test_everybody_lists_and_ends_the_own_logins_only(context: Context, email: str) -> None:
    """Red when `end_session` does not compare the account."""
    first, second = enter(context, email), enter(context, email, NOW + A_MINUTE)
    foreign = enter(context, an_address(context, "other@example.org"))
    mine = find_actor(context, token=second, now=NOW + A_MINUTE)
    others = find_actor(context, token=foreign, now=NOW)
    assert mine is not None
    assert others is not None
    now = NOW + A_MINUTE
    listed = list_sessions(context, mine.actor, now=now)
    assert [line.created_at for line in listed] == [NOW + A_MINUTE, NOW]
    with pytest.raises(NotFound):
        end_session(context, mine.actor, session_id=others.session_id, now=now)
    end_session(context, mine.actor, session_id=listed[1].id, now=now)
    assert find_actor(context, token=first, now=now) is None
    assert find_actor(context, token=second, now=now) is not None
    assert find_actor(context, token=foreign, now=now) is not None
    with pytest.raises(NotFound):
        end_session(context, mine.actor, session_id=listed[1].id, now=now)


def test_a_password_that_changes_while_logging_in_does_not_open_a_session(
    context: Context, email: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Red when `log_in` does not look at the hash again within its transaction."""

    def change_meanwhile(password_hash: str | None, password: str) -> bool:
        del password_hash, password
        with context.store.transaction() as session:
            session.exec(select(Account)).one().password_hash = "another"
        return True

    monkeypatch.setattr("safehouse.services.sessions.is_right_password", change_meanwhile)
    with pytest.raises(LoginRefused):
        enter(context, email)
