"""Rooms, beds and cots come and go: retired, never deleted, and never from under somebody."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest
from sqlmodel import col, select

from safehouse.domain.access import Action, Actor
from safehouse.domain.codes import BedState, Gender, RoomNeed
from safehouse.domain.errors import HoldExpired, InvalidInput, LastPlace, NotFound, PlaceInUse, Problem
from safehouse.models.audit import AuditEntry
from safehouse.models.houses import Bed, Cot, House, Room
from safehouse.services.capacity import (
    BedDraft,
    ReportDraft,
    RoomStatement,
    get_board,
    report_capacity,
    report_nothing_changed,
)
from safehouse.services.context import Context
from safehouse.services.houses import (
    RoomDraft,
    RoomFacts,
    add_bed,
    add_cot,
    add_room,
    change_room,
    get_changes,
    retire_bed,
    retire_cot,
    retire_room,
)
from safehouse.services.houses.checking import MOST_BEDS_IN_ROOM, MOST_COTS_IN_ROOM, MOST_ROOMS
from safehouse.services.offers import accept_offer, list_house_offers
from tests.rows import HouseRows, a_country_desk
from tests.services.drafts import a_report_draft, problems_of
from tests.services.night import MOTHER_AND_BABY, MOTHER_AND_SON, WOMAN, Night

BLUE = RoomDraft(label="Blue", shared=True, beds=2, cots=1, features=frozenset({RoomNeed.STEP_FREE}))


def contact(night: Night) -> Actor:
    return night.desk.national_contact


def version_of(context: Context, house: HouseRows) -> int:
    with context.store.reading() as session:
        return session.get_one(House, house.id).version


def labels(night: Night, house: HouseRows) -> list[tuple[str, list[str], list[str]]]:
    """Rooms with their beds and cots as the board shows them."""
    board = get_board(night.context, contact(night), house_id=house.id)
    return [(room.label, [bed.label for bed in room.beds], [cot.label for cot in room.cots]) for room in board.rooms]


def report_a_stranger(night: Night, house: HouseRows, bed_id: str, room_id: str) -> None:
    draft = a_report_draft(
        house,
        BedDraft(bed_id, in_service=True, occupied=True),
        rooms=[RoomStatement(room_id, Gender.WOMAN, has_minors=False, will_not_say=False)],
    )
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=draft, now=night.now)


def test_a_room_is_added_with_its_places_and_the_house_is_judged_anew(night: Night) -> None:
    house = night.house(1)
    before = version_of(night.context, house)
    room_id = add_room(night.context, contact(night), house_id=house.id, room=BLUE, now=night.now)
    assert labels(night, house) == [("1", ["1"], []), ("Blue", ["1", "2"], ["1"])]
    assert version_of(night.context, house) == before + 1
    with night.context.store.reading() as session:
        [entry] = session.exec(select(AuditEntry).where(col(AuditEntry.action) == Action.ADDED_ROOM)).all()
        assert (entry.subject_kind, entry.subject_id, entry.house_id) == ("room", room_id, house.id)


def test_new_places_are_offered_to_nobody_before_the_house_has_told_of_them(night: Night) -> None:
    """Perhaps somebody sleeps there. Seen red with such beds free for the engine."""
    house = night.house(1)
    night.stay(night.request(WOMAN), house)
    add_room(night.context, contact(night), house_id=house.id, room=BLUE, now=night.now)
    wanting = night.request(WOMAN)
    assert night.suggest(wanting).suggestions == ()
    night.clock.forward(timedelta(minutes=1))
    report_nothing_changed(night.context, night.manager(house), house_id=house.id, now=night.now)
    assert night.suggest(wanting).suggestions == ()
    board = get_board(night.context, contact(night), house_id=house.id)
    assert board.beds[BedState.UNKNOWN] == 2
    beds = [bed for room in board.rooms for bed in room.beds]
    told = tuple(BedDraft(bed.id, in_service=True, occupied=bed.state is BedState.OCCUPIED) for bed in beds)
    night.clock.forward(timedelta(minutes=1))
    report = ReportDraft(beds=told, rooms=(), needs_call_first=False)
    report_capacity(night.context, night.manager(house), house_id=house.id, draft=report, now=night.now)
    assert len(night.suggest(wanting).suggestions) == 1


def test_numbers_on_beds_go_on_and_are_never_used_again(night: Night) -> None:
    house = night.house(2)
    room = house.rooms[0]
    retire_bed(night.context, contact(night), house_id=house.id, bed_id=room.beds[1], now=night.now)
    add_bed(night.context, contact(night), house_id=house.id, room_id=room.id, now=night.now)
    add_cot(night.context, contact(night), house_id=house.id, room_id=room.id, now=night.now)
    assert labels(night, house) == [("1", ["1", "3"], ["1"])]


def test_what_is_retired_is_never_deleted_and_seen_no_more(night: Night) -> None:
    house = night.house(2, 1, cots_per_room=(1,))
    room = house.rooms[0]
    retire_cot(night.context, contact(night), house_id=house.id, cot_id=room.cots[0], now=night.now)
    retire_room(night.context, contact(night), house_id=house.id, room_id=room.id, now=night.now)
    assert labels(night, house) == [("2", ["1"], [])]
    with night.context.store.reading() as session:
        assert session.get_one(Room, room.id).retired_at == night.now
        assert {session.get_one(Bed, bed).retired_at for bed in room.beds} == {night.now}
        assert session.get_one(Cot, room.cots[0]).retired_at == night.now
    with pytest.raises(NotFound):
        retire_bed(night.context, contact(night), house_id=house.id, bed_id=room.beds[0], now=night.now)
    with pytest.raises(NotFound):
        add_bed(night.context, contact(night), house_id=house.id, room_id=room.id, now=night.now)


@pytest.mark.parametrize("place", [Night.offer, Night.reservation, Night.stay], ids=["held", "reserved", "occupied"])
def test_what_is_promised_to_somebody_is_not_retired(
    night: Night, place: Callable[[Night, str, HouseRows], str]
) -> None:
    """The blocked bed of a room of one's own and the cot are promised too. Seen red with no claim looked at."""
    house = night.house(2, 1, cots_per_room=(1, 0), shared=False)
    place(night, night.request(MOTHER_AND_BABY), house)
    room = house.rooms[0]
    for bed_id, label in zip(room.beds, ("1", "2"), strict=True):
        with pytest.raises(PlaceInUse) as refusal:
            retire_bed(night.context, contact(night), house_id=house.id, bed_id=bed_id, now=night.now)
        assert (refusal.value.room, refusal.value.beds, refusal.value.cots) == ("1", (label,), ())
    with pytest.raises(PlaceInUse) as of_cot:
        retire_cot(night.context, contact(night), house_id=house.id, cot_id=room.cots[0], now=night.now)
    assert of_cot.value.cots == ("1",)
    with pytest.raises(PlaceInUse) as of_room:
        retire_room(night.context, contact(night), house_id=house.id, room_id=room.id, now=night.now)
    assert (of_room.value.beds, of_room.value.cots) == (("1", "2"), ("1",))
    assert labels(night, house)[0] == ("1", ["1", "2"], ["1"])


