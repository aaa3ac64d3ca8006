"""Towns of the world, public data from GeoNames: no coordinates, only the cells that are worked out once at loading."""

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlmodel import Field, SQLModel

from safehouse.models.base import text_field

_BY_CODE_POINT = String(200).with_variant(String(200, collation="C"), "postgresql")
"""Compared by code point, whatever the database's language is: a prefix is then a range of the key."""


class Place(SQLModel, table=True):
    """One town. `area_cell` for keep-away areas and pick-ups, `house_cell` for houses, `hides` the people of that cell's towns."""

    id: int = Field(primary_key=True)
    name: str = text_field(200)
    country: str = text_field(2, index=True)
    population: int
    area_cell: str = text_field(15)
    house_cell: str = text_field(15, index=True)
    hides: int


class PlaceName(SQLModel, table=True):
    """One way to write a town's name, in any script, folded for searching; the table is its own index."""

    __tablename__ = "place_name"
    __table_args__ = {"sqlite_with_rowid": False}

    key: str = Field(sa_column=Column(_BY_CODE_POINT, primary_key=True))
    place_id: int = Field(sa_column=Column(Integer, ForeignKey("place.id"), primary_key=True, autoincrement=False))
