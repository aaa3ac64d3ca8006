"""Capacity: what houses report of their beds, judged against what was promised, and the board that shows what holds now."""

from safehouse.services.capacity.board import Board, BoardBed, BoardCot, BoardResident, BoardRoom, LastReport, get_board
from safehouse.services.capacity.drafts import BedDraft, ReportDraft, RoomStatement
from safehouse.services.capacity.reporting import report_capacity, report_nothing_changed

__all__ = [
    "BedDraft",
    "Board",
    "BoardBed",
    "BoardCot",
    "BoardResident",
    "BoardRoom",
    "LastReport",
    "ReportDraft",
    "RoomStatement",
    "get_board",
    "report_capacity",
    "report_nothing_changed",
]
