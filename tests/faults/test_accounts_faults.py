"""Faults of accounts and one-time links; each makes the named test fail."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from sqlmodel import Session, select

from safehouse.domain.access import Grant
from safehouse.models.accounts import Account
from safehouse.services.accounts import GrantDraft, email_key
from safehouse.services.context import Context
from safehouse.services.sealing import Vault
from tests.faults.planting import AnyFunction, Fault, always, assert_all_found

ACCOUNTS = "safehouse.services.accounts"
MAKING = "tests/services/test_accounts.py"
CHANGING = "tests/services/test_accounts_changing.py"
LINKS = "tests/services/test_account_links.py"
WISHES = "tests/services/test_account_wishes.py"
LINK_PAGES = "tests/web/test_links.py"
CRAWL = "tests/web/test_administrator.py"

_LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)


def _never_too_late(get_live: AnyFunction) -> AnyFunction:
    return lambda context, session, token, _now: get_live(context, session, token, _LONG_AGO)


def _without_a_key(_: AnyFunction) -> Callable[[Vault, str], str]:
    return lambda _vault, link_id: sha256(link_id.encode()).hexdigest()


def _with_a_reason(body_with: AnyFunction) -> Callable[[str], str]:
    return lambda url: f"You were invited. {body_with(url)}"


def _of_any_role(_: AnyFunction) -> Callable[[Context, Session, str], Account | None]:
    return lambda context, session, email: session.exec(
        select(Account).where(Account.email_key == email_key(context.vault, email))
    ).first()


def _who_is_known(_: AnyFunction) -> Callable[[Session, str, datetime], Account | None]:
    return lambda session, key, _now: session.exec(select(Account).where(Account.email_key == key)).first()


def _looking_first(wish_link: AnyFunction) -> AnyFunction:
    def look_and_wish(context: Context, *, email: str, now: datetime) -> None:
        with context.store.reading() as session:
            known = session.exec(select(Account).where(Account.email_key == email_key(context.vault, email))).first()
        if known is not None:
            wish_link(context, email=email, now=now)

    return look_and_wish


def _houses_by_id(_: AnyFunction) -> Callable[[Session, Sequence[Grant]], tuple[GrantDraft, ...]]:
    return lambda _session, grants: tuple(GrantDraft(grant.role, grant.country, grant.house_id) for grant in grants)


FAULTS = (
    Fault(
        "other roles leave the logins open",
        f"{ACCOUNTS}.rights.end_sessions",
        always(None),
        f"{CHANGING}::test_other_roles_end_every_login_at_once[sqlite]",
    ),
    Fault(
        "a new password leaves the thief logged in",
        f"{ACCOUNTS}.rights.end_sessions",
        always(None),
        f"{LINKS}::test_a_password_set_by_a_link_ends_every_login[sqlite]",
    ),
    Fault(
        "nobody is the last administrator",
        f"{ACCOUNTS}.rights.refuse_if_last",
        always(None),
        f"{CHANGING}::test_who_was_only_invited_is_no_administrator_to_rely_on[sqlite-disable]",
    ),
    Fault(
        "the last administrator loses the role",
        f"{ACCOUNTS}.rights.refuse_if_last",
        always(None),
        f"{CHANGING}::test_two_administrators_never_take_each_others_rights_away[sqlite-roles]",
    ),
    Fault(
        "a link that works twice",
        f"{ACCOUNTS}.links._use_up",
        always(None),
        f"{LINKS}::test_a_link_works_once[sqlite]",
    ),
    Fault(
        "an older link that still works",
        f"{ACCOUNTS}.links.void_links",
        always(None),
        f"{LINKS}::test_a_newer_link_ends_the_older[sqlite]",
    ),
    Fault(
        "the link of a disabled account works when it is enabled again",
        f"{ACCOUNTS}.links.void_links",
        always(None),
        f"{CHANGING}::test_disabling_ends_the_link_of_an_account_and_enabling_does_not_bring_it_back[sqlite]",
    ),
    Fault(
        "a stolen link outlives a changed password",
        f"{ACCOUNTS}.links.void_links",
        always(None),
        f"{CHANGING}::test_a_changed_password_ends_every_login_and_every_link[sqlite]",
    ),
    Fault(
        "a link that never runs out",
        f"{ACCOUNTS}.links._get_live",
        _never_too_late,
        f"{LINKS}::test_a_link_runs_out[sqlite-reset-valid_for1]",
    ),
    Fault(
        "tokens that everybody can compute",
        "safehouse.services.one_time_links.token_of",
        _without_a_key,
        f"{LINKS}::test_the_address_of_a_link_needs_the_master_key[sqlite]",
    ),
    Fault(
        "a mail that says what the link is for",
        "safehouse.services.mail.texts.body_with",
        _with_a_reason,
        f"{LINKS}::test_invitation_and_reset_are_mailed_alike_and_do_not_say_what_for[sqlite]",
    ),
    Fault(
        "the command line opens anybody's account",
        f"{ACCOUNTS}.creating._find_administrator",
        _of_any_role,
        f"{MAKING}::TestFirstAdministrators::test_the_address_of_anybody_else_is_taken[sqlite]",
    ),
    Fault(
        "a stranger ends an invitation",
        f"{ACCOUNTS}.wishes._find_account",
        _who_is_known,
        f"{WISHES}::test_nobody_gets_a_link_who_could_not_log_in[sqlite-invited]",
    ),
    Fault(
        "a stranger fills a mailbox",
        f"{ACCOUNTS}.wishes._has_new_link",
        always(answer=False),
        f"{WISHES}::test_many_wishes_are_one_link_and_a_new_one_comes_after_a_pause[sqlite]",
    ),
    Fault(
        "time tells who has an account",
        f"{ACCOUNTS}.wishes.wish_link",
        _looking_first,
        f"{WISHES}::test_a_wish_asks_the_database_the_same_for_known_and_unknown[sqlite]",
    ),
    Fault(
        "as many wishes as anybody likes",
        "safehouse.web.throttle.may_wish",
        always(answer=True),
        f"{LINK_PAGES}::test_more_than_three_wishes_in_an_hour_are_answered_alike_and_not_kept",
    ),
    Fault(
        "houses by more than their codes",
        f"{ACCOUNTS}.granting.drafts_of",
        _houses_by_id,
        f"{CRAWL}::test_an_administrator_reads_codes_of_houses_and_nothing_else_of_them",
    ),
)


def test_every_fault_of_accounts_is_found(tmp_path: Path) -> None:
    assert_all_found(__name__, tmp_path)
