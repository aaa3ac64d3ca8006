"""Paper for the night: what may hang in an office, what is asked on paper, and how a night on paper is entered."""

import re
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

import pytest
from sqlmodel import select

from safehouse.domain import codes
from safehouse.domain.access import Actor
from safehouse.domain.codes import AgeBand, BedState, Gender, RequestState
from safehouse.models.claims import Stay
from safehouse.models.requests import Request
from safehouse.services.capacity import get_board
from safehouse.services.context import Context
from safehouse.services.residents import BedRef, HousePeople, ResidentDraft, enter_residents
from safehouse.web.words import WORDS
from tests.rows import HouseRows, a_manager, a_national_contact
from tests.services.night import MOTHER_AND_BABY, Night, a_night
from tests.support.stores import Clock
from tests.support.visitors import Visitor, text_of

VisitorAs = Callable[[Actor], Visitor]
Forward = Callable[[timedelta], datetime]
HOUR = timedelta(hours=1)
BRUSSELS = ZoneInfo("Europe/Brussels")


@pytest.fixture
def night(context: Context, clock: Clock) -> Night:
    return a_night(context, clock)


@pytest.fixture
def coordinator(night: Night, visitor_as: VisitorAs) -> Visitor:
    return visitor_as(night.coordinator)


def typed(at: datetime) -> str:
    """A moment as somebody in Brussels types it."""
    return at.astimezone(BRUSSELS).strftime("%Y-%m-%dT%H:%M")


def on_paper(written_at: datetime, **changes: str) -> dict[str, str]:
    """A woman of whom somebody wrote at `written_at` that she comes an hour later."""
    return {
        "happened_at": typed(written_at),
        "urgency": "urgent",
        "people-0-gender": "woman",
        "people-0-age": "24",
        "no_area": "yes",
        "arrives_at": typed(written_at + HOUR),
        "nights": "30",
        "min_security": "1",
        "consent": "own",
        **changes,
    }


def the_request(night: Night) -> Request:
    with night.context.store.reading() as session:
        return session.exec(select(Request)).one()


def the_stay(night: Night) -> Stay:
    with night.context.store.reading() as session:
        return session.exec(select(Stay)).one()


def words_of(page: str) -> str:
    return " ".join(text_of(page).split())


class TestSheets:
    def test_the_bed_sheet_shows_codes_and_nothing_about_anybody(self, night: Night, visitor_as: VisitorAs) -> None:
        """Seen to fail with the code of a pending offer shown."""
        house, other = night.house(3, 1, cots_per_room=(1,), shared=False), night.house(1)
        staying, awaited, elsewhere = night.request(MOTHER_AND_BABY), night.request(), night.request()
        night.stay(staying, house)
        night.reservation(awaited, house)
        night.offer(elsewhere, other)
        page = visitor_as(night.manager(house)).get(f"/houses/{house.id}/bed-sheet").text
        shown = words_of(page)
        assert house.code in shown
        assert shown.count(night.case_code(staying)) == 2
        assert shown.count(night.case_code(awaited)) == 1
        assert "Romanian" not in shown
        for code in (night.case_code(elsewhere), other.code):
            assert code not in page
        offered = visitor_as(night.manager(other)).get(f"/houses/{other.id}/bed-sheet").text
        assert night.case_code(elsewhere) not in offered

    def test_the_bed_sheet_tells_nothing_of_those_who_are_not_known(self, night: Night, visitor_as: VisitorAs) -> None:
        house = night.house(1, is_reported=False)
        girl = ResidentDraft(
            BedRef("1", "1"), Gender.WOMAN, AgeBand.FROM_12_TO_15, night.now.date() + timedelta(days=9)
        )
        people = HousePeople((girl,), (), needs_call_first=True)
        enter_residents(night.context, night.manager(house), house_id=house.id, draft=people, now=night.now)
        shown = words_of(visitor_as(night.manager(house)).get(f"/houses/{house.id}/bed-sheet").text)
        assert "occupied" in shown
        for secret in ("woman", "12 to 15", "December", "call first"):
            assert secret not in shown

    def test_another_houses_sheet_is_missing(self, night: Night, visitor_as: VisitorAs) -> None:
        house = night.house()
        stranger = visitor_as(a_manager(night.context, night.house().id))
        abroad = visitor_as(a_national_contact(night.context, "BE"))
        assert stranger.get(f"/houses/{house.id}/bed-sheet").status_code == 404
        assert abroad.get(f"/country/houses/{house.id}/bed-sheet").status_code == 404
        own = visitor_as(night.desk.national_contact).get(f"/country/houses/{house.id}/bed-sheet")
        assert house.code in own.text

    @pytest.mark.parametrize(
        "kind",
        [
            codes.Urgency,
            codes.SpeakerLevel,
            codes.AreaKind,
            codes.HouseNeed,
            codes.RoomNeed,
            codes.Entitlement,
            codes.Exploitation,
        ],
    )
    def test_the_request_form_has_every_code_to_tick(self, coordinator: Visitor, kind: type[StrEnum]) -> None:
        paper = boxes(coordinator.get("/paper/request").text)
        asked = [kind_words(code) for code in kind]
        assert set(asked) <= set(paper)

    def test_the_request_form_asks_for_no_name_and_says_that_the_paper_is_destroyed(self, coordinator: Visitor) -> None:
        shown = words_of(coordinator.get("/paper/request").text)
        assert "No names and no addresses. Destroy this paper once it is entered." in shown
        assert "Written down on (day)" in shown
        assert "Woman or girl Man or boy Non-binary" in shown
        assert "By (role)" in shown

    def test_the_slip_has_answer_arrival_and_check_out(self, night: Night, visitor_as: VisitorAs) -> None:
        for actor in (night.coordinator, night.desk.national_contact, a_manager(night.context, night.house().id)):
            shown = words_of(visitor_as(actor).get("/paper/slip").text)
            assert all(part in shown for part in ("Answer of the house", "They arrived", "They left"))


