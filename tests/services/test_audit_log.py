"""Reading the audit log: auditors only, the last act first, page by page."""

from datetime import timedelta

import pytest

from safehouse.domain.access import Action, SubjectKind
from safehouse.domain.codes import Role
from safehouse.domain.errors import NotFound
from safehouse.services import audit
from safehouse.services.audit import list_entries, record
from safehouse.services.context import Context
from tests.rows import a_coordinator, somebody
from tests.support.stores import NOW


def do_something(context: Context, count: int) -> None:
    """So many acts of a coordinator, a second apart but for every other one; each on a subject of its own."""
    actor = a_coordinator(context)
    with context.store.transaction() as session:
        for number in range(count):
            record(
                session,
                actor=actor,
                role=Role.COORDINATOR,
                action=Action.ENTERED_REQUEST,
                subject_kind=SubjectKind.REQUEST,
                subject_id=f"request-{number}",
                now=NOW + timedelta(seconds=number // 2),
                country="NL",
                detail={"people": 2},
            )


@pytest.mark.parametrize("role", [Role.ANALYST, Role.ADMINISTRATOR])
def test_nobody_but_an_auditor_reads_it(context: Context, role: Role) -> None:
    with pytest.raises(NotFound):
        list_entries(context, somebody(context, role))
    with pytest.raises(NotFound):
        list_entries(context, a_coordinator(context))


def test_every_act_is_listed_once_the_last_one_first(context: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    """Red when pages are cut by time alone: two acts of one second fall between them."""
    monkeypatch.setattr(audit, "PAGE_SIZE", 3)
    do_something(context, 8)
    auditor = somebody(context, Role.AUDITOR)
    seen: list[audit.AuditLine] = []
    page = list_entries(context, auditor)
    while page:
        seen += page
        page = list_entries(context, auditor, before_id=page[-1].id)
    assert {entry.subject_id for entry in seen} == {f"request-{number}" for number in range(8)}
    assert len(seen) == 8
    assert [entry.at for entry in seen] == sorted((entry.at for entry in seen), reverse=True)


def test_the_acts_on_one_subject_can_be_read_alone(context: Context) -> None:
    do_something(context, 4)
    entries = list_entries(context, somebody(context, Role.AUDITOR), subject_id="request-2")
    assert [(entry.subject_id, entry.actor_label, entry.actor_role) for entry in entries] == [
        ("request-2", "Coordinator NL", Role.COORDINATOR)
    ]


def test_an_entry_that_does_not_exist_is_not_found(context: Context) -> None:
    with pytest.raises(NotFound):
        list_entries(context, somebody(context, Role.AUDITOR), before_id="nothing")
