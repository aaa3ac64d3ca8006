"""The administrator's, the auditor's and everybody's own pages."""

import re
from collections.abc import Callable
from datetime import timedelta

from safehouse.domain.access import Actor, Grant
from safehouse.domain.codes import Channel, MailKind, Role
from safehouse.domain.ids import new_id
from safehouse.models.mail import OutboxMessage
from safehouse.services.accounts import create_account, list_accounts
from safehouse.services.context import Context
from safehouse.services.mail.sending import ATTEMPTS
from tests.rows import a_coordinator, a_house, an_account, somebody
from tests.support.stores import NOW
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]

INVITATION = {
    "label": "Noor <b>de Vos</b>",
    "email": "noor@example.org",
    "locale": "nl",
    "time_zone": "Europe/Amsterdam",
    "grants-0-role": "coordinator",
    "grants-0-country": "NL",
    "grants-0-house": "",
}
_LINK = re.compile(r"http://127\.0\.0\.1:8000(/link/[0-9a-f]{64})")


def link_on(page: str) -> str:
    """The path of the one-time link that a page shows."""
    found = _LINK.search(page)
    assert found
    return found.group(1)


def page_of(administrator: Visitor, label: str) -> str:
    """The address of an account's page, found in the list."""
    found = re.search(rf'href="(/accounts/\w+)"><bdi>{label}</bdi>', administrator.get("/accounts").text)
    assert found
    return found.group(1)


def test_an_administrator_invites_somebody_and_sees_the_link_once(context: Context, visitor_as: VisitorAs) -> None:
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    invited = administrator.post("/accounts/new", INVITATION)
    path = link_on(invited.text)
    assert "It is shown only now." in text_of(invited.text)
    assert "1 Dec, 02:00 CET" in text_of(invited.text)
    assert "Noor &lt;b&gt;de Vos&lt;/b&gt;" in invited.text
    listed = administrator.get("/accounts").text
    assert "placement coordinator NL invited" in text_of(listed)
    shown = administrator.get(page_of(administrator, "Noor &lt;b&gt;de Vos&lt;/b&gt;")).text
    assert "a link works until" in shown
    assert path.rpartition("/")[2] not in listed + shown


def test_a_refused_invitation_keeps_what_was_typed(context: Context, visitor_as: VisitorAs) -> None:
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    refused = administrator.post(
        "/accounts/new", {**INVITATION, "grants-0-country": "", "grants-1-role": "", "grants-1-house": "nl-2222"}
    )
    assert refused.status_code == 422
    assert 'value="noor@example.org"' in refused.text
    page = text_of(refused.text)
    assert "Role 1, country: Please answer this." in page
    assert "Role 2: Please answer this." in page
    assert 'id="grants-0-country-error"' in refused.text
    assert 'value="nl-2222"' in refused.text
    assert len(list_accounts(context, somebody(context, Role.ADMINISTRATOR))) == 2


def test_an_invitation_gets_as_many_rows_as_are_asked_for_and_loses_none(
    context: Context, visitor_as: VisitorAs
) -> None:
    house = a_house(context)
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    more = administrator.post("/accounts/new", {**INVITATION, "add": "grants"})
    assert more.status_code == 200
    assert 'name="grants-1-role"' in more.text
    assert 'value="noor@example.org"' in more.text
    both = {**INVITATION, "grants-1-role": "manager", "grants-1-house": house.code.lower()}
    assert administrator.post("/accounts/new", both).status_code == 200
    assert f"placement coordinator NL house manager {house.code}" in text_of(administrator.get("/accounts").text)


def test_an_administrator_changes_roles_and_the_login_ends(context: Context, visitor_as: VisitorAs) -> None:
    house = a_house(context)
    coordinator = a_coordinator(context)
    at_work = visitor_as(coordinator)
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    path = f"/accounts/{coordinator.account_id}"
    assert at_work.get("/sessions").status_code == 200
    more = administrator.post(f"{path}/roles", {"grants-0-role": "manager", "add": "grants"})
    assert 'name="grants-1-role"' in more.text
    wrong = administrator.post(f"{path}/roles", {"grants-0-role": "manager", "grants-0-house": "NL-2222"})
    assert wrong.status_code == 422
    assert "Role 1, house code: This is not one of the possible answers." in text_of(wrong.text)
    assert 'value="NL-2222"' in wrong.text
    changed = administrator.post(f"{path}/roles", {"grants-0-role": "manager", "grants-0-house": house.code})
    assert (changed.status_code, changed.location) == (303, path)
    assert "Where they are new, its logins have ended." in administrator.get(path).text
    assert at_work.get("/sessions").status_code == 303


def test_a_disabled_account_is_thrown_out_and_enabled_again(context: Context, visitor_as: VisitorAs) -> None:
    coordinator = a_coordinator(context)
    at_work = visitor_as(coordinator)
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    path = f"/accounts/{coordinator.account_id}"
    assert at_work.get("/sessions").status_code == 200
    assert administrator.post(f"{path}/disable").location == path
    assert "Nobody can log in with it." in administrator.get(path).text
    assert at_work.get("/sessions").status_code == 303
    assert administrator.post(f"{path}/enable").location == path
    assert "Nobody can log in with it." not in administrator.get(path).text


