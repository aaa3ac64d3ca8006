"""Column kinds that every table uses: opaque ids, UTC moments, codes with a CHECK, sets of codes, sealed bytes."""

from collections.abc import Iterable
from datetime import UTC, datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, DateTime, Dialect, Enum, ForeignKey, LargeBinary, String
from sqlalchemy.types import TypeDecorator
from sqlmodel import Field, SQLModel

from safehouse.domain.ids import ID_LENGTH, new_id

CODE_LENGTH = 40

metadata = SQLModel.metadata
metadata.naming_convention = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}


class UtcDateTime(TypeDecorator[datetime]):
    """An aware moment, stored in UTC; SQLite, which drops zones, gets it without one and gives it back with UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Refuse a moment without a zone."""
        if value is None:
            return None
        if value.tzinfo is None:
            message = "a moment without a time zone"
            raise ValueError(message)
        moment = value.astimezone(UTC)
        return moment.replace(tzinfo=None) if dialect.name == "sqlite" else moment

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Give the moment back in UTC."""
        del dialect
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class CodeSet(TypeDecorator[frozenset[str]]):
    """A set of codes as a sorted JSON list."""

    impl = JSON
    cache_ok = True

    def process_bind_param(self, value: Iterable[str] | None, dialect: Dialect) -> list[str] | None:
        """Sort, so that equal sets are stored alike."""
        del dialect
        return None if value is None else sorted(str(code) for code in value)

    def process_result_value(self, value: list[str] | None, dialect: Dialect) -> frozenset[str] | None:
        """Give the set back, of plain strings."""
        del dialect
        return None if value is None else frozenset(value)


def id_field() -> Any:  # noqa: ANN401  # SQLModel's Field is Any too.
    """An opaque random primary key."""
    return Field(default_factory=new_id, sa_column=Column(String(ID_LENGTH), primary_key=True))


def link_field(target: str, *, nullable: bool = False, primary_key: bool = False, index: bool = True) -> Any:  # noqa: ANN401
    """A foreign key to the id of another table, for example `house.id`."""
    column: Column[str] = Column(
        String(ID_LENGTH),
        ForeignKey(target),
        nullable=nullable,
        primary_key=primary_key,
        index=index and not primary_key,
    )
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def text_field(length: int, *, nullable: bool = False, unique: bool = False, index: bool = False) -> Any:  # noqa: ANN401
    """A text of limited length."""
    column: Column[str] = Column(String(length), nullable=nullable, unique=unique or None, index=index or None)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def code_field(codes: type[StrEnum], *, nullable: bool = False, index: bool = False) -> Any:  # noqa: ANN401
    """A code stored by its value and guarded by a CHECK. `name` of the CHECK is the enum's."""
    kind = Enum(
        codes,
        native_enum=False,
        create_constraint=True,
        validate_strings=True,
        length=CODE_LENGTH,
        name=_check_name(codes),
        values_callable=lambda members: [member.value for member in members],
    )
    column: Column[Any] = Column(kind, nullable=nullable, index=index or None)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def moment_field(*, nullable: bool = False, index: bool = False) -> Any:  # noqa: ANN401
    """An aware moment in UTC."""
    column: Column[Any] = Column(UtcDateTime(), nullable=nullable, index=index or None)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def code_set_field(*, nullable: bool = False) -> Any:  # noqa: ANN401
    """A set of codes."""
    column: Column[Any] = Column(CodeSet(none_as_null=True), nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def json_field(*, nullable: bool = False) -> Any:  # noqa: ANN401
    """A small document that is written and read whole."""
    column: Column[Any] = Column(JSON(none_as_null=True), nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def sealed_field(*, nullable: bool = False) -> Any:  # noqa: ANN401
    """Sealed bytes; only `services/sealing.py` makes and opens them."""
    column: Column[Any] = Column(LargeBinary, nullable=nullable)
    return Field(default=None, sa_column=column) if nullable else Field(sa_column=column)


def check(condition: str, name: str) -> CheckConstraint:
    """A named CHECK."""
    return CheckConstraint(condition, name=name)


def _check_name(codes: type[StrEnum]) -> str:
    return "".join(f"_{letter.lower()}" if letter.isupper() else letter for letter in codes.__name__).lstrip("_")
