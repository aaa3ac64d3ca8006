"""Towns of the world, public data from GeoNames: no coordinates, only the cells that are worked out once at loading."""

from sqlmodel import Field, SQLModel

from safehouse.models.base import text_field


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
    """One way to write a town's name, in any script, folded for searching."""

    __tablename__ = "place_name"

    id: int | None = Field(default=None, primary_key=True)
    place_id: int = Field(foreign_key="place.id", index=True)
    key: str = text_field(200, index=True)
