"""One line of the desk: a request, whose turn it is, and what happens by itself."""

from dataclasses import dataclass
from datetime import datetime

from safehouse.domain.codes import DeskGroup, NextStep, RequestState, RuleCode, Urgency, WaitsFor
from safehouse.services.absences import Absence
from safehouse.services.beds_in_doubt import DoubtfulBed
from safehouse.services.requests.asked import AskedHouse, TakenBack
from safehouse.services.requests.owners import PassedOn


@dataclass(frozen=True, slots=True)
class DeskLine:
    """One request that is somebody's work.

    `state` is `open` again from the moment on at which nobody can accept the offer any more. `next_at` None: no moment is known at
    which something happens by itself. `offer_id` and `house_code` are those of the live offer, or of the stay of people who are to
    move and for whom no house is asked: `is_moving`. `asked`: every house that can still answer; `is_unopened`: one of them has not
    looked at its offer yet. `next_house_code`: the house that is offered next by itself. `taken_back`: a house took its yes back, and
    no other has said yes since. `has_departed`: they are on the way. `has_arrival_passed`: it waits for a house, but must say first
    when its people can arrive now. `unsafe_house_code`: the compromised house in which they are, `is_in_unsafe_house`, or that expects
    them. `room_codes`: why they may not be in the room that they have, or are promised, any more. `doubts`: beds, of all houses that
    are asked, on which they cannot count until house and desk have spoken. `is_note_lost`: the hand-over note was destroyed with an
    offer and must be written again. `waits_since`: the moment of its last change of state. `has_owner`: its owner can log in and is
    still of the desk. `passed_on` None: it was not, or its owner has opened it. `away` None: nobody is missed.
    """

    request_id: str
    case_code: str
    country: str
    state: RequestState
    urgency: Urgency
    adults: int
    children: int
    owner_id: str
    owner: str
    has_owner: bool
    is_owner: bool
    passed_on: PassedOn | None
    arrives_at: datetime
    waits_for: WaitsFor
    waits_since: datetime
    next_step: NextStep
    next_at: datetime | None
    is_overdue: bool
    offer_id: str | None
    house_code: str | None
    asked: tuple[AskedHouse, ...]
    next_house_code: str | None
    taken_back: TakenBack | None
    is_unopened: bool
    has_arrival_passed: bool
    is_moving: bool
    has_departed: bool
    unsafe_house_code: str | None
    is_in_unsafe_house: bool
    room_codes: tuple[RuleCode, ...]
    doubts: tuple[DoubtfulBed, ...]
    is_note_lost: bool
    away: Absence | None

    @property
    def is_unsafe(self) -> bool:
        """Whether they are in a compromised house, or expected in one."""
        return self.unsafe_house_code is not None

    @property
    def is_late(self) -> bool:
        """Whether the moment has passed by which its people should have arrived, or had a house."""
        return self.is_overdue or self.has_arrival_passed

    @property
    def group(self) -> DeskGroup:
        """Whose turn it is: of those in danger or missed anybody's, then of those who have no owner, else what the offer says."""
        if self.is_unsafe or self.room_codes or any(bed.is_stopping for bed in self.doubts):
            return DeskGroup.NOT_SAFE
        if self.taken_back:
            return DeskGroup.TAKEN_BACK
        if self.away is not None:
            return DeskGroup.AWAY
        if not self.has_owner:
            return DeskGroup.NOBODY
        if self.waits_for is WaitsFor.DESK:
            return DeskGroup.YOU if self.is_owner else DeskGroup.COLLEAGUE
        return DeskGroup.HOUSE if self.waits_for is WaitsFor.HOUSE else DeskGroup.ARRIVAL