def kind_words(code: StrEnum) -> str:
    return str(WORDS[type(code)][code])


def boxes(page: str) -> list[str]:
    """What stands beside each box to tick."""
    return re.findall(r'<span class="tick">([^<]*)</span>', page)


class TestNightOnPaper:
    def test_a_night_on_paper_is_entered_in_one_go(self, night: Night, visitor_as: VisitorAs, forward: Forward) -> None:
        house, written_at = night.house(2), night.now
        forward(7 * HOUR)
        coordinator = visitor_as(night.coordinator)
        entered = coordinator.post("/requests/from-paper", on_paper(written_at))
        assert entered.status_code == 303
        request = the_request(night)
        assert (request.created_at, request.is_from_paper) == (written_at, True)
        page = coordinator.get(entered.headers["Location"]).text
        assert "They are in a house already" in page
        assert "Hold this bed" not in page
        [suggestion_id] = re.findall(rf'<option value="([^"]+)"[^>]*>{house.code}', page)
        came_at = written_at + 2 * HOUR
        there = {"suggestion_id": suggestion_id, "happened_at": typed(came_at)}
        assert coordinator.post(f"/requests/{request.id}/offers/from-paper", there).status_code == 303
        assert night.request_state(request.id) is RequestState.CHECKED_IN
        assert the_stay(night).checked_in_at == came_at

    def test_both_hours_of_the_night_in_which_clocks_go_back_can_be_entered(
        self, night: Night, visitor_as: VisitorAs, forward: Forward
    ) -> None:
        """Seen red while of two hours the first was always read: whoever came at the second 02:10 had come before 02:40."""
        written_at = forward(datetime(2027, 10, 31, 0, 40, tzinfo=UTC) - night.now)
        house = night.house(2)
        forward(7 * HOUR)
        coordinator = visitor_as(night.coordinator)
        unsaid = coordinator.post("/requests/from-paper", on_paper(written_at))
        assert unsaid.status_code == 422
        assert "Written down at: This hour comes twice, because the clocks go back." in words_of(unsaid.text)
        assert "Arrival: which of the two hours?" in words_of(unsaid.text)
        said = on_paper(written_at, **{"happened_at-fold": "0", "arrives_at-fold": "1"})
        assert coordinator.post("/requests/from-paper", said).status_code == 303
        request = the_request(night)
        assert (request.created_at, request.arrives_at) == (written_at, written_at + HOUR)
        page = coordinator.get(f"/requests/{request.id}").text
        [suggestion_id] = re.findall(rf'<option value="([^"]+)"[^>]*>{house.code}', page)
        came = {"suggestion_id": suggestion_id, "happened_at": "2027-10-31T02:10"}
        address = f"/requests/{request.id}/offers/from-paper"
        assert 'name="happened_at-fold" value="1"' in coordinator.post(address, came).text
        assert coordinator.post(address, {**came, "happened_at-fold": "1"}).status_code == 303
        assert the_stay(night).checked_in_at == datetime(2027, 10, 31, 1, 10, tzinfo=UTC)

    def test_when_it_was_written_down_is_asked_and_checked(
        self, night: Night, visitor_as: VisitorAs, forward: Forward
    ) -> None:
        written_at = night.now
        forward(50 * HOUR)
        coordinator = visitor_as(night.coordinator)
        for said, sentence in (
            ("", "Please answer this."),
            (typed(written_at), "This can be at most 48 hours ago."),
            (typed(night.now + HOUR), "This is still to come."),
        ):
            fields = {**on_paper(written_at), "happened_at": said}
            refused = coordinator.post("/requests/from-paper", fields)
            assert refused.status_code == 422
            assert f"Written down at: {sentence}" in words_of(refused.text)
            assert 'name="people-0-age"' in refused.text
            assert 'value="24"' in refused.text

    def test_a_wrong_arrival_is_named_and_nothing_is_changed(
        self, night: Night, visitor_as: VisitorAs, forward: Forward
    ) -> None:
        house, written_at = night.house(1), night.now
        forward(7 * HOUR)
        coordinator = visitor_as(night.coordinator)
        coordinator.post("/requests/from-paper", on_paper(written_at))
        request = the_request(night)
        page = coordinator.get(f"/requests/{request.id}").text
        [suggestion_id] = re.findall(rf'<option value="([^"]+)"[^>]*>{house.code}', page)
        address = f"/requests/{request.id}/offers/from-paper"
        early = coordinator.post(address, {"suggestion_id": suggestion_id, "happened_at": typed(written_at - HOUR)})
        assert early.status_code == 422
        assert "happened_at-error" in early.text
        nowhere = coordinator.post(address, {"happened_at": typed(written_at + HOUR)})
        assert nowhere.status_code == 422
        assert "suggestion_id-error" in nowhere.text
        assert night.request_state(request.id) is RequestState.OPEN

    def test_a_bed_that_was_taken_meanwhile_is_refused_with_what_to_do(
        self, night: Night, visitor_as: VisitorAs, forward: Forward
    ) -> None:
        house, written_at = night.house(1), night.now
        forward(7 * HOUR)
        coordinator = visitor_as(night.coordinator)
        coordinator.post("/requests/from-paper", on_paper(written_at))
        request = the_request(night)
        page = coordinator.get(f"/requests/{request.id}").text
        [suggestion_id] = re.findall(rf'<option value="([^"]+)"[^>]*>{house.code}', page)
        night.offer(night.request(), house)
        there = {"suggestion_id": suggestion_id, "happened_at": typed(written_at + HOUR)}
        refused = coordinator.post(f"/requests/{request.id}/offers/from-paper", there)
        assert refused.status_code == 409
        shown = words_of(refused.text)
        assert "A bed you wanted is no longer free." in shown
        assert "Ask the house to report the bed free for them" in shown
        assert night.request_state(request.id) is RequestState.OPEN

    def test_people_who_still_wait_get_a_new_time_and_then_the_usual_way(
        self, night: Night, visitor_as: VisitorAs, forward: Forward
    ) -> None:
        night.house(1)
        written_at = night.now
        forward(7 * HOUR)
        coordinator = visitor_as(night.coordinator)
        coordinator.post("/requests/from-paper", on_paper(written_at))
        request = the_request(night)
        later = {"arrives_at": typed(night.now + HOUR)}
        assert coordinator.post(f"/requests/{request.id}/arrival-time", later).status_code == 303
        assert "Hold this bed" in coordinator.get(f"/requests/{request.id}").text


