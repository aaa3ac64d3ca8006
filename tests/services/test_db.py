"""The store keeps whole transactions, reads without writing, and lets one claim at a time into a house."""

from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from itertools import count
from threading import Event

import pytest
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlmodel import Session, func, select

from safehouse.domain.errors import NotFound
from safehouse.models.houses import House
from safehouse.models.jobs import JobRun
from safehouse.models.places import Place
from safehouse.services.context import Context
from safehouse.services.db import Store, database_now, is_duplicate, lock_house, open_store
from tests.rows import a_house
from tests.support.stores import NOW, Clock

LONG_ENOUGH = 0.3
"""Seconds in which a thread that need not wait has long been through."""
FEW = 100
"""Transactions that may be done before one that waits: SQLite's lock is asked for again after a millisecond."""


def a_place(number: int) -> Place:
    return Place(id=number, name=f"Town {number}", country="NL", population=1, area_cell="a", house_cell="h", hides=1)


def places_in(store: Store) -> int:
    with store.reading() as session:
        return session.exec(select(func.count()).select_from(Place)).one()


def add_and_fail(store: Store) -> None:
    with store.transaction() as session:
        session.add(a_place(1))
        session.flush()
        raise NotFound


def write_while_reading(store: Store) -> None:
    with store.reading() as session:
        session.add(a_place(1))
        session.flush()


def open_within(store: Store) -> None:
    with store.reading(), store.transaction():
        pass


class TestTransaction:
    def test_work_is_kept_when_the_block_is_left(self, store: Store) -> None:
        with store.transaction() as session:
            session.add(a_place(1))
        assert places_in(store) == 1

    def test_an_exception_leaves_nothing(self, store: Store) -> None:
        """Seen to fail with a commit in the `finally` of the store's session."""
        with pytest.raises(NotFound):
            add_and_fail(store)
        assert places_in(store) == 0

    def test_a_session_that_is_never_finished_leaves_nothing(self, store: Store) -> None:
        with Session(store.writer) as session:
            session.add(a_place(1))
            session.flush()
        assert places_in(store) == 0

    def test_a_bug_stays_a_bug(self, store: Store) -> None:
        """A statement that is wrong is not an absent database."""
        with pytest.raises(DBAPIError), store.transaction() as session:
            session.connection().exec_driver_sql("SELECT nothing FROM nowhere")

    def test_a_session_within_another_is_refused(self, store: Store) -> None:
        with pytest.raises(RuntimeError, match="hand it on"):
            open_within(store)

    def test_values_of_a_failed_statement_are_not_in_the_error_of_the_library(self, store: Store) -> None:
        with pytest.raises(DBAPIError) as error, store.transaction() as session:
            session.connection().exec_driver_sql("INSERT INTO nowhere VALUES (%(a)s)", {"a": "canary"})
        assert "canary" not in str(error.value)


class TestReading:
    def test_it_cannot_write(self, store: Store) -> None:
        """Seen to fail with the writing engine."""
        with pytest.raises(DBAPIError):
            write_while_reading(store)
        assert places_in(store) == 0

    def test_it_sees_one_state_throughout(self, store: Store) -> None:
        """On SQLite a writer cannot commit while somebody reads, so there the promise keeps itself."""
        if store.writer.dialect.name == "sqlite":
            return
        with store.reading() as session, ThreadPoolExecutor() as pool:
            before = session.exec(select(func.count()).select_from(Place)).one()
            pool.submit(add_places, store, 1).result()
            assert session.exec(select(func.count()).select_from(Place)).one() == before

    def test_readers_do_not_wait_for_each_other(self, store: Store) -> None:
        with store.reading() as session, ThreadPoolExecutor() as pool:
            session.exec(select(Place)).all()
            assert pool.submit(places_in, store).result(timeout=5) == 0


class TestWriters:
    def test_they_wait_for_each_other_instead_of_failing(self, store: Store) -> None:
        """Seen to fail on SQLite with a plain BEGIN: two readers that become writers cannot both go on."""
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(lambda number: count_and_add(store, number), range(1, 41)))
        assert places_in(store) == 40

    @pytest.mark.parametrize("store_url", ["sqlite"], indirect=True)
    def test_who_waits_gets_a_turn_while_another_process_writes_all_the_time(self, store: Store) -> None:
        """Seen to fail with SQLite's own waiting, which asks ever less often: hundreds of others went first."""
        other = open_store(store.writer.url.render_as_string(hide_password=False))
        with ThreadPoolExecutor() as pool:
            with other.transaction() as session:
                session.connection()
                waiting = pool.submit(count_and_add, store, 1)
                assert not is_done_soon(waiting)
            went_first = next(number for number in count() if wrote_and(other, waiting))
        assert went_first < FEW
        other.close()


