"""Suggestions as they were shown, with everything that was said about them."""

from datetime import datetime
from typing import Any

from sqlmodel import SQLModel

from safehouse.domain.codes import Band
from safehouse.models.base import code_field, id_field, json_field, link_field, moment_field


class SuggestionList(SQLModel, table=True):
    """One answer to one request. `others`: house id -> codes that may be shown per house (`confidential` as that one word).

    `abroad`: [{country, level}] and `abroad_excluded`: code -> level, None where a level would speak of a few houses.
    `request_version` and `network_version` (the sum over the country's houses, which only grows) say what was looked at.
    """

    __tablename__ = "suggestion_list"

    id: str = id_field()
    request_id: str = link_field("request.id")
    made_by_id: str | None = link_field("account.id", nullable=True)
    made_at: datetime = moment_field()
    request_version: int
    network_version: int
    excluded: dict[str, int] = json_field()
    relaxations: list[dict[str, Any]] = json_field()
    warnings: list[str] = json_field()
    others: dict[str, list[str]] = json_field()
    abroad: list[dict[str, Any]] = json_field()
    abroad_excluded: dict[str, str] | None = json_field(nullable=True)


class Suggestion(SQLModel, table=True):
    """One ranked proposal. `rooms`: [{room, beds, cots, blocked_beds}]; `points`: {criterion: int}; `notes`: [{note, ...}]."""

    id: str = id_field()
    list_id: str = link_field("suggestion_list.id")
    request_id: str = link_field("request.id")
    house_id: str = link_field("house.id")
    rank: int
    rooms: list[dict[str, Any]] = json_field()
    points: dict[str, int] = json_field()
    total: int
    band: Band | None = code_field(Band, nullable=True)
    notes: list[dict[str, Any]] = json_field()
