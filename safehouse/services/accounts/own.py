"""What everybody changes of the own account: password, name, language and time zone."""

from datetime import datetime

from sqlmodel import select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import SessionEnd
from safehouse.domain.errors import FieldProblem, InvalidInput, Problem
from safehouse.models.accounts import Account
from safehouse.services import audit
from safehouse.services.accounts.checking import check_label, check_language_and_zone, check_password
from safehouse.services.accounts.links import void_links
from safehouse.services.accounts.rights import end_sessions
from safehouse.services.context import Context
from safehouse.services.field_checks import FieldChecks
from safehouse.services.passwords import hash_password, is_right_password


def change_password(context: Context, actor: Actor, *, old_password: str, new_password: str, now: datetime) -> None:
    """Replace the actor's own password, and end every session of the account, the present one too, and every link to it.

    Raises InvalidInput with the fields `old_password` and `new_password`.
    """
    with context.store.reading() as session:
        known_hash = session.exec(select(Account.password_hash).where(Account.id == actor.account_id)).one()
    if not is_right_password(known_hash, old_password):
        raise InvalidInput([FieldProblem("old_password", Problem.CONTRADICTS)])
    checks = FieldChecks()
    check_password(checks, new_password, field="new_password")
    checks.refuse_if_any()
    new_hash = hash_password(new_password)
    with context.store.transaction() as session:
        account = session.exec(select(Account).where(Account.id == actor.account_id)).one()
        account.password_hash = new_hash
        void_links(session, account.id, now=now)
        end_sessions(session, account.id, end=SessionEnd.PASSWORD_CHANGE, now=now)
        audit.record(
            session,
            actor=actor,
            role=None,
            action=Action.CHANGED_PASSWORD,
            subject_kind=SubjectKind.ACCOUNT,
            subject_id=account.id,
            now=now,
        )


def change_profile(context: Context, actor: Actor, *, label: str, locale: str, time_zone: str, now: datetime) -> None:
    """Change the name that colleagues see, the language of the pages and the time zone of the actor.

    Raises InvalidInput with the fields `label`, `locale` and `time_zone`.
    """
    checks = FieldChecks()
    check_label(checks, label)
    check_language_and_zone(checks, locale=locale, time_zone=time_zone)
    checks.refuse_if_any()
    with context.store.transaction() as session:
        account = session.exec(select(Account).where(Account.id == actor.account_id)).one()
        account.label, account.locale, account.time_zone = label.strip(), locale, time_zone
        audit.record(
            session,
            actor=actor,
            role=None,
            action=Action.CHANGED_PROFILE,
            subject_kind=SubjectKind.ACCOUNT,
            subject_id=account.id,
            now=now,
        )
