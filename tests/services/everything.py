"""A whole network as plain values, so that two of them can be compared: all but ids, codes and what random keys made."""

from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from sqlmodel import Session, SQLModel, col, select

from safehouse.models.capacity import BedReport, CapacityReport, RoomReport
from safehouse.models.claims import Claim, Stay
from safehouse.models.houses import Bed, Cot, House, HouseLanguage, Outage, Room
from safehouse.models.offers import Offer
from safehouse.models.requests import Request, RequestPerson, SealedDocument
from safehouse.models.residents import Resident
from safehouse.services.context import Context
from safehouse.services.request_documents import read_document

Plain = dict[str, Any]
RANDOM = ("id", "code")
"""How the names of columns end that hold what was drawn without the seed."""


def everything_of(context: Context) -> list[str]:
    """Each house with its rooms, beds, residents and reports, and each request with its people, areas, offers and claims.

    What has a position stands in that order; everything else is sorted by what it says.
    """
    with context.store.reading() as session:
        houses = [_house(session, house) for house in session.exec(select(House))]
        requests = [_request(context, session, request) for request in session.exec(select(Request))]
    return _sorted([*houses, *requests])


def _house(session: Session, house: House) -> Plain:
    languages = session.exec(select(HouseLanguage).where(HouseLanguage.house_id == house.id))
    rooms = session.exec(select(Room).where(Room.house_id == house.id).order_by(col(Room.position)))
    reports = session.exec(select(CapacityReport).where(CapacityReport.house_id == house.id))
    return {
        **_said(house),
        "languages": _sorted(map(_said, languages)),
        "rooms": [_room(session, room) for room in rooms],
        "reports": _sorted(_report(session, report) for report in reports),
    }


def _room(session: Session, room: Room) -> Plain:
    beds = session.exec(select(Bed).where(Bed.room_id == room.id).order_by(col(Bed.position))).all()
    cots = session.exec(select(Cot).where(Cot.room_id == room.id).order_by(col(Cot.position)))
    in_beds = select(Resident).where(col(Resident.bed_id).in_([bed.id for bed in beds]))
    outages = select(Outage).where(col(Outage.bed_id).in_([bed.id for bed in beds]))
    return {
        **_said(room),
        "beds": [_said(bed) for bed in beds],
        "cots": [_said(cot) for cot in cots],
        "residents": _sorted(map(_said, session.exec(in_beds))),
        "outages": _sorted(map(_said, session.exec(outages))),
    }


def _report(session: Session, report: CapacityReport) -> Plain:
    beds = select(Room.position, Bed.position, BedReport).join(Bed, col(Bed.id) == BedReport.bed_id)
    of_beds = beds.join(Room, col(Room.id) == Bed.room_id).where(BedReport.report_id == report.id)
    rooms = select(Room.position, RoomReport).join(Room, col(Room.id) == RoomReport.room_id)
    of_rooms = rooms.where(RoomReport.report_id == report.id)
    return {
        **_said(report),
        "beds": _sorted((room, bed, _said(row)) for room, bed, row in session.exec(of_beds)),
        "rooms": _sorted((room, _said(row)) for room, row in session.exec(of_rooms)),
    }


def _request(context: Context, session: Session, request: Request) -> Plain:
    people = select(RequestPerson).where(RequestPerson.request_id == request.id).order_by(col(RequestPerson.position))
    offers = session.exec(select(Offer).where(Offer.request_id == request.id))
    stays = session.exec(select(Stay).where(Stay.request_id == request.id))
    return {
        **_said(request),
        "people": [_said(person) for person in session.exec(people)],
        "document": _document(context, session, request.id),
        "offers": _sorted(_offer(session, offer) for offer in offers),
        "stays": _sorted(map(_said, stays)),
    }


def _document(context: Context, session: Session, request_id: str) -> Plain | None:
    """What is sealed: needs, keep-away areas, tags. None for a request whose document was erased."""
    row = session.get(SealedDocument, request_id)
    is_erased = row is None or row.document is None
    return None if is_erased else _plain(asdict(read_document(session, context.vault, request_id)))


def _offer(session: Session, offer: Offer) -> Plain:
    """The offer, to which house it was put, and the places that it claims."""
    claims = session.exec(select(Claim).where(Claim.offer_id == offer.id)).all()
    rooms = [session.get_one(Room, claim.room_id).position for claim in claims]
    house = _said(session.get_one(House, offer.house_id))
    places = zip(rooms, map(_said, claims), strict=True)
    return {**_said(offer), "house": house, "claims": _sorted(places)}


def _said(row: SQLModel) -> Plain:
    """What a row says, in the order of its columns, but for ids, codes and sealed bytes."""
    columns = {name: value for name, value in row.model_dump().items() if not isinstance(value, bytes)}
    return _plain({name: value for name, value in columns.items() if not name.endswith(RANDOM)})


def _plain(values: Plain) -> Plain:
    """Equal values with an equal `repr`: a set has none of its own."""
    return {name: sorted(value) if isinstance(value, frozenset) else value for name, value in values.items()}


def _sorted(values: Iterable[object]) -> list[str]:
    return sorted(map(repr, values))
