"""Capacity: what houses report of their beds, judged against what was promised, and the board that shows what holds now."""

from safehouse.services.capacity.board import Board, BoardBed, BoardCot, BoardResident, BoardRoom, LastReport, get_board
from safehouse.services.capacity.drafts import BedDraft, ReportDraft, RoomStatement
from safehouse.services.capacity.history import (
    BedChange,
    ConflictLine,
    ReportHistory,
    ReportLine,
    RoomChange,
    get_report_history,
)
from safehouse.services.capacity.reporting import report_capacity, report_nothing_changed

__all__ = [
    "BedChange",
    "BedDraft",
    "Board",
    "BoardBed",
    "BoardCot",
    "BoardResident",
    "BoardRoom",
    "ConflictLine",
    "LastReport",
    "ReportDraft",
    "ReportHistory",
    "ReportLine",
    "RoomChange",
    "RoomStatement",
    "get_board",
    "get_report_history",
    "report_capacity",
    "report_nothing_changed",
]