def test_a_bed_in_which_somebody_sleeps_whom_the_service_does_not_know_is_not_retired(night: Night) -> None:
    """Seen red with the reports not looked at."""
    house = night.house(2, 1)
    room = house.rooms[0]
    report_a_stranger(night, house, room.beds[0], room.id)
    with pytest.raises(PlaceInUse):
        retire_bed(night.context, contact(night), house_id=house.id, bed_id=room.beds[0], now=night.now)
    with pytest.raises(PlaceInUse):
        retire_room(night.context, contact(night), house_id=house.id, room_id=room.id, now=night.now)
    retire_bed(night.context, contact(night), house_id=house.id, bed_id=room.beds[1], now=night.now)


def test_a_hold_that_has_run_out_keeps_no_bed_and_is_not_accepted_after_all(night: Night) -> None:
    house = night.house(2)
    offer_id = night.offer(night.request(WOMAN), house)
    offers = list_house_offers(night.context, night.manager(house), house_id=house.id)
    night.clock.forward(offers[0].answer_by_at - night.now + timedelta(seconds=1))
    retire_bed(night.context, contact(night), house_id=house.id, bed_id=min(house.beds), now=night.now)
    with pytest.raises(HoldExpired):
        accept_offer(night.context, night.manager(house), offer_id=offer_id, now=night.now)


def test_the_last_bed_goes_with_its_room_and_the_last_room_with_its_house(night: Night) -> None:
    house = night.house(1)
    with pytest.raises(LastPlace):
        retire_bed(night.context, contact(night), house_id=house.id, bed_id=house.beds[0], now=night.now)
    with pytest.raises(LastPlace):
        retire_room(night.context, contact(night), house_id=house.id, room_id=house.rooms[0].id, now=night.now)


def change(
    night: Night, house: HouseRows, label: str = "1", *, shared: bool = True, features: frozenset[RoomNeed]
) -> tuple[str, ...]:
    room = RoomFacts(label=label, shared=shared, features=features)
    room_id = house.rooms[0].id
    return change_room(night.context, contact(night), house_id=house.id, room_id=room_id, room=room, now=night.now)


def test_an_empty_room_becomes_another_kind_of_room(night: Night) -> None:
    house = night.house(2)
    changed = change(night, house, "Attic", shared=False, features=frozenset({RoomNeed.STEP_FREE}))
    assert changed == ("label", "shared", "features")
    assert change(night, house, "Attic", shared=False, features=frozenset({RoomNeed.STEP_FREE})) == ()
    latest = get_changes(night.context, night.manager(house), house_id=house.id).changes[0]
    assert (latest.action, latest.room, latest.fields) == (Action.CHANGED_ROOM, "Attic", changed)


