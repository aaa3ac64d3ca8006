"""Somebody whom the service does not know, reported into a room in which beds are promised or have somebody of a placement."""

from dataclasses import dataclass

from safehouse.domain.codes import ClaimKind, ClaimState, Gender
from safehouse.services.capacity import BedDraft, ReportDraft, RoomStatement, report_capacity
from tests.rows import HouseRows
from tests.services.night import Night, claims_of


@dataclass(frozen=True)
class Said:
    """What the house says of whoever is there."""

    gender: Gender | None
    has_minors: bool = False
    will_not_say: bool = False


A_WOMAN = Said(Gender.WOMAN)
A_MAN = Said(Gender.MAN)
A_MOTHER = Said(Gender.WOMAN, has_minors=True)
NOT_SAID = Said(None, will_not_say=True)


def statement_of(house: HouseRows, said: Said, *, room: int = 0) -> RoomStatement:
    """What is said of a room of the house, the first unless it is named."""
    return RoomStatement(house.rooms[room].id, said.gender, has_minors=said.has_minors, will_not_say=said.will_not_say)


def report_stranger(night: Night, house: HouseRows, offer_id: str, said: Said) -> str:
    """The house says that somebody sleeps in the first bed that the offer has no claim on; the id of the report."""
    with night.context.store.reading() as session:
        claims = claims_of(session, offer_id)
    mine = {claim.bed_id for claim in claims}
    slept_in = {claim.bed_id for claim in claims if (claim.state, claim.kind) == (ClaimState.OCCUPIED, ClaimKind.USED)}
    stranger = next(bed for bed in house.beds if bed not in mine)
    beds = tuple(BedDraft(bed, in_service=True, occupied=bed in {stranger, *slept_in}) for bed in house.beds)
    draft = ReportDraft(beds, (statement_of(house, said),), needs_call_first=False)
    return report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)
