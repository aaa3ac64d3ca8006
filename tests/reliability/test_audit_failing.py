"""AUD-1: in the middle of everything that a desk and its houses do, the audit row cannot be written: then nothing is.

Of every deed that is done at least one row stays. Every third deed is tried with a broken audit log first; `make soak` breaks it at
least 1,000 times. `tests/services/test_claims_audit.py` shows the same deed by deed, and was seen red.
"""

import shutil
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path
from typing import Any

from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test
from sqlalchemy import event
from sqlmodel import func, select

from safehouse.domain.access import Actor
from safehouse.domain.errors import Refusal
from safehouse.models.audit import AuditEntry
from tests.property.claims_courses import Deed
from tests.property.desk_paths import WiderDesk
from tests.services.audited import rows_of_every_table
from tests.support.lengths import length

EVERY = 3
GATE_HISTORIES, SOAK_HISTORIES = 1, 120
GATE_TIMES, SOAK_TIMES = 5, 1_000


class AuditIsBroken(Exception):  # noqa: N818  # Named after what it is.
    """The row could not be written."""


@contextmanager
def broken_audit() -> Iterator[None]:
    """While it lasts no audit row can be written."""

    def refuse(*_args: Any) -> None:  # noqa: ANN401  # What the event hands over does not matter.
        raise AuditIsBroken

    event.listen(AuditEntry, "before_insert", refuse)
    try:
        yield
    finally:
        event.remove(AuditEntry, "before_insert", refuse)


class WatchedDesk(WiderDesk):
    """Every deed leaves a row; every third is tried without its row first, and then leaves nothing at all."""

    def __init__(self, database_url: str, done: Counter[str], broken: Counter[str]) -> None:
        super().__init__(database_url, done)
        self.broken = broken
        self.turns = count()

    def _do(self, deed: Deed, actor: Actor, **arguments: object) -> None:
        if next(self.turns) % EVERY == 0:
            self._do_without_row(deed, actor, **arguments)
        before = self._number_of_rows()
        super()._do(deed, actor, **arguments)
        assert self._number_of_rows() > before, f"{deed.__name__} is not on record"

    def _do_without_row(self, deed: Deed, actor: Actor, **arguments: object) -> None:
        before = rows_of_every_table(self.context)
        try:
            with broken_audit():
                deed(self.context, actor, now=self.clock.now, **arguments)
        except AuditIsBroken:
            self.broken[deed.__name__] += 1
        except Refusal:
            pass
        assert rows_of_every_table(self.context) == before, f"{deed.__name__} is half done"

    def _number_of_rows(self) -> int:
        with self.context.store.reading() as session:
            return session.exec(select(func.count()).select_from(AuditEntry)).one()


def test_there_is_no_act_without_its_row_and_no_row_without_its_act(migrated_sqlite: Path, tmp_path: Path) -> None:
    number, broken = count(), Counter[str]()

    class History(WatchedDesk):
        """On a copy of its own of the migrated database."""

        def __init__(self) -> None:
            path = shutil.copy(migrated_sqlite, tmp_path / f"{next(number)}.sqlite")
            super().__init__(f"sqlite:///{path}", Counter(), broken)

    bounds = settings(
        max_examples=length(gate=GATE_HISTORIES, soak=SOAK_HISTORIES), stateful_step_count=15, phases=(Phase.generate,)
    )
    run_state_machine_as_test(History, settings=bounds)
    assert broken.total() >= length(gate=GATE_TIMES, soak=SOAK_TIMES)
