"""What a manager says about the own house: bed by bed, room by room, as typed values."""

from dataclasses import dataclass
from datetime import datetime

from safehouse.domain.codes import Gender, OutOfServiceReason


@dataclass(frozen=True, slots=True)
class BedDraft:
    """One bed. `occupied`: somebody sleeps there, known to the service or not. Out of service: why, and until when if known."""

    bed_id: str
    in_service: bool
    occupied: bool
    reason: OutOfServiceReason | None = None
    until: datetime | None = None

    @property
    def outage_reason(self) -> OutOfServiceReason | None:
        """Why it is out of service; None: it is in service."""
        return None if self.in_service else self.reason


@dataclass(frozen=True, slots=True)
class RoomStatement:
    """Of the people in one room whom the service does not know: their gender and whether minors are among them, or nothing.

    `will_not_say`: the room counts as full.
    """

    room_id: str
    gender: Gender | None
    has_minors: bool
    will_not_say: bool


@dataclass(frozen=True, slots=True)
class ReportDraft:
    """A report: every bed of the house, and every shared room with people whom the service does not know.

    `needs_call_first`: somebody there may have to be kept apart from somebody, so the house is to be called first.
    `is_so_all_the_same`: whoever reports was told that a word contradicts a placement, and stands by it.
    """

    beds: tuple[BedDraft, ...]
    rooms: tuple[RoomStatement, ...]
    needs_call_first: bool
    is_so_all_the_same: bool = False