class TestHouseLock:
    def test_it_holds_a_second_claim_back_until_the_first_is_done(self, context: Context) -> None:
        """Seen to fail with the UPDATE taken out of `lock_house`."""
        house = a_house(context)
        with ThreadPoolExecutor() as pool:
            with locked(context.store, house.id):
                second = pool.submit(version_when_locked, context.store, house.id)
                assert not is_done_soon(second)
            assert second.result(timeout=5) == 3

    @pytest.mark.parametrize("store_url", ["postgres"], indirect=True)
    def test_it_lets_claims_into_other_houses(self, context: Context) -> None:
        house, other = a_house(context), a_house(context)
        with locked(context.store, house.id), ThreadPoolExecutor() as pool:
            assert pool.submit(version_when_locked, context.store, other.id).result(timeout=5) == 2

    def test_what_was_loaded_before_is_read_again(self, context: Context) -> None:
        """Seen to fail without `expire_all` in `lock_house`."""
        house = a_house(context)
        with context.store.transaction() as session:
            row = session.get_one(House, house.id)
            lock_house(session, house.id)
            assert row.version == 2

    def test_work_that_was_not_written_yet_survives_it(self, context: Context) -> None:
        house = a_house(context)
        with context.store.transaction() as session:
            session.get_one(House, house.id).slack_km = 9.5
            lock_house(session, house.id)
            assert session.get_one(House, house.id).slack_km == 9.5

    def test_a_missing_house_is_not_found(self, store: Store) -> None:
        with pytest.raises(NotFound), store.transaction() as session:
            lock_house(session, "nowhere")


class TestClock:
    def test_it_is_the_databases_own(self, store: Store) -> None:
        own = Store(store.writer, store.reader)
        with own.transaction() as session:
            moment = database_now(session)
        assert moment.utcoffset() == timedelta(0)
        assert abs(moment - datetime.now(moment.tzinfo)) < timedelta(minutes=1)

    def test_it_goes_on_within_a_transaction(self, store: Store) -> None:
        """A claim that waited for a lock must not see the moment at which it began. Seen to fail on PostgreSQL with `now()`."""
        with Store(store.writer, store.reader).transaction() as session:
            before = database_now(session)
            Event().wait(0.01)
            assert database_now(session) > before

    def test_a_test_can_set_it(self, store: Store, clock: Clock) -> None:
        clock.forward(timedelta(hours=1))
        with store.reading() as session:
            assert database_now(session) == NOW + timedelta(hours=1)


class TestDuplicate:
    def test_a_second_row_under_a_unique_key_is_one(self, store: Store) -> None:
        add_run(store, "summary")
        with pytest.raises(IntegrityError) as error:
            add_run(store, "summary")
        assert is_duplicate(error.value)

    def test_a_row_that_refers_to_nothing_is_none(self, store: Store) -> None:
        with pytest.raises(IntegrityError) as error, store.transaction() as session:
            session.connection().exec_driver_sql("INSERT INTO place_name (key, place_id) VALUES ('x', 7)")
        assert not is_duplicate(error.value)


def add_places(store: Store, *numbers: int) -> None:
    with store.transaction() as session:
        session.add_all(a_place(number) for number in numbers)


def count_and_add(store: Store, number: int) -> None:
    with store.transaction() as session:
        session.exec(select(func.count()).select_from(Place)).one()
        session.add(a_place(number))


def add_run(store: Store, job: str) -> None:
    with store.transaction() as session:
        session.add(JobRun(job=job, due_on=date(2026, 11, 24), finished_at=NOW))


@contextmanager
def locked(store: Store, house_id: str) -> Iterator[None]:
    with store.transaction() as session:
        lock_house(session, house_id)
        yield


def version_when_locked(store: Store, house_id: str) -> int:
    with store.transaction() as session:
        lock_house(session, house_id)
        return session.get_one(House, house_id).version


def wrote_and(store: Store, waiting: Future[None]) -> bool:
    """Write once more; whether the one who waits has had a turn by then."""
    with store.transaction() as session:
        session.connection()
    return waiting.done()


def is_done_soon(future: Future[int] | Future[None]) -> bool:
    Event().wait(LONG_ENOUGH)
    return future.done()
