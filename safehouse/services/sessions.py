"""Logins: a random token for the browser, its hash in the database, covered when idle, ended for good in every way they can end."""

import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import SessionEnd
from safehouse.domain.errors import LoginRefused, NotFound, Unavailable
from safehouse.domain.ids import new_id
from safehouse.models.accounts import Account, LoginSession
from safehouse.services import audit
from safehouse.services.accounts import email_key, load_actor, normal_email
from safehouse.services.context import Context
from safehouse.services.passwords import is_right_password
from safehouse.settings import Settings

TOKEN_BYTES = 32
SEEN_EVERY = timedelta(minutes=1)
"""`seen_at` is written at most this often: it is the one thing that a GET may change."""


@dataclass(frozen=True, slots=True)
class SessionView:
    """The login behind one web request. While it is covered, the password opens it again and nothing is shown."""

    session_id: str
    actor: Actor
    is_covered: bool
    ends_at: datetime


@dataclass(frozen=True, slots=True)
class SessionLine:
    """One open login, as its owner sees it."""

    id: str
    created_at: datetime
    seen_at: datetime
    ends_at: datetime


def log_in(context: Context, *, email: str, password: str, now: datetime) -> str:
    """The token of a new session, for the cookie.

    Raises LoginRefused, alike in text and time for an unknown address, a wrong password and a disabled account.
    """
    key = email_key(context.vault, normal_email(email))
    with context.store.reading() as session:
        known_hash = session.exec(select(Account.password_hash).where(Account.email_key == key)).first()
    # The hash is computed outside every transaction: it takes long on purpose, and nobody should wait for it.
    if not is_right_password(known_hash, password):
        raise LoginRefused
    token = secrets.token_urlsafe(TOKEN_BYTES)
    with context.store.transaction() as session:
        account = session.exec(select(Account).where(Account.email_key == key)).one()
        if account.disabled_at is not None or account.password_hash != known_hash:
            raise LoginRefused
        row = LoginSession(
            id=new_id(),
            token_hash=_token_hash(context, token),
            account_id=account.id,
            created_at=now,
            seen_at=now,
            ends_at=now + timedelta(hours=context.settings.session_hours),
        )
        session.add(row)
        _record(session, load_actor(session, account), Action.LOGGED_IN, row.id, now)
    return token


def find_actor(context: Context, *, token: str, now: datetime, is_activity: bool = True) -> SessionView | None:
    """Who is behind a token now, with grants as they are now; None when the session has ended or never was.

    Polling is no activity: it leaves `seen_at` alone, so that a page nobody looks at gets covered.
    """
    with context.store.reading() as session:
        row = _find_open(session, _token_hash(context, token), now)
        if row is None:
            return None
        account = session.exec(select(Account).where(Account.id == row.account_id)).one()
        if account.disabled_at is not None:
            return None
        is_covered = _is_covered(row, context.settings, now)
        view = SessionView(row.id, load_actor(session, account), is_covered, row.ends_at)
        is_news = is_activity and not is_covered and now - row.seen_at >= SEEN_EVERY
    if is_news:
        # A page can still be read while nothing can be written; the session is then covered too early, never too late.
        with suppress(Unavailable):
            _mark_seen(context, view.session_id, now)
    return view


def cover(context: Context, *, token: str, now: datetime) -> None:
    """Cover the session's pages at once, until the password is given."""
    with context.store.transaction() as session:
        row = _find_open(session, _token_hash(context, token), now)
        if row is not None:
            row.covered_at = now


def uncover(context: Context, *, token: str, password: str, now: datetime) -> None:
    """Show the session's pages again. Raises LoginRefused for a wrong password and for a session that has ended."""
    token_hash = _token_hash(context, token)
    with context.store.reading() as session:
        row = _find_open(session, token_hash, now)
        account = session.get(Account, row.account_id) if row else None
        known_hash = account.password_hash if account else None
    if not is_right_password(known_hash, password):
        raise LoginRefused
    with context.store.transaction() as session:
        row = _find_open(session, token_hash, now)
        if row is None:
            raise LoginRefused
        row.covered_at = None
        row.seen_at = now


def log_out(context: Context, *, token: str, now: datetime) -> None:
    """End the session. Doing so again changes nothing."""
    with context.store.transaction() as session:
        row = _find_open(session, _token_hash(context, token), now)
        if row is not None:
            account = session.exec(select(Account).where(Account.id == row.account_id)).one()
            _end(session, row, load_actor(session, account), now)


def list_sessions(context: Context, actor: Actor, *, now: datetime) -> tuple[SessionLine, ...]:
    """The actor's own open sessions, the last used first."""
    own = select(LoginSession).where(
        LoginSession.account_id == actor.account_id,
        col(LoginSession.ended_at).is_(None),
        col(LoginSession.ends_at) > now,
    )
    with context.store.reading() as session:
        rows = session.exec(own.order_by(col(LoginSession.seen_at).desc(), col(LoginSession.id))).all()
        return tuple(SessionLine(row.id, row.created_at, row.seen_at, row.ends_at) for row in rows)


def end_session(context: Context, actor: Actor, *, session_id: str, now: datetime) -> None:
    """End one of the actor's own sessions. Raises NotFound for another's and for one that has ended."""
    with context.store.transaction() as session:
        row = session.get(LoginSession, session_id)
        if row is None or row.account_id != actor.account_id or not _is_open(row, now):
            raise NotFound
        _end(session, row, actor, now)


def _end(session: Session, row: LoginSession, actor: Actor, now: datetime) -> None:
    row.ended_at = now
    row.end = SessionEnd.LOGOUT
    _record(session, actor, Action.LOGGED_OUT, row.id, now)


def _record(session: Session, actor: Actor, action: Action, session_id: str, now: datetime) -> None:
    audit.record(
        session,
        actor=actor,
        role=None,
        action=action,
        subject_kind=SubjectKind.LOGIN_SESSION,
        subject_id=session_id,
        now=now,
    )


def _mark_seen(context: Context, session_id: str, now: datetime) -> None:
    """Only ever forward, and never for a session that was covered or ended meanwhile."""
    with context.store.transaction() as session:
        session.execute(
            update(LoginSession)
            .where(
                col(LoginSession.id) == session_id,
                col(LoginSession.seen_at) < now,
                col(LoginSession.covered_at).is_(None),
                col(LoginSession.ended_at).is_(None),
            )
            .values(seen_at=now)
        )


def _find_open(session: Session, token_hash: str, now: datetime) -> LoginSession | None:
    row = session.exec(select(LoginSession).where(LoginSession.token_hash == token_hash)).first()
    return row if row is not None and _is_open(row, now) else None


def _is_open(row: LoginSession, now: datetime) -> bool:
    return row.ended_at is None and now < row.ends_at


def _is_covered(row: LoginSession, settings: Settings, now: datetime) -> bool:
    return row.covered_at is not None or now - row.seen_at >= timedelta(minutes=settings.cover_after_minutes)


def _token_hash(context: Context, token: str) -> str:
    return context.vault.keyed_hash("session", token)
