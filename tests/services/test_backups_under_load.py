"""The drill: a backup of a service at work comes back as one state of it, starts, and lets people in who were not in before."""

from base64 import b64encode
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from threading import Event, current_thread, main_thread
from time import monotonic, sleep

from sqlalchemy import Engine, event
from sqlmodel import Session, col, func, select

from safehouse.app import create_app
from safehouse.domain.access import Action, Grant
from safehouse.domain.codes import LIVE_CLAIM_STATES, OfferState, Role
from safehouse.models.audit import AuditEntry
from safehouse.models.claims import Claim
from safehouse.models.offers import Offer
from safehouse.services.accounts import create_account
from safehouse.services.backups import check_backup
from safehouse.services.backups.document import sums_of
from safehouse.services.backups.tables import contents
from safehouse.services.context import Context
from safehouse.services.startup import open_service
from tests.rows import somebody
from tests.services.backed_up import BackedUp, sort_of, with_backups
from tests.services.night import Night
from tests.support.stores import MASTER_KEY, NOW, NewUrl
from tests.support.visitors import a_visitor, a_visitor_as

DESKS = 4
BEDS = 30
"""More than a desk fills while a backup is made."""
PATIENCE_S = 60
EMAIL = "noor@example.org"
PASSWORD = "correct horse battery"
SETTLED = {"audit_entry", "login_session", "outbox_message"}
"""The tables that restoring itself changes here."""


def test_a_backup_of_a_service_at_work_comes_back_starts_and_lets_in(
    night: Night, tmp_path: Path, new_url: NewUrl
) -> None:
    """Seen to fail on PostgreSQL where each table is read as it is by then, and on SQLite where its file is read, not a copy."""
    create_login(night.context)
    old_cookie = a_cookie(night.context)
    backed_up = with_backups(night.context, tmp_path / "backups")
    with working(night) as offers_made, waiting_before_offers(offers_made):
        file = backed_up.back_up(NOW)
    target = backed_up.elsewhere(new_url(sort_of(night.context)))
    backed_up.restore(file, target, NOW)
    assert_is_what_the_backup_says(backed_up, file, target)
    assert_is_one_state(target)
    target.store.close()
    assert_lets_in_who_has_a_password(target, old_cookie)


def create_login(context: Context) -> None:
    create_account(
        context,
        None,
        email=EMAIL,
        label="Noor",
        password=PASSWORD,
        locale="en",
        time_zone="Europe/Amsterdam",
        grants=[Grant(Role.ANALYST, None, None)],
        now=NOW,
    )


def a_cookie(context: Context) -> str:
    """The cookie of somebody who is logged in while the backup is made."""
    analyst = somebody(context, Role.ANALYST)
    visitor = a_visitor_as(create_app(context), context, analyst, now=datetime.now(UTC))
    assert visitor.get("/sessions").status_code == 200
    cookie = visitor.client.get_cookie(context.settings.cookie_name)
    assert cookie is not None
    return cookie.value


@contextmanager
def working(night: Night) -> Iterator[Callable[[], int]]:
    """Desks that make offers which are accepted, each in a house of its own, until the block ends; how many were made so far."""
    end, begun = Event(), [Event() for _ in range(DESKS)]

    def work(own: Event) -> None:
        house = night.house(*[1] * BEDS)
        for _ in range(BEDS):
            night.reservation(night.request(), house)
            own.set()
            if end.is_set():
                return

    with ThreadPoolExecutor(DESKS) as threads:
        desks = [threads.submit(work, own) for own in begun]
        try:
            assert all(own.wait(PATIENCE_S) for own in begun)
            yield lambda: number_of_offers(night.context)
        finally:
            end.set()
            wait(desks)
    for desk in desks:
        desk.result()


@contextmanager
def waiting_before_offers(offers_made: Callable[[], int]) -> Iterator[None]:
    """Let whoever reads the offers of a backup wait until one more has been made, long after the acts were read."""

    def wait_for_another(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("SELECT offer.") and current_thread() is main_thread():
            before, gives_up_at = offers_made(), monotonic() + PATIENCE_S
            while offers_made() == before:
                assert monotonic() < gives_up_at, "nobody was at work"
                sleep(0.01)

    event.listen(Engine, "before_cursor_execute", wait_for_another)
    try:
        yield
    finally:
        event.remove(Engine, "before_cursor_execute", wait_for_another)


def number_of_offers(context: Context) -> int:
    with context.store.reading() as session:
        return session.exec(select(func.count()).select_from(Offer)).one()


def assert_is_what_the_backup_says(backed_up: BackedUp, file: Path, target: Context) -> None:
    _, said = check_backup(target, file=file, key=backed_up.key)
    with target.store.reader.connect() as connection:
        found = sums_of(contents(connection))
    assert {name: found[name] for name in found.keys() - SETTLED} == {
        name: said[name] for name in said.keys() - SETTLED
    }
    assert found["audit_entry"].rows == said["audit_entry"].rows + 1
    assert said["offer"].rows >= DESKS


def assert_is_one_state(target: Context) -> None:
    """Every offer has its act on record and its claims, as they are written together."""
    with target.store.reading() as session:
        assert acts(session, Action.MADE_OFFER) == set(session.exec(select(Offer.id)))
        accepted = set(session.exec(select(Offer.id).where(Offer.state == OfferState.ACCEPTED)))
        assert acts(session, Action.ACCEPTED_OFFER) == accepted
        claimed = select(Claim.offer_id).where(col(Claim.state).in_(LIVE_CLAIM_STATES))
        assert set(session.exec(claimed)) == set(session.exec(select(Offer.id)))


def acts(session: Session, action: Action) -> set[str]:
    return set(session.exec(select(AuditEntry.subject_id).where(AuditEntry.action == action)))


def assert_lets_in_who_has_a_password(target: Context, old_cookie: str) -> None:
    restored = open_service({
        "SAFEHOUSE_MASTER_KEY": b64encode(MASTER_KEY).decode(),
        "SAFEHOUSE_DATABASE_URL": target.settings.database_url,
    })  # fmt: skip
    app = create_app(restored)
    stranger = a_visitor(app)
    stranger.client.set_cookie(restored.settings.cookie_name, old_cookie)
    assert stranger.get("/sessions").status_code == 303
    known = a_visitor(app)
    assert known.log_in(EMAIL, PASSWORD, path="/sessions").status_code == 303
    assert known.get("/sessions").status_code == 200
    restored.store.close()
