"""No act without its row, no row without its act; and nothing in the row but codes, ids and numbers."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event
from sqlmodel import Session, func, select

from safehouse.domain.access import Action, Actor, SubjectKind
from safehouse.domain.codes import HouseStatus, Role
from safehouse.domain.errors import Conflict
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import House
from safehouse.services.audit import Detail, record
from safehouse.services.context import Context
from tests.rows import HouseRows, a_house, a_national_contact
from tests.support.stores import NOW

CANARY = "Canary Street 7"
TIMES = 20


class RowRefused(Exception):  # noqa: N818  # What the database did.
    """The database did not take the row."""


@pytest.fixture
def house(context: Context) -> HouseRows:
    return a_house(context)


@pytest.fixture
def contact(context: Context) -> Actor:
    return a_national_contact(context)


def pause(context: Context, actor: Actor, house: HouseRows, *, then: Callable[[], None] = lambda: None) -> None:
    """A deed with its row, and whatever goes wrong afterwards."""
    with context.store.transaction() as session:
        session.get_one(House, house.id).status = HouseStatus.PAUSED
        record_pause(session, actor, house.id)
        then()


def record_pause(
    session: Session, actor: Actor | None, house_id: str, *, role: Role | None = Role.NATIONAL_CONTACT, **detail: Detail
) -> None:
    record(
        session,
        actor=actor,
        role=role,
        action=Action.CHANGED_HOUSE_STATUS,
        subject_kind=SubjectKind.HOUSE,
        subject_id=house_id,
        now=NOW,
        country="NL",
        house_id=house_id,
        detail=detail,
    )


def test_an_act_and_its_row_are_kept_together(context: Context, contact: Actor, house: HouseRows) -> None:
    pause(context, contact, house)
    assert status_and_rows(context, house) == (HouseStatus.PAUSED, 1)
    with context.store.reading() as session:
        entry = session.exec(select(AuditEntry)).one()
        assert (entry.actor_id, entry.actor_role, entry.action) == (
            contact.account_id,
            Role.NATIONAL_CONTACT,
            Action.CHANGED_HOUSE_STATUS,
        )
        assert (entry.at, entry.subject_id, entry.country, entry.house_id) == (NOW, house.id, "NL", house.id)
        # The chain is laid over the row later.
        assert (entry.sequence, entry.previous_hash, entry.entry_hash) == (None, None, None)


def test_an_act_whose_row_is_refused_does_not_happen(context: Context, contact: Actor, house: HouseRows) -> None:
    """Seen to fail with the row written in a transaction of its own after the act's."""
    with refusing_audit_rows(context.store.writer):
        for _ in range(TIMES):
            with pytest.raises(RowRefused):
                pause(context, contact, house)
    assert status_and_rows(context, house) == (HouseStatus.OPEN, 0)


def test_an_act_that_fails_after_its_row_leaves_no_row(context: Context, contact: Actor, house: HouseRows) -> None:
    for _ in range(TIMES):
        with pytest.raises(Conflict):
            pause(context, contact, house, then=refuse)
    assert status_and_rows(context, house) == (HouseStatus.OPEN, 0)


@pytest.mark.parametrize("detail", [CANARY, "somebody@example.org", "a" * 41, ["fine", CANARY]])
def test_a_text_is_no_detail(context: Context, contact: Actor, house: HouseRows, detail: Any) -> None:  # noqa: ANN401  # What a careless caller may hand over.
    with pytest.raises(ValueError, match="never a text") as refusal, context.store.transaction() as session:
        record_pause(session, contact, house.id, place=detail)
    assert CANARY not in str(refusal.value)


def test_codes_ids_numbers_and_lists_of_them_are_details(context: Context, contact: Actor, house: HouseRows) -> None:
    given: dict[str, Any] = {
        "status": HouseStatus.PAUSED,
        "people": 3,
        "late": True,
        "other": None,
        "codes": ["a", "b"],
    }
    with context.store.transaction() as session:
        record_pause(session, contact, house.id, **given)
    with context.store.reading() as session:
        assert session.exec(select(AuditEntry)).one().detail == given


def test_a_role_that_the_actor_does_not_have_is_refused(context: Context, contact: Actor, house: HouseRows) -> None:
    with pytest.raises(ValueError, match="does not have this role"), context.store.transaction() as session:
        record_pause(session, contact, house.id, role=Role.COORDINATOR)
    with pytest.raises(ValueError, match="does not have this role"), context.store.transaction() as session:
        record_pause(session, None, house.id, role=Role.COORDINATOR)


def test_the_service_itself_acts_without_actor_and_role(context: Context, house: HouseRows) -> None:
    with context.store.transaction() as session:
        record_pause(session, None, house.id, role=None)
    assert status_and_rows(context, house)[1] == 1


def status_and_rows(context: Context, house: HouseRows) -> tuple[HouseStatus, int]:
    with context.store.reading() as session:
        rows = session.exec(select(func.count()).select_from(AuditEntry)).one()
        return session.get_one(House, house.id).status, rows


def refuse() -> None:
    raise Conflict


@contextmanager
def refusing_audit_rows(engine: Engine) -> Iterator[None]:
    def refuse_row(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        if statement.startswith("INSERT INTO audit_entry"):
            raise RowRefused

    event.listen(engine, "before_cursor_execute", refuse_row)
    try:
        yield
    finally:
        event.remove(engine, "before_cursor_execute", refuse_row)