@pytest.mark.parametrize("place", [Night.offer, Night.reservation, Night.stay], ids=["held", "reserved", "occupied"])
def test_nobodys_room_becomes_another_kind_of_room_around_her(
    night: Night, place: Callable[[Night, str, HouseRows], str]
) -> None:
    """A stranger would come to lie beside her, or she lose what she needs. Seen red with no claim looked at."""
    house = night.house(2, shared=False)
    change(night, house, shared=False, features=frozenset({RoomNeed.STEP_FREE}))
    place(night, night.request(MOTHER_AND_SON, room_needs=frozenset({RoomNeed.STEP_FREE})), house)
    with pytest.raises(InvalidInput) as refusal:
        change(night, house, shared=True, features=frozenset())
    assert problems_of(refusal.value) == {"shared": Problem.ROOM_IN_USE, "features": Problem.ROOM_IN_USE}
    more = frozenset({RoomNeed.STEP_FREE, RoomNeed.GROUND_FLOOR})
    assert change(night, house, "Blue", shared=False, features=more) == ("label", "features")


def test_a_room_with_somebody_whom_the_service_does_not_know_is_not_opened_to_strangers(night: Night) -> None:
    """The family who has it may be known by one gender, and free beds beside them. Seen red with claims looked at alone."""
    house = night.house(2, shared=False)
    report_a_stranger(night, house, house.beds[0], house.rooms[0].id)
    with pytest.raises(InvalidInput) as refusal:
        change(night, house, shared=True, features=frozenset())
    assert problems_of(refusal.value) == {"shared": Problem.ROOM_IN_USE}


def test_no_two_rooms_of_a_house_have_one_label(night: Night) -> None:
    house = night.house(1, 1)
    with pytest.raises(InvalidInput) as refusal:
        change(night, house, " 2 ", features=frozenset())
    assert problems_of(refusal.value) == {"label": Problem.TAKEN}
    twin = RoomDraft(label="2", shared=True, beds=1, cots=0, features=frozenset())
    with pytest.raises(InvalidInput) as of_new:
        add_room(night.context, contact(night), house_id=house.id, room=twin, now=night.now)
    assert problems_of(of_new.value) == {"label": Problem.TAKEN}


@pytest.mark.parametrize(
    ("room", "problems"),
    [
        (
            RoomDraft(label=" ", shared=True, beds=0, cots=MOST_COTS_IN_ROOM + 1, features=frozenset()),
            {"label": Problem.REQUIRED, "beds": Problem.OUT_OF_RANGE, "cots": Problem.OUT_OF_RANGE},
        ),
        (
            RoomDraft(label="x" * 41, shared=True, beds=MOST_BEDS_IN_ROOM + 1, cots=0, features=frozenset()),
            {"label": Problem.TOO_LONG, "beds": Problem.OUT_OF_RANGE},
        ),
    ],
)
def test_a_room_that_cannot_be_is_refused_by_field(night: Night, room: RoomDraft, problems: dict[str, Problem]) -> None:
    house = night.house(1)
    with pytest.raises(InvalidInput) as refusal:
        add_room(night.context, contact(night), house_id=house.id, room=room, now=night.now)
    assert problems_of(refusal.value) == problems


def test_a_house_has_no_more_rooms_and_a_room_no_more_places_than_can_be(night: Night) -> None:
    house = night.house(MOST_BEDS_IN_ROOM, *[1] * (MOST_ROOMS - 1), cots_per_room=(MOST_COTS_IN_ROOM,))
    for add, field in ((add_bed, "beds"), (add_cot, "cots")):
        with pytest.raises(InvalidInput) as refusal:
            add(night.context, contact(night), house_id=house.id, room_id=house.rooms[0].id, now=night.now)
        assert problems_of(refusal.value) == {field: Problem.TOO_MANY}
    with pytest.raises(InvalidInput) as of_house:
        add_room(night.context, contact(night), house_id=house.id, room=BLUE, now=night.now)
    assert problems_of(of_house.value) == {"rooms": Problem.TOO_MANY}


def _refused(context: Context, actor: Actor, deed: Callable[..., object], **arguments: object) -> None:
    with pytest.raises(NotFound):
        deed(context, actor, **arguments)


def test_only_the_national_contact_of_the_country_touches_rooms_and_only_of_the_named_house(night: Night) -> None:
    house, other = night.house(2, 1, cots_per_room=(1,)), night.house(2, 1)
    room, now = house.rooms[0], night.now
    facts = RoomFacts(label="Blue", shared=True, features=frozenset())
    strangers = (night.coordinator, night.manager(house), a_country_desk(night.context, "BE").national_contact)
    for actor, house_id in (*((stranger, house.id) for stranger in strangers), (contact(night), other.id)):
        who = partial(_refused, night.context, actor, house_id=house_id, now=now)
        who(change_room, room_id=room.id, room=facts)
        who(add_bed, room_id=room.id)
        who(add_cot, room_id=room.id)
        who(retire_room, room_id=room.id)
        who(retire_bed, bed_id=room.beds[0])
        who(retire_cot, cot_id=room.cots[0])
    for stranger in strangers:
        with pytest.raises(NotFound):
            add_room(night.context, stranger, house_id=house.id, room=BLUE, now=now)
    assert labels(night, house) == [("1", ["1", "2"], ["1"]), ("2", ["1"], [])]