def test_an_administrator_does_not_change_the_own_account(context: Context, visitor_as: VisitorAs) -> None:
    actor = somebody(context, Role.ADMINISTRATOR)
    administrator = visitor_as(actor)
    page = administrator.get(f"/accounts/{actor.account_id}").text
    assert "This is your own account." in page
    for deed in ("disable", "enable", "link", "roles"):
        assert f"/{deed}" not in page
        assert administrator.post(f"/accounts/{actor.account_id}/{deed}").status_code in {404, 422}


def test_the_settings_are_shown_without_a_secret(context: Context, visitor_as: VisitorAs) -> None:
    page = text_of(visitor_as(somebody(context, Role.ADMINISTRATOR)).get("/configuration").text)
    assert "SAFEHOUSE_MASTER_KEY set" in page
    assert "SAFEHOUSE_SMTP_PASSWORD not set" in page
    assert "SAFEHOUSE_DATABASE_URL sqlite SAFEHOUSE_PUBLIC_URL http://127.0.0.1:8000" in page
    assert "SAFEHOUSE_WEIGHTS not set" in page


def test_everybody_changes_the_own_name_language_and_time_zone(context: Context, visitor_as: VisitorAs) -> None:
    visitor = visitor_as(a_coordinator(context))
    wrong = visitor.post("/sessions/profile", {"label": "", "locale": "nl", "time_zone": "Europe/Lisbon"})
    assert wrong.status_code == 422
    assert "Name: Please answer this." in text_of(wrong.text)
    changed = visitor.post("/sessions/profile", {"label": "Noor", "locale": "en", "time_zone": "Europe/Lisbon"})
    assert (changed.status_code, changed.location) == (303, "/sessions")
    page = visitor.get("/sessions").text
    assert "Logged in as Noor" in text_of(page)
    assert "01:00 WET" in page
    assert '<option value="Europe/Lisbon" selected>' in page


def test_an_administrator_reads_what_became_of_messages_that_were_not_sent(
    context: Context, visitor_as: VisitorAs
) -> None:
    """Red when a message that every attempt failed for counts among those that nobody needed."""
    administrator = somebody(context, Role.ADMINISTRATOR)
    with context.store.transaction() as session:
        session.add_all(
            OutboxMessage(
                id=new_id(),
                kind=MailKind.OFFER,
                channel=Channel.MAIL,
                subject_id=new_id(),
                account_id=administrator.account_id,
                due_at=NOW,
                attempts=attempts,
                dropped_at=dropped_at,
            )
            for attempts, dropped_at in ((ATTEMPTS, NOW), (ATTEMPTS, NOW), (1, NOW), (0, NOW), (0, NOW), (0, None))
        )
    page = text_of(visitor_as(administrator).get("/operations").text)
    assert re.search(r"Waiting Oldest due Could not be delivered Was not needed mail 1 \S.* 2 3 ", page)


def test_an_auditor_sees_who_logged_in_and_out(context: Context, visitor_as: VisitorAs, visitor: Visitor) -> None:
    create_account(
        context,
        None,
        email="noor@example.org",
        label="Noor",
        password="correct horse battery",
        locale="en",
        time_zone="Europe/Amsterdam",
        grants=[Grant(Role.ANALYST, None, None)],
        now=NOW,
    )
    visitor.log_in("noor@example.org", "correct horse battery")
    visitor.post("/logout")
    page = text_of(visitor_as(somebody(context, Role.AUDITOR)).get("/audit").text)
    assert "Noor logged in" in page
    assert "Noor logged out" in page
    assert "the service created an account" in page


def test_everybody_ends_the_own_logins(
    context: Context, visitor_as: VisitorAs, forward: Callable[[timedelta], object]
) -> None:
    coordinator = a_coordinator(context)
    elsewhere = visitor_as(coordinator)
    forward(timedelta(minutes=2))
    here = visitor_as(coordinator)
    page = here.get("/sessions").text
    assert "Since Tue 24 Nov, 02:00 CET" in text_of(page)
    end = re.search(r'action="(/sessions/\w+/end)"', page)
    assert end
    assert here.post(end.group(1)).status_code == 303
    assert "That login has ended." in here.get("/sessions").text
    assert elsewhere.get("/sessions").status_code == 303


def test_somebody_elses_login_is_not_there(context: Context, visitor_as: VisitorAs) -> None:
    others = visitor_as(a_coordinator(context))
    visitor_as(a_coordinator(context))
    page = others.get("/sessions").text
    assert page.count("card-row") == 1


def test_moments_are_shown_in_the_time_zone_of_whoever_looks(context: Context, visitor_as: VisitorAs) -> None:
    actor = an_account(context, Grant(Role.ANALYST, None, None))
    assert "02:00 CET" in visitor_as(actor).get("/sessions").text
