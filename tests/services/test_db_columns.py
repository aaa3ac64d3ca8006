"""The project's own kinds of columns keep what they were given, alike on both databases."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import literal_column
from sqlalchemy.exc import IntegrityError, StatementError
from sqlmodel import Session, col, select, text, update

from safehouse.domain.codes import Gender, HouseStatus
from safehouse.models.houses import House
from safehouse.services.context import Context
from tests.rows import HouseRows, a_house
from tests.support.stores import NOW


@pytest.fixture
def house(context: Context) -> HouseRows:
    return a_house(context)


def change(context: Context, house: HouseRows, **columns: object) -> None:
    with context.store.transaction() as session:
        session.exec(update(House).where(col(House.id) == house.id).values(**columns))


def found(context: Context, house: HouseRows, column: str) -> object:
    with context.store.reading() as session:
        return getattr(session.get_one(House, house.id), column)


def as_stored(session: Session, column: str) -> object:
    return session.scalar(select(literal_column(column)).select_from(House))


class TestMoment:
    def test_it_comes_back_in_utc_whatever_its_zone(self, context: Context, house: HouseRows) -> None:
        """In the hour that autumn repeats, too: the zone is applied before the moment is stored."""
        local = datetime(2026, 10, 25, 2, 30, tzinfo=ZoneInfo("Europe/Amsterdam"), fold=1)
        change(context, house, created_at=local)
        assert found(context, house, "created_at") == datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
        assert getattr(found(context, house, "created_at"), "tzinfo", None) is UTC

    def test_it_is_refused_without_a_zone(self, context: Context, house: HouseRows) -> None:
        with pytest.raises(StatementError, match="without a time zone"):
            change(context, house, created_at=datetime(2026, 11, 24, 1, 0))  # noqa: DTZ001  # What must be refused.
        assert found(context, house, "created_at") == NOW

    def test_moments_of_different_zones_are_compared_as_moments(self, context: Context, house: HouseRows) -> None:
        later = (NOW + timedelta(minutes=1)).astimezone(ZoneInfo("America/New_York"))
        with context.store.reading() as session:
            assert session.exec(select(House.id).where(col(House.created_at) < later)).all() == [house.id]


class TestCodes:
    def test_the_value_is_stored_and_not_the_name(self, context: Context, house: HouseRows) -> None:
        change(context, house, status=HouseStatus.COMPROMISED)
        with context.store.reading() as session:
            assert as_stored(session, "status") == "compromised"
        assert found(context, house, "status") is HouseStatus.COMPROMISED

    def test_another_value_is_refused_by_the_database_itself(self, context: Context, house: HouseRows) -> None:
        statement = text("UPDATE house SET status = 'half_open' WHERE id = :id").bindparams(id=house.id)
        with pytest.raises(IntegrityError), context.store.transaction() as session:
            session.connection().execute(statement)

    def test_a_set_comes_back_as_a_set_and_equal_sets_are_stored_alike(
        self, context: Context, house: HouseRows
    ) -> None:
        change(context, house, genders={Gender.WOMAN, Gender.MAN})
        assert found(context, house, "genders") == frozenset({"man", "woman"})
        with context.store.reading() as session:
            stored = str(as_stored(session, "genders"))
        assert stored.index("man") < stored.index("woman")

    def test_nothing_is_stored_as_null_and_not_as_a_document(self, context: Context, house: HouseRows) -> None:
        change(context, house, intake=None)
        with context.store.reading() as session:
            assert session.exec(select(House.id).where(col(House.intake).is_(None))).all() == [house.id]
