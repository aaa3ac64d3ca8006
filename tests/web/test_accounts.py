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

NEW_ACCOUNT = {
    "label": "Noor <b>de Vos</b>",
    "email": "noor@example.org",
    "password": "correct horse battery",
    "locale": "en",
    "time_zone": "Europe/Amsterdam",
    "role": "coordinator",
    "country": "NL",
    "house": "",
}


def test_an_administrator_creates_an_account_that_can_log_in(
    context: Context, visitor_as: VisitorAs, visitor: Visitor
) -> None:
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    assert "NL-" not in administrator.get("/accounts/new").text
    assert administrator.post("/accounts/new", NEW_ACCOUNT).location == "/accounts"
    page = administrator.get("/accounts").text
    assert "Noor &lt;b&gt;de Vos&lt;/b&gt;" in page
    assert "placement coordinator NL" in text_of(page)
    assert visitor.log_in("noor@example.org", "correct horse battery").status_code == 303


def test_a_refused_account_keeps_what_was_typed_but_for_the_password(context: Context, visitor_as: VisitorAs) -> None:
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    refused = administrator.post("/accounts/new", {**NEW_ACCOUNT, "country": "", "password": "too short"})
    assert refused.status_code == 422
    assert 'value="noor@example.org"' in refused.text
    assert "too short" not in refused.text
    page = text_of(refused.text)
    assert "First password: At least 12 characters are needed." in page
    assert 'aria-invalid="true"' in refused.text
    assert 'aria-describedby="password-hint password-error"' in refused.text
    assert len(list_accounts(context, somebody(context, Role.ADMINISTRATOR))) == 2


def test_a_role_that_takes_two_persons_is_neither_offered_nor_granted(context: Context, visitor_as: VisitorAs) -> None:
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    assert 'value="auditor"' not in administrator.get("/accounts/new").text
    forged = administrator.post("/accounts/new", {**NEW_ACCOUNT, "role": "auditor", "country": ""})
    assert forged.status_code == 422
    assert "This takes two persons" in forged.text


def test_a_disabled_account_is_thrown_out(context: Context, visitor_as: VisitorAs) -> None:
    coordinator = a_coordinator(context)
    at_work = visitor_as(coordinator)
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    assert at_work.get("/sessions").status_code == 200
    assert administrator.post(f"/accounts/{coordinator.account_id}/disable").status_code == 303
    assert at_work.get("/sessions").status_code == 303


def test_an_administrator_knows_houses_by_their_codes_alone(context: Context, visitor_as: VisitorAs) -> None:
    house = a_house(context)
    administrator = visitor_as(somebody(context, Role.ADMINISTRATOR))
    page = administrator.get("/accounts/new").text
    assert house.code in page
    assert "85196963fffffff" not in page
    assert administrator.get("/operations").status_code == 200


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