class TestTrueTimes:
    def test_the_house_enters_arrival_and_check_out_of_the_night(
        self, night: Night, visitor_as: VisitorAs, forward: Forward
    ) -> None:
        house = night.house(1)
        offer_id = night.reservation(night.request(), house)
        came_at = night.now + HOUR
        forward(8 * HOUR)
        manager = visitor_as(night.manager(house))
        arrived = arrival_address(manager, house, offer_id)
        refused = manager.post(arrived, {"happened_at": typed(night.now + HOUR)})
        assert refused.status_code == 422
        assert "When it happened: This is still to come." in words_of(refused.text)
        assert manager.post(arrived, {"happened_at": typed(came_at)}).status_code == 303
        left = {"move_on": "own_home", "happened_at": typed(came_at + 5 * HOUR)}
        assert manager.post(arrived.replace("/arrived", "/check-out"), left).status_code == 303
        stay = the_stay(night)
        assert (stay.checked_in_at, stay.checked_out_at) == (came_at, came_at + 5 * HOUR)

    @pytest.mark.parametrize("is_contact", [False, True])
    def test_desk_and_contact_enter_them_by_telephone(
        self, night: Night, visitor_as: VisitorAs, forward: Forward, *, is_contact: bool
    ) -> None:
        house = night.house(1)
        request_id = night.request()
        offer_id = night.reservation(request_id, house)
        came_at = night.now + HOUR
        forward(8 * HOUR)
        actor = night.desk.national_contact if is_contact else night.coordinator
        somebody = visitor_as(actor)
        of_contact, of_desk = f"/country/houses/{house.id}/offers/{offer_id}", f"/requests/{request_id}/offers"
        arrived = f"{of_contact}/arrived" if is_contact else f"{of_desk}/{offer_id}/arrived"
        assert "They arrived earlier" in somebody.get(of_contact if is_contact else f"/requests/{request_id}").text
        assert somebody.post(arrived, {"happened_at": typed(came_at)}).status_code == 303
        stay = the_stay(night)
        left = f"{of_contact}/check-out" if is_contact else f"{of_desk}/stays/{stay.id}/check-out"
        early = somebody.post(left, {"move_on": "own_home", "happened_at": typed(came_at - 30 * HOUR / 60)})
        assert early.status_code == 422
        assert "happened_at-error" in early.text
        fields = {"move_on": "own_home", "happened_at": typed(came_at + HOUR)}
        assert somebody.post(left, fields).status_code == 303
        assert (the_stay(night).checked_in_at, the_stay(night).checked_out_at) == (came_at, came_at + HOUR)

    def test_a_report_of_the_night_has_its_true_time(
        self, night: Night, visitor_as: VisitorAs, forward: Forward
    ) -> None:
        house = night.house(1)
        taken_down_at = night.now + HOUR
        forward(8 * HOUR)
        fields = {
            "room_ids": house.rooms[0].id,
            f"room-{house.rooms[0].id}-gender": "woman",
            "bed_ids": house.beds[0],
            f"bed-{house.beds[0]}-state": "occupied",
            "needs_call_first": "no",
        }
        manager = visitor_as(night.manager(house))
        early = manager.post(f"/houses/{house.id}/report", fields | {"happened_at": typed(taken_down_at - 2 * HOUR)})
        assert early.status_code == 422
        assert "Something newer is entered already." in words_of(early.text)
        said = fields | {"happened_at": typed(taken_down_at)}
        assert manager.post(f"/houses/{house.id}/report", said).status_code == 303
        board = get_board(night.context, night.manager(house), house_id=house.id)
        assert board.last_report is not None
        assert board.last_report.reported_at == taken_down_at
        assert board.rooms[0].beds[0].state is BedState.OCCUPIED


def arrival_address(manager: Visitor, house: HouseRows, offer_id: str) -> str:
    """Where the page of the offer sends the arrival."""
    page = manager.get(f"/houses/{house.id}").text
    [shown] = set(re.findall(rf'href="([^"]*{offer_id})"', page))
    return f"{shown}/arrived"
